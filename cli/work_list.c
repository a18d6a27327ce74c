#include "cli/work_list.h"

#include "cli/explain_beside.h"
#include "cli/returns_list.h"
#include "cli/verdict_words.h"
#include "engine/storage/acts.h"
#include "engine/storage/verdict_walk.h"

struct work_list {
    struct cli *cli;
    struct rulebook
        *book; /* for the reasons of decided visits, and what is to be done beside them */
    int64_t open;
    int64_t held;
};

enum {
    WORK_TEXT = 512
};

static json_t *
item_object(const struct verdict_walk_item *item, const char *who, const char *missing)
{
    const struct verdict *verdict = &item->record->verdict;
    const char *rule = verdict->rule_count == 0 ? "" : verdict->rules[verdict->rule_count - 1];
    return json_pack(
        "{s:I,s:s,s:s,s:s,s:s,s:s,s:s}", "visit", (json_int_t)item->visit->id, "day",
        cli_date(item->visit->day), "who", who, "path",
        domain_value_name(DOMAIN_PATH, verdict->path), "rule", rule, "next",
        domain_value_name(DOMAIN_NEXT, verdict->next), "missing", missing);
}

/* What follows from the path: the next step, or for decided visits the rule that decided. */
static const char *
consequence(const struct work_list *list, const struct verdict *verdict, char text[WORK_TEXT])
{
    enum language language = list->cli->language;
    const char *arguments[] = {"", ""};
    const struct rule *rule = NULL;
    if (verdict->next != NEXT_NONE || list->book == NULL || verdict->rule_count == 0) {
        return domain_value_label(DOMAIN_NEXT, verdict->next, language);
    }
    arguments[0] = verdict->rules[verdict->rule_count - 1];
    rule = rulebook_find_rule(list->book, arguments[0]);
    arguments[1] = rule == NULL ? "" : rule_says(rule, language);
    wording_fill(message_wording(MESSAGE_ID_WORK_DECIDED, language), arguments, 2, text, WORK_TEXT);
    return text;
}

static void
print_line(const struct work_list *list, const struct verdict_walk_item *item, const char *who)
{
    const struct cli *cli = list->cli;
    const struct verdict *verdict = &item->record->verdict;
    char text[WORK_TEXT];
    CLI_PRINT(
        cli, WORK_ITEM, cli_visit(item->visit->id), cli_date(item->visit->day), who,
        domain_value_label(DOMAIN_PATH, verdict->path, cli->language),
        consequence(list, verdict, text));
}

/* The last one; work show has them all. */
static void print_note(const struct cli *cli, const struct evidence *evidence)
{
    char text[LIMIT_FIELD_BYTES + 1];
    if (evidence_has(evidence, FIELD_NOTE) &&
        slice_copy_text(evidence->values[FIELD_NOTE], text, sizeof text)) {
        CLI_PRINT(cli, WORK_NOTE, text);
    }
}

/* What the tables beside the verdict want of somebody now. */
static bool print_acts(
    const struct work_list *list,
    const struct verdict_walk_item *item,
    json_t *acts,
    struct error *error)
{
    const struct beside beside = {
        list->book, item->visit, item->evidence, &item->record->verdict.facts};
    return list->book == NULL || !item->has_verdict ||
           beside_print_acts(list->cli, &beside, acts, error);
}

static bool print_item(void *taker, const struct verdict_walk_item *item, struct error *error)
{
    struct work_list *list = taker;
    struct cli *cli = list->cli;
    const struct verdict *verdict = &item->record->verdict;
    char missing[WORK_TEXT];
    char who[WORK_TEXT];
    json_t *acts = cli->document == NULL ? NULL : json_array();
    words_missing(cli, verdict->missing_items, missing, sizeof missing);
    words_who(item->evidence, who, sizeof who);
    list->open += verdict_is_open(verdict->path) ? 1 : 0;
    list->held += verdict->path == PATH_HELD ? 1 : 0;
    print_line(list, item, who);
    if (verdict->next == NEXT_COMPLETE_DECLARATION && missing[0] != '\0') {
        CLI_PRINT(cli, WORK_MISSING, missing);
    }
    if (!print_acts(list, item, acts, error)) {
        json_decref(acts);
        return false;
    }
    print_note(cli, item->evidence);
    if (cli->document != NULL) {
        json_t *object = item_object(item, who, missing);
        (void)json_object_set_new(object, "acts", acts);
        (void)json_array_append_new(json_object_get(cli->document, "work"), object);
    }
    return true;
}

/* Without readable rules the visits are listed all the same. */
static bool load_book(struct work_list *list, struct error *error)
{
    struct rulebook_identity identity;
    return rulebooks_load(list->cli->store, &list->book, &identity, error) ||
           error_kind(error) == ERROR_LOOK_AT_RULES;
}

bool work_list_print(struct cli *cli, bool all, int64_t *held, struct error *error)
{
    const struct verdict_walk_order order = {.open_only = !all, .with_evidence = true};
    struct work_list list = {.cli = cli};
    int64_t returned = 0;
    bool done = false;
    cli_set(cli, "work", json_array());
    done = acts_opened_list(cli->store, "worklist", error) && load_book(&list, error) &&
           verdict_walk(cli->store, &order, print_item, &list, error) &&
           returns_list_print(cli, &returned, error);
    rulebook_close(list.book);
    if (!done) {
        return false;
    }
    if (list.open == 0 && returned > 0) {
        CLI_PRINT(cli, RETURN_COUNT, cli_number(returned));
    } else if (list.open == 0) {
        CLI_PRINT(cli, WORK_NONE, NULL);
    } else {
        CLI_PRINT(cli, WORK_COUNT, cli_number(list.held));
    }
    *held = list.held + returned;
    return true;
}
