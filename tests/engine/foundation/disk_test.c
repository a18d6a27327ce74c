/* The real disk of engine/foundation/disk.c, on real files in a folder of its own. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/foundation/world.h"
#include "tests/support/check.h"

struct fixture {
    struct disk_port disk;
    char folder[64];
    char path[LIMIT_PATH];
    char other[LIMIT_PATH];
    struct error error;
};

static int make_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->disk = disk_real();
    (void)strcpy(f->folder, "/tmp/totsugo-disk-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    assert_true(path_join(f->path, sizeof f->path, f->folder, "資格.txt", &f->error));
    assert_true(path_join(f->other, sizeof f->other, f->folder, "other", &f->error));
    *state = f;
    return 0;
}

static bool remove_one(void *taker, const char *name)
{
    struct fixture *f = taker;
    char path[LIMIT_PATH];
    assert_true(path_join(path, sizeof path, f->folder, name, &f->error));
    return remove(path) == 0;
}

static int drop_fixture(void **state)
{
    struct fixture *f = *state;
    assert_true(f->disk.list(NULL, f->folder, remove_one, f, &f->error));
    assert_int_equal(rmdir(f->folder), 0);
    free(f);
    return 0;
}

static void put_file(struct fixture *f, const char *path, struct slice bytes)
{
    int handle = -1;
    assert_true(f->disk.create(NULL, path, &handle, &f->error));
    assert_true(f->disk.write(NULL, handle, bytes, &f->error));
    assert_true(f->disk.sync(NULL, handle, &f->error));
    f->disk.close(NULL, handle);
}

static void assert_file(struct fixture *f, const char *path, struct slice expected)
{
    struct buffer bytes;
    assert_true(disk_read_all(&f->disk, path, 1024 * 1024, &bytes, &f->error));
    assert_slice(buffer_slice(&bytes), expected);
    buffer_close(&bytes);
}

static void what_was_written_reads_back(void **state)
{
    struct fixture *f = *state;
    int handle = -1;
    assert_true(f->disk.create(NULL, f->path, &handle, &f->error));
    assert_true(f->disk.write(NULL, handle, LITERAL("a\0b"), &f->error));
    assert_true(f->disk.write(NULL, handle, (struct slice){NULL, 0}, &f->error));
    assert_true(f->disk.write(NULL, handle, LITERAL("資格"), &f->error));
    assert_true(f->disk.sync(NULL, handle, &f->error));
    f->disk.close(NULL, handle);
    assert_file(f, f->path, LITERAL("a\0b資格"));
}

static void a_new_file_is_for_its_owner_only(void **state)
{
    struct fixture *f = *state;
    struct stat status;
    put_file(f, f->path, LITERAL("x"));
    assert_int_equal(stat(f->path, &status), 0);
    assert_int_equal(status.st_mode & 0777U, 0600);
    assert_true(f->disk.make_folder(NULL, f->other, &f->error));
    assert_int_equal(stat(f->other, &status), 0);
    assert_int_equal(status.st_mode & 0777U, 0700);
}

static void creating_never_overwrites(void **state)
{
    struct fixture *f = *state;
    int handle = 7;
    put_file(f, f->path, LITERAL("first"));
    assert_false(f->disk.create(NULL, f->path, &handle, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_EXISTS);
    assert_string_equal(f->error.place.file, f->path);
    assert_int_equal(symlink("/nowhere", f->other), 0);
    assert_false(f->disk.create(NULL, f->other, &handle, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_EXISTS);
    assert_file(f, f->path, LITERAL("first"));
}

static void what_is_not_there_is_missing(void **state)
{
    struct fixture *f = *state;
    int handle = -1;
    struct buffer bytes;
    char below[LIMIT_PATH];
    assert_false(f->disk.exists(NULL, f->path));
    assert_false(f->disk.open(NULL, f->path, &handle, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_MISSING);
    assert_string_equal(f->error.place.file, f->path);
    assert_false(disk_read_all(&f->disk, f->path, 10, &bytes, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_MISSING);
    put_file(f, f->path, LITERAL("x"));
    assert_true(f->disk.exists(NULL, f->path));
    assert_true(path_join(below, sizeof below, f->path, "below", &f->error));
    assert_false(f->disk.create(NULL, below, &handle, &f->error));
    assert_int_equal(f->error.fault, FAULT_FOLDER_MISSING);
    assert_string_equal(f->error.place.file, below);
}

static void a_folder_is_not_read_as_a_file(void **state)
{
    struct fixture *f = *state;
    int handle = -1;
    assert_false(f->disk.open(NULL, f->folder, &handle, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_IS_FOLDER);
    assert_string_equal(f->error.place.file, f->folder);
    assert_int_equal(handle, -1);
}

static void a_pipe_is_not_read_as_a_file(void **state)
{
    struct fixture *f = *state;
    int handle = -1;
    (void)unlink(f->path);
    assert_int_equal(mkfifo(f->path, 0600), 0);
    assert_false(f->disk.open(NULL, f->path, &handle, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_NOT_REGULAR);
    assert_string_equal(f->error.place.file, f->path);
    assert_int_equal(handle, -1);
    assert_int_equal(unlink(f->path), 0);
}

static void links_in_a_circle_are_named(void **state)
{
    struct fixture *f = *state;
    int handle = -1;
    (void)unlink(f->path);
    assert_int_equal(symlink(f->path, f->path), 0);
    assert_false(f->disk.open(NULL, f->path, &handle, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_LINK_LOOP);
    assert_int_equal(unlink(f->path), 0);
}

static void a_file_is_read_in_pieces_to_its_end(void **state)
{
    struct fixture *f = *state;
    uint8_t piece[4];
    size_t got = 0;
    int handle = -1;
    put_file(f, f->path, LITERAL("0123456789"));
    assert_true(f->disk.open(NULL, f->path, &handle, &f->error));
    assert_true(f->disk.read(NULL, handle, piece, sizeof piece, &got, &f->error));
    assert_slice(((struct slice){piece, got}), LITERAL("0123"));
    assert_true(f->disk.read(NULL, handle, piece, sizeof piece, &got, &f->error));
    assert_slice(((struct slice){piece, got}), LITERAL("4567"));
    assert_true(f->disk.read(NULL, handle, piece, sizeof piece, &got, &f->error));
    assert_slice(((struct slice){piece, got}), LITERAL("89"));
    assert_true(f->disk.read(NULL, handle, piece, sizeof piece, &got, &f->error));
    assert_int_equal(got, 0);
    f->disk.close(NULL, handle);
}

static void a_file_over_the_limit_is_not_read(void **state)
{
    struct fixture *f = *state;
    struct buffer bytes;
    uint8_t many[10000];
    memset(many, 'x', sizeof many);
    put_file(f, f->path, (struct slice){many, sizeof many});
    assert_false(disk_read_all(&f->disk, f->path, sizeof many - 1, &bytes, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_TOO_BIG);
    assert_string_equal(f->error.arguments[0], "9999");
    assert_string_equal(f->error.place.file, f->path);
    assert_null(bytes.data);
    assert_true(disk_read_all(&f->disk, f->path, sizeof many, &bytes, &f->error));
    assert_int_equal(bytes.size, sizeof many);
    buffer_close(&bytes);
}

static void an_empty_file_is_read_as_nothing(void **state)
{
    struct fixture *f = *state;
    put_file(f, f->path, LITERAL(""));
    assert_file(f, f->path, LITERAL(""));
}

static void renaming_replaces_only_when_told(void **state)
{
    struct fixture *f = *state;
    put_file(f, f->path, LITERAL("new"));
    put_file(f, f->other, LITERAL("old"));
    assert_false(f->disk.rename(NULL, f->path, f->other, false, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_EXISTS);
    assert_string_equal(f->error.place.file, f->other);
    assert_file(f, f->path, LITERAL("new"));
    assert_file(f, f->other, LITERAL("old"));
    assert_true(f->disk.rename(NULL, f->path, f->other, true, &f->error));
    assert_false(f->disk.exists(NULL, f->path));
    assert_file(f, f->other, LITERAL("new"));
    assert_true(f->disk.rename(NULL, f->other, f->path, false, &f->error));
    assert_file(f, f->path, LITERAL("new"));
    assert_false(f->disk.rename(NULL, f->other, f->path, true, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_MISSING);
}

static void removing_twice_is_removing_once(void **state)
{
    struct fixture *f = *state;
    put_file(f, f->path, LITERAL("x"));
    assert_true(f->disk.remove(NULL, f->path, &f->error));
    assert_false(f->disk.exists(NULL, f->path));
    assert_true(f->disk.remove(NULL, f->path, &f->error));
    assert_false(f->disk.remove(NULL, f->folder, &f->error));
}

static void a_folder_is_made_once_and_is_a_folder(void **state)
{
    struct fixture *f = *state;
    char deep[LIMIT_PATH];
    assert_true(f->disk.make_folder(NULL, f->other, &f->error));
    assert_true(f->disk.make_folder(NULL, f->other, &f->error));
    assert_true(f->disk.sync_folder(NULL, f->other, &f->error));
    put_file(f, f->path, LITERAL("x"));
    assert_false(f->disk.make_folder(NULL, f->path, &f->error));
    assert_int_equal(f->error.fault, FAULT_FOLDER_IS_FILE);
    assert_string_equal(f->error.place.file, f->path);
    assert_true(path_join(deep, sizeof deep, f->folder, "no/deep", &f->error));
    assert_false(f->disk.make_folder(NULL, deep, &f->error));
    assert_int_equal(f->error.fault, FAULT_FOLDER_MISSING);
    assert_false(f->disk.sync_folder(NULL, f->path, &f->error));
}

struct listing {
    unsigned found;
    unsigned stop_after;
    bool saw_file;
    bool saw_dots;
};

static bool count_name(void *taker, const char *name)
{
    struct listing *listing = taker;
    listing->found++;
    listing->saw_file = listing->saw_file || strcmp(name, "資格.txt") == 0;
    listing->saw_dots = listing->saw_dots || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    return listing->found != listing->stop_after;
}

static void a_folder_lists_what_is_in_it(void **state)
{
    struct fixture *f = *state;
    struct listing listing = {0};
    assert_true(f->disk.list(NULL, f->folder, count_name, &listing, &f->error));
    assert_int_equal(listing.found, 0);
    put_file(f, f->path, LITERAL("x"));
    put_file(f, f->other, LITERAL("y"));
    assert_true(f->disk.list(NULL, f->folder, count_name, &listing, &f->error));
    assert_int_equal(listing.found, 2);
    assert_true(listing.saw_file);
    assert_false(listing.saw_dots);
    listing = (struct listing){.stop_after = 1};
    assert_true(f->disk.list(NULL, f->folder, count_name, &listing, &f->error));
    assert_int_equal(listing.found, 1);
    assert_false(f->disk.list(NULL, f->path, count_name, &listing, &f->error));
    assert_int_equal(f->error.fault, FAULT_FOLDER_MISSING);
}

/* Nothing is denied to root, so the test becomes somebody else for a moment. */
static void a_folder_without_permission_is_denied(void **state)
{
    const uid_t nobody = 65534;
    struct fixture *f = *state;
    bool is_root = geteuid() == 0;
    int handle = -1;
    bool done = false;
    if (is_root && seteuid(nobody) != 0) {
        skip();
    }
    if (!is_root) {
        assert_int_equal(chmod(f->folder, 0), 0);
    }
    done = f->disk.create(NULL, f->path, &handle, &f->error);
    if (is_root) {
        assert_int_equal(seteuid(0), 0);
    } else {
        assert_int_equal(chmod(f->folder, 0700), 0);
    }
    assert_false(done);
    assert_int_equal(f->error.fault, FAULT_FILE_DENIED);
}

