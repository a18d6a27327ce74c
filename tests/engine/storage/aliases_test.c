/* Aliases: what one confirmation of two names stands for, and all that it does not stand for. */
#include "engine/storage/aliases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/corrections.h"
#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/meeting.h"
#include "tests/support/raw_store.h"
#include "tests/support/store_dump.h"

enum {
    DUMP_BYTES = 1024 * 1024
};

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    assert_non_null(test);
    test_store_open(test, 173);
    test_store_adopt_rules(test, TEST_RULES);
    *state = test;
    return 0;
}

/* The visit that the gatherer finds the confirmation on; it agrees with the fact. */
static int64_t alias_of(struct test_store *test, int64_t visit)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    static struct visit_case visit_case;
    struct case_gatherer *gatherer = NULL;
    struct error error = {0};
    assert_true(cases_open(test->store, always, &gatherer, &error));
    assert_true(cases_of_visit(gatherer, visit, &visit_case, &error));
    assert_int_equal(visit_case.situation.alias, visit_case.alias.visit != 0);
    cases_close(gatherer);
    return visit_case.alias.visit;
}

/* A first visit that somebody confirmed, and a later one like it but for what a test changed. */
static int64_t confirmed_first(struct test_store *test)
{
    int64_t first = meeting_make(test, &meeting_usual);
    assert_true(meeting_say(test, first, "yes"));
    return first;
}

static struct meeting later(void)
{
    struct meeting meeting = meeting_usual;
    meeting.day = "20260316";
    return meeting;
}

/* ---- what it stands for ---- */

static void one_confirmation_stands_for_later_visits(void **state)
{
    struct test_store *test = *state;
    struct meeting again = later();
    int64_t first = meeting_make(test, &meeting_usual);
    int64_t second = meeting_make(test, &again);
    assert_int_equal(meeting_path(test, first), PATH_HELD);
    assert_int_equal(meeting_path(test, second), PATH_HELD);
    assert_true(meeting_say(test, first, "yes"));
    assert_int_equal(alias_of(test, second), first);
    assert_int_equal(alias_of(test, first), 0);
    assert_int_equal(meeting_path(test, first), PATH_CURRENT);
    assert_int_equal(meeting_path(test, second), PATH_CURRENT);
}

static void names_are_the_same_however_they_are_written(void **state)
{
    struct test_store *test = *state;
    struct meeting again = later();
    int64_t first = confirmed_first(test);
    again.desk_kana = "ｼｶｸ　ﾀﾛｳ";
    again.answer.kana = "とつごうタロウ";
    assert_int_equal(alias_of(test, meeting_make(test, &again)), first);
}

/* ---- what it does not stand for ---- */

struct change {
    const char *what;
    struct meeting meeting;
};

static void nothing_else_passes_by_it(void **state)
{
    struct test_store *test = *state;
    struct change changes[] = {
        {"another chart number", later()},
        {"another name at the desk", later()},
        {"another name answered", later()},
        {"another birth date of both", later()},
        {"another birth date at the desk", later()},
        {"another number of both", later()},
        {"another number answered", later()},
        {"zeros before the number of both", later()},
        {"another insurer answered to the same question", later()},
        {"a name with a hidden character", later()},
        {"no name at the desk", later()},
        {"another sex answered", later()},
        {"an earlier day", later()},
    };
    (void)confirmed_first(test);
    changes[0].meeting.chart = "2";
    changes[1].meeting.desk_kana = "シカク ジロウ";
    changes[2].meeting.answer.kana = "トツゴウ ジロウ";
    changes[3].meeting.desk_birth = "19800402";
    changes[3].meeting.answer.birth = "19800402";
    changes[4].meeting.desk_birth = "19800402";
    changes[5].meeting.desk_number = "35";
    changes[5].meeting.answer.number = "35";
    changes[6].meeting.answer.number = "35";
    changes[7].meeting.desk_number = "034";
    changes[7].meeting.answer.number = "034";
    changes[8].meeting.answer.insurer_number = "06132013";
    changes[8].meeting.answer.echo = true;
    changes[8].meeting.answer.echo_insurer = "06130017";
    changes[8].meeting.answer.echo_symbol = "12";
    changes[8].meeting.answer.echo_number = "34";
    changes[8].meeting.answer.echo_birth = "19800401";
    changes[9].meeting.answer.kana = "トツゴウ ●ロウ";
    changes[10].meeting.desk_kana = NULL;
    changes[11].meeting.answer.sex = SEX_FEMALE;
    changes[12].meeting.day = "20260301";
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        char day[9];
        struct meeting meeting = changes[i].meeting;
        int64_t visit = 0;
        if (i != 12) {
            (void)snprintf(day, sizeof day, "202603%02d", (int)i + 4);
            meeting.day = day;
        }
        visit = meeting_make(test, &meeting);
        assert_row(alias_of(test, visit) == 0, changes[i].what);
        assert_row(meeting_path(test, visit) != PATH_CURRENT, changes[i].what);
    }
}

