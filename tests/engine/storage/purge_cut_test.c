/*
 * Power cuts through a purge: afterwards the store is the one before it or the one after it, and whole.
 *
 * purge_cut_test [CUTS]
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/storage/corrections.h"
#include "engine/storage/purge.h"
#include "tests/support/check.h"
#include "tests/support/must.h"
#include "tests/support/power_cut.h"
#include "tests/support/raw_store.h"
#include "tests/support/recording_disk.h"
#include "tests/support/recording_vfs.h"
#include "tests/support/tagged_work.h"

enum {
    CAPTURES = 40,
    ROWS = 60,
    STEADY_CHART = 3000,
    STEADY_TAG = 4000
};

static size_t cuts = 60;

/* 10 April 2026: the visits of the tagged work are of March. */
static const int64_t april_ms = INT64_C(1775779200000);

struct rig {
    struct test_store test;
    struct recording recording;
    struct purge_result result;
    size_t begun; /* steps before the purge */
};

static void settle_all(struct test_store *test)
{
    int64_t last = raw_number(test, "SELECT max(id) FROM visit");
    struct error error = {0};
    must(store_begin(test->store, &error), &error, "begin");
    for (int64_t visit = 1; visit <= last; visit++) {
        struct visit_row row;
        bool found = false;
        must(visits_get(test->store, visit, &row, &found, &error), &error, "visit");
        if (found && row.gone == 0) {
            must(
                corrections_withdraw(test->store, visit, WITHDRAWAL_NEVER_CAME, true, &error),
                &error, "withdraw");
        }
    }
    must(store_commit(test->store, &error), &error, "commit");
}

static struct rig *open_rig(void)
{
    static const struct tagged_file file = {
        .name = 1,
        .first_chart = 100,
        .first_tag = 1000,
        .rows = ROWS,
        .row_bytes = 300,
        .raw_bytes = 100 * 1000};
    struct rig *rig = calloc(1, sizeof *rig);
    struct error error = {0};
    assert_non_null(rig);
    test_world_open(&rig->test.world, 31);
    test_store_make(&rig->test);
    for (unsigned i = 0; i < CAPTURES; i++) {
        must(tagged_capture(rig->test.store, i, i + 1, &error), &error, "capture");
    }
    must(tagged_import(rig->test.store, &file, NULL, NULL, &error), &error, "import");
    settle_all(&rig->test);
    rig->test.world.clock.now_ms = april_ms;
    recording_open(&rig->recording, rig->test.world.folder);
    rig->test.vfs = recording_vfs_open(&rig->recording);
    test_store_reopen(&rig->test);
    rig->begun = rig->recording.count;
    return rig;
}

static void close_rig(struct rig *rig)
{
    rig->recording.running = false;
    test_store_close(&rig->test);
    recording_close(&rig->recording);
    recording_vfs_close();
    free(rig);
}

static void purge(struct rig *rig)
{
    struct month april = MONTH_NONE;
    struct error error = {0};
    assert_true(month_make(2026, 4, &april));
    must(purge_run(rig->test.store, april, &rig->result, &error), &error, "purge");
    assert_int_equal(rig->result.visits, CAPTURES + ROWS);
}

/* What a cut before a step left: whether it is the store after the purge. */
static bool look(const struct rig *rig, size_t at, uint64_t seed)
{
    struct test_store left;
    struct error error = {0};
    int64_t purges = 0;
    memset(&left, 0, sizeof left);
    test_world_open(&left.world, 32);
    memcpy(left.key_file, rig->test.key_file, sizeof left.key_file);
    left.world.clock.now_ms = april_ms;
    power_cut_leave(&rig->recording, at, seed, left.world.folder);
    must(test_store_try(&left, &error), &error, "open");
    assert_string_equal(tagged_store_fault(&left), "");
    purges = raw_number(&left, "SELECT count(*) FROM journal WHERE kind = 54");
    assert_true(purges <= 1);
    assert_int_equal(
        raw_number(&left, "SELECT count(*) FROM journal WHERE body IS NULL"),
        purges * rig->result.bodies);
    assert_int_equal(
        raw_number(&left, "SELECT count(*) FROM visit WHERE gone = -2"),
        purges * rig->result.visits);
    assert_true(tagged_capture(left.store, STEADY_CHART, STEADY_TAG, &error));
    test_store_close(&left);
    return purges == 1;
}

static void a_purge_is_there_whole_or_not_at_all(void **state)
{
    struct rig *rig = open_rig();
    uint64_t random = 0x5EED1234U;
    size_t steps = 0;
    size_t after = 0;
    (void)state;
    purge(rig);
    steps = rig->recording.count - rig->begun;
    assert_true(look(rig, rig->recording.count, 1));
    assert_false(look(rig, rig->begun, 2));
    for (size_t i = 0; i < cuts; i++) {
        size_t at = rig->begun + (size_t)(power_cut_random(&random) % (steps + 1));
        after += look(rig, at, i) ? 1 : 0;
    }
    print_message("%zu cuts through %zu steps, %zu after the end\n", cuts, steps, after);
    assert_true(after < cuts);
    close_rig(rig);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_purge_is_there_whole_or_not_at_all),
    };
    if (count > 1) {
        cuts = strtoul(words[1], NULL, 10);
    }
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
