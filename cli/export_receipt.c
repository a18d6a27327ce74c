#include "cli/export_receipt.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/storage/exports.h"
#include "engine/storage/pairing.h"
#include "engine/storage/settings.h"
#include "exporters/receipt_export.h"
#include "importers/receipts/uke_keep.h"

enum {
    FINDING_TEXT = LIMIT_PATH + 1024,
    RECEIPT_WORDS = 48
};

static const char patch_utf8_name[] = "patch-utf8.csv";
static const char patch_cp932_name[] = "patch-cp932.csv";

struct exporting {
    struct cli *cli;
    const struct export_receipt_order *order;
    char target[LIMIT_PATH];
    char patch_utf8[LIMIT_PATH];
    char patch_cp932[LIMIT_PATH];
    char unknown_insurer[SETTING_VALUE];
    struct uke_kept kept;
    struct rulebook *book;
    struct receipt_decider decider;
    struct receipt_export_order receipts;
    struct receipt_export_result result;
    struct pairing *pairing;
    struct arena arena; /* texts of the visits at hand */
    int64_t unpaired;
};

/* ---- what is asked for ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool is_same_file(const char *one, const char *other)
{
    struct stat first;
    struct stat second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

static bool make_paths(struct exporting *exporting, struct error *error)
{
    const struct disk_port *disk = &exporting->cli->world.disk;
    const char *out = exporting->order->out;
    const char *name = base_name(exporting->order->source);
    if (!disk_settle_folder(disk, out, error) ||
        !path_join(exporting->target, LIMIT_PATH, out, name, error) ||
        !path_join(exporting->patch_utf8, LIMIT_PATH, out, patch_utf8_name, error) ||
        !path_join(exporting->patch_cp932, LIMIT_PATH, out, patch_cp932_name, error)) {
        return false;
    }
    if (is_same_file(exporting->order->source, exporting->target)) {
        error_set(error, FAULT_EXPORT_OVER_SOURCE);
        return error_set_place(error, exporting->target, 0, 0);
    }
    return true;
}

/* A filler that no notice names would be another insurer's number. */
static bool check_filler(const struct exporting *exporting, struct error *error)
{
    const char *chosen = exporting->unknown_insurer;
    for (size_t i = 0; i < rulebook_parameter_count(exporting->book); i++) {
        const struct rule_parameter *row = rulebook_parameter(exporting->book, i);
        if (chosen[0] == '\0' ||
            (strncmp(row->name, "unknown.insurer", 15) == 0 && strcmp(row->value, chosen) == 0)) {
            return true;
        }
    }
    return error_set_text(error, FAULT_FILLER_UNKNOWN, chosen);
}

static bool check_facility(const struct exporting *exporting, struct error *error)
{
    char facility[SETTING_VALUE];
    const char *in_file = exporting->kept.summary.facility;
    if (!settings_get(exporting->cli->store, SETTING_FACILITY_CODE, facility, error)) {
        return false;
    }
    if (facility[0] == '\0' || strcmp(facility, in_file) == 0) {
        return true;
    }
    error_set_text(error, FAULT_EXPORT_FACILITY, in_file);
    return error_add_text(error, facility);
}

static bool read_choices(struct exporting *exporting, struct error *error)
{
    struct store *store = exporting->cli->store;
    struct rulebook_identity identity;
    bool unnamed_pass = false;
    struct receipt_choices *choices = &exporting->receipts.choices;
    choices->unknown_insurer = exporting->unknown_insurer;
    return settings_get_flag(store, SETTING_UNKNOWN_SN, &choices->unknown_sn, error) &&
           settings_get(store, SETTING_UNKNOWN_INSURER, exporting->unknown_insurer, error) &&
           settings_get_flag(store, SETTING_UNNAMED_PASS, &unnamed_pass, error) &&
           rulebooks_load(store, &exporting->book, &identity, error) &&
           check_filler(exporting, error) &&
           receipt_decider_open(exporting->book, unnamed_pass, &exporting->decider, error);
}

