/* Returned claims: taking a file of them in, and the list of those that are open. */
#ifndef CLI_RETURNS_LIST_H
#define CLI_RETURNS_LIST_H

#include "cli/cli.h"

/* One file; the exit code of the program. */
int import_returned(struct cli *cli, const char *path);

/* work close ENTRY --reason REASON: a person settled it otherwise; the exit code of the program. */
int returns_close_command(struct cli *cli);

/* Prints those that are open, with their visits and what is to be done; *count of them. */
bool returns_list_print(struct cli *cli, int64_t *count, struct error *error) MUST_CHECK;

#endif
