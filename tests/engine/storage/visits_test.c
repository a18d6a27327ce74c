/* Captures and visits: found again, linked, completed; references that hold over a rebuild. */
#include "engine/storage/visits.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/corrections.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

static int make_store(void **state)
{
    return test_store_setup(state, 61);
}

/* The values of a visit laid over each other, one of them as text. */
static void
check_value(struct test_store *test, int64_t visit, enum field field, const char *expected)
{
    struct arena arena = arena_open(100000);
    struct part_cache *cache = NULL;
    struct evidence evidence;
    struct visit_row row;
    struct error error = {0};
    bool found = false;
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(visits_get(test->store, visit, &row, &found, &error));
    assert_true(found);
    assert_true(visits_merged_evidence(test->store, cache, &row, &arena, &evidence, &error));
    if (expected == NULL) {
        assert_false(evidence_has(&evidence, field));
    } else {
        assert_text(evidence.values[field], expected);
    }
    part_cache_close(cache);
    arena_close(&arena);
}

static enum fault refused(struct test_store *test, const char *const *pairs)
{
    struct evidence evidence = test_evidence(pairs);
    struct error error = {0};
    int64_t visit = 0;
    bool opened = false;
    assert_true(store_begin(test->store, &error));
    assert_false(visits_capture(test->store, CAPTURE_VISIT, &evidence, &visit, &opened, &error));
    store_rollback(test->store);
    return error.fault;
}

static enum fault add_to(struct test_store *test, int64_t visit, const char *const *pairs)
{
    struct evidence evidence = test_evidence(pairs);
    struct error error = {.fault = FAULT_NONE};
    assert_true(store_begin(test->store, &error));
    if (visits_add(test->store, visit, CAPTURE_NUMBER, &evidence, &error)) {
        assert_true(store_commit(test->store, &error));
    } else {
        store_rollback(test->store);
    }
    return error.fault;
}

static enum fault link_to(struct test_store *test, int64_t visit, const char *chart)
{
    struct error error = {.fault = FAULT_NONE};
    assert_true(store_begin(test->store, &error));
    if (corrections_link(test->store, visit, slice_of(chart), &error)) {
        assert_true(store_commit(test->store, &error));
    } else {
        store_rollback(test->store);
    }
    return error.fault;
}

static int64_t visits_in_all(struct test_store *test)
{
    struct error error = {0};
    int64_t count = 0;
    assert_true(counter_get(test->store, "visits", &count, &error));
    assert_int_equal(count, raw_number(test, "SELECT count(*) FROM visit WHERE gone = 0"));
    return count;
}

/* ---- which visit ---- */

static void a_chart_number_has_one_visit_a_day(void **state)
{
    struct test_store *test = *state;
    int64_t first =
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "chart_number=12"));
    int64_t other_day =
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260302", "chart_number=12"));
    int64_t other_chart =
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "chart_number=012"));
    assert_true(first != other_day && first != other_chart && other_day != other_chart);
    test_store_reopen(test);
    assert_int_equal(
        test_capture(
            test, CAPTURE_NUMBER, PAIRS("visit_date=20260301", "chart_number=12", "number=5")),
        first);
    assert_int_equal(visits_in_all(test), 3);
    check_value(test, first, FIELD_NUMBER, "5");
    check_value(test, other_day, FIELD_NUMBER, NULL);
}

static void later_values_stand_over_earlier_ones(void **state)
{
    struct test_store *test = *state;
    int64_t visit = test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "insurer_number=06130017", "symbol=12",
            "number=5", "branch=01", "kana_name=シカク"));
    (void)test_capture(
        test, CAPTURE_NUMBER,
        PAIRS("visit_date=20260301", "chart_number=1", "insurer_number=06130017", "number=6"));
    check_value(test, visit, FIELD_NUMBER, "6");
    check_value(test, visit, FIELD_SYMBOL, NULL);
    check_value(test, visit, FIELD_BRANCH, NULL);
    check_value(test, visit, FIELD_KANA_NAME, "シカク");
}

