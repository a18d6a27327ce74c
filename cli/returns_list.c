#include "cli/returns_list.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/rulebooks.h"
#include "importers/receipts/returned.h"

enum {
    REASON_TEXT = 1200,
    VISITS_TEXT = RETURN_VISITS * 12
};

struct returns_list {
    struct cli *cli;
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

static bool
take_open(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    struct returns_list *list = taker;
    (void)entry;
    (void)error;
    list->count++;
    print_claim(list->cli, claim);
    if (list->cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(list->cli->document, "returned"), claim_object(claim));
    }
    return true;
}

bool returns_list_print(struct cli *cli, int64_t *count, struct error *error)
{
    struct returns_list list = {.cli = cli};
    bool done = false;
    cli_set(cli, "returned", json_array());
    done = returns_each_open(cli->store, take_open, &list, error);
    *count = list.count;
    return done;
}
