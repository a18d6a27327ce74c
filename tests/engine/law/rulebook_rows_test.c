#include "tests/engine/law/book.h"

static const struct broken rows[] = {
    {"a rule with an unknown key is refused", "    english: unchanged", "    englsh: unchanged",
     FAULT_RULE_KEY_UNKNOWN, 18, 5},
    {"a key of a rule that stands twice is refused", "    until: open\n",
     "    until: open\n    until: open\n", FAULT_RULE_KEY_TWICE, 21, 5},
    {"a rule without source is refused", "    source: [S1 p.3, S2]\n", "", FAULT_RULE_KEY_MISSING,
     16, 5},
    {"a rule without reviewed day is refused", "    reviewed: 2026-11-21\n", "",
     FAULT_RULE_KEY_MISSING, 16, 5},
    {"a rule without state is refused", "    state: enacted\n", "", FAULT_RULE_KEY_MISSING, 16, 5},
    {"a rule without grade is refused", "    grade: primary\n", "", FAULT_RULE_KEY_MISSING, 16, 5},
    {"a rule without id is refused", "- id: P-01\n    says: 変更", "- says: 変更",
     FAULT_RULE_KEY_MISSING, 16, 5},
    {"a rule without until is refused, open has to be said", "    until: open\n", "",
     FAULT_RULE_KEY_MISSING, 16, 5},
    {"an id is a name", "id: P-01", "id: P 01", FAULT_RULE_NAME_EXPECTED, 16, 9},
    {"a source that is not in the sources is refused", "[S1 p.3, S2]", "[S1 p.3, S9 p.1]",
     FAULT_RULE_SOURCE_UNKNOWN, 23, 22},
    {"a single unknown source is refused", "source: S1 p.4", "source: S14 p.4",
     FAULT_RULE_SOURCE_UNKNOWN, 33, 13},
    {"an empty list of sources is refused", "[S1 p.3, S2]", "[]", FAULT_RULE_LIST_EXPECTED, 23, 13},
    {"an empty source is refused", "source: S1 p.4", "source: \"\"", FAULT_RULE_TEXT_EXPECTED, 33,
     13},
    {"a first day that does not exist is refused", "from: 2021-10-01", "from: 2023-02-31",
     FAULT_RULE_DATE, 19, 11},
    {"a last day that does not exist is refused", "until: 2026-03-31", "until: 2026-02-29",
     FAULT_RULE_DATE, 30, 12},
    {"a first day is never open", "from: 2021-10-01", "from: open", FAULT_RULE_DATE, 19, 11},
    {"a day is written with all its digits", "from: 2021-10-01", "from: 2021-10-1", FAULT_RULE_DATE,
     19, 11},
    {"a reviewed day that does not exist is refused", "reviewed: 2026-11-21",
     "reviewed: 2026-11-31", FAULT_RULE_DATE, 24, 15},
    {"from after until is refused", "until: 2026-03-31", "until: 2021-09-30",
     FAULT_RULE_FROM_AFTER_UNTIL, 30, 12},
    {"a rule before the floor is refused", "from: 2021-10-01", "from: 2021-09-30",
     FAULT_RULE_BEFORE_FLOOR, 19, 11},
    {"a provisional rule without end is refused", "until: 2026-03-31", "until: open",
     FAULT_RULE_PROVISIONAL_OPEN, 30, 12},
    {"a claim month that does not exist is refused", "    until: open\n",
     "    until: open\n    claims_from: 2023-13\n", FAULT_RULE_MONTH, 21, 18},
    {"a claim month is not a day", "    until: open\n",
     "    until: open\n    claims_until: 2023-09-01\n", FAULT_RULE_MONTH, 21, 19},
    {"claims_from after claims_until is refused", "    until: open\n",
     "    until: open\n    claims_from: 2023-09\n    claims_until: 2023-08\n",
     FAULT_RULE_FROM_AFTER_UNTIL, 22, 19},
    {"a table on the visit date has no second axis of visits", "    until: open\n",
     "    until: open\n    visits_from: 2023-09-01\n", FAULT_RULE_KEY_UNKNOWN, 21, 5},
    {"a condition on a fact that the table does not list is refused", "when: {verbal: [unchanged]}",
     "when: {verbal: [unchanged], records: [none]}", FAULT_RULE_FACT_NOT_LISTED, 21, 33},
    {"a condition on a value that does not exist is refused", "when: {verbal: [unchanged]}",
     "when: {verbal: [unchanged, same]}", FAULT_RULE_VALUE_UNKNOWN, 21, 32},
    {"a condition with a value twice is refused", "when: {verbal: [unchanged]}",
     "when: {verbal: [unchanged, unchanged]}", FAULT_RULE_VALUE_TWICE, 21, 32},
    {"a condition without values is refused, no rule may be dead", "when: {verbal: [unchanged]}",
     "when: {verbal: []}", FAULT_RULE_LIST_EXPECTED, 21, 20},
    {"a condition on a fact twice is refused", "when: {verbal: [unchanged]}",
     "when: {verbal: [unchanged], verbal: [changed]}", FAULT_RULE_KEY_TWICE, 21, 33},
    {"an outcome that the table does not have is refused", "then: {path: current, next: none}",
     "then: {path: current, nxt: none}", FAULT_RULE_OUTCOME_UNKNOWN, 22, 27},
    {"an outcome that is left out is refused", "then: {path: current, next: none}",
     "then: {path: current}", FAULT_RULE_OUTCOME_MISSING, 22, 11},
    {"a value that the outcome does not have is refused", "then: {path: current, next: none}",
     "then: {path: past, next: none}", FAULT_RULE_VALUE_UNKNOWN, 22, 18},
    {"an unknown state is refused", "state: enacted", "state: active", FAULT_RULE_WORD_UNKNOWN, 25,
     12},
    {"an unknown grade is refused", "grade: primary", "grade: sure", FAULT_RULE_WORD_UNKNOWN, 26,
     12},
    {"an impossible row has no dates", "    when: {verbal: [changed], given_up: [yes]}\n",
     "    from: 2021-10-01\n    when: {}\n", FAULT_RULE_KEY_UNKNOWN, 14, 5},
    {"an impossible row gives its reason", "    says: 変更ありなら待つ\n", "",
     FAULT_RULE_KEY_MISSING, 12, 5},
    {"an impossible row names facts of the table", "when: {verbal: [changed], given_up: [yes]}",
     "when: {stay: [inpatient]}", FAULT_RULE_FACT_NOT_LISTED, 14, 12},
    {"impossible rows are a list", "impossible:\n  - id: P-X1\n    says: 変更ありなら待つ\n",
     "impossible:\n    id: P-X1\n    says: 変更ありなら待つ\n", FAULT_RULE_LIST_EXPECTED, 12, 5},
};

