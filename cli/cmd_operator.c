/* operator: who may open the store, and by what.  Each change is an act in the journal. */
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/key_file.h"
#include "engine/foundation/packed.h"
#include "engine/storage/journal.h"

enum {
    VAULT_CHANGED_FORMAT = 1,
    VAULT_CHANGED_TAG_WHAT = 1,
    VAULT_CHANGED_TAG_NAME = 2
};

/* One change of the keys, as its command said it. */
struct change {
    struct cli *cli;
    const char *name;       /* of an operator; of a key file its path */
    const char *descriptor; /* --new-passphrase-fd */
    bool replaced;          /* there was a key file before */
    char passphrase[LIMIT_PASSPHRASE_BYTES];
    char recovery[RECOVERY_KEY_TEXT];
};

typedef bool change_act(struct change *change, struct error *error);

struct change_kind {
    const char *word;
    const char *what;    /* in the journal */
    bool wants_name;     /* else: of the operator who opened the store */
    bool wants_password; /* a new passphrase is typed first */
    change_act *act;
    void (*report)(const struct change *change);
};

/* ---- the journal ---- */

static bool note_change(struct cli *cli, const char *what, const char *name, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    int64_t entry = 0;
    bool done = packed_begin(&body, VAULT_CHANGED_FORMAT, error) &&
                packed_add_text(&body, VAULT_CHANGED_TAG_WHAT, what, error) &&
                packed_add_text(&body, VAULT_CHANGED_TAG_NAME, name, error) &&
                journal_append(
                    cli->store, ENTRY_VAULT_CHANGED, RETAIN_HOUSEKEEPING, MONTH_NONE,
                    buffer_slice(&body), &entry, error);
    buffer_close(&body);
    return done;
}

/* ---- the acts, each inside the open transaction ---- */

static bool act_add(struct change *change, struct error *error)
{
    return vault_add_operator(
        change->cli->store, change->name, slice_of(change->passphrase), error);
}

static bool act_remove(struct change *change, struct error *error)
{
    return vault_remove_operator(change->cli->store, change->name, error);
}

static bool act_passphrase(struct change *change, struct error *error)
{
    return vault_change_passphrase(
        change->cli->store, change->name, slice_of(change->passphrase), error);
}

static bool act_key_file(struct change *change, struct error *error)
{
    return vault_has_key_file(change->cli->store, &change->replaced, error) &&
           key_file_make(change->cli, change->name, error);
}

static bool act_drop_key_file(struct change *change, struct error *error)
{
    return vault_remove_key_file(change->cli->store, error);
}

static bool act_recovery(struct change *change, struct error *error)
{
    return vault_make_recovery_key(change->cli->store, change->recovery, error);
}

/* ---- what is said ---- */

static void say_added(const struct change *change)
{
    CLI_PRINT(change->cli, OPERATOR_ADDED, change->name);
}

static void say_removed(const struct change *change)
{
    CLI_PRINT(change->cli, OPERATOR_REMOVED, change->name);
}

static void say_passphrase(const struct change *change)
{
    CLI_PRINT(change->cli, OPERATOR_PASSPHRASE, change->name);
}

static void say_key_file(const struct change *change)
{
    CLI_PRINT(change->cli, INIT_KEY_FILE, change->name);
    if (change->replaced) {
        CLI_PRINT(change->cli, OPERATOR_KEY_FILE_OLD, NULL);
    }
}

static void say_key_file_dropped(const struct change *change)
{
    CLI_PRINT(change->cli, OPERATOR_KEY_FILE_DROPPED, NULL);
}

static void say_recovery(const struct change *change)
{
    CLI_PRINT(change->cli, OPERATOR_RECOVERY, NULL);
    cli_print_text(change->cli, change->recovery);
    cli_set_text(change->cli, "recovery_key", change->recovery);
}

static const struct change_kind kinds[] = {
    {"add", "operator_added", true, true, act_add, say_added},
    {"remove", "operator_removed", true, false, act_remove, say_removed},
    {"passphrase", "passphrase_changed", false, true, act_passphrase, say_passphrase},
    {"key-file", "key_file_made", true, false, act_key_file, say_key_file},
    {"drop-key-file", "key_file_removed", false, false, act_drop_key_file, say_key_file_dropped},
    {"recovery", "recovery_renewed", false, false, act_recovery, say_recovery},
};

