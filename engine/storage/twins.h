/*
 * Twins: two visits of one day that may be one person's, captured twice (a card laid down again after
 * lunch, a card and then a paper).  Only found here: a person says whether they are one visit, and
 * corrections_merge makes them one.
 */
#ifndef ENGINE_STORAGE_TWINS_H
#define ENGINE_STORAGE_TWINS_H

#include "engine/storage/visits.h"

/*
 * The oldest other visit of the same day that names the same person: the same insured's numbers and birth date,
 * or the same name and birth date with nothing against it.  Visits with two different chart numbers are two
 * people.  *twin 0: none.  Reads what was captured about every visit of the day: for a desk, not for a month.
 */
bool twins_find(struct store *store, int64_t visit, int64_t *twin, struct error *error) MUST_CHECK;

/* The other visit of the day that has that chart number; 0: none. */
bool twins_find_chart(
    struct store *store,
    int64_t visit,
    struct slice chart_number,
    int64_t *twin,
    struct error *error) MUST_CHECK;

#endif
