/* What goes wrong around a table of captures: locks, disks, other runs. */
#include "tests/importers/desk/capture_table_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/views.h"
#include "tests/support/raw_store.h"

/* ---- what goes wrong around the file ---- */

static void another_import_is_waited_for_by_hand(void **state)
{
    struct test_store *test = *state;
    struct store_options options = {
        .folder = store_folder(test->store), .world = &test->world.world};
    struct store *other = NULL;
    struct error error;
    assert_true(store_open(&options, &other, &error));
    assert_true(store_take_role(other, "import", &error));
    check(test, "a.csv", LITERAL(HEADING TARO), "FAULT ROLE_BUSY 0:0 import");
    store_close(other);
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
}

static void an_import_that_was_cut_off_is_abandoned_by_the_next(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    struct evidence evidence =
        test_evidence((const char *const[]){"visit_date=20260331", "chart_number=1001", NULL});
    struct buffer row = buffer_open(1024);
    struct error error;
    assert_true(visits_pack_row(&evidence, &row, &error));
    assert_true(bulk_open(
        test->store, BULK_CAPTURES, (struct slice){NULL, 0}, slice_of("cut.csv"), &writer, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error));
    assert_true(bulk_flush_rows(writer, &error));
    bulk_cancel(writer);
    buffer_close(&row);
    test_store_reopen(test);
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    assert_int_equal(visits_of(test).count, 1);
}

static void a_locked_store_takes_nothing(void **state)
{
    struct test_store *test = *state;
    struct store_options options = {
        .folder = store_folder(test->store), .world = &test->world.world};
    struct table_report *report = NULL;
    struct store *locked = NULL;
    struct error error;
    put_file(test, "a.csv", LITERAL(HEADING TARO));
    assert_true(store_open(&options, &locked, &error));
    assert_false(import_captures(locked, test_path(&test->world, "a.csv"), &report, &error));
    assert_int_equal(error.fault, FAULT_NOT_UNLOCKED);
    store_close(locked);
}

/* A disk that gives another file from a certain opening on. */
struct changing_disk {
    struct disk_port real;
    const char *other;
    int openings; /* before that */
};

static bool open_changing(void *context, const char *path, int *handle, struct error *error)
{
    struct changing_disk *disk = context;
    disk->openings--;
    return disk->real.open(
        disk->real.context, disk->openings < 0 ? disk->other : path, handle, error);
}

static void a_file_that_changes_while_it_is_read_is_not_taken(void **state)
{
    struct test_store *test = *state;
    struct changing_disk disk = {.real = test->world.world.disk, .openings = INT32_MAX};
    char other[512];
    put_file(test, "b.csv", LITERAL(HEADING HANAKO HANAKO));
    (void)snprintf(other, sizeof other, "%s", test_path(&test->world, "b.csv"));
    disk.other = other;
    test->world.world.disk.context = &disk;
    test->world.world.disk.open = open_changing;
    test_store_reopen(test);
    for (int openings = 1; openings < 3; openings++) {
        disk.openings = openings;
        check(test, "a.csv", LITERAL(HEADING TARO), "FAULT TABLE_CHANGED 0:0");
        assert_int_equal(visits_of(test).count, 0);
    }
    disk.openings = 3;
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    test->world.world.disk = disk.real;
    test_store_reopen(test);
}

/* A disk whose reading fails after so many pieces. */
struct failing_disk {
    struct disk_port real;
    int pieces;
};

static bool read_failing(
    void *context,
    int handle,
    uint8_t *bytes,
    size_t size,
    size_t *got,
    struct error *error)
{
    struct failing_disk *disk = context;
    disk->pieces--;
    return disk->pieces < 0 ? error_set_text(error, FAULT_FILE_BROKEN, "test")
                            : disk->real.read(disk->real.context, handle, bytes, size, got, error);
}

static void a_disk_that_fails_at_any_piece_leaves_nothing_counted(void **state)
{
    struct test_store *test = *state;
    struct failing_disk disk = {.real = test->world.world.disk, .pieces = INT32_MAX};
    test->world.world.disk.context = &disk;
    test->world.world.disk.read = read_failing;
    test_store_reopen(test);
    for (int pieces = 0; pieces < 6; pieces++) {
        disk.pieces = pieces;
        check(test, "a.csv", LITERAL(HEADING TARO), "FAULT FILE_BROKEN 0:0 test");
        assert_int_equal(visits_of(test).count, 0);
    }
    disk.pieces = 6;
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    test->world.world.disk = disk.real;
    test_store_reopen(test);
}

static void a_file_that_is_not_there_is_named(void **state)
{
    struct test_store *test = *state;
    struct table_report *report = NULL;
    struct error error;
    const char *path = test_path(&test->world, "nowhere.csv");
    assert_false(import_captures(test->store, path, &report, &error));
    assert_int_equal(error.fault, FAULT_FILE_MISSING);
    assert_string_equal(error.place.file, path);
}

/* Enough rows for several groups of parts. */
static struct buffer many_rows(int count)
{
    struct buffer bytes = buffer_open(8 * 1024 * 1024);
    struct error error;
    assert_true(buffer_append_text(&bytes, HEADING, &error));
    for (int i = 0; i < count; i++) {
        char line[160];
        (void)snprintf(
            line, sizeof line, "20260331,%d,シカク　タロウ,19800101,男,06130488,港・1,%d,01\n", i,
            1000000 + i);
        assert_true(buffer_append_text(&bytes, line, &error));
    }
    return bytes;
}

