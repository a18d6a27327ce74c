/* work: list | show | resolve: held visits and what each still needs. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/verdict_words.h"

struct work_list {
    struct cli *cli;
    struct verdict_reader *reader;
    struct part_cache *cache;
    struct arena arena;
    int64_t visits[512];
    struct date days[512];
    size_t count;
    size_t skip;
    size_t seen;
    int64_t held;
};

static bool take_block(void *taker, int64_t visit, struct date day, unsigned path)
{
    struct work_list *list = taker;
    (void)path;
    if (list->seen++ < list->skip) {
        return true;
    }
    list->visits[list->count] = visit;
    list->days[list->count] = day;
    list->count++;
    return list->count < sizeof list->visits / sizeof list->visits[0];
}

static void
print_item(struct work_list *list, int64_t visit, struct date day, const struct verdict *verdict)
{
    struct cli *cli = list->cli;
    char missing[512];
    words_missing(cli, verdict->missing_items, missing, sizeof missing);
    CLI_PRINT(
        cli, WORK_ITEM, cli_visit(visit), cli_date(day),
        domain_value_label(DOMAIN_PATH, verdict->path, cli->language),
        domain_value_label(DOMAIN_NEXT, verdict->next, cli->language));
    if (verdict->next == NEXT_COMPLETE_DECLARATION && missing[0] != '\0') {
        CLI_PRINT(cli, WORK_MISSING, missing);
    }
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "work"),
            json_pack(
                "{s:I,s:s,s:s,s:s,s:s}", "visit", (json_int_t)visit, "day", cli_date(day), "path",
                domain_value_name(DOMAIN_PATH, verdict->path), "next",
                domain_value_name(DOMAIN_NEXT, verdict->next), "missing", missing));
    }
}

static bool print_block(struct work_list *list, struct error *error)
{
    for (size_t i = 0; i < list->count; i++) {
        struct verdict_row row;
        struct verdict_record record;
        bool found = false;
        arena_reset(&list->arena);
        if (!verdicts_get(list->cli->store, list->visits[i], &row, &found, error)) {
            return false;
        }
        if (!found) {
            continue;
        }
        if (!verdicts_open(list->reader, &row, &list->arena, &record, error)) {
            return false;
        }
        list->held += record.verdict.path == PATH_HELD ? 1 : 0;
        print_item(list, list->visits[i], list->days[i], &record.verdict);
    }
    return true;
}

static bool print_list(struct work_list *list, struct error *error)
{
    do {
        list->count = 0;
        list->seen = 0;
        if (!verdicts_open_work(list->cli->store, take_block, list, error) ||
            !print_block(list, error)) {
            return false;
        }
        list->skip += list->count;
    } while (list->count > 0);
    return true;
}

static int list_work(struct cli *cli)
{
    static struct work_list list; /* large: not for the stack */
    struct error error;
    bool done = false;
    memset(&list, 0, sizeof list);
    list.cli = cli;
    list.arena = arena_open(LIMIT_PART_BYTES);
    cli_set(cli, "work", json_array());
    done = cli_unlock(cli, &error) && part_cache_open(cli->store, &list.cache, &error) &&
           verdict_reader_open(cli->store, list.cache, &list.reader, &error) &&
           print_list(&list, &error);
    verdict_reader_close(list.reader);
    part_cache_close(list.cache);
    arena_close(&list.arena);
    if (!done) {
        return cli_fault(cli, &error);
    }
    if (list.skip == 0) {
        CLI_PRINT(cli, WORK_NONE, NULL);
        return EXIT_DONE;
    }
    CLI_PRINT(cli, WORK_COUNT, cli_number(list.held));
    return list.held > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

/* show is explain, resolve is a capture of that kind: one way to do each thing. */
static int as_other_command(struct cli *cli, const char *extra, int (*command)(struct cli *))
{
    if (cli->argument_count == CLI_ARGUMENTS) {
        return EXIT_USAGE;
    }
    if (extra == NULL) {
        memmove(
            cli->arguments, cli->arguments + 1,
            (cli->argument_count - 1) * sizeof cli->arguments[0]);
        cli->argument_count--;
    } else {
        cli->arguments[0] = extra;
    }
    return command(cli);
}

int cmd_work(struct cli *cli)
{
    const char *word = cli->argument_count == 0 ? "list" : cli->arguments[0];
    if (strcmp(word, "list") == 0) {
        return list_work(cli);
    }
    if (strcmp(word, "show") == 0) {
        return as_other_command(cli, NULL, cmd_explain);
    }
    if (strcmp(word, "resolve") == 0) {
        return as_other_command(cli, "resolve", cmd_capture);
    }
    CLI_TELL(cli, UNKNOWN_OPTION, word, cli->command);
    return EXIT_USAGE;
}
