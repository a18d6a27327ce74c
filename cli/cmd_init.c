/* init: makes a site. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/key_file.h"
#include "cli/rules_folder.h"
#include "engine/foundation/packed.h"
#include "engine/storage/incarnation.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/settings.h"
#include "engine/storage/view_version.h"

enum {
    STORE_CREATED_FORMAT = 1,
    STORE_CREATED_TAG_PROGRAM = 1
};

struct init_options {
    const char *facility;
    const char *name;
    const char *folder;
    const char *gateway;
    const char *encoding;
    const char *key_file;
    bool app;
    bool practice;
    bool no_operator;
};

/* The key file is on the disk before the store is committed: a store that only it opens needs it. */
static bool make_key_file(struct cli *cli, const char *path, struct error *error)
{
    return path == NULL || key_file_make(cli, path, error);
}

static bool first_operator(struct cli *cli, const char *name, struct error *error)
{
    char passphrase[LIMIT_PASSPHRASE_BYTES];
    bool done = cli_read_new_passphrase(cli, passphrase, sizeof passphrase, error) &&
                vault_add_operator(cli->store, name, slice_of(passphrase), error);
    bytes_wipe(passphrase, sizeof passphrase);
    return done;
}

static bool note_created(struct cli *cli, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    int64_t entry = 0;
    bool done = packed_begin(&body, STORE_CREATED_FORMAT, error) &&
                packed_add_text(&body, STORE_CREATED_TAG_PROGRAM, TOTSUGO_VERSION, error) &&
                journal_append(
                    cli->store, ENTRY_STORE_CREATED, RETAIN_HOUSEKEEPING, MONTH_NONE,
                    buffer_slice(&body), &entry, error);
    buffer_close(&body);
    return done;
}

static bool
set_setting(struct cli *cli, enum setting setting, const char *value, struct error *error)
{
    return value == NULL || settings_change(cli->store, setting, slice_of(value), error);
}

static bool first_settings(struct cli *cli, const struct init_options *options, struct error *error)
{
    return set_setting(cli, SETTING_PRACTICE, options->practice ? "yes" : NULL, error) &&
           set_setting(cli, SETTING_FACILITY_CODE, options->facility, error) &&
           set_setting(cli, SETTING_FACILITY_NAME, options->name, error) &&
           set_setting(cli, SETTING_FOLDER_ROOT, options->folder, error) &&
           set_setting(
               cli, SETTING_CHANNEL_FOLDER, options->folder == NULL ? NULL : "yes", error) &&
           set_setting(cli, SETTING_GATEWAY_URL, options->gateway, error) &&
           set_setting(
               cli, SETTING_CHANNEL_GATEWAY, options->gateway == NULL ? NULL : "yes", error) &&
           set_setting(cli, SETTING_CHANNEL_APP, options->app ? "yes" : NULL, error) &&
           set_setting(cli, SETTING_FOLDER_ENCODING, options->encoding, error);
}

static bool adopt_rules(struct cli *cli, size_t *rules, struct error *error)
{
    static struct rules_folder folder; /* large: not for the stack */
    struct rulebook *book = NULL;
    struct proof_summary summary = {0};
    bool adopted = false;
    bool done = rules_folder_read(cli, rules_folder_default(cli), &folder, error) &&
                rules_folder_prove(&folder, &book, &summary, NULL, NULL, error) &&
                (proof_is_clean(&summary) || error_set(error, FAULT_RULES_UNPROVED)) &&
                rulebooks_adopt(cli->store, folder.files, folder.count, &adopted, error);
    rulebook_close(book);
    rules_folder_close(&folder);
    *rules = summary.rules;
    return done;
}

static bool fill_store(
    struct cli *cli,
    const struct init_options *options,
    char recovery[RECOVERY_KEY_TEXT],
    size_t *rules,
    struct error *error)
{
    const char *name = cli->operator_name == NULL ? "admin" : cli->operator_name;
    return vault_create(cli->store, error) && incarnation_note(cli->store, error) &&
           views_note_version(cli->store, error) && note_created(cli, error) &&
           first_settings(cli, options, error) && adopt_rules(cli, rules, error) &&
           vault_make_recovery_key(cli->store, recovery, error) &&
           (options->no_operator || first_operator(cli, name, error)) &&
           make_key_file(cli, options->key_file, error) && store_commit(cli->store, error);
}

static bool check_options(struct cli *cli, const struct init_options *options)
{
    if (options->facility == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, "--facility");
        return false;
    }
    if (options->no_operator && options->key_file == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, "--make-key-file");
        return false;
    }
    if (cli->has_now && !options->practice) {
        CLI_TELL(cli, NOW_ONLY_PRACTICE, NULL);
        return false;
    }
    return true;
}

static void
report(struct cli *cli, const struct init_options *options, const char *recovery, size_t rules)
{
    CLI_PRINT(cli, INIT_DONE, cli->store_folder);
    CLI_PRINT(cli, INIT_RULES, cli_number((int64_t)rules), rules_folder_default(cli));
    if (options->key_file != NULL) {
        CLI_PRINT(cli, INIT_KEY_FILE, options->key_file);
    }
    CLI_PRINT(cli, INIT_RECOVERY, NULL);
    if (!cli->json) {
        (void)printf("    %s\n", recovery);
    }
    cli_set_text(cli, "store", cli->store_folder);
    cli_set_text(cli, "recovery_key", recovery);
    cli_set_number(cli, "rules", (int64_t)rules);
}

int cmd_init(struct cli *cli)
{
    struct init_options options = {0};
    const struct option table[] = {
        {"--facility", &options.facility, NULL},
        {"--name", &options.name, NULL},
        {"--folder", &options.folder, NULL},
        {"--gateway", &options.gateway, NULL},
        {"--app", NULL, &options.app},
        {"--encoding", &options.encoding, NULL},
        {"--make-key-file", &options.key_file, NULL},
        {"--practice", NULL, &options.practice},
        {"--no-operator", NULL, &options.no_operator},
    };
    const struct store_options store_options = {.folder = cli->store_folder, .world = &cli->world};
    char recovery[RECOVERY_KEY_TEXT] = "";
    struct error error;
    size_t words = 0;
    size_t rules = 0;
    if (!cli_options(cli, table, sizeof table / sizeof table[0], NULL, 0, &words) ||
        !check_options(cli, &options)) {
        return EXIT_USAGE;
    }
    if (!store_create(&store_options, &cli->store, &error) ||
        !fill_store(cli, &options, recovery, &rules, &error)) {
        int code = cli_fault(cli, &error);
        store_remove_unfinished(cli->store);
        cli->store = NULL;
        return code;
    }
    report(cli, &options, recovery, rules);
    bytes_wipe(recovery, sizeof recovery);
    return EXIT_DONE;
}
