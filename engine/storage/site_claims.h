/*
 * The people of settlement archives against the visits: which visit a claim is for, and how that was decided.
 *
 * They are found like tickets are (site_tickets.h), from the visits' side.  Memory depends on the visits and the
 * people of archives, not on tickets.  Only for site_deciding.
 */
#ifndef ENGINE_STORAGE_SITE_CLAIMS_H
#define ENGINE_STORAGE_SITE_CLAIMS_H

#include "engine/law/ticket_session.h"
#include "engine/storage/site_tickets.h"
#include "engine/storage/visits.h"

struct site_claims;

/* What was found for one person of an archive. */
struct site_claim {
    struct ticket_row row;
    struct date day; /* DATE_NONE: the document does not say */
    struct settled_claim settled;
};

/* tickets were swept for the family of archives and remain the caller's, like cache. */
bool site_claims_open(
    struct store *store,
    struct part_cache *cache,
    const struct site_tickets *tickets,
    struct site_claims **claims,
    struct error *error) MUST_CHECK;

/* NULL is taken. */
void site_claims_close(struct site_claims *claims);

/* Notes how a visit was decided: SITE_RESULT_..., and the ticket that was found for it, NULL for none. */
bool site_claims_note(
    struct site_claims *claims,
    const struct visit_row *visit,
    unsigned result,
    const struct ticket_row *ticket,
    struct error *error) MUST_CHECK;

/*
 * After the last visit: the next person of an archive, in order of import; *found false at the end.  Documents
 * that say nothing of anybody are passed over.
 */
bool site_claims_next(
    struct site_claims *claims,
    struct site_claim *claim,
    bool *found,
    struct error *error) MUST_CHECK;

#endif
