#include "cli/export_list.h"

#include <string.h>

#include "cli/verdict_words.h"
#include "engine/storage/acts.h"
#include "engine/storage/verdict_walk.h"
#include "exporters/visit_list.h"

enum {
    WORDS_BYTES = 512
};

struct listing {
    struct cli *cli;
    struct visit_list list;
};

/* "CP-01 CP-07" */
static void write_rules(const struct verdict *verdict, char text[WORDS_BYTES])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < verdict->rule_count && used < WORDS_BYTES; i++) {
        size_t length = strlen(verdict->rules[i]);
        if (i > 0) {
            text[used - 1] = ' ';
        }
        length = length < WORDS_BYTES - used ? length : WORDS_BYTES - used - 1;
        memcpy(text + used, verdict->rules[i], length);
        text[used + length] = '\0';
        used += length + 1;
    }
}

static void fill_verdict(
    const struct listing *listing,
    const struct verdict *verdict,
    char rules[WORDS_BYTES],
    char missing[WORDS_BYTES],
    struct slice cells[VISIT_COLUMNS])
{
    const struct cli *cli = listing->cli;
    write_rules(verdict, rules);
    missing[0] = '\0';
    if (verdict->next == NEXT_COMPLETE_DECLARATION) {
        words_missing(cli, verdict->missing_items, missing, WORDS_BYTES);
    }
    cells[VISIT_NUMBERS] =
        slice_of(domain_value_label(DOMAIN_CLAIM_NUMBERS, verdict->numbers, cli->language));
    cells[VISIT_INSURER] = verdict->identifiers.insurer_number;
    cells[VISIT_SYMBOL] = verdict->identifiers.symbol;
    cells[VISIT_NUMBER] = verdict->identifiers.number;
    cells[VISIT_BRANCH] = verdict->identifiers.branch;
    cells[VISIT_NEXT] = slice_of(domain_value_label(DOMAIN_NEXT, verdict->next, cli->language));
    cells[VISIT_MISSING] = slice_of(missing);
    cells[VISIT_RULES] = slice_of(rules);
    cells[VISIT_PROBLEM] = slice_of(verdict->problem);
}

static bool add_line(void *taker, const struct verdict_walk_item *item, struct error *error)
{
    struct listing *listing = taker;
    struct slice cells[VISIT_COLUMNS] = {{NULL, 0}};
    char rules[WORDS_BYTES];
    char missing[WORDS_BYTES];
    cells[VISIT_VISIT] = slice_of(cli_visit(item->visit->id));
    cells[VISIT_DAY] = slice_of(cli_date(item->visit->day));
    cells[VISIT_CHART] = item->evidence->values[FIELD_CHART_NUMBER];
    cells[VISIT_LOCAL] = item->evidence->values[FIELD_LOCAL_NUMBER];
    cells[VISIT_KANA] = item->evidence->values[FIELD_KANA_NAME];
    cells[VISIT_PATH] = slice_of(
        domain_value_label(DOMAIN_PATH, item->record->verdict.path, listing->cli->language));
    if (item->has_verdict) {
        fill_verdict(listing, &item->record->verdict, rules, missing, cells);
    }
    return visit_list_add(&listing->list, cells, error);
}

static bool write_list(
    struct listing *listing,
    const struct export_list_order *order,
    const char *path,
    struct error *error)
{
    const struct verdict_walk_order walk = {.open_only = order->open_only, .with_evidence = true};
    const struct disk_port *disk = &listing->cli->world.disk;
    bool done = visit_list_begin(
                    disk, path, order->encoding, listing->cli->language, &listing->list, error) &&
                verdict_walk(listing->cli->store, &walk, add_line, listing, error) &&
                visit_list_keep(&listing->list, error);
    visit_list_drop(&listing->list);
    return done;
}

int export_list(struct cli *cli, const struct export_list_order *order)
{
    static struct listing listing; /* large: not for the stack */
    const struct disk_port *disk = &cli->world.disk;
    char path[LIMIT_PATH];
    struct error error;
    listing.cli = cli;
    if (!cli_unlock(cli, &error) || !acts_opened_list(cli->store, order->name, &error) ||
        !disk_settle_folder(disk, order->out, &error) ||
        !path_join(path, sizeof path, order->out, order->name, &error) ||
        !write_list(&listing, order, path, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, EXPORT_LIST, path, cli_number(listing.list.lines));
    cli_set_text(cli, "written", path);
    cli_set_number(cli, "lines", listing.list.lines);
    return EXIT_DONE;
}