static void a_local_number_is_found_until_it_has_a_chart_number_and_after(void **state)
{
    struct test_store *test = *state;
    int64_t visit =
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "local_number=7"));
    assert_int_equal(
        test_capture(
            test, CAPTURE_NUMBER, PAIRS("visit_date=20260301", "local_number=7", "number=5")),
        visit);
    assert_int_equal(link_to(test, visit, "100"), FAULT_NONE);
    assert_int_equal(
        test_capture(
            test, CAPTURE_NUMBER, PAIRS("visit_date=20260301", "chart_number=100", "number=6")),
        visit);
    assert_int_equal(
        test_capture(
            test, CAPTURE_NUMBER, PAIRS("visit_date=20260301", "local_number=7", "number=8")),
        visit);
    check_value(test, visit, FIELD_NUMBER, "8");
    assert_int_equal(link_to(test, visit, "101"), FAULT_VISIT_LINKED);
    assert_int_equal(link_to(test, 99, "101"), FAULT_VISIT_MISSING);
    assert_int_equal(visits_in_all(test), 1);
}

static void a_capture_with_both_numbers_links_them(void **state)
{
    struct test_store *test = *state;
    int64_t visit =
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "local_number=7"));
    assert_int_equal(
        test_capture(
            test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "local_number=7", "chart_number=3")),
        visit);
    assert_int_equal(
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "chart_number=3")), visit);
}

/* Two patients must never become one because of a mistyped local number. */
static void a_local_number_never_joins_two_chart_numbers(void **state)
{
    struct test_store *test = *state;
    int64_t one = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "local_number=7", "chart_number=1"));
    int64_t two = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "local_number=7", "chart_number=2"));
    assert_true(one != two);
    check_value(test, one, FIELD_CHART_NUMBER, "1");
    check_value(test, two, FIELD_CHART_NUMBER, "2");
    assert_int_equal(
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "chart_number=2")), two);
    assert_int_equal(visits_in_all(test), 2);
}

static void a_chart_number_is_never_taken_for_a_local_one(void **state)
{
    struct test_store *test = *state;
    int64_t one = test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "chart_number=7"));
    int64_t two = test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "local_number=7"));
    assert_true(one != two);
}

static void a_capture_without_day_or_number_is_refused(void **state)
{
    struct test_store *test = *state;
    assert_int_equal(refused(test, PAIRS("chart_number=1")), FAULT_VISIT_NEEDS_NUMBER);
    assert_int_equal(
        refused(test, PAIRS("visit_date=20260231", "chart_number=1")), FAULT_VISIT_NEEDS_NUMBER);
    assert_int_equal(
        refused(test, PAIRS("visit_date=20260301", "kana_name=シカク")), FAULT_VISIT_NEEDS_NUMBER);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM journal"), 0);
}

static void nothing_is_captured_without_a_key(void **state)
{
    struct test_store *test = *state;
    vault_close(test->store);
    assert_int_equal(
        refused(test, PAIRS("visit_date=20260301", "chart_number=1")), FAULT_NOT_UNLOCKED);
}

/* ---- known visits ---- */

static void evidence_comes_in_the_order_of_capture_the_opening_first(void **state)
{
    struct test_store *test = *state;
    struct tagged_seen seen;
    struct error error = {0};
    int64_t visit = test_capture(
        test, CAPTURE_NUMBER, PAIRS("visit_date=20260301", "chart_number=1", "number=1"));
    assert_int_equal(add_to(test, visit, PAIRS("number=2")), FAULT_NONE);
    assert_int_equal(add_to(test, visit, PAIRS("number=3")), FAULT_NONE);
    assert_int_equal(add_to(test, 2, PAIRS("number=4")), FAULT_VISIT_MISSING);
    assert_int_equal(add_to(test, 0, PAIRS("number=4")), FAULT_VISIT_MISSING);
    assert_true(tagged_look(test->store, &seen, &error));
    assert_int_equal(seen.times[1] + seen.times[2] + seen.times[3], 3);
    check_value(test, visit, FIELD_NUMBER, "3");
}

