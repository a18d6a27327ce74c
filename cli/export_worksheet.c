/* The worksheet of an export: for receipts that several insurers or paths share, whose each day is. */
#include "cli/export_inside.h"
#include "engine/storage/pairing.h"

static const char worksheet_name[] = "worksheet.csv";

enum {
    WORKSHEET_DAYS = 62
};

static bool begin(struct exporting *exporting, struct error *error)
{
    struct cli *cli = exporting->cli;
    if (exporting->has_worksheet) {
        return true;
    }
    exporting->has_worksheet = true;
    return path_join(
               exporting->worksheet_path, LIMIT_PATH, exporting->order->out, worksheet_name,
               error) &&
           visit_list_begin(
               &cli->world.disk, exporting->worksheet_path, CSV_UTF8, cli->language,
               &exporting->worksheet, error);
}

static bool add_day(
    struct exporting *exporting,
    const struct receipt_key *key,
    const struct receipt_day *day,
    struct error *error)
{
    struct slice cells[VISIT_COLUMNS] = {{NULL, 0}};
    const struct identifiers *identifiers = &day->identifiers;
    cells[VISIT_VISIT] = slice_of(cli_visit(day->visit));
    cells[VISIT_DAY] = slice_of(cli_date(day->day));
    cells[VISIT_CHART] = key->chart_number;
    cells[VISIT_KANA] = key->kana;
    cells[VISIT_PATH] =
        slice_of(domain_value_label(DOMAIN_PATH, day->path, exporting->cli->language));
    cells[VISIT_INSURER] = identifiers->insurer_number;
    cells[VISIT_SYMBOL] = identifiers->symbol;
    cells[VISIT_NUMBER] = identifiers->number;
    cells[VISIT_BRANCH] = identifiers->branch;
    return visit_list_add(&exporting->worksheet, cells, error);
}

bool export_worksheet_add(
    struct exporting *exporting,
    const struct receipt_decided *decided,
    struct error *error)
{
    const struct receipt_visits *visits = decided->visits;
    struct receipt_day days[WORKSHEET_DAYS];
    struct arena arena = arena_open(LIMIT_RECEIPT_BYTES);
    size_t count = 0;
    bool done = true;
    if (decided->outcome == OUTCOME_WITHHELD && visits->pairing == PAIRING_SURE &&
        (visits->paths == PATHS_MIXED || visits->insurers == RESULTS_SEVERAL)) {
        done = begin(exporting, error) &&
               pairing_days(
                   exporting->pairing, decided->key, &arena, days, WORKSHEET_DAYS, &count, error);
    }
    for (size_t i = 0; done && i < count; i++) {
        done = add_day(exporting, decided->key, &days[i], error);
    }
    arena_close(&arena);
    return done;
}

bool export_worksheet_keep(struct exporting *exporting, struct error *error)
{
    return !exporting->has_worksheet || visit_list_keep(&exporting->worksheet, error);
}
