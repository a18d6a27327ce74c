#include "cli/work_list.h"

#include "cli/verdict_words.h"
#include "engine/storage/verdict_walk.h"

struct work_list {
    struct cli *cli;
    int64_t open;
    int64_t held;
};

enum {
    WORK_TEXT = 512
};

static json_t *item_object(const struct verdict_walk_item *item, const char *who, const char *missing)
{
    const struct verdict *verdict = &item->record->verdict;
    return json_pack(
        "{s:I,s:s,s:s,s:s,s:s,s:s}", "visit", (json_int_t)item->visit->id, "day",
        cli_date(item->visit->day), "who", who, "path",
        domain_value_name(DOMAIN_PATH, verdict->path), "next",
        domain_value_name(DOMAIN_NEXT, verdict->next), "missing", missing);
}

static bool print_item(void *taker, const struct verdict_walk_item *item, struct error *error)
{
    struct work_list *list = taker;
    struct cli *cli = list->cli;
    const struct verdict *verdict = &item->record->verdict;
    char missing[WORK_TEXT];
    char who[WORK_TEXT];
    (void)error;
    words_missing(cli, verdict->missing_items, missing, sizeof missing);
    words_who(item->evidence, who, sizeof who);
    list->open++;
    list->held += verdict->path == PATH_HELD ? 1 : 0;
    CLI_PRINT(
        cli, WORK_ITEM, cli_visit(item->visit->id), cli_date(item->visit->day), who,
        domain_value_label(DOMAIN_PATH, verdict->path, cli->language),
        domain_value_label(DOMAIN_NEXT, verdict->next, cli->language));
    if (verdict->next == NEXT_COMPLETE_DECLARATION && missing[0] != '\0') {
        CLI_PRINT(cli, WORK_MISSING, missing);
    }
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "work"), item_object(item, who, missing));
    }
    return true;
}

bool work_list_print(struct cli *cli, int64_t *held, struct error *error)
{
    const struct verdict_walk_order order = {.open_only = true, .with_evidence = true};
    struct work_list list = {.cli = cli};
    cli_set(cli, "work", json_array());
    if (!verdict_walk(cli->store, &order, print_item, &list, error)) {
        return false;
    }
    if (list.open == 0) {
        CLI_PRINT(cli, WORK_NONE, NULL);
    } else {
        CLI_PRINT(cli, WORK_COUNT, cli_number(list.held));
    }
    *held = list.held;
    return true;
}
