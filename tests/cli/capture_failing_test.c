/*
 * The command "capture" from the key file to the last sync, while every n-th write, truncation, sync,
 * removal or making of a file fails, once or for good: exit code 0 and the capture is there, or another
 * one and it is not; the store is whole, and the next try goes through.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/storage/rulebooks.h"
#include "tests/cli/cli_rig.h"
#include "tests/support/check.h"
#include "tests/support/power_cut.h"
#include "tests/support/recording_disk.h"
#include "tests/support/recording_vfs.h"
#include "tests/support/tagged_work.h"

enum {
    CHART = 5,
    TAG = 1,
    OLD_TAG = 90
};

/* So many calls from one that fails to the next: 1 as a campaign. */
static int64_t step = 3;

struct rig {
    struct test_store test;
    struct recording recording;
    struct recording_disk disk;
};

/* A store with one capture, as it lies on the disk; each round begins with a copy of it. */
static struct test_store origin;
static struct recording image;

static int make_image(void **state)
{
    struct error error = {0};
    (void)state;
    test_store_open(&origin, 21);
    cli_rig_keep_key(&origin);
    test_store_adopt_rules(&origin, TEST_RULES);
    assert_true(tagged_capture(origin.store, 3, OLD_TAG, &error));
    recording_open(&image, origin.world.folder);
    return 0;
}

static int drop_image(void **state)
{
    (void)state;
    recording_close(&image);
    test_store_close(&origin);
    return 0;
}

static void open_rig(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    test_world_open(&rig->test.world, 22);
    memcpy(rig->test.key_file, origin.key_file, sizeof origin.key_file);
    power_cut_leave(&image, 0, 1, rig->test.world.folder);
    recording_open(&rig->recording, rig->test.world.folder);
    rig->recording.running = false;
    rig->test.world.world.disk = recording_disk_open(&rig->disk, &rig->recording);
    rig->test.vfs = recording_vfs_open(&rig->recording);
}

static void close_rig(struct rig *rig)
{
    test_store_close(&rig->test);
    recording_close(&rig->recording);
    recording_vfs_close();
}

static bool is_there(struct rig *rig, const char *what)
{
    static struct tagged_seen seen;
    struct error error = {0};
    const char *fault = NULL;
    assert_true(tagged_look(rig->test.store, &seen, &error));
    assert_row(seen.times[TAG] <= 1 && seen.times[OLD_TAG] == 1, what);
    fault = tagged_store_fault(&rig->test);
    if (fault[0] != '\0') {
        fail_msg("%s: %s", what, fault);
    }
    return seen.times[TAG] == 1;
}

/* False when the command came through without meeting the failure. */
static bool fail_at(int64_t n, bool for_good, bool *in_doubt)
{
    struct rig rig;
    char what[80];
    int code = 0;
    bool met = false;
    bool there = false;
    (void)snprintf(what, sizeof what, "call %d fails %s", (int)n, for_good ? "for good" : "once");
    open_rig(&rig);
    /* The command opens the store itself, by the recorded VFS; opening reads only. */
    test_store_reopen(&rig.test);
    rig.recording.calls = 0;
    rig.recording.fail_at = n;
    rig.recording.fails_on = for_good;
    code = cli_rig_capture(&rig.test, CHART, TAG);
    met = rig.recording.calls >= n;
    assert_row(code == EXIT_DONE || (met && (code == EXIT_FAULT || code == EXIT_REFUSED)), what);
    store_close(rig.test.store);
    rig.test.store = NULL;
    rig.recording.fail_at = 0;
    test_store_reopen(&rig.test);
    there = is_there(&rig, what);
    *in_doubt = there && code != EXIT_DONE;
    assert_row(there || code != EXIT_DONE, what);
    assert_row(!*in_doubt || for_good, what);
    if (!there) {
        assert_int_equal(cli_rig_capture(&rig.test, CHART, TAG), EXIT_DONE);
        assert_row(is_there(&rig, what), what);
    }
    close_rig(&rig);
    return met;
}

/* Only a disk that fails the very last sync and goes on failing may hold what was refused. */
static void fail_each(bool for_good)
{
    int64_t n = 1 + (for_good ? step / 2 : 0);
    int doubts = 0;
    bool in_doubt = false;
    while (fail_at(n, for_good, &in_doubt)) {
        doubts += in_doubt ? 1 : 0;
        n += step;
    }
    assert_true(n > 30 && doubts <= 1);
    print_message("%d calls, every %d. failed in turn\n", (int)n - 1, (int)step);
}

static void a_capture_is_done_or_refused_when_the_disk_fails_once(void **state)
{
    (void)state;
    fail_each(false);
}

static void a_capture_is_done_or_refused_when_the_disk_fails_for_good(void **state)
{
    (void)state;
    fail_each(true);
}

/* Deciding and exporting stop then, capturing never does. */
static void a_capture_goes_through_under_a_rulebook_that_does_not_load(void **state)
{
    const struct rule_file file = {.name = "10-broken.yaml", .bytes = LITERAL("tables: {")};
    struct rig rig;
    struct error error = {0};
    bool adopted = false;
    (void)state;
    open_rig(&rig);
    test_store_reopen(&rig.test);
    assert_true(store_begin(rig.test.store, &error));
    assert_true(rulebooks_adopt(rig.test.store, &file, 1, &adopted, &error));
    assert_true(store_commit(rig.test.store, &error));
    assert_int_equal(cli_rig_capture(&rig.test, CHART, TAG), EXIT_DONE);
    assert_true(is_there(&rig, "under a broken rulebook"));
    close_rig(&rig);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capture_is_done_or_refused_when_the_disk_fails_once),
        cmocka_unit_test(a_capture_is_done_or_refused_when_the_disk_fails_for_good),
        cmocka_unit_test(a_capture_goes_through_under_a_rulebook_that_does_not_load),
    };
    if (count > 1) {
        step = strtol(words[1], NULL, 10);
    }
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, make_image, drop_image);
}
