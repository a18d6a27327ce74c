/*
 * Walking over visits with their newest verdict, in blocks of fixed memory: what lists, work lists and
 * reports read.  Decides nothing.
 */
#ifndef ENGINE_STORAGE_VERDICT_WALK_H
#define ENGINE_STORAGE_VERDICT_WALK_H

#include "engine/storage/verdicts.h"

struct verdict_walk_order {
    bool open_only;     /* held or waiting; else all */
    bool with_evidence; /* what was captured, merged; else item->evidence is empty */
};

struct verdict_walk_item {
    const struct visit_row *visit;
    bool has_verdict;                    /* false: not decided yet, the record is zeroed */
    const struct verdict_record *record; /* lives during the call, as do its texts */
    const struct evidence *evidence;     /* the same */
};

/*
 * Calls take with each visit that counts, in order.  take may not write to the store; a false from it with
 * error filled is a fault.
 */
typedef bool verdict_walker(void *taker, const struct verdict_walk_item *item, struct error *error);
bool verdict_walk(
    struct store *store,
    const struct verdict_walk_order *order,
    verdict_walker *take,
    void *taker,
    struct error *error) MUST_CHECK;

#endif
