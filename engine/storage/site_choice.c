/* Which ticket is a visit's (site_choice.h). */
#include "engine/storage/site_choice.h"

#include <string.h>

enum {
    CANDIDATES = 64 /* of one visit; more are several in any case */
};

static struct date year_day(const struct situation *situation)
{
    struct date first = DATE_NONE;
    bool guidance =
        evidence_choice(&situation->evidence, FIELD_TICKET_PURPOSE) == TICKET_PURPOSE_GUIDANCE;
    return guidance && date_from_digits(situation->evidence.values[FIELD_FIRST_INTERVIEW], &first)
               ? first
               : situation->day;
}

static const uint8_t *either(const uint8_t *first, const uint8_t *second)
{
    return print_is_some(first) ? first : second;
}

const uint8_t *site_person_print(const struct visit_case *visit_case)
{
    return visit_case->has_answer ? either(
                                        visit_case->visit.prints + PRINT_PERSON,
                                        visit_case->answer.prints + ANSWER_PRINT_PERSON)
                                  : visit_case->visit.prints + PRINT_PERSON;
}

static bool typed_print(
    struct site_chooser *chooser,
    const struct evidence *evidence,
    struct date day,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    struct slice number = evidence->values[FIELD_TICKET_NUMBER];
    return chooser->kind == SITE_KIND_TREATMENT
               ? tickets_issue_print(chooser->store, number, month_of(day), print, error)
               : tickets_serial_print(chooser->store, number, print, error);
}

bool site_choice_seek(
    struct site_chooser *chooser,
    const struct visit_case *visit_case,
    struct error *error)
{
    const struct evidence *evidence = &visit_case->situation.evidence;
    struct ticket_seeker seeker = {
        .visit = visit_case->visit.id,
        .fiscal_year = fiscal_year_of(year_day(&visit_case->situation))};
    const uint8_t *numbers = visit_case->visit.prints + PRINT_NUMBERS;
    if (visit_case->has_answer) {
        numbers = either(numbers, visit_case->answer.prints + ANSWER_PRINT_NUMBERS);
    }
    memcpy(seeker.numbers, numbers, FINGERPRINT_BYTES);
    memcpy(seeker.person, site_person_print(visit_case), FINGERPRINT_BYTES);
    return typed_print(chooser, evidence, visit_case->visit.day, seeker.serial, error) &&
           site_tickets_add(chooser->tickets, &seeker, error) &&
           (chooser->claims == NULL || site_tickets_add(chooser->claims, &seeker, error));
}

/* ---- choosing ---- */

struct candidate {
    int64_t ticket;
    bool by_number;
    bool fits_year;
    bool fits_purpose;
    bool is_conflict;
    uint8_t key[FINGERPRINT_BYTES];
};

struct choice {
    size_t count;
    struct candidate candidates[CANDIDATES];
};

static bool fits_purpose(const struct site_chooser *chooser, const struct situation *situation)
{
    struct slice serial = chooser->ticket.values[TICKET_SERIAL];
    const struct rule_parameter *row = NULL;
    char digit[2] = "";
    bool guidance =
        evidence_choice(&situation->evidence, FIELD_TICKET_PURPOSE) == TICKET_PURPOSE_GUIDANCE;
    bool is_checkup = false;
    if (serial.size != TICKET_SERIAL_DIGITS) {
        return true;
    }
    digit[0] = (char)serial.data[2];
    row = rulebook_find_parameter(chooser->book, "ticket.digit", digit, situation->day);
    if (row == NULL ||
        slice_equal_text(
            slice_of(row->value), domain_value_name(DOMAIN_TICKET_KIND, TICKET_KIND_SET))) {
        return true;
    }
    is_checkup = slice_equal_text(
        slice_of(row->value), domain_value_name(DOMAIN_TICKET_KIND, TICKET_KIND_CHECKUP));
    return is_checkup != guidance;
}

static bool fits_year(const struct site_chooser *chooser, const struct situation *situation)
{
    struct date day = year_day(situation);
    struct month month = ticket_month(&chooser->ticket, TICKET_MONTH);
    int year = 0;
    if (chooser->ticket.family == TICKET_FAMILY_TREATMENT) {
        return month_is_some(month) && month_compare(month, month_of(situation->day)) == 0;
    }
    return !ticket_fiscal_year(&chooser->ticket, day, &year) || year == fiscal_year_of(day);
}

