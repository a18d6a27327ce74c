/*
 * Power cuts through exports: three exports of one name, captures between them.  Afterwards the final
 * name stands for nothing or for the whole of one export, never older than what was acknowledged or
 * noted in the journal; the journal holds what was acknowledged, once; and the next export goes through.
 *
 * export_cut_test [CUTS]   with a lowered `synchronous` the same check must find losses
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "tests/cli/export_rig.h"
#include "tests/support/check.h"
#include "tests/support/power_cut.h"
#include "tests/support/raw_store.h"
#include "tests/support/recording_disk.h"
#include "tests/support/recording_vfs.h"
#include "tests/support/tagged_work.h"

enum {
    CAPTURES = 2 * EXPORT_SOURCES,
    GOES_ON_EVERY = 4 /* so many cuts: making the next export takes longer than all else */
};

static size_t cuts_in_all = 60;

struct act {
    size_t begun; /* steps recorded before it */
    size_t done;
};

/* What an export left behind. */
struct version {
    struct buffer files[EXPORT_FILES];
    uint8_t hash[HASH_BYTES];
};

struct rig {
    struct test_store test;
    struct recording recording;
    struct recording_disk disk;
    struct act captures[CAPTURES]; /* capture i carries the tag i */
    struct act exports[EXPORT_SOURCES];
    struct version versions[EXPORT_SOURCES];
};

struct outcome {
    bool opens;
    const char *fault;
    unsigned lost;    /* acknowledged and not there */
    unsigned doubled; /* there twice, or before it was begun */
    unsigned cut;     /* files that are nothing whole */
    unsigned stale;   /* files older than the journal says, or than their lists */
};

/* ---- the work that is recorded ---- */

static void capture(struct rig *rig, unsigned tag)
{
    struct error error = {0};
    rig->captures[tag].begun = rig->recording.count;
    assert_true(tagged_capture(rig->test.store, 100 + tag, tag, &error));
    rig->captures[tag].done = rig->recording.count;
}

static void export(struct rig *rig, unsigned source)
{
    struct version *version = &rig->versions[source];
    struct error error = {0};
    bool is_there = false;
    rig->exports[source].begun = rig->recording.count;
    assert_int_equal(export_rig_run(&rig->test, source), 0);
    rig->exports[source].done = rig->recording.count;
    for (unsigned i = 0; i < EXPORT_FILES; i++) {
        version->files[i] = export_rig_file(&rig->test, i, &is_there);
        assert_true(is_there);
    }
    assert_true(hash_bytes(buffer_slice(&version->files[0]), version->hash, &error));
    assert_int_equal(export_rig_count(&rig->test), EXPORT_FILES);
}

/* lowered: another `synchronous`, or "lie" for a disk that does not sync. */
static void open_rig(struct rig *rig, const char *lowered)
{
    memset(rig, 0, sizeof *rig);
    test_world_open(&rig->test.world, 11);
    export_rig_make(&rig->test);
    recording_open(&rig->recording, rig->test.world.folder);
    rig->test.world.world.disk = recording_disk_open(&rig->disk, &rig->recording);
    rig->test.vfs = recording_vfs_open(&rig->recording);
    test_store_reopen(&rig->test);
    if (lowered != NULL && strcmp(lowered, "lie") == 0) {
        rig->recording.syncs_are_lies = true;
    } else if (lowered != NULL) {
        assert_int_equal(raw_run(rig->test.store->database, lowered), SQLITE_OK);
    }
    for (unsigned source = 0; source < EXPORT_SOURCES; source++) {
        capture(rig, 2 * source);
        export(rig, source);
        capture(rig, 2 * source + 1);
    }
}

static void close_rig(struct rig *rig)
{
    rig->recording.running = false;
    for (unsigned source = 0; source < EXPORT_SOURCES; source++) {
        for (unsigned i = 0; i < EXPORT_FILES; i++) {
            buffer_close(&rig->versions[source].files[i]);
        }
    }
    test_store_close(&rig->test);
    recording_close(&rig->recording);
    recording_vfs_close();
}

/* ---- what a cut left ---- */