static void row_is_refused(void **state)
{
    assert_broken(BOOK_TABLE, *state);
}

static const char by_month[] = "table: filing\n"
                               "question: いつ請求できるか\n"
                               "axis: claim_month\n"
                               "floor: 2023-09\n"
                               "facts: {}\n"
                               "outcome: {filing: {open: 可, closed: 不可}}\n"
                               "rules:\n"
                               "  - id: F-1\n"
                               "    says: 令和7年度末までの請求\n"
                               "    from: 2023-09\n"
                               "    until: 2026-03\n"
                               "    visits_until: 2025-12-01\n"
                               "    when: {}\n"
                               "    then: {filing: open}\n" BOOK_TAIL;

static const struct broken months[] = {
    {"a floor on the axis of the claim month is a month", "floor: 2023-09", "floor: 2023-09-01",
     FAULT_RULE_MONTH, 4, 8},
    {"a rule on the axis of the claim month counts in months", "from: 2023-09", "from: 2023-09-01",
     FAULT_RULE_MONTH, 10, 11},
    {"a month before the floor is refused", "from: 2023-09", "from: 2023-08",
     FAULT_RULE_BEFORE_FLOOR, 10, 11},
    {"a first month after the last is refused", "until: 2026-03", "until: 2023-08",
     FAULT_RULE_FROM_AFTER_UNTIL, 11, 12},
    {"the second axis there is the visit", "visits_until: 2025-12-01", "claims_until: 2025-12",
     FAULT_RULE_KEY_UNKNOWN, 12, 5},
    {"a day of visits exists", "visits_until: 2025-12-01", "visits_until: 2025-11-31",
     FAULT_RULE_DATE, 12, 19},
    {"rules are a list", "  - id: F-1\n", "    id: F-1\n", FAULT_RULE_LIST_EXPECTED, 8, 5},
};

