#include "tests/engine/law/book.h"

static const struct broken heads[] = {
    {"a key that nobody knows is refused", "question:", "questoin:", FAULT_RULE_KEY_UNKNOWN, 2, 1},
    {"a key that stands twice is refused", "axis: visit_date\n",
     "axis: visit_date\naxis: visit_date\n", FAULT_RULE_KEY_TWICE, 4, 1},
    {"a needed key that is missing is named", "question: どの経路か\n", "", FAULT_RULE_KEY_MISSING,
     1, 1},
    {"the name of a table is a name", "table: path", "table: 経路", FAULT_RULE_NAME_EXPECTED, 1, 8},
    {"an empty question is no question", "question: どの経路か",
     "question:", FAULT_RULE_TEXT_EXPECTED, 2, 10},
    {"an axis is the visit date or the claim month", "axis: visit_date", "axis: today",
     FAULT_RULE_WORD_UNKNOWN, 3, 7},
    {"a floor on the axis of the visit date is a day", "floor: 2021-10-01", "floor: 2021-10",
     FAULT_RULE_DATE, 4, 8},
    {"a floor that does not exist is refused", "floor: 2021-10-01", "floor: 2021-02-29",
     FAULT_RULE_DATE, 4, 8},
    {"a floor is never open", "floor: 2021-10-01", "floor: open", FAULT_RULE_DATE, 4, 8},
    {"an outcome is a mapping", "outcome:\n  path: {current: 現在の資格, held: [保留, on hold]}",
     "outcome:\n  path: [current, held]", FAULT_RULE_MAP_EXPECTED, 9, 9},
    {"an outcome without values is refused", "{none: なし, ask: 聞く}", "{}",
     FAULT_RULE_MAP_EXPECTED, 10, 9},
    {"an outcome's value that stands twice is refused", "ask: 聞く", "none: 聞く",
     FAULT_RULE_KEY_TWICE, 10, 20},
    {"labels of a value are one or two", "[保留, on hold]", "[保留, on hold, more]",
     FAULT_RULE_TOO_MANY, 9, 32},
    {"a label that is a mapping is refused", "none: なし", "none: {a: b}", FAULT_RULE_TEXT_EXPECTED,
     10, 16},
    {"an outcome that the table does not have cannot be derived", "outcome:\n",
     "derives: basis\noutcome:\n", FAULT_RULE_OUTCOME_UNKNOWN, 8, 10},
    {"a label names a field of the outcome", "impossible:\n", "labels: {road: 道}\nimpossible:\n",
     FAULT_RULE_OUTCOME_UNKNOWN, 11, 10},
    {"an outcome is not derived twice", "outcome:\n", "derives: [path, path]\noutcome:\n",
     FAULT_RULE_VALUE_TWICE, 8, 17},
    {"a derived fact has not the name of a base fact",
     "outcome:\n  path: {current: 現在の資格, held: [保留, on hold]}\n",
     "derives: records\noutcome:\n  records: {usable: あり}\n", FAULT_RULE_FACT_TWICE, 8, 10},
    {"a fact that nobody computes is refused", "  given_up:", "  gave_up:", FAULT_RULE_FACT_UNKNOWN,
     7, 3},
    {"a fact that stands twice is refused", "  given_up: [no, yes]", "  verbal: [no, yes]",
     FAULT_RULE_KEY_TWICE, 7, 3},
    {"facts are a mapping",
     "facts:\n  verbal: [changed, unrecorded, unchanged]\n  given_up: [no, yes]",
     "facts: [verbal, given_up]\n#\n#", FAULT_RULE_MAP_EXPECTED, 5, 8},
    {"the list of a fact's values is its whole domain", "[changed, unrecorded, unchanged]",
     "[changed, unrecorded]", FAULT_RULE_FACT_INCOMPLETE, 6, 11},
    {"a value that the domain does not have is refused", "[changed, unrecorded, unchanged]",
     "[changed, unrecorded, unchanged, maybe]", FAULT_RULE_VALUE_UNKNOWN, 6, 44},
    {"a value that stands twice in the domain is refused", "[no, yes]", "[no, yes, no]",
     FAULT_RULE_VALUE_TWICE, 7, 23},
    {"values of a fact are a list", "given_up: [no, yes]", "given_up: no", FAULT_RULE_LIST_EXPECTED,
     7, 13},
};

static void head_is_refused(void **state)
{
    assert_broken(BOOK_TABLE, *state);
}

