#include "engine/law/ticket_session.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/law/day_fact.h"

enum {
    KIND_DIGIT_AT = 2,
    CUT_LEAST = 9, /* kana that a print of 17 or 20 half-width places holds at least */
    KANA_BYTES = 3,
    MONTHS_OF_YEAR = 12,
    FISCAL_LAST_MONTH = 3
};

static void put(struct facts *facts, enum fact fact, unsigned value)
{
    require(value < domain_size(fact_domain(fact)));
    facts->values[fact] = (uint8_t)value;
}

static unsigned flag(bool condition)
{
    return condition ? FLAG_YES : FLAG_NO;
}

static unsigned match_of(enum resemblance resemblance)
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

static struct date evidence_date(const struct evidence *evidence, enum field field)
{
    struct date date = DATE_NONE;
    return date_from_digits(evidence->values[field], &date) ? date : DATE_NONE;
}

static bool
law_number(const struct rulebook *book, const char *name, struct date day, int64_t *number)
{
    const struct rule_parameter *row = rulebook_find_parameter(book, name, "", day);
    return row != NULL && slice_read_number(slice_of(row->value), number);
}

static bool same_insurer(struct slice left, struct slice right)
{
    struct insurer_number one;
    struct insurer_number two;
    return insurer_read(left, &one) == INSURER_RIGHT &&
           insurer_read(right, &two) == INSURER_RIGHT && strcmp(one.digits, two.digits) == 0;
}

/* ---- the ticket by itself ---- */

static unsigned purpose_of(const struct session *session)
{
    return evidence_choice(&session->situation->evidence, FIELD_TICKET_PURPOSE);
}

/* Guidance goes on after its first interview; number and expiry are of that day (decision 23). */
static struct date ticket_day(const struct session *session)
{
    struct date first = evidence_date(&session->situation->evidence, FIELD_FIRST_INTERVIEW);
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
    put(facts, FACT_TICKET_NUMBER,
        ticket_serial_is_placeholder(ticket->values[TICKET_SERIAL]) ? NUMBER_FORM_SHARED
                                                                    : NUMBER_FORM_RIGHT);
    put(facts, FACT_TICKET_YEAR,
        year == fiscal_year_of(day) ? SAME_OR_OTHER_SAME : SAME_OR_OTHER_OTHER);
    put(facts, FACT_TICKET_DIGIT, digit);
    put(facts, FACT_TICKET_STATED, stated_fact(ticket_choice(ticket, TICKET_KIND), kind, digit));
}

