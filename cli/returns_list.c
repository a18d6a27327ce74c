#include "cli/returns_list.h"

#include <stdio.h>
#include <string.h>

#include "engine/law/after_claim.h"
#include "engine/storage/deciding.h"
#include "engine/storage/rulebooks.h"
#include "importers/receipts/returned.h"

enum {
    REASON_TEXT = 1200,
    VISITS_TEXT = RETURN_VISITS * 12
};

struct returns_list {
    struct cli *cli;
    struct rulebook *book; /* loaded for the first open one: visits are listed without rules, too */
    int64_t count;
};

/* ---- one claim ---- */

/* "V3 V7", or "-" */
static void write_visits(const struct returned_claim *claim, char text[VISITS_TEXT])
{
    size_t used = 0;
    (void)snprintf(text, VISITS_TEXT, "-");
    for (size_t i = 0; i < claim->visit_count && used + 24 < VISITS_TEXT; i++) {
        used += (size_t)snprintf(
            text + used, VISITS_TEXT - used, "%s%s", i == 0 ? "" : " ",
            cli_visit(claim->visits[i]));
    }
}

/* "L0001 理由" */
static void write_reason(const struct returned_claim *claim, char text[REASON_TEXT])
{
    (void)snprintf(
        text, REASON_TEXT, "%.*s%s%.*s", (int)claim->reason.size,
        claim->reason.size == 0 ? "" : (const char *)claim->reason.data,
        claim->reason.size == 0 || claim->text.size == 0 ? "" : " ", (int)claim->text.size,
        claim->text.size == 0 ? "" : (const char *)claim->text.data);
}

static json_t *claim_object(const struct returned_claim *claim)
{
    char reason[REASON_TEXT];
    char month[DATE_TEXT] = "";
    json_t *visits = json_array();
    write_reason(claim, reason);
    if (month_is_some(claim->treated)) {
        month_write(claim->treated, month);
    }
    for (size_t i = 0; i < claim->visit_count; i++) {
        (void)json_array_append_new(visits, json_integer(claim->visits[i]));
    }
    return json_pack(
        "{s:I,s:s,s:s,s:o}", "receipt", (json_int_t)claim->receipt, "month", month, "reason",
        reason, "visits", visits);
}

static void print_claim(struct cli *cli, const struct returned_claim *claim)
{
    char reason[REASON_TEXT];
    char visits[VISITS_TEXT];
    char month[DATE_TEXT] = "-";
    write_reason(claim, reason);
    write_visits(claim, visits);
    if (month_is_some(claim->treated)) {
        month_write(claim->treated, month);
    }
    CLI_PRINT(cli, RETURN_ITEM, cli_number(claim->receipt), month, visits, reason);
}

/* ---- taking a file in ---- */

static bool
tell_claim(void *context, const struct returned_claim *claim, bool added, struct error *error)
{
    struct returns_list *list = context;
    (void)error;
    if (added) {
        print_claim(list->cli, claim);
    }
    if (list->cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(list->cli->document, "returned"), claim_object(claim));
    }
    return true;
}

static bool run_import(
    struct returns_list *list,
    const char *path,
    struct returned_report *report,
    struct error *error)
{
    struct store *store = list->cli->store;
    struct rulebook *book = NULL;
    struct rulebook_identity identity;
    bool done = false;
    if (!rulebooks_load(store, &book, &identity, error) ||
        !store_take_role(store, "export", error)) {
        rulebook_close(book);
        return false;
    }
    done = returned_import(store, book, path, tell_claim, list, report, error);
    store_leave_role(store);
    rulebook_close(book);
    return done;
}

