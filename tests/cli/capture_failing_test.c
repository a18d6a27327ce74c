/*
 * The command "capture" from the key file to the last sync, while every n-th write, truncation, sync,
 * removal or making of a file fails, once or for good: exit code 0 and the capture is there, or another
 * one and it is not; the store is whole, and the next try goes through.
 */
#include "engine/storage/rulebooks.h"
#include "tests/cli/cli_rig.h"
#include "tests/cli/failing_rig.h"
#include "tests/support/check.h"
#include "tests/support/tagged_work.h"

enum {
    CHART = 5,
    TAG = 1,
    OLD_TAG = 90
};

/* So many calls from one that fails to the next. */
static int64_t step;

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

static bool is_there(struct failing_rig *rig, const char *what)
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
    struct failing_rig rig;
    int code = 0;
    bool met = false;
    bool there = false;
    failing_rig_open(&rig, &origin, &image, 22);
    failing_rig_arm(&rig, n, for_good);
    code = cli_rig_capture(&rig.test, CHART, TAG);
    met = failing_rig_end(&rig, n, code);
    there = is_there(&rig, rig.what);
    *in_doubt = there && code != EXIT_DONE;
    assert_row(there || code != EXIT_DONE, rig.what);
    assert_row(!*in_doubt || for_good, rig.what);
    if (!there) {
        assert_int_equal(cli_rig_capture(&rig.test, CHART, TAG), EXIT_DONE);
        assert_row(is_there(&rig, rig.what), rig.what);
    }
    failing_rig_close(&rig);
    return met;
}

static void a_capture_is_done_or_refused_when_the_disk_fails_once(void **state)
{
    (void)state;
    failing_rig_each(fail_at, false, step, 30);
}

static void a_capture_is_done_or_refused_when_the_disk_fails_for_good(void **state)
{
    (void)state;
    failing_rig_each(fail_at, true, step, 30);
}

/* Deciding and exporting stop then, capturing never does. */
static void a_capture_goes_through_under_a_rulebook_that_does_not_load(void **state)
{
    const struct rule_file file = {.name = "10-broken.yaml", .bytes = LITERAL("tables: {")};
    struct failing_rig rig;
    struct error error = {0};
    bool adopted = false;
    (void)state;
    failing_rig_open(&rig, &origin, &image, 22);
    assert_true(store_begin(rig.test.store, &error));
    assert_true(rulebooks_adopt(rig.test.store, &file, 1, &adopted, &error));
    assert_true(store_commit(rig.test.store, &error));
    assert_int_equal(cli_rig_capture(&rig.test, CHART, TAG), EXIT_DONE);
    assert_true(is_there(&rig, "under a broken rulebook"));
    failing_rig_close(&rig);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capture_is_done_or_refused_when_the_disk_fails_once),
        cmocka_unit_test(a_capture_is_done_or_refused_when_the_disk_fails_for_good),
        cmocka_unit_test(a_capture_goes_through_under_a_rulebook_that_does_not_load),
    };
    step = failing_rig_step(count, words);
    return cmocka_run_group_tests(tests, make_image, drop_image);
}
