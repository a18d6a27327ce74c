/*
 * Power cuts through making a store, capturing and importing: afterwards the store opens, is whole,
 * has everything that was acknowledged exactly once, and the work goes on.
 *
 * power_cut_test [CUTS]   so many in all; with a lowered `synchronous` the same check must find losses
 */
#include "tests/support/power_cut.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/storage/inside.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/recording_disk.h"
#include "tests/support/recording_vfs.h"
#include "tests/support/tagged_work.h"

enum {
    ACTS = 64,
    STEADY_CHART = 3000 /* for work after a cut */
};

static size_t cuts_in_all = 240;

/* Something that was acknowledged, or was going on. */
struct act {
    unsigned first_tag;
    unsigned tags;
    size_t begun; /* steps recorded before it */
    size_t done;
};

struct rig {
    struct test_store test;
    struct recording recording;
    struct recording_disk disk;
    struct act acts[ACTS];
    size_t count;
    size_t made; /* step after which the store was there; 0: from the start */
};

struct outcome {
    bool opens;
    const char *fault; /* of the store as a whole, "" for none */
    unsigned lost;
    unsigned doubled;
    unsigned half; /* acts of which a part is there */
};

/* ---- the work that is recorded ---- */

static void begin_act(struct rig *rig, unsigned first_tag, unsigned tags)
{
    assert_true(rig->count < ACTS);
    rig->acts[rig->count] = (struct act){first_tag, tags, rig->recording.count, SIZE_MAX};
}

static void end_act(struct rig *rig)
{
    rig->acts[rig->count].done = rig->recording.count;
    rig->count++;
}

static void capture(struct rig *rig, unsigned chart, unsigned tag)
{
    struct error error = {0};
    begin_act(rig, tag, 1);
    assert_true(tagged_capture(rig->test.store, chart, tag, &error));
    end_act(rig);
}

static const struct tagged_file first_file = {
    .name = 1,
    .first_chart = 10,
    .first_tag = 1000,
    .rows = 120,
    .twice = 3,
    .row_bytes = 600,
    .raw_bytes = 150 * 1000};
/* Half of it is about visits that are there. */
static const struct tagged_file second_file = {
    .name = 2,
    .first_chart = 70,
    .first_tag = 2000,
    .rows = 120,
    .row_bytes = 20,
    .raw_bytes = 30 * 1000};

/* A capture at the desk while the file goes in is an act of its own. */
static bool capture_between(void *context, struct error *error)
{
    struct rig *rig = context;
    struct act file = rig->acts[rig->count];
    (void)error;
    capture(rig, 2, (unsigned)(100 + rig->count));
    rig->acts[rig->count] = file;
    return true;
}

static void import(struct rig *rig, const struct tagged_file *file)
{
    struct error error = {0};
    begin_act(rig, file->first_tag, file->rows);
    assert_true(tagged_import(rig->test.store, file, capture_between, rig, &error));
    end_act(rig);
}

static void do_captures(struct rig *rig)
{
    for (unsigned i = 0; i < 24; i++) {
        capture(rig, i % 9, 1 + i);
    }
}

static void do_imports(struct rig *rig)
{
    capture(rig, 15, 1);
    import(rig, &first_file);
    capture(rig, 16, 2);
    import(rig, &second_file);
}

/* ---- the recording ---- */

/* From making the store on, or with a store that is there; lowered: another `synchronous`. */
static void open_rig(struct rig *rig, bool making, const char *lowered)
{
    struct error error = {0};
    memset(rig, 0, sizeof *rig);
    test_world_open(&rig->test.world, 11);
    if (making) {
        recording_open(&rig->recording, rig->test.world.folder);
        rig->recording.syncs_are_lies = lowered != NULL;
        rig->test.world.world.disk = recording_disk_open(&rig->disk, &rig->recording);
        rig->test.vfs = recording_vfs_open(&rig->recording);
        test_store_make(&rig->test);
        rig->made = rig->recording.count;
        return;
    }
    test_store_make(&rig->test);
    assert_true(tagged_capture(rig->test.store, 0, 0, &error));
    recording_open(&rig->recording, rig->test.world.folder);
    rig->test.vfs = recording_vfs_open(&rig->recording);
    test_store_reopen(&rig->test);
    if (lowered != NULL && strcmp(lowered, "lie") == 0) {
        rig->recording.syncs_are_lies = true;
    } else if (lowered != NULL) {
        assert_int_equal(raw_run(rig->test.store->database, lowered), SQLITE_OK);
    }
}

