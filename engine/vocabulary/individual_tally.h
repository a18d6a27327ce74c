/*
 * Whether the numbers of a file are individual numbers (個人番号) in bulk, and the file is refused.
 *
 * One that passes its check may be chance: one in ten does.  Many are proof.  A tally counts over a
 * file or column and forgets the values when it is wiped.  What a single number is, is
 * individual_number.h.
 */
#ifndef ENGINE_VOCABULARY_INDIVIDUAL_TALLY_H
#define ENGINE_VOCABULARY_INDIVIDUAL_TALLY_H

#include "engine/vocabulary/individual_number.h"

enum {
    /* Different values remembered, so that one value repeated down a column counts once. */
    INDIVIDUAL_TALLY_SEEN = 64
};

/* Zeroed at first. */
struct individual_tally {
    uint64_t candidates; /* different values of twelve digits */
    uint64_t passing;    /* of these, with a right check digit */
    uint64_t seen[INDIVIDUAL_TALLY_SEEN];
};

/*
 * Counts every run of twelve digits in the bytes (UTF-8 or CP932); true when one of them passes.  A
 * value that was counted a short while ago is not counted again.
 */
bool individual_tally_add(struct individual_tally *tally, struct slice bytes);

/*
 * Whether so many pass that chance cannot explain it: three or more, and four standard deviations
 * above one in ten.  Then the file is refused (decision 18).
 */
bool individual_tally_is_bulk(const struct individual_tally *tally);

/* Forgets the values.  Call when the file is done. */
void individual_tally_wipe(struct individual_tally *tally);

#endif
