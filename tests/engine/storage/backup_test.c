/* Copies taken while others go on, and what comes of them in another folder. */
#include "engine/storage/backup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/storage/incarnation.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

struct fixture {
    struct test_store test;
    struct test_store restored;
    char path[600];
    char folder[600];
};

static int make_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct error error = {0};
    assert_non_null(f);
    test_store_open(&f->test, 141);
    test_world_open(&f->restored.world, 142);
    memcpy(f->restored.key_file, f->test.key_file, sizeof f->test.key_file);
    (void)snprintf(f->path, sizeof f->path, "%s/copy", f->test.world.folder);
    (void)snprintf(f->folder, sizeof f->folder, "%s/store", f->restored.world.folder);
    for (unsigned i = 1; i <= 5; i++) {
        assert_true(tagged_capture(f->test.store, i, i, &error));
    }
    *state = f;
    return 0;
}

static int drop_fixture(void **state)
{
    struct fixture *f = *state;
    test_store_close(&f->test);
    test_store_close(&f->restored);
    free(f);
    return 0;
}

static void write_backup(struct fixture *f)
{
    struct error error = {0};
    assert_true(backup_write(f->test.store, f->path, &error));
}

static enum fault restore(struct fixture *f, const char *path)
{
    struct error error;
    bool done = backup_restore(&f->restored.world.world, path, f->folder, &error);
    return done ? FAULT_NONE : error.fault;
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static void a_backup_is_the_whole_store_and_nobody_else_may_read_it(void **state)
{
    struct fixture *f = *state;
    struct tagged_seen seen;
    struct error error = {0};
    mode_t old = umask(0);
    write_backup(f);
    assert_int_equal(restore(f, f->path), FAULT_NONE);
    (void)umask(old);
    assert_int_equal(mode_of(f->path), 0600);
    assert_int_equal(mode_of(f->folder), 0700);
    assert_int_equal(mode_of(raw_path(&f->restored, "totsugo.db")), 0600);
    assert_true(test_store_try(&f->restored, &error));
    assert_true(tagged_look(f->restored.store, &seen, &error));
    assert_int_equal(seen.visits, 5);
    assert_string_equal(tagged_store_fault(&f->restored), "");
}

static void a_restored_store_begins_the_next_incarnation_wherever_it_lies(void **state)
{
    struct fixture *f = *state;
    struct error error = {0};
    bool begun = false;
    assert_true(store_begin(f->test.store, &error));
    assert_true(incarnation_note(f->test.store, &error));
    assert_true(store_commit(f->test.store, &error));
    write_backup(f);
    /* Over the file that it was taken from: the place of the file is the same. */
    {
        struct buffer bytes = raw_file(f->path);
        store_close(f->test.store);
        f->test.store = NULL;
        raw_put_file(raw_path(&f->test, "totsugo.db"), buffer_slice(&bytes));
        buffer_close(&bytes);
    }
    test_store_reopen(&f->test);
    assert_true(incarnation_settle(f->test.store, &begun, &error));
    assert_true(begun);
    assert_true(incarnation_number(f->test.store) > 1);
}

static void nothing_is_overwritten(void **state)
{
    struct fixture *f = *state;
    struct buffer before;
    struct buffer after;
    struct error error = {0};
    write_backup(f);
    before = raw_file(f->path);
    assert_true(tagged_capture(f->test.store, 9, 9, &error));
    assert_false(backup_write(f->test.store, f->path, &error));
    assert_int_equal(error.fault, FAULT_FILE_EXISTS);
    after = raw_file(f->path);
    assert_slice(buffer_slice(&after), buffer_slice(&before));
    buffer_close(&before);
    buffer_close(&after);
    assert_int_equal(restore(f, f->path), FAULT_NONE);
    assert_int_equal(restore(f, f->path), FAULT_STORE_EXISTS);
}

static void leftovers_of_a_backup_that_was_cut_off_do_no_harm(void **state)
{
    struct fixture *f = *state;
    char part[620];
    (void)snprintf(part, sizeof part, "%s.part", f->path);
    raw_put_file(part, LITERAL("half of one"));
    write_backup(f);
    assert_int_equal(access(part, F_OK), -1);
    assert_int_equal(restore(f, f->path), FAULT_NONE);
}

static void what_is_no_backup_is_not_restored(void **state)
{
    struct fixture *f = *state;
    char other[620];
    struct buffer bytes;
    sqlite3 *database = NULL;
    (void)snprintf(other, sizeof other, "%s/other", f->test.world.folder);
    assert_int_equal(restore(f, other), FAULT_FILE_MISSING);
    raw_put_file(other, LITERAL("no database at all, but long enough to be looked at"));
    assert_int_equal(restore(f, other), FAULT_BACKUP_NOT_ONE);
    assert_int_equal(remove(other), 0);
    assert_int_equal(sqlite3_open(other, &database), SQLITE_OK);
    assert_int_equal(raw_run(database, "CREATE TABLE patients(x)"), SQLITE_OK);
    (void)sqlite3_close(database);
    assert_int_equal(restore(f, other), FAULT_BACKUP_NOT_ONE);
    write_backup(f);
    bytes = raw_file(f->path);
    memset(bytes.data + bytes.size - 6000, 0xA5, 3000);
    raw_put_file(f->path, buffer_slice(&bytes));
    buffer_close(&bytes);
    assert_int_equal(restore(f, f->path), FAULT_STORE_BROKEN);
    assert_int_equal(access(raw_path(&f->restored, "totsugo.db"), F_OK), -1);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_fixture, drop_fixture)
    const struct CMUnitTest tests[] = {
        WITH(a_backup_is_the_whole_store_and_nobody_else_may_read_it),
        WITH(a_restored_store_begins_the_next_incarnation_wherever_it_lies),
        WITH(nothing_is_overwritten),
        WITH(leftovers_of_a_backup_that_was_cut_off_do_no_harm),
        WITH(what_is_no_backup_is_not_restored),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
