/* Single rows out of sealed bodies: right ones, missing ones, more bodies than are kept. */
#include "engine/storage/part_cache.h"

#include <stdio.h>

#include "engine/storage/bulk.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"

/* A kind of rows that no view is made of. */
static const enum bulk_kind BULK_NOISE = (enum bulk_kind)90;

static int make_store(void **state)
{
    return test_store_setup(state, 151);
}

static int64_t append(struct test_store *test, struct slice body)
{
    struct error error = {0};
    int64_t entry = 0;
    assert_true(store_begin(test->store, &error));
    assert_true(journal_append(
        test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, MONTH_NONE, body, &entry, &error));
    assert_true(store_commit(test->store, &error));
    return entry;
}

/* A part with two rows, "one" and "two"; its entry. */
static int64_t part(struct test_store *test)
{
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    int64_t last = 0;
    assert_true(
        bulk_open(test->store, BULK_NOISE, (struct slice){NULL, 0}, LITERAL("x"), &writer, &error));
    assert_true(bulk_add_row(writer, LITERAL("one"), MONTH_NONE, &error));
    assert_true(bulk_add_row(writer, LITERAL("two"), MONTH_NONE, &error));
    assert_true(bulk_close(writer, (struct slice){NULL, 0}, &error));
    assert_true(journal_last(test->store, &last, &error));
    return last - 1;
}

static void rows_and_whole_bodies_are_found(void **state)
{
    struct test_store *test = *state;
    struct part_cache *cache = NULL;
    struct slice fields;
    struct error error = {0};
    int64_t single = append(test, LITERAL("\1fields"));
    int64_t bulk = part(test);
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(part_cache_read(cache, single, ROW_WHOLE_BODY, &fields, &error));
    assert_text(fields, "fields");
    assert_true(part_cache_read(cache, bulk, 1, &fields, &error));
    assert_text(fields, "two");
    assert_true(part_cache_read(cache, bulk, 0, &fields, &error));
    assert_text(fields, "one");
    part_cache_close(cache);
    part_cache_close(NULL);
}

static void a_row_that_is_not_there_is_a_fault(void **state)
{
    struct test_store *test = *state;
    struct part_cache *cache = NULL;
    struct slice fields;
    struct error error = {0};
    int64_t single = append(test, LITERAL("\1fields"));
    int64_t empty = append(test, LITERAL(""));
    int64_t bulk = part(test);
    const int64_t wrong[][2] = {
        {single, 0},         {bulk, 2}, {bulk, ROW_WHOLE_BODY},  {bulk, -2},        {0, 0},
        {0, ROW_WHOLE_BODY}, {999, 0},  {empty, ROW_WHOLE_BODY}, {bulk, INT64_MAX}, {bulk - 1, 0},
        {INT64_MIN, 0}};
    assert_true(part_cache_open(test->store, &cache, &error));
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        error.fault = FAULT_NONE;
        assert_false(part_cache_read(cache, wrong[i][0], wrong[i][1], &fields, &error));
        assert_int_equal(error.fault, FAULT_JOURNAL_BODY);
    }
    assert_true(part_cache_read(cache, bulk, 1, &fields, &error));
    part_cache_close(cache);
}

static void more_bodies_than_are_kept_open_all_read_right(void **state)
{
    struct test_store *test = *state;
    struct part_cache *cache = NULL;
    struct slice first;
    struct error error = {0};
    const int64_t bodies = 3 * PART_CACHE_BODIES;
    for (int64_t i = 1; i <= bodies; i++) {
        char body[16] = "\1";
        (void)snprintf(body + 1, sizeof body - 1, "%d", (int)i);
        assert_int_equal(append(test, slice_of(body)), i);
    }
    assert_true(part_cache_open(test->store, &cache, &error));
    for (int round = 0; round < 2; round++) {
        for (int64_t i = 1; i <= bodies; i++) {
            char expected[16];
            struct slice fields;
            (void)snprintf(expected, sizeof expected, "%d", (int)i);
            assert_true(part_cache_read(cache, i, ROW_WHOLE_BODY, &fields, &error));
            assert_text(fields, expected);
        }
    }
    /* What was read lives until so many others were. */
    assert_true(part_cache_read(cache, 1, ROW_WHOLE_BODY, &first, &error));
    for (int64_t i = 2; i <= PART_CACHE_BODIES; i++) {
        struct slice fields;
        assert_true(part_cache_read(cache, i, ROW_WHOLE_BODY, &fields, &error));
    }
    assert_text(first, "1");
    part_cache_close(cache);
}

static void a_changed_part_is_a_fault_and_others_still_read(void **state)
{
    struct test_store *test = *state;
    struct part_cache *cache = NULL;
    struct slice fields;
    struct error error = {0};
    int64_t single = append(test, LITERAL("\1fields"));
    int64_t bulk = part(test);
    raw_flip(test, "body", bulk, 15);
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_false(part_cache_read(cache, bulk, 0, &fields, &error));
    assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
    assert_true(part_cache_read(cache, single, ROW_WHOLE_BODY, &fields, &error));
    part_cache_close(cache);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(rows_and_whole_bodies_are_found),
        WITH(a_row_that_is_not_there_is_a_fault),
        WITH(more_bodies_than_are_kept_open_all_read_right),
        WITH(a_changed_part_is_a_fault_and_others_still_read),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