static unsigned expiry_fact(const struct session *session)
{
    struct date expiry = ticket_date(session->ticket, TICKET_EXPIRY);
    struct date first = evidence_date(&session->situation->evidence, FIELD_FIRST_INTERVIEW);
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
    if (!date_is_some(birth) || !law_number(book, "ticket.age.from", day, &from) ||
        !law_number(book, "ticket.age.below", day, &below) ||
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
    put(facts, FACT_TICKET_EXPIRY, expiry_fact(session));
    put(facts, FACT_TICKET_ISSUED_AFTER,
        flag(date_is_some(issued) && date_compare(issued, session->situation->day) > 0));
    put(facts, FACT_TICKET_AGE, age_fact(book, session));
}

/* ---- the ticket against the qualification ---- */

static bool is_lost(const struct session *session)
{
    unsigned validity = session->situation->answer.validity;
    return session->source == SESSION_ANSWER &&
           (validity == VALIDITY_INVALID || validity == VALIDITY_INVALID_NEWER);
}

static bool is_valid(const struct session *session)
{
    return session->source == SESSION_DOCUMENT ||
           (session->source == SESSION_ANSWER &&
            session->situation->answer.validity == VALIDITY_VALID);
}

static unsigned insurer_fact(const struct session *session)
{
    bool same =
        same_insurer(session->ticket->values[TICKET_INSURER], session->identifiers.insurer_number);
    if (is_lost(session)) {
        return same ? TICKET_INSURER_FORMER : TICKET_INSURER_ABSENT;
    }
    if (!is_valid(session) || session->identifiers.insurer_number.size == 0) {
        return TICKET_INSURER_ABSENT;
    }
    return same ? TICKET_INSURER_EQUAL : TICKET_INSURER_DIFFERENT;
}

static unsigned force_fact(const struct session *session)
{
    struct date day = session->situation->day;
    unsigned confirmed = session->situation->answer.confirmed_for;
    if (!is_valid(session)) {
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

static unsigned branch_match(const struct identifiers *left, const struct identifiers *right)
{
    if (left->branch.size == 0 || right->branch.size == 0) {
        return MATCH_ABSENT;
    }
    return number_resemblance(left->branch, right->branch) == RESEMBLANCE_EQUAL ? MATCH_EQUAL
                                                                                : MATCH_DIFFERENT;
}

static void put_holder(const struct session *session, struct facts *facts)
{
    const struct person from_visit = situation_person(&session->situation->evidence);
    const struct person from_ticket = ticket_person(session->ticket);
    const struct person *other = session->source == SESSION_ANSWER ? &session->person : &from_visit;
    unsigned name = match_of(person_names(&from_ticket, other));
    if (name == MATCH_DIFFERENT && is_cut(from_ticket.kana, other->kana)) {
        name = MATCH_DOUBTFUL;
    }
    put(facts, FACT_TICKET_NAME_MATCH, name);
    put(facts, FACT_TICKET_BIRTH_MATCH, match_of(person_births(&from_ticket, other)));
    put(facts, FACT_TICKET_SEX_MATCH, match_of(person_sexes(&from_ticket, other)));
}

static void put_qualification(const struct session *session, struct facts *facts)
{
    const struct identifiers ticket = ticket_identifiers(session->ticket);
    const struct identifiers *other = &session->identifiers;
    put(facts, FACT_TICKET_INSURER, insurer_fact(session));
    put(facts, FACT_TICKET_IN_FORCE, force_fact(session));
    put(facts, FACT_TICKET_SYMBOL_MATCH,
        match_of(number_resemblance(ticket.symbol, other->symbol)));
    put(facts, FACT_TICKET_NUMBER_MATCH,
        match_of(number_resemblance(ticket.number, other->number)));
    put(facts, FACT_TICKET_BRANCH_MATCH, branch_match(&ticket, other));
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
    unsigned force = force_fact(session);
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

/* ---- all of one question ---- */

void session_checkup_facts(
    const struct rulebook *book,
    const struct session *session,
    struct facts *facts)
{
    put(facts, FACT_TICKET_FOUND, session->found);
    put(facts, FACT_TICKET_PURPOSE, purpose_of(session));
    put(facts, FACT_MEMBERSHIP, membership_fact(session));
    put(facts, FACT_READING, reading_fact(session->situation));
    put(facts, FACT_CONTRACT_AGREED, flag(session->contract_agreed));
    put(facts, FACT_EXAMINED, flag(session->examined));
    put(facts, FACT_OTHER_TICKETS, flag(session->other_tickets));
    if (session->ticket != NULL) {
        put_number(book, session, facts);
        put_term(book, session, facts);
        put_qualification(session, facts);
        put_holder(session, facts);
        put(facts, FACT_CONTRACT_LISTED, listed_fact(session));
    }
}

/* Without the words that offices put behind their names or leave out. */
static struct slice
plain_office(const struct rulebook *book, struct slice text, struct date day, struct folded *folded)
{
    struct slice plain = {NULL, 0};
    if (!fold_name(text, folded)) {
        return plain;
    }
    plain = folded_slice(folded);
    for (int key = '1'; key <= '9'; key++) {
        const char name[2] = {(char)key, '\0'};
        const struct rule_parameter *row =
            rulebook_find_parameter(book, "office.suffix", name, day);
        size_t size = row == NULL ? 0 : strlen(row->value);
        if (size > 0 && plain.size > size &&
            memcmp(plain.data + plain.size - size, row->value, size) == 0) {
            plain.size -= size;
        }
    }
    return plain;
}

static bool ends_with(struct slice text, struct slice end)
{
    return text.size >= end.size &&
           memcmp(text.data + text.size - end.size, end.data, end.size) == 0;
}

/* One of them may lead with the name of its city. */
static unsigned office_fact(const struct rulebook *book, const struct session *session)
{
    const struct situation *situation = session->situation;
    struct folded left;
    struct folded right;
    struct slice ticket =
        plain_office(book, session->ticket->values[TICKET_OFFICE], situation->day, &left);
    struct slice shown =
        plain_office(book, situation->evidence.values[FIELD_OFFICE_SHOWN], situation->day, &right);
    if (ticket.size == 0 || shown.size == 0) {
        return MATCH_ABSENT;
    }
    if (slice_equal(ticket, shown)) {
        return MATCH_EQUAL;
    }
    return ends_with(ticket, shown) || ends_with(shown, ticket) ? MATCH_DOUBTFUL : MATCH_DIFFERENT;
}

static unsigned month_fact(const struct session *session)
{
    struct month month = ticket_month(session->ticket, TICKET_MONTH);
    if (!month_is_some(month)) {
        return SAME_OR_OTHER_ABSENT;
    }
    return month_compare(month, month_of(session->situation->day)) == 0 ? SAME_OR_OTHER_SAME
                                                                        : SAME_OR_OTHER_OTHER;
}

static unsigned period_fact(const struct session *session)
{
    const struct interval period = {
        ticket_date(session->ticket, TICKET_VALID_FROM),
        ticket_date(session->ticket, TICKET_VALID_TO)};
    if (!date_is_some(period.first) && !date_is_some(period.last)) {
        return TICKET_PERIOD_ABSENT;
    }
    return interval_covers(period, session->situation->day) ? TICKET_PERIOD_INSIDE
                                                            : TICKET_PERIOD_OUTSIDE;
}

static void
put_registration(const struct rulebook *book, const struct session *session, struct facts *facts)
{
    char day[24];
    unsigned value = REGISTRATION_UNRECORDED;
    (void)snprintf(day, sizeof day, "%lld", (long long)session->registration_day);
    if (day_fact_value(
            book, slice_of("registration_day"), slice_of(day), session->situation->day, &value)) {
        put(facts, FACT_REGISTRATION, value);
    }
}

void session_treatment_facts(
    const struct rulebook *book,
    const struct session *session,
    struct facts *facts)
{
    const struct ticket *ticket = session->ticket;
    bool seen = ticket != NULL && month_fact(session) == SAME_OR_OTHER_SAME;
    put(facts, FACT_TICKET_FOUND, session->found);
    put(facts, FACT_TICKET_SEEN, seen ? TICKET_SEEN_SEEN : TICKET_SEEN_MISSING);
    put(facts, FACT_EQUIPMENT, session->has_terminal ? EQUIPMENT_EXISTING : EQUIPMENT_LIMITED);
    put_registration(book, session, facts);
    if (ticket != NULL) {
        put_holder(session, facts);
        put(facts, FACT_OFFICE_MATCH, office_fact(book, session));
        put(facts, FACT_TICKET_MONTH, month_fact(session));
        put(facts, FACT_TICKET_PERIOD, period_fact(session));
        put(facts, FACT_COMBINED, ticket_choice(ticket, TICKET_COMBINED));
        put(facts, FACT_CONSIGNED, ticket_choice(ticket, TICKET_CONSIGNED));
    }
}

void session_take_screen(struct situation *situation)
{
    struct answer_facts *answer = &situation->answer;
    if (answer->given || !evidence_has(&situation->evidence, FIELD_OFFICE_SHOWN)) {
        return;
    }
    answer->given = true;
    answer->asked_by = ASKED_BY_CARD;
    answer->delivery = DELIVERY_ANSWERED;
    answer->validity = VALIDITY_VALID;
    answer->assistance_results = RESULTS_ONE;
    answer->confirmed_for = CONFIRMED_FOR_VISIT_DAY;
}

/* ---- childbirth ---- */

static unsigned birth_insurance_fact(const struct session *session)
{
    const struct answer_facts *answer = &session->situation->answer;
    if (is_valid(session)) {
        return force_fact(session) == IN_FORCE_INSIDE ? BIRTH_INSURANCE_VALID
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
    struct date since = evidence_date(&session->situation->evidence, FIELD_FORMER_SINCE);
    int64_t years = 0;
    if (!date_is_some(since) || !date_is_some(lost) ||
        !law_number(book, "childbirth.former.years", session->situation->day, &years)) {
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
    struct date lost = evidence_date(evidence, FIELD_FORMER_LOST);
    char text[DATE_TEXT];
    unsigned after = AFTER_LOSS_UNRECORDED;
    if (date_is_some(lost)) {
        date_write(lost, text);
        if (!day_fact_value(
                book, slice_of("lost_on"), slice_of(text), session->situation->day, &after)) {
            after = AFTER_LOSS_UNRECORDED;
        }
    }
    put(facts, FACT_BIRTH_INSURANCE, birth_insurance_fact(session));
    put(facts, FACT_FORMER_RELATION, evidence_choice(evidence, FIELD_FORMER_RELATION));
    put(facts, FACT_FORMER_YEAR, former_year_fact(book, session, lost));
    put(facts, FACT_AFTER_LOSS, after);
    put(facts, FACT_FORMER_CERTIFICATE,
        flag(evidence_choice(evidence, FIELD_FORMER_CERTIFICATE) == YES_NO_YES));
    put(facts, FACT_PAYER_WISH, evidence_choice(evidence, FIELD_PAYER_WISH));
}
