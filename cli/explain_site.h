/* explain at a site that files no receipts: the verdict of a visit, its ticket, rules and return reasons. */
#ifndef CLI_EXPLAIN_SITE_H
#define CLI_EXPLAIN_SITE_H

#include "cli/cli.h"
#include "engine/storage/site_deciding.h"

/* *found false and nothing said where the visit has no such verdict. */
bool explain_site(
    struct cli *cli,
    const struct rulebook *book,
    const struct visit_row *visit,
    bool *found,
    struct error *error) MUST_CHECK;

#endif
