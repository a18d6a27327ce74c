/*
 * explain: what was captured about a visit, merged, every field by its label.
 */
#ifndef CLI_EXPLAIN_CAPTURES_H
#define CLI_EXPLAIN_CAPTURES_H

#include "cli/cli.h"
#include "engine/vocabulary/evidence.h"

void explain_captures(const struct cli *cli, const struct evidence *evidence);

#endif
