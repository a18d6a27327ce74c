/* rules whatif: which verdicts another rulebook, or another day, would change; stores nothing. */
#ifndef CLI_WHATIF_H
#define CLI_WHATIF_H

#include "cli/cli.h"

/*
 * folder: another rulebook, or one file that takes its place in the rules folder; NULL for the
 * adopted one.  visit_date: a day as if all visits had been
 * then, NULL for their own; the facts stay as they were recorded.
 */
int whatif_run(struct cli *cli, const char *folder, const char *visit_date);

#endif
