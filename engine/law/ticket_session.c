#include "engine/law/ticket_session.h"

#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/law/session_inside.h"

enum {
    CUT_LEAST = 9, /* kana that a print of 17 or 20 half-width places holds at least */
    KANA_BYTES = 3
};

void session_put(struct facts *facts, enum fact fact, unsigned value)
{
    require(value < domain_size(fact_domain(fact)));
    facts->values[fact] = (uint8_t)value;
}

unsigned session_flag(bool condition)
{
    return condition ? FLAG_YES : FLAG_NO;
}

unsigned session_match(enum resemblance resemblance)
{
    switch (resemblance) {
    case RESEMBLANCE_ABSENT:
        return MATCH_ABSENT;
    case RESEMBLANCE_EQUAL:
        return MATCH_EQUAL;
    case RESEMBLANCE_DOUBTFUL:
        return MATCH_DOUBTFUL;
    case RESEMBLANCE_DIFFERENT:
        break;
    }
    return MATCH_DIFFERENT;
}

struct date session_date(const struct evidence *evidence, enum field field)
{
    struct date date = DATE_NONE;
    return date_from_digits(evidence->values[field], &date) ? date : DATE_NONE;
}

bool session_law_number(
    const struct rulebook *book,
    const char *name,
    struct date day,
    int64_t *number)
{
    const struct rule_parameter *row = rulebook_find_parameter(book, name, "", day);
    return row != NULL && slice_read_number(slice_of(row->value), number);
}

bool session_is_valid(const struct session *session)
{
    return session->source == SESSION_DOCUMENT ||
           (session->source == SESSION_ANSWER &&
            session->situation->answer.validity == VALIDITY_VALID);
}

unsigned session_force(const struct session *session)
{
    struct date day = session->situation->day;
    unsigned confirmed = session->situation->answer.confirmed_for;
    if (!session_is_valid(session)) {
        return IN_FORCE_UNKNOWN;
    }
    if (session->source == SESSION_DOCUMENT) {
        return IN_FORCE_INSIDE; /* whether the paper is proof on that day is the table "paper" */
    }
    if (date_is_some(session->covers.first) && date_compare(day, session->covers.first) < 0) {
        return IN_FORCE_BEFORE;
    }
    if (date_is_some(session->covers.last) && date_compare(day, session->covers.last) > 0) {
        return IN_FORCE_AFTER;
    }
    return confirmed == CONFIRMED_FOR_VISIT_DAY || confirmed == CONFIRMED_FOR_COVERS
               ? IN_FORCE_INSIDE
               : IN_FORCE_UNKNOWN;
}

/* A name that a narrow print cut off begins like the whole one. */
static bool is_cut(struct slice ticket, struct slice whole)
{
    struct folded left;
    struct folded right;
    return fold_kana(ticket, &left) && fold_kana(whole, &right) &&
           left.size >= (size_t)CUT_LEAST * KANA_BYTES && left.size < right.size &&
           memcmp(left.bytes, right.bytes, left.size) == 0;
}

void session_put_holder(const struct session *session, struct facts *facts)
{
    const struct person from_visit = situation_person(&session->situation->evidence);
    const struct person from_ticket = ticket_person(session->ticket);
    const struct person *other = session->source == SESSION_ANSWER ? &session->person : &from_visit;
    unsigned name = session_match(person_names(&from_ticket, other));
    if (name == MATCH_DIFFERENT && is_cut(from_ticket.kana, other->kana)) {
        name = MATCH_DOUBTFUL;
    }
    session_put(facts, FACT_TICKET_NAME_MATCH, name);
    session_put(facts, FACT_TICKET_BIRTH_MATCH, session_match(person_births(&from_ticket, other)));
    session_put(facts, FACT_TICKET_SEX_MATCH, session_match(person_sexes(&from_ticket, other)));
}
