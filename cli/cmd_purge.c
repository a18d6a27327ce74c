/* purge: whole settled months are taken out of the store for good (engine/storage/purge.h). */
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/typing.h"
#include "engine/foundation/date_read.h"
#include "engine/storage/purge.h"
#include "engine/storage/settings.h"

enum {
    ANSWER_BYTES = 16
};

struct purge_line {
    const char *before;
    bool yes;
    bool within; /* the retention is known not to be over */
    struct month cut;
};

static bool read_line(struct cli *cli, struct purge_line *line)
{
    const struct option options[] = {
        {"--settled-before", &line->before, NULL},
        {"--yes", NULL, &line->yes},
        {"--within-retention", NULL, &line->within},
    };
    struct date day = DATE_NONE;
    size_t words = 0;
    if (!cli_options(cli, options, sizeof options / sizeof options[0], NULL, 0, &words)) {
        return false;
    }
    if (line->before == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_SETTLED_BEFORE));
        return false;
    }
    if (date_read(slice_of(line->before), &day)) {
        line->cut = month_of(day);
        return true;
    }
    if (cli_read_month(line->before, &line->cut)) {
        return true;
    }
    CLI_TELL(cli, OPTION_VALUE, "--settled-before", line->before);
    return false;
}

/* Records are kept for some years; who purges earlier says so. */
static bool check_retention(struct cli *cli, const struct purge_line *line, struct error *error)
{
    const struct month now = month_of(date_of_utc_ms(world_now_ms(&cli->world)));
    int64_t years = 0;
    char text[DATE_TEXT];
    if (!settings_get_number(cli->store, SETTING_RETENTION_YEARS, &years, error)) {
        return false;
    }
    if (line->within || month_compare(line->cut, month_add(now, -(int)(12 * years))) <= 0) {
        return true;
    }
    month_write(month_add(now, -(int)(12 * years)), text);
    error_set_number(error, FAULT_PURGE_TOO_EARLY, years);
    return error_add_text(error, text);
}

/* ---- what would go, what is left ---- */

static bool has_left(const struct purge_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (purge_month_is_left(&plan->months[i])) {
            return true;
        }
    }
    return false;
}

static void print_plan(struct cli *cli, const struct purge_plan *plan)
{
    json_t *months = cli->document == NULL ? NULL : json_array();
    CLI_PRINT(cli, PURGE_HEAD, cli_month(plan->cut));
    for (size_t i = 0; i < plan->count; i++) {
        const struct purge_month *month = &plan->months[i];
        bool is_left = purge_month_is_left(month);
        if (is_left) {
            CLI_PRINT(
                cli, PURGE_LEFT, cli_month(month->month), cli_number(month->open),
                cli_number(month->beside));
        } else {
            CLI_PRINT(cli, PURGE_MONTH, cli_month(month->month), cli_number(month->visits));
        }
        if (months != NULL) {
            (void)json_array_append_new(
                months, json_pack(
                            "{s:s,s:I,s:I,s:I,s:b}", "month", cli_month(month->month), "visits",
                            (json_int_t)month->visits, "open", (json_int_t)month->open, "beside",
                            (json_int_t)month->beside, "left", is_left ? 1 : 0));
        }
    }
    if (has_left(plan)) {
        CLI_PRINT(cli, PURGE_LEFT_WHY, NULL);
    }
    cli_set_text(cli, "settled_before", cli_month(plan->cut));
    cli_set(cli, "months", months);
}

/* One word that nobody types by mistake. */
static bool is_confirmed(struct cli *cli, const struct purge_line *line, struct error *error)
{
    char text[ANSWER_BYTES];
    if (line->yes) {
        return true;
    }
    if (isatty(STDIN_FILENO) == 0) {
        return error_set(error, FAULT_PURGE_UNCONFIRMED);
    }
    typing_hold();
    CLI_TELL(cli, PURGE_ASK, NULL);
    return (typing_read(text, sizeof text) == TYPED_LINE && strcmp(text, "purge") == 0) ||
           error_set(error, FAULT_PURGE_UNCONFIRMED);
}

/* ---- what went ---- */

static void print_kinds(struct cli *cli, const struct purge_result *result)
{
    json_t *kinds = cli->document == NULL ? NULL : json_object();
    for (int64_t kind = 0; kind < PURGE_KINDS; kind++) {
        if (result->kinds[kind] == 0) {
            continue;
        }
        CLI_PRINT(
            cli, PURGE_KIND,
            cli->language == LANGUAGE_JAPANESE ? entry_kind_label(kind) : entry_kind_name(kind),
            cli_number(result->kinds[kind]));
        if (kinds != NULL) {
            (void)json_object_set_new(
                kinds, entry_kind_name(kind), json_integer((json_int_t)result->kinds[kind]));
        }
    }
    cli_set(cli, "kinds", kinds);
}

static void print_result(struct cli *cli, const struct purge_result *result)
{
    cli_set_number(cli, "visits", result->visits);
    cli_set_number(cli, "bodies", result->bodies);
    cli_set_number(cli, "keys", result->keys);
    cli_set_number(cli, "kept_bulks", result->kept_bulks);
    if (result->bodies == 0) {
        CLI_PRINT(cli, PURGE_NOTHING, NULL);
    } else {
        CLI_PRINT(
            cli, PURGE_DONE, cli_number(result->visits), cli_number(result->bodies),
            cli_number(result->keys));
        print_kinds(cli, result);
    }
    if (result->kept_bulks > 0) {
        CLI_PRINT(cli, PURGE_KEPT, cli_number(result->kept_bulks));
    }
    if (result->bodies > 0) {
        CLI_PRINT(cli, PURGE_BACKUPS, NULL);
    }
}

int cmd_purge(struct cli *cli)
{
    static struct purge_plan plan; /* large: not for the stack */
    static struct purge_result result;
    struct purge_line line = {.before = NULL};
    struct error error;
    if (!read_line(cli, &line)) {
        return EXIT_USAGE;
    }
    cli->asks_secret = true;
    if (!cli_unlock(cli, &error) || !check_retention(cli, &line, &error) ||
        !purge_plan_make(cli->store, line.cut, &plan, &error)) {
        return cli_fault(cli, &error);
    }
    print_plan(cli, &plan);
    if (!is_confirmed(cli, &line, &error) || !purge_run(cli->store, line.cut, &result, &error)) {
        return cli_fault(cli, &error);
    }
    print_result(cli, &result);
    return has_left(&result.plan) ? EXIT_PEOPLE : EXIT_DONE;
}
