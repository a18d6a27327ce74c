/*
 * The export over an older one while every n-th write, sync, rename or making of a file fails, once or
 * for good (a disk that is full from then on): exit code 0 and all of it is there, or another code; the
 * final name stands for the old file or the new one, whole; nothing else is left, and the next try goes
 * through.  A disk that is full after so many bytes is safe_file_test and full_disk_test.py.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/cli/cli_rig.h"
#include "tests/cli/export_rig.h"
#include "tests/support/check.h"
#include "tests/support/power_cut.h"
#include "tests/support/raw_store.h"
#include "tests/support/recording_disk.h"
#include "tests/support/recording_vfs.h"
#include "tests/support/tagged_work.h"

enum {
    OLD,
    NEW
};

/* So many calls from one that fails to the next: 1 as a campaign. */
static int64_t step = 3;

struct rig {
    struct test_store test;
    struct recording recording;
    struct recording_disk disk;
};

/* A store after the old export; each round begins with a copy of it. */
static struct test_store origin;
static struct recording image;
static struct buffer versions[2][EXPORT_FILES];

static void keep_version(unsigned version)
{
    bool is_there = false;
    assert_int_equal(export_rig_run(&origin, version), EXIT_DONE);
    for (unsigned i = 0; i < EXPORT_FILES; i++) {
        versions[version][i] = export_rig_file(&origin, i, &is_there);
        assert_true(is_there);
    }
}

static int make_image(void **state)
{
    (void)state;
    test_world_open(&origin.world, 31);
    export_rig_make(&origin);
    keep_version(OLD);
    recording_open(&image, origin.world.folder);
    keep_version(NEW);
    return 0;
}

static int drop_image(void **state)
{
    (void)state;
    for (unsigned i = 0; i < EXPORT_FILES; i++) {
        buffer_close(&versions[OLD][i]);
        buffer_close(&versions[NEW][i]);
    }
    recording_close(&image);
    test_store_close(&origin);
    return 0;
}

static void open_rig(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    test_world_open(&rig->test.world, 32);
    memcpy(rig->test.key_file, origin.key_file, sizeof origin.key_file);
    power_cut_leave(&image, 0, 1, rig->test.world.folder);
    recording_open(&rig->recording, rig->test.world.folder);
    rig->recording.running = false;
    rig->test.world.world.disk = recording_disk_open(&rig->disk, &rig->recording);
    rig->test.vfs = recording_vfs_open(&rig->recording);
    test_store_reopen(&rig->test);
    rig->recording.calls = 0;
}

static void close_rig(struct rig *rig)
{
    test_store_close(&rig->test);
    recording_close(&rig->recording);
    recording_vfs_close();
}

/* Which export a file is of; anything else ends the test. */
static unsigned version_of(const struct rig *rig, unsigned file, const char *what)
{
    bool is_there = false;
    struct buffer found = export_rig_file(&rig->test, file, &is_there);
    bool is_old = slice_equal(buffer_slice(&found), buffer_slice(&versions[OLD][file]));
    bool is_new = slice_equal(buffer_slice(&found), buffer_slice(&versions[NEW][file]));
    assert_row(is_there && (is_old || is_new), what);
    buffer_close(&found);
    return is_new ? NEW : OLD;
}

static bool is_all_new(const struct rig *rig, const char *what)
{
    bool is_new = true;
    for (unsigned i = 0; i < EXPORT_FILES; i++) {
        is_new = version_of(rig, i, what) == NEW && is_new;
    }
    return is_new;
}

/* The new receipt file is never without its lists, and an entry never without its file. */
static int64_t check_left(struct rig *rig, const char *what)
{
    int64_t noted = raw_number(&rig->test, "SELECT count(*) FROM export");
    const char *fault = tagged_store_fault(&rig->test);
    assert_row(noted == 1 || noted == 2, what);
    assert_row(version_of(rig, 0, what) == OLD || is_all_new(rig, what), what);
    assert_row(noted == 1 || is_all_new(rig, what), what);
    if (fault[0] != '\0') {
        fail_msg("%s: %s", what, fault);
    }
    return noted;
}

/* False when the command came through without meeting the failure. */
static bool fail_at(int64_t n, bool for_good, bool *in_doubt)
{
    struct rig rig;
    char what[80];
    int code = 0;
    bool met = false;
    int64_t noted = 0;
    (void)snprintf(what, sizeof what, "call %d fails %s", (int)n, for_good ? "for good" : "once");
    open_rig(&rig);
    rig.recording.fail_at = n;
    rig.recording.fails_on = for_good;
    code = export_rig_run(&rig.test, NEW);
    met = rig.recording.calls >= n;
    assert_row(code == EXIT_DONE || (met && (code == EXIT_FAULT || code == EXIT_REFUSED)), what);
    store_close(rig.test.store);
    rig.test.store = NULL;
    rig.recording.fail_at = 0;
    test_store_reopen(&rig.test);
    noted = check_left(&rig, what);
    assert_row(code != EXIT_DONE || noted == 2, what);
    *in_doubt = code != EXIT_DONE && noted == 2;
    assert_row(!*in_doubt || for_good, what);
    assert_row(for_good || export_rig_count(&rig.test) == EXPORT_FILES, what);
    assert_int_equal(export_rig_run(&rig.test, NEW), EXIT_DONE);
    assert_row(is_all_new(&rig, what), what);
    assert_row(export_rig_count(&rig.test) == EXPORT_FILES, what);
    close_rig(&rig);
    return met;
}

static void fail_each(bool for_good)
{
    int64_t n = 1 + (for_good ? step / 2 : 0);
    int doubts = 0;
    bool in_doubt = false;
    while (fail_at(n, for_good, &in_doubt)) {
        doubts += in_doubt ? 1 : 0;
        n += step;
    }
    assert_true(n > 60 && doubts <= 1);
    print_message("%d calls, every %d. failed in turn\n", (int)n - 1, (int)step);
}

static void an_export_is_done_or_refused_when_the_disk_fails_once(void **state)
{
    (void)state;
    fail_each(false);
}

static void an_export_is_done_or_refused_when_the_disk_is_full_from_then_on(void **state)
{
    (void)state;
    fail_each(true);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_is_done_or_refused_when_the_disk_fails_once),
        cmocka_unit_test(an_export_is_done_or_refused_when_the_disk_is_full_from_then_on),
    };
    if (count > 1) {
        step = strtol(words[1], NULL, 10);
    }
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, make_image, drop_image);
}
