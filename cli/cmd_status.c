/* status: three numbers and a time, without a key. */
#include "cli/export_site.h"
#include "cli/standing.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/site_verdicts.h"
#include "engine/storage/verdicts.h"

bool standing_read(struct cli *cli, struct standing *standing, struct error *error)
{
    struct inquiry_counts inquiries;
    int64_t counts[PATH_NONE + 1] = {0};
    int64_t unsent = 0;
    bool listing = false;
    if (!is_listing_site(cli, &listing, error) || !inquiries_count(cli->store, &inquiries, error) ||
        !verdicts_count(cli->store, counts, error)) {
        return false;
    }
    inquiries.waiting -= inquiries.unwanted;
    unsent = counts[PATH_UNDECIDED] + counts[PATH_WAITING] - inquiries.waiting;
    *standing = (struct standing){
        .unsent = unsent < 0 ? 0 : unsent,
        .waiting = inquiries.waiting,
        .answered = inquiries.answered,
        .for_people = counts[PATH_HELD],
        .last_contact_ms = inquiries.last_contact_ms};
    return !listing ||
           site_verdicts_standing(cli->store, &standing->unsent, &standing->for_people, error);
}

int cmd_status(struct cli *cli)
{
    struct standing standing;
    struct error error;
    size_t words = 0;
    const char *contact = NULL;
    if (!cli_options(cli, NULL, 0, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    if (!cli_open_store(cli, &error) || !standing_read(cli, &standing, &error)) {
        return cli_fault(cli, &error);
    }
    contact = standing.last_contact_ms == 0
                  ? message_wording(MESSAGE_ID_STATUS_NEVER, cli->language)
                  : cli_instant(standing.last_contact_ms);
    CLI_PRINT(
        cli, STATUS_LINE, cli_number(standing.unsent), cli_number(standing.waiting),
        cli_number(standing.for_people));
    CLI_PRINT(cli, STATUS_CONTACT, contact);
    cli_set_number(cli, "unsent", standing.unsent);
    cli_set_number(cli, "unanswered", standing.waiting);
    cli_set_number(cli, "for_people", standing.for_people);
    cli_set_number(cli, "last_contact_ms", standing.last_contact_ms);
    return EXIT_DONE;
}
