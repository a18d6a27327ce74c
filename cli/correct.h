/*
 * work withdraw | merge | unlink: mistakes of the desk, told with what to do next.
 */
#ifndef CLI_CORRECT_H
#define CLI_CORRECT_H

#include "cli/cli.h"

/* The words after "withdraw", "merge" and "unlink" stand in the arguments. */
int correct_withdraw(struct cli *cli);
int correct_merge(struct cli *cli);
int correct_unlink(struct cli *cli);

#endif
