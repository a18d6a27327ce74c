/* The work list: visits that wait for a person or for the line, and what each still needs. */
#ifndef CLI_WORK_LIST_H
#define CLI_WORK_LIST_H

#include "cli/cli.h"

/*
 * A line for each, and their number; *held is how many wait for a person.  With all, decided visits
 * too, each with the rule that decided.  Needs the key.
 */
bool work_list_print(struct cli *cli, bool all, int64_t *held, struct error *error) MUST_CHECK;

#endif
