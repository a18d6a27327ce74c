/* Files about visits that are there: the same again, corrected, twice in one file, captured meanwhile. */
#include <stdio.h>
#include <string.h>

#include "engine/storage/corrections.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"
#include "engine/storage/visits.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

static int make_store(void **state)
{
    return test_store_setup(state, 71);
}

/* ---- a file, step by step ---- */

static struct bulk_writer *begin(struct test_store *test)
{
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    assert_true(bulk_open(
        test->store, BULK_CAPTURES, (struct slice){NULL, 0}, LITERAL("x.csv"), &writer, &error));
    return writer;
}

/* A row about a chart number on 2026-03-01. */
static void row(struct bulk_writer *writer, const char *chart, const char *number)
{
    struct buffer bytes = buffer_open(1000);
    struct evidence evidence = {0};
    struct error error = {0};
    evidence.values[FIELD_VISIT_DATE] = LITERAL("20260301");
    evidence.values[FIELD_CHART_NUMBER] = slice_of(chart);
    evidence.values[FIELD_NUMBER] = slice_of(number);
    assert_true(visits_pack_row(&evidence, &bytes, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&bytes), MONTH_NONE, &error));
    buffer_close(&bytes);
}

static struct bulk_matching match(struct test_store *test, struct bulk_writer *writer)
{
    struct bulk_matching matching;
    struct error error = {0};
    assert_true(visits_match_bulk(test->store, writer, &matching, &error));
    return matching;
}

static void end(struct bulk_writer *writer)
{
    struct error error = {0};
    assert_true(bulk_close(writer, (struct slice){NULL, 0}, &error));
}

static int64_t capture(struct test_store *test, const char *chart, const char *number)
{
    char chart_pair[64];
    char number_pair[64];
    (void)snprintf(chart_pair, sizeof chart_pair, "chart_number=%s", chart);
    (void)snprintf(number_pair, sizeof number_pair, "number=%s", number);
    return test_capture(
        test, CAPTURE_NUMBER, PAIRS("visit_date=20260301", chart_pair, number_pair));
}

static bool
add_number(void *taker, int64_t entry, int64_t at, const struct evidence *e, struct error *error)
{
    (void)entry;
    (void)at;
    return buffer_append(taker, e->values[FIELD_NUMBER], error) &&
           buffer_append_text(taker, " ", error);
}

/* The numbers of the captures of a chart number in order. */
static void check_visit(struct test_store *test, const char *chart, const char *expected)
{
    struct buffer numbers = buffer_open(1000);
    struct part_cache *cache = NULL;
    struct visit_row visit;
    struct error error = {0};
    uint8_t print[FINGERPRINT_BYTES];
    struct date day = DATE_NONE;
    int64_t id = 0;
    bool found = false;
    assert_true(date_from_digits(LITERAL("20260301"), &day));
    assert_true(
        print_code(vault_fingerprinter(test->store), "chart", slice_of(chart), print, &error));
    assert_true(visits_find(test->store, day, PRINT_CHART, print, &id, &error));
    assert_true(visits_get(test->store, id, &visit, &found, &error));
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(visits_each_evidence(test->store, cache, &visit, add_number, &numbers, &error));
    assert_text(buffer_slice(&numbers), expected);
    part_cache_close(cache);
    buffer_close(&numbers);
}

static void check_count(struct test_store *test, int64_t expected)
{
    struct error error = {0};
    int64_t count = 0;
    assert_true(counter_get(test->store, "visits", &count, &error));
    assert_int_equal(count, expected);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM visit WHERE gone = 0"), expected);
    assert_string_equal(tagged_store_fault(test), "");
}

/* ---- files ---- */

static void new_rows_are_new_visits(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test);
    struct bulk_matching matching;
    row(writer, "A", "1");
    row(writer, "B", "2");
    matching = match(test, writer);
    end(writer);
    assert_int_equal(matching.same, 0);
    assert_int_equal(matching.corrected, 0);
    check_visit(test, "A", "1 ");
    check_visit(test, "B", "2 ");
    check_count(test, 2);
}

static void a_corrected_file_does_not_double_its_good_rows(void **state)
{
    struct test_store *test = *state;
    struct bulk_matching matching;
    for (int round = 0; round < 3; round++) {
        struct bulk_writer *writer = begin(test);
        row(writer, "A", "1");
        row(writer, "B", round == 0 ? "2" : "22");
        row(writer, "C", "3");
        matching = match(test, writer);
        end(writer);
        assert_int_equal(matching.same, round == 0 ? 0 : round == 1 ? 2 : 3);
        assert_int_equal(matching.corrected, round == 1 ? 1 : 0);
    }
    check_visit(test, "A", "1 ");
    check_visit(test, "B", "2 22 ");
    check_visit(test, "C", "3 ");
    check_count(test, 3);
}

static void a_correction_can_be_taken_back(void **state)
{
    static const char *const numbers[] = {"1", "2", "1", "1"};
    struct test_store *test = *state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct bulk_writer *writer = begin(test);
        row(writer, "A", numbers[i]);
        (void)match(test, writer);
        end(writer);
    }
    check_visit(test, "A", "1 2 1 ");
    check_count(test, 1);
}

