/*
 * Registration for insurance use (健康保険証利用登録), as the desk wrote it down: how many visits stand where,
 * and since when one counts as done.
 *
 * Only the official app registers; a registration that was done since the last answer is a reason to ask
 * again (decision 11).
 */
#ifndef ENGINE_STORAGE_REGISTRATIONS_H
#define ENGINE_STORAGE_REGISTRATIONS_H

#include "engine/storage/visits.h"

/* The entry that last said INSURANCE_USE of a visit; 0: none did. */
bool registrations_entry(
    struct store *store,
    struct part_cache *cache,
    const struct visit_row *visit,
    int64_t *entry,
    struct error *error) MUST_CHECK;

/* Visits of those days by what was said last, by INSURANCE_USE_...; the first is the rest. */
bool registrations_count(
    struct store *store,
    struct interval days,
    int64_t counts[INSURANCE_USE_DONE + 1],
    struct error *error) MUST_CHECK;

#endif
