#include "engine/law/rulebook_parts.h"

#include "tests/engine/law/book.h"

static void every_word_of_a_rule_file_has_a_name(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TABLE_AXIS_COUNT; i++) {
        assert_true(table_axis_name((enum table_axis)i)[0] != '\0');
    }
    for (unsigned i = 0; i < RULE_STATE_COUNT; i++) {
        assert_string_equal(rule_state_name((enum rule_state)i), rule_state_names[i]);
        assert_true(rule_state_label((enum rule_state)i, LANGUAGE_JAPANESE)[0] != '\0');
        assert_true(rule_state_label((enum rule_state)i, LANGUAGE_ENGLISH)[0] != '\0');
    }
    for (unsigned i = 0; i < RULE_GRADE_COUNT; i++) {
        assert_string_equal(rule_grade_name((enum rule_grade)i), rule_grade_names[i]);
        assert_true(rule_grade_label((enum rule_grade)i, LANGUAGE_JAPANESE)[0] != '\0');
        assert_true(rule_grade_label((enum rule_grade)i, LANGUAGE_ENGLISH)[0] != '\0');
    }
    for (unsigned i = 0; i < SOURCE_SEEN_COUNT; i++) {
        assert_string_equal(source_seen_name((enum source_seen)i), source_seen_names[i]);
        assert_true(source_seen_label((enum source_seen)i, LANGUAGE_JAPANESE)[0] != '\0');
        assert_true(source_seen_label((enum source_seen)i, LANGUAGE_ENGLISH)[0] != '\0');
    }
}

static void every_kind_of_ruling_has_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i < RULING_COUNT; i++) {
        assert_true(ruling_kind_name((enum ruling_kind)i)[0] != '\0');
        assert_true(ruling_kind_label((enum ruling_kind)i, LANGUAGE_JAPANESE)[0] != '\0');
        assert_true(ruling_kind_label((enum ruling_kind)i, LANGUAGE_ENGLISH)[0] != '\0');
    }
    assert_string_equal(ruling_kind_name(RULING_BEFORE_FLOOR), "before_floor");
}

static void the_whole_of_a_fact_has_one_bit_per_value(void **state)
{
    const struct table_fact two = {.base = FACT_GIVEN_UP, .size = 2};
    const struct table_fact most = {.base = FACT_GIVEN_UP, .size = 64};
    (void)state;
    assert_int_equal(table_fact_whole(&two), 3);
    assert_true(table_fact_whole(&most) == UINT64_MAX);
    assert_string_equal(table_fact_value_label(&two, FLAG_YES, LANGUAGE_ENGLISH), "yes");
    assert_string_equal(
        table_fact_label(&two, LANGUAGE_ENGLISH), "the answer is no longer awaited");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_of_a_rule_file_has_a_name),
        cmocka_unit_test(every_kind_of_ruling_has_words),
        cmocka_unit_test(the_whole_of_a_fact_has_one_bit_per_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