static void the_same_row_twice_in_a_file_is_one_visit(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test);
    struct bulk_matching matching;
    row(writer, "A", "1");
    row(writer, "A", "1");
    row(writer, "B", "2");
    row(writer, "A", "9");
    row(writer, "A", "9");
    matching = match(test, writer);
    end(writer);
    assert_int_equal(matching.same, 2);
    assert_int_equal(matching.corrected, 1);
    check_visit(test, "A", "1 9 ");
    check_count(test, 2);
}

static void a_file_adds_to_what_the_desk_captured(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    int64_t visit = capture(test, "A", "1");
    writer = begin(test);
    row(writer, "A", "2");
    (void)match(test, writer);
    end(writer);
    check_visit(test, "A", "1 2 ");
    assert_int_equal(capture(test, "A", "3"), visit);
    check_visit(test, "A", "1 2 3 ");
    check_count(test, 1);
}

static void another_day_is_another_visit(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    (void)test_capture(
        test, CAPTURE_NUMBER, PAIRS("visit_date=20260302", "chart_number=A", "number=1"));
    writer = begin(test);
    row(writer, "A", "1");
    (void)match(test, writer);
    end(writer);
    check_count(test, 2);
}

static void rows_by_local_number_match_each_other(void **state)
{
    struct test_store *test = *state;
    struct evidence evidence =
        test_evidence(PAIRS("visit_date=20260301", "local_number=5", "number=1"));
    int64_t visit = test_capture(
        test, CAPTURE_NUMBER, PAIRS("visit_date=20260301", "local_number=5", "number=1"));
    struct bulk_writer *writer = begin(test);
    struct buffer bytes = buffer_open(1000);
    struct error error = {0};
    assert_int_equal(visit, 1);
    assert_true(visits_pack_row(&evidence, &bytes, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&bytes), MONTH_NONE, &error));
    (void)match(test, writer);
    end(writer);
    check_count(test, 1);
    buffer_close(&bytes);
}

static void an_abandoned_correction_leaves_no_trace(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    (void)capture(test, "A", "1");
    writer = begin(test);
    row(writer, "A", "2");
    row(writer, "B", "2");
    (void)match(test, writer);
    bulk_cancel(writer);
    check_visit(test, "A", "1 ");
    assert_true(bulk_abandon_open(test->store, BULK_CAPTURES, &error));
    check_visit(test, "A", "1 ");
    check_count(test, 1);
}

/* ---- the desk goes on ---- */

static void a_visit_opened_after_the_first_look_takes_the_rows_in(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test);
    row(writer, "A", "1");
    row(writer, "A", "1");
    row(writer, "A", "2");
    row(writer, "B", "3");
    (void)match(test, writer);
    (void)capture(test, "A", "9");
    (void)capture(test, "A", "8");
    (void)capture(test, "C", "7");
    end(writer);
    check_visit(test, "A", "9 1 2 8 ");
    check_visit(test, "B", "3 ");
    check_visit(test, "C", "7 ");
    check_count(test, 3);
}

static void the_same_capture_after_the_first_look_is_not_doubled(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test);
    struct evidence evidence =
        test_evidence(PAIRS("visit_date=20260301", "chart_number=A", "number=1"));
    struct buffer bytes = buffer_open(1000);
    struct error error = {0};
    assert_true(visits_pack_row(&evidence, &bytes, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&bytes), MONTH_NONE, &error));
    (void)match(test, writer);
    (void)capture(test, "A", "1");
    end(writer);
    check_count(test, 1);
    buffer_close(&bytes);
}

static void a_capture_about_a_visit_that_was_matched_already_does_no_harm(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    (void)capture(test, "A", "1");
    writer = begin(test);
    row(writer, "A", "2");
    (void)match(test, writer);
    (void)capture(test, "A", "3");
    end(writer);
    check_visit(test, "A", "1 2 3 ");
    check_count(test, 1);
}

static void a_visit_that_got_its_chart_number_after_the_first_look_takes_the_row_in(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    int64_t visit = test_capture(
        test, CAPTURE_NUMBER, PAIRS("visit_date=20260301", "local_number=5", "number=1"));
    writer = begin(test);
    row(writer, "A", "2");
    (void)match(test, writer);
    assert_true(store_begin(test->store, &error));
    assert_true(corrections_link(test->store, visit, LITERAL("A"), &error));
    assert_true(store_commit(test->store, &error));
    end(writer);
    check_count(test, 1);
    assert_int_equal(capture(test, "A", "3"), visit);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(new_rows_are_new_visits),
        WITH(a_corrected_file_does_not_double_its_good_rows),
        WITH(a_correction_can_be_taken_back),
        WITH(the_same_row_twice_in_a_file_is_one_visit),
        WITH(a_file_adds_to_what_the_desk_captured),
        WITH(another_day_is_another_visit),
        WITH(rows_by_local_number_match_each_other),
        WITH(an_abandoned_correction_leaves_no_trace),
        WITH(a_visit_opened_after_the_first_look_takes_the_rows_in),
        WITH(the_same_capture_after_the_first_look_is_not_doubled),
        WITH(a_capture_about_a_visit_that_was_matched_already_does_no_harm),
        WITH(a_visit_that_got_its_chart_number_after_the_first_look_takes_the_row_in),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
