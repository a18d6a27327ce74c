/*
 * Inside sessions: what the three questions (session_checkup.c, session_treatment.c, session_birth.c) share.
 */
#ifndef ENGINE_LAW_SESSION_INSIDE_H
#define ENGINE_LAW_SESSION_INSIDE_H

#include "engine/law/ticket_session.h"

enum {
    MONTHS_OF_YEAR = 12
};

/* value is within the domain of the fact. */
void session_put(struct facts *facts, enum fact fact, unsigned value);

/* FLAG_..., MATCH_... */
unsigned session_flag(bool condition);
unsigned session_match(enum resemblance resemblance);

/* DATE_NONE when it was not recorded. */
struct date session_date(const struct evidence *evidence, enum field field);

/* A number of the law as it was on the day; false when there is none. */
bool session_law_number(
    const struct rulebook *book,
    const char *name,
    struct date day,
    int64_t *number) MUST_CHECK;

/* Whether the qualification holds, by an answer or a document. */
bool session_is_valid(const struct session *session);

/* Whether the day lies in it: IN_FORCE_... */
unsigned session_force(const struct session *session);

/* Name, birth date and sex of the ticket against those of the qualification. */
void session_put_holder(const struct session *session, struct facts *facts);

#endif
