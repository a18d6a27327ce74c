/*
 * A session: one person at a site that files no receipts, on one day, with the ticket that was found.
 *
 * From what was gathered (engine/storage/site_cases) the facts of the rules 71 to 79 follow, on top of
 * those of every visit (situation.h).  There is no unknown claim at these sites: what is not known stays
 * unknown.  Pure.
 */
#ifndef ENGINE_LAW_TICKET_SESSION_H
#define ENGINE_LAW_TICKET_SESSION_H

#include "engine/law/situation.h"
#include "engine/vocabulary/ticket.h"

/* Where the qualification of the day is known from. */
enum session_source {
    SESSION_NOTHING,
    SESSION_ANSWER,  /* the service's */
    SESSION_DOCUMENT /* numbers read from what was shown */
};

struct session {
    const struct situation *situation;
    unsigned found;              /* TICKET_FOUND_... */
    const struct ticket *ticket; /* NULL unless one was found */
    bool other_tickets;          /* of the same person and year under another number */
    bool examined;               /* served before in the same fiscal year */

    enum session_source source;
    struct identifiers identifiers; /* of the qualification */
    struct person person;
    struct interval covers; /* of an answer */

    /* of the site */
    struct slice contract_insurers; /* parted by blanks; empty: no list */
    bool contract_agreed;
    bool has_terminal; /* the full system, else the limited-type app */
    int64_t registration_day;
};

/* Adds the facts of check-ups and guidance to those of the visit. */
void session_checkup_facts(
    const struct rulebook *book,
    const struct session *session,
    struct facts *facts);

/* Those of assistance tickets. */
void session_treatment_facts(
    const struct rulebook *book,
    const struct session *session,
    struct facts *facts);

/* Those of childbirth: the day of the visit is that of the birth. */
void session_birth_facts(
    const struct rulebook *book,
    const struct session *session,
    struct facts *facts);

/* A person in a settlement archive, and what was found of the visit that the claim is for. */
struct settled_claim {
    unsigned visits_of_day; /* visits of the person on the day of the claim */
    bool has_other_day;     /* the person came on another day */
    unsigned result;        /* SITE_RESULT_... of the one visit */
    unsigned ticket;        /* SAME_OR_OTHER_...: its ticket's number and the claim's */
};

void session_settlement_facts(const struct settled_claim *claim, struct facts *facts);

/*
 * The limited-type app shows no answer that comes by itself: what was copied from its screen stands for
 * one.  Changes the situation where 福祉事務所名 was copied and nothing was answered.
 */
void session_take_screen(struct situation *situation);

#endif