static void a_row_of_an_unfinished_file_is_nobody_s_visit(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    struct buffer row = buffer_open(1000);
    struct error error = {0};
    struct evidence evidence =
        test_evidence(PAIRS("visit_date=20260301", "chart_number=1", "number=1"));
    assert_true(visits_pack_row(&evidence, &row, &error));
    assert_true(bulk_open(
        test->store, BULK_CAPTURES, (struct slice){NULL, 0}, LITERAL("x"), &writer, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error));
    assert_true(bulk_flush_rows(writer, &error));
    assert_int_equal(add_to(test, 1, PAIRS("number=2")), FAULT_VISIT_MISSING);
    assert_int_equal(link_to(test, 1, "9"), FAULT_VISIT_MISSING);
    assert_int_equal(
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "chart_number=1")), 2);
    bulk_cancel(writer);
    assert_true(bulk_abandon_open(test->store, BULK_CAPTURES, &error));
    assert_int_equal(visits_in_all(test), 1);
    assert_string_equal(tagged_store_fault(test), "");
    buffer_close(&row);
}

/* ---- prints ---- */

static void prints_are_renewed_when_a_capture_completes_them(void **state)
{
    struct test_store *test = *state;
    struct visit_row row;
    struct error error = {0};
    bool found = false;
    uint8_t before[VISIT_PRINTS];
    int64_t visit = test_capture(
        test, CAPTURE_NUMBER,
        PAIRS("visit_date=20260301", "chart_number=1", "insurer_number=06130017", "number=5"));
    assert_true(visits_get(test->store, visit, &row, &found, &error));
    assert_false(print_is_some(row.prints + PRINT_NUMBERS));
    assert_int_equal(add_to(test, visit, PAIRS("birth_date=19800401")), FAULT_NONE);
    assert_true(visits_get(test->store, visit, &row, &found, &error));
    assert_true(print_is_some(row.prints + PRINT_NUMBERS));
    assert_false(print_is_some(row.prints + PRINT_PERSON));
    memcpy(before, row.prints, VISIT_PRINTS);
    assert_int_equal(add_to(test, visit, PAIRS("insurer_number=06130017", "number=6")), FAULT_NONE);
    assert_true(visits_get(test->store, visit, &row, &found, &error));
    assert_memory_not_equal(row.prints + PRINT_NUMBERS, before + PRINT_NUMBERS, FINGERPRINT_BYTES);
    assert_memory_equal(row.prints + PRINT_CHART, before + PRINT_CHART, FINGERPRINT_BYTES);
    assert_string_equal(tagged_store_fault(test), "");
}

/* ---- walking ---- */

struct walked {
    int64_t ids[8];
    size_t count;
    size_t most;
};

static bool take(void *taker, const struct visit_row *row)
{
    struct walked *walked = taker;
    walked->ids[walked->count++] = row->id;
    return walked->count < walked->most;
}

static size_t walk(struct test_store *test, int64_t after, const char *first, const char *last)
{
    struct walked walked = {.most = 8};
    struct interval days = {DATE_NONE, DATE_NONE};
    struct error error = {0};
    if (first != NULL) {
        assert_true(date_from_digits(slice_of(first), &days.first));
    }
    if (last != NULL) {
        assert_true(date_from_digits(slice_of(last), &days.last));
    }
    assert_true(visits_each(test->store, after, days, take, &walked, &error));
    for (size_t i = 1; i < walked.count; i++) {
        assert_true(walked.ids[i] > walked.ids[i - 1]);
    }
    return walked.count;
}

static void visits_are_walked_by_day_and_from_an_id_on(void **state)
{
    struct test_store *test = *state;
    struct walked walked = {.most = 2};
    const struct interval always = {DATE_NONE, DATE_NONE};
    struct error error = {0};
    (void)test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260302", "chart_number=1"));
    (void)test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260301", "chart_number=1"));
    (void)test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260303", "chart_number=1"));
    (void)test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=19690303", "chart_number=1"));
    assert_int_equal(walk(test, 0, NULL, NULL), 4);
    assert_int_equal(walk(test, 2, NULL, NULL), 2);
    assert_int_equal(walk(test, 0, "20260302", NULL), 2);
    assert_int_equal(walk(test, 0, NULL, "20260302"), 3);
    assert_int_equal(walk(test, 0, "20260302", "20260302"), 1);
    assert_int_equal(walk(test, 4, NULL, NULL), 0);
    assert_true(visits_each(test->store, 0, always, take, &walked, &error));
    assert_int_equal(walked.count, 2);
}

