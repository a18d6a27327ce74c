/* One sync with each channel that the site has (syncing.h). */
#include "cli/syncing.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/stopping.h"
#include "engine/foundation/machine.h"
#include "engine/storage/settings.h"
#include "importers/online/face.h"
#include "importers/online/folder_verifier.h"
#include "importers/online/gateway_verifier.h"

enum {
    WATCH_STEP_MS = 1000
};

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

/* One line that is written over, on a terminal only. */
static void show_progress(void *context, const struct sync_summary *summary)
{
    const struct cli *cli = context;
    const char *const numbers[] = {
        cli_number(summary->sent), cli_number(summary->answered), cli_number(summary->still_open),
        cli_number(summary->to_send)};
    char text[256];
    if (isatty(STDERR_FILENO) == 0 || summary->still_open + summary->to_send == 0) {
        return;
    }
    wording_fill(
        message_wording(MESSAGE_ID_SYNC_PROGRESS, cli->language), numbers, 4, text, sizeof text);
    (void)fprintf(stderr, "%s\r", text);
}

/* The ways that the site has, open for one run or for as long as somebody watches. */
struct channels {
    bool has_folder;
    bool has_gateway;
    bool has_app;
    struct folder_verifier folder;
    struct gateway_verifier gateway;
    struct sync_summary sum;
};

static bool open_channels(struct cli *cli, struct channels *channels, struct error *error)
{
    struct store *store = cli->store;
    memset(channels, 0, sizeof *channels);
    return settings_get_flag(store, SETTING_CHANNEL_FOLDER, &channels->has_folder, error) &&
           settings_get_flag(store, SETTING_CHANNEL_GATEWAY, &channels->has_gateway, error) &&
           settings_get_flag(store, SETTING_CHANNEL_APP, &channels->has_app, error) &&
           (!channels->has_folder || folder_verifier_open(store, &channels->folder, error)) &&
           (!channels->has_gateway ||
            gateway_verifier_open(store, NULL, &channels->gateway, error));
}

static void close_channels(struct channels *channels)
{
    gateway_verifier_close(&channels->gateway);
}

static void add_summary(struct sync_summary *sum, const struct sync_summary *more)
{
    sum->sent += more->sent;
    sum->answered += more->answered;
    sum->odd += more->odd;
    sum->failed += more->failed;
    sum->unusable += more->unusable;
    sum->cannot_ask += more->cannot_ask;
    sum->still_open += more->still_open;
    if (more->no_rules.fault != FAULT_NONE) {
        sum->no_rules = more->no_rules;
    }
}

static int run_channel(
    struct cli *cli,
    struct sync_options *options,
    struct verifier *verifier,
    struct sync_summary *sum)
{
    struct sync_summary summary;
    struct error error;
    options->verifier = verifier;
    if (!sync_run(cli->store, options, &summary, &error)) {
        return tell_down(cli, &error);
    }
    add_summary(sum, &summary);
    return EXIT_DONE;
}

static struct sync_options options_of(struct cli *cli, const struct syncing_wishes *wishes)
{
    struct sync_options options = {
        .language = cli->language,
        .registers = wishes->registers,
        .pulls = wishes->pulls,
        .pull_month = wishes->pull_month,
        .told = told,
        .progress = show_progress,
        .context = cli,
    };
    for (unsigned i = 0; i < INQUIRY_KIND_COUNT; i++) {
        options.pull_kinds[i] = wishes->pull_kinds[i];
    }
    return options;
}

/* Where both ways are there the gateway asks, and the folder takes what comes by it. */
static int run_channels(struct cli *cli, struct channels *channels, struct sync_options *options)
{
    int code = EXIT_DONE;
    memset(&channels->sum, 0, sizeof channels->sum);
    if (channels->has_folder) {
        options->look_aside = look_at_faces;
        options->only_answers = channels->has_gateway;
        code = run_channel(cli, options, &channels->folder.verifier, &channels->sum);
    }
    if (channels->has_gateway && (code == EXIT_DONE || code == EXIT_UNREACHABLE)) {
        int gateway = EXIT_DONE;
        options->look_aside = NULL;
        options->only_answers = false;
        gateway = run_channel(cli, options, &channels->gateway.verifier, &channels->sum);
        code = gateway == EXIT_DONE ? code : gateway;
    }
    return code;
}

static int tell_no_channel(struct cli *cli, const struct channels *channels)
{
    if (channels->has_app) {
        CLI_PRINT(cli, SYNC_ONLY_APP, NULL);
    } else {
        CLI_PRINT(cli, SYNC_NO_CHANNEL, NULL);
    }
    return EXIT_DONE;
}