static void
look_at_captures(const struct rig *rig, size_t at, struct test_store *left, struct outcome *outcome)
{
    static struct tagged_seen seen;
    struct error error = {0};
    if (!tagged_look(left->store, &seen, &error)) {
        outcome->fault = "not readable";
        return;
    }
    for (unsigned i = 0; i < CAPTURES; i++) {
        outcome->lost += rig->captures[i].done <= at && seen.times[i] == 0 ? 1 : 0;
        outcome->doubled += seen.times[i] > (rig->captures[i].begun < at ? 1 : 0) ? 1 : 0;
    }
}

/* How many of the exports were begun, and how many acknowledged, before the cut. */
static unsigned begun(const struct rig *rig, size_t at)
{
    unsigned count = 0;
    while (count < EXPORT_SOURCES && rig->exports[count].begun < at) {
        count++;
    }
    return count;
}

static unsigned acknowledged(const struct rig *rig, size_t at)
{
    unsigned count = 0;
    while (count < EXPORT_SOURCES && rig->exports[count].done <= at) {
        count++;
    }
    return count;
}

struct noted {
    const struct rig *rig;
    unsigned count;
    bool right; /* each with the hash of its export, in order */
};

static bool
take_noted(void *taker, const struct entry_header *header, struct slice body, struct error *error)
{
    struct noted *noted = taker;
    struct packed_reader reader;
    struct slice bytes;
    uint32_t tag = 0;
    bool same = false;
    (void)error;
    if (header->kind != ENTRY_EXPORTED) {
        return true;
    }
    assert_true(packed_open(&reader, body));
    while (packed_next(&reader, &tag, &bytes) == PACKED_FIELD) {
        same = same ||
               (tag == 3 && noted->count < EXPORT_SOURCES &&
                slice_equal(
                    bytes, (struct slice){noted->rig->versions[noted->count].hash, HASH_BYTES}));
    }
    noted->right = noted->right && same;
    noted->count++;
    return true;
}

/* The number of the export that a file is of, from 1; 0: it is not there, -1: of none. */
static int version_of(const struct rig *rig, const struct test_store *left, unsigned file)
{
    bool is_there = false;
    struct buffer found = export_rig_file(left, file, &is_there);
    int version = is_there ? -1 : 0;
    for (int i = 0; is_there && i < EXPORT_SOURCES; i++) {
        if (slice_equal(buffer_slice(&found), buffer_slice(&rig->versions[i].files[file]))) {
            version = i + 1;
        }
    }
    buffer_close(&found);
    return version;
}

static void
look_at_exports(const struct rig *rig, size_t at, struct test_store *left, struct outcome *outcome)
{
    struct noted noted = {.rig = rig, .right = true};
    struct error error = {0};
    int versions[EXPORT_FILES];
    int least = (int)acknowledged(rig, at);
    if (!journal_each(left->store, 1, take_noted, &noted, &error) || !noted.right) {
        outcome->fault = "exported entries";
        return;
    }
    outcome->lost += noted.count < acknowledged(rig, at) ? 1 : 0;
    outcome->doubled += noted.count > begun(rig, at) ? 1 : 0;
    least = (int)noted.count > least ? (int)noted.count : least;
    for (unsigned i = 0; i < EXPORT_FILES; i++) {
        versions[i] = version_of(rig, left, i);
        outcome->cut += versions[i] < 0 ? 1 : 0;
        outcome->stale += versions[i] >= 0 && versions[i] < least ? 1 : 0;
        outcome->doubled += versions[i] > (int)begun(rig, at) ? 1 : 0;
    }
    outcome->stale += versions[0] > versions[1] || versions[0] > versions[2] ? 1 : 0;
}

/* The next run makes the last export once more, and nothing else lies about. */
static void goes_on(const struct rig *rig, struct test_store *left)
{
    int64_t before = raw_number(left, "SELECT count(*) FROM export");
    assert_int_equal(export_rig_run(left, EXPORT_SOURCES - 1), 0);
    for (unsigned i = 0; i < EXPORT_FILES; i++) {
        assert_int_equal(version_of(rig, left, i), EXPORT_SOURCES);
    }
    assert_int_equal(export_rig_count(left), EXPORT_FILES);
    assert_int_equal(raw_number(left, "SELECT count(*) FROM export"), before + 1);
}

