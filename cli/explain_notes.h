/*
 * explain: what colleagues wrote for whoever takes the visit up next (work note), each with its time
 * and writer.
 */
#ifndef CLI_EXPLAIN_NOTES_H
#define CLI_EXPLAIN_NOTES_H

#include "cli/cli.h"
#include "engine/storage/visits.h"

/* Prints nothing where there are none.  Faults: the store's. */
bool explain_notes(
    const struct cli *cli,
    struct part_cache *cache,
    const struct visit_row *visit,
    struct error *error) MUST_CHECK;

#endif
