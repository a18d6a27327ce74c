/* Check-ups and guidance: the ticket by itself, against the qualification, and what the site agreed to. */
#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/law/session_inside.h"

enum {
    KIND_DIGIT_AT = 2,
    FISCAL_LAST_MONTH = 3
};

/* Equal when padded with zeros; a wrong check digit on both is no difference. */
static bool same_insurer(struct slice left, struct slice right)
{
    struct folded one;
    struct folded two;
    return left.size > 0 && right.size > 0 && fold_number(left, &one) && fold_number(right, &two) &&
           slice_equal(
               fold_without_zeros(folded_slice(&one)), fold_without_zeros(folded_slice(&two)));
}

/* ---- the ticket by itself ---- */

static unsigned purpose_of(const struct session *session)
{
    return evidence_choice(&session->situation->evidence, FIELD_TICKET_PURPOSE);
}

/* Guidance goes on after its first interview; number and expiry are of that day (decision 23). */
static struct date ticket_day(const struct session *session)
{
    struct date first = session_date(&session->situation->evidence, FIELD_FIRST_INTERVIEW);
    return purpose_of(session) == TICKET_PURPOSE_GUIDANCE && date_is_some(first)
               ? first
               : session->situation->day;
}

static const char *
kind_of_digit(const struct rulebook *book, const struct ticket *ticket, struct date day)
{
    const char digit[2] = {(char)ticket->values[TICKET_SERIAL].data[KIND_DIGIT_AT], '\0'};
    const struct rule_parameter *row = rulebook_find_parameter(book, "ticket.digit", digit, day);
    return row == NULL ? "" : row->value;
}

static unsigned digit_fact(const char *kind)
{
    if (kind[0] == '\0') {
        return TICKET_DIGIT_UNKNOWN;
    }
    if (strcmp(kind, domain_value_name(DOMAIN_TICKET_KIND, TICKET_KIND_CHECKUP)) == 0) {
        return TICKET_DIGIT_CHECKUP;
    }
    return strcmp(kind, domain_value_name(DOMAIN_TICKET_KIND, TICKET_KIND_SET)) == 0
               ? TICKET_DIGIT_SET
               : TICKET_DIGIT_GUIDANCE;
}

static unsigned stated_fact(unsigned stated, const char *kind, unsigned digit)
{
    if (stated == TICKET_KIND_UNRECORDED || digit == TICKET_DIGIT_UNKNOWN) {
        return AGREES_ABSENT;
    }
    if (stated == TICKET_KIND_GUIDANCE) {
        return digit == TICKET_DIGIT_GUIDANCE ? AGREES_AGREES : AGREES_DIFFERS;
    }
    return strcmp(kind, domain_value_name(DOMAIN_TICKET_KIND, stated)) == 0 ? AGREES_AGREES
                                                                            : AGREES_DIFFERS;
}

static void
put_number(const struct rulebook *book, const struct session *session, struct facts *facts)
{
    const struct ticket *ticket = session->ticket;
    struct date day = ticket_day(session);
    const char *kind = "";
    unsigned digit = TICKET_DIGIT_ABSENT;
    int year = 0;
    if (!ticket_fiscal_year(ticket, day, &year)) {
        return;
    }
    kind = kind_of_digit(book, ticket, day);
    digit = digit_fact(kind);
    session_put(
        facts, FACT_TICKET_NUMBER,
        ticket_serial_is_placeholder(ticket->values[TICKET_SERIAL]) ? NUMBER_FORM_SHARED
                                                                    : NUMBER_FORM_RIGHT);
    session_put(
        facts, FACT_TICKET_YEAR,
        year == fiscal_year_of(day) ? SAME_OR_OTHER_SAME : SAME_OR_OTHER_OTHER);
    session_put(facts, FACT_TICKET_DIGIT, digit);
    session_put(
        facts, FACT_TICKET_STATED, stated_fact(ticket_choice(ticket, TICKET_KIND), kind, digit));
}

static unsigned expiry_fact(const struct session *session)
{
    struct date expiry = ticket_date(session->ticket, TICKET_EXPIRY);
    struct date first = session_date(&session->situation->evidence, FIELD_FIRST_INTERVIEW);
    bool guidance = purpose_of(session) == TICKET_PURPOSE_GUIDANCE;
    if (!date_is_some(expiry)) {
        return TICKET_EXPIRY_ABSENT;
    }
    if (date_compare(ticket_day(session), expiry) <= 0) {
        return TICKET_EXPIRY_IN_DATE;
    }
    return guidance && !date_is_some(first) ? TICKET_EXPIRY_UNKNOWN : TICKET_EXPIRY_EXPIRED;
}

/*
 * An age is reached at the end of the day before the birthday (年齢計算ニ関スル法律): who has the birthday
 * on the day after the fiscal year reached it within that year.
 */
static unsigned age_fact(const struct rulebook *book, const struct session *session)
{
    struct date day = session->situation->day;
    struct date birth = ticket_date(session->ticket, TICKET_BIRTH);
    struct date next = DATE_NONE;
    int64_t from = 0;
    int64_t below = 0;
    if (!date_is_some(birth) || !session_law_number(book, "ticket.age.from", day, &from) ||
        !session_law_number(book, "ticket.age.below", day, &below) ||
        !date_make(fiscal_year_of(day) + 1, FISCAL_LAST_MONTH + 1, 1, &next)) {
        return TICKET_AGE_UNRECORDED;
    }
    if (date_compare(day, date_add_months_to_shorter(birth, (int)below * MONTHS_OF_YEAR)) >= 0) {
        return TICKET_AGE_OVER;
    }
    return date_compare(date_add_months_to_shorter(birth, (int)from * MONTHS_OF_YEAR), next) <= 0
               ? TICKET_AGE_TARGET
               : TICKET_AGE_OUTSIDE;
}

