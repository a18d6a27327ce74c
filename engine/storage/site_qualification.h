/*
 * The qualification that a visit to a site without receipts stands on: the answer's, else that of the
 * document that was brought.  Only for site_deciding.
 */
#ifndef ENGINE_STORAGE_SITE_QUALIFICATION_H
#define ENGINE_STORAGE_SITE_QUALIFICATION_H

#include "engine/law/ticket_session.h"
#include "engine/storage/cases.h"

/*
 * Sets source, identifiers, covers and person of the session; they point into answer, which is the
 * caller's room (large), and into the case.  An answer that came and says otherwise is not outdone by a
 * paper.  Faults: the store's.
 */
bool site_qualification_take(
    struct part_cache *cache,
    struct answer *answer,
    const struct visit_case *visit_case,
    struct session *session,
    struct error *error) MUST_CHECK;

#endif
