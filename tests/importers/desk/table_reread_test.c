/* Kept tables that today's reader reads differently from the one that took them in. */
#include "importers/table_reread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "importers/desk/capture_table.h"
#include "importers/desk/value.h"
#include "tests/importers/desk/capture_table_support.h"
#include "tests/support/must.h"

enum {
    ROWS = 200
};

static const struct value_rules rules = {.restores_zeros = true};

/* The reader of another day: the lines that it refused, read as another day, or took for one more. */
static uint64_t refused_line;
static uint64_t other_line;

static bool other_row(void *context, struct table_row *row, struct error *error)
{
    struct slice texts[LIMIT_CSV_COLUMNS];
    struct table_row changed = *row;
    memcpy(texts, row->texts, FIELD_COUNT * sizeof texts[0]);
    if (table_row_line(row) == refused_line) {
        table_refuse(row, FIELD_VISIT_DATE, FINDING_ROW_DATE);
        return true;
    }
    if (table_row_line(row) == other_line) {
        texts[FIELD_VISIT_DATE] = slice_of("20260330");
        changed.texts = texts;
        if (!capture_table_kind.row(context, &changed, error)) {
            return false;
        }
        row->month = changed.month;
        return true;
    }
    return capture_table_kind.row(context, row, error);
}

static void put_rows(struct test_store *test)
{
    struct buffer text = buffer_open(64 * 1024);
    struct error error = {0};
    char row[128];
    must(buffer_append(&text, slice_of("受診日,カルテ番号,カナ氏名\n"), &error), &error, "heading");
    for (int i = 0; i < ROWS; i++) {
        (void)snprintf(row, sizeof row, "20260331,%d,シカク　タロウ\n", 1001 + i);
        must(buffer_append(&text, slice_of(row), &error), &error, "row");
    }
    put_file(test, "a.csv", buffer_slice(&text));
    buffer_close(&text);
}

/* Takes the table in by one reader and reads it again by another. */
static struct reread
reread_by(struct test_store *test, const struct table_kind *then, const struct table_kind *now)
{
    struct table_report *report = NULL;
    struct reread reread;
    struct error error = {0};
    put_rows(test);
    must(
        table_import(test->store, test_path(&test->world, "a.csv"), then, &rules, &report, &error),
        &error, "import");
    must(table_reread(test->store, report->bulk, now, &rules, &reread, &error), &error, "reread");
    free(report);
    return reread;
}

static void the_same_reader_reads_the_same(void **state)
{
    struct reread reread = reread_by(*state, &capture_table_kind, &capture_table_kind);
    assert_int_equal(reread.same, ROWS);
    assert_int_equal(reread.changed + reread.now_read + reread.not_read, 0);
    assert_int_equal(reread.line_count, 0);
}

static void rows_that_were_refused_or_read_otherwise_are_named(void **state)
{
    struct table_kind other = capture_table_kind;
    struct reread reread;
    other.row = other_row;
    refused_line = 3;
    other_line = 150;
    reread = reread_by(*state, &other, &capture_table_kind);
    assert_int_equal(reread.same, ROWS - 2);
    assert_int_equal(reread.changed, 1);
    assert_int_equal(reread.now_read, 1);
    assert_int_equal(reread.not_read, 0);
    assert_int_equal(reread.line_count, 2);
    assert_int_equal(reread.lines[0], 3);
    assert_int_equal(reread.lines[1], 150);
}

/* The first row, the last one and one beside a changed one: the ends of the comparison. */
static void rows_that_would_be_refused_now_are_counted(void **state)
{
    struct table_kind other = capture_table_kind;
    struct reread reread;
    other.row = other_row;
    refused_line = 2;
    other_line = ROWS + 1;
    reread = reread_by(*state, &capture_table_kind, &other);
    assert_int_equal(reread.same, ROWS - 2);
    assert_int_equal(reread.changed, 1);
    assert_int_equal(reread.not_read, 1);
    assert_int_equal(reread.now_read, 0);
    assert_int_equal(reread.line_count, 1);
    assert_int_equal(reread.lines[0], ROWS + 1);
}

/* A row was refused for what was blanked in it since: that is no difference. */
static void what_was_blanked_makes_no_difference(void **state)
{
    struct test_store *test = *state;
    struct table_report *report = NULL;
    struct reread reread;
    struct error error = {0};
    put_file(
        test, "b.csv",
        LITERAL("受診日,カルテ番号,カナ氏名,番号\n20260331,1001,シカク　タロウ,123456789018\n"
                "20260331,1002,カクニン　ハナコ,7654321\n"));
    must(
        table_import(
            test->store, test_path(&test->world, "b.csv"), &capture_table_kind, &rules, &report,
            &error),
        &error, "import");
    assert_int_equal(report->refused, 1);
    assert_int_equal(report->blanked, 1);
    must(
        table_reread(test->store, report->bulk, &capture_table_kind, &rules, &reread, &error),
        &error, "reread");
    assert_int_equal(reread.same, 1);
    assert_int_equal(reread.changed + reread.now_read + reread.not_read, 0);
    free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(the_same_reader_reads_the_same),
        WITH_STORE(rows_that_were_refused_or_read_otherwise_are_named),
        WITH_STORE(rows_that_would_be_refused_now_are_counted),
        WITH_STORE(what_was_blanked_makes_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