static void a_fault_says_which_keys_are_known(void **state)
{
    const char *const texts[] = {"tables:\n"};
    const char *const more[] = {BOOK_SOURCES, "table: t\nfoo: 1\n"};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    char text[512];
    (void)state;
    assert_false(load(texts, 1, &book, &error));
    assert_fault_at(&error, FAULT_RULE_FILE_KIND, "a.yaml", 1, 1);
    assert_false(load(more, 2, &book, &error));
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    assert_string_equal(
        text, "b.yaml:2:1: unknown key \"foo\"; expected table, question, english, axis, floor, "
              "facts, outcome, labels, derives, impossible, rules");
}

static void a_fault_says_which_values_are_known(void **state)
{
    char edited[BOOK_TEXT];
    const char *const texts[] = {BOOK_SOURCES, edited};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    char text[512];
    (void)state;
    edit(BOOK_TABLE, "{verbal: [unchanged]}", "{verbal: [same]}", edited);
    assert_false(load(texts, 2, &book, &error));
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    assert_string_equal(
        text, "b.yaml:21:21: \"verbal\" has no value \"same\"; "
              "expected unrecorded, unchanged, changed");
}

static void a_table_with_too_many_situations_is_refused(void **state)
{
    static const char table[] = "table: big\n"
                                "question: 大きすぎる\n"
                                "axis: visit_date\n"
                                "floor: 2021-10-01\n"
                                "facts:\n"
                                "  name_match: [absent, equal, doubtful, different]\n"
                                "  birth_match: [absent, equal, doubtful, different]\n"
                                "  sex_match: [absent, equal, doubtful, different]\n"
                                "  number_match: [absent, equal, doubtful, different]\n"
                                "  past_numbers: [none, incomplete, usable]\n"
                                "  current_numbers: [none, incomplete, usable]\n"
                                "  records: [unrecorded, usable, none]\n"
                                "  verbal: [unrecorded, unchanged, changed]\n"
                                "  outage: [unrecorded, confirmed, not_confirmed]\n"
                                "  current_attempt: [unrecorded, known, failed]\n"
                                "outcome:\n"
                                "  path: {held: 保留}\n"
                                "rules:\n"
                                "  - id: B-1\n"
                                "    says: すべて保留\n"
                                "    from: 2021-10-01\n"
                                "    until: open\n"
                                "    when: {}\n"
                                "    then: {path: held}\n" BOOK_TAIL;
    const char *const texts[] = {BOOK_SOURCES, table};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    char fewer[BOOK_TEXT];
    (void)state;
    assert_false(load(texts, 2, &book, &error));
    assert_fault_at(&error, FAULT_RULE_SITUATIONS, "b.yaml", 15, 3);
    assert_string_equal(error.arguments[0], "100000");
    edit(table, "  current_attempt: [unrecorded, known, failed]\n", "", fewer);
    book = book_with(fewer);
    assert_int_equal(rulebook_table(book, 0)->situations, 62208);
    rulebook_close(book);
}

static void a_table_keeps_what_its_file_says(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    const struct rule_table *table = rulebook_find_table(book, "path");
    const struct table_fact *verbal = &table->facts[0];
    (void)state;
    assert_string_equal(table->question, "どの経路か");
    assert_string_equal(table->english, "どの経路か");
    assert_int_equal(table->axis, TABLE_AXIS_VISIT_DATE);
    assert_int_equal(date_compare(table->floor_date, day(2021, 10, 1)), 0);
    assert_false(month_is_some(table->floor_month));
    assert_int_equal(table->fact_count, 2);
    assert_int_equal(verbal->base, FACT_VERBAL);
    assert_string_equal(table_fact_value_name(verbal, VERBAL_CHANGED), "changed");
    assert_string_equal(table_fact_label(verbal, LANGUAGE_JAPANESE), "口頭確認");
    assert_int_equal(table->outcome_count, 2);
    assert_string_equal(table->outcomes[0].values[1].japanese, "保留");
    assert_string_equal(table->outcomes[0].values[1].english, "on hold");
    assert_string_equal(table->outcomes[0].values[0].english, "current");
    assert_false(table->outcomes[0].is_derived);
    assert_int_equal(table->rule_count, 5);
    assert_int_equal(table->impossible_count, 1);
    assert_int_equal(table->situations, 6);
    assert_string_equal(table->place.file, "b.yaml");
    rulebook_close(book);
}

int main(void)
{
    enum {
        HEADS = sizeof heads / sizeof heads[0]
    };
    struct CMUnitTest tests[HEADS];
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_fault_says_which_keys_are_known),
        cmocka_unit_test(a_fault_says_which_values_are_known),
        cmocka_unit_test(a_table_with_too_many_situations_is_refused),
        cmocka_unit_test(a_table_keeps_what_its_file_says),
    };
    fill_tests(tests, heads, HEADS, head_is_refused);
    return cmocka_run_group_tests(tests, NULL, NULL) + cmocka_run_group_tests(others, NULL, NULL);
}
