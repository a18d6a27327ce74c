#include "engine/law/rulebook_parts.h"

#include "tests/engine/law/book.h"

static void a_stretch_begins_at_each_first_day_and_after_each_last_day(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    const struct stretches *days = &rulebook_table(book, 0)->index->days;
    (void)state;
    assert_int_equal(days->count, 2);
    assert_int_equal(days->starts[0], day(2021, 10, 1).days);
    assert_int_equal(days->starts[1], day(2026, 4, 1).days);
    assert_int_equal(stretch_of(days, day(2021, 10, 1).days), 0);
    assert_int_equal(stretch_of(days, day(2026, 3, 31).days), 0);
    assert_int_equal(stretch_of(days, day(2026, 4, 1).days), 1);
    assert_int_equal(stretch_of(days, INT32_MAX), 1);
    assert_int_equal(stretch_last(days, 0), day(2026, 3, 31).days);
    assert_int_equal(stretch_last(days, 1), STRETCH_OPEN);
    rulebook_close(book);
}

static void an_axis_that_no_rule_limits_is_one_stretch(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    const struct stretches *months = &rulebook_table(book, 0)->index->months;
    (void)state;
    assert_int_equal(months->count, 1);
    assert_int_equal(months->starts[0], STRETCH_OPEN);
    assert_int_equal(months->rules[0], 0x1F);
    rulebook_close(book);
}

static void a_value_has_a_bit_for_every_rule_that_admits_it(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    const struct rule_index *index = rulebook_table(book, 0)->index;
    (void)state; /* rules P-01 P-02 P-03 P-04, then P-X1 */
    assert_int_equal(index->words, 1);
    assert_int_equal(*rule_index_fact(index, 0, VERBAL_UNRECORDED), 0x0E);
    assert_int_equal(*rule_index_fact(index, 0, VERBAL_UNCHANGED), 0x01);
    assert_int_equal(*rule_index_fact(index, 0, VERBAL_CHANGED), 0x16);
    assert_int_equal(*rule_index_fact(index, 1, FLAG_NO), 0x07);
    assert_int_equal(*rule_index_fact(index, 1, FLAG_YES), 0x19);
    assert_int_equal(index->impossible[0], 0x10);
    assert_int_equal(index->loose[0], 0x00);
    assert_int_equal(index->loose[1], 0x01);
    assert_int_equal(index->loose[2], 0x1F);
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stretch_begins_at_each_first_day_and_after_each_last_day),
        cmocka_unit_test(an_axis_that_no_rule_limits_is_one_stretch),
        cmocka_unit_test(a_value_has_a_bit_for_every_rule_that_admits_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
