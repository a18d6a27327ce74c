/* Asking: the table ask-again says whether a visit is asked about again, and the calendar when. */
#include "engine/storage/asking.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/answer_fixture.h"
#include "tests/support/check.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

enum {
    DAY_MS = 24 * 60 * 60 * 1000
};

static const struct given_answer valid = {
    .asked_by = ASKED_BY_NUMBER,
    .delivery = DELIVERY_ANSWERED,
    .validity = VALIDITY_VALID,
    .confirmed_for = "20260301",
    .insurer_number = "06130017",
    .symbol = "12",
    .number = "34",
    .kana = "シカク タロウ",
    .birth = "19800401",
    .sex = SEX_MALE,
    .acquired = "20200401",
    .card_class = CARD_CLASS_ORDINARY,
    .echo = true,
    .echo_insurer = "06130017",
    .echo_symbol = "12",
    .echo_number = "34",
    .echo_birth = "19800401",
};

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    struct error error = {0};
    assert_non_null(test);
    test_store_open(test, 181);
    test_store_adopt_rules(test, TEST_RULES);
    assert_true(store_begin(test->store, &error));
    assert_true(settings_change(test->store, SETTING_CHANNEL_FOLDER, slice_of("yes"), &error));
    assert_true(store_commit(test->store, &error));
    *state = test;
    return 0;
}

static int64_t numbered(struct test_store *test)
{
    return test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "insurer_number=06130017", "symbol=12",
            "number=34", "numbers_from=heard", "birth_date=19800401", "kana_name=シカク タロウ",
            "sex=male"));
}

static void keep_answer(struct test_store *test, int64_t visit, const struct answer *answer)
{
    struct buffer row = buffer_open(LIMIT_BODY_BYTES);
    struct visit_reference reference;
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    assert_true(visits_reference(test->store, visit, &reference, &error));
    assert_true(answers_pack_row(&reference, NULL, FINDING_NONE, answer, &row, &error));
    assert_true(bulk_open(
        test->store, BULK_ANSWERS, (struct slice){NULL, 0}, slice_of("answers"), &writer, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error));
    assert_true(bulk_close(writer, (struct slice){NULL, 0}, &error));
    buffer_close(&row);
}

static void answer_with(struct test_store *test, int64_t visit, const struct given_answer *given)
{
    struct answer answer = test_answer(given);
    keep_answer(test, visit, &answer);
}

static size_t asked(struct test_store *test)
{
    struct asking_list list;
    struct error error = {0};
    size_t count = 0;
    assert_true(asking_collect(test->store, &list, &error));
    count = list.count;
    asking_close(&list);
    return count;
}

/* On the day of the answer, and on the next one. */
static void check_asked(struct test_store *test, size_t now, size_t next_day)
{
    assert_int_equal(asked(test), now);
    test->world.clock.now_ms += DAY_MS;
    assert_int_equal(asked(test), next_day);
}

static void a_visit_without_an_answer_is_asked_about(void **state)
{
    struct test_store *test = *state;
    (void)numbered(test);
    assert_int_equal(asked(test), 1);
}

static void a_yes_for_the_day_ends_the_asking(void **state)
{
    struct test_store *test = *state;
    answer_with(test, numbered(test), &valid);
    check_asked(test, 0, 0);
}

/* Several are never chosen from (MN-16), so that the table asks again (AA-06). */
static void a_yes_with_several_results_is_asked_again(void **state)
{
    struct test_store *test = *state;
    struct answer answer = test_answer(&valid);
    answer.qualifications[1] = answer.qualifications[0];
    answer.qualifications[1].texts[ANSWER_NUMBER] = slice_of("35");
    answer.qualification_count = 2;
    keep_answer(test, numbered(test), &answer);
    check_asked(test, 0, 1);
}

/* Some services leave out what was asked; such an answer names no numbers at all. */
static struct answer several_without_echo(void)
{
    struct given_answer given = valid;
    struct answer answer;
    given.echo = false;
    answer = test_answer(&given);
    answer.qualifications[1] = answer.qualifications[0];
    answer.qualifications[1].texts[ANSWER_NUMBER] = slice_of("35");
    answer.qualification_count = 2;
    return answer;
}

static void several_without_the_numbers_asked_are_asked_again_on_the_next_day(void **state)
{
    struct test_store *test = *state;
    struct answer answer = several_without_echo();
    keep_answer(test, numbered(test), &answer);
    check_asked(test, 0, 1);
}

static void several_without_the_numbers_asked_are_asked_again_with_a_branch(void **state)
{
    struct test_store *test = *state;
    struct answer answer = several_without_echo();
    keep_answer(test, numbered(test), &answer);
    (void)test_capture(
        test, CAPTURE_NUMBER,
        PAIRS("visit_date=20260301", "chart_number=1", "branch=01", "numbers_from=heard"));
    assert_int_equal(asked(test), 1);
}

static void a_no_is_asked_again(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    given.validity = VALIDITY_INVALID;
    answer_with(test, numbered(test), &given);
    check_asked(test, 0, 1);
}

static void a_yes_for_another_day_is_asked_again(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    given.confirmed_for = "20260228";
    answer_with(test, numbered(test), &given);
    check_asked(test, 0, 1);
}

static void new_numbers_are_asked_about_at_once(void **state)
{
    struct test_store *test = *state;
    answer_with(test, numbered(test), &valid);
    assert_int_equal(asked(test), 0);
    (void)test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "insurer_number=06130017", "symbol=12",
            "number=35", "numbers_from=heard"));
    assert_int_equal(asked(test), 1);
}

static void what_somebody_gave_up_is_not_asked_about(void **state)
{
    struct test_store *test = *state;
    (void)numbered(test);
    (void)test_capture(
        test, CAPTURE_RESOLVE, PAIRS("visit_date=20260301", "chart_number=1", "give_up=line_down"));
    check_asked(test, 0, 0);
}

static void without_rules_nothing_is_asked(void **state)
{
    struct test_store test;
    struct asking_list list;
    struct error error = {0};
    (void)state;
    test_store_open(&test, 182);
    assert_false(asking_collect(test.store, &list, &error));
    assert_int_equal(error.fault, FAULT_RULEBOOK_MISSING);
    assert_int_equal(list.count, 0);
    test_store_close(&test);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(a_visit_without_an_answer_is_asked_about),
        WITH(a_yes_for_the_day_ends_the_asking),
        WITH(a_yes_with_several_results_is_asked_again),
        WITH(several_without_the_numbers_asked_are_asked_again_on_the_next_day),
        WITH(several_without_the_numbers_asked_are_asked_again_with_a_branch),
        WITH(a_no_is_asked_again),
        WITH(a_yes_for_another_day_is_asked_again),
        WITH(new_numbers_are_asked_about_at_once),
        WITH(what_somebody_gave_up_is_not_asked_about),
        cmocka_unit_test(without_rules_nothing_is_asked),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
