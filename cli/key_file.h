/*
 * Key files on the disk: whole under their name before the store counts on them.
 */
#ifndef CLI_KEY_FILE_H
#define CLI_KEY_FILE_H

#include "cli/cli.h"

/*
 * Makes the key of a key file in the open transaction and writes the file, mode 0600; nothing that
 * exists is overwritten.  The store is committed by the caller, after it.
 */
bool key_file_make(struct cli *cli, const char *path, struct error *error) MUST_CHECK;

/* Takes the file away again when the commit did not go well. */
void key_file_take_back(struct cli *cli, const char *path);

#endif
