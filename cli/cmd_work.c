/* work: held visits and what each still needs; mistakes of the desk (correct.h). */
#include <string.h>

#include "cli/agency_list.h"
#include "cli/cli.h"
#include "cli/correct.h"
#include "cli/export_site.h"
#include "cli/returns_list.h"
#include "cli/site_work.h"
#include "cli/work_list.h"

static int list_work(struct cli *cli)
{
    const char *words[1] = {NULL};
    bool all = false;
    bool listing = false;
    const struct option options[] = {{"--all", NULL, &all}};
    struct error error;
    size_t count = 0;
    int64_t held = 0;
    if (!cli_options(cli, options, 1, words, 1, &count)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error) || !is_listing_site(cli, &listing, &error) ||
        !(listing ? site_work_print : work_list_print)(cli, all, &held, &error)) {
        return cli_fault(cli, &error);
    }
    return held > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

/* show is explain, resolve and note are captures of that kind: one way to do each thing. */
static int as_other_command(struct cli *cli, const char *extra, int (*command)(struct cli *))
{
    if (extra != NULL) {
        cli->arguments[0] = extra;
        return command(cli);
    }
    memmove(
        cli->arguments, cli->arguments + 1, (cli->argument_count - 1) * sizeof cli->arguments[0]);
    cli->argument_count--;
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
    if (strcmp(word, "resolve") == 0 || strcmp(word, "note") == 0) {
        return as_other_command(cli, word, cmd_capture);
    }
    if (strcmp(word, "withdraw") == 0) {
        return correct_withdraw(cli);
    }
    if (strcmp(word, "merge") == 0) {
        return correct_merge(cli);
    }
    if (strcmp(word, "agency") == 0) {
        return agency_command(cli);
    }
    if (strcmp(word, "close") == 0) {
        return returns_close_command(cli);
    }
    if (strcmp(word, "unlink") == 0) {
        return correct_unlink(cli);
    }
    CLI_TELL(cli, UNKNOWN_OPTION, word, cli->command);
    return EXIT_USAGE;
}
