/* capture: one event at the desk, durable before the program says "kept". */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/fillers.h"
#include "cli/prompt.h"
#include "cli/typing.h"
#include "engine/storage/confirming.h"
#include "engine/storage/corrections.h"
#include "importers/desk/values_input.h"

enum {
    OPTION_BYTES = 40,
    EVIDENCE_BYTES = 64 * 1024
};

struct capturing {
    struct cli *cli;
    bool links; /* "link": only gives a visit its chart number */
    enum capture capture;
    int64_t visit; /* 0: found by the evidence */
    const char *values_fd;
    const char *typed[FIELD_COUNT]; /* by option */
    char options[FIELD_COUNT][OPTION_BYTES];

    struct confirmation confirmation; /* what the person has before them who says who it is about */
    struct fillers fillers;
    struct value_rules rules;
    struct arena arena;
    struct values_input input;
    struct evidence evidence;
};

/* ---- the command line ---- */

/* "--visit-date" of visit_date */
static void write_option(enum field field, char option[OPTION_BYTES])
{
    (void)snprintf(option, OPTION_BYTES, "--%s", field_name(field));
    for (char *at = option + 2; *at != '\0'; at++) {
        *at = *at == '_' ? '-' : *at;
    }
}

static bool read_words(struct capturing *capturing, const char *const words[2])
{
    struct cli *cli = capturing->cli;
    if (words[0] == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, "visit|card|number|document|declaration|verbal|phone|...");
        return false;
    }
    capturing->links = strcmp(words[0], "link") == 0;
    if (!capturing->links && !capture_find(slice_of(words[0]), &capturing->capture)) {
        CLI_TELL(cli, UNKNOWN_OPTION, words[0], cli->command);
        return false;
    }
    if (words[1] != NULL && !cli_read_visit(words[1], &capturing->visit)) {
        CLI_TELL(cli, UNKNOWN_OPTION, words[1], cli->command);
        return false;
    }
    if (capturing->links && capturing->visit == 0) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_VISIT));
        return false;
    }
    return true;
}

/* The line of one capture; personal values may not stand there, where other users can see them. */
static bool read_line(struct capturing *capturing)
{
    struct option options[FIELD_COUNT + 1];
    const char *words[2] = {NULL, NULL};
    struct cli *cli = capturing->cli;
    size_t count = 0;
    for (unsigned field = 0; field < FIELD_COUNT; field++) {
        write_option((enum field)field, capturing->options[field]);
        options[field] = (struct option){capturing->options[field], &capturing->typed[field], NULL};
    }
    options[FIELD_COUNT] = (struct option){"--values-fd", &capturing->values_fd, NULL};
    if (!cli_options(cli, options, FIELD_COUNT + 1, words, 2, &count)) {
        return false;
    }
    for (unsigned field = 0; field < FIELD_COUNT; field++) {
        if (capturing->typed[field] != NULL && field_is_personal((enum field)field)) {
            CLI_TELL(cli, FIELD_BY_INPUT_ONLY, cli_field(cli, (enum field)field));
            return false;
        }
    }
    return read_words(capturing, words);
}

/* ---- values ---- */

static bool is_of_visit(enum field field)
{
    return field == FIELD_VISIT_DATE || field == FIELD_CHART_NUMBER || field == FIELD_LOCAL_NUMBER;
}

static bool is_asked(const struct capturing *capturing, enum field wanted)
{
    enum field field = FIELD_VISIT_DATE;
    enum capture_need need = CAPTURE_OPTIONAL;
    if (capturing->links) {
        return wanted == FIELD_CHART_NUMBER;
    }
    if (is_of_visit(wanted)) {
        return capturing->visit == 0;
    }
    for (unsigned i = 0; capture_asks(capturing->capture, i, &field, &need); i++) {
        if (field == wanted) {
            return true;
        }
    }
    return false;
}

static bool refuse_value(const struct capturing *capturing, enum field field, enum finding finding)
{
    const struct cli *cli = capturing->cli;
    char line[512];
    const char *const arguments[] = {cli_field(cli, field)};
    wording_fill(finding_wording(finding, cli->language), arguments, 1, line, sizeof line);
    CLI_TELL(cli, OPTION_REFUSED, capturing->options[field], line);
    return false;
}

/* Values of options; false after having said what is wrong, or a fault. */
static bool take_options(struct capturing *capturing, struct error *error, bool *refused)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        enum field field = (enum field)i;
        struct value value;
        enum finding finding = FINDING_NONE;
        if (capturing->typed[i] == NULL) {
            continue;
        }
        finding = value_read(field, slice_of(capturing->typed[i]), &capturing->rules, &value);
        if (finding != FINDING_NONE) {
            *refused = true;
            (void)refuse_value(capturing, field, finding);
        } else if (
            value.text.size > 0 &&
            !arena_copy(&capturing->arena, value.text, &capturing->evidence.values[field], error)) {
            return false;
        }
    }
    return true;
}

