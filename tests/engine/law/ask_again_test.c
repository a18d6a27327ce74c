/* Asking again: the table decides, whatever it says; where it says nothing, asking goes on. */
#include "engine/law/ask_again.h"

#include "tests/engine/law/book.h"

#define HEAD                                                                                       \
    "table: ask-again\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\n"                         \
    "facts: {given_up: [no, yes]}\n"
#define RULE(id, given_up, again)                                                                  \
    "  - {id: " id ", says: s, from: 2021-10-01, until: open, when: {given_up: [" given_up "]}, "  \
    "then: {again: " again                                                                         \
    "}, source: S1, reviewed: 2026-11-21, state: enacted, grade: primary}\n"

static struct situation situation_of(const char *digits, bool given_up)
{
    struct situation situation = {.can_ask = true};
    assert_true(date_from_digits(slice_of(digits), &situation.day));
    situation.claim_month = month_add(month_of(situation.day), 1);
    if (given_up) {
        situation.evidence.values[FIELD_GIVE_UP] = slice_of("line_down");
    }
    return situation;
}

static bool is_over(const char *text, const char *digits, bool given_up)
{
    struct rulebook *book = book_with(text);
    struct situation situation = situation_of(digits, given_up);
    struct ask_again ask_again;
    struct error error = {.fault = FAULT_NONE};
    bool over = false;
    assert_true(ask_again_open(book, &ask_again, &error));
    over = ask_again_is_over(&ask_again, &situation);
    rulebook_close(book);
    return over;
}

static void the_table_decides(void **state)
{
    static const char *const one_way =
        HEAD "outcome: {again: {no: n, schedule: s}}\nrules:\n" RULE("A-1", "yes", "no")
            RULE("A-2", "no", "schedule");
    static const char *const other_way =
        HEAD "outcome: {again: {schedule: s, no: n}}\nrules:\n" RULE("A-1", "no", "no")
            RULE("A-2", "yes", "schedule");
    (void)state;
    assert_true(is_over(one_way, "20260301", true));
    assert_false(is_over(one_way, "20260301", false));
    assert_false(is_over(other_way, "20260301", true));
    assert_true(is_over(other_way, "20260301", false));
}

static void where_no_rule_applies_it_is_not_over(void **state)
{
    static const char *const text =
        HEAD "outcome: {again: {no: n, schedule: s}}\nrules:\n" RULE("A-1", "yes", "no")
            RULE("A-2", "no", "schedule");
    (void)state;
    assert_false(is_over(text, "20210930", true));
    assert_true(is_over(text, "20211001", true));
}

static void a_rulebook_without_it_is_incomplete(void **state)
{
    static const char *const texts[] = {
        "table: other\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\n"
        "facts: {given_up: [no, yes]}\noutcome: {again: {no: n}}\nrules:\n" RULE(
            "A-1", "no, yes", "no"),
        HEAD "outcome: {again: {schedule: s}}\nrules:\n" RULE("A-1", "no, yes", "schedule"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct rulebook *book = book_with(texts[i]);
        struct ask_again ask_again;
        struct error error = {.fault = FAULT_NONE};
        assert_false(ask_again_open(book, &ask_again, &error));
        assert_int_equal(error.fault, FAULT_RULEBOOK_INCOMPLETE);
        rulebook_close(book);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_decides),
        cmocka_unit_test(where_no_rule_applies_it_is_not_over),
        cmocka_unit_test(a_rulebook_without_it_is_incomplete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
