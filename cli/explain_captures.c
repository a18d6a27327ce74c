#include "cli/explain_captures.h"

#include <stdio.h>

#include "engine/foundation/date_read.h"

/* Choices by their label, dates in both calendars, everything else as it was written down. */
static void
value_words(const struct cli *cli, enum field field, struct slice value, char *text, size_t size)
{
    struct date date = DATE_NONE;
    char wareki[WAREKI_TEXT];
    unsigned choice = 0;
    if (!slice_copy_text(value, text, size)) {
        text[0] = '\0';
    }
    if (field_kind(field) == KIND_CHOICE &&
        domain_value_find(field_domain(field), value, &choice)) {
        (void)snprintf(
            text, size, "%s", domain_value_label(field_domain(field), choice, cli->language));
    } else if (
        field_kind(field) == KIND_DATE && date_from_digits(value, &date) &&
        date_write_wareki(date, wareki)) {
        (void)snprintf(text, size, "%s %s", cli_date(date), wareki);
    }
}

void explain_captures(const struct cli *cli, const struct evidence *evidence)
{
    char text[LIMIT_FIELD_BYTES + 1];
    CLI_PRINT(cli, EXPLAIN_CAPTURES, NULL);
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        enum field field = (enum field)i;
        if (field != FIELD_NOTE && evidence_has(evidence, field)) {
            value_words(cli, field, evidence->values[field], text, sizeof text);
            CLI_PRINT(cli, EXPLAIN_VALUE, cli_field(cli, field), text);
        }
    }
}

void explain_seen(const struct cli *cli, const struct visit_case *visit_case)
{
    const struct seen_numbers *seen = &visit_case->seen;
    const struct slice parts[] = {
        seen->identifiers.insurer_number, seen->identifiers.symbol, seen->identifiers.number};
    char texts[3][LIMIT_FIELD_BYTES + 1];
    const char *origin = "";
    if (!visit_case->situation.typed[SOURCE_RECORDS].seen) {
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].size == 0 || !slice_copy_text(parts[i], texts[i], sizeof texts[i])) {
            (void)snprintf(texts[i], sizeof texts[i], "-");
        }
    }
    if (seen->kind == SEEN_RETURNED) {
        origin = cli_word(cli, MESSAGE_ID_EXPLAIN_SEEN_RETURNED);
    } else if (seen->kind == SEEN_AGENCY) {
        origin = cli_word(cli, MESSAGE_ID_EXPLAIN_SEEN_AGENCY);
    }
    CLI_PRINT(
        cli, EXPLAIN_SEEN, cli_month(seen->month), cli_number(seen->receipt),
        cli_number(seen->source), texts[0], texts[1], texts[2], origin);
}
