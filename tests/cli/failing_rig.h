/*
 * A command over a copy of a store, while its n-th call to the disk fails, once or for good, for every
 * n-th in turn.
 */
#ifndef TESTS_CLI_FAILING_RIG_H
#define TESTS_CLI_FAILING_RIG_H

#include "tests/support/recording.h"
#include "tests/support/recording_disk.h"
#include "tests/support/store_fixture.h"

struct failing_rig {
    struct test_store test;
    struct recording recording;
    struct recording_disk disk;
    char what[80]; /* the round, for messages */
};

/* Opens the store as the image of origin holds it; no call has been counted and none fails yet. */
void failing_rig_open(
    struct failing_rig *rig,
    const struct test_store *origin,
    const struct recording *image,
    uint64_t seed);
void failing_rig_close(struct failing_rig *rig);

/* From here on calls are counted, and the n-th fails. */
void failing_rig_arm(struct failing_rig *rig, int64_t n, bool for_good);

/*
 * The disk is well again and the store opened anew.  code is what the command returned: done, or refused
 * because the failure was met; says whether it was met.
 */
bool failing_rig_end(struct failing_rig *rig, int64_t n, int code);

/* One round; false when the command came through without meeting the failure. */
typedef bool failing_round(int64_t n, bool for_good, bool *in_doubt);

/*
 * Rounds for every step-th call; more than least of them are there, and only a disk that fails the very
 * last sync and goes on failing may hold what was refused.
 */
void failing_rig_each(failing_round *round, bool for_good, int64_t step, int64_t least);

/* The step that the command line asks for, else 3; 1 as a campaign.  Works in memory where it can. */
int64_t failing_rig_step(int count, char **words);

#endif
