/*
 * Mistakes of the desk put right (decision 31): a chart number put on or taken off, two captures of one
 * visit made one, a visit that never was withdrawn.  Each is an entry; nothing that was captured is
 * ever taken away.
 *
 * A visit that was withdrawn or became part of another no longer counts: it has no verdict, waits for
 * nobody and is in no export.  Answers that were asked for it go to the visit that it became part of,
 * those to a withdrawn one are kept and used for nothing.
 *
 * What may stand in a receipt file that was written already is changed only where the caller says that
 * the file will be made anew (supersedes); else VISIT_EXPORTED.  All of these need an open transaction.
 */
#ifndef ENGINE_STORAGE_CORRECTIONS_H
#define ENGINE_STORAGE_CORRECTIONS_H

#include "engine/storage/visits.h"

/*
 * Gives a visit that had only a local number its chart number.  VISIT_LINKED when it has one,
 * VISIT_TWIN when another visit of that day has this one: the two are one visit, to be merged.
 */
bool corrections_link(
    struct store *store,
    int64_t visit,
    struct slice chart_number,
    struct error *error) MUST_CHECK;

/* Takes the chart number off; VISIT_NOT_LINKED when there is none. */
bool corrections_unlink(struct store *store, int64_t visit, bool supersedes, struct error *error)
    MUST_CHECK;

/*
 * Makes a visit part of another: the evidence of both, in the order in which it was captured.  Refused
 * (VISITS_...) for one and the same visit, other days, other chart numbers, other people: birth date or
 * sex differ, or the names.
 */
bool corrections_merge(
    struct store *store,
    int64_t visit,
    int64_t into,
    bool supersedes,
    struct error *error) MUST_CHECK;

/* reason: WITHDRAWAL_... of domains.def, not UNRECORDED. */
bool corrections_withdraw(
    struct store *store,
    int64_t visit,
    unsigned reason,
    bool supersedes,
    struct error *error) MUST_CHECK;

/* When and why a visit was withdrawn. */
struct withdrawal {
    unsigned reason;
    int64_t at_ms;
    char operator_name[LIMIT_OPERATOR_NAME + 1];
};

/* Of a visit that was: visit_row.gone is VISIT_WITHDRAWN. */
bool corrections_withdrawal(
    struct store *store,
    int64_t visit,
    struct withdrawal *withdrawal,
    struct error *error) MUST_CHECK;

bool corrections_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