static void tell_problems(const struct capturing *capturing)
{
    const struct cli *cli = capturing->cli;
    for (size_t i = 0; i < capturing->input.problem_count; i++) {
        const struct table_finding *problem = &capturing->input.problems[i];
        char text[512];
        char place[48];
        (void)snprintf(
            place, sizeof place, "%llu:%llu", (unsigned long long)problem->line,
            (unsigned long long)problem->column);
        table_finding_render(problem, cli->language, text, sizeof text);
        CLI_TELL(
            cli, IMPORT_ROW, message_wording(MESSAGE_ID_VALUES_NAME, cli->language), place, text);
    }
}

/* Lines of the input have no file name: it is called the input. */
static bool place_in_input(const struct capturing *capturing, struct error *error)
{
    if (error->place.file[0] == '\0' && error->place.line != 0) {
        error_set_place(
            error, message_wording(MESSAGE_ID_VALUES_NAME, capturing->cli->language),
            error->place.line, error->place.column);
    }
    return false;
}

static bool take_input(struct capturing *capturing, struct error *error, bool *refused)
{
    int64_t descriptor = 0;
    if (capturing->values_fd == NULL) {
        return true;
    }
    if (!slice_read_number(slice_of(capturing->values_fd), &descriptor) || descriptor > 1024) {
        CLI_TELL(capturing->cli, OPTION_VALUE, "--values-fd", capturing->values_fd);
        *refused = true;
        return true;
    }
    if (!values_input_read_from(
            (int)descriptor, capturing->capture, &capturing->rules, &capturing->input, error)) {
        return place_in_input(capturing, error);
    }
    tell_problems(capturing);
    *refused = *refused || capturing->input.is_refused;
    return evidence_overlay(
        &capturing->evidence, &capturing->input.evidence, &capturing->arena, error);
}

static bool says_nothing(const struct capturing *capturing)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (evidence_has(&capturing->evidence, (enum field)i) && !is_of_visit((enum field)i)) {
            return false;
        }
    }
    return !capturing->links;
}

/* Of a capture that needs nothing, whoever says something on the command line has said all. */
static bool has_said_all(const struct capturing *capturing)
{
    enum field field = FIELD_VISIT_DATE;
    enum capture_need need = CAPTURE_OPTIONAL;
    for (unsigned i = 0; capture_asks(capturing->capture, i, &field, &need); i++) {
        if (need == CAPTURE_NEEDED) {
            return false;
        }
    }
    return !capturing->links && capturing->visit != 0 && !says_nothing(capturing);
}

static bool ask(struct capturing *capturing, struct error *error)
{
    struct prompting prompting = {
        capturing->cli, &capturing->rules, &capturing->arena, &capturing->evidence};
    struct prompt_step steps[FIELD_COUNT + 3];
    size_t count = 0;
    enum field field = FIELD_VISIT_DATE;
    enum capture_need need = CAPTURE_OPTIONAL;
    if (capturing->links) {
        return prompt_field(&prompting, FIELD_CHART_NUMBER, true, error);
    }
    if (capturing->visit == 0) {
        steps[count++] = (struct prompt_step){.field = FIELD_VISIT_DATE};
        steps[count++] = (struct prompt_step){.field = FIELD_CHART_NUMBER};
        steps[count++] = (struct prompt_step){.field = FIELD_LOCAL_NUMBER, .needed = true};
    }
    for (unsigned i = 0; capture_asks(capturing->capture, i, &field, &need); i++) {
        steps[count++] = (struct prompt_step){.field = field, .needed = need == CAPTURE_NEEDED};
    }
    return prompt_steps(&prompting, steps, count, error);
}

/* Nobody answers a dozen questions to learn at the end that there is no such visit. */
static bool find_visit(const struct capturing *capturing, struct error *error)
{
    struct visit_row row;
    return capturing->visit == 0 ||
           visits_get_counting(capturing->cli->store, capturing->visit, &row, error);
}

/* Without a date the visit is today's. */
static bool default_day(struct capturing *capturing, struct error *error)
{
    char digits[DATE_TEXT];
    if (capturing->visit != 0 || capturing->links ||
        evidence_has(&capturing->evidence, FIELD_VISIT_DATE)) {
        return true;
    }
    date_write_digits(date_of_utc_ms(world_now_ms(&capturing->cli->world)), digits);
    return arena_copy(
        &capturing->arena, slice_of(digits), &capturing->evidence.values[FIELD_VISIT_DATE], error);
}

/* ---- what is needed ---- */

static bool find_unasked(const struct capturing *capturing, enum field *field)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        *field = (enum field)i;
        if (evidence_has(&capturing->evidence, *field) && !is_asked(capturing, *field)) {
            return true;
        }
    }
    return false;
}

static bool find_missing(const struct capturing *capturing, enum field *field)
{
    const struct evidence *evidence = &capturing->evidence;
    bool has_number =
        evidence_has(evidence, FIELD_CHART_NUMBER) || evidence_has(evidence, FIELD_LOCAL_NUMBER);
    *field = FIELD_CHART_NUMBER;
    if (capturing->links || capturing->visit == 0) {
        if (!has_number) {
            return true;
        }
    }
    return !capturing->links && values_missing(capturing->capture, evidence, field);
}

