#include "engine/law/ticket_session.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

#define SERIAL "25100000011"
#define INSURER "06130488"

static struct rulebook *book;

static int load(void **state)
{
    (void)state;
    book = test_rules_load();
    return 0;
}

static int unload(void **state)
{
    (void)state;
    rulebook_close(book);
    return 0;
}

static struct date day_of(const char *digits)
{
    struct date day = DATE_NONE;
    assert_true(date_from_digits(slice_of(digits), &day));
    return day;
}

struct scene {
    const char *day;
    const char *serial;
    const char *birth;
    const char *expiry;
    const char *insurer; /* of the ticket */
    const char *known;   /* of the qualification; NULL: 06130488 */
};

static struct facts facts_of(const struct scene *scene)
{
    static struct situation situation; /* large */
    static struct ticket ticket;
    struct session session = {
        .situation = &situation,
        .found = TICKET_FOUND_ONE,
        .ticket = &ticket,
        .source = SESSION_ANSWER,
        .identifiers = {.insurer_number = slice_of(scene->known != NULL ? scene->known : INSURER)},
        .person = {.birth = DATE_NONE},
        .covers = {DATE_NONE, DATE_NONE},
        .contract_insurers = slice_of("01130012 6130488")};
    struct facts facts = {{0}};
    situation = (struct situation){.day = day_of(scene->day)};
    situation.answer.validity = VALIDITY_VALID;
    situation.answer.confirmed_for = CONFIRMED_FOR_VISIT_DAY;
    ticket = (struct ticket){.family = TICKET_FAMILY_CHECKUP};
    ticket.values[TICKET_SERIAL] = slice_of(scene->serial);
    ticket.values[TICKET_BIRTH] = slice_of(scene->birth);
    ticket.values[TICKET_EXPIRY] = slice_of(scene->expiry);
    ticket.values[TICKET_INSURER] = slice_of(scene->insurer);
    session_checkup_facts(book, &session, &facts);
    return facts;
}

/* The vectors of reference tickets.md, section 7: an age is reached on the eve of the birthday. */
static void the_age_of_the_year_and_of_the_day_is_the_law_s(void **state)
{
    static const struct {
        const char *birth;
        const char *day;
        unsigned age;
    } rows[] = {
        {"19860401", "20260331", TICKET_AGE_TARGET},  {"19860401", "20250401", TICKET_AGE_TARGET},
        {"19860402", "20260331", TICKET_AGE_OUTSIDE}, {"19860402", "20260401", TICKET_AGE_TARGET},
        {"19510331", "20260330", TICKET_AGE_TARGET},  {"19510331", "20260331", TICKET_AGE_OVER},
        {"19501001", "20250930", TICKET_AGE_TARGET},  {"19501001", "20251001", TICKET_AGE_OVER},
        {"", "20251001", TICKET_AGE_UNRECORDED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct scene scene = {rows[i].day, SERIAL, rows[i].birth, "", INSURER, NULL};
        assert_row(facts_of(&scene).values[FACT_TICKET_AGE] == rows[i].age, rows[i].birth);
    }
}

static void the_number_is_of_the_fiscal_year_of_the_day(void **state)
{
    static const struct {
        const char *serial;
        const char *day;
        unsigned year;
        unsigned digit;
    } rows[] = {
        {"25100000011", "20250401", SAME_OR_OTHER_SAME, TICKET_DIGIT_CHECKUP},
        {"25100000011", "20260331", SAME_OR_OTHER_SAME, TICKET_DIGIT_CHECKUP},
        {"25500000011", "20260401", SAME_OR_OTHER_OTHER, TICKET_DIGIT_SET},
        {"25200000011", "20250331", SAME_OR_OTHER_OTHER, TICKET_DIGIT_GUIDANCE},
        {"25400000011", "20250401", SAME_OR_OTHER_SAME, TICKET_DIGIT_UNKNOWN},
        {"", "20250401", SAME_OR_OTHER_ABSENT, TICKET_DIGIT_ABSENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct scene scene = {rows[i].day, rows[i].serial, "19600101", "", INSURER, NULL};
        const struct facts facts = facts_of(&scene);
        assert_row(facts.values[FACT_TICKET_YEAR] == rows[i].year, rows[i].serial);
        assert_row(facts.values[FACT_TICKET_DIGIT] == rows[i].digit, rows[i].serial);
    }
}

static void the_last_day_of_a_ticket_is_within_it(void **state)
{
    static const struct {
        const char *expiry;
        unsigned fact;
    } rows[] = {
        {"20260120", TICKET_EXPIRY_IN_DATE},
        {"20260119", TICKET_EXPIRY_EXPIRED},
        {"", TICKET_EXPIRY_ABSENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct scene scene = {"20260120", SERIAL, "19600101", rows[i].expiry, INSURER, NULL};
        assert_int_equal(facts_of(&scene).values[FACT_TICKET_EXPIRY], rows[i].fact);
    }
}

/* A wrong check digit is noted by the reader; what is digit for digit the same is no other insurer. */
static void insurers_are_equal_when_padded_with_zeros(void **state)
{
    static const struct {
        const char *insurer;
        const char *known;
        unsigned fact;
        unsigned listed;
    } rows[] = {
        {"06130488", NULL, TICKET_INSURER_EQUAL, CONTRACT_LISTED_YES},
        {"6130488", NULL, TICKET_INSURER_EQUAL, CONTRACT_LISTED_YES},
        {"06130489", NULL, TICKET_INSURER_DIFFERENT, CONTRACT_LISTED_NO},
        {"06130489", "06130489", TICKET_INSURER_EQUAL, CONTRACT_LISTED_NO},
        {"01130012", NULL, TICKET_INSURER_DIFFERENT, CONTRACT_LISTED_YES},
        {"", NULL, TICKET_INSURER_DIFFERENT, CONTRACT_LISTED_NO},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct scene scene = {"20260120", SERIAL,          "19600101",
                                    "",         rows[i].insurer, rows[i].known};
        const struct facts facts = facts_of(&scene);
        assert_row(facts.values[FACT_TICKET_INSURER] == rows[i].fact, rows[i].insurer);
        assert_row(facts.values[FACT_CONTRACT_LISTED] == rows[i].listed, rows[i].insurer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_age_of_the_year_and_of_the_day_is_the_law_s),
        cmocka_unit_test(the_number_is_of_the_fiscal_year_of_the_day),
        cmocka_unit_test(the_last_day_of_a_ticket_is_within_it),
        cmocka_unit_test(insurers_are_equal_when_padded_with_zeros),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
