#include "importers/receipts/uke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/uke_fixture.h"
#include "tests/support/world_fixture.h"

#define HEAD "IR,1,13,1,1234567,,架空医院,202607,00,03-0000-0000\n"
#define ONE "RE,1,1112,202606,資格　太郎,1,19800131,,,,,,,00123\nHO,01130012,１,２,2,300\nSI,11\n"
#define TAIL "GO,1,300,99\n"

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

static const char *put(struct test_world *world, const char *name, struct slice bytes)
{
    const char *path = test_path(world, name);
    const struct disk_port *disk = &world->world.disk;
    struct error error;
    int handle = -1;
    assert_true(disk->remove(disk->context, path, &error));
    assert_true(disk->create(disk->context, path, &handle, &error));
    assert_true(disk->write(disk->context, handle, bytes, &error));
    disk->close(disk->context, handle);
    return path;
}

static const char *put_text(struct test_world *world, const char *name, const char *utf8)
{
    struct buffer bytes = uke_bytes(utf8, "\r\n");
    const char *path = put(world, name, buffer_slice(&bytes));
    buffer_close(&bytes);
    return path;
}

static const char *put_charts(struct test_world *world, const char *const *charts, size_t count)
{
    struct buffer text = buffer_open(1024 * 1024);
    struct error error;
    const char *path = NULL;
    assert_true(buffer_append_text(&text, HEAD, &error));
    for (size_t i = 0; i < count; i++) {
        char row[256];
        (void)snprintf(
            row, sizeof row,
            "RE,%zu,1112,202606,資格　太郎,1,19800131,,,,,,,%s\n"
            "HO,01130012,１,２,2,300\n",
            i + 1, charts[i]);
        assert_true(buffer_append_text(&text, row, &error));
    }
    {
        char row[64];
        (void)snprintf(row, sizeof row, "GO,%zu,%zu,99\n", count, count * 300);
        assert_true(buffer_append_text(&text, row, &error));
    }
    assert_true(buffer_append_byte(&text, '\0', &error));
    path = put_text(world, "charts.uke", (const char *)text.data);
    buffer_close(&text);
    return path;
}

static void files_are_recognised_by_what_they_begin_with(void **state)
{
    enum receipt_kind kind = RECEIPT_KIND_NONE;
    (void)state;
    assert_true(uke_recognise(slice_of("IR,1,13,1,1234567,,,202607,00\r\nRE,1"), &kind));
    assert_int_equal(kind, RECEIPT_KIND_MEDICAL);
    assert_true(uke_recognise(slice_of("YK,1,13,4,1234567,,202607,00"), &kind));
    assert_int_equal(kind, RECEIPT_KIND_PHARMACY);
    assert_false(uke_recognise(slice_of("カルテ番号,受診日\n"), &kind));
    assert_false(uke_recognise(slice_of(""), &kind));
}

static void a_file_is_given_in_parts_with_a_summary(void **state)
{
    struct test_world *world = *state;
    const char *path = put_text(world, "any name.csv", HEAD ONE TAIL "\x1a");
    struct uke_log log;
    struct receipt_taker taker;
    struct uke_summary summary;
    struct buffer bytes;
    struct error error;
    uke_log_open(&log);
    taker = uke_log_taker(&log);
    assert_true(uke_read(&world->world.disk, path, &taker, &summary, &error));
    assert_true(disk_read_all(&world->world.disk, path, 10000, &bytes, &error));
    assert_slice(buffer_slice(&log.bytes), buffer_slice(&bytes));
    assert_int_equal(summary.receipts, 1);
    assert_int_equal(summary.kind, RECEIPT_KIND_MEDICAL);
    assert_string_equal(summary.facility, "1311234567");
    assert_int_equal(summary.counted.points, 300);
    assert_int_equal(summary.points, 300);
    assert_int_equal(summary.bytes, bytes.size);
    assert_int_equal(summary.findings, 0);
    buffer_close(&bytes);
    uke_log_close(&log);
}

static void nothing_of_a_file_with_a_fault_is_given(void **state)
{
    struct test_world *world = *state;
    const char *path = put_text(world, "cut.uke", HEAD ONE);
    struct uke_log log;
    struct receipt_taker taker;
    struct uke_summary summary;
    struct error error;
    char text[512];
    uke_log_open(&log);
    taker = uke_log_taker(&log);
    assert_false(uke_read(&world->world.disk, path, &taker, &summary, &error));
    assert_int_equal(error.fault, FAULT_RECEIPT_CUT);
    assert_string_equal(error.place.file, path);
    assert_int_equal(error.place.line, 4);
    assert_int_equal(log.receipts, 0);
    assert_int_equal(log.bytes.size, 0);
    error_render(&error, LANGUAGE_JAPANESE, text, sizeof text);
    assert_non_null(strstr(text, "途中で切れたファイル"));
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    assert_non_null(strstr(text, "was cut"));
    uke_log_close(&log);
}

