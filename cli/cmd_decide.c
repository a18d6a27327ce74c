/* decide: makes verdicts for everything whose facts changed. */
#include "cli/cli.h"
#include "cli/verdict_words.h"

int cmd_decide(struct cli *cli)
{
    struct deciding_result result;
    struct error error;
    size_t words = 0;
    bool holds = false;
    if (!cli_options(cli, NULL, 0, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error) || !deciding_run(cli->store, &result, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(
        cli, DECIDE_SUMMARY, cli_number(result.looked_at), cli_number(result.made),
        cli_number(result.changed));
    cli_set_number(cli, "looked_at", result.looked_at);
    cli_set_number(cli, "made", result.made);
    cli_set_number(cli, "changed", result.changed);
    if (!words_counts(cli, &error, &holds)) {
        return cli_fault(cli, &error);
    }
    if (!holds) {
        return EXIT_FAULT;
    }
    return result.counts[PATH_HELD] > 0 ? EXIT_PEOPLE : EXIT_DONE;
}
