/* backup, restore: copies of the whole store; neither needs a key. */
#include "cli/cli.h"
#include "engine/storage/backup.h"

int cmd_backup(struct cli *cli)
{
    const char *words[1] = {NULL};
    struct error error;
    size_t count = 0;
    if (!cli_options(cli, NULL, 0, words, 1, &count)) {
        return EXIT_USAGE;
    }
    if (words[0] == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_FILE));
        return EXIT_USAGE;
    }
    if (!cli_open_store(cli, &error) || !backup_write(cli->store, words[0], &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, BACKUP_DONE, words[0]);
    return EXIT_DONE;
}

int cmd_restore(struct cli *cli)
{
    const char *words[1] = {NULL};
    struct error error;
    size_t count = 0;
    if (!cli_options(cli, NULL, 0, words, 1, &count)) {
        return EXIT_USAGE;
    }
    if (words[0] == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_FILE));
        return EXIT_USAGE;
    }
    if (!backup_restore(&cli->world, words[0], cli->store_folder, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, RESTORE_DONE, words[0]);
    return EXIT_DONE;
}
