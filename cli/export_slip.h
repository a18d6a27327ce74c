/*
 * export slip: what goes onto the paper receipts of a month, for sites that do not claim electronically.
 *
 * A draft made from verdicts alone, and called so in its first line: a receipt needs diseases, treatment
 * and points, which only the site has.  Held visits are counted, not written.
 */
#ifndef CLI_EXPORT_SLIP_H
#define CLI_EXPORT_SLIP_H

#include "cli/cli.h"

/* Unlocks; the exit code of the program. */
int export_slip(struct cli *cli, struct month month, const char *out);

#endif
