/* Confirming: a yes is about the answer that was looked at, and about no other one. */
#include "engine/storage/confirming.h"

#include <stdlib.h>

#include "tests/support/check.h"
#include "tests/support/meeting.h"

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    assert_non_null(test);
    test_store_open(test, 174);
    test_store_adopt_rules(test, TEST_RULES);
    *state = test;
    return 0;
}

static int64_t confirmed_first(struct test_store *test)
{
    int64_t first = meeting_make(test, &meeting_usual);
    assert_true(meeting_say(test, first, "yes"));
    return first;
}

static void answer_again(struct test_store *test, int64_t visit, struct given_answer given)
{
    given.visit = visit;
    given.confirmed_for = meeting_usual.day;
    (void)test_answers(test, &given, 1);
}

static void a_yes_stands_for_the_same_answer_once_more(void **state)
{
    struct test_store *test = *state;
    int64_t visit = confirmed_first(test);
    answer_again(test, visit, meeting_usual.answer);
    assert_int_equal(meeting_path(test, visit), PATH_CURRENT);
}

static void a_yes_does_not_stand_for_another_answer_that_comes_later(void **state)
{
    struct test_store *test = *state;
    struct given_answer other = meeting_usual.answer;
    int64_t visit = confirmed_first(test);
    other.kana = "ベツジン ハナコ";
    answer_again(test, visit, other);
    assert_int_equal(meeting_path(test, visit), PATH_HELD);
    assert_true(meeting_say(test, visit, "yes"));
    assert_int_equal(meeting_path(test, visit), PATH_CURRENT);
}

/* ● makes no pair, but an answer is named all the same. */
static void a_yes_to_a_hidden_character_does_not_stand_for_another_name(void **state)
{
    struct test_store *test = *state;
    struct meeting hidden = meeting_usual;
    struct given_answer other = meeting_usual.answer;
    int64_t visit = 0;
    hidden.answer.kana = "シカク ●ロウ";
    visit = meeting_make(test, &hidden);
    assert_false(meeting_say(test, visit, "yes"));
    assert_int_equal(meeting_path(test, visit), PATH_CURRENT);
    other.kana = "ベツジン ●ナコ";
    answer_again(test, visit, other);
    assert_int_equal(meeting_path(test, visit), PATH_HELD);
}

/* As captures of earlier versions and of files do. */
static void a_yes_that_names_no_answer_stands_for_what_was_there_before(void **state)
{
    struct test_store *test = *state;
    struct given_answer other = meeting_usual.answer;
    int64_t visit = meeting_make(test, &meeting_usual);
    meeting_add(test, visit, "person_confirmed=yes");
    assert_int_equal(meeting_path(test, visit), PATH_CURRENT);
    other.kana = "ベツジン ハナコ";
    answer_again(test, visit, other);
    assert_int_equal(meeting_path(test, visit), PATH_HELD);
}

static void a_yes_before_any_answer_stands_for_none(void **state)
{
    struct test_store *test = *state;
    int64_t visit = meeting_capture(test, &meeting_usual);
    meeting_add(test, visit, "person_confirmed=yes");
    answer_again(test, visit, meeting_usual.answer);
    assert_int_equal(meeting_path(test, visit), PATH_HELD);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(a_yes_stands_for_the_same_answer_once_more),
        WITH(a_yes_does_not_stand_for_another_answer_that_comes_later),
        WITH(a_yes_to_a_hidden_character_does_not_stand_for_another_name),
        WITH(a_yes_that_names_no_answer_stands_for_what_was_there_before),
        WITH(a_yes_before_any_answer_stands_for_none),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