static const struct change_kind *find_kind(const char *word)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(word, kinds[i].word) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* ---- one change ---- */

/* At the terminal twice, since nobody sees what is typed; once from --new-passphrase-fd. */
static bool read_passphrase(struct change *change, struct error *error)
{
    struct cli *cli = change->cli;
    int64_t number = -1;
    if (change->descriptor == NULL && isatty(STDIN_FILENO) == 0) {
        return error_set(error, FAULT_PASSPHRASE_NEEDED);
    }
    if (change->descriptor != NULL &&
        (!slice_read_number(slice_of(change->descriptor), &number) || number > 1024)) {
        return error_set_text(error, FAULT_FILE_MISSING, change->descriptor);
    }
    cli->passphrase_fd = (int)number;
    return cli_read_new_passphrase(cli, change->passphrase, sizeof change->passphrase, error);
}

static bool keep(struct change *change, const struct change_kind *kind, struct error *error)
{
    struct store *store = change->cli->store;
    if (!store_begin(store, error)) {
        return false;
    }
    if (!kind->act(change, error)) {
        store_rollback(store);
        return false;
    }
    if (note_change(change->cli, kind->what, change->name, error) && store_commit(store, error)) {
        return true;
    }
    store_rollback(store);
    if (kind->act == act_key_file) {
        key_file_take_back(change->cli, change->name);
    }
    return false;
}

/* What unlock kept is not enough: whoever sits down at an open desk changes no key. */
static bool make_change(struct change *change, const struct change_kind *kind, struct error *error)
{
    struct cli *cli = change->cli;
    cli->asks_secret = true;
    if (!cli_unlock(cli, error)) {
        return false;
    }
    if (change->name == NULL) {
        change->name = vault_operator(cli->store);
    }
    return (!kind->wants_password || read_passphrase(change, error)) && keep(change, kind, error);
}

static int run_change(struct cli *cli, const struct change_kind *kind, struct change *change)
{
    struct error error;
    bool done = false;
    if (kind->wants_name && change->name == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_NAME));
        return EXIT_USAGE;
    }
    done = make_change(change, kind, &error);
    if (done) {
        kind->report(change);
    }
    bytes_wipe(change->passphrase, sizeof change->passphrase);
    bytes_wipe(change->recovery, sizeof change->recovery);
    return done ? EXIT_DONE : cli_fault(cli, &error);
}

/* ---- who there is ---- */

static bool print_operator(void *taker, const char *name)
{
    const struct cli *cli = taker;
    cli_print_text(cli, name);
    if (cli->document != NULL) {
        (void)json_array_append_new(json_object_get(cli->document, "operators"), json_string(name));
    }
    return true;
}

static int list_operators(struct cli *cli)
{
    struct error error;
    bool has = false;
    cli_set(cli, "operators", json_array());
    if (!cli_open_store(cli, &error) ||
        !vault_each_operator(cli->store, print_operator, cli, &error) ||
        !vault_has_key_file(cli->store, &has, &error)) {
        return cli_fault(cli, &error);
    }
    if (has) {
        CLI_PRINT(cli, OPERATOR_HAS_KEY_FILE, NULL);
    }
    cli_set(cli, "key_file", json_boolean(has));
    return EXIT_DONE;
}

int cmd_operator(struct cli *cli)
{
    const char *words[2] = {"list", NULL};
    struct change change = {.cli = cli};
    const struct option options[] = {{"--new-passphrase-fd", &change.descriptor, NULL}};
    const struct change_kind *kind = NULL;
    size_t count = 0;
    if (!cli_options(cli, options, 1, words, 2, &count)) {
        return EXIT_USAGE;
    }
    if (strcmp(words[0], "list") == 0) {
        return list_operators(cli);
    }
    kind = find_kind(words[0]);
    if (kind == NULL) {
        CLI_TELL(cli, UNKNOWN_OPTION, words[0], cli->command);
        return EXIT_USAGE;
    }
    change.name = words[1];
    return run_change(cli, kind, &change);
}
