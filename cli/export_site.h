/* export lists: the lists of a site that files no receipts, as CSV and as one workbook. */
#ifndef CLI_EXPORT_SITE_H
#define CLI_EXPORT_SITE_H

#include "cli/cli.h"
#include "exporters/csv_cell.h"

/* Into a folder, made when it is not there.  Unlocks; the exit code of the program. */
int export_site(struct cli *cli, const char *out, enum csv_encoding encoding);

/* decide at such a site; the exit code. */
int decide_site(struct cli *cli);

/* Whether the store is of such a site.  False: a fault. */
bool is_listing_site(struct cli *cli, bool *listing, struct error *error) MUST_CHECK;

#endif