static void month_is_refused(void **state)
{
    assert_broken(by_month, *state);
}

static void a_rule_keeps_what_its_file_says(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    const struct rule *rule = rulebook_find_rule(book, "P-01");
    (void)state;
    assert_string_equal(rule_says(rule, LANGUAGE_JAPANESE), "変更なしなら現在の資格で請求する");
    assert_string_equal(rule_says(rule, LANGUAGE_ENGLISH), "unchanged is claimed as current");
    assert_int_equal(date_compare(rule->days.first, day(2021, 10, 1)), 0);
    assert_false(date_is_some(rule->days.last));
    assert_false(month_is_some(rule->months.first));
    assert_int_equal(rule->when[0], 1U << VERBAL_UNCHANGED);
    assert_int_equal(rule->when[1], 3);
    assert_string_equal(rule->table->outcomes[0].values[rule->then[0]].name, "current");
    assert_int_equal(rule->citation_count, 2);
    assert_string_equal(rule->citations[0].source->id, "S1");
    assert_string_equal(rule->citations[0].page, "p.3");
    assert_string_equal(rule->citations[1].source->id, "S2");
    assert_string_equal(rule->citations[1].page, "");
    assert_int_equal(date_compare(rule->reviewed, day(2026, 11, 21)), 0);
    assert_int_equal(rule->state, RULE_STATE_ENACTED);
    assert_int_equal(rule->grade, RULE_GRADE_PRIMARY);
    assert_int_equal(rule->place.line, 16);
    rule = rulebook_find_rule(book, "P-02");
    assert_string_equal(rule_says(rule, LANGUAGE_ENGLISH), "経過措置の間は保留");
    assert_int_equal(rule->state, RULE_STATE_PROVISIONAL);
    assert_true(rulebook_find_rule(book, "P-X1")->impossible);
    assert_null(rulebook_find_rule(book, "P-99"));
    rulebook_close(book);
}

static void a_rule_on_the_claim_month_may_limit_the_visits_too(void **state)
{
    struct rulebook *book = book_with(by_month);
    const struct rule *rule = rulebook_find_rule(book, "F-1");
    (void)state;
    assert_int_equal(month_compare(rule->months.first, month(2023, 9)), 0);
    assert_int_equal(month_compare(rule->months.last, month(2026, 3)), 0);
    assert_false(date_is_some(rule->days.first));
    assert_int_equal(date_compare(rule->days.last, day(2025, 12, 1)), 0);
    rulebook_close(book);
}

int main(void)
{
    enum {
        ROWS = sizeof rows / sizeof rows[0],
        MONTHS = sizeof months / sizeof months[0]
    };
    struct CMUnitTest row_tests[ROWS];
    struct CMUnitTest month_tests[MONTHS];
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_rule_keeps_what_its_file_says),
        cmocka_unit_test(a_rule_on_the_claim_month_may_limit_the_visits_too),
    };
    fill_tests(row_tests, rows, ROWS, row_is_refused);
    fill_tests(month_tests, months, MONTHS, month_is_refused);
    return cmocka_run_group_tests(row_tests, NULL, NULL) +
           cmocka_run_group_tests(month_tests, NULL, NULL) +
           cmocka_run_group_tests(others, NULL, NULL);
}