static void a_hidden_character_is_confirmed_visit_by_visit(void **state)
{
    struct test_store *test = *state;
    struct meeting first = meeting_usual;
    struct meeting again = later();
    int64_t visit = 0;
    first.answer.kana = "シカク ●ロウ";
    again.answer.kana = "シカク ●ロウ";
    visit = meeting_make(test, &first);
    assert_false(meeting_say(test, visit, "yes"));
    assert_int_equal(meeting_path(test, visit), PATH_CURRENT);
    assert_int_equal(meeting_path(test, meeting_make(test, &again)), PATH_HELD);
}

static void a_name_that_is_absent_makes_no_pair(void **state)
{
    struct test_store *test = *state;
    struct meeting first = meeting_usual;
    struct meeting again = later();
    int64_t visit = 0;
    first.desk_name = "資格 太郎";
    first.answer.kana = NULL;
    again.answer.kana = NULL;
    visit = meeting_make(test, &first);
    assert_false(meeting_say(test, visit, "yes"));
    assert_int_equal(meeting_path(test, visit), PATH_CURRENT);
    assert_int_equal(meeting_path(test, meeting_make(test, &again)), PATH_HELD);
}

static void what_nobody_was_shown_is_not_confirmed(void **state)
{
    struct test_store *test = *state;
    struct meeting again = later();
    struct given_answer newer = meeting_usual.answer;
    int64_t undecided = meeting_capture(test, &meeting_usual);
    int64_t second = 0;
    struct confirmation about;
    struct error error = {0};
    /* nothing answered yet */
    assert_false(meeting_say(test, undecided, "yes"));
    second = meeting_make(test, &again);
    /* another answer came since the verdict */
    newer.visit = second;
    newer.confirmed_for = again.day;
    newer.birth = "19800402";
    (void)test_answers(test, &newer, 1);
    assert_false(confirming_answer(test->store, second, &about, &error));
    assert_int_equal(error.fault, FAULT_ANSWER_NEWER);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM alias"), 0);
}

/* ---- how it ends ---- */

static void a_denial_ends_it_and_another_yes_begins_it_again(void **state)
{
    struct test_store *test = *state;
    struct meeting again = later();
    int64_t first = confirmed_first(test);
    int64_t second = meeting_make(test, &again);
    int64_t third = 0;
    again.day = "20260320";
    third = meeting_make(test, &again);
    assert_int_equal(alias_of(test, third), first);
    assert_true(meeting_say(test, second, "no"));
    assert_int_equal(alias_of(test, second), 0);
    assert_int_equal(alias_of(test, third), 0);
    assert_int_equal(meeting_path(test, third), PATH_HELD);
    assert_true(meeting_say(test, second, "yes"));
    assert_int_equal(alias_of(test, third), second);
}

