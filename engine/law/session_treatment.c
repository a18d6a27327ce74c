/* Assistance tickets: the office, the month and the period of the paper against what the app shows. */
#include <stdio.h>
#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/law/day_fact.h"
#include "engine/law/session_inside.h"

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
        session_put(facts, FACT_REGISTRATION, value);
    }
}

void session_treatment_facts(
    const struct rulebook *book,
    const struct session *session,
    struct facts *facts)
{
    const struct ticket *ticket = session->ticket;
    bool seen = ticket != NULL && month_fact(session) == SAME_OR_OTHER_SAME;
    session_put(facts, FACT_TICKET_FOUND, session->found);
    session_put(facts, FACT_TICKET_SEEN, seen ? TICKET_SEEN_SEEN : TICKET_SEEN_MISSING);
    session_put(
        facts, FACT_EQUIPMENT, session->has_terminal ? EQUIPMENT_EXISTING : EQUIPMENT_LIMITED);
    put_registration(book, session, facts);
    if (ticket != NULL) {
        session_put_holder(session, facts);
        session_put(facts, FACT_OFFICE_MATCH, office_fact(book, session));
        session_put(facts, FACT_TICKET_MONTH, month_fact(session));
        session_put(facts, FACT_TICKET_PERIOD, period_fact(session));
        session_put(facts, FACT_COMBINED, ticket_choice(ticket, TICKET_COMBINED));
        session_put(facts, FACT_CONSIGNED, ticket_choice(ticket, TICKET_CONSIGNED));
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
