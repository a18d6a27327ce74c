#include "engine/law/rulebook_ask.h"

#include "tests/engine/law/book.h"

static struct ask_answer answer;

static void give(struct rulebook *book, struct ask *ask, const char *name, const char *value)
{
    const struct rule_table *table = rulebook_find_table(book, "path");
    struct table_fact fact;
    unsigned number = 0;
    assert_true(ask_find_fact(book, table, slice_of(name), &fact));
    assert_true(ask_find_value(&fact, slice_of(value), &number));
    *ask_values(ask, &fact) |= UINT64_C(1) << number;
}

static const struct ask_step *
ask_path(const struct rulebook *book, const struct ask *ask, struct date visit)
{
    rulebook_ask(book, rulebook_find_table(book, "path"), ask, visit, month_of(visit), &answer);
    return ask_answer_last(&answer);
}

static const char *first_id(const struct ask_step *step)
{
    size_t from = 0;
    const struct rule *rule = ask_step_next(step, &from);
    return rule == NULL ? "" : rule->id;
}

static void one_known_fact_can_be_enough(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct ask ask = {{0}, {{0}}};
    const struct ask_step *step = NULL;
    (void)state;
    give(book, &ask, "verbal", "unchanged");
    step = ask_path(book, &ask, day(2026, 1, 1));
    assert_int_equal(step->count, 1);
    assert_string_equal(first_id(step), "P-01");
    assert_int_equal(step->kind, RULING_RULED);
    rulebook_close(book);
}

static void open_facts_leave_every_rule_that_may_apply(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct ask ask = {{0}, {{0}}};
    const struct ask_step *step = NULL;
    size_t from = 0;
    (void)state;
    give(book, &ask, "verbal", "unrecorded");
    step = ask_path(book, &ask, day(2026, 3, 31));
    assert_int_equal(step->count, 2);
    assert_string_equal(ask_step_next(step, &from)->id, "P-02");
    assert_string_equal(ask_step_next(step, &from)->id, "P-04");
    assert_null(ask_step_next(step, &from));
    step = ask_path(book, &ask, day(2026, 4, 1));
    assert_string_equal(first_id(step), "P-03");
    rulebook_close(book);
}

static void an_impossible_row_is_told_only_where_no_rule_may_apply(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct ask ask = {{0}, {{0}}};
    const struct ask_step *step = NULL;
    (void)state;
    give(book, &ask, "verbal", "changed");
    step = ask_path(book, &ask, day(2026, 1, 1));
    assert_int_equal(step->count, 1);
    assert_string_equal(first_id(step), "P-02");
    give(book, &ask, "given_up", "yes");
    step = ask_path(book, &ask, day(2026, 1, 1));
    assert_int_equal(step->kind, RULING_IMPOSSIBLE);
    assert_string_equal(first_id(step), "P-X1");
    rulebook_close(book);
}

static void nothing_is_said_before_the_floor_or_for_a_claim_before_the_visit(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct ask ask = {{0}, {{0}}};
    (void)state;
    assert_int_equal(ask_path(book, &ask, day(2021, 9, 30))->kind, RULING_BEFORE_FLOOR);
    rulebook_ask(
        book, rulebook_find_table(book, "path"), &ask, day(2026, 1, 1), month(2025, 12), &answer);
    assert_int_equal(ask_answer_last(&answer)->kind, RULING_GAP);
    assert_int_equal(ask_answer_last(&answer)->count, 0);
    rulebook_close(book);
}

static void one_rule_is_no_sure_answer_where_the_book_has_a_gap_or_an_overlap(void **state)
{
    struct ask ask = {{0}, {{0}}};
    enum ruling_kind why = RULING_RULED;
    char text[BOOK_TEXT];
    struct rulebook *book = book_with(BOOK_TABLE);
    (void)state;
    give(book, &ask, "verbal", "unchanged");
    assert_int_equal(ask_path(book, &ask, day(2026, 1, 1))->count, 1);
    assert_true(ask_answer_is_proved(&answer, &why));
    rulebook_close(book);
    edit(
        BOOK_TABLE, "when: {verbal: [unchanged]}", "when: {verbal: [unchanged], given_up: [no]}",
        text);
    book = book_with(text);
    assert_int_equal(ask_path(book, &ask, day(2026, 1, 1))->count, 1);
    assert_false(ask_answer_is_proved(&answer, &why));
    assert_int_equal(why, RULING_GAP);
    rulebook_close(book);
    edit(BOOK_TABLE, "when: {verbal: [changed], given_up: [yes]}", "when: {given_up: [yes]}", text);
    book = book_with(text);
    assert_int_equal(ask_path(book, &ask, day(2026, 1, 1))->count, 1);
    assert_false(ask_answer_is_proved(&answer, &why));
    assert_int_equal(why, RULING_CONFLICT);
    rulebook_close(book);
}

static void what_would_narrow_the_answer_is_named(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct ask ask = {{0}, {{0}}};
    bool needed[FACT_COUNT];
    (void)state;
    give(book, &ask, "verbal", "unrecorded");
    ask_needed_facts(
        book, rulebook_find_table(book, "path"), &ask, day(2026, 1, 1), month(2026, 2), needed);
    assert_true(needed[FACT_GIVEN_UP]);
    assert_false(needed[FACT_VERBAL]);
    assert_false(needed[FACT_BROUGHT]);
    rulebook_close(book);
}

static void a_name_that_the_table_does_not_look_at_is_no_fact_of_it(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    const struct rule_table *table = rulebook_find_table(book, "path");
    struct table_fact fact;
    unsigned value = 0;
    (void)state;
    assert_false(ask_find_fact(book, table, slice_of("brought"), &fact));
    assert_true(ask_find_fact(book, table, slice_of("verbal"), &fact));
    assert_false(ask_find_value(&fact, slice_of("often"), &value));
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_known_fact_can_be_enough),
        cmocka_unit_test(open_facts_leave_every_rule_that_may_apply),
        cmocka_unit_test(an_impossible_row_is_told_only_where_no_rule_may_apply),
        cmocka_unit_test(nothing_is_said_before_the_floor_or_for_a_claim_before_the_visit),
        cmocka_unit_test(one_rule_is_no_sure_answer_where_the_book_has_a_gap_or_an_overlap),
        cmocka_unit_test(what_would_narrow_the_answer_is_named),
        cmocka_unit_test(a_name_that_the_table_does_not_look_at_is_no_fact_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
