/* export receipt: a file of the receipt computer with what the verdicts change, beside its patch list. */
#ifndef CLI_EXPORT_RECEIPT_H
#define CLI_EXPORT_RECEIPT_H

#include "cli/cli.h"

struct export_receipt_order {
    const char *source;
    const char *other; /* the file of the other payer; NULL: none */
    const char *out;   /* folder; made when it is not there */
    const char
        *head; /* a file of the claim month, whose head a re-claim takes; NULL: no re-claim */
    bool accept_totals; /* a person has looked at a GO that was wrong before */
};

/* Unlocks; the exit code of the program. */
int export_receipt(struct cli *cli, const struct export_receipt_order *order);

#endif