/* ---- what the export asks and tells ---- */

static bool announced(void *context, const struct receipt_key *key, struct error *error)
{
    struct exporting *exporting = context;
    return pairing_announce(exporting->pairing, key, error);
}

static bool visits_of(
    void *context,
    const struct receipt_key *key,
    struct receipt_visits *visits,
    struct error *error)
{
    struct exporting *exporting = context;
    arena_reset(&exporting->arena);
    return pairing_visits(exporting->pairing, key, &exporting->arena, visits, error);
}

/* "4 V4", or "4" where no visit was recorded */
static void write_receipt(const struct receipt_decided *decided, char words[RECEIPT_WORDS])
{
    int64_t visit = decided->visits->first_visit;
    (void)snprintf(
        words, RECEIPT_WORDS, "%s%s%s", cli_number(decided->key->number), visit == 0 ? "" : " ",
        visit == 0 ? "" : cli_visit(visit));
}

static bool tell_decided(void *context, const struct receipt_decided *decided, struct error *error)
{
    struct exporting *exporting = context;
    struct cli *cli = exporting->cli;
    char trouble[TROUBLE_TEXT];
    char receipt[RECEIPT_WORDS];
    const char *reason =
        cli->language == LANGUAGE_JAPANESE ? decided->ruling->japanese : decided->ruling->english;
    (void)error;
    if (decided->outcome != OUTCOME_WITHHELD) {
        return true;
    }
    if (decided->rewrite->trouble.trouble != TROUBLE_NONE) {
        trouble_render(&decided->rewrite->trouble, cli->language, trouble);
        reason = trouble;
    }
    write_receipt(decided, receipt);
    CLI_PRINT(cli, EXPORT_WITHHELD, receipt, reason);
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "withheld"),
            json_pack(
                "{s:I,s:I,s:s,s:s,s:s}", "receipt", (json_int_t)decided->key->number, "visit",
                (json_int_t)decided->visits->first_visit, "rule", decided->ruling->rule, "reason",
                decided->ruling->reason, "message", reason));
    }
    return true;
}

static bool tell_finding(void *context, const struct receipt_finding *finding, struct error *error)
{
    const struct exporting *exporting = context;
    char text[FINDING_TEXT];
    (void)error;
    receipt_finding_render(
        finding, exporting->order->source, exporting->cli->language, text, sizeof text);
    cli_tell_text(text);
    return true;
}

/* ---- after it ---- */

static bool hash_piece(void *taker, struct slice bytes, struct error *error)
{
    return hasher_add(taker, bytes, error);
}

static bool
hash_target(const struct exporting *exporting, uint8_t hash[HASH_BYTES], struct error *error)
{
    struct hasher *hasher = NULL;
    bool done =
        hasher_open(&hasher, error) &&
        disk_stream(&exporting->cli->world.disk, exporting->target, hash_piece, hasher, error) &&
        hasher_finish(hasher, hash, error);
    hasher_close(hasher);
    return done;
}

static bool note_export(struct exporting *exporting, struct error *error)
{
    struct store *store = exporting->cli->store;
    const struct receipt_export_result *result = &exporting->result;
    uint8_t hash[HASH_BYTES];
    const struct export_note note = {
        .source = exporting->kept.bulk,
        .month = result->claim_month,
        .hash = hash,
        .unchanged = result->counts[OUTCOME_UNCHANGED],
        .changed = result->counts[OUTCOME_CHANGED],
        .withheld = result->counts[OUTCOME_WITHHELD],
        .moved = result->counts[OUTCOME_MOVED],
    };
    if (!hash_target(exporting, hash, error) || !store_begin(store, error)) {
        return false;
    }
    if (!exports_note(store, &note, error)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, error);
}

