/* decide: makes verdicts for everything whose facts changed. */
#include "cli/cli.h"
#include "cli/export_site.h"
#include "cli/verdict_words.h"

int cmd_decide(struct cli *cli)
{
    struct day_report counted;
    struct error error;
    size_t words = 0;
    int64_t held = 0;
    bool holds = false;
    bool listing = false;
    if (!cli_options(cli, NULL, 0, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error) || !is_listing_site(cli, &listing, &error)) {
        return cli_fault(cli, &error);
    }
    if (listing) {
        return decide_site(cli);
    }
    if (!words_decide(cli, &held, &error) || !words_counts(cli, &counted, &holds, &error)) {
        return cli_fault(cli, &error);
    }
    if (!holds) {
        return EXIT_FAULT;
    }
    return held > 0 ? EXIT_PEOPLE : EXIT_DONE;
}
