/*
 * Deciding in the store of a site that files no receipts: a verdict for each visit, with the ticket that
 * belongs to it, and at a check-up site one for each person of a settlement archive.
 *
 * A ticket is found by the number that was recorded at the desk, else by the qualification's numbers, else
 * by kana name, birth date and sex.  Tickets are read in one sweep, so that memory depends on the number of
 * visits alone.
 */
#ifndef ENGINE_STORAGE_SITE_DECIDING_H
#define ENGINE_STORAGE_SITE_DECIDING_H

#include "engine/law/site_decide.h"
#include "engine/storage/site_verdicts.h"
#include "engine/storage/tickets.h"

struct site_deciding_result {
    int64_t looked_at;
    int64_t made;
    int64_t counts[SITE_RESULT_NO + 1]; /* by result */
    int64_t claims;                     /* people of settlement archives */
    int64_t claim_counts[SITE_RESULT_NO + 1];
};

/* The kind of the site: SITE_KIND_... */
bool site_kind(struct store *store, unsigned *kind, struct error *error) MUST_CHECK;

/* Takes the role "decide"; run twice, the second run makes none.  Faults: rules, ROLE_BUSY, the store's. */
bool site_deciding_run(
    struct store *store,
    struct site_deciding_result *result,
    struct error *error) MUST_CHECK;

#endif