static void taking_the_confirmation_back_ends_it(void **state)
{
    struct test_store *test = *state;
    struct meeting again = later();
    int64_t first = confirmed_first(test);
    int64_t second = meeting_make(test, &again);
    meeting_add(test, first, "person_confirmed=no");
    assert_int_equal(alias_of(test, second), 0);
    /* nobody had an answer before them who says so in passing */
    meeting_add(test, first, "person_confirmed=yes");
    assert_int_equal(alias_of(test, second), 0);
}

static void other_values_on_the_visit_end_it(void **state)
{
    static const char *const values[] = {
        "kana_name=シカク ジロウ", "birth_date=19800402", "number=35", "sex=female"};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct test_store *test = *state;
        struct meeting again = later();
        int64_t first = confirmed_first(test);
        int64_t second = meeting_make(test, &again);
        meeting_add(test, first, "share_charged=30");
        assert_row(alias_of(test, second) == first, values[i]);
        meeting_add(test, first, values[i]);
        assert_row(alias_of(test, second) == 0, values[i]);
        (void)test_store_teardown(state);
        (void)make_store(state);
    }
}

static void withdrawing_the_visit_ends_it(void **state)
{
    struct test_store *test = *state;
    struct meeting again = later();
    struct error error = {0};
    int64_t first = confirmed_first(test);
    int64_t second = meeting_make(test, &again);
    assert_int_equal(meeting_path(test, second), PATH_CURRENT);
    assert_true(store_begin(test->store, &error));
    assert_true(corrections_withdraw(test->store, first, WITHDRAWAL_WRONG_PERSON, false, &error));
    assert_true(store_commit(test->store, &error));
    assert_int_equal(alias_of(test, second), 0);
    assert_int_equal(meeting_path(test, second), PATH_HELD);
}

static void taking_the_chart_number_off_ends_it(void **state)
{
    struct test_store *test = *state;
    struct meeting again = later();
    struct error error = {0};
    int64_t first = confirmed_first(test);
    int64_t second = meeting_make(test, &again);
    meeting_add(test, first, "local_number=A1");
    assert_int_equal(alias_of(test, second), first);
    assert_true(store_begin(test->store, &error));
    assert_true(corrections_unlink(test->store, first, false, &error));
    assert_true(store_commit(test->store, &error));
    assert_int_equal(alias_of(test, second), 0);
}

/* ---- views ---- */

static void aliases_made_anew_are_the_same(void **state)
{
    struct test_store *test = *state;
    struct buffer rows[2] = {buffer_open(DUMP_BYTES), buffer_open(DUMP_BYTES)};
    struct meeting again = later();
    struct error error = {0};
    char empty[64];
    int64_t first = confirmed_first(test);
    int64_t second = meeting_make(test, &again);
    again.day = "20260320";
    assert_true(meeting_say(test, meeting_make(test, &again), "no"));
    meeting_add(test, first, "share_charged=30");
    views_dump(test, &rows[0], empty);
    assert_true(views_rebuild(test->store, &error));
    views_dump(test, &rows[1], empty);
    assert_slice(buffer_slice(&rows[1]), buffer_slice(&rows[0]));
    assert_int_equal(raw_number(test, "SELECT count(*) FROM alias"), 2);
    assert_int_equal(alias_of(test, second), 0);
    buffer_close(&rows[0]);
    buffer_close(&rows[1]);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(one_confirmation_stands_for_later_visits),
        WITH(names_are_the_same_however_they_are_written),
        WITH(nothing_else_passes_by_it),
        WITH(a_hidden_character_is_confirmed_visit_by_visit),
        WITH(a_name_that_is_absent_makes_no_pair),
        WITH(what_nobody_was_shown_is_not_confirmed),
        WITH(a_denial_ends_it_and_another_yes_begins_it_again),
        WITH(taking_the_confirmation_back_ends_it),
        WITH(other_values_on_the_visit_end_it),
        WITH(withdrawing_the_visit_ends_it),
        WITH(taking_the_chart_number_off_ends_it),
        WITH(aliases_made_anew_are_the_same),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
