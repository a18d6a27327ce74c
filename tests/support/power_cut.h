/*
 * What a power cut could have left of a recording.
 *
 * Bytes: what was written or truncated before the last sync of that file is there; what came after it
 * is kept, lost, or torn into sectors of 512 bytes, at random; a file may have grown without its bytes.
 *
 * Names: making, renaming and removing one, a folder's too, is durable once its folder was synced; what
 * lies in a folder that is gone is gone.  What was not is
 * decided in one of two ways, by turns: as a journaling file system does it, where any later sync
 * keeps it and the rest survives only up to some step; or as POSIX allows it, each by itself.
 */
#ifndef TESTS_SUPPORT_POWER_CUT_H
#define TESTS_SUPPORT_POWER_CUT_H

#include "tests/support/recording.h"

/*
 * Makes under folder, which must be empty, what a cut before step at may have left; the seed decides
 * what is left open.
 */
void power_cut_leave(
    const struct recording *recording,
    size_t at,
    uint64_t seed,
    const char *folder);

/* The next of a row of random numbers; state is never 0. */
uint64_t power_cut_random(uint64_t *state);

#endif
