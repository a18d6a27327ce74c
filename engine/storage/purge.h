/*
 * Purge: what is said of whole settled months is taken out of the store for good (design section 3,
 * decision 27).
 *
 * A month before the cut is settled when nothing of it is open: each visit is withdrawn, merged, without
 * a path, or decided and claimed; no return, inquiry or unfinished file waits.  One that is not is left.
 * Of the others go the captures, acts, corrections, inquiries, links and returned claims, and every bulk,
 * export and submission whose months are all gone, that is: lie before the first month that is left.  So a
 * bulk that also speaks of a later month stays until that one goes.  Housekeeping entries stay.
 *
 * A purge is one transaction: bodies become NULL (their hashes stay, so that the chain is whole), PURGED
 * entries say until when, how many of each kind, and what replay needs, keys under which no body is left
 * are destroyed, the views are made anew.  A purged visit keeps its number: V12 is V12 afterwards.
 *
 *   PURGED  1 first month that was not purged (YYYYMM), 2 each month before it that was left (YYYYMM),
 *           3 kind of entry and how many bodies (two varints), 4 visits, 5 erased entries
 *
 * Erased entries are those that gave numbers away: each four varints: steps from the entry before
 * (folded), kind of the bulk (0: it opened one visit), rows, steps back to the BULK_BEGUN (0: itself).
 * Where they are too many for one entry, others that hold nothing else go before.  The key id of all of
 * them has the first month that was not purged, so that whoever has no key sees which bodies may be gone.
 *
 * Not for copies: a backup that was made before keeps everything.
 */
#ifndef ENGINE_STORAGE_PURGE_H
#define ENGINE_STORAGE_PURGE_H

#include "engine/storage/journal.h"

enum {
    PURGE_MONTHS = 480, /* with visits that are not purged yet: 40 years */
    PURGE_KINDS = 64
};

struct purge_month {
    struct month month;
    int64_t visits; /* that have not been purged yet */
    int64_t open;   /* visits that are not settled */
    int64_t beside; /* returns, inquiries, that are not */
};

/* Months before the cut of which there is a visit, or something open, in order. */
struct purge_plan {
    struct month cut;
    struct purge_month months[PURGE_MONTHS];
    size_t count;
};

/* Needs no key. */
bool purge_plan_make(
    struct store *store,
    struct month cut,
    struct purge_plan *plan,
    struct error *error) MUST_CHECK;

bool purge_month_is_left(const struct purge_month *month);

/* Whether a month is purged: before the cut and not left. */
bool purge_plan_takes(const struct purge_plan *plan, struct month month);

/* The first month that is left, or the cut: what lies before it is purged altogether. */
struct month purge_plan_horizon(const struct purge_plan *plan);

/* The visits of months that are purged. */
int64_t purge_plan_visits(const struct purge_plan *plan);

struct purge_result {
    struct purge_plan plan; /* as it was when the purge was made */
    int64_t visits;
    int64_t bodies;
    int64_t kinds[PURGE_KINDS]; /* bodies of each kind of entry */
    int64_t keys;               /* destroyed */
    int64_t kept_bulks;         /* that views of visits before the cut point at, and that stay */
};

/*
 * Purges, in a transaction of its own and with every role taken.  Looks at the months anew.  Nothing is
 * written where no body goes.  PURGE_FUTURE for a cut after the month that it is now.
 */
bool purge_run(
    struct store *store,
    struct month cut,
    struct purge_result *result,
    struct error *error) MUST_CHECK;

/* The entry that tells of the purge of a visit; gone must be VISIT_PURGED. */
bool purge_of_visit(
    struct store *store,
    int64_t visit,
    struct entry_header *header,
    struct error *error) MUST_CHECK;

/* ---- applying (views.c) ---- */

bool purge_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

/* Before the journal is applied anew: what all purges say of entries whose bodies are gone. */
bool purge_read_erased(struct store *store, struct error *error) MUST_CHECK;

/* An entry whose body is gone: numbers that it gave are given again. */
bool purge_apply_erased(struct store *store, const struct entry_header *header, struct error *error)
    MUST_CHECK;

#endif
