/* Returned claims: the list of those that are open (returns_list.c), and what is done about them (returns_act.c). */
#ifndef CLI_RETURNS_LIST_H
#define CLI_RETURNS_LIST_H

#include <jansson.h>

#include "cli/cli.h"
#include "engine/storage/returns.h"

/* One claim, as a line and as an object of --json. */
void returns_print_claim(struct cli *cli, const struct returned_claim *claim);
json_t *returns_claim_object(const struct cli *cli, const struct returned_claim *claim);

/* One file; the exit code of the program. */
int import_returned(struct cli *cli, const char *path);

/* submitted returned --from FILE --receipt N --how HOW: told by a person; the exit code of the program. */
int returns_told_command(struct cli *cli);

/*
 * work close ENTRY --reason REASON: a person settled it, or its re-claim went; work close all: all re-claims
 * that were written went.  The exit code of the program.
 */
int returns_close_command(struct cli *cli);

/* Prints those that are open, with their visits and what is to be done; *count of them. */
bool returns_list_print(struct cli *cli, int64_t *count, struct error *error) MUST_CHECK;

#endif
