/*
 * Memory runs out at the n-th request of an import: the file is in or it is not, and the next try takes
 * it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "importers/desk/capture_table.h"
#include "tests/importers/table_support.h"
#include "tests/support/failing_memory.h"
#include "tests/support/raw_store.h"

static const struct value_rules rules = {
    .fillers = NULL,
    .filler_count = 0,
    .restores_zeros = true};

/* A file of its own for each try: two good rows, a bad one and a damaged one. */
static const char *make_file(struct test_store *test, unsigned number)
{
    char text[512];
    (void)snprintf(
        text, sizeof text,
        "受診日,カルテ番号,カナ氏名,持参したもの\n20260331,%u1,シカク　タロウ,カード\n"
        "20260331,%u2,資格 花子,カード\n20260331,%u3,ｶｸﾆﾝ,なし\n20260331,\"4\n",
        number, number, number);
    put_file(test, "a.csv", slice_of(text));
    return test_path(&test->world, "a.csv");
}

static int64_t visits_in(struct test_store *test)
{
    return raw_number(test, "SELECT count(*) FROM visit WHERE gone = 0");
}

/* The number of requests of one import, of which the n-th failed. */
static int64_t import_without(struct test_store *test, int64_t n, unsigned number)
{
    const char *path = make_file(test, number);
    struct table_report *report = NULL;
    struct error error = {0};
    int64_t before = 0;
    int64_t requests = 0;
    bool done = false;
    test_store_reopen(test);
    before = visits_in(test);
    failing_memory_begin(n, false);
    done = table_import(test->store, path, &capture_table_kind, &rules, &report, &error);
    requests = failing_memory_end();
    assert_true(done || error.fault == FAULT_MEMORY || error.fault == FAULT_CRYPTO);
    assert_true(done == (report != NULL));
    free(report);
    test_store_reopen(test);
    assert_true(table_import(test->store, path, &capture_table_kind, &rules, &report, &error));
    assert_int_equal(report->was_there, done);
    assert_int_equal(report->read, 4);
    assert_int_equal(report->refused, 2);
    free(report);
    assert_int_equal(visits_in(test), before + 2);
    return requests;
}

static void an_import_without_memory_is_whole_or_not_there(void **state)
{
    struct test_store test;
    unsigned number = 1;
    int64_t requests = 0;
    (void)state;
    test_store_open(&test, 5);
    requests = import_without(&test, 0, number++);
    assert_true(requests > 50);
    for (int64_t n = 1; n <= requests; n += 1 + n / 25) {
        (void)import_without(&test, n, number++);
    }
    test_store_close(&test);
    print_message("%d requests, %u refused\n", (int)requests, number - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_import_without_memory_is_whole_or_not_there),
    };
    failing_memory_install();
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
