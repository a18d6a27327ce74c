/* day: the end of the day. Sync, decide, what is left for people, the proofs, the head of the chain. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/claim_words.h"
#include "cli/cli.h"
#include "cli/export_site.h"
#include "cli/syncing.h"
#include "cli/verdict_words.h"
#include "cli/work_list.h"
#include "engine/storage/journal_check.h"
#include "engine/storage/registrations.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/settings.h"

static bool print_head(struct cli *cli, struct error *error)
{
    char facility[SETTING_VALUE];
    const char *now = cli_instant(world_now_ms(&cli->world));
    if (!settings_get(cli->store, SETTING_FACILITY_CODE, facility, error)) {
        return false;
    }
    CLI_PRINT(cli, DAY_HEAD, facility, now);
    cli_set_text(cli, "facility", facility);
    cli_set_text(cli, "at", now);
    return true;
}

/* ---- the head of the chain ---- */

static bool append_line(const char *path, const char *line)
{
    size_t size = strlen(line);
    int handle = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    bool done = handle >= 0 && write(handle, line, size) == (ssize_t)size &&
                write(handle, "\n", 1) == 1 && fsync(handle) == 0;
    if (handle >= 0) {
        (void)close(handle);
    }
    return done;
}

static bool keep_anchor(struct cli *cli, struct error *error)
{
    char text[ANCHOR_TEXT];
    char path[SETTING_VALUE];
    if (!journal_anchor(cli->store, text, error) ||
        !settings_get(cli->store, SETTING_ANCHOR_FILE, path, error)) {
        return false;
    }
    CLI_PRINT(cli, DAY_ANCHOR, NULL);
    cli_print_text(cli, text);
    cli_set_text(cli, "anchor", text);
    if (path[0] == '\0') {
        return true;
    }
    if (append_line(path, text)) {
        CLI_PRINT(cli, DAY_ANCHOR_FILE, path);
    } else {
        CLI_TELL(cli, DAY_ANCHOR_FAILED, path);
    }
    return true;
}

/* ---- registration for insurance use ---- */

/* Only where the desk wrote anything about it. */
static bool print_registrations(struct cli *cli, struct error *error)
{
    struct date today = date_of_utc_ms(world_now_ms(&cli->world));
    int64_t counts[INSURANCE_USE_DONE + 1];
    int64_t said = 0;
    char name[64];
    if (!registrations_count(cli->store, (struct interval){today, today}, counts, error)) {
        return false;
    }
    for (unsigned i = INSURANCE_USE_MISSING; i <= INSURANCE_USE_DONE; i++) {
        said += counts[i];
        (void)snprintf(
            name, sizeof name, "insurance_use_%s", domain_value_name(DOMAIN_INSURANCE_USE, i));
        cli_set_number(cli, name, counts[i]);
    }
    if (said > 0) {
        CLI_PRINT(
            cli, DAY_REGISTRATIONS, cli_number(counts[INSURANCE_USE_MISSING]),
            cli_number(counts[INSURANCE_USE_OFFERED]), cli_number(counts[INSURANCE_USE_DECLINED]),
            cli_number(counts[INSURANCE_USE_DONE]));
    }
    return true;
}

/* ---- the claims that are sent next ---- */

static bool print_claims(struct cli *cli, struct error *error)
{
    struct rulebook *book = NULL;
    struct rulebook_identity identity;
    bool done = rulebooks_load(cli->store, &book, &identity, error) &&
                claim_words_settings(cli, book, claim_words_next(cli, book), error);
    if (done) {
        claim_words_calendar(cli, book, claim_words_next(cli, book));
    }
    rulebook_close(book);
    return done;
}

/* ---- the day ---- */

static bool report(struct cli *cli, int64_t *held, bool *holds, struct error *error)
{
    struct day_report counted;
    return words_decide(cli, held, error) && work_list_print(cli, false, held, error) &&
           words_counts(cli, &counted, holds, error) && words_inquiries(cli, error) &&
           print_registrations(cli, error) && print_claims(cli, error) &&
           acts_reported_day(cli->store, &counted, error) && keep_anchor(cli, error);
}

/* A line that is down does not keep the rest of the day from being done. */
int cmd_day(struct cli *cli)
{
    const struct syncing_wishes wishes = {.once = false};
    struct error error;
    size_t words = 0;
    int64_t held = 0;
    bool holds = false;
    bool listing = false;
    int synced = EXIT_DONE;
    if (!cli_options(cli, NULL, 0, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error) || !is_listing_site(cli, &listing, &error)) {
        return cli_fault(cli, &error);
    }
    if (listing) {
        CLI_TELL(cli, SITE_NO_RECEIPTS, NULL);
        return EXIT_REFUSED;
    }
    if (!print_head(cli, &error)) {
        return cli_fault(cli, &error);
    }
    synced = syncing_run(cli, &wishes);
    if (synced != EXIT_DONE && synced != EXIT_PEOPLE && synced != EXIT_UNREACHABLE) {
        return synced;
    }
    if (!report(cli, &held, &holds, &error)) {
        return cli_fault(cli, &error);
    }
    if (!holds) {
        return EXIT_FAULT;
    }
    return synced == EXIT_UNREACHABLE || held == 0 ? synced : EXIT_PEOPLE;
}
