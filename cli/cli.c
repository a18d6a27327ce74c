/* Options and speaking (cli.h). */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/date.h"

enum {
    LINE_BYTES = 4096
};

/* ---- options ---- */

static const struct option *
find_option(const struct option *options, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(options[i].name, word) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

static bool take_option(struct cli *cli, const struct option *option, size_t *at)
{
    if (option->value == NULL) {
        *option->flag = true;
        return true;
    }
    if (*at + 1 == cli->argument_count) {
        CLI_TELL(cli, OPTION_NEEDS_VALUE, option->name);
        return false;
    }
    *at += 1;
    *option->value = cli->arguments[*at];
    return true;
}

bool cli_options(
    struct cli *cli,
    const struct option *options,
    size_t option_count,
    const char **words,
    size_t word_limit,
    size_t *word_count)
{
    bool only_words = false; /* after "--", as names of files may begin with it */
    *word_count = 0;
    for (size_t i = 0; i < cli->argument_count; i++) {
        const char *word = cli->arguments[i];
        const struct option *option = only_words ? NULL : find_option(options, option_count, word);
        if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
            continue;
        }
        if (!only_words && option == NULL && strncmp(word, "--", 2) == 0) {
            CLI_TELL(cli, UNKNOWN_OPTION, word, cli->command);
            return false;
        }
        if (option != NULL) {
            if (!take_option(cli, option, &i)) {
                return false;
            }
            continue;
        }
        if (*word_count == word_limit) {
            CLI_TELL(cli, UNKNOWN_OPTION, word, cli->command);
            return false;
        }
        words[(*word_count)++] = word;
    }
    return true;
}

/* ---- speaking ---- */

static void write_line(
    FILE *to,
    const struct cli *cli,
    enum message_id message,
    const char *const *arguments,
    size_t count)
{
    char line[LINE_BYTES];
    wording_fill(message_wording(message, cli->language), arguments, count, line, sizeof line);
    (void)fprintf(to, "%s\n", line);
}

void cli_print(
    const struct cli *cli,
    enum message_id message,
    const char *const *arguments,
    size_t count)
{
    if (!cli->json) {
        write_line(stdout, cli, message, arguments, count);
    }
}

void cli_print_text(const struct cli *cli, const char *text)
{
    if (!cli->json) {
        (void)puts(text);
    }
}

void cli_tell(
    const struct cli *cli,
    enum message_id message,
    const char *const *arguments,
    size_t count)
{
    (void)fflush(stdout);
    write_line(stderr, cli, message, arguments, count);
}

void cli_tell_text(const char *text)
{
    (void)fflush(stdout);
    (void)fprintf(stderr, "%s\n", text);
}

const char *cli_word(const struct cli *cli, enum message_id message)
{
    return message_wording(message, cli->language);
}

static int code_of(const struct error *error)
{
    if (error->fault == FAULT_ROLE_BUSY || error->fault == FAULT_STORE_BUSY) {
        return EXIT_BUSY;
    }
    switch (error_kind(error)) {
    case ERROR_TRY_LATER:
        return EXIT_UNREACHABLE;
    case ERROR_LOOK_AT_INPUT:
    case ERROR_LOOK_AT_RULES:
    case ERROR_TOO_BIG:
    case ERROR_NOT_ALLOWED:
        return EXIT_REFUSED;
    case ERROR_LOOK_AT_MACHINE:
    case ERROR_CANCELLED:
        return EXIT_FAULT;
    }
    return EXIT_FAULT;
}

int cli_fault(struct cli *cli, const struct error *error)
{
    char line[LINE_BYTES];
    error_render(error, cli->language, line, sizeof line);
    (void)fflush(stdout);
    (void)fprintf(stderr, "%s\n", line);
    cli_set_text(cli, "fault", error_name(error->fault));
    cli_set_text(cli, "message", line);
    return code_of(error);
}

/* ---- words ---- */

enum {
    TURNS = 16,
    WORD_BYTES = 48
};

static char *next_word(void)
{
    static char words[TURNS][WORD_BYTES];
    static unsigned turn = 0;
    return words[turn++ % TURNS];
}

const char *cli_number(int64_t number)
{
    char *word = next_word();
    (void)snprintf(word, WORD_BYTES, "%lld", (long long)number);
    return word;
}

const char *cli_date(struct date date)
{
    char *word = next_word();
    if (!date_is_some(date)) {
        return "-";
    }
    date_write(date, word);
    return word;
}

const char *cli_month(struct month month)
{
    char *word = next_word();
    if (!month_is_some(month)) {
        return "-";
    }
    month_write(month, word);
    return word;
}

const char *cli_instant(int64_t utc_ms)
{
    char *word = next_word();
    instant_write_jst(utc_ms, word);
    return word;
}

const char *cli_visit(int64_t visit)
{
    char *word = next_word();
    (void)snprintf(word, WORD_BYTES, "V%lld", (long long)visit);
    return word;
}

bool cli_read_month(const char *word, struct month *month)
{
    char digits[MONTH_DIGITS + 1];
    size_t used = 0;
    for (; *word != '\0'; word++) {
        if (*word == '-' && used == 4) {
            continue;
        }
        if (used == MONTH_DIGITS) {
            return false;
        }
        digits[used++] = *word;
    }
    digits[used] = '\0';
    return month_from_digits(slice_of(digits), month);
}

bool cli_read_visit(const char *word, int64_t *visit)
{
    if (word[0] == 'V' || word[0] == 'v') {
        word++;
    }
    return slice_read_number(slice_of(word), visit) && *visit > 0;
}

const char *cli_field(const struct cli *cli, enum field field)
{
    return cli->language == LANGUAGE_JAPANESE ? field_label(field) : field_name(field);
}

const char *cli_capture(const struct cli *cli, enum capture capture)
{
    return cli->language == LANGUAGE_JAPANESE ? capture_label(capture) : capture_name(capture);
}

/* ---- the document of --json ---- */

void cli_set(struct cli *cli, const char *name, json_t *value)
{
    if (cli->document == NULL) {
        json_decref(value);
        return;
    }
    (void)json_object_set_new(cli->document, name, value);
}

void cli_set_number(struct cli *cli, const char *name, int64_t number)
{
    if (cli->document != NULL) {
        cli_set(cli, name, json_integer((json_int_t)number));
    }
}

void cli_set_text(struct cli *cli, const char *name, const char *text)
{
    if (cli->document != NULL) {
        cli_set(cli, name, json_string(text));
    }
}