/* A limit on the size of files stands for the disk that fills up. */
static void a_full_disk_is_told_from_a_broken_one(void **state)
{
    struct fixture *f = *state;
    const struct rlimit small = {4096, RLIM_INFINITY};
    const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    uint8_t many[10000] = {0};
    int handle = -1;
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_true(f->disk.create(NULL, f->path, &handle, &f->error));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_false(f->disk.write(NULL, handle, (struct slice){many, sizeof many}, &f->error));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    assert_int_equal(f->error.fault, FAULT_DISK_FULL);
    f->disk.close(NULL, handle);
}

static void a_handle_that_is_not_for_reading_is_broken(void **state)
{
    struct fixture *f = *state;
    uint8_t piece[4];
    size_t got = 0;
    int handle = -1;
    assert_true(f->disk.create(NULL, f->path, &handle, &f->error));
    assert_false(f->disk.read(NULL, handle, piece, sizeof piece, &got, &f->error));
    assert_int_equal(f->error.fault, FAULT_FILE_BROKEN);
    assert_int_equal(f->error.argument_count, 1);
    f->disk.close(NULL, handle);
}

static void handles_do_not_reach_other_programs(void **state)
{
    struct fixture *f = *state;
    int handle = -1;
    assert_true(f->disk.create(NULL, f->path, &handle, &f->error));
    assert_true((fcntl(handle, F_GETFD) & FD_CLOEXEC) != 0);
    f->disk.close(NULL, handle);
    assert_true(f->disk.open(NULL, f->path, &handle, &f->error));
    assert_true((fcntl(handle, F_GETFD) & FD_CLOEXEC) != 0);
    f->disk.close(NULL, handle);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(what_was_written_reads_back),
        TEST(a_new_file_is_for_its_owner_only),
        TEST(creating_never_overwrites),
        TEST(what_is_not_there_is_missing),
        TEST(a_folder_is_not_read_as_a_file),
        TEST(a_file_is_read_in_pieces_to_its_end),
        TEST(a_file_over_the_limit_is_not_read),
        TEST(a_pipe_is_not_read_as_a_file),
        TEST(links_in_a_circle_are_named),
        TEST(an_empty_file_is_read_as_nothing),
        TEST(renaming_replaces_only_when_told),
        TEST(removing_twice_is_removing_once),
        TEST(a_folder_is_made_once_and_is_a_folder),
        TEST(a_folder_lists_what_is_in_it),
        TEST(a_folder_without_permission_is_denied),
        TEST(a_full_disk_is_told_from_a_broken_one),
        TEST(a_handle_that_is_not_for_reading_is_broken),
        TEST(handles_do_not_reach_other_programs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