static bool is_typed_number(const struct site_chooser *chooser, const struct evidence *evidence)
{
    enum ticket_field field =
        chooser->ticket.family == TICKET_FAMILY_TREATMENT ? TICKET_ISSUE_NUMBER : TICKET_SERIAL;
    return evidence_has(evidence, FIELD_TICKET_NUMBER) &&
           slice_equal(evidence->values[FIELD_TICKET_NUMBER], chooser->ticket.values[field]) &&
           !ticket_serial_is_placeholder(chooser->ticket.values[field]);
}

static bool load_ticket(struct site_chooser *chooser, int64_t id, struct error *error)
{
    bool found = false;
    if (!tickets_get(chooser->store, id, &chooser->row, &found, error)) {
        return false;
    }
    return found ? tickets_open(chooser->cache, &chooser->row, &chooser->ticket, error)
                 : error_set_text(error, FAULT_STORE_BROKEN, "ticket");
}

static bool gather_choice(
    struct site_chooser *chooser,
    const struct visit_case *visit_case,
    struct choice *choice,
    struct error *error)
{
    size_t count = 0;
    const struct ticket_candidate *found =
        site_tickets_of(chooser->tickets, visit_case->visit.id, &count);
    choice->count = count < CANDIDATES ? count : CANDIDATES;
    for (size_t i = 0; i < choice->count; i++) {
        struct candidate *candidate = &choice->candidates[i];
        if (!load_ticket(chooser, found[i].ticket, error)) {
            return false;
        }
        *candidate = (struct candidate){
            .ticket = found[i].ticket,
            .by_number = is_typed_number(chooser, &visit_case->situation.evidence),
            .fits_year = fits_year(chooser, &visit_case->situation),
            .fits_purpose = fits_purpose(chooser, &visit_case->situation),
            .is_conflict = found[i].is_conflict};
        memcpy(candidate->key, found[i].key, FINGERPRINT_BYTES);
    }
    return true;
}

typedef bool keeper(const struct candidate *candidate);

static bool is_by_number(const struct candidate *candidate)
{
    return candidate->by_number;
}

static bool is_of_year(const struct candidate *candidate)
{
    return candidate->fits_year;
}

static bool is_of_purpose(const struct candidate *candidate)
{
    return candidate->fits_purpose;
}

/* Keeps those for which keep says so, unless that leaves none. */
static void narrow(struct choice *choice, keeper *keep)
{
    size_t kept = 0;
    size_t count = 0;
    for (size_t i = 0; i < choice->count; i++) {
        kept += keep(&choice->candidates[i]) ? 1 : 0;
    }
    for (size_t i = 0; kept > 0 && i < choice->count; i++) {
        if (keep(&choice->candidates[i])) {
            choice->candidates[count] = choice->candidates[i];
            count++;
        }
    }
    choice->count = kept > 0 ? kept : choice->count;
}

static bool has_two_keys(const struct choice *choice)
{
    for (size_t i = 1; i < choice->count; i++) {
        if (memcmp(choice->candidates[i].key, choice->candidates[0].key, FINGERPRINT_BYTES) != 0) {
            return true;
        }
    }
    return false;
}

static bool has_conflict(const struct choice *choice)
{
    for (size_t i = 0; i < choice->count; i++) {
        if (choice->candidates[i].is_conflict) {
            return true;
        }
    }
    return false;
}

static unsigned found_of(const struct choice *choice)
{
    return choice->count == 0     ? TICKET_FOUND_NONE
           : has_conflict(choice) ? TICKET_FOUND_CONFLICT
           : has_two_keys(choice) ? TICKET_FOUND_SEVERAL
                                  : TICKET_FOUND_ONE;
}

bool site_choice_make(
    struct site_chooser *chooser,
    const struct visit_case *visit_case,
    struct session *session,
    struct error *error)
{
    struct choice numbered = {.count = 0};
    struct choice fitting;
    const struct choice *choice = &fitting;
    if (!gather_choice(chooser, visit_case, &numbered, error)) {
        return false;
    }
    fitting = numbered;
    narrow(&fitting, is_of_year);
    narrow(&fitting, is_of_purpose);
    narrow(&numbered, is_by_number);
    if (numbered.count > 0 && numbered.candidates[0].by_number) {
        choice = &numbered;
        session->other_tickets = has_two_keys(&fitting);
    }
    session->found = found_of(choice);
    if (session->found == TICKET_FOUND_ONE) {
        if (!load_ticket(chooser, choice->candidates[0].ticket, error)) {
            return false;
        }
        session->ticket = &chooser->ticket;
    }
    return true;
}
