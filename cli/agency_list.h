/* work agency: what the payment agency found (資格確認結果連絡書), typed by hand or listed. */
#ifndef CLI_AGENCY_LIST_H
#define CLI_AGENCY_LIST_H

#include "cli/cli.h"

/*
 * Without options the list: which numbers a withdrawal has to quote, and what the table after-claim
 * says.  With --values-fd N one notice from lines "heading=value".  The exit code of the program.
 */
int agency_command(struct cli *cli);

#endif
