/* status: three numbers and a time, without a key. */
#include "cli/cli.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/verdicts.h"

int cmd_status(struct cli *cli)
{
    struct inquiry_counts inquiries;
    int64_t counts[PATH_NONE + 1] = {0};
    struct error error;
    size_t words = 0;
    int64_t unsent = 0;
    const char *contact = NULL;
    if (!cli_options(cli, NULL, 0, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    if (!cli_open_store(cli, &error) || !inquiries_count(cli->store, &inquiries, &error) ||
        !verdicts_count(cli->store, counts, &error)) {
        return cli_fault(cli, &error);
    }
    unsent = counts[PATH_UNDECIDED] + counts[PATH_WAITING] - inquiries.waiting;
    unsent = unsent < 0 ? 0 : unsent;
    contact = inquiries.last_contact_ms == 0
                  ? message_wording(MESSAGE_ID_STATUS_NEVER, cli->language)
                  : cli_instant(inquiries.last_contact_ms);
    CLI_PRINT(
        cli, STATUS_LINE, cli_number(unsent), cli_number(inquiries.waiting),
        cli_number(counts[PATH_HELD]));
    CLI_PRINT(cli, STATUS_CONTACT, contact);
    cli_set_number(cli, "unsent", unsent);
    cli_set_number(cli, "unanswered", inquiries.waiting);
    cli_set_number(cli, "for_people", counts[PATH_HELD]);
    cli_set_number(cli, "last_contact_ms", inquiries.last_contact_ms);
    return EXIT_DONE;
}
