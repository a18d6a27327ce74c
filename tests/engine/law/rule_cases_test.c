#include "engine/law/rule_cases.h"

#include "tests/engine/law/book.h"

#define GOOD                                                                                       \
    "cases: path\n"                                                                                \
    "given: {given_up: no}\n"                                                                      \
    "examples:\n"                                                                                  \
    "  - says: 変更なし\n"                                                                     \
    "    given: {verbal: unchanged}\n"                                                             \
    "    on: {2021-10-01: P-01 current none}\n"                                                    \
    "  - says: 聞いていない、経過措置の終わり\n"                                    \
    "    given: {verbal: [unrecorded, changed]}\n"                                                 \
    "    on: {2026-03-31: P-02 held ask, 2026-04-01 2026-06: P-03 held none}\n"                    \
    "  - says: 表より前\n"                                                                     \
    "    on: {2021-09-30: before_floor}\n"

#define VALUES                                                                                     \
    "values:\n"                                                                                    \
    "  - says: ない値\n"                                                                        \
    "    name: nothing\n"                                                                          \
    "    on: {2026-01-01: \"-\"}\n"

static bool read_cases(
    const struct rulebook *book,
    const char *text,
    struct rule_cases **cases,
    struct error *error)
{
    const struct rule_file file = {"case.yaml", slice_of(text)};
    return rule_cases_load(book, &file, 1, cases, error);
}

static void examples_hold_where_the_book_says_so(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct rule_cases *cases = NULL;
    struct error error;
    char got[RULE_CASE_TEXT];
    (void)state;
    assert_true(read_cases(book, GOOD, &cases, &error));
    assert_int_equal(rule_cases_count(cases), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(rule_case_holds(book, rule_cases_at(cases, i), got));
    }
    assert_int_equal(rule_cases_at(cases, 1)->place.line, 9);
    assert_true(month_compare(rule_cases_at(cases, 1)->claim_month, month(2026, 4)) == 0);
    assert_true(month_compare(rule_cases_at(cases, 2)->claim_month, month(2026, 6)) == 0);
    rule_cases_close(cases);
    rulebook_close(book);
}

static void another_outcome_is_told_in_the_words_of_a_case(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct rule_cases *cases = NULL;
    struct error error;
    char text[BOOK_TEXT];
    char got[RULE_CASE_TEXT];
    (void)state;
    edit(GOOD, "P-01 current none", "P-01 current ask", text);
    assert_true(read_cases(book, text, &cases, &error));
    assert_false(rule_case_holds(book, rule_cases_at(cases, 0), got));
    assert_string_equal(got, "P-01 current none");
    rule_cases_close(cases);
    rulebook_close(book);
}

static void a_case_that_names_too_little_is_told_all_rules_that_may_apply(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct rule_cases *cases = NULL;
    struct error error;
    char text[BOOK_TEXT];
    char got[RULE_CASE_TEXT];
    (void)state;
    edit(GOOD, "    given: {verbal: unchanged}\n", "", text);
    assert_true(read_cases(book, text, &cases, &error));
    assert_false(rule_case_holds(book, rule_cases_at(cases, 0), got));
    assert_non_null(strstr(got, "P-01"));
    assert_non_null(strstr(got, "P-02"));
    rule_cases_close(cases);
    rulebook_close(book);
}

/* The rule applies to a part of what the case leaves open: that is not "whatever the others are". */
static void a_case_that_reaches_into_a_gap_or_an_overlap_does_not_hold(void **state)
{
    static const struct {
        const char *old;
        const char *with;
        size_t number;
        const char *got;
    } rows[] = {
        {"when: {verbal: [unrecorded, changed], given_up: [no]}",
         "when: {verbal: [changed], given_up: [no]}", 1, "P-02 held ask gap"},
        {"when: {verbal: [changed], given_up: [yes]}", "when: {verbal: [changed]}", 1,
         "P-02 held ask conflict"},
        {"when: {verbal: [unchanged]}", "when: {verbal: [unchanged], given_up: [yes]}", 0, "gap"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rulebook *book = NULL;
        struct rule_cases *cases = NULL;
        struct error error;
        char text[BOOK_TEXT];
        char got[RULE_CASE_TEXT];
        edit(BOOK_TABLE, rows[i].old, rows[i].with, text);
        book = book_with(text);
        assert_true(read_cases(book, GOOD, &cases, &error));
        assert_false(rule_case_holds(book, rule_cases_at(cases, rows[i].number), got));
        assert_string_equal(got, rows[i].got);
        rule_cases_close(cases);
        rulebook_close(book);
    }
}

static void a_value_that_is_not_in_force_is_a_dash(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct rule_cases *cases = NULL;
    struct error error;
    char got[RULE_CASE_TEXT];
    (void)state;
    assert_true(read_cases(book, VALUES, &cases, &error));
    assert_true(rule_case_holds(book, rule_cases_at(cases, 0), got));
    rule_cases_close(cases);
    rulebook_close(book);
}

static const struct broken broken[] = {
    {"an unknown table", "cases: path", "cases: other", FAULT_RULE_CASE_TABLE, 1, 8},
    {"an unknown fact", "{verbal: unchanged}", "{smell: good}", FAULT_RULE_FACT_UNKNOWN, 5, 13},
    {"an unknown value", "{verbal: unchanged}", "{verbal: often}", FAULT_RULE_VALUE_UNKNOWN, 5, 21},
    {"an unknown rule", "P-01 current none", "P-99 current none", FAULT_RULE_CASE_RULE, 6, 22},
    {"a day that does not exist", "{2021-10-01:", "{2021-02-30:", FAULT_RULE_DATE, 6, 10},
    {"a month that does not exist", "2026-04-01 2026-06", "2026-04-01 2026-13", FAULT_RULE_MONTH, 9,
     37},
    {"an unknown key", "    on: {2021-10-01", "    day: {2021-10-01", FAULT_RULE_KEY_UNKNOWN, 6, 5},
    {"no sentence", "  - says: 変更なし\n    given:", "  - given:", FAULT_RULE_KEY_MISSING, 4, 5},
    {"a key that stands twice", "given: {given_up: no}", "given: {given_up: no, given_up: yes}",
     FAULT_RULE_KEY_TWICE, 2, 23},
};

static void a_broken_case_file_is_refused_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct rulebook *book = book_with(BOOK_TABLE);
        struct rule_cases *cases = NULL;
        struct error error = {.fault = FAULT_NONE};
        char text[BOOK_TEXT];
        edit(GOOD, broken[i].old, broken[i].with, text);
        assert_false(read_cases(book, text, &cases, &error));
        assert_null(cases);
        assert_fault_at(&error, broken[i].fault, "case.yaml", broken[i].line, broken[i].column);
        rulebook_close(book);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_hold_where_the_book_says_so),
        cmocka_unit_test(another_outcome_is_told_in_the_words_of_a_case),
        cmocka_unit_test(a_case_that_names_too_little_is_told_all_rules_that_may_apply),
        cmocka_unit_test(a_case_that_reaches_into_a_gap_or_an_overlap_does_not_hold),
        cmocka_unit_test(a_value_that_is_not_in_force_is_a_dash),
        cmocka_unit_test(a_broken_case_file_is_refused_at_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
