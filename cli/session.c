/* Opening and unlocking the store (cli.h). */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/typing.h"
#include "engine/foundation/machine.h"
#include "engine/storage/incarnation.h"
#include "engine/storage/settings.h"
#include "engine/storage/view_version.h"
#include "engine/storage/views.h"

bool cli_open_store(struct cli *cli, struct error *error)
{
    const struct store_options options = {.folder = cli->store_folder, .world = &cli->world};
    bool practice = false;
    if (cli->store != NULL) {
        return true;
    }
    if (!store_open(&options, &cli->store, error) ||
        !settings_get_flag(cli->store, SETTING_PRACTICE, &practice, error)) {
        return false;
    }
    if (cli->has_now && !practice) {
        return error_set(error, FAULT_NOW_REFUSED);
    }
    if (practice) {
        CLI_TELL(cli, PRACTICE, NULL);
    }
    return true;
}

/* ---- secrets ---- */

static bool read_line(int from, char *text, size_t size, struct error *error)
{
    size_t used = 0;
    for (;;) {
        char byte = '\0';
        ssize_t got = read(from, &byte, 1);
        if (got < 0) {
            return error_set_text(error, FAULT_FILE_BROKEN, "read");
        }
        if (got == 0 || byte == '\n') {
            break;
        }
        if (used + 1 == size) {
            return error_set_number(error, FAULT_TOO_BIG, (int64_t)size);
        }
        text[used++] = byte;
    }
    if (used > 0 && text[used - 1] == '\r') {
        used--;
    }
    text[used] = '\0';
    return true;
}

static bool read_hidden(const char *prompt, char *text, size_t size, struct error *error)
{
    switch (typing_read_hidden(prompt, text, size)) {
    case TYPED_LINE:
        return true;
    case TYPED_TOO_LONG:
        return error_set_number(error, FAULT_TOO_BIG, (int64_t)size);
    case TYPED_ENDED:
    case TYPED_STOPPED:
        break;
    }
    return error_set(error, FAULT_TYPING_STOPPED);
}

bool cli_read_secret(
    struct cli *cli,
    enum message_id prompt,
    char *text,
    size_t size,
    struct error *error)
{
    text[0] = '\0';
    if (cli->passphrase_fd >= 0) {
        return read_line(cli->passphrase_fd, text, size, error);
    }
    if (isatty(STDIN_FILENO) == 0) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    return read_hidden(message_wording(prompt, cli->language), text, size, error);
}

bool cli_read_new_passphrase(struct cli *cli, char *text, size_t size, struct error *error)
{
    char again[LIMIT_PASSPHRASE_BYTES];
    bool done = cli_read_secret(cli, MESSAGE_ID_PROMPT_NEW_PASSPHRASE, text, size, error);
    if (done && cli->passphrase_fd < 0) {
        done =
            cli_read_secret(cli, MESSAGE_ID_PROMPT_PASSPHRASE_AGAIN, again, sizeof again, error) &&
            (strcmp(text, again) == 0 || error_set(error, FAULT_PASSPHRASES_DIFFER));
        bytes_wipe(again, sizeof again);
    }
    return done;
}

/* ---- ways in ---- */

static bool by_key_file(struct cli *cli, struct error *error)
{
    struct buffer text;
    const char *name = cli->operator_name == NULL ? "timer" : cli->operator_name;
    bool done = disk_read_all(&cli->world.disk, cli->key_file, KEY_FILE_TEXT, &text, error) &&
                vault_unlock_key_file(cli->store, buffer_slice(&text), name, error);
    buffer_close_wiped(&text);
    return done;
}

static void keyring_name(const struct cli *cli, char name[LIMIT_PATH + 16])
{
    (void)snprintf(name, LIMIT_PATH + 16, "totsugo:%s", cli->store_folder);
}

static bool by_keyring(struct cli *cli)
{
    char name[LIMIT_PATH + 16];
    struct vault_kept kept;
    bool done = false;
    keyring_name(cli, name);
    if (machine_keyring_take(name, (uint8_t *)&kept, sizeof kept)) {
        kept.operator_name[LIMIT_OPERATOR_NAME] = '\0';
        kept.way[VAULT_NAME - 1] = '\0';
        done =
            (cli->operator_name == NULL || strcmp(cli->operator_name, kept.operator_name) == 0) &&
            vault_unlock_kept(cli->store, &kept);
    }
    bytes_wipe(&kept, sizeof kept);
    return done;
}

