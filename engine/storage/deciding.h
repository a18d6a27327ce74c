/*
 * Deciding in the store: making verdicts for every visit whose facts, rules or outcome changed.
 */
#ifndef ENGINE_STORAGE_DECIDING_H
#define ENGINE_STORAGE_DECIDING_H

#include "engine/law/decide.h"
#include "engine/storage/cases.h"
#include "engine/storage/verdicts.h"

struct deciding_result {
    int64_t looked_at;
    int64_t made;    /* new verdicts */
    int64_t changed; /* of these, visits that had another one before */
    int64_t counts[PATH_NONE + 1];
};

/*
 * Makes verdicts under the adopted rulebook.  Takes the role "decide".  Run twice, the second run
 * makes none.  Faults: rules (nothing is decided then), ROLE_BUSY, the store's.
 */
bool deciding_run(struct store *store, struct deciding_result *result, struct error *error)
    MUST_CHECK;

/*
 * Calls take with each visit of those days whose verdict is not what deciding_run would make of it
 * now, or that has none; stores nothing.  A false ends it.
 */
typedef bool stale_taker(void *taker, int64_t visit);
bool deciding_stale(
    struct store *store,
    const struct rulebook *book,
    struct interval days,
    stale_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* The month in which a visit is claimed unless something says otherwise: the one after it. */
struct month deciding_claim_month(struct date visit_day);

/*
 * The verdict of a case as a decider sees it now, identifiers filled in; they live as long as the case.
 * Stores nothing and reads no store.
 */
bool deciding_verdict(
    const struct decider *decider,
    const struct visit_case *visit_case,
    struct verdict *verdict,
    struct decision *decision,
    struct error *error) MUST_CHECK;

#endif