static bool is_sound(const struct capturing *capturing)
{
    const struct cli *cli = capturing->cli;
    enum field field = FIELD_VISIT_DATE;
    if (find_unasked(capturing, &field)) {
        CLI_TELL(
            cli, FIELD_NOT_ASKED, cli_field(cli, field),
            capturing->links ? "link" : cli_capture(cli, capturing->capture));
        return false;
    }
    if (find_missing(capturing, &field)) {
        CLI_TELL(cli, FIELD_MISSING, cli_field(cli, field));
        return false;
    }
    if (says_nothing(capturing)) {
        CLI_TELL(cli, CAPTURE_EMPTY, NULL);
        return false;
    }
    return true;
}

/* ---- keeping ---- */

static bool append(struct capturing *capturing, bool *opened, struct error *error)
{
    struct store *store = capturing->cli->store;
    if (capturing->links) {
        return corrections_link(
            store, capturing->visit, capturing->evidence.values[FIELD_CHART_NUMBER], error);
    }
    if (capturing->visit != 0) {
        return visits_add_confirming(
            store, capturing->visit, capturing->capture, &capturing->evidence,
            capturing->confirmation.found ? &capturing->confirmation.answer : NULL, error);
    }
    return visits_capture(
        store, capturing->capture, &capturing->evidence, &capturing->visit, opened, error);
}

static bool find_confirmed(struct capturing *capturing, struct error *error)
{
    return capturing->visit == 0 || !evidence_has(&capturing->evidence, FIELD_PERSON_CONFIRMED) ||
           confirming_answer(
               capturing->cli->store, capturing->visit, &capturing->confirmation, error);
}

static bool keep(struct capturing *capturing, bool *opened, struct error *error)
{
    if (!find_confirmed(capturing, error) || !store_begin(capturing->cli->store, error)) {
        return false;
    }
    if (!append(capturing, opened, error)) {
        store_rollback(capturing->cli->store);
        return false;
    }
    return store_commit(capturing->cli->store, error);
}

static void tell_kept(const struct capturing *capturing, bool opened)
{
    struct cli *cli = capturing->cli;
    const char *visit = cli_visit(capturing->visit);
    if (capturing->links) {
        CLI_PRINT(cli, LINKED, visit);
    } else if (opened) {
        CLI_PRINT(cli, KEPT_NEW, visit, cli_capture(cli, capturing->capture));
    } else {
        CLI_PRINT(cli, KEPT_MORE, visit, cli_capture(cli, capturing->capture));
    }
    if (capturing->confirmation.pair &&
        evidence_choice(&capturing->evidence, FIELD_PERSON_CONFIRMED) == YES_NO_YES) {
        CLI_PRINT(cli, KEPT_ALIAS, NULL);
    }
    cli_set_number(cli, "visit", capturing->visit);
    cli_set(cli, "opened", json_boolean(opened));
}

/* Options first, then the lines of --values-fd; the terminal is asked for the rest. */
static bool gather(struct capturing *capturing, bool *refused, struct error *error)
{
    struct cli *cli = capturing->cli;
    if (!cli_unlock(cli, error) || !fillers_open(cli, &capturing->fillers, error)) {
        return false;
    }
    capturing->rules.fillers = capturing->fillers.numbers;
    capturing->rules.filler_count = capturing->fillers.count;
    capturing->rules.knows_today = true;
    capturing->rules.today = date_of_utc_ms(world_now_ms(&cli->world));
    if (!take_options(capturing, error, refused) || !take_input(capturing, error, refused)) {
        return false;
    }
    if (!*refused && capturing->values_fd == NULL && isatty(STDIN_FILENO) != 0) {
        *refused = !typing_is_readable(cli);
        if (!*refused && !find_visit(capturing, error)) {
            return false;
        }
        if (!*refused && !has_said_all(capturing) && !ask(capturing, error)) {
            return false;
        }
    }
    return default_day(capturing, error);
}

static int run(struct capturing *capturing)
{
    struct error error;
    bool refused = false;
    bool opened = false;
    if (!gather(capturing, &refused, &error)) {
        return cli_fault(capturing->cli, &error);
    }
    if (refused) {
        CLI_TELL(capturing->cli, CAPTURE_REFUSED, NULL);
        return EXIT_REFUSED;
    }
    if (!is_sound(capturing)) {
        return EXIT_REFUSED;
    }
    if (!keep(capturing, &opened, &error)) {
        return cli_fault(capturing->cli, &error);
    }
    tell_kept(capturing, opened);
    return EXIT_DONE;
}

int cmd_capture(struct cli *cli)
{
    static struct capturing capturing; /* large: not for the stack */
    int code = EXIT_USAGE;
    if (cli->argument_count > 0 && strcmp(cli->arguments[0], capture_name(CAPTURE_CARD)) == 0) {
        return cmd_capture_card(cli);
    }
    capturing = (struct capturing){.cli = cli, .arena = arena_open(EVIDENCE_BYTES)};
    if (read_line(&capturing)) {
        code = run(&capturing);
    }
    values_input_close(&capturing.input);
    fillers_close(&capturing.fillers);
    arena_close(&capturing.arena);
    return code;
}
