#include "cli/prompt.h"

#include <stdio.h>
#include <string.h>

#include "cli/typing.h"
#include "engine/foundation/date_read.h"
#include "engine/foundation/text.h"

enum {
    LINE_BYTES = LIMIT_FIELD_BYTES
};

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
    if (field == FIELD_VISIT_DATE && !needed) {
        show(cli, MESSAGE_ID_ASK_TODAY, cli_field(cli, field));
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
    show(cli, MESSAGE_ID_ASK_AGAIN, "");
    (void)fputs("\n", stderr);
}

static void show_needed(const struct cli *cli, enum field field)
{
    show(
        cli,
        field_kind(field) == KIND_CHOICE ? MESSAGE_ID_ASK_CHOICE_AGAIN
                                         : MESSAGE_ID_ASK_NEEDED_AGAIN,
        cli_field(cli, field));
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

/* ---- what was typed ---- */

enum said {
    SAID_TEXT,
    SAID_BACK,
    SAID_UNREADABLE, /* and the user was told */
    SAID_STOP
};

static void show_line(const struct cli *cli, enum message_id message)
{
    show(cli, message, "");
    (void)fputs("\n", stderr);
}

static bool is_back(const char *line)
{
    return strcmp(line, "<") == 0 || strcmp(line, "＜") == 0;
}

static enum said listen(const struct cli *cli, char line[LINE_BYTES])
{
    switch (typing_read(line, LINE_BYTES)) {
    case TYPED_STOPPED:
    case TYPED_ENDED:
        return SAID_STOP;
    case TYPED_TOO_LONG:
        show_line(cli, MESSAGE_ID_ASK_TOO_LONG);
        return SAID_UNREADABLE;
    case TYPED_LINE:
        break;
    }
    if (text_find_bad(slice_of(line)) < strlen(line)) {
        show_line(cli, MESSAGE_ID_ASK_NOT_UTF8);
        return SAID_UNREADABLE;
    }
    return is_back(line) ? SAID_BACK : SAID_TEXT;
}

enum asked {
    ASKED_TAKEN,
    ASKED_SKIPPED,
    ASKED_BACK,
    ASKED_FAILED
};

/* Asks until it is right, skipped, or the user goes back. */
static enum asked
ask_field(struct prompting *prompting, enum field field, bool needed, struct error *error)
{
    char line[LINE_BYTES];
    enum asked asked = ASKED_FAILED;
    bool taken = false;
    bool going = true;
    while (going) {
        enum said said = SAID_STOP;
        typing_hold();
        show_question(prompting->cli, field, needed);
        said = listen(prompting->cli, line);
        if (said == SAID_STOP) {
            going = error_set(error, FAULT_TYPING_STOPPED);
        } else if (said == SAID_BACK) {
            asked = ASKED_BACK;
            going = false;
        } else if (said == SAID_TEXT && line[0] == '\0' && !needed) {
            asked = ASKED_SKIPPED;
            going = false;
        } else if (said == SAID_TEXT && line[0] == '\0') {
            show_needed(prompting->cli, field);
        } else if (said == SAID_TEXT) {
            going = take_typed(prompting, field, line, &taken, error) && !taken;
            asked = taken ? ASKED_TAKEN : ASKED_FAILED;
        }
    }
    bytes_wipe(line, sizeof line);
    return asked;
}

bool prompt_field(struct prompting *prompting, enum field field, bool needed, struct error *error)
{
    enum asked asked = ASKED_BACK;
    if (evidence_has(prompting->evidence, field)) {
        return true;
    }
    while (asked == ASKED_BACK) {
        asked = ask_field(prompting, field, needed, error);
        if (asked == ASKED_BACK) {
            show_line(prompting->cli, MESSAGE_ID_ASK_FIRST);
        }
    }
    return asked != ASKED_FAILED;
}

/* ---- several in turn ---- */

/* A visit has a chart number, else a local one; only a check by sight has a reason. */
static bool is_passed_over(const struct prompting *prompting, const struct prompt_step *step)
{
    const struct evidence *evidence = prompting->evidence;
    return step->given ||
           (step->field == FIELD_LOCAL_NUMBER && evidence_has(evidence, FIELD_CHART_NUMBER)) ||
           (step->field == FIELD_VISUAL_REASON &&
            evidence_choice(evidence, FIELD_IDENTITY_METHOD) != IDENTITY_METHOD_VISUAL);
}

/* The step that is asked before one; count when there is none. */
static size_t step_before(
    const struct prompting *prompting,
    const struct prompt_step *steps,
    size_t count,
    size_t at)
{
    while (at > 0) {
        at--;
        if (!is_passed_over(prompting, &steps[at])) {
            return at;
        }
    }
    return count;
}

bool prompt_steps(
    struct prompting *prompting,
    struct prompt_step *steps,
    size_t count,
    struct error *error)
{
    size_t at = 0;
    show_line(prompting->cli, MESSAGE_ID_ASK_HOW);
    for (size_t i = 0; i < count; i++) {
        steps[i].given = evidence_has(prompting->evidence, steps[i].field);
    }
    while (at < count) {
        enum asked asked = ASKED_SKIPPED;
        if (!is_passed_over(prompting, &steps[at])) {
            prompting->evidence->values[steps[at].field] = (struct slice){NULL, 0};
            asked = ask_field(prompting, steps[at].field, steps[at].needed, error);
        }
        if (asked == ASKED_FAILED) {
            return false;
        }
        if (asked != ASKED_BACK) {
            at++;
        } else if (step_before(prompting, steps, count, at) < count) {
            at = step_before(prompting, steps, count, at);
        } else {
            show_line(prompting->cli, MESSAGE_ID_ASK_FIRST);
        }
    }
    return true;
}

bool prompt_choice(struct cli *cli, enum domain domain, unsigned *value, struct error *error)
{
    char line[LINE_BYTES];
    const char *label = domain_label(domain, cli->language);
    for (;;) {
        enum said said = SAID_STOP;
        show_choices(cli, label, domain, true);
        said = listen(cli, line);
        if (said == SAID_STOP) {
            return error_set(error, FAULT_TYPING_STOPPED);
        }
        replace_key(domain, line);
        if (said == SAID_TEXT && domain_value_find(domain, slice_of(line), value) && *value != 0) {
            return true;
        }
        show(cli, MESSAGE_ID_ASK_CHOICE_AGAIN, label);
        (void)fputs("\n", stderr);
    }
}