static int finish(struct cli *cli, const struct sync_summary *sum)
{
    cli_set_number(cli, "sent_now", sum->sent);
    cli_set_number(cli, "answered_now", sum->answered);
    cli_set_number(cli, "odd_now", sum->odd);
    cli_set_number(cli, "failed_now", sum->failed);
    cli_set_number(cli, "unusable_now", sum->unusable);
    cli_set_number(cli, "cannot_ask", sum->cannot_ask);
    if (sum->no_rules.fault != FAULT_NONE) {
        (void)cli_fault(cli, &sum->no_rules);
        return EXIT_PEOPLE;
    }
    return sum->cannot_ask > 0 || sum->odd > 0 || sum->unusable > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

static int run_open(struct cli *cli, struct channels *channels, const struct syncing_wishes *wishes)
{
    struct sync_options options = options_of(cli, wishes);
    struct error error;
    int64_t seconds = 0;
    int code = EXIT_DONE;
    if (!settings_get_number(cli->store, SETTING_SYNC_SECONDS, &seconds, &error)) {
        return cli_fault(cli, &error);
    }
    options.budget_ms = wishes->once ? 0 : seconds * 1000;
    code = run_channels(cli, channels, &options);
    return code == EXIT_DONE ? finish(cli, &channels->sum) : code;
}

int syncing_run(struct cli *cli, const struct syncing_wishes *wishes)
{
    static struct channels channels; /* large: not for the stack */
    struct error error;
    int code = EXIT_DONE;
    if (!open_channels(cli, &channels, &error)) {
        close_channels(&channels);
        return cli_fault(cli, &error);
    }
    code = channels.has_folder || channels.has_gateway ? run_open(cli, &channels, wishes)
                                                       : tell_no_channel(cli, &channels);
    close_channels(&channels);
    return code;
}

/* ---- watching ---- */

static int watch_folders(struct cli *cli, const struct channels *channels)
{
    char face[LIMIT_PATH];
    struct error ignored;
    const char *const paths[] = {channels->folder.folder.answer, face};
    size_t count = 1;
    if (!channels->has_folder || !channels->folder.is_open) {
        return -1;
    }
    if (path_join(face, sizeof face, channels->folder.root, "face", &ignored) &&
        cli->world.disk.exists(cli->world.disk.context, face)) {
        count = 2;
    }
    return machine_watch_open(paths, count);
}

/* Until something happens in the folders, the time to look is there, or a signal says stop. */
static void sleep_watching(struct cli *cli, const struct channels *channels, int64_t seconds)
{
    int handle = watch_folders(cli, channels);
    for (int64_t i = 0; i < seconds && !stopping_is_asked(); i++) {
        if (machine_watch_changed(handle, WATCH_STEP_MS)) {
            break;
        }
    }
    machine_watch_close(handle);
}

static bool ends_watching(int code)
{
    return code != EXIT_DONE && code != EXIT_PEOPLE && code != EXIT_UNREACHABLE &&
           code != EXIT_BUSY;
}

static int
watch_open(struct cli *cli, struct channels *channels, const struct syncing_wishes *wishes)
{
    struct syncing_wishes later = *wishes;
    struct error error;
    int64_t seconds = 0;
    bool was_told = false;
    int code = EXIT_DONE;
    if (!settings_get_number(cli->store, SETTING_WATCH_SECONDS, &seconds, &error)) {
        return cli_fault(cli, &error);
    }
    later.pulls = false;
    later.registers = false;
    for (bool is_first = true; !stopping_is_asked(); is_first = false) {
        code = run_open(cli, channels, is_first ? wishes : &later);
        if (ends_watching(code)) {
            return code;
        }
        if (!was_told) {
            CLI_PRINT(cli, SYNC_WATCHING, NULL);
            was_told = true;
        }
        (void)fflush(stdout);
        /* What is parked may still come: it is looked for, but not without a pause. */
        sleep_watching(
            cli, channels, channels->sum.still_open == 0 || code == EXIT_UNREACHABLE ? seconds : 1);
    }
    CLI_PRINT(cli, SYNC_STOPPED, NULL);
    return EXIT_DONE;
}

int syncing_watch(struct cli *cli, const struct syncing_wishes *wishes)
{
    static struct channels channels; /* large: not for the stack */
    struct error error;
    int code = EXIT_DONE;
    stopping_begin();
    if (!open_channels(cli, &channels, &error)) {
        close_channels(&channels);
        return cli_fault(cli, &error);
    }
    code = channels.has_folder || channels.has_gateway ? watch_open(cli, &channels, wishes)
                                                       : tell_no_channel(cli, &channels);
    close_channels(&channels);
    return code;
}
