#include "exporters/safe_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/exporters/odd_disk.h"
#include "tests/support/check.h"
#include "tests/support/power_cut.h"
#include "tests/support/recording_disk.h"
#include "tests/support/world_fixture.h"

enum {
    OLD_BYTES = 3000,
    NEW_BYTES = 150 * 1000
};

static int make_world(void **state)
{
    struct test_world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    test_world_open(world, 1);
    *state = world;
    return 0;
}

static int drop_world(void **state)
{
    test_world_close(*state);
    free(*state);
    return 0;
}

/* Bytes that say where they stand, so that a torn file is told from a whole one. */
static void fill(uint8_t *bytes, size_t size, uint8_t kind)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(kind + i % 241);
    }
}

static bool write_file(
    const struct disk_port *disk,
    const char *path,
    uint8_t kind,
    size_t size,
    struct error *error)
{
    uint8_t *bytes = malloc(size + 1);
    struct safe_file file;
    bool done = false;
    assert_non_null(bytes);
    fill(bytes, size, kind);
    done = safe_file_begin(disk, path, &file, error) &&
           safe_file_write(&file, (struct slice){bytes, size / 3}, error) &&
           safe_file_write(&file, (struct slice){bytes + size / 3, size - size / 3}, error) &&
           safe_file_settle(&file, error) && safe_file_keep(&file, error);
    safe_file_drop(&file);
    free(bytes);
    return done;
}

static bool holds(const char *path, uint8_t kind, size_t size)
{
    struct disk_port disk = disk_real();
    struct buffer found;
    struct error error;
    uint8_t *bytes = malloc(size + 1);
    bool same = false;
    assert_non_null(bytes);
    fill(bytes, size, kind);
    if (disk_read_all(&disk, path, (size_t)NEW_BYTES * 2, &found, &error)) {
        same = slice_equal(buffer_slice(&found), (struct slice){bytes, size});
        buffer_close(&found);
    }
    free(bytes);
    return same;
}

/* A path that stays: test_path gives each of its four buffers away again. */
static const char *path_of(const struct test_world *world, const char *name, char path[LIMIT_PATH])
{
    (void)snprintf(path, LIMIT_PATH, "%s/%s", world->folder, name);
    return path;
}

static bool is_there(const char *path)
{
    struct disk_port disk = disk_real();
    return disk.exists(NULL, path);
}

static void a_file_gets_its_name_when_it_is_whole(void **state)
{
    const struct test_world *world = *state;
    char room[LIMIT_PATH];
    const char *path = path_of(world, "new.uke", room);
    struct error error;
    assert_true(write_file(&world->world.disk, path, 1, NEW_BYTES, &error));
    assert_true(holds(path, 1, NEW_BYTES));
    assert_false(is_there(test_path(world, "new.uke.part")));
    assert_true(write_file(&world->world.disk, path, 2, OLD_BYTES, &error));
    assert_true(holds(path, 2, OLD_BYTES));
    assert_true(write_file(&world->world.disk, path, 3, 0, &error));
    assert_true(holds(path, 3, 0));
}

static void a_file_in_the_folder_one_stands_in(void **state)
{
    const struct test_world *world = *state;
    char before[LIMIT_PATH];
    struct error error;
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(world->folder), 0);
    assert_true(write_file(&world->world.disk, "here.uke", 1, OLD_BYTES, &error));
    assert_true(holds("here.uke", 1, OLD_BYTES));
    assert_int_equal(chdir(before), 0);
}

static void what_an_earlier_run_left_is_no_hindrance(void **state)
{
    const struct test_world *world = *state;
    char room[LIMIT_PATH];
    const char *path = path_of(world, "again.uke", room);
    struct error error;
    assert_true(
        write_file(&world->world.disk, test_path(world, "again.uke.part"), 1, OLD_BYTES, &error));
    assert_true(write_file(&world->world.disk, path, 2, OLD_BYTES, &error));
    assert_true(holds(path, 2, OLD_BYTES));
    assert_false(is_there(test_path(world, "again.uke.part")));
}

