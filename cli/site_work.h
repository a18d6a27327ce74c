/* The work list of a site that files no receipts: visits to check, and what each still needs. */
#ifndef CLI_SITE_WORK_H
#define CLI_SITE_WORK_H

#include "cli/cli.h"

/* A line for each visit to check or without a verdict, with all for every visit; *held: how many there are to check. */
bool site_work_print(struct cli *cli, bool all, int64_t *held, struct error *error) MUST_CHECK;

#endif
