/* Making, opening and closing; the one commit; what a file that is none of ours gets. */
#include "engine/storage/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/storage/journal.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"

struct fixture {
    struct test_world world;
    struct store_options options;
    char folder[512];
    char file[600];
    struct store *store;
    struct error error;
};

static int make_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    test_world_open(&f->world, 1);
    (void)snprintf(f->folder, sizeof f->folder, "%s/store", f->world.folder);
    (void)snprintf(f->file, sizeof f->file, "%s/totsugo.db", f->folder);
    f->options = (struct store_options){.folder = f->folder, .world = &f->world.world};
    *state = f;
    return 0;
}

static int drop_fixture(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    test_world_close(&f->world);
    free(f);
    return 0;
}

static void create(struct fixture *f)
{
    assert_true(store_create(&f->options, &f->store, &f->error));
    assert_true(vault_create(f->store, &f->error));
    assert_true(store_commit(f->store, &f->error));
}

static void close_store(struct fixture *f)
{
    store_close(f->store);
    f->store = NULL;
}

static void open_refused(struct fixture *f, enum fault fault)
{
    struct store *store = NULL;
    assert_false(store_open(&f->options, &store, &f->error));
    assert_int_equal(f->error.fault, fault);
    assert_null(store);
}

static void put(const struct fixture *f, const char *bytes, size_t size)
{
    assert_true(mkdir(f->folder, 0700) == 0);
    raw_put_file(f->file, (struct slice){(const uint8_t *)bytes, size});
}

/* A database of somebody else, or of another version. */
static void put_database(const struct fixture *f, const char *sql)
{
    sqlite3 *database = NULL;
    assert_true(mkdir(f->folder, 0700) == 0);
    assert_int_equal(sqlite3_open(f->file, &database), SQLITE_OK);
    assert_int_equal(raw_run(database, sql), SQLITE_OK);
    (void)sqlite3_close(database);
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static bool append(struct fixture *f)
{
    int64_t entry = 0;
    return journal_append(
        f->store, ENTRY_DAY_REPORTED, RETAIN_HOUSEKEEPING, MONTH_NONE, LITERAL("\1"), &entry,
        &f->error);
}

/* ---- making ---- */

static void nobody_else_may_read_what_is_made(void **state)
{
    struct fixture *f = *state;
    char journal[640];
    mode_t old = umask(0);
    create(f);
    (void)umask(old);
    (void)snprintf(journal, sizeof journal, "%s-journal", f->file);
    assert_int_equal(mode_of(f->folder), 0700);
    assert_int_equal(mode_of(f->file), 0600);
    assert_int_equal(mode_of(journal), 0600);
    old = umask(0);
    assert_true(store_take_role(f->store, "import", &f->error));
    (void)umask(old);
    (void)snprintf(journal, sizeof journal, "%s/import.lock", f->folder);
    assert_int_equal(mode_of(journal), 0600);
}

static void a_store_is_made_once(void **state)
{
    struct fixture *f = *state;
    struct store *second = NULL;
    create(f);
    assert_false(store_create(&f->options, &second, &f->error));
    assert_int_equal(f->error.fault, FAULT_STORE_EXISTS);
    assert_null(second);
    close_store(f);
    assert_true(store_open(&f->options, &f->store, &f->error));
    assert_string_equal(store_folder(f->store), f->folder);
}

static void making_that_was_cut_off_is_no_store_and_can_be_done_again(void **state)
{
    struct fixture *f = *state;
    assert_true(store_create(&f->options, &f->store, &f->error));
    assert_true(vault_create(f->store, &f->error));
    close_store(f);
    open_refused(f, FAULT_STORE_MISSING);
    create(f);
    close_store(f);
    assert_true(store_open(&f->options, &f->store, &f->error));
}

static void an_empty_file_is_no_store_and_does_not_stop_making_one(void **state)
{
    struct fixture *f = *state;
    put(f, "", 0);
    open_refused(f, FAULT_STORE_MISSING);
    create(f);
}

static void of_two_that_make_a_store_at_once_one_is_refused(void **state)
{
    struct fixture *f = *state;
    struct store *second = NULL;
    sqlite3 *other = NULL;
    put(f, "", 0);
    assert_int_equal(sqlite3_open(f->file, &other), SQLITE_OK);
    assert_int_equal(raw_run(other, "CREATE TABLE somebody(was, faster)"), SQLITE_OK);
    assert_false(store_create(&f->options, &second, &f->error));
    assert_int_equal(f->error.fault, FAULT_STORE_EXISTS);
    (void)sqlite3_close(other);
}

/* ---- opening what is none of ours ---- */

static void where_nothing_is_there_is_no_store(void **state)
{
    struct fixture *f = *state;
    open_refused(f, FAULT_STORE_MISSING);
    assert_int_equal(access(f->folder, F_OK), -1);
}

static void a_file_that_is_no_database_is_broken(void **state)
{
    struct fixture *f = *state;
    char noise[4096];
    memset(noise, 'x', sizeof noise);
    put(f, noise, sizeof noise);
    open_refused(f, FAULT_STORE_BROKEN);
}

static void check_unchanged(struct fixture *f, enum fault fault)
{
    struct buffer before = raw_file(f->file);
    struct buffer after;
    open_refused(f, fault);
    after = raw_file(f->file);
    assert_slice(buffer_slice(&after), buffer_slice(&before));
    buffer_close(&before);
    buffer_close(&after);
}

static void the_database_of_another_program_is_left_as_it_is(void **state)
{
    struct fixture *f = *state;
    put_database(f, "PRAGMA journal_mode = WAL; PRAGMA user_version = 3; CREATE TABLE t(x);");
    check_unchanged(f, FAULT_STORE_BROKEN);
}

static void the_store_of_a_newer_version_is_left_as_it_is(void **state)
{
    struct fixture *f = *state;
    put_database(
        f, "PRAGMA journal_mode = WAL; PRAGMA application_id = 1953461363;"
           "PRAGMA user_version = 99; CREATE TABLE meta(x);");
    check_unchanged(f, FAULT_STORE_NEWER);
    assert_string_equal(f->error.arguments[0], "99");
    assert_string_equal(f->error.arguments[1], "11");
}

static void a_store_without_its_tables_is_broken(void **state)
{
    struct fixture *f = *state;
    put_database(
        f, "PRAGMA application_id = 1953461363; PRAGMA user_version = 1; CREATE TABLE t(x);");
    open_refused(f, FAULT_STORE_BROKEN);
}

static void a_folder_in_the_place_of_the_file_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(mkdir(f->folder, 0700), 0);
    assert_int_equal(mkdir(f->file, 0700), 0);
    open_refused(f, FAULT_FILE_DENIED);
}

