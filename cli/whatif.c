#include "cli/whatif.h"

#include <string.h>

#include "cli/rules_folder.h"
#include "engine/foundation/date_read.h"
#include "engine/storage/deciding.h"

struct whatif {
    struct cli *cli;
    struct decider decider;
    struct part_cache *cache;
    struct verdict_reader *reader;
    struct arena arena;
    struct date day; /* DATE_NONE: each visit's own */
    int64_t looked_at;
    int64_t changed;
};

static bool
load_book(struct cli *cli, const char *folder, struct rulebook **book, struct error *error)
{
    static struct rules_folder files; /* large: not for the stack */
    struct rulebook_identity identity;
    bool done = false;
    if (folder == NULL) {
        return rulebooks_load(cli->store, book, &identity, error);
    }
    done = (rules_folder_is_file(folder)
                ? rules_folder_read(cli, rules_folder_default(cli), &files, error) &&
                      rules_folder_replace(cli, folder, &files, error)
                : rules_folder_read(cli, folder, &files, error)) &&
           rulebook_load(files.files, files.count, book, error);
    rules_folder_close(&files);
    return done;
}

static const char *last_rule(const struct verdict *verdict)
{
    return verdict->rule_count > 0 ? verdict->rules[verdict->rule_count - 1] : "-";
}

/* The first rule on the way that is another one says more than the last. */
static void differing_rules(
    const struct verdict *before,
    const struct verdict *after,
    const char **from,
    const char **to)
{
    size_t common = before->rule_count < after->rule_count ? before->rule_count : after->rule_count;
    *from = last_rule(before);
    *to = last_rule(after);
    for (size_t i = 0; i < common; i++) {
        if (strcmp(before->rules[i], after->rules[i]) != 0) {
            *from = before->rules[i];
            *to = after->rules[i];
            return;
        }
    }
}

static void print_change(
    struct whatif *whatif,
    int64_t visit,
    const struct verdict *before,
    const struct verdict *after)
{
    struct cli *cli = whatif->cli;
    const char *from = "";
    const char *to = "";
    differing_rules(before, after, &from, &to);
    CLI_PRINT(
        cli, WHATIF_LINE, cli_visit(visit),
        domain_value_label(DOMAIN_PATH, before->path, cli->language),
        domain_value_label(DOMAIN_PATH, after->path, cli->language), from, to);
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "changes"),
            json_pack(
                "{s:I,s:s,s:s,s:s,s:s}", "visit", (json_int_t)visit, "path",
                domain_value_name(DOMAIN_PATH, before->path), "would_be",
                domain_value_name(DOMAIN_PATH, after->path), "rule", from, "would_be_rule", to));
    }
}

static bool look_at(
    struct whatif *whatif,
    const struct visit_row *visit,
    const struct verdict_row *row,
    struct error *error)
{
    struct verdict_record record;
    struct verdict verdict;
    struct decision decision;
    struct date day = date_is_some(whatif->day) ? whatif->day : visit->day;
    arena_reset(&whatif->arena);
    if (!verdicts_open(whatif->reader, row, &whatif->arena, &record, error)) {
        return false;
    }
    decide_facts(
        &whatif->decider, &record.verdict.facts, day, deciding_claim_month(day), &verdict,
        &decision);
    whatif->looked_at++;
    if (verdict.path != record.verdict.path || verdict.next != record.verdict.next) {
        whatif->changed++;
        print_change(whatif, visit->id, &record.verdict, &verdict);
    }
    return true;
}

struct visit_list {
    int64_t ids[256];
    size_t count;
};

static bool list_visit(void *taker, const struct visit_row *visit)
{
    struct visit_list *list = taker;
    list->ids[list->count++] = visit->id;
    return list->count < sizeof list->ids / sizeof list->ids[0];
}

static bool look_at_list(struct whatif *whatif, const struct visit_list *list, struct error *error)
{
    for (size_t i = 0; i < list->count; i++) {
        struct visit_row visit;
        struct verdict_row row;
        bool has_visit = false;
        bool has_verdict = false;
        if (!visits_get(whatif->cli->store, list->ids[i], &visit, &has_visit, error) ||
            !verdicts_get(whatif->cli->store, list->ids[i], &row, &has_verdict, error)) {
            return false;
        }
        if (has_visit && has_verdict && !look_at(whatif, &visit, &row, error)) {
            return false;
        }
    }
    return true;
}

static bool look_at_all(struct whatif *whatif, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    int64_t after = 0;
    for (;;) {
        struct visit_list list = {.count = 0};
        if (!visits_each(whatif->cli->store, after, always, list_visit, &list, error) ||
            !look_at_list(whatif, &list, error)) {
            return false;
        }
        if (list.count == 0) {
            return true;
        }
        after = list.ids[list.count - 1];
    }
}

int whatif_run(struct cli *cli, const char *folder, const char *visit_date)
{
    struct whatif whatif = {.cli = cli, .arena = arena_open(LIMIT_BODY_BYTES), .day = DATE_NONE};
    struct rulebook *book = NULL;
    struct error error;
    bool done = false;
    if (visit_date != NULL && !date_read(slice_of(visit_date), &whatif.day)) {
        CLI_TELL(cli, OPTION_VALUE, "--visit-date", visit_date);
        return EXIT_USAGE;
    }
    cli_set(cli, "changes", json_array());
    done = cli_unlock(cli, &error) && load_book(cli, folder, &book, &error) &&
           decider_open(book, false, &whatif.decider, &error) &&
           part_cache_open(cli->store, &whatif.cache, &error) &&
           verdict_reader_open(cli->store, whatif.cache, &whatif.reader, &error) &&
           look_at_all(&whatif, &error);
    verdict_reader_close(whatif.reader);
    part_cache_close(whatif.cache);
    arena_close(&whatif.arena);
    rulebook_close(book);
    if (!done) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, WHATIF_SUMMARY, cli_number(whatif.looked_at), cli_number(whatif.changed));
    cli_set_number(cli, "looked_at", whatif.looked_at);
    return EXIT_DONE;
}
