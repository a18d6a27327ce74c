#include "tests/cli/failing_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "tests/support/check.h"
#include "tests/support/power_cut.h"
#include "tests/support/recording_vfs.h"

void failing_rig_open(
    struct failing_rig *rig,
    const struct test_store *origin,
    const struct recording *image,
    uint64_t seed)
{
    memset(rig, 0, sizeof *rig);
    test_world_open(&rig->test.world, seed);
    memcpy(rig->test.key_file, origin->key_file, sizeof origin->key_file);
    power_cut_leave(image, 0, 1, rig->test.world.folder);
    recording_open(&rig->recording, rig->test.world.folder);
    rig->recording.running = false;
    rig->test.world.world.disk = recording_disk_open(&rig->disk, &rig->recording);
    rig->test.vfs = recording_vfs_open(&rig->recording);
    test_store_reopen(&rig->test);
}

void failing_rig_close(struct failing_rig *rig)
{
    test_store_close(&rig->test);
    recording_close(&rig->recording);
    recording_vfs_close();
}

void failing_rig_arm(struct failing_rig *rig, int64_t n, bool for_good)
{
    (void)snprintf(
        rig->what, sizeof rig->what, "call %d fails %s", (int)n, for_good ? "for good" : "once");
    rig->recording.calls = 0;
    rig->recording.fail_at = n;
    rig->recording.fails_on = for_good;
}

bool failing_rig_end(struct failing_rig *rig, int64_t n, int code)
{
    bool met = rig->recording.calls >= n;
    assert_row(
        code == EXIT_DONE || (met && (code == EXIT_FAULT || code == EXIT_REFUSED)), rig->what);
    store_close(rig->test.store);
    rig->test.store = NULL;
    rig->recording.fail_at = 0;
    test_store_reopen(&rig->test);
    return met;
}

void failing_rig_each(failing_round *round, bool for_good, int64_t step, int64_t least)
{
    int64_t n = 1 + (for_good ? step / 2 : 0);
    int doubts = 0;
    bool in_doubt = false;
    while (round(n, for_good, &in_doubt)) {
        doubts += in_doubt ? 1 : 0;
        n += step;
    }
    assert_true(n > least && doubts <= 1);
    print_message("%d calls, every %d. failed in turn\n", (int)n - 1, (int)step);
}

int64_t failing_rig_step(int count, char **words)
{
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return count > 1 ? strtol(words[1], NULL, 10) : 3;
}
