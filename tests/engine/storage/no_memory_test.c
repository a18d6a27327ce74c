/*
 * Every request for memory of one capture fails in turn, once or with all that follow: the capture is
 * there or was refused, the store is whole, and the next try goes through.  Imports by samples.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/check.h"
#include "tests/support/failing_memory.h"
#include "tests/support/tagged_work.h"

static int make_store(void **state)
{
    return test_store_setup(state, 31);
}

static bool is_fault_of_memory(enum fault fault)
{
    return fault == FAULT_MEMORY || fault == FAULT_CRYPTO;
}

static bool is_there(struct test_store *test, unsigned tag)
{
    struct tagged_seen seen;
    struct error error = {0};
    assert_true(tagged_look(test->store, &seen, &error));
    assert_true(seen.times[tag] <= 1);
    return seen.times[tag] == 1;
}

/* Everything since the opening of the store may fail; false when nothing did any more. */
static bool capture_without(struct test_store *test, int64_t n, bool for_good, unsigned tag)
{
    struct error error = {0};
    bool done = false;
    int64_t requests = 0;
    store_close(test->store);
    test->store = NULL;
    failing_memory_begin(n, for_good);
    done = test_store_try(test, &error) && tagged_capture(test->store, tag % 50, tag, &error);
    if (for_good) {
        store_close(test->store);
        test->store = NULL;
    }
    requests = failing_memory_end();
    if (!done && !is_fault_of_memory(error.fault)) {
        fail_msg("request %d: %s", (int)n, error_name(error.fault));
    }
    if (test->store == NULL || !vault_is_unlocked(test->store)) {
        test_store_reopen(test);
    }
    assert_int_equal(is_there(test, tag), done);
    assert_true(done || tagged_capture(test->store, tag % 50, tag, &error));
    return requests >= n;
}

static void capture_in_turn(struct test_store *test, bool for_good)
{
    int64_t n = 1;
    while (capture_without(test, n, for_good, (unsigned)n % TAGS)) {
        n++;
        assert_true(n < TAGS);
        if (n % 48 == 0) {
            /* Looking at all of it takes longer the more there is. */
            assert_string_equal(tagged_store_fault(test), "");
            test_store_close(test);
            test_store_open(test, 31);
        }
    }
    assert_true(n > 300);
    assert_string_equal(tagged_store_fault(test), "");
    print_message("%d requests, each refused in turn\n", (int)n - 1);
}

static void a_capture_that_is_refused_memory_once_is_done_or_refused(void **state)
{
    capture_in_turn(*state, false);
}

static void a_capture_that_gets_no_more_memory_is_done_or_refused(void **state)
{
    capture_in_turn(*state, true);
}

/* Four rows of a file of its own; the number of requests. */
static int64_t import_without(struct test_store *test, int64_t n, unsigned name)
{
    const struct tagged_file file = {
        .name = name,
        .first_chart = name * 4,
        .first_tag = name * 4,
        .rows = 4,
        .twice = 1,
        .row_bytes = 10,
        .raw_bytes = 100};
    struct error error = {0};
    int64_t requests = 0;
    bool done = false;
    test_store_reopen(test);
    failing_memory_begin(n, false);
    done = tagged_import(test->store, &file, NULL, NULL, &error);
    requests = failing_memory_end();
    assert_true(done || is_fault_of_memory(error.fault));
    for (unsigned i = 0; i < file.rows; i++) {
        assert_int_equal(is_there(test, file.first_tag + i), done);
    }
    assert_true(tagged_import(test->store, &file, NULL, NULL, &error));
    assert_true(is_there(test, file.first_tag));
    return requests;
}

static void an_import_that_is_refused_memory_is_whole_or_not_there(void **state)
{
    struct test_store *test = *state;
    unsigned name = 1;
    int64_t requests = import_without(test, 0, name++);
    assert_true(requests > 300);
    for (int64_t n = 1; n <= requests; n += 1 + n / 20) {
        (void)import_without(test, n, name++);
    }
    assert_string_equal(tagged_store_fault(test), "");
    print_message("%d requests, %u refused\n", (int)requests, name - 2);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(a_capture_that_is_refused_memory_once_is_done_or_refused),
        WITH(a_capture_that_gets_no_more_memory_is_done_or_refused),
        WITH(an_import_that_is_refused_memory_is_whole_or_not_there),
    };
#undef WITH
    failing_memory_install();
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
