/* Cells are the same whichever of them stand in quotation marks, and a wrong mark is told with its column. */
#include "importers/delimited.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

enum {
    CELLS = 4,
    LINE_BYTES = 256
};

static const char *const values[CELLS] = {"", "a b", "見本", " 7 "};

static struct delimited *open_table(struct slice *bytes)
{
    const struct delimited_sink none = {NULL, NULL};
    struct delimited *table = NULL;
    struct error error = {0};
    assert_true(delimited_open(delimited_source_of(bytes), none, "t.csv", &table, &error));
    return table;
}

static void put(char line[LINE_BYTES], const char *text)
{
    assert_true(strlen(line) + strlen(text) < LINE_BYTES);
    strcat(line, text);
}

/* Cells in an order of their own, those of the mask in quotation marks. */
static void write_line(unsigned order, unsigned mask, char line[LINE_BYTES])
{
    for (unsigned i = 0; i < CELLS; i++) {
        const char *mark = (mask & 1U << i) != 0 ? "\"" : "";
        put(line, i == 0 ? "" : ",");
        put(line, mark);
        put(line, values[(i + order) % CELLS]);
        put(line, mark);
    }
    put(line, "\r\n");
}

static void check_row(struct delimited *table, unsigned order)
{
    struct delimited_row row;
    struct error error = {0};
    assert_int_equal(delimited_next(table, &row, &error), DELIMITED_ROW);
    assert_int_equal(row.count, CELLS);
    for (unsigned i = 0; i < CELLS; i++) {
        struct slice text;
        assert_true(delimited_text(table, i, &text));
        assert_true(slice_equal_text(text, values[(i + order) % CELLS]));
    }
}

static void quotation_marks_change_no_cell(void **state)
{
    (void)state;
    for (unsigned order = 0; order < CELLS; order++) {
        for (unsigned mask = 0; mask < 1U << CELLS; mask++) {
            char lines[LINE_BYTES] = "";
            struct slice bytes;
            struct delimited *table = NULL;
            write_line(order, mask, lines);
            write_line(order, 0, lines);
            bytes = slice_of(lines);
            table = open_table(&bytes);
            check_row(table, order);
            check_row(table, order);
            delimited_close(table);
        }
    }
}

static void a_wrong_mark_is_told_with_the_column_that_it_stands_in(void **state)
{
    (void)state;
    for (unsigned wrong = 0; wrong < CELLS; wrong++) {
        char line[LINE_BYTES] = "";
        struct slice bytes;
        struct delimited *table = NULL;
        struct delimited_row row;
        struct error error = {0};
        for (unsigned i = 0; i < CELLS; i++) {
            put(line, i == 0 ? "" : ",");
            put(line, i == wrong ? "x\"y" : "x");
        }
        put(line, "\na,b,c,d\n");
        bytes = slice_of(line);
        table = open_table(&bytes);
        assert_int_equal(delimited_next(table, &row, &error), DELIMITED_DAMAGED);
        assert_int_equal(error.fault, FAULT_TABLE_QUOTE);
        assert_int_equal(error.place.column, wrong + 1);
        assert_int_equal(delimited_next(table, &row, &error), DELIMITED_ROW);
        assert_int_equal(row.line, 2);
        delimited_close(table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotation_marks_change_no_cell),
        cmocka_unit_test(a_wrong_mark_is_told_with_the_column_that_it_stands_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
