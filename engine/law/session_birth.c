/* Childbirth: the insurer on the day of the birth, and a former one that may be chosen. */
#include "engine/law/day_fact.h"
#include "engine/law/session_inside.h"

static unsigned birth_insurance_fact(const struct session *session)
{
    const struct answer_facts *answer = &session->situation->answer;
    if (session_is_valid(session)) {
        return session_force(session) == IN_FORCE_INSIDE ? BIRTH_INSURANCE_VALID
                                                         : BIRTH_INSURANCE_UNKNOWN;
    }
    if (!answer->given || answer->delivery != DELIVERY_ANSWERED) {
        return BIRTH_INSURANCE_UNRECORDED;
    }
    /* A newer one exists, or nobody was found by number: not none. */
    return answer->validity == VALIDITY_INVALID && answer->asked_by == ASKED_BY_CARD
               ? BIRTH_INSURANCE_NONE
               : BIRTH_INSURANCE_UNKNOWN;
}

static unsigned
former_year_fact(const struct rulebook *book, const struct session *session, struct date lost)
{
    struct date since = session_date(&session->situation->evidence, FIELD_FORMER_SINCE);
    int64_t years = 0;
    if (!date_is_some(since) || !date_is_some(lost) ||
        !session_law_number(book, "childbirth.former.years", session->situation->day, &years)) {
        return FORMER_YEAR_UNRECORDED;
    }
    return date_compare(date_add_months_to_shorter(since, (int)years * MONTHS_OF_YEAR), lost) <= 0
               ? FORMER_YEAR_YES
               : FORMER_YEAR_NO;
}

void session_birth_facts(
    const struct rulebook *book,
    const struct session *session,
    struct facts *facts)
{
    const struct evidence *evidence = &session->situation->evidence;
    struct date lost = session_date(evidence, FIELD_FORMER_LOST);
    char text[DATE_TEXT];
    unsigned after = AFTER_LOSS_UNRECORDED;
    if (date_is_some(lost)) {
        date_write(lost, text);
        if (!day_fact_value(
                book, slice_of("lost_on"), slice_of(text), session->situation->day, &after)) {
            after = AFTER_LOSS_UNRECORDED;
        }
    }
    session_put(facts, FACT_BIRTH_INSURANCE, birth_insurance_fact(session));
    session_put(facts, FACT_FORMER_RELATION, evidence_choice(evidence, FIELD_FORMER_RELATION));
    session_put(facts, FACT_FORMER_YEAR, former_year_fact(book, session, lost));
    session_put(facts, FACT_AFTER_LOSS, after);
    session_put(
        facts, FACT_FORMER_CERTIFICATE,
        session_flag(evidence_choice(evidence, FIELD_FORMER_CERTIFICATE) == YES_NO_YES));
    session_put(facts, FACT_PAYER_WISH, evidence_choice(evidence, FIELD_PAYER_WISH));
}
