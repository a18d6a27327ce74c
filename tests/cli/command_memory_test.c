/*
 * The command "capture" while every request for memory fails in turn, once or with all that follow,
 * in the program, SQLite and OpenSSL: exit code 0 and the capture is there, or another code and it is
 * not.
 *
 * command_memory_test [STEP]   every STEP-th request only
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/cli/cli_rig.h"
#include "tests/support/check.h"
#include "tests/support/failing_memory.h"
#include "tests/support/tagged_work.h"

enum {
    LOOK_EVERY = 48 /* looking at all of it takes longer the more there is */
};

static int64_t step = 23;

static bool is_there(struct test_store *test, unsigned tag)
{
    static struct tagged_seen seen;
    struct error error = {0};
    assert_true(tagged_look(test->store, &seen, &error));
    assert_true(seen.times[tag] <= 1);
    return seen.times[tag] == 1;
}

static void begin(struct test_store *test)
{
    test_store_open(test, 31);
    cli_rig_keep_key(test);
    test_store_adopt_rules(test, TEST_RULES);
    /* The first command begins an incarnation and notes the views; the ones that count do not. */
    assert_int_equal(cli_rig_capture(test, 0, 0), EXIT_DONE);
}

/* False when the command came through without meeting the failure. */
static bool capture_without(struct test_store *test, int64_t n, bool for_good, unsigned tag)
{
    int code = 0;
    int64_t requests = 0;
    store_close(test->store);
    test->store = NULL;
    failing_memory_begin(n, for_good);
    code = cli_rig_capture(test, tag % 50, tag);
    if (for_good) {
        store_close(test->store);
        test->store = NULL;
    }
    requests = failing_memory_end();
    if (code != EXIT_DONE && code != EXIT_FAULT && code != EXIT_REFUSED) {
        fail_msg("request %d: exit code %d\n%s", (int)n, code, cli_rig_said());
    }
    if (test->store == NULL || !vault_is_unlocked(test->store)) {
        test_store_reopen(test);
    }
    if (is_there(test, tag) != (code == EXIT_DONE)) {
        fail_msg("request %d: exit code %d\n%s", (int)n, code, cli_rig_said());
    }
    assert_true(code == EXIT_DONE || cli_rig_capture(test, tag % 50, tag) == EXIT_DONE);
    return requests >= n;
}

static void capture_in_turn(bool for_good)
{
    struct test_store test;
    int64_t n = 1;
    begin(&test);
    while (capture_without(&test, n, for_good, (unsigned)n % TAGS)) {
        n += step;
        assert_true(n < TAGS);
        if (n / step % LOOK_EVERY == 0) {
            assert_string_equal(tagged_store_fault(&test), "");
            test_store_close(&test);
            begin(&test);
        }
    }
    assert_true(n > 500);
    assert_string_equal(tagged_store_fault(&test), "");
    test_store_close(&test);
    print_message("%d requests, every %d. refused in turn\n", (int)n - 1, (int)step);
}

static void a_capture_that_is_refused_memory_once_is_done_or_refused(void **state)
{
    (void)state;
    capture_in_turn(false);
}

static void a_capture_that_gets_no_more_memory_is_done_or_refused(void **state)
{
    (void)state;
    capture_in_turn(true);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capture_that_is_refused_memory_once_is_done_or_refused),
        cmocka_unit_test(a_capture_that_gets_no_more_memory_is_done_or_refused),
    };
    failing_memory_install();
    if (count > 1) {
        step = strtol(words[1], NULL, 10);
    }
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
