/*
 * Every n-th write, truncation, sync and making of a file fails in turn, once or for good: what was to
 * be done is done or refused with a fault, the store is whole, and the work goes on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/check.h"
#include "tests/support/recording_disk.h"
#include "tests/support/recording_vfs.h"
#include "tests/support/tagged_work.h"

struct rig {
    struct test_store test;
    struct recording recording;
    struct recording_disk disk;
};

static const struct tagged_file file = {
    .name = 1,
    .first_chart = 0,
    .first_tag = 100,
    .rows = 40,
    .twice = 1,
    .row_bytes = 30,
    .raw_bytes = 70 * 1000};

typedef bool work(struct rig *rig, struct error *error);

static bool do_capture(struct rig *rig, struct error *error)
{
    return tagged_capture(rig->test.store, 5, 1, error);
}

static bool do_import(struct rig *rig, struct error *error)
{
    return tagged_import(rig->test.store, &file, NULL, NULL, error);
}

static bool is_fault_of_a_disk(enum fault fault)
{
    return fault == FAULT_DISK_FULL || fault == FAULT_FILE_BROKEN ||
           fault == FAULT_DISK_READ_ONLY || fault == FAULT_FILE_DENIED;
}

static void open_rig(struct rig *rig)
{
    struct error error = {0};
    memset(rig, 0, sizeof *rig);
    test_world_open(&rig->test.world, 21);
    recording_open(&rig->recording, rig->test.world.folder);
    rig->recording.running = false;
    rig->test.world.world.disk = recording_disk_open(&rig->disk, &rig->recording);
    rig->test.vfs = recording_vfs_open(&rig->recording);
    test_store_make(&rig->test);
    assert_true(tagged_capture(rig->test.store, 3, 90, &error));
    rig->recording.calls = 0;
}

static void close_rig(struct rig *rig)
{
    test_store_close(&rig->test);
    recording_close(&rig->recording);
    recording_vfs_close();
}

/* All of the work is there once, or nothing of it is; which of both. */
static bool is_there(struct rig *rig, unsigned first, unsigned tags, const char *what)
{
    struct tagged_seen seen;
    struct error error = {0};
    const char *fault = NULL;
    assert_true(tagged_look(rig->test.store, &seen, &error));
    for (unsigned i = 0; i < tags; i++) {
        assert_row(seen.times[first + i] == (seen.times[first] == 0 ? 0 : 1), what);
    }
    assert_row(seen.times[90] == 1, what);
    fault = tagged_store_fault(&rig->test);
    if (fault[0] != '\0') {
        fail_msg("%s: %s", what, fault);
    }
    return seen.times[first] != 0;
}

/*
 * False when the work came through without meeting the failure.  Only a disk that fails the last sync
 * and goes on failing may hold what was refused: *in_doubt.
 */
static bool
fail_at(int64_t n, bool for_good, work *act, unsigned first, unsigned tags, bool *in_doubt)
{
    struct rig rig;
    struct error error = {0};
    char what[80];
    bool done = false;
    bool met = false;
    bool there = false;
    (void)snprintf(
        what, sizeof what, "call %d fails %s", (int)n, for_good ? "and all after it" : "once");
    open_rig(&rig);
    rig.recording.fail_at = n;
    rig.recording.fails_on = for_good;
    done = act(&rig, &error);
    met = rig.recording.calls >= n;
    if (!done) {
        assert_row(met && is_fault_of_a_disk(error.fault), what);
    }
    if (for_good) {
        /* The program ends while the disk still fails; another one starts when it works again. */
        store_close(rig.test.store);
        rig.test.store = NULL;
        rig.recording.fail_at = 0;
        test_store_reopen(&rig.test);
    }
    rig.recording.fail_at = 0;
    there = is_there(&rig, first, tags, what);
    *in_doubt = there && !done;
    assert_row(there || !done, what);
    assert_row(!*in_doubt || for_good, what);
    assert_row(there || act(&rig, &error), what);
    assert_row(is_there(&rig, first, tags, what), what);
    close_rig(&rig);
    return met;
}

static void fail_each(work *act, unsigned first, unsigned tags, int64_t least)
{
    for (int for_good = 0; for_good < 2; for_good++) {
        int64_t n = 1;
        int doubts = 0;
        bool in_doubt = false;
        while (fail_at(n, for_good != 0, act, first, tags, &in_doubt)) {
            doubts += in_doubt ? 1 : 0;
            n++;
        }
        assert_true(n > least && doubts <= 1);
        print_message("%d calls, each failed in turn\n", (int)n - 1);
    }
}

static void a_capture_on_a_failing_disk_is_done_or_refused(void **state)
{
    (void)state;
    fail_each(do_capture, 1, 1, 10);
}

static void an_import_on_a_failing_disk_is_done_or_refused(void **state)
{
    (void)state;
    fail_each(do_import, file.first_tag, file.rows, 60);
}

static bool make_store(struct rig *rig, struct error *error)
{
    struct store *store = NULL;
    struct store_options options = {0};
    char folder[400];
    int64_t entry = 0;
    bool done = false;
    (void)snprintf(folder, sizeof folder, "%s/store", rig->test.world.folder);
    options = (struct store_options){
        .folder = folder, .world = &rig->test.world.world, .vfs = rig->test.vfs};
    done = store_create(&options, &store, error) && vault_create(store, error) &&
           journal_append(
               store, ENTRY_STORE_CREATED, RETAIN_HOUSEKEEPING, MONTH_NONE, LITERAL("\1"), &entry,
               error) &&
           store_commit(store, error);
    store_close(store);
    return done;
}

static void a_store_that_could_not_be_made_is_made_at_the_next_try(void **state)
{
    bool met = true;
    (void)state;
    for (int64_t n = 1; met; n++) {
        struct rig rig;
        struct error error = {0};
        bool done = false;
        memset(&rig, 0, sizeof rig);
        test_world_open(&rig.test.world, 22);
        recording_open(&rig.recording, rig.test.world.folder);
        rig.recording.running = false;
        rig.test.world.world.disk = recording_disk_open(&rig.disk, &rig.recording);
        rig.test.vfs = recording_vfs_open(&rig.recording);
        rig.recording.fail_at = n;
        done = make_store(&rig, &error);
        met = rig.recording.calls >= n;
        assert_true(done || is_fault_of_a_disk(error.fault));
        rig.recording.fail_at = 0;
        assert_true(done || make_store(&rig, &error));
        assert_false(make_store(&rig, &error));
        assert_int_equal(error.fault, FAULT_STORE_EXISTS);
        close_rig(&rig);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capture_on_a_failing_disk_is_done_or_refused),
        cmocka_unit_test(an_import_on_a_failing_disk_is_done_or_refused),
        cmocka_unit_test(a_store_that_could_not_be_made_is_made_at_the_next_try),
    };
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
