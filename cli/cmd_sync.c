/* sync: ask what is waiting; take what has been answered. */
#include <string.h>

#include "cli/cli.h"
#include "cli/syncing.h"
#include "cli/verdict_words.h"

/* "assistance": one sort of people to be pulled; the month is this one where none is given. */
static bool
take_pull(const struct cli *cli, const char *word, const char *month, struct syncing_wishes *wishes)
{
    enum inquiry_kind kind = INQUIRY_BATCH;
    if (word == NULL) {
        return true;
    }
    if (!inquiry_kind_find(slice_of(word), &kind) || inquiry_purpose(kind) != INQUIRY_PULLS) {
        CLI_TELL(cli, OPTION_VALUE, "--pull", word);
        return false;
    }
    wishes->pulls = true;
    wishes->pull_kinds[kind] = true;
    wishes->pull_month = month_of(date_of_utc_ms(world_now_ms(&cli->world)));
    if (month != NULL && !cli_read_month(month, &wishes->pull_month)) {
        CLI_TELL(cli, OPTION_VALUE, "--month", month);
        return false;
    }
    return true;
}

int cmd_sync(struct cli *cli)
{
    struct syncing_wishes wishes = {.once = false};
    const char *pull = NULL;
    const char *month = NULL;
    const struct option options[] = {
        {"--once", NULL, &wishes.once},
        {"--watch", NULL, &wishes.watches},
        {"--register", NULL, &wishes.registers},
        {"--pull", &pull, NULL},
        {"--month", &month, NULL},
    };
    struct error error;
    size_t words = 0;
    int code = EXIT_DONE;
    if (!cli_options(cli, options, sizeof options / sizeof options[0], NULL, 0, &words) ||
        !take_pull(cli, pull, month, &wishes)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error)) {
        return cli_fault(cli, &error);
    }
    code = wishes.watches ? syncing_watch(cli, &wishes) : syncing_run(cli, &wishes);
    if ((code == EXIT_DONE || code == EXIT_PEOPLE) && !words_inquiries(cli, &error)) {
        return cli_fault(cli, &error);
    }
    return code;
}