static void a_link_in_the_place_of_the_file_is_refused(void **state)
{
    struct fixture *f = *state;
    char elsewhere[600];
    create(f);
    close_store(f);
    (void)snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere.db", f->world.folder);
    assert_int_equal(rename(f->file, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, f->file), 0);
    open_refused(f, FAULT_FILE_DENIED);
}

static void a_store_may_lie_behind_a_link_to_its_folder(void **state)
{
    struct fixture *f = *state;
    char link[512];
    create(f);
    close_store(f);
    (void)snprintf(link, sizeof link, "%s/link", f->world.folder);
    assert_int_equal(symlink("store", link), 0);
    f->options.folder = link;
    assert_true(store_open(&f->options, &f->store, &f->error));
}

/* As another user, because root may write anywhere. */
static int try_to_write_as_nobody(struct fixture *f)
{
    struct store *store = NULL;
    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) {
        return 10;
    }
    if (!store_open(&f->options, &store, &f->error)) {
        return 11;
    }
    if (store_begin(store, &f->error) || f->error.fault != FAULT_DISK_READ_ONLY) {
        return 12;
    }
    store_close(store);
    return 0;
}

static void a_read_only_store_can_be_read_and_says_so_when_it_is_to_be_written(void **state)
{
    struct fixture *f = *state;
    int status = 0;
    pid_t child = 0;
    create(f);
    close_store(f);
    assert_int_equal(chmod(f->world.folder, 0755), 0);
    assert_int_equal(chmod(f->folder, 0555), 0);
    assert_int_equal(chmod(f->file, 0444), 0);
    child = fork();
    if (child == 0) {
        _exit(try_to_write_as_nobody(f));
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(f->folder, 0700), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* ---- the mode that loses nothing ---- */

static void a_store_left_in_another_journal_mode_comes_back(void **state)
{
    struct fixture *f = *state;
    struct buffer bytes;
    create(f);
    close_store(f);
    {
        sqlite3 *other = NULL;
        assert_int_equal(sqlite3_open(f->file, &other), SQLITE_OK);
        assert_int_equal(raw_run(other, "PRAGMA journal_mode = WAL"), SQLITE_OK);
        (void)sqlite3_close(other);
    }
    assert_true(store_open(&f->options, &f->store, &f->error));
    close_store(f);
    bytes = raw_file(f->file);
    assert_int_equal(bytes.data[18], 1); /* 2 would be WAL */
    buffer_close(&bytes);
}

/* ---- transactions ---- */

static void what_was_rolled_back_never_was(void **state)
{
    struct fixture *f = *state;
    int64_t last = 0;
    create(f);
    assert_true(store_begin(f->store, &f->error));
    assert_true(append(f));
    assert_true(append(f));
    store_rollback(f->store);
    store_rollback(f->store);
    assert_true(journal_last(f->store, &last, &f->error));
    assert_int_equal(last, 0);
    assert_true(store_begin(f->store, &f->error));
    assert_true(append(f));
    assert_true(store_commit(f->store, &f->error));
    assert_true(journal_last(f->store, &last, &f->error));
    assert_int_equal(last, 1);
}

static void closing_rolls_back(void **state)
{
    struct fixture *f = *state;
    int64_t last = 0;
    create(f);
    assert_true(store_begin(f->store, &f->error));
    assert_true(append(f));
    close_store(f);
    assert_true(store_open(&f->options, &f->store, &f->error));
    assert_true(journal_last(f->store, &last, &f->error));
    assert_int_equal(last, 0);
}

static void a_transaction_is_due_after_its_time(void **state)
{
    struct fixture *f = *state;
    create(f);
    assert_false(store_is_due(f->store));
    f->world.clock.now_ms += LIMIT_TRANSACTION_MS;
    assert_false(store_is_due(f->store));
    assert_true(store_begin(f->store, &f->error));
    assert_false(store_is_due(f->store));
    f->world.clock.now_ms += LIMIT_TRANSACTION_MS - 1;
    assert_false(store_is_due(f->store));
    f->world.clock.now_ms += 1;
    assert_true(store_is_due(f->store));
    assert_true(store_commit(f->store, &f->error));
    assert_false(store_is_due(f->store));
}

/* ---- roles ---- */

static void a_role_is_held_by_one(void **state)
{
    struct fixture *f = *state;
    struct store *second = NULL;
    create(f);
    assert_true(store_open(&f->options, &second, &f->error));
    assert_true(store_take_role(f->store, "sync", &f->error));
    assert_false(store_take_role(second, "sync", &f->error));
    assert_int_equal(f->error.fault, FAULT_ROLE_BUSY);
    assert_string_equal(f->error.arguments[0], "sync");
    assert_true(store_take_role(second, "decide", &f->error));
    store_leave_role(second);
    store_leave_role(second);
    store_leave_role(f->store);
    assert_true(store_take_role(second, "sync", &f->error));
    store_close(second);
    assert_true(store_take_role(f->store, "sync", &f->error));
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_fixture, drop_fixture)
    const struct CMUnitTest tests[] = {
        WITH(nobody_else_may_read_what_is_made),
        WITH(a_store_is_made_once),
        WITH(making_that_was_cut_off_is_no_store_and_can_be_done_again),
        WITH(an_empty_file_is_no_store_and_does_not_stop_making_one),
        WITH(of_two_that_make_a_store_at_once_one_is_refused),
        WITH(where_nothing_is_there_is_no_store),
        WITH(a_file_that_is_no_database_is_broken),
        WITH(the_database_of_another_program_is_left_as_it_is),
        WITH(the_store_of_a_newer_version_is_left_as_it_is),
        WITH(a_store_without_its_tables_is_broken),
        WITH(a_folder_in_the_place_of_the_file_is_refused),
        WITH(a_link_in_the_place_of_the_file_is_refused),
        WITH(a_store_may_lie_behind_a_link_to_its_folder),
        WITH(a_read_only_store_can_be_read_and_says_so_when_it_is_to_be_written),
        WITH(a_store_left_in_another_journal_mode_comes_back),
        WITH(what_was_rolled_back_never_was),
        WITH(closing_rolls_back),
        WITH(a_transaction_is_due_after_its_time),
        WITH(a_role_is_held_by_one),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
