/* operator, settings: who may open the store and how the site works. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "engine/foundation/packed.h"
#include "engine/storage/settings.h"

enum {
    VAULT_CHANGED_FORMAT = 1,
    VAULT_CHANGED_TAG_WHAT = 1,
    VAULT_CHANGED_TAG_NAME = 2
};

/* ---- operators ---- */

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

/* The new operator types the passphrase; --new-passphrase-fd for scripts. */
static bool
add_operator(struct cli *cli, const char *name, const char *descriptor, struct error *error)
{
    char passphrase[LIMIT_PASSPHRASE_BYTES];
    int64_t number = -1;
    bool done = true;
    if (descriptor != NULL && !slice_read_number(slice_of(descriptor), &number)) {
        return error_set_text(error, FAULT_FILE_MISSING, descriptor);
    }
    cli->passphrase_fd = (int)number;
    done =
        cli_read_secret(cli, MESSAGE_ID_PROMPT_PASSPHRASE, passphrase, sizeof passphrase, error) &&
        store_begin(cli->store, error);
    done = done && vault_add_operator(cli->store, name, slice_of(passphrase), error) &&
           note_change(cli, "operator_added", name, error) && store_commit(cli->store, error);
    bytes_wipe(passphrase, sizeof passphrase);
    return done;
}

static bool remove_operator(struct cli *cli, const char *name, struct error *error)
{
    return store_begin(cli->store, error) && vault_remove_operator(cli->store, name, error) &&
           note_change(cli, "operator_removed", name, error) && store_commit(cli->store, error);
}

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
    cli_set(cli, "operators", json_array());
    if (!cli_open_store(cli, &error) ||
        !vault_each_operator(cli->store, print_operator, cli, &error)) {
        return cli_fault(cli, &error);
    }
    return EXIT_DONE;
}

int cmd_operator(struct cli *cli)
{
    const char *words[2] = {"list", NULL};
    const char *descriptor = NULL;
    const struct option options[] = {{"--new-passphrase-fd", &descriptor, NULL}};
    struct error error;
    size_t count = 0;
    bool adds = false;
    bool done = false;
    if (!cli_options(cli, options, 1, words, 2, &count)) {
        return EXIT_USAGE;
    }
    if (strcmp(words[0], "list") == 0) {
        return list_operators(cli);
    }
    adds = strcmp(words[0], "add") == 0;
    if (!adds && strcmp(words[0], "remove") != 0) {
        CLI_TELL(cli, UNKNOWN_OPTION, words[0], cli->command);
        return EXIT_USAGE;
    }
    if (words[1] == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_NAME));
        return EXIT_USAGE;
    }
    done = cli_unlock(cli, &error) && (adds ? add_operator(cli, words[1], descriptor, &error)
                                            : remove_operator(cli, words[1], &error));
    if (!done) {
        return cli_fault(cli, &error);
    }
    if (adds) {
        CLI_PRINT(cli, OPERATOR_ADDED, words[1]);
    } else {
        CLI_PRINT(cli, OPERATOR_REMOVED, words[1]);
    }
    return EXIT_DONE;
}

/* ---- settings ---- */

static int show_settings(struct cli *cli)
{
    struct error error;
    if (!cli_open_store(cli, &error)) {
        return cli_fault(cli, &error);
    }
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        char value[SETTING_VALUE];
        if (!settings_get(cli->store, (enum setting)i, value, &error)) {
            return cli_fault(cli, &error);
        }
        if (!cli->json) {
            (void)printf(
                "%s = %s    # %s\n", setting_name((enum setting)i), value,
                setting_label((enum setting)i, cli->language));
        }
        cli_set_text(cli, setting_name((enum setting)i), value);
    }
    return EXIT_DONE;
}

int cmd_settings(struct cli *cli)
{
    const char *words[3] = {"show", NULL, NULL};
    enum setting setting = SETTING_FACILITY_CODE;
    struct error error;
    size_t count = 0;
    if (!cli_options(cli, NULL, 0, words, 3, &count)) {
        return EXIT_USAGE;
    }
    if (strcmp(words[0], "show") == 0) {
        return show_settings(cli);
    }
    if (strcmp(words[0], "set") != 0 || count < 3) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_NAME_VALUE));
        return EXIT_USAGE;
    }
    if (!setting_find(slice_of(words[1]), &setting)) {
        error_set_text(&error, FAULT_SETTING_UNKNOWN, words[1]);
        return cli_fault(cli, &error);
    }
    if (!setting_check(setting, slice_of(words[2]), &error) || !cli_unlock(cli, &error) ||
        !store_begin(cli->store, &error) ||
        !settings_change(cli->store, setting, slice_of(words[2]), &error) ||
        !store_commit(cli->store, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, SETTING_SET, words[1], words[2]);
    return EXIT_DONE;
}