static void close_rig(struct rig *rig)
{
    rig->recording.running = false;
    test_store_close(&rig->test);
    recording_close(&rig->recording);
    recording_vfs_close();
}

/* ---- what a cut left ---- */

static void
count_act(const struct act *act, const struct tagged_seen *seen, struct outcome *outcome)
{
    unsigned there = 0;
    for (unsigned i = 0; i < act->tags; i++) {
        there += seen->times[act->first_tag + i] > 0 ? 1 : 0;
        outcome->doubled += seen->times[act->first_tag + i] > 1 ? 1 : 0;
    }
    outcome->half += there != 0 && there != act->tags ? 1 : 0;
}

static void
look(const struct rig *rig, size_t at, const struct tagged_seen *seen, struct outcome *outcome)
{
    for (size_t i = 0; i < rig->count; i++) {
        const struct act *act = &rig->acts[i];
        count_act(act, seen, outcome);
        for (unsigned k = 0; act->done <= at && k < act->tags; k++) {
            outcome->lost += seen->times[act->first_tag + k] == 0 ? 1 : 0;
        }
        for (unsigned k = 0; act->begun >= at && k < act->tags; k++) {
            outcome->doubled += seen->times[act->first_tag + k] != 0 ? 1 : 0;
        }
    }
}

static void open_left(const struct rig *rig, struct test_store *left)
{
    memset(left, 0, sizeof *left);
    test_world_open(&left->world, 12);
    memcpy(left->key_file, rig->test.key_file, sizeof left->key_file);
}

static struct outcome check_cut(const struct rig *rig, size_t at, uint64_t seed)
{
    struct outcome outcome = {.fault = ""};
    struct test_store left;
    struct tagged_seen seen;
    struct error error = {0};
    open_left(rig, &left);
    power_cut_leave(&rig->recording, at, seed, left.world.folder);
    outcome.opens = test_store_try(&left, &error);
    if (outcome.opens && tagged_look(left.store, &seen, &error)) {
        look(rig, at, &seen, &outcome);
        outcome.fault = tagged_store_fault(&left);
    } else if (outcome.opens) {
        outcome.fault = "not readable";
    }
    if (outcome.opens && outcome.fault[0] == '\0' && outcome.lost == 0) {
        /* The run goes on. */
        assert_true(tagged_capture(left.store, STEADY_CHART, 4000, &error));
        assert_true(tagged_import(left.store, &first_file, NULL, NULL, &error));
        assert_true(tagged_import(left.store, &second_file, NULL, NULL, &error));
        assert_true(tagged_look(left.store, &seen, &error));
        assert_int_equal(seen.times[4000], 1);
        assert_int_equal(seen.times[first_file.first_tag], 1);
        assert_int_equal(seen.times[second_file.first_tag + second_file.rows - 1], 1);
    } else if (!outcome.opens && rig->made > at && error.fault == FAULT_STORE_MISSING) {
        /* Cut off while it was made: it is made again. */
        test_store_make(&left);
        outcome.opens = true;
    }
    test_store_close(&left);
    return outcome;
}

static bool is_right(const struct outcome *outcome)
{
    return outcome->opens && outcome->fault[0] == '\0' && outcome->lost == 0 &&
           outcome->doubled == 0 && outcome->half == 0;
}