static bool is_right(const struct outcome *outcome)
{
    return outcome->opens && outcome->fault[0] == '\0' && outcome->lost == 0 &&
           outcome->doubled == 0 && outcome->cut == 0 && outcome->stale == 0;
}

static struct outcome check_cut(const struct rig *rig, size_t at, uint64_t seed)
{
    struct outcome outcome = {.fault = ""};
    struct test_store left = {.store = NULL};
    struct error error = {0};
    test_world_open(&left.world, 12);
    memcpy(left.key_file, rig->test.key_file, sizeof left.key_file);
    power_cut_leave(&rig->recording, at, seed, left.world.folder);
    outcome.opens = test_store_try(&left, &error);
    if (outcome.opens) {
        look_at_captures(rig, at, &left, &outcome);
        look_at_exports(rig, at, &left, &outcome);
    }
    if (is_right(&outcome)) {
        outcome.fault = tagged_store_fault(&left);
    }
    if (is_right(&outcome) && seed % GOES_ON_EVERY == 0) {
        goes_on(rig, &left);
    }
    test_store_close(&left);
    return outcome;
}

static void nothing_acknowledged_is_lost_and_no_file_is_cut_while_exporting(void **state)
{
    struct rig rig;
    uint64_t random = 0x5EED0000U + cuts_in_all;
    (void)state;
    open_rig(&rig, NULL);
    for (size_t i = 0; i < cuts_in_all; i++) {
        size_t at = (size_t)(power_cut_random(&random) % (rig.recording.count + 1));
        struct outcome outcome = check_cut(&rig, at, i);
        if (!is_right(&outcome)) {
            fail_msg(
                "cut before step %zu, seed %zu: opens %d, \"%s\", lost %u, doubled %u, cut %u,"
                " stale %u",
                at, i, outcome.opens, outcome.fault, outcome.lost, outcome.doubled, outcome.cut,
                outcome.stale);
        }
    }
    print_message("export: %zu cuts through %zu steps\n", cuts_in_all, rig.recording.count);
    close_rig(&rig);
}

/* ---- the check can fail ---- */

struct failures {
    unsigned lost;
    unsigned cut;
    unsigned stale;
};

static struct failures failures_with(const char *lowered)
{
    struct failures failures = {0};
    struct rig rig;
    uint64_t random = 77;
    open_rig(&rig, lowered);
    for (size_t i = 0; i < 150; i++) {
        size_t at = (size_t)(power_cut_random(&random) % (rig.recording.count + 1));
        struct outcome outcome = check_cut(&rig, at, 1 + i * GOES_ON_EVERY);
        failures.lost += outcome.lost + (outcome.opens ? 0 : 1);
        failures.cut += outcome.cut;
        failures.stale += outcome.stale;
    }
    print_message(
        "%s: lost %u, cut %u, stale %u\n", lowered, failures.lost, failures.cut, failures.stale);
    close_rig(&rig);
    return failures;
}

static void with_synchronous_lowered_the_same_check_finds_losses(void **state)
{
    (void)state;
    assert_true(failures_with("PRAGMA synchronous = NORMAL").lost > 0);
    assert_true(failures_with("PRAGMA synchronous = OFF").lost > 0);
}

static void on_a_disk_that_lies_about_syncs_the_same_check_finds_cut_files(void **state)
{
    struct failures failures = failures_with("lie");
    (void)state;
    assert_true(failures.lost > 0);
    assert_true(failures.cut > 0);
    assert_true(failures.stale > 0);
}

int main(int count, char **words)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_acknowledged_is_lost_and_no_file_is_cut_while_exporting),
        cmocka_unit_test(with_synchronous_lowered_the_same_check_finds_losses),
        cmocka_unit_test(on_a_disk_that_lies_about_syncs_the_same_check_finds_cut_files),
    };
    if (count > 1) {
        cuts_in_all = strtoul(words[1], NULL, 10);
    }
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
