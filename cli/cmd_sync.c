/* sync: ask what is waiting; take what has been answered. */
#include "cli/cli.h"
#include "cli/syncing.h"
#include "cli/verdict_words.h"
#include "engine/storage/settings.h"
#include "engine/storage/sync.h"
#include "importers/online/folder_verifier.h"

static void told(void *context, const struct sync_event *event)
{
    const struct cli *cli = context;
    const char *key = event->key == NULL ? "" : event->key;
    const char *people = cli_number(event->people);
    const char *detail = event->detail == NULL ? "" : event->detail;
    switch (event->kind) {
    case SYNC_SENT:
        CLI_PRINT(cli, SYNC_EVENT_SENT, key, people, cli_date(event->day));
        break;
    case SYNC_ACCEPTED:
        CLI_PRINT(cli, SYNC_EVENT_ACCEPTED, key, detail);
        break;
    case SYNC_PROCESSING:
        CLI_PRINT(cli, SYNC_EVENT_PROCESSING, key);
        break;
    case SYNC_ANSWERED:
        CLI_PRINT(cli, SYNC_EVENT_ANSWERED, key, people);
        break;
    case SYNC_ODD:
        CLI_PRINT(cli, SYNC_EVENT_ODD, key, people);
        break;
    case SYNC_REJECTED:
        CLI_PRINT(cli, SYNC_EVENT_REJECTED, key, people);
        break;
    case SYNC_FAILED:
        CLI_PRINT(cli, SYNC_EVENT_FAILED, key, people, detail);
        break;
    case SYNC_PARKED:
        CLI_PRINT(cli, SYNC_EVENT_PARKED, key, people);
        break;
    case SYNC_LYING:
        CLI_PRINT(cli, SYNC_EVENT_LYING, key);
        break;
    case SYNC_CANNOT_ASK:
        CLI_PRINT(cli, SYNC_EVENT_CANNOT_ASK, cli_visit(event->visit), detail);
        break;
    }
}

static int tell_down(struct cli *cli, const struct error *fault)
{
    struct error error;
    int64_t waiting = 0;
    int code = cli_fault(cli, fault);
    if (code == EXIT_UNREACHABLE && sync_count_waiting(cli->store, &waiting, &error)) {
        CLI_PRINT(cli, SYNC_DOWN, cli_number(waiting));
        cli_set_number(cli, "unsent", waiting);
    }
    return code;
}

int syncing_run(struct cli *cli, bool once)
{
    static struct folder_verifier verifier; /* large: not for the stack */
    struct sync_options options = {
        .verifier = &verifier.verifier, .language = cli->language, .told = told, .context = cli};
    struct sync_summary summary;
    struct error error;
    int64_t seconds = 0;
    bool has_channel = false;
    if (!settings_get_flag(cli->store, SETTING_CHANNEL_FOLDER, &has_channel, &error) ||
        !settings_get_number(cli->store, SETTING_SYNC_SECONDS, &seconds, &error)) {
        return cli_fault(cli, &error);
    }
    if (!has_channel) {
        CLI_PRINT(cli, SYNC_NO_CHANNEL, NULL);
        return EXIT_DONE;
    }
    options.budget_ms = once ? 0 : seconds * 1000;
    if (!folder_verifier_open(cli->store, &verifier, &error)) {
        return cli_fault(cli, &error);
    }
    if (!sync_run(cli->store, &options, &summary, &error)) {
        return tell_down(cli, &error);
    }
    cli_set_number(cli, "sent_now", summary.sent);
    cli_set_number(cli, "answered_now", summary.answered);
    cli_set_number(cli, "odd_now", summary.odd);
    cli_set_number(cli, "failed_now", summary.failed);
    cli_set_number(cli, "cannot_ask", summary.cannot_ask);
    return summary.cannot_ask > 0 || summary.odd > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

int cmd_sync(struct cli *cli)
{
    bool once = false;
    const struct option options[] = {{"--once", NULL, &once}};
    struct error error;
    size_t words = 0;
    int code = EXIT_DONE;
    if (!cli_options(cli, options, 1, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error)) {
        return cli_fault(cli, &error);
    }
    code = syncing_run(cli, once);
    if ((code == EXIT_DONE || code == EXIT_PEOPLE) && !words_inquiries(cli, &error)) {
        return cli_fault(cli, &error);
    }
    return code;
}
