/*
 * submitted: that the claims of a month went to a payer; afterwards nothing is exported for them.  And that
 * one of them came back without a file (returns_act.c).
 */
#include <string.h>

#include "cli/cli.h"
#include "cli/returns_list.h"
#include "engine/foundation/date_read.h"
#include "engine/storage/submissions.h"
#include "engine/storage/written_claims.h"
#include "engine/vocabulary/domain.h"

struct submitted_line {
    const char *words[2]; /* payer, month */
    const char *kind;
    const char *on;
    bool on_paper;
    bool mistaken; /* it was told by mistake */
};

/* Leaves the standard one where nothing is said. */
static bool find_kind(const char *name, enum receipt_kind *kind)
{
    *kind = name == NULL ? *kind : receipt_kind_find(slice_of(name));
    return *kind != RECEIPT_KIND_NONE;
}

static bool refuse(const struct cli *cli, const char *option, const char *value)
{
    CLI_TELL(cli, OPTION_VALUE, option, value == NULL ? "" : value);
    return false;
}

/* It closes the month: one that is after the next is a typing error. */
static bool is_ahead(
    const struct cli *cli,
    const struct submitted_line *line,
    const struct submission *submission)
{
    struct date today = date_of_utc_ms(world_now_ms(&cli->world));
    bool month_is_ahead = month_compare(submission->month, month_add(month_of(today), 1)) > 0;
    if (month_is_ahead || date_compare(submission->day, today) > 0) {
        CLI_TELL(cli, SUBMITTED_AHEAD, month_is_ahead ? line->words[1] : line->on);
        return true;
    }
    return false;
}

static bool
read_line(const struct cli *cli, const struct submitted_line *line, struct submission *submission)
{
    *submission = (struct submission){
        .kind = RECEIPT_KIND_MEDICAL,
        .day = date_of_utc_ms(world_now_ms(&cli->world)),
        .on_paper = line->on_paper,
    };
    if (!domain_value_find(DOMAIN_PAYER, slice_of(line->words[0]), &submission->payer) ||
        submission->payer == PAYER_UNRECORDED) {
        return refuse(cli, "fund|federation", line->words[0]);
    }
    if (line->words[1] == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_CLAIM_MONTH));
        return false;
    }
    if (!month_read(slice_of(line->words[1]), &submission->month)) {
        return refuse(cli, cli_word(cli, MESSAGE_ID_WORD_CLAIM_MONTH), line->words[1]);
    }
    if (!find_kind(line->kind, &submission->kind)) {
        return refuse(cli, "--kind", line->kind);
    }
    if (line->on != NULL && !date_read(slice_of(line->on), &submission->day)) {
        return refuse(cli, "--on", line->on);
    }
    return !is_ahead(cli, line, submission);
}

static bool
note(struct cli *cli, const struct submission *submission, bool mistaken, struct error *error)
{
    if (!store_begin(cli->store, error)) {
        return false;
    }
    if (!(mistaken ? submissions_take_back : submissions_note)(cli->store, submission, error)) {
        store_rollback(cli->store);
        return false;
    }
    return store_commit(cli->store, error);
}

/* Which claims are held from now on: people see when it was another file than they sent. */
static bool tell_held(struct cli *cli, const struct submission *submission, struct error *error)
{
    struct written_file file = {
        .payer = submission->payer, .month = submission->month, .kind = submission->kind};
    int64_t claims = 0;
    if (!written_in_last(cli->store, &file, &claims, error)) {
        return false;
    }
    if (file.export == 0) {
        CLI_PRINT(cli, SUBMITTED_UNSEEN, NULL);
    } else {
        CLI_PRINT(cli, SUBMITTED_HELD, cli_number(claims));
    }
    cli_set_number(cli, "receipts", claims);
    return true;
}

struct listing {
    struct cli *cli;
    int64_t count;
};

static bool print_one(void *taker, const struct submission *submission)
{
    struct listing *listing = taker;
    struct cli *cli = listing->cli;
    char month[DATE_TEXT];
    listing->count++;
    month_write(submission->month, month);
    CLI_PRINT(
        cli, SUBMITTED_ITEM, domain_value_label(DOMAIN_PAYER, submission->payer, cli->language),
        month, receipt_kind_label(submission->kind, cli->language), cli_date(submission->day),
        submission->on_paper ? cli_word(cli, MESSAGE_ID_WORD_ON_PAPER) : "");
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "submitted"),
            json_pack(
                "{s:s,s:s,s:s,s:s,s:b}", "payer",
                domain_value_name(DOMAIN_PAYER, submission->payer), "month", month, "kind",
                receipt_kind_name(submission->kind), "day", cli_date(submission->day), "paper",
                submission->on_paper ? 1 : 0));
    }
    return true;
}

static int list(struct cli *cli)
{
    struct listing listing = {cli, 0};
    struct error error;
    cli_set(cli, "submitted", json_array());
    if (!cli_unlock(cli, &error) || !submissions_each(cli->store, print_one, &listing, &error)) {
        return cli_fault(cli, &error);
    }
    if (listing.count == 0) {
        CLI_PRINT(cli, SUBMITTED_NONE, NULL);
    }
    return EXIT_DONE;
}

int cmd_submitted(struct cli *cli)
{
    struct submitted_line line = {.words = {NULL, NULL}};
    const struct option options[] = {
        {"--kind", &line.kind, NULL},
        {"--on", &line.on, NULL},
        {"--paper", NULL, &line.on_paper},
        {"--mistaken", NULL, &line.mistaken},
    };
    struct submission submission;
    struct error error;
    size_t count = 0;
    char month[DATE_TEXT];
    if (cli->argument_count > 0 && strcmp(cli->arguments[0], "returned") == 0) {
        return returns_told_command(cli);
    }
    if (!cli_options(cli, options, 4, line.words, 2, &count)) {
        return EXIT_USAGE;
    }
    if (count == 0) {
        return list(cli);
    }
    if (!read_line(cli, &line, &submission)) {
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error) || !note(cli, &submission, line.mistaken, &error)) {
        return cli_fault(cli, &error);
    }
    month_write(submission.month, month);
    if (line.mistaken) {
        CLI_PRINT(
            cli, SUBMITTED_TAKEN_BACK,
            domain_value_label(DOMAIN_PAYER, submission.payer, cli->language), month,
            receipt_kind_label(submission.kind, cli->language));
        return EXIT_DONE;
    }
    CLI_PRINT(
        cli, SUBMITTED_DONE, domain_value_label(DOMAIN_PAYER, submission.payer, cli->language),
        month, receipt_kind_label(submission.kind, cli->language), cli_date(submission.day));
    return tell_held(cli, &submission, &error) ? EXIT_DONE : cli_fault(cli, &error);
}