static void a_missing_file_is_a_fault_with_its_path(void **state)
{
    struct test_world *world = *state;
    struct uke_summary summary;
    struct error error;
    assert_false(uke_check(&world->world.disk, test_path(world, "none"), &summary, &error));
    assert_int_equal(error.fault, FAULT_FILE_MISSING);
    assert_string_equal(error.place.file, test_path(world, "none"));
}

static void individual_numbers_in_bulk_are_refused(void **state)
{
    static const char *const charts[] = {"123456789018", "100000000005", "300000000004"};
    struct test_world *world = *state;
    struct uke_log log;
    struct receipt_taker taker;
    struct uke_summary summary;
    struct error error;
    char text[512];
    uke_log_open(&log);
    taker = uke_log_taker(&log);
    assert_false(uke_read(
        &world->world.disk, put_charts(world, charts, COUNT_OF(charts)), &taker, &summary, &error));
    assert_int_equal(error.fault, FAULT_RECEIPT_INDIVIDUAL_NUMBERS);
    assert_int_equal(error.place.line, 2);
    assert_int_equal(log.receipts, 0);
    error_render(&error, LANGUAGE_JAPANESE, text, sizeof text);
    assert_null(strstr(text, "123456789018"));
    uke_log_close(&log);
}

static void a_few_by_chance_are_told_and_taken(void **state)
{
    static const char *const charts[] = {
        "100000000001", "100000000002", "100000000005", "100000000004", "A1"};
    struct test_world *world = *state;
    struct uke_log log;
    struct receipt_taker taker;
    struct uke_summary summary;
    struct error error;
    uke_log_open(&log);
    taker = uke_log_taker(&log);
    assert_true(uke_read(
        &world->world.disk, put_charts(world, charts, COUNT_OF(charts)), &taker, &summary, &error));
    assert_int_equal(summary.individual_numbers, 1);
    assert_int_equal(summary.findings, 1);
    assert_int_equal(log.finding_count, 1);
    assert_int_equal(log.findings[0].finding, FINDING_RECEIPT_INDIVIDUAL_NUMBER);
    assert_int_equal(log.findings[0].line, 6);
    assert_int_equal(log.receipts, 5);
    uke_log_close(&log);
}

/* ---- a file that changes between the two readings ---- */

struct changing_disk {
    struct disk_port real;
    const char *paths[2];
    int opened;
};

static bool open_changing(void *context, const char *path, int *handle, struct error *error)
{
    struct changing_disk *disk = context;
    (void)path;
    return disk->real.open(NULL, disk->paths[disk->opened++ % 2], handle, error);
}

static void a_file_that_changes_between_the_readings_is_refused(void **state)
{
    struct test_world *world = *state;
    struct changing_disk changing = {.real = world->world.disk};
    struct disk_port disk = world->world.disk;
    struct uke_log log;
    struct receipt_taker taker;
    struct uke_summary summary;
    struct error error;
    changing.paths[0] = put_text(world, "one.uke", HEAD ONE TAIL);
    changing.paths[1] = put_text(world, "two.uke", HEAD ONE "GO,1,300\n");
    disk.context = &changing;
    disk.open = open_changing;
    uke_log_open(&log);
    taker = uke_log_taker(&log);
    assert_false(uke_read(&disk, "one.uke", &taker, &summary, &error));
    assert_int_equal(error.fault, FAULT_RECEIPT_CHANGED);
    uke_log_close(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_recognised_by_what_they_begin_with),
        cmocka_unit_test(a_file_is_given_in_parts_with_a_summary),
        cmocka_unit_test(nothing_of_a_file_with_a_fault_is_given),
        cmocka_unit_test(a_missing_file_is_a_fault_with_its_path),
        cmocka_unit_test(individual_numbers_in_bulk_are_refused),
        cmocka_unit_test(a_few_by_chance_are_told_and_taken),
        cmocka_unit_test(a_file_that_changes_between_the_readings_is_refused),
    };
    return cmocka_run_group_tests(tests, make_world, drop_world);
}
