/*
 * One run of the program: what the command line said, the world, the store, and how to speak.
 *
 * Only cli/ knows argv, the environment, the clock and the terminal.  Data go to standard output,
 * messages to standard error; with --json standard output carries one document and nothing else.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <jansson.h>

#include "cli/messages.h"
#include "engine/foundation/world.h"
#include "engine/storage/vault.h"
#include "engine/vocabulary/field.h"

/* design.md section 6 */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_FAULT = 1,
    EXIT_USAGE = 2,
    EXIT_PEOPLE = 3,      /* done, and people are needed */
    EXIT_UNREACHABLE = 4, /* not reachable, everything kept */
    EXIT_REFUSED = 5,     /* input, rules or permission; nothing written */
    EXIT_BUSY = 6,        /* another run holds the store */
    EXIT_ENCODING = 7     /* nothing could be written in the target encoding */
};

enum {
    CLI_ARGUMENTS = 512 /* a month of daily files and more; beyond it nothing is done */
};

/* A clock that a practice store may be given; it then goes on at the pace of the real one. */
struct cli_clock {
    int64_t offset_ms;
};

struct cli {
    const char *store_folder;
    const char *rules_folder;
    const char *operator_name;
    const char *key_file;
    int passphrase_fd; /* -1: none given */
    bool asks_secret;  /* what unlock kept does not do: keys are changed */
    bool json;
    bool has_now;
    int64_t now_ms;
    enum language language;
    struct cli_clock clock;
    struct world world;
    struct store *store;
    json_t *document; /* with --json: what is printed at the end */

    const char *command;
    const char *arguments[CLI_ARGUMENTS]; /* after the command's name */
    size_t argument_count;
};

/* ---- what a command's own part of the line says ---- */

struct option {
    const char *name;   /* "--out" */
    const char **value; /* set to the word after it; NULL: a flag */
    bool *flag;
};

/*
 * Takes options out of the arguments; what is left are words, put into words in order.  False after
 * having said what is wrong (EXIT_USAGE).
 */
bool cli_options(
    struct cli *cli,
    const struct option *options,
    size_t option_count,
    const char **words,
    size_t word_limit,
    size_t *word_count);

/* ---- speaking ---- */

/* A line of data on standard output; nothing with --json. */
void cli_print(
    const struct cli *cli,
    enum message_id message,
    const char *const *arguments,
    size_t count);
#define CLI_PRINT(cli, message, ...)                                                               \
    cli_print(                                                                                     \
        cli, MESSAGE_ID_##message, (const char *const[]){"", __VA_ARGS__} + 1,                     \
        sizeof((const char *const[]){"", __VA_ARGS__}) / sizeof(const char *) - 1)

/* A line of words as they are on standard output; nothing with --json. */
void cli_print_text(const struct cli *cli, const char *text);

/* A message on standard error. */
void cli_tell(
    const struct cli *cli,
    enum message_id message,
    const char *const *arguments,
    size_t count);
#define CLI_TELL(cli, message, ...)                                                                \
    cli_tell(                                                                                      \
        cli, MESSAGE_ID_##message, (const char *const[]){"", __VA_ARGS__} + 1,                     \
        sizeof((const char *const[]){"", __VA_ARGS__}) / sizeof(const char *) - 1)

/* A line of words as they are on standard error. */
void cli_tell_text(const char *text);

/* A fault on standard error (and in the document); the exit code that goes with it. */
int cli_fault(struct cli *cli, const struct error *error);

/* One of the WORD_... messages, to be put into another. */
const char *cli_word(const struct cli *cli, enum message_id message);

/* Numbers as words, in one of a few buffers that are used in turn. */
const char *cli_number(int64_t number);
const char *cli_date(struct date date);
const char *cli_month(struct month month);
const char *cli_instant(int64_t utc_ms);

/* "V12" and back. */
const char *cli_visit(int64_t visit);
bool cli_read_visit(const char *word, int64_t *visit) MUST_CHECK;

/* "2026-03" or "202603". */
bool cli_read_month(const char *word, struct month *month) MUST_CHECK;

/* What people call a field and a kind of capture. */
const char *cli_field(const struct cli *cli, enum field field);
const char *cli_capture(const struct cli *cli, enum capture capture);

/* Adds to the document of --json; does nothing without it. */
void cli_set(struct cli *cli, const char *name, json_t *value);
void cli_set_number(struct cli *cli, const char *name, int64_t number);
void cli_set_text(struct cli *cli, const char *name, const char *text);

/* ---- the store ---- */

/* Opens without a key: status, journal verify, backup. */
bool cli_open_store(struct cli *cli, struct error *error) MUST_CHECK;

/*
 * Opens and unlocks: by key file, by passphrase from a descriptor, by the keyring, else by asking at
 * the terminal.  Makes the views anew where another version left them.
 */
bool cli_unlock(struct cli *cli, struct error *error) MUST_CHECK;

/* A line from the terminal or a descriptor, without its end; the caller wipes it. */
bool cli_read_secret(
    struct cli *cli,
    enum message_id prompt,
    char *text,
    size_t size,
    struct error *error) MUST_CHECK;

/* A new passphrase: at the terminal typed twice, from a descriptor once; the caller wipes it. */
bool cli_read_new_passphrase(struct cli *cli, char *text, size_t size, struct error *error)
    MUST_CHECK;

/* ---- the commands ---- */

int cmd_init(struct cli *cli);
int cmd_operator(struct cli *cli);
int cmd_settings(struct cli *cli);
int cmd_unlock(struct cli *cli);
int cmd_lock(struct cli *cli);
int cmd_capture(struct cli *cli);
int cmd_capture_card(struct cli *cli);
int cmd_import(struct cli *cli);
int cmd_submitted(struct cli *cli);
int cmd_sync(struct cli *cli);
int cmd_gateway(struct cli *cli);
int cmd_decide(struct cli *cli);
int cmd_export(struct cli *cli);
int cmd_day(struct cli *cli);
int cmd_work(struct cli *cli);
int cmd_explain(struct cli *cli);
int cmd_rules(struct cli *cli);
int cmd_status(struct cli *cli);
int cmd_journal(struct cli *cli);
int cmd_rebuild(struct cli *cli);
int cmd_backup(struct cli *cli);
int cmd_restore(struct cli *cli);
int cmd_purge(struct cli *cli);

#endif