static bool count_unpaired(void *taker, int64_t visit, struct date day, unsigned path)
{
    struct exporting *exporting = taker;
    struct cli *cli = exporting->cli;
    exporting->unpaired++;
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "unpaired"),
            json_pack(
                "{s:I,s:s,s:s}", "visit", (json_int_t)visit, "day", cli_date(day), "path",
                domain_value_name(DOMAIN_PATH, path)));
    }
    return true;
}

/* ---- the run ---- */

static bool run_export(struct exporting *exporting, struct error *error)
{
    struct cli *cli = exporting->cli;
    exporting->receipts.disk = &cli->world.disk;
    exporting->receipts.source = exporting->order->source;
    exporting->receipts.target = exporting->target;
    exporting->receipts.patch_utf8 = exporting->patch_utf8;
    exporting->receipts.patch_cp932 = exporting->patch_cp932;
    exporting->receipts.language = cli->language;
    exporting->receipts.decider = &exporting->decider;
    exporting->receipts.accept_totals = exporting->order->accept_totals;
    exporting->receipts.context = exporting;
    exporting->receipts.announced = announced;
    exporting->receipts.visits_of = visits_of;
    exporting->receipts.told = tell_decided;
    exporting->receipts.found = tell_finding;
    return receipt_export_run(&exporting->receipts, &exporting->result, error);
}

/* The visits of the months that are in the file. */
static bool open_pairing(struct exporting *exporting, struct error *error)
{
    struct month first = exporting->kept.first;
    struct month last = exporting->kept.last;
    if (!month_is_some(first)) {
        first = exporting->kept.summary.claim_month;
        last = first;
    }
    if (!month_is_some(first)) {
        error_set(error, FAULT_EXPORT_NO_MONTH);
        return error_set_place(error, exporting->order->source, 0, 0);
    }
    return pairing_open(
        exporting->cli->store, exporting->book, first, last, &exporting->pairing, error);
}

static bool run_with_role(struct exporting *exporting, struct error *error)
{
    return uke_keep(exporting->cli->store, exporting->order->source, &exporting->kept, error) &&
           check_facility(exporting, error) && open_pairing(exporting, error) &&
           run_export(exporting, error) &&
           pairing_unpaired(exporting->pairing, count_unpaired, exporting, error) &&
           note_export(exporting, error);
}

static bool run(struct exporting *exporting, struct error *error)
{
    struct cli *cli = exporting->cli;
    bool done = false;
    if (!cli_unlock(cli, error) || !make_paths(exporting, error) ||
        !read_choices(exporting, error) || !store_take_role(cli->store, "export", error)) {
        return false;
    }
    done = run_with_role(exporting, error);
    store_leave_role(cli->store);
    return done;
}

/* ---- the report ---- */

static void print_settings(const struct exporting *exporting)
{
    const struct cli *cli = exporting->cli;
    const char *insurer = exporting->unknown_insurer;
    char payer[SETTING_VALUE];
    unsigned chosen = 0;
    struct error error;
    if (insurer[0] == '\0') {
        const struct rule_parameter *row = rulebook_find_parameter(
            exporting->book, "unknown.insurer", "", month_last_day(exporting->result.claim_month));
        insurer = row == NULL ? "-" : row->value;
    }
    if (!settings_get(cli->store, SETTING_UNKNOWN_PAYER, payer, &error) ||
        !domain_value_find(DOMAIN_PAYER, slice_of(payer), &chosen)) {
        return;
    }
    CLI_PRINT(
        cli, EXPORT_SETTINGS, insurer, domain_value_label(DOMAIN_PAYER, chosen, cli->language),
        domain_value_label(
            DOMAIN_YES_NO, exporting->receipts.choices.unknown_sn ? YES_NO_YES : YES_NO_NO,
            cli->language));
}

static bool proof_holds(const struct receipt_export_result *result)
{
    return result->receipts == result->counts[OUTCOME_UNCHANGED] + result->counts[OUTCOME_CHANGED] +
                                   result->counts[OUTCOME_WITHHELD] + result->counts[OUTCOME_MOVED];
}