static bool ask_operator(struct cli *cli, char *name, size_t size, struct error *error)
{
    if (cli->operator_name != NULL) {
        return slice_copy_text(slice_of(cli->operator_name), name, size) ||
               error_set_number(error, FAULT_OPERATOR_NAME, LIMIT_OPERATOR_NAME);
    }
    if (cli->passphrase_fd >= 0 || isatty(STDIN_FILENO) == 0) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    (void)fputs(message_wording(MESSAGE_ID_PROMPT_OPERATOR, cli->language), stderr);
    return read_line(STDIN_FILENO, name, size, error);
}

/* The operator "recovery" is the printed key, for when every passphrase is lost. */
static bool by_passphrase(struct cli *cli, struct error *error)
{
    char name[LIMIT_OPERATOR_NAME + 1];
    char secret[LIMIT_PASSPHRASE_BYTES];
    bool recovers = false;
    bool done = ask_operator(cli, name, sizeof name, error);
    if (!done) {
        return false;
    }
    recovers = strcmp(name, "recovery") == 0;
    done = cli_read_secret(
        cli, recovers ? MESSAGE_ID_PROMPT_RECOVERY : MESSAGE_ID_PROMPT_PASSPHRASE, secret,
        sizeof secret, error);
    if (done) {
        done = recovers ? vault_unlock_recovery(cli->store, slice_of(secret), error)
                        : vault_unlock_operator(cli->store, name, slice_of(secret), error);
    }
    bytes_wipe(secret, sizeof secret);
    return done;
}

/* Views are of one version of the program: another one makes them anew from the journal. */
static bool renew_views(struct cli *cli, struct error *error)
{
    bool current = false;
    if (!views_are_current(cli->store, &current, error)) {
        return false;
    }
    if (current) {
        return true;
    }
    if (!views_rebuild(cli->store, error)) {
        return false;
    }
    CLI_TELL(cli, REBUILT_FOR_VERSION, NULL);
    return true;
}

bool cli_unlock(struct cli *cli, struct error *error)
{
    bool begun = false;
    bool done = false;
    if (!cli_open_store(cli, error)) {
        return false;
    }
    if (cli->key_file != NULL) {
        done = by_key_file(cli, error);
    } else {
        done = (cli->passphrase_fd < 0 && !cli->asks_secret && by_keyring(cli)) ||
               by_passphrase(cli, error);
    }
    return done && incarnation_settle(cli->store, &begun, error) && renew_views(cli, error);
}

/* ---- unlock and lock ---- */

int cmd_unlock(struct cli *cli)
{
    const char *minutes_word = "15";
    const struct option options[] = {{"--minutes", &minutes_word, NULL}};
    char name[LIMIT_PATH + 16];
    struct vault_kept kept = {.key = {0}};
    struct error error;
    size_t words = 0;
    int64_t minutes = 0;
    bool keeps = false;
    if (!cli_options(cli, options, 1, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    if (!slice_read_number(slice_of(minutes_word), &minutes) || minutes < 1 || minutes > 720) {
        CLI_TELL(cli, OPTION_VALUE, "--minutes", minutes_word);
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error)) {
        return cli_fault(cli, &error);
    }
    keyring_name(cli, name);
    vault_keep(cli->store, &kept);
    keeps =
        machine_keyring_keep(name, (const uint8_t *)&kept, sizeof kept, (unsigned)minutes * 60U);
    bytes_wipe(&kept, sizeof kept);
    if (!keeps) {
        CLI_TELL(cli, UNLOCK_REFUSED, NULL);
        return EXIT_REFUSED;
    }
    CLI_PRINT(cli, UNLOCKED, cli_number(minutes));
    return EXIT_DONE;
}

int cmd_lock(struct cli *cli)
{
    char name[LIMIT_PATH + 16];
    keyring_name(cli, name);
    machine_keyring_forget(name);
    CLI_PRINT(cli, LOCKED, NULL);
    return EXIT_DONE;
}
