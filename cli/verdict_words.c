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

static void print_proof(const struct cli *cli, const struct day_report *counted, bool holds)
{
    CLI_PRINT(
        cli, PROOF_VISITS, cli_number(counted->captured), cli_number(counted->decided),
        cli_number(counted->held), cli_number(counted->waiting),
        message_wording(holds ? MESSAGE_ID_PROOF_HOLDS : MESSAGE_ID_PROOF_FAILS, cli->language));
}

static void
set_counts(struct cli *cli, const struct day_report *counted, const int64_t counts[PATH_NONE + 1])
{
    cli_set_number(cli, "captured", counted->captured);
    cli_set_number(cli, "decided", counted->decided);
    cli_set_number(cli, "held", counted->held);
    cli_set_number(cli, "waiting", counted->waiting);
    cli_set_number(cli, "current", counts[PATH_CURRENT]);
    cli_set_number(cli, "past", counts[PATH_PAST]);
    cli_set_number(cli, "unknown", counts[PATH_UNKNOWN]);
    cli_set_number(cli, "no_path", counts[PATH_NONE]);
}

bool words_counts(struct cli *cli, struct day_report *counted, bool *holds, struct error *error)
{
    int64_t counts[PATH_NONE + 1] = {0};
    *counted = (struct day_report){0};
    if (!counter_get(cli->store, "visits", &counted->captured, error) ||
        !verdicts_survey(cli->store, counts, error)) {
        return false;
    }
    counted->decided =
        counts[PATH_CURRENT] + counts[PATH_PAST] + counts[PATH_UNKNOWN] + counts[PATH_NONE];
    counted->held = counts[PATH_HELD];
    counted->waiting = counts[PATH_WAITING] + counts[PATH_UNDECIDED];
    *holds = counted->captured == counted->decided + counted->held + counted->waiting;
    CLI_PRINT(
        cli, DECIDE_COUNTS, cli_number(counts[PATH_CURRENT]), cli_number(counts[PATH_PAST]),
        cli_number(counts[PATH_UNKNOWN]), cli_number(counts[PATH_NONE]));
    CLI_PRINT(cli, DECIDE_OPEN, cli_number(counted->held), cli_number(counted->waiting));
    print_proof(cli, counted, *holds);
    set_counts(cli, counted, counts);
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
