/*
 * Two processes on one store: captures at the desk while a file goes in.  No capture is refused as
 * busy or lost, and no visit is opened twice.  How long captures took is printed, not judged.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

enum {
    FIRST_TAG = 1000, /* of the file */
    CAPTURES = FIRST_TAG - 1
};

static unsigned file_rows = 7000;

struct times {
    int64_t us[CAPTURES];
    int count;
};

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    assert_non_null(test);
    test_store_open(test, 41);
    /* Of two processes with one seed both would seal with the same nonces. */
    test->world.world.random = random_real();
    test->world.world.clock = clock_real();
    test_store_reopen(test);
    *state = test;
    return 0;
}

static int64_t now_us(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int compare(const void *left, const void *right)
{
    const int64_t *a = left;
    const int64_t *b = right;
    return *a < *b ? -1 : *a > *b ? 1 : 0;
}

static void print_times(const char *what, struct times *times)
{
    if (times->count == 0) {
        return;
    }
    qsort(times->us, (size_t)times->count, sizeof times->us[0], compare);
    print_message(
        "%s: %d captures, half within %d us, 99 %% within %d us, the longest %d us\n", what,
        times->count, (int)times->us[times->count / 2], (int)times->us[times->count * 99 / 100],
        (int)times->us[times->count - 1]);
}

/* In a process of its own, which ends here. */
static void import_and_end(const struct test_store *from, const struct tagged_file *file)
{
    struct test_store test = *from;
    struct error error = {0};
    char text[600];
    test.store = NULL;
    if (test_store_try(&test, &error) && tagged_import(test.store, file, NULL, NULL, &error)) {
        store_close(test.store);
        _exit(0);
    }
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    (void)fprintf(stderr, "import: %s\n", text);
    _exit(1);
}

static void capture(struct test_store *test, unsigned chart, unsigned tag, struct times *times)
{
    struct error error = {0};
    int64_t begun = now_us();
    if (!tagged_capture(test->store, chart, tag, &error)) {
        fail_msg("capture %u: %s", tag, error_name(error.fault));
    }
    times->us[times->count] = now_us() - begun;
    times->count++;
}

/* Nobody at a desk captures without a pause. */
static void let_others_go_on(void)
{
    for (int i = 0; i < 4000; i++) {
        (void)sched_yield();
    }
}

/* Charts of the desk and of the file overlap. */
static void capture_while_it_runs(struct test_store *test, pid_t child, struct times *times)
{
    int status = 0;
    unsigned tag = 1;
    pid_t ended = 0;
    while (ended == 0 && times->count < CAPTURES) {
        capture(test, tag * 7 % 900, tag, times);
        tag++;
        let_others_go_on();
        ended = waitpid(child, &status, WNOHANG);
    }
    if (ended == 0) {
        assert_int_equal(waitpid(child, &status, 0), child);
    }
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void check_all(struct test_store *test, const struct tagged_file *file, int captures)
{
    static struct tagged_seen seen;
    struct error error = {0};
    assert_true(tagged_look(test->store, &seen, &error));
    for (int i = 1; i <= captures; i++) {
        assert_int_equal(seen.times[i], 1);
    }
    for (unsigned i = 0; i < file->rows && file->first_tag + i < TAGS; i++) {
        assert_int_equal(seen.times[file->first_tag + i], 1);
    }
    assert_int_equal(
        raw_number(
            test, "SELECT count(*) FROM (SELECT 1 FROM visit WHERE gone = 0"
                  " GROUP BY day, substr(keys, 1, 16) HAVING count(*) > 1)"),
        0);
    assert_string_equal(tagged_store_fault(test), "");
}

static void captures_go_on_while_a_file_goes_in(void **state)
{
    const struct tagged_file file = {
        .name = 1,
        .first_chart = 300,
        .first_tag = FIRST_TAG,
        .rows = file_rows,
        .row_bytes = 300,
        .raw_bytes = 1000 * 1000};
    struct test_store *test = *state;
    static struct times times;
    pid_t child = fork();
    if (child == 0) {
        import_and_end(test, &file);
    }
    capture_while_it_runs(test, child, &times);
    print_times("while a file goes in", &times);
    check_all(test, &file, times.count);
}

int main(int count, char **words)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(captures_go_on_while_a_file_goes_in),
    };
#undef WITH
    if (count > 1) {
        file_rows = (unsigned)strtoul(words[1], NULL, 10);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