static void a_name_that_is_too_long_is_a_fault(void **state)
{
    const struct test_world *world = *state;
    char path[LIMIT_PATH];
    struct safe_file file;
    struct error error;
    memset(path, 'a', sizeof path);
    path[LIMIT_PATH - 3] = '\0';
    assert_false(safe_file_begin(&world->world.disk, path, &file, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    safe_file_drop(&file);
}

/* Each call in turn fails; the old file stays until the new one has its name. */
static void any_call_may_fail_and_the_name_stands_for_a_whole_file(void **state)
{
    const struct test_world *world = *state;
    char room[LIMIT_PATH];
    const char *path = path_of(world, "n.uke", room);
    struct odd_disk odd;
    struct error error;
    int64_t calls = 0;
    odd_disk_open(&odd);
    for (int64_t at = 1;; at++) {
        struct disk_port port = odd_disk_port(&odd);
        bool done = false;
        assert_true(write_file(&world->world.disk, path, 1, OLD_BYTES, &error));
        odd.calls = 0;
        odd.fail_at = at;
        done = write_file(&port, path, 2, NEW_BYTES, &error);
        assert_int_equal(odd.opened, 0);
        assert_false(is_there(test_path(world, "n.uke.part")));
        if (done) {
            assert_true(holds(path, 2, NEW_BYTES));
            calls = at;
            break;
        }
        assert_int_equal(error.fault, FAULT_FILE_BROKEN);
        assert_string_equal(error.place.file, path);
        /* Only the last call, the sync of the folder, comes after the name. */
        assert_true(holds(path, 1, OLD_BYTES) || holds(path, 2, NEW_BYTES));
    }
    assert_true(calls > 8);
}

static void a_full_disk_never_leaves_a_cut_file_under_the_name(void **state)
{
    static const int64_t rooms[] = {0, 1, 511, 65535, 65536, 65537, NEW_BYTES - 1};
    const struct test_world *world = *state;
    char room[LIMIT_PATH];
    const char *path = path_of(world, "full.uke", room);
    struct error error;
    assert_true(write_file(&world->world.disk, path, 1, OLD_BYTES, &error));
    for (size_t i = 0; i < COUNT_OF(rooms); i++) {
        struct odd_disk odd;
        struct disk_port port;
        odd_disk_open(&odd);
        odd.room = rooms[i];
        port = odd_disk_port(&odd);
        assert_false(write_file(&port, path, 2, NEW_BYTES, &error));
        assert_int_equal(error.fault, FAULT_DISK_FULL);
        assert_string_equal(error.place.file, path);
        assert_true(holds(path, 1, OLD_BYTES));
        assert_false(is_there(test_path(world, "full.uke.part")));
    }
}

static void what_does_not_read_back_the_same_gets_no_name(void **state)
{
    const struct test_world *world = *state;
    char room[LIMIT_PATH];
    const char *path = path_of(world, "spoilt.uke", room);
    struct error error;
    assert_true(write_file(&world->world.disk, path, 1, OLD_BYTES, &error));
    for (int64_t read = 1; read <= 3; read++) {
        struct odd_disk odd;
        struct disk_port port;
        odd_disk_open(&odd);
        odd.spoil_at = read;
        port = odd_disk_port(&odd);
        assert_false(write_file(&port, path, 2, NEW_BYTES, &error));
        assert_int_equal(error.fault, FAULT_READ_BACK_DIFFERS);
        assert_true(holds(path, 1, OLD_BYTES));
    }
}

static void a_power_cut_leaves_the_old_file_or_the_new_one(void **state)
{
    const struct test_world *world = *state;
    struct recording recording;
    struct recording_disk recorder;
    struct disk_port port;
    struct error error;
    char room[LIMIT_PATH];
    const char *path = path_of(world, "cut.uke", room);
    uint64_t seed = 77;
    bool old_seen = false;
    bool new_seen = false;
    assert_true(write_file(&world->world.disk, path, 1, OLD_BYTES, &error));
    recording_open(&recording, world->folder);
    port = recording_disk_open(&recorder, &recording);
    assert_true(write_file(&port, path, 2, NEW_BYTES, &error));
    for (size_t cut = 0; cut <= recording.count * 40; cut++) {
        struct test_world left;
        const char *found = NULL;
        bool is_old = false;
        bool is_new = false;
        size_t at = cut / 40;
        test_world_open(&left, 2);
        power_cut_leave(&recording, at, power_cut_random(&seed), left.folder);
        found = test_path(&left, "cut.uke");
        is_old = holds(found, 1, OLD_BYTES);
        is_new = holds(found, 2, NEW_BYTES);
        assert_true(is_old || is_new);
        assert_true(at < recording.count || is_new);
        old_seen = old_seen || is_old;
        new_seen = new_seen || is_new;
        test_world_close(&left);
    }
    assert_true(old_seen && new_seen);
    recording_close(&recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gets_its_name_when_it_is_whole),
        cmocka_unit_test(a_file_in_the_folder_one_stands_in),
        cmocka_unit_test(what_an_earlier_run_left_is_no_hindrance),
        cmocka_unit_test(a_name_that_is_too_long_is_a_fault),
        cmocka_unit_test(any_call_may_fail_and_the_name_stands_for_a_whole_file),
        cmocka_unit_test(a_full_disk_never_leaves_a_cut_file_under_the_name),
        cmocka_unit_test(what_does_not_read_back_the_same_gets_no_name),
        cmocka_unit_test(a_power_cut_leaves_the_old_file_or_the_new_one),
    };
    return cmocka_run_group_tests(tests, make_world, drop_world);
}
