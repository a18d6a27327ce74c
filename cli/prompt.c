#include "cli/prompt.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/date_read.h"

enum {
    LINE_BYTES = LIMIT_FIELD_BYTES
};

/* A line without its end; false at the end of input. */
static bool read_typed(char line[LINE_BYTES])
{
    size_t length = 0;
    (void)fflush(stdout);
    if (fgets(line, LINE_BYTES, stdin) == NULL) {
        return false;
    }
    length = strlen(line);
    while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r')) {
        line[--length] = '\0';
    }
    return true;
}

static void show(const struct cli *cli, enum message_id message, const char *argument)
{
    char line[LINE_BYTES];
    const char *const arguments[] = {argument};
    wording_fill(message_wording(message, cli->language), arguments, 1, line, sizeof line);
    (void)fputs(line, stderr);
}

/* ---- choices ---- */

/* 1 to 9, then a to z: one key each. */
static char key_of(unsigned value)
{
    return (char)(value <= 9 ? '0' + value : 'a' + (value - 10));
}

static void show_choices(const struct cli *cli, const char *label, enum domain domain, bool needed)
{
    show(cli, MESSAGE_ID_ASK_CHOICE, label);
    (void)fputs("\n", stderr);
    for (unsigned value = 1; value < domain_size(domain); value++) {
        (void)fprintf(
            stderr, "  %c) %s\n", key_of(value), domain_value_label(domain, value, cli->language));
    }
    if (!needed) {
        (void)fprintf(
            stderr, "     %s\n", message_wording(MESSAGE_ID_ASK_ENTER_SKIPS, cli->language));
    }
    (void)fputs("> ", stderr);
}

/* A single key stands for its choice; anything longer is read as a word. */
static void replace_key(enum domain domain, char line[LINE_BYTES])
{
    for (unsigned value = 1; value < domain_size(domain); value++) {
        if (line[0] == key_of(value) && line[1] == '\0') {
            (void)snprintf(line, LINE_BYTES, "%s", domain_value_name(domain, value));
            return;
        }
    }
}

/* ---- one field ---- */

static void show_question(const struct cli *cli, enum field field, bool needed)
{
    if (field_kind(field) == KIND_CHOICE) {
        show_choices(cli, cli_field(cli, field), field_domain(field), needed);
        return;
    }
    show(cli, needed ? MESSAGE_ID_ASK_FIELD_NEEDED : MESSAGE_ID_ASK_FIELD, cli_field(cli, field));
}

static void show_refusal(const struct cli *cli, enum field field, enum finding finding)
{
    char line[LINE_BYTES];
    const char *const arguments[] = {cli_field(cli, field)};
    wording_fill(finding_wording(finding, cli->language), arguments, 1, line, sizeof line);
    show(cli, MESSAGE_ID_VALUE_REFUSED, line);
    (void)fputs("\n", stderr);
}

/* Dates are shown in both calendars, so that a slip of the era is seen at once. */
static void show_understood(const struct cli *cli, enum field field, struct slice text)
{
    struct date date = DATE_NONE;
    char wareki[WAREKI_TEXT];
    char line[DATE_TEXT + WAREKI_TEXT + 4];
    char plain[DATE_TEXT];
    if (field_kind(field) != KIND_DATE || !date_from_digits(text, &date) ||
        !date_write_wareki(date, wareki)) {
        return;
    }
    date_write(date, plain);
    (void)snprintf(line, sizeof line, "%s %s", plain, wareki);
    show(cli, MESSAGE_ID_VALUE_UNDERSTOOD, line);
    (void)fputs("\n", stderr);
}

static bool take_typed(
    struct prompting *prompting,
    enum field field,
    char line[LINE_BYTES],
    bool *taken,
    struct error *error)
{
    struct value value;
    enum finding finding = FINDING_NONE;
    if (field_kind(field) == KIND_CHOICE) {
        replace_key(field_domain(field), line);
    }
    finding = value_read(field, slice_of(line), prompting->rules, &value);
    *taken = false;
    if (finding != FINDING_NONE) {
        show_refusal(prompting->cli, field, finding);
        return true;
    }
    if (value.text.size == 0) {
        return true;
    }
    *taken = true;
    show_understood(prompting->cli, field, value.text);
    return arena_copy(prompting->arena, value.text, &prompting->evidence->values[field], error);
}

bool prompt_field(struct prompting *prompting, enum field field, bool needed, struct error *error)
{
    char line[LINE_BYTES];
    bool taken = evidence_has(prompting->evidence, field);
    bool done = true;
    while (done && !taken) {
        show_question(prompting->cli, field, needed);
        if (!read_typed(line)) {
            done = error_set(error, FAULT_CANCELLED);
        } else if (line[0] == '\0' && !needed) {
            break;
        } else {
            done = take_typed(prompting, field, line, &taken, error);
        }
    }
    bytes_wipe(line, sizeof line);
    return done;
}

bool prompt_choice(struct cli *cli, enum domain domain, unsigned *value, struct error *error)
{
    char line[LINE_BYTES];
    const char *label = domain_label(domain, cli->language);
    for (;;) {
        show_choices(cli, label, domain, true);
        if (!read_typed(line)) {
            return error_set(error, FAULT_CANCELLED);
        }
        replace_key(domain, line);
        if (domain_value_find(domain, slice_of(line), value) && *value != 0) {
            return true;
        }
        show(cli, MESSAGE_ID_ASK_CHOICE_AGAIN, label);
        (void)fputs("\n", stderr);
    }
}

bool prompt_visit(struct prompting *prompting, struct error *error)
{
    struct evidence *evidence = prompting->evidence;
    struct date today = date_of_utc_ms(world_now_ms(&prompting->cli->world));
    char text[DATE_TEXT];
    if (!prompt_field(prompting, FIELD_VISIT_DATE, false, error)) {
        return false;
    }
    if (!evidence_has(evidence, FIELD_VISIT_DATE)) {
        date_write_digits(today, text);
        if (!arena_copy(
                prompting->arena, slice_of(text), &evidence->values[FIELD_VISIT_DATE], error)) {
            return false;
        }
    }
    if (!prompt_field(prompting, FIELD_CHART_NUMBER, false, error)) {
        return false;
    }
    return evidence_has(evidence, FIELD_CHART_NUMBER) ||
           prompt_field(prompting, FIELD_LOCAL_NUMBER, true, error);
}
