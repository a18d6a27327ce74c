/* Copies of a store that are put to use; words about a copy; the version of its views. */
#include "engine/storage/incarnation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/storage/inside.h"
#include "engine/storage/meta.h"
#include "engine/storage/view_version.h"
#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    struct error error = {0};
    assert_non_null(test);
    test_store_open(test, 131);
    assert_true(store_begin(test->store, &error));
    assert_true(incarnation_note(test->store, &error));
    assert_true(store_commit(test->store, &error));
    assert_true(tagged_capture(test->store, 1, 1, &error));
    *state = test;
    return 0;
}

static bool settle(struct test_store *test)
{
    struct error error = {0};
    bool begun = false;
    assert_true(incarnation_settle(test->store, &begun, &error));
    return begun;
}

/* The same bytes in another file, under the same name. */
static void copy_file(struct test_store *test)
{
    char path[600];
    char other[600];
    struct buffer bytes;
    store_close(test->store);
    test->store = NULL;
    (void)snprintf(path, sizeof path, "%s", raw_path(test, "totsugo.db"));
    (void)snprintf(other, sizeof other, "%s", raw_path(test, "other.db"));
    bytes = raw_file(path);
    raw_put_file(other, buffer_slice(&bytes));
    assert_int_equal(rename(other, path), 0);
    buffer_close(&bytes);
    test_store_reopen(test);
}

static void the_same_file_goes_on_counting(void **state)
{
    struct test_store *test = *state;
    assert_false(settle(test));
    test_store_reopen(test);
    assert_false(settle(test));
    assert_int_equal(incarnation_number(test->store), 1);
}

static void a_copy_counts_anew_and_the_chain_goes_on(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    int64_t second = 0;
    copy_file(test);
    assert_true(settle(test));
    second = incarnation_number(test->store);
    assert_true(second > 1);
    assert_true(tagged_capture(test->store, 2, 2, &error));
    assert_int_equal(raw_number(test, "SELECT seq FROM journal ORDER BY entry DESC LIMIT 1"), 2);
    test_store_reopen(test);
    assert_true(incarnation_number(test->store) == second);
    assert_false(settle(test));
    copy_file(test);
    assert_true(settle(test));
    assert_true(incarnation_number(test->store) > second);
    assert_string_equal(tagged_store_fault(test), "");
}

static void two_copies_of_one_store_count_differently(void **state)
{
    struct test_store *test = *state;
    struct buffer bytes = raw_file(raw_path(test, "totsugo.db"));
    char original[600];
    int64_t first = 0;
    /* It keeps its place on the disk. */
    (void)snprintf(original, sizeof original, "%s", raw_path(test, "original.db"));
    assert_int_equal(link(raw_path(test, "totsugo.db"), original), 0);
    copy_file(test);
    assert_true(settle(test));
    first = incarnation_number(test->store);
    store_close(test->store);
    test->store = NULL;
    raw_put_file(raw_path(test, "totsugo.db"), buffer_slice(&bytes));
    buffer_close(&bytes);
    test_store_reopen(test);
    copy_file(test);
    assert_true(settle(test));
    assert_true(incarnation_number(test->store) != first);
    assert_string_equal(tagged_store_fault(test), "");
}

static void two_that_open_a_copy_at_once_agree_on_its_number(void **state)
{
    struct test_store *test = *state;
    struct test_store second = *test;
    struct error error = {0};
    copy_file(test);
    second.store = NULL;
    assert_true(test_store_try(&second, &error));
    assert_true(settle(test));
    assert_false(settle(&second));
    assert_true(incarnation_number(second.store) > 1);
    assert_true(incarnation_number(second.store) == incarnation_number(test->store));
    assert_true(tagged_capture(second.store, 2, 2, &error));
    assert_true(tagged_capture(test->store, 3, 3, &error));
    store_close(second.store);
    assert_string_equal(tagged_store_fault(test), "");
}

static void a_bulk_that_was_open_in_a_copy_does_not_stop_it(void **state)
{
    const struct tagged_file file = {.name = 1, .first_chart = 5, .first_tag = 5, .rows = 3};
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    struct tagged_seen seen;
    struct error error = {0};
    assert_true(bulk_open(
        test->store, BULK_CAPTURES, (struct slice){NULL, 0}, LITERAL("x"), &writer, &error));
    bulk_cancel(writer);
    copy_file(test);
    assert_true(settle(test));
    assert_true(tagged_import(test->store, &file, NULL, NULL, &error));
    assert_true(tagged_look(test->store, &seen, &error));
    assert_int_equal(seen.visits, 4);
}

static void words_are_kept_and_missing_ones_are_empty(void **state)
{
    struct test_store *test = *state;
    char value[META_VALUE];
    struct error error = {0};
    assert_true(meta_get(test->store, "no such word", value, &error));
    assert_string_equal(value, "");
    assert_true(store_begin(test->store, &error));
    assert_true(meta_put(test->store, "word", "one", &error));
    assert_true(meta_put(test->store, "word", "two", &error));
    assert_true(store_commit(test->store, &error));
    assert_true(meta_get(test->store, "word", value, &error));
    assert_string_equal(value, "two");
    raw_do(test, "UPDATE meta SET value = printf('%.*c', 300, 'x') WHERE name = 'word'");
    assert_false(meta_get(test->store, "word", value, &error));
    assert_int_equal(error.fault, FAULT_STORE_BROKEN);
}

static void views_of_another_version_are_known_and_made_anew(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    bool current = true;
    assert_true(views_are_current(test->store, &current, &error));
    assert_false(current);
    assert_true(views_rebuild(test->store, &error));
    assert_true(views_are_current(test->store, &current, &error));
    assert_true(current);
    raw_do(test, "UPDATE meta SET value = 'older' WHERE name = 'views'");
    assert_true(views_are_current(test->store, &current, &error));
    assert_false(current);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(the_same_file_goes_on_counting),
        WITH(a_copy_counts_anew_and_the_chain_goes_on),
        WITH(two_copies_of_one_store_count_differently),
        WITH(two_that_open_a_copy_at_once_agree_on_its_number),
        WITH(a_bulk_that_was_open_in_a_copy_does_not_stop_it),
        WITH(words_are_kept_and_missing_ones_are_empty),
        WITH(views_of_another_version_are_known_and_made_anew),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
