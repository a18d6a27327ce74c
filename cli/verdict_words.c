#include "cli/verdict_words.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/text.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/views.h"

bool words_decide(struct cli *cli, int64_t *held, struct error *error)
{
    struct deciding_result result;
    if (!deciding_run(cli->store, &result, error)) {
        return false;
    }
    CLI_PRINT(
        cli, DECIDE_SUMMARY, cli_number(result.looked_at), cli_number(result.made),
        cli_number(result.changed));
    cli_set_number(cli, "looked_at", result.looked_at);
    cli_set_number(cli, "made", result.made);
    cli_set_number(cli, "changed", result.changed);
    *held = result.counts[PATH_HELD];
    return true;
}

static const char *held_or_not(const struct cli *cli, bool holds)
{
    return message_wording(holds ? MESSAGE_ID_PROOF_HOLDS : MESSAGE_ID_PROOF_FAILS, cli->language);
}

static void print_proof(
    struct cli *cli,
    int64_t captured,
    int64_t decided,
    const int64_t counts[PATH_NONE + 1],
    bool holds)
{
    char line[512];
    const char *const arguments[] = {
        cli_number(captured), cli_number(decided), cli_number(counts[PATH_HELD]),
        cli_number(counts[PATH_WAITING])};
    wording_fill(
        message_wording(MESSAGE_ID_PROOF_VISITS, cli->language), arguments, 4, line, sizeof line);
    (void)printf("%s [%s]\n", line, held_or_not(cli, holds));
}

static void
set_counts(struct cli *cli, int64_t captured, int64_t decided, const int64_t counts[PATH_NONE + 1])
{
    cli_set_number(cli, "captured", captured);
    cli_set_number(cli, "decided", decided);
    cli_set_number(cli, "held", counts[PATH_HELD]);
    cli_set_number(cli, "waiting", counts[PATH_WAITING]);
    cli_set_number(cli, "current", counts[PATH_CURRENT]);
    cli_set_number(cli, "past", counts[PATH_PAST]);
    cli_set_number(cli, "unknown", counts[PATH_UNKNOWN]);
    cli_set_number(cli, "no_path", counts[PATH_NONE]);
}

/*
 * Captured is the counter that the journal's entries kept up; the rest is counted visit by visit, so
 * that a visit lost between the two shows.  A visit without a verdict is waiting for one.
 */
bool words_counts(struct cli *cli, struct error *error, bool *holds)
{
    int64_t counts[PATH_NONE + 1] = {0};
    int64_t captured = 0;
    int64_t decided = 0;
    if (!counter_get(cli->store, "visits", &captured, error) ||
        !verdicts_survey(cli->store, counts, error)) {
        return false;
    }
    decided = counts[PATH_CURRENT] + counts[PATH_PAST] + counts[PATH_UNKNOWN] + counts[PATH_NONE];
    counts[PATH_WAITING] += counts[PATH_UNDECIDED];
    *holds = captured == decided + counts[PATH_HELD] + counts[PATH_WAITING];
    CLI_PRINT(
        cli, DECIDE_COUNTS, cli_number(counts[PATH_CURRENT]), cli_number(counts[PATH_PAST]),
        cli_number(counts[PATH_UNKNOWN]), cli_number(counts[PATH_NONE]));
    CLI_PRINT(cli, DECIDE_OPEN, cli_number(counts[PATH_HELD]), cli_number(counts[PATH_WAITING]));
    if (!cli->json) {
        print_proof(cli, captured, decided, counts, *holds);
    }
    set_counts(cli, captured, decided, counts);
    return true;
}

bool words_inquiries(struct cli *cli, struct error *error)
{
    struct inquiry_counts counts;
    if (!inquiries_count(cli->store, &counts, error)) {
        return false;
    }
    CLI_PRINT(
        cli, SYNC_SUMMARY, cli_number(counts.sent), cli_number(counts.answered),
        cli_number(counts.waiting), cli_number(counts.failed));
    cli_set_number(cli, "sent", counts.sent);
    cli_set_number(cli, "answered", counts.answered);
    cli_set_number(cli, "unanswered", counts.waiting);
    cli_set_number(cli, "failed", counts.failed);
    return true;
}

void words_missing(const struct cli *cli, unsigned missing, char *text, size_t size)
{
    text[0] = '\0';
    for (unsigned i = 0; i < ITEM_COUNT; i++) {
        enum field field = declaration_field((enum declaration_item)i);
        const char *word = cli_field(cli, field);
        size_t used = strlen(text);
        if ((missing & 1U << i) != 0) {
            (void)snprintf(text + used, size - used, "%s%s", used == 0 ? "" : "、", word);
        }
    }
}

void words_who(const struct evidence *evidence, char *text, size_t size)
{
    struct slice number = evidence->values[FIELD_CHART_NUMBER];
    struct slice name = evidence->values[FIELD_KANA_NAME];
    if (number.size == 0) {
        number = evidence->values[FIELD_LOCAL_NUMBER];
    }
    if (name.size == 0) {
        name = evidence->values[FIELD_NAME];
    }
    (void)snprintf(
        text, size, "%.*s%s%.*s", (int)number.size, (const char *)number.data,
        name.size > 0 ? " " : "", (int)name.size, (const char *)name.data);
}

void words_pad(const char *text, size_t columns, char *padded, size_t size)
{
    size_t used = strlen(text);
    size_t width = text_columns(slice_of(text));
    (void)snprintf(padded, size, "%s", text);
    for (; width < columns && used + 1 < size; width++) {
        padded[used++] = ' ';
        padded[used] = '\0';
    }
}