static void
put_term(const struct rulebook *book, const struct session *session, struct facts *facts)
{
    struct date issued = ticket_date(session->ticket, TICKET_ISSUED);
    session_put(facts, FACT_TICKET_EXPIRY, expiry_fact(session));
    session_put(
        facts, FACT_TICKET_ISSUED_AFTER,
        session_flag(date_is_some(issued) && date_compare(issued, session->situation->day) > 0));
    session_put(facts, FACT_TICKET_AGE, age_fact(book, session));
}

/* ---- the ticket against the qualification ---- */

static bool is_lost(const struct session *session)
{
    unsigned validity = session->situation->answer.validity;
    return session->source == SESSION_ANSWER &&
           (validity == VALIDITY_INVALID || validity == VALIDITY_INVALID_NEWER);
}

static unsigned insurer_fact(const struct session *session)
{
    bool same =
        same_insurer(session->ticket->values[TICKET_INSURER], session->identifiers.insurer_number);
    if (is_lost(session)) {
        return same ? TICKET_INSURER_FORMER : TICKET_INSURER_ABSENT;
    }
    if (!session_is_valid(session) || session->identifiers.insurer_number.size == 0) {
        return TICKET_INSURER_ABSENT;
    }
    return same ? TICKET_INSURER_EQUAL : TICKET_INSURER_DIFFERENT;
}

static unsigned branch_match(const struct identifiers *left, const struct identifiers *right)
{
    if (left->branch.size == 0 || right->branch.size == 0) {
        return MATCH_ABSENT;
    }
    return number_resemblance(left->branch, right->branch) == RESEMBLANCE_EQUAL ? MATCH_EQUAL
                                                                                : MATCH_DIFFERENT;
}

static void put_qualification(const struct session *session, struct facts *facts)
{
    const struct identifiers ticket = ticket_identifiers(session->ticket);
    const struct identifiers *other = &session->identifiers;
    session_put(facts, FACT_TICKET_INSURER, insurer_fact(session));
    session_put(facts, FACT_TICKET_IN_FORCE, session_force(session));
    session_put(
        facts, FACT_TICKET_SYMBOL_MATCH,
        session_match(number_resemblance(ticket.symbol, other->symbol)));
    session_put(
        facts, FACT_TICKET_NUMBER_MATCH,
        session_match(number_resemblance(ticket.number, other->number)));
    session_put(facts, FACT_TICKET_BRANCH_MATCH, branch_match(&ticket, other));
}

/* ---- the site ---- */

static unsigned listed_fact(const struct session *session)
{
    struct slice rest = slice_trim(session->contract_insurers);
    if (rest.size == 0) {
        return CONTRACT_LISTED_UNRECORDED;
    }
    while (rest.size > 0) {
        size_t at = slice_find_byte(rest, ' ');
        if (same_insurer(slice_part(rest, 0, at), session->ticket->values[TICKET_INSURER])) {
            return CONTRACT_LISTED_YES;
        }
        rest = slice_trim(slice_part(rest, at + 1, rest.size));
    }
    return CONTRACT_LISTED_NO;
}

static unsigned membership_fact(const struct session *session)
{
    unsigned insurer = session->ticket == NULL ? TICKET_INSURER_ABSENT : insurer_fact(session);
    unsigned force = session_force(session);
    if (session->source == SESSION_NOTHING) {
        return MEMBERSHIP_UNRECORDED;
    }
    if (insurer == TICKET_INSURER_EQUAL && force == IN_FORCE_INSIDE) {
        return MEMBERSHIP_MEMBER;
    }
    return insurer == TICKET_INSURER_ABSENT || force == IN_FORCE_UNKNOWN ? MEMBERSHIP_UNKNOWN
                                                                         : MEMBERSHIP_OTHER;
}

static unsigned reading_fact(const struct situation *situation)
{
    const struct evidence *evidence = &situation->evidence;
    if (situation->answer.given && situation->answer.asked_by == ASKED_BY_CARD) {
        return READING_READ;
    }
    return evidence_choice(evidence, FIELD_CARD_TROUBLE) != CARD_TROUBLE_UNRECORDED
               ? READING_FAILED
               : READING_UNTRIED;
}

void session_checkup_facts(
    const struct rulebook *book,
    const struct session *session,
    struct facts *facts)
{
    session_put(facts, FACT_TICKET_FOUND, session->found);
    session_put(facts, FACT_TICKET_PURPOSE, purpose_of(session));
    session_put(facts, FACT_MEMBERSHIP, membership_fact(session));
    session_put(facts, FACT_READING, reading_fact(session->situation));
    session_put(facts, FACT_CONTRACT_AGREED, session_flag(session->contract_agreed));
    session_put(facts, FACT_EXAMINED, session_flag(session->examined));
    session_put(facts, FACT_OTHER_TICKETS, session_flag(session->other_tickets));
    if (session->ticket != NULL) {
        put_number(book, session, facts);
        put_term(book, session, facts);
        put_qualification(session, facts);
        session_put_holder(session, facts);
        session_put(facts, FACT_CONTRACT_LISTED, listed_fact(session));
    }
}
