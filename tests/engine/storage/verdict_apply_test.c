/* Verdicts of one part in any order: each visit stands where its last one says. */
#include <stdio.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/corrections.h"
#include "engine/storage/inside.h"
#include "engine/storage/verdict_tags.h"
#include "engine/storage/verdicts.h"
#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

enum {
    VISITS = 150,
    WITHDRAWN = 20
};

struct made {
    unsigned place; /* of the visit, 1 and up */
    const char *path;
};

static int make_store(void **state)
{
    return test_store_setup(state, 71);
}

static void capture_visits(struct test_store *test, int64_t visits[VISITS + 1])
{
    struct error error = {0};
    for (unsigned i = 1; i <= VISITS; i++) {
        char number[32];
        const char *const pairs[] = {"visit_date=20260330", number, NULL};
        assert_true(snprintf(number, sizeof number, "chart_number=%u", i) > 0);
        visits[i] = test_capture(test, CAPTURE_VISIT, pairs);
    }
    assert_true(store_begin(test->store, &error));
    assert_true(
        corrections_withdraw(test->store, visits[WITHDRAWN], WITHDRAWAL_WRONG_DATE, false, &error));
    assert_true(store_commit(test->store, &error));
}

static void
add_verdict(struct test_store *test, struct bulk_writer *writer, int64_t visit, const char *path)
{
    const struct month march = {(2026 - 1970) * 12 + 2};
    struct buffer row = buffer_open(1000);
    struct visit_reference reference;
    char text[REFERENCE_TEXT];
    struct error error = {0};
    assert_true(visits_reference(test->store, visit, &reference, &error));
    reference_write(&reference, text);
    assert_true(packed_add_text(&row, VERDICT_TAG_PATH, path, &error));
    assert_true(packed_add_text(&row, VERDICT_TAG_VISIT, text, &error));
    assert_true(packed_add_number(&row, VERDICT_TAG_DIGEST, 7, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&row), march, &error));
    buffer_close(&row);
}

static void put_verdicts(
    struct test_store *test,
    const int64_t visits[VISITS + 1],
    const struct made *made,
    size_t count)
{
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    assert_true(bulk_open(
        test->store, BULK_VERDICTS, (struct slice){NULL, 0}, LITERAL("legend"), &writer, &error));
    for (size_t i = 0; i < count; i++) {
        add_verdict(test, writer, visits[made[i].place], made[i].path);
    }
    assert_true(bulk_close(writer, (struct slice){NULL, 0}, &error));
}

/* By each way of counting, and in the work list. */
static void check_paths(struct test_store *test, const int64_t expected[PATH_NONE + 1])
{
    int64_t counted[PATH_NONE + 1] = {0};
    int64_t surveyed[PATH_NONE + 1] = {0};
    struct error error = {0};
    assert_true(verdicts_count(test->store, counted, &error));
    assert_true(verdicts_survey(test->store, surveyed, &error));
    for (unsigned i = PATH_UNDECIDED + 1; i <= PATH_NONE; i++) {
        assert_int_equal(counted[i], expected[i]);
        assert_int_equal(surveyed[i], expected[i]);
    }
    assert_int_equal(counted[PATH_UNDECIDED], surveyed[PATH_UNDECIDED]);
    assert_int_equal(
        raw_number(test, "SELECT count(*) FROM open_work"),
        expected[PATH_HELD] + expected[PATH_WAITING]);
    assert_int_equal(
        raw_number(
            test, "SELECT count(*) FROM open_work JOIN verdict USING(visit) JOIN visit"
                  " ON visit.id = visit WHERE open_work.path = verdict.path"
                  " AND open_work.day = visit.day"),
        expected[PATH_HELD] + expected[PATH_WAITING]);
}

static void the_last_verdict_of_a_visit_stands_in_whatever_order_they_come(void **state)
{
    static const struct made first[] = {
        {1, "held"},      {2, "current"}, {3, "held"},  {4, "past"},      {9, "waiting"},
        {19, "current"},  {20, "held"},   {21, "held"}, {140, "current"}, {139, "held"},
        {139, "current"}, {3, "unknown"}, {2, "held"},  {150, "none"},
    };
    static const struct made second[] = {
        {1, "current"}, {9, "held"}, {20, "current"}, {50, "past"}};
    struct test_store *test = *state;
    int64_t visits[VISITS + 1] = {0};
    int64_t expected[PATH_NONE + 1] = {[PATH_HELD] = 3, [PATH_WAITING] = 1, [PATH_CURRENT] = 3,
                                       [PATH_PAST] = 1, [PATH_UNKNOWN] = 1, [PATH_NONE] = 1};
    struct error error = {0};
    capture_visits(test, visits);
    put_verdicts(test, visits, first, COUNT_OF(first));
    check_paths(test, expected);
    put_verdicts(test, visits, second, COUNT_OF(second));
    expected[PATH_CURRENT]++;
    expected[PATH_WAITING]--;
    expected[PATH_PAST]++;
    check_paths(test, expected);
    assert_true(views_rebuild(test->store, &error));
    check_paths(test, expected);
}

static void a_part_with_a_verdict_of_every_visit_counts_each_once(void **state)
{
    struct test_store *test = *state;
    int64_t visits[VISITS + 1] = {0};
    struct made made[VISITS];
    const int64_t expected[PATH_NONE + 1] = {
        [PATH_HELD] = VISITS / 2, [PATH_CURRENT] = VISITS / 2 - 1};
    capture_visits(test, visits);
    for (unsigned i = 0; i < VISITS; i++) {
        made[i] = (struct made){i + 1, i % 2 == 0 ? "held" : "current"};
    }
    put_verdicts(test, visits, made, VISITS);
    check_paths(test, expected);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(the_last_verdict_of_a_visit_stands_in_whatever_order_they_come),
        WITH(a_part_with_a_verdict_of_every_visit_counts_each_once),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