/* Cuts at random steps; a failing one can be had again by its step and seed. */
static void cut(const struct rig *rig, const char *name, size_t cuts)
{
    uint64_t state = 0x5EED0000U + cuts;
    for (size_t i = 0; i < cuts; i++) {
        size_t at = (size_t)(power_cut_random(&state) % (rig->recording.count + 1));
        struct outcome outcome = check_cut(rig, at, i);
        if (!is_right(&outcome)) {
            fail_msg(
                "%s cut before step %zu, seed %zu: opens %d, \"%s\", lost %u, doubled %u, half %u",
                name, at, i, outcome.opens, outcome.fault, outcome.lost, outcome.doubled,
                outcome.half);
        }
    }
    print_message("%s: %zu cuts through %zu steps\n", name, cuts, rig->recording.count);
}

static void nothing_acknowledged_is_lost_while_capturing(void **state)
{
    struct rig rig;
    (void)state;
    open_rig(&rig, false, NULL);
    do_captures(&rig);
    cut(&rig, "capture", cuts_in_all / 3);
    close_rig(&rig);
}

static void nothing_acknowledged_is_lost_while_importing(void **state)
{
    struct rig rig;
    (void)state;
    open_rig(&rig, false, NULL);
    do_imports(&rig);
    cut(&rig, "import", cuts_in_all / 3);
    close_rig(&rig);
}

static void a_store_is_made_whole_or_not_at_all(void **state)
{
    struct rig rig;
    (void)state;
    open_rig(&rig, true, NULL);
    capture(&rig, 1, 1);
    cut(&rig, "init", cuts_in_all / 3);
    close_rig(&rig);
}

/* ---- the check can fail ---- */

struct path {
    const char *name;
    bool making;
    void (*work)(struct rig *rig);
};

static void do_first_capture(struct rig *rig)
{
    capture(rig, 1, 1);
}

static const struct path capturing = {"capture", false, do_captures};
static const struct path importing = {"import", false, do_imports};
static const struct path making = {"init", true, do_first_capture};

/* Losses, and stores that are broken or half there. */
static unsigned count_losses(const struct path *path, const char *lowered)
{
    struct rig rig;
    uint64_t state = 77;
    unsigned lost = 0;
    unsigned broken = 0;
    open_rig(&rig, path->making, lowered);
    path->work(&rig);
    for (size_t i = 0; i < 60; i++) {
        size_t at = (size_t)(power_cut_random(&state) % (rig.recording.count + 1));
        struct outcome outcome = check_cut(&rig, at, i);
        lost += outcome.lost;
        broken += !outcome.opens || outcome.fault[0] != '\0' || outcome.half > 0 ? 1 : 0;
    }
    print_message("%s, %s: lost %u, broken %u\n", path->name, lowered, lost, broken);
    close_rig(&rig);
    return lost + broken;
}

static void with_synchronous_lowered_the_same_check_finds_losses(void **state)
{
    (void)state;
    assert_true(count_losses(&capturing, "PRAGMA synchronous = NORMAL") > 0);
    assert_true(count_losses(&capturing, "PRAGMA synchronous = OFF") > 0);
    assert_true(count_losses(&importing, "PRAGMA synchronous = NORMAL") > 0);
    assert_true(count_losses(&importing, "PRAGMA synchronous = OFF") > 0);
}

/* A store is made with a connection of its own, whose `synchronous` nobody else can lower. */
static void on_a_disk_that_lies_about_syncs_the_same_check_finds_losses(void **state)
{
    (void)state;
    assert_true(count_losses(&capturing, "lie") > 0);
    assert_true(count_losses(&importing, "lie") > 0);
    assert_true(count_losses(&making, "lie") > 0);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_acknowledged_is_lost_while_capturing),
        cmocka_unit_test(nothing_acknowledged_is_lost_while_importing),
        cmocka_unit_test(a_store_is_made_whole_or_not_at_all),
        cmocka_unit_test(with_synchronous_lowered_the_same_check_finds_losses),
        cmocka_unit_test(on_a_disk_that_lies_about_syncs_the_same_check_finds_losses),
    };
    if (count > 1) {
        cuts_in_all = strtoul(words[1], NULL, 10);
    }
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
