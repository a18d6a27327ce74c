/*
 * The ticket of a visit: who looks for which ticket, and which of those found is taken.
 *
 * A ticket is found by the number that was recorded at the desk, else by the qualification's numbers, else
 * by kana name, birth date and sex (site_tickets.h).  Of several the recorded number decides, then the
 * fiscal year, then the purpose; two that are left are never chosen from.  Only for site_deciding.
 */
#ifndef ENGINE_STORAGE_SITE_CHOICE_H
#define ENGINE_STORAGE_SITE_CHOICE_H

#include "engine/law/rulebook.h"
#include "engine/law/ticket_session.h"
#include "engine/storage/cases.h"
#include "engine/storage/site_tickets.h"

/* The caller's own; ticket and row hold the ticket that was loaded last. */
struct site_chooser {
    struct store *store;
    const struct rulebook *book;
    struct part_cache *cache;
    struct site_tickets *tickets;
    struct site_tickets *claims; /* people of archives; NULL: none are looked for */
    unsigned kind;               /* of the site: SITE_KIND_... */
    struct ticket ticket;
    struct ticket_row row;
};

/* The person of a visit: as captured, else as the answer says; all zero where neither is known. */
const uint8_t *site_person_print(const struct visit_case *visit_case);

/* Before the sweep: adds the visit to those who look for a ticket. */
bool site_choice_seek(
    struct site_chooser *chooser,
    const struct visit_case *visit_case,
    struct error *error) MUST_CHECK;

/*
 * After the sweep: sets found, ticket and other_tickets of the session.  The ticket lives until the next
 * call.  Faults: the store's.
 */
bool site_choice_make(
    struct site_chooser *chooser,
    const struct visit_case *visit_case,
    struct session *session,
    struct error *error) MUST_CHECK;

#endif
