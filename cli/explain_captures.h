/*
 * explain: what was captured about a visit, merged, every field by its label; notes are explain_notes.h.
 */
#ifndef CLI_EXPLAIN_CAPTURES_H
#define CLI_EXPLAIN_CAPTURES_H

#include "cli/cli.h"
#include "engine/storage/cases.h"

void explain_captures(const struct cli *cli, const struct evidence *evidence);

/* The numbers of an earlier receipt, where the visit is decided with them in view. */
void explain_seen(const struct cli *cli, const struct visit_case *visit_case);

#endif