/* ---- references ---- */

static void a_reference_finds_its_visit_after_a_rebuild(void **state)
{
    const struct tagged_file file = {.name = 1, .first_chart = 10, .first_tag = 10, .rows = 20};
    struct test_store *test = *state;
    struct visit_reference references[21];
    struct error error = {0};
    int64_t single =
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260302", "chart_number=1"));
    assert_true(tagged_import(test->store, &file, NULL, NULL, &error));
    for (int64_t visit = 1; visit <= 21; visit++) {
        int64_t back = 0;
        char text[REFERENCE_TEXT];
        struct visit_reference read;
        assert_true(visits_reference(test->store, visit, &references[visit - 1], &error));
        reference_write(&references[visit - 1], text);
        assert_true(reference_read(slice_of(text), &read));
        assert_true(visits_resolve(test->store, &read, &back, &error));
        assert_int_equal(back, visit);
    }
    assert_int_equal(references[single - 1].row, ROW_WHOLE_BODY);
    assert_true(views_rebuild(test->store, &error));
    for (int64_t visit = 1; visit <= 21; visit++) {
        int64_t back = 0;
        assert_true(visits_resolve(test->store, &references[visit - 1], &back, &error));
        assert_int_equal(back, visit);
    }
    references[0].seq = 99;
    assert_false(visits_resolve(test->store, &references[0], &single, &error));
    assert_int_equal(error.fault, FAULT_VISIT_MISSING);
    assert_false(visits_reference(test->store, 99, &references[0], &error));
    assert_int_equal(error.fault, FAULT_VISIT_MISSING);
}

static void a_reference_is_written_with_dots(void **state)
{
    struct visit_reference reference = {"7H2K9QXA", 1, 12, 345};
    struct visit_reference read;
    char text[REFERENCE_TEXT];
    (void)state;
    reference_write(&reference, text);
    assert_string_equal(text, "7H2K9QXA.1.12.345");
    reference.row = ROW_WHOLE_BODY;
    reference_write(&reference, text);
    assert_string_equal(text, "7H2K9QXA.1.12");
    reference = (struct visit_reference){"7H2K9QXA", INT64_MAX, INT64_MAX, INT64_MAX};
    reference_write(&reference, text);
    assert_false(reference_read(LITERAL(""), &read));
    assert_false(reference_read(LITERAL("7H2K9QXA"), &read));
    assert_false(reference_read(LITERAL("7H2K9QXA.1"), &read));
    assert_false(reference_read(LITERAL("7H2K9QXA.1.x"), &read));
    assert_false(reference_read(LITERAL("7H2K9QXAB.1.2"), &read));
    assert_false(reference_read(LITERAL("7H2K9QXA.1.2.3.4"), &read));
    assert_false(reference_read(LITERAL("7H2K9QXA.1.-2"), &read));
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(a_chart_number_has_one_visit_a_day),
        WITH(later_values_stand_over_earlier_ones),
        WITH(a_local_number_is_found_until_it_has_a_chart_number_and_after),
        WITH(a_capture_with_both_numbers_links_them),
        WITH(a_local_number_never_joins_two_chart_numbers),
        WITH(a_chart_number_is_never_taken_for_a_local_one),
        WITH(a_capture_without_day_or_number_is_refused),
        WITH(nothing_is_captured_without_a_key),
        WITH(evidence_comes_in_the_order_of_capture_the_opening_first),
        WITH(a_row_of_an_unfinished_file_is_nobody_s_visit),
        WITH(prints_are_renewed_when_a_capture_completes_them),
        WITH(visits_are_walked_by_day_and_from_an_id_on),
        WITH(a_reference_finds_its_visit_after_a_rebuild),
        cmocka_unit_test(a_reference_is_written_with_dots),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