static void a_second_core_that_writes_makes_no_difference(void **state)
{
    struct test_store *test = *state;
    struct buffer bytes = many_rows(20000);
    int64_t visits = 0;
    struct error error;
    test->world.world.in_turn = false;
    test_store_reopen(test);
    check(
        test, "a.csv", buffer_slice(&bytes),
        "20000 = 20000 new + 0 same + 0 corrected + 0 refused;");
    check(
        test, "b.csv", buffer_slice(&bytes),
        "20000 = 0 new + 20000 same + 0 corrected + 0 refused;");
    test_store_reopen(test);
    assert_true(counter_get(test->store, "visits", &visits, &error));
    assert_int_equal(visits, 20000);
    buffer_close(&bytes);
}

static void what_fails_on_the_second_core_fails_the_import(void **state)
{
    struct test_store *test = *state;
    struct buffer bytes = many_rows(20000);
    struct outcome outcome;
    test->world.world.in_turn = false;
    test_store_reopen(test);
    raw_do(
        test, "CREATE TRIGGER full AFTER INSERT ON visit WHEN NEW.id > 15000"
              " BEGIN SELECT RAISE(ABORT, 'full'); END");
    outcome_of(&outcome, test, import_captures, "a.csv", buffer_slice(&bytes));
    assert_false(outcome.done);
    outcome_close(&outcome);
    assert_int_equal(visits_of(test).count, 0);
    raw_do(test, "DROP TRIGGER full");
    check(
        test, "a.csv", buffer_slice(&bytes),
        "20000 = 20000 new + 0 same + 0 corrected + 0 refused;");
    buffer_close(&bytes);
}

/* ---- two people under one number on one day ---- */

#define AGAIN(kana, birth, sex)                                                                    \
    "20260331,1001," kana "," birth "," sex ",06130488,港・1,1234567,01\n"

static void another_person_under_the_same_number_and_day_is_refused(void **state)
{
    struct test_store *test = *state;
    struct visits visits;
    check(
        test, "a.csv",
        LITERAL(HEADING TARO HANAKO AGAIN("シカク　タロウ", "19800102", "男") AGAIN(
            "シカク　タロウ", "19800101", "女") AGAIN("シカク　ジロウ", "19800101", "男")),
        "5 = 2 new + 0 same + 0 corrected + 3 refused;"
        " 4:2 row_other_person カルテ番号; 5:2 row_other_person カルテ番号;"
        " 6:2 row_other_person カルテ番号;");
    visits = visits_of(test);
    check_value(test, &visits.rows[0], FIELD_BIRTH_DATE, "19800101");
    check_value(test, &visits.rows[0], FIELD_SEX, "male");
}

static void what_a_row_does_not_say_is_no_other_person(void **state)
{
    struct test_store *test = *state;
    check(
        test, "a.csv",
        LITERAL(
            HEADING AGAIN("", "", "") AGAIN("ｼｶｸ ﾀﾛｳ", "", "男") AGAIN("", "19800101", "") AGAIN(
                "シカク　タロウ", "19800101",
                "1") "20260401,1001,カクニン　ハナコ,19550203,女,,,,\n" AGAIN("", "19800102", "")),
        "6 = 2 new + 0 same + 3 corrected + 1 refused; 7:2 row_other_person カルテ番号;");
}

/* Far more rows than the first places, and the first one once more at the end. */
static void many_rows_are_told_apart(void **state)
{
    struct test_store *test = *state;
    struct buffer bytes = buffer_open(1024 * 1024);
    struct error error;
    assert_true(buffer_append_text(&bytes, "受診日,カルテ番号,生年月日\n", &error));
    for (unsigned i = 0; i <= 3000; i++) {
        char line[64];
        (void)snprintf(
            line, sizeof line, "20260331,%u,198001%02u\n", i % 3000,
            (i + (i == 3000 ? 1 : 0)) % 28 + 1);
        assert_true(buffer_append_text(&bytes, line, &error));
    }
    check(
        test, "a.csv", buffer_slice(&bytes),
        "3001 = 3000 new + 0 same + 0 corrected + 1 refused;"
        " 3002:2 row_other_person カルテ番号;");
    buffer_close(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(another_import_is_waited_for_by_hand),
        WITH_STORE(an_import_that_was_cut_off_is_abandoned_by_the_next),
        WITH_STORE(a_locked_store_takes_nothing),
        WITH_STORE(a_file_that_changes_while_it_is_read_is_not_taken),
        WITH_STORE(a_disk_that_fails_at_any_piece_leaves_nothing_counted),
        WITH_STORE(a_file_that_is_not_there_is_named),
        WITH_STORE(a_second_core_that_writes_makes_no_difference),
        WITH_STORE(what_fails_on_the_second_core_fails_the_import),
        WITH_STORE(another_person_under_the_same_number_and_day_is_refused),
        WITH_STORE(what_a_row_does_not_say_is_no_other_person),
        WITH_STORE(many_rows_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