/* Their receipts stay behind until somebody decides. */
static void print_stale(const struct exporting *exporting)
{
    int64_t visit = 0;
    int64_t count = pairing_stale(exporting->pairing, &visit);
    cli_set_number(exporting->cli, "stale", count);
    if (count > 0) {
        CLI_PRINT(exporting->cli, EXPORT_STALE, cli_number(count), cli_visit(visit));
    }
}

static void print_result(const struct exporting *exporting)
{
    struct cli *cli = exporting->cli;
    const struct receipt_export_result *result = &exporting->result;
    CLI_PRINT(cli, EXPORT_DONE, exporting->target, cli_number((int64_t)result->bytes));
    CLI_PRINT(cli, EXPORT_PATCH, exporting->patch_utf8, exporting->patch_cp932);
    CLI_PRINT(
        cli, EXPORT_PROOF, cli_number(result->receipts),
        cli_number(result->counts[OUTCOME_UNCHANGED]), cli_number(result->counts[OUTCOME_CHANGED]),
        cli_number(result->counts[OUTCOME_WITHHELD]), cli_number(result->counts[OUTCOME_MOVED]),
        message_wording(
            proof_holds(result) ? MESSAGE_ID_PROOF_HOLDS : MESSAGE_ID_PROOF_FAILS, cli->language));
    CLI_PRINT(
        cli, EXPORT_TOTALS, cli_number(result->before.count), cli_number(result->after.count),
        cli_number(result->before.points), cli_number(result->after.points));
    CLI_PRINT(cli, EXPORT_CHANGES, cli_number(result->changes));
    if (result->unnamed > 0) {
        CLI_PRINT(cli, EXPORT_UNNAMED, cli_number(result->unnamed));
    }
    CLI_PRINT(cli, EXPORT_UNPAIRED, cli_number(exporting->unpaired));
    print_stale(exporting);
    print_settings(exporting);
}

static void set_result(const struct exporting *exporting)
{
    struct cli *cli = exporting->cli;
    const struct receipt_export_result *result = &exporting->result;
    cli_set_text(cli, "written", exporting->target);
    cli_set_number(cli, "bytes", (int64_t)result->bytes);
    cli_set_number(cli, "receipts", result->receipts);
    cli_set_number(cli, "unchanged", result->counts[OUTCOME_UNCHANGED]);
    cli_set_number(cli, "changed", result->counts[OUTCOME_CHANGED]);
    cli_set_number(cli, "withheld_count", result->counts[OUTCOME_WITHHELD]);
    cli_set_number(cli, "moved", result->counts[OUTCOME_MOVED]);
    cli_set_number(cli, "changes", result->changes);
    cli_set_number(cli, "unnamed", result->unnamed);
    cli_set_number(cli, "go_count", result->after.count);
    cli_set_number(cli, "go_points", result->after.points);
}

static int code_of(const struct exporting *exporting)
{
    const struct receipt_export_result *result = &exporting->result;
    if (!proof_holds(result)) {
        return EXIT_FAULT;
    }
    if (result->receipts > 0 && result->troubled == result->receipts) {
        CLI_TELL(exporting->cli, EXPORT_NOTHING, NULL);
        return EXIT_ENCODING;
    }
    return result->counts[OUTCOME_WITHHELD] > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

int export_receipt(struct cli *cli, const struct export_receipt_order *order)
{
    static struct exporting exporting; /* large: not for the stack */
    struct error error;
    int code = EXIT_DONE;
    exporting =
        (struct exporting){.cli = cli, .order = order, .arena = arena_open(LIMIT_RECEIPT_BYTES)};
    cli_set(cli, "withheld", json_array());
    cli_set(cli, "unpaired", json_array());
    if (run(&exporting, &error)) {
        print_result(&exporting);
        set_result(&exporting);
        code = code_of(&exporting);
    } else {
        code = cli_fault(cli, &error);
    }
    pairing_close(exporting.pairing);
    rulebook_close(exporting.book);
    arena_close(&exporting.arena);
    return code;
}
