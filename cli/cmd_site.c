/* settings: how the site works. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "engine/storage/settings.h"

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