int import_returned(struct cli *cli, const char *path)
{
    struct returns_list list = {.cli = cli};
    struct returned_report report;
    struct error error;
    if (cli->document != NULL && json_object_get(cli->document, "returned") == NULL) {
        cli_set(cli, "returned", json_array());
    }
    if (!run_import(&list, path, &report, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(
        cli, IMPORT_RETURNED, path, cli_number(report.receipts), cli_number(report.added),
        cli_number(report.unknown));
    return report.added > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

/* ---- the list ---- */

/* What the table after-claim says, by what the visits say now. */
static bool rule_about(
    const struct returns_list *list,
    const struct returned_claim *claim,
    struct after_claim_ruling *ruling,
    struct error *error)
{
    struct after_claim after = {
        .agency_result = AGENCY_RESULT_RETURNED,
        .has_public = claim->has_public,
    };
    struct month month = claim->treated;
    if (!month_is_some(month)) {
        month = month_of(date_of_utc_ms(world_now_ms(&list->cli->world)));
    }
    return returns_difference(list->cli->store, claim, &after.claim_difference, error) &&
           after_claim_decide(
               list->book, &after, deciding_claim_month(month_first_day(month)), ruling, error);
}

static bool
take_open(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    struct returns_list *list = taker;
    struct cli *cli = list->cli;
    struct after_claim_ruling ruling;
    struct rulebook_identity identity;
    if ((list->book == NULL && !rulebooks_load(cli->store, &list->book, &identity, error)) ||
        !rule_about(list, claim, &ruling, error)) {
        return false;
    }
    list->count++;
    print_claim(cli, claim);
    CLI_PRINT(
        cli, RETURN_TODO, cli_number(entry), ruling.rule,
        cli->language == LANGUAGE_JAPANESE ? ruling.japanese : ruling.english);
    if (cli->document != NULL) {
        json_t *object = claim_object(claim);
        (void)json_object_set_new(object, "entry", json_integer(entry));
        (void)json_object_set_new(object, "rule", json_string(ruling.rule));
        (void)json_array_append_new(json_object_get(cli->document, "returned"), object);
    }
    return true;
}

bool returns_list_print(struct cli *cli, int64_t *count, struct error *error)
{
    struct returns_list list = {.cli = cli};
    bool done = false;
    cli_set(cli, "returned", json_array());
    done = returns_each_open(cli->store, take_open, &list, error);
    rulebook_close(list.book);
    *count = list.count;
    return done;
}

/* ---- closing one ---- */

static bool close_one(struct cli *cli, int64_t entry, unsigned reason, struct error *error)
{
    if (!store_begin(cli->store, error)) {
        return false;
    }
    if (!returns_close(cli->store, entry, reason, error)) {
        store_rollback(cli->store);
        return false;
    }
    return store_commit(cli->store, error);
}

/* "by_receipt_computer（レセコンで再請求した） ..." */
static int ask_for_reason(const struct cli *cli)
{
    char text[REASON_TEXT] = "";
    for (unsigned i = RETURN_CLOSED_UNRECORDED + 1; i < domain_size(DOMAIN_RETURN_CLOSED); i++) {
        size_t used = strlen(text);
        (void)snprintf(
            text + used, sizeof text - used, "%s%s (%s)", used == 0 ? "" : ", ",
            domain_value_name(DOMAIN_RETURN_CLOSED, i),
            domain_value_label(DOMAIN_RETURN_CLOSED, i, cli->language));
    }
    CLI_TELL(cli, RETURN_REASONS, text);
    return EXIT_USAGE;
}

int returns_close_command(struct cli *cli)
{
    const char *words[2] = {NULL, NULL};
    const char *typed = NULL;
    const struct option options[] = {{"--reason", &typed, NULL}};
    struct error error;
    size_t count = 0;
    int64_t entry = 0;
    unsigned reason = RETURN_CLOSED_UNRECORDED;
    if (!cli_options(cli, options, 1, words, 2, &count)) {
        return EXIT_USAGE;
    }
    if (words[1] == NULL || !slice_read_number(slice_of(words[1]), &entry)) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_ENTRY));
        return EXIT_USAGE;
    }
    if (typed == NULL || !domain_value_read(DOMAIN_RETURN_CLOSED, slice_of(typed), &reason) ||
        reason == RETURN_CLOSED_UNRECORDED) {
        return ask_for_reason(cli);
    }
    if (!cli_unlock(cli, &error) || !close_one(cli, entry, reason, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(
        cli, RETURN_CLOSED, cli_number(entry),
        domain_value_label(DOMAIN_RETURN_CLOSED, reason, cli->language));
    return EXIT_DONE;
}
