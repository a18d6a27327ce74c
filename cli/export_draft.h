/*
 * export draft: without a receipt file, what the receipt computer must be told about the visits of a month.
 *
 * A list for typing (exporters/receipt_draft.h), called a draft in its name and its first line; never a
 * file that could be claimed with, for diseases, treatment and points are only at the receipt computer.
 */
#ifndef CLI_EXPORT_DRAFT_H
#define CLI_EXPORT_DRAFT_H

#include "cli/cli.h"
#include "engine/vocabulary/receipt_layout.h"

struct export_draft_order {
    struct month month;     /* of treatment */
    enum receipt_kind kind; /* RECEIPT_KIND_NONE: that of the site's facility code */
    const char *out;
};

/* Unlocks; the exit code of the program. */
int export_draft(struct cli *cli, const struct export_draft_order *order);

#endif
