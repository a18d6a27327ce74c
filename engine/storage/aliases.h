/*
 * Aliases: that a person confirmed once that two names are one person's (decision 15).
 *
 * The view holds, for a visit on which somebody confirmed or denied it, the fingerprints of its chart
 * number and of the pair: both names as folded, the numbers, the birth date, and whether the sexes
 * differ (prints.h).  It stands for later visits of the same chart number on which just this pair
 * meets again, and for nothing else.  It ends when the visit no longer counts, when what was captured
 * about it no longer gives this pair, and when somebody denies it.  A name that is absent or holds ●
 * makes no pair: whoever has it is confirmed visit by visit.
 *
 * Which answer a person had before them is found by confirming.h and stands in the entry.
 */
#ifndef ENGINE_STORAGE_ALIASES_H
#define ENGINE_STORAGE_ALIASES_H

#include "engine/storage/answers.h"
#include "engine/vocabulary/evidence.h"

struct alias {
    int64_t visit; /* on which it was confirmed; 0: it was not */
    struct date day;
};

/*
 * The fingerprint of the pair; zeros unless numbers and birth date are equal and both names are known
 * and not equal.
 */
bool aliases_pair(
    struct store *store,
    const struct evidence *evidence,
    const struct answer *answer,
    uint8_t pair[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* Whether the pair of a visit was confirmed on an earlier one of its chart number, and not denied since. */
bool aliases_find(
    struct store *store,
    const struct visit_row *visit,
    const uint8_t pair[FINGERPRINT_BYTES],
    struct alias *alias,
    struct error *error) MUST_CHECK;

/*
 * Applying (visits.c): after everything that is captured about a visit, with what it gives now.
 * answer is the one that a person had before them; 0: nothing was confirmed now.
 */
bool aliases_renew(
    struct store *store,
    struct part_cache *cache,
    const struct visit_row *visit,
    const struct evidence *evidence,
    int64_t answer,
    struct error *error) MUST_CHECK;

#endif
