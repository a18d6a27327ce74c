#include "cli/returns_list.h"

#include <stdio.h>
#include <string.h>

#include "engine/law/after_claim.h"
#include "engine/storage/deciding.h"
#include "engine/storage/rulebooks.h"

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

/* "L0001 理由"; of one that a person told, how it came back */
static void
write_reason(const struct cli *cli, const struct returned_claim *claim, char text[REASON_TEXT])
{
    if (claim->how != RETURN_HOW_FILE) {
        (void)snprintf(
            text, REASON_TEXT, "%s",
            domain_value_label(DOMAIN_RETURN_HOW, claim->how, cli->language));
        return;
    }
    (void)snprintf(
        text, REASON_TEXT, "%.*s%s%.*s", (int)claim->reason.size,
        claim->reason.size == 0 ? "" : (const char *)claim->reason.data,
        claim->reason.size == 0 || claim->text.size == 0 ? "" : " ", (int)claim->text.size,
        claim->text.size == 0 ? "" : (const char *)claim->text.data);
}

json_t *returns_claim_object(const struct cli *cli, const struct returned_claim *claim)
{
    char reason[REASON_TEXT];
    char month[DATE_TEXT] = "";
    json_t *visits = json_array();
    write_reason(cli, claim, reason);
    if (month_is_some(claim->treated)) {
        month_write(claim->treated, month);
    }
    for (size_t i = 0; i < claim->visit_count; i++) {
        (void)json_array_append_new(visits, json_integer(claim->visits[i]));
    }
    return json_pack(
        "{s:I,s:s,s:s,s:s,s:o}", "receipt", (json_int_t)claim->receipt, "month", month, "how",
        domain_value_name(DOMAIN_RETURN_HOW, claim->how), "reason", reason, "visits", visits);
}

void returns_print_claim(struct cli *cli, const struct returned_claim *claim)
{
    char reason[REASON_TEXT];
    char visits[VISITS_TEXT];
    char month[DATE_TEXT] = "-";
    write_reason(cli, claim, reason);
    write_visits(claim, visits);
    if (month_is_some(claim->treated)) {
        month_write(claim->treated, month);
    }
    if (claim->how == RETURN_HOW_FILE) {
        CLI_PRINT(cli, RETURN_ITEM, cli_number(claim->receipt), month, visits, reason);
    } else {
        CLI_PRINT(cli, RETURN_TOLD_ITEM, cli_number(claim->receipt), month, visits, reason);
    }
}

/* ---- those that are open ---- */

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

static void
add_object(struct cli *cli, int64_t entry, const struct returned_claim *claim, const char *rule)
{
    json_t *object = NULL;
    if (cli->document == NULL) {
        return;
    }
    object = returns_claim_object(cli, claim);
    (void)json_object_set_new(object, "entry", json_integer(entry));
    (void)json_object_set_new(object, "rule", json_string(rule));
    (void)json_object_set_new(object, "reclaimed", json_boolean(claim->state == RETURN_CLAIMED));
    (void)json_array_append_new(json_object_get(cli->document, "returned"), object);
}

/* Written is not sent (decision 35): it stays in the list until somebody says so. */
static bool
take_left(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    struct returns_list *list = taker;
    struct cli *cli = list->cli;
    struct after_claim_ruling ruling = {.rule = ""};
    struct rulebook_identity identity;
    bool written = claim->state == RETURN_CLAIMED;
    if (!written &&
        ((list->book == NULL && !rulebooks_load(cli->store, &list->book, &identity, error)) ||
         !rule_about(list, claim, &ruling, error))) {
        return false;
    }
    list->count++;
    returns_print_claim(cli, claim);
    if (written) {
        CLI_PRINT(cli, RETURN_WRITTEN, cli_number(entry));
    } else {
        CLI_PRINT(
            cli, RETURN_TODO, cli_number(entry), ruling.rule,
            cli->language == LANGUAGE_JAPANESE ? ruling.japanese : ruling.english);
    }
    add_object(cli, entry, claim, ruling.rule);
    return true;
}

bool returns_list_print(struct cli *cli, int64_t *count, struct error *error)
{
    struct returns_list list = {.cli = cli};
    bool done = false;
    cli_set(cli, "returned", json_array());
    done = returns_each_left(cli->store, take_left, &list, error);
    rulebook_close(list.book);
    *count = list.count;
    return done;
}
