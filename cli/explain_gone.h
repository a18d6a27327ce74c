/*
 * explain of a visit that counts no more: withdrawn, part of another one, or purged.  Not for one that
 * counts; that is cmd_explain.c.
 */
#ifndef CLI_EXPLAIN_GONE_H
#define CLI_EXPLAIN_GONE_H

#include "cli/cli.h"
#include "engine/storage/visits.h"

/* The store is unlocked; row.gone is not 0. */
bool explain_gone(struct cli *cli, const struct visit_row *row, struct error *error) MUST_CHECK;

#endif
