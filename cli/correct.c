#include "cli/correct.h"

#include <string.h>
#include <unistd.h>

#include "cli/prompt.h"
#include "engine/storage/corrections.h"

/* What one of the three was asked to do. */
struct correcting {
    struct cli *cli;
    bool again; /* the export will be made again */
    int64_t visit;
    int64_t into;
    unsigned reason;
};

/* ---- the command line ---- */

/* The visits that a command names, wanted of them; the first argument is the command's own word. */
static bool read_line(struct correcting *correcting, size_t wanted, const char **reason)
{
    struct cli *cli = correcting->cli;
    const char *words[3] = {NULL, NULL, NULL};
    int64_t *const visits[] = {&correcting->visit, &correcting->into};
    const struct option options[] = {
        {"--export-again", NULL, &correcting->again}, {"--reason", reason, NULL}};
    size_t count = 0;
    if (!cli_options(cli, options, reason == NULL ? 1 : 2, words, wanted + 1, &count)) {
        return false;
    }
    if (count < wanted + 1) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_VISIT));
        return false;
    }
    for (size_t i = 0; i < wanted; i++) {
        if (!cli_read_visit(words[i + 1], visits[i])) {
            CLI_TELL(cli, OPTION_VALUE, cli_word(cli, MESSAGE_ID_WORD_VISIT), words[i + 1]);
            return false;
        }
    }
    return true;
}

/* "never_came|wrong_date|..." */
static void list_reasons(char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (unsigned i = 1; i < domain_size(DOMAIN_WITHDRAWAL) && used + 1 < size; i++) {
        const char *name = domain_value_name(DOMAIN_WITHDRAWAL, i);
        size_t length = strlen(name);
        if (used + length + 2 > size) {
            return;
        }
        if (used > 0) {
            text[used++] = '|';
        }
        memcpy(text + used, name, length + 1);
        used += length;
    }
}

/* By option, else asked at the terminal; *code is what the command ends with when there is none. */
static bool read_reason(struct correcting *correcting, const char *typed, int *code)
{
    struct cli *cli = correcting->cli;
    struct error error;
    char reasons[256];
    if (typed == NULL && isatty(STDIN_FILENO) != 0) {
        if (!prompt_choice(cli, DOMAIN_WITHDRAWAL, &correcting->reason, &error)) {
            *code = cli_fault(cli, &error);
            return false;
        }
        return true;
    }
    if (typed != NULL &&
        domain_value_find(DOMAIN_WITHDRAWAL, slice_of(typed), &correcting->reason) &&
        correcting->reason != WITHDRAWAL_UNRECORDED) {
        return true;
    }
    list_reasons(reasons, sizeof reasons);
    CLI_TELL(cli, WORK_REASONS, reasons);
    *code = EXIT_USAGE;
    return false;
}

/* ---- keeping ---- */

typedef bool correction_act(const struct correcting *correcting, struct error *error);

static bool keep(const struct correcting *correcting, correction_act *act, struct error *error)
{
    struct store *store = correcting->cli->store;
    if (!store_begin(store, error)) {
        return false;
    }
    if (!act(correcting, error)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, error);
}

static int finish(const struct correcting *correcting)
{
    struct cli *cli = correcting->cli;
    if (correcting->again) {
        CLI_PRINT(cli, WORK_EXPORT_AGAIN, NULL);
    } else {
        CLI_PRINT(cli, WORK_DECIDE_AGAIN, NULL);
    }
    cli_set_number(cli, "visit", correcting->visit);
    return EXIT_DONE;
}

static bool act_withdraw(const struct correcting *correcting, struct error *error)
{
    return corrections_withdraw(
        correcting->cli->store, correcting->visit, correcting->reason, correcting->again, error);
}

static bool act_merge(const struct correcting *correcting, struct error *error)
{
    return corrections_merge(
        correcting->cli->store, correcting->visit, correcting->into, correcting->again, error);
}

static bool act_unlink(const struct correcting *correcting, struct error *error)
{
    return corrections_unlink(correcting->cli->store, correcting->visit, correcting->again, error);
}

int correct_withdraw(struct cli *cli)
{
    struct correcting correcting = {.cli = cli};
    const char *reason = NULL;
    struct error error;
    int code = EXIT_USAGE;
    if (!read_line(&correcting, 1, &reason) || !read_reason(&correcting, reason, &code)) {
        return code;
    }
    if (!cli_unlock(cli, &error) || !keep(&correcting, act_withdraw, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(
        cli, WORK_WITHDRAWN, cli_visit(correcting.visit),
        domain_value_label(DOMAIN_WITHDRAWAL, correcting.reason, cli->language));
    if (correcting.reason == WITHDRAWAL_WRONG_DATE) {
        CLI_PRINT(cli, WORK_WITHDRAWN_REDATE, NULL);
    }
    return finish(&correcting);
}

int correct_merge(struct cli *cli)
{
    struct correcting correcting = {.cli = cli};
    struct error error;
    if (!read_line(&correcting, 2, NULL)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error) || !keep(&correcting, act_merge, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, WORK_MERGED, cli_visit(correcting.visit), cli_visit(correcting.into));
    return finish(&correcting);
}

int correct_unlink(struct cli *cli)
{
    struct correcting correcting = {.cli = cli};
    struct error error;
    if (!read_line(&correcting, 1, NULL)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error) || !keep(&correcting, act_unlink, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, WORK_UNLINKED, cli_visit(correcting.visit));
    return finish(&correcting);
}
