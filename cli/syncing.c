/* One sync with each channel that the site has (syncing.h). */
#include "cli/syncing.h"

#include "engine/storage/settings.h"
#include "importers/online/face.h"
#include "importers/online/folder_verifier.h"

/* ---- telling ---- */

static void told(void *context, const struct sync_event *event)
{
    const struct cli *cli = context;
    const char *key = event->key == NULL ? "" : event->key;
    const char *people = cli_number(event->people);
    const char *detail = event->detail == NULL ? "" : event->detail;
    switch (event->kind) {
    case SYNC_SENT:
        if (inquiry_purpose(event->inquiry) == INQUIRY_ASKS) {
            CLI_PRINT(cli, SYNC_EVENT_SENT, key, people, cli_date(event->day));
        } else {
            CLI_PRINT(
                cli, SYNC_EVENT_OTHER, inquiry_kind_label(event->inquiry, cli->language), key);
        }
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

/* ---- card answers ---- */

static void tell_face(void *context, const char *name, const struct error *why)
{
    const struct cli *cli = context;
    char text[1024];
    error_render(why, cli->language, text, sizeof text);
    CLI_TELL(cli, SYNC_FACE_BROKEN, name, text);
}

static bool look_at_faces(void *context, struct store *store, struct error *error)
{
    struct cli *cli = context;
    struct face_report report;
    char root[SETTING_VALUE];
    int64_t days = 0;
    if (!settings_get(store, SETTING_FOLDER_ROOT, root, error) ||
        !settings_get_number(store, SETTING_FACE_DAYS, &days, error) ||
        !face_look(store, root, days, &report, tell_face, cli, error)) {
        return false;
    }
    if (report.taken > 0) {
        CLI_PRINT(cli, SYNC_FACES, cli_number(report.taken), cli_number(report.people));
        cli_set_number(cli, "cards_now", report.people);
    }
    return true;
}

/* ---- running ---- */

static int add_summary(struct cli *cli, const struct sync_summary *summary)
{
    cli_set_number(cli, "sent_now", summary->sent);
    cli_set_number(cli, "answered_now", summary->answered);
    cli_set_number(cli, "odd_now", summary->odd);
    cli_set_number(cli, "failed_now", summary->failed);
    cli_set_number(cli, "cannot_ask", summary->cannot_ask);
    return summary->cannot_ask > 0 || summary->odd > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

static int run_folder(struct cli *cli, struct sync_options *options)
{
    static struct folder_verifier verifier; /* large: not for the stack */
    struct sync_summary summary;
    struct error error;
    if (!folder_verifier_open(cli->store, &verifier, &error)) {
        return cli_fault(cli, &error);
    }
    options->verifier = &verifier.verifier;
    options->look_aside = look_at_faces;
    if (!sync_run(cli->store, options, &summary, &error)) {
        return tell_down(cli, &error);
    }
    return add_summary(cli, &summary);
}

static struct sync_options options_of(struct cli *cli, const struct syncing_wishes *wishes)
{
    struct sync_options options = {
        .language = cli->language,
        .registers = wishes->registers,
        .pulls = wishes->pulls,
        .pull_month = wishes->pull_month,
        .told = told,
        .context = cli,
    };
    for (unsigned i = 0; i < INQUIRY_KIND_COUNT; i++) {
        options.pull_kinds[i] = wishes->pull_kinds[i];
    }
    return options;
}

int syncing_run(struct cli *cli, const struct syncing_wishes *wishes)
{
    struct sync_options options = options_of(cli, wishes);
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
    options.budget_ms = wishes->once ? 0 : seconds * 1000;
    return run_folder(cli, &options);
}
