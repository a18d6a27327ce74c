/*
 * The export over an older one while every n-th write, sync, rename or making of a file fails, once or
 * for good (a disk that is full from then on): exit code 0 and all of it is there, or another code; the
 * final name stands for the old file or the new one, whole; nothing else is left, and the next try goes
 * through.  A disk that is full after so many bytes is safe_file_test and full_disk_test.py.
 */
#include "tests/cli/cli_rig.h"
#include "tests/cli/export_rig.h"
#include "tests/cli/failing_rig.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

enum {
    OLD,
    NEW
};

/* So many calls from one that fails to the next. */
static int64_t step;

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

/* Which export a file is of; anything else ends the test. */
static unsigned version_of(const struct failing_rig *rig, unsigned file, const char *what)
{
    bool is_there = false;
    struct buffer found = export_rig_file(&rig->test, file, &is_there);
    bool is_old = slice_equal(buffer_slice(&found), buffer_slice(&versions[OLD][file]));
    bool is_new = slice_equal(buffer_slice(&found), buffer_slice(&versions[NEW][file]));
    assert_row(is_there && (is_old || is_new), what);
    buffer_close(&found);
    return is_new ? NEW : OLD;
}

static bool is_all_new(const struct failing_rig *rig, const char *what)
{
    bool is_new = true;
    for (unsigned i = 0; i < EXPORT_FILES; i++) {
        is_new = version_of(rig, i, what) == NEW && is_new;
    }
    return is_new;
}

/* The new receipt file is never without its lists, and an entry never without its file. */
static int64_t check_left(struct failing_rig *rig, const char *what)
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

/*
 * Nothing but the files of exports.  Lists that had got their names go again when the receipt file
 * cannot get its own: the old one then stands without them, which says that this export was not done.
 */
static bool is_left_clean(const struct failing_rig *rig)
{
    unsigned count = export_rig_count(&rig->test);
    return count == EXPORT_FILES || (count < EXPORT_FILES && version_of(rig, 0, rig->what) == OLD);
}

/* False when the command came through without meeting the failure. */
static bool fail_at(int64_t n, bool for_good, bool *in_doubt)
{
    struct failing_rig rig;
    int code = 0;
    bool met = false;
    int64_t noted = 0;
    failing_rig_open(&rig, &origin, &image, 32);
    failing_rig_arm(&rig, n, for_good);
    code = export_rig_run(&rig.test, NEW);
    met = failing_rig_end(&rig, n, code);
    noted = check_left(&rig, rig.what);
    assert_row(code != EXIT_DONE || noted == 2, rig.what);
    *in_doubt = code != EXIT_DONE && noted == 2;
    assert_row(!*in_doubt || for_good, rig.what);
    assert_row(for_good || is_left_clean(&rig), rig.what);
    assert_int_equal(export_rig_run(&rig.test, NEW), EXIT_DONE);
    assert_row(is_all_new(&rig, rig.what), rig.what);
    assert_row(export_rig_count(&rig.test) == EXPORT_FILES, rig.what);
    failing_rig_close(&rig);
    return met;
}

static void an_export_is_done_or_refused_when_the_disk_fails_once(void **state)
{
    (void)state;
    failing_rig_each(fail_at, false, step, 60);
}

static void an_export_is_done_or_refused_when_the_disk_is_full_from_then_on(void **state)
{
    (void)state;
    failing_rig_each(fail_at, true, step, 60);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_is_done_or_refused_when_the_disk_fails_once),
        cmocka_unit_test(an_export_is_done_or_refused_when_the_disk_is_full_from_then_on),
    };
    step = failing_rig_step(count, words);
    return cmocka_run_group_tests(tests, make_image, drop_image);
}
