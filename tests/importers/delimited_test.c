#include "importers/delimited.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

enum {
    SHOWN_BYTES = 4096
};

/* A table and what reading it gave, as text: "1[a|b] 2!TABLE_QUOTE:2:1 ." with "." at the end. */
struct reading {
    struct slice rest;
    size_t piece; /* bytes that the source gives at once; 0: all */
    struct buffer kept;
    char shown[SHOWN_BYTES];
    enum delimited_encoding encoding;
};

static bool read_piece(void *context, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct reading *reading = context;
    struct slice piece = slice_part(
        reading->rest, 0, reading->piece > 0 && reading->piece < size ? reading->piece : size);
    (void)error;
    if (piece.size > 0) {
        memcpy(bytes, piece.data, piece.size);
    }
    reading->rest = slice_part(reading->rest, piece.size, reading->rest.size);
    *got = piece.size;
    return true;
}

static bool keep(void *context, struct slice bytes, struct error *error)
{
    struct reading *reading = context;
    return buffer_append(&reading->kept, bytes, error);
}

static void show(struct reading *reading, const char *text, size_t size)
{
    size_t used = strlen(reading->shown);
    if (used + size < sizeof reading->shown) {
        memcpy(reading->shown + used, text, size);
        reading->shown[used + size] = '\0';
    }
}

static void show_number(struct reading *reading, const char *before, uint64_t number)
{
    char text[32];
    show(reading, before, strlen(before));
    show(reading, text, (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)number));
}

static void
show_row(struct reading *reading, struct delimited *table, const struct delimited_row *row)
{
    show_number(reading, "", row->line);
    show(reading, "[", 1);
    for (unsigned i = 0; i < row->count; i++) {
        struct slice text;
        show(reading, "|", i > 0 ? 1 : 0);
        if (delimited_text(table, i, &text)) {
            show(reading, (const char *)text.data, text.size);
        } else {
            show(reading, "?", 1);
        }
    }
    show(reading, "] ", 2);
}

static void show_damage(struct reading *reading, const struct error *error)
{
    const char *name = error_name(error->fault);
    assert_string_equal(error->place.file, "t.csv");
    show(reading, "!", 1);
    show(reading, name, strlen(name));
    show_number(reading, ":", error->place.line);
    show_number(reading, ":", error->place.column);
    show(reading, " ", 1);
}

static void read_rows(struct reading *reading, struct delimited *table)
{
    for (;;) {
        struct delimited_row row;
        struct error error = {0};
        switch (delimited_next(table, &row, &error)) {
        case DELIMITED_ROW:
            show_row(reading, table, &row);
            break;
        case DELIMITED_DAMAGED:
            assert_int_equal(row.count, 0);
            show_damage(reading, &error);
            break;
        case DELIMITED_END:
            show(reading, ".", 1);
            return;
        case DELIMITED_FAULT:
            show(reading, "FAULT", 5);
            return;
        }
    }
}

/* Every byte but those of lines that are too long comes out again. */
static void read_table(struct reading *reading, struct slice bytes, size_t piece)
{
    struct delimited *table = NULL;
    struct error error = {0};
    *reading = (struct reading){.rest = bytes, .piece = piece};
    reading->kept = buffer_open(64 * 1024 * 1024);
    if (delimited_open(
            (struct delimited_source){reading, read_piece}, (struct delimited_sink){reading, keep},
            "t.csv", &table, &error)) {
        read_rows(reading, table);
        reading->encoding = delimited_encoding(table);
        assert_int_equal(reading->kept.size, bytes.size);
    } else {
        show_damage(reading, &error);
    }
    delimited_close(table);
}

static void check(struct slice bytes, const char *expected, int line)
{
    static const size_t pieces[] = {0, 1, 7};
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct reading reading;
        read_table(&reading, bytes, pieces[i]);
        if (strcmp(reading.shown, expected) != 0) {
            print_error("pieces of %zu: %s\nexpected: %s\n", pieces[i], reading.shown, expected);
            _fail(__FILE__, line);
        }
        if (reading.kept.size > 0) {
            assert_slice(buffer_slice(&reading.kept), bytes);
        }
        buffer_close(&reading.kept);
    }
}

#define CHECK(text, expected) check(LITERAL(text), expected, __LINE__)

static void rows_are_taken_apart(void **state)
{
    (void)state;
    CHECK("a,b\n1,2\n", "1[a|b] 2[1|2] .");
    CHECK("a\tb\n1\t2,3\n", "1[a|b] 2[1|2,3] .");
    CHECK("a,b\n\"1,\"\"x\"\"\",\"\"\n", "1[a|b] 2[1,\"x\"|] .");
    CHECK("a,b\n,\n", "1[a|b] 2[|] .");
    CHECK("a\n", "1[a] .");
}

static void nothing_is_trimmed(void **state)
{
    (void)state;
    CHECK("a,b\n 1 ,\t2\n", "1[a|b] 2[ 1 |\t2] .");
    CHECK("a,b\n\"  1 \",2 \n", "1[a|b] 2[  1 |2 ] .");
}

static void line_ends_of_either_kind_and_a_missing_last_one_are_normal(void **state)
{
    (void)state;
    CHECK("a,b\r\n1,2\r\n", "1[a|b] 2[1|2] .");
    CHECK("a,b\r\n1,2", "1[a|b] 2[1|2] .");
    CHECK("a,b\n1,\"2\"", "1[a|b] 2[1|2] .");
    CHECK("a,b\n1,2\r", "1[a|b] 2[1|2] .");
    CHECK("a,b\r\n1,\"2\"\r\n", "1[a|b] 2[1|2] .");
}

static void empty_lines_are_passed_over_and_counted(void **state)
{
    (void)state;
    CHECK("\n\na,b\n\r\n\n1,2\n\n", "3[a|b] 6[1|2] .");
}

static void lines_within_quotes_are_counted(void **state)
{
    (void)state;
    CHECK("a,b\n\"1\n\r\n1\",2\n3,4\n", "1[a|b] 2[1\n\n1|2] 5[3|4] .");
}

static void encodings_are_told_apart_by_content(void **state)
{
    struct reading reading;
    (void)state;
    CHECK("\xEF\xBB\xBF名,b\n", "1[名|b] .");
    CHECK("名,ﾃｽﾄ\n", "1[名|ﾃｽﾄ] .");
    CHECK("\x96\xBC,\xC3\xBD\xC4\n\xFB\xFC,\x81\x60\n", "1[名|ﾃｽﾄ] 2[髙|～] .");
    CHECK("\x83\x5C,\x94\x5C\n", "1[ソ|能] .");
    read_table(&reading, LITERAL("a,b\n"), 0);
    assert_int_equal(reading.encoding, DELIMITED_ASCII);
    buffer_close(&reading.kept);
    read_table(
        &reading,
        LITERAL("\xEF\xBB\xBF"
                "a,b\n"),
        0);
    assert_int_equal(reading.encoding, DELIMITED_UTF8);
    buffer_close(&reading.kept);
}

static void a_cell_of_another_encoding_is_one_bad_cell(void **state)
{
    (void)state;
    CHECK("名前,カナ\n資格,\x8E\x91\n花子,ハナコ\n", "1[名前|カナ] 2[資格|?] 3[花子|ハナコ] .");
    CHECK("\x96\xBC,\x94\x5C\n\xFF,\x96\xBC\n\x96\xBC,\x96\xBC\n", "1[名|能] 2[?|名] 3[名|名] .");
    CHECK("\x96\xBC,\x94\x5C\n\x96\xBC,\x96", "1[名|能] 2[名|?] .");
}

/* The head is ASCII; half-width kana alone could be taken for UTF-8, what comes with them cannot. */
static void the_encoding_is_decided_where_text_begins(void **state)
{
    struct buffer bytes = buffer_open(1024 * 1024);
    struct error error = {0};
    struct reading reading;
    (void)state;
    assert_true(buffer_append_text(&bytes, "visit_date,name\n", &error));
    while (bytes.size < 300 * 1024) {
        assert_true(buffer_append_text(&bytes, "20260331,abcdefgh\n", &error));
    }
    assert_true(buffer_append_text(&bytes, "20260331,\xC5\xB5\n20260331,\x96\xBC\n", &error));
    read_table(&reading, buffer_slice(&bytes), 4096);
    assert_int_equal(reading.encoding, DELIMITED_CP932);
    assert_slice(buffer_slice(&reading.kept), buffer_slice(&bytes));
    buffer_close(&reading.kept);
    buffer_close(&bytes);
}

static void what_is_no_table_is_refused_with_a_word(void **state)
{
    (void)state;
    CHECK("", "!TABLE_EMPTY:0:0 ");
    CHECK("\x1F\x8B\x08xxxx", "!TABLE_PACKED:0:0 ");
    CHECK("PK\x03\x04xxxx", "!TABLE_PACKED:0:0 ");
    CHECK("\xFF\xFEx\0,\0", "!TABLE_UTF16:0:0 ");
    CHECK("\xFE\xFF\0x\0,", "!TABLE_UTF16:0:0 ");
    CHECK("a\0,\0b\0\n\0", "!TABLE_UTF16:0:0 ");
    CHECK("\0\0\0\0\0\0\0\0", "!TABLE_NOT_TEXT:0:0 ");
}

static void a_return_ends_lines_where_no_line_feed_does(void **state)
{
    (void)state;
    CHECK("a,b\rc,\"d\re\"\r\rf,g", "1[a|b] 2[c|d\ne] 5[f|g] .");
    CHECK("a,b\rc\nd\n", "1[a|b\rc] 2[d] .");
}

static void a_zero_byte_damages_its_line_alone(void **state)
{
    (void)state;
    CHECK("visit,b\n1234567890,x\0y,3\n5,6\n", "1[visit|b] !TABLE_NOT_TEXT:2:2 3[5|6] .");
}

static void a_mark_of_the_end_is_taken_at_the_end_only(void **state)
{
    (void)state;
    CHECK("a,b\n1,2\n\x1A", "1[a|b] 2[1|2] .");
    CHECK("a,b\r\n1,2\x1A", "1[a|b] 2[1|2] .");
    CHECK("a,b\n1,2\n\x1A\x1A", "1[a|b] 2[1|2] .");
    CHECK("a,b\n1,2\n\x1A\n3,4\n", "1[a|b] 2[1|2] !TABLE_END_MARK:3:1 4[3|4] .");
    CHECK("a,b\n1,2\x1A,3\n5,6\n", "1[a|b] !TABLE_END_MARK:2:2 3[5|6] .");
}

static void an_open_quote_swallows_nothing(void **state)
{
    (void)state;
    CHECK("a,b\n1,\"2\n3,4\n5,6\n", "1[a|b] !TABLE_QUOTE:2:2 3[3|4] 4[5|6] .");
    CHECK("a,b\n1,\"2\n3,\"4\"\n5,6\n", "1[a|b] !TABLE_QUOTE:2:2 3[3|4] 4[5|6] .");
    CHECK("a,b\n1,\"2", "1[a|b] !TABLE_QUOTE:2:2 .");
    CHECK("a,b\n1,2\"x\n3,4\n", "1[a|b] !TABLE_QUOTE:2:2 3[3|4] .");
    CHECK("a,b\n1,\"2\"x\n3,4\n", "1[a|b] !TABLE_QUOTE:2:2 3[3|4] .");
    CHECK("a,b\n\"1\n1\",\"2\"x\n3,4\n", "1[a|b] !TABLE_QUOTE:3:2 !TABLE_QUOTE:3:1 4[3|4] .");
}

static void a_cell_of_too_many_lines_is_an_open_quote(void **state)
{
    struct buffer bytes = buffer_open(64 * 1024);
    struct error error = {0};
    struct reading reading;
    (void)state;
    assert_true(buffer_append_text(&bytes, "a,b\n1,\"", &error));
    for (int i = 0; i < LIMIT_CSV_ROW_LINES + 5; i++) {
        assert_true(buffer_append_text(&bytes, "x\n", &error));
    }
    assert_true(buffer_append_text(&bytes, "\",2\n", &error));
    read_table(&reading, buffer_slice(&bytes), 0);
    assert_memory_equal(reading.shown, "1[a|b] !TABLE_QUOTE:2:2 3[x] ", 29);
    assert_slice(buffer_slice(&reading.kept), buffer_slice(&bytes));
    buffer_close(&reading.kept);
    buffer_close(&bytes);
}

/* Fills with rows of one byte and a long line of so many bytes. */
static void make_long(struct buffer *bytes, const char *before, size_t size, const char *after)
{
    struct error error = {0};
    assert_true(buffer_append_text(bytes, before, &error));
    assert_true(buffer_reserve(bytes, size, &error));
    memset(bytes->data + bytes->size, 'x', size);
    bytes->size += size;
    assert_true(buffer_append_text(bytes, after, &error));
}

static void a_line_of_ten_megabytes_is_one_damaged_line(void **state)
{
    const size_t size = 10 * 1024 * 1024;
    struct buffer bytes = buffer_open(size + 100);
    struct reading reading;
    (void)state;
    make_long(&bytes, "a,b\n1,2,", size, "\r\n3,4\n");
    read_table(&reading, buffer_slice(&bytes), 0);
    assert_string_equal(reading.shown, "1[a|b] !TABLE_LINE_LENGTH:2:3 3[3|4] .");
    /* Nothing of it is kept but its length and its end. */
    assert_memory_equal(reading.kept.data, "a,b\n      ", 10);
    assert_int_equal(reading.kept.data[size / 2], ' ');
    assert_memory_equal(reading.kept.data + reading.kept.size - 8, "  \r\n3,4\n", 8);
    buffer_close(&reading.kept);
    buffer_close(&bytes);
}

static void a_line_may_just_be_as_long_as_the_limit(void **state)
{
    struct reading reading;
    struct buffer bytes = buffer_open(LIMIT_LINE_BYTES + 100);
    (void)state;
    make_long(&bytes, "a,b\n1,", LIMIT_LINE_BYTES - 3, "\n3,4\n");
    read_table(&reading, buffer_slice(&bytes), 1000);
    assert_memory_equal(reading.shown, "1[a|b] 2[1|", 11);
    buffer_close(&reading.kept);
    buffer_clear(&bytes);
    make_long(&bytes, "a,b\n1,", LIMIT_LINE_BYTES - 2, "\n3,4\n");
    read_table(&reading, buffer_slice(&bytes), 1000);
    assert_string_equal(reading.shown, "1[a|b] !TABLE_LINE_LENGTH:2:2 3[3|4] .");
    buffer_close(&reading.kept);
    buffer_clear(&bytes);
    make_long(&bytes, "a,b\n1,", LIMIT_LINE_BYTES, "");
    read_table(&reading, buffer_slice(&bytes), 0);
    assert_string_equal(reading.shown, "1[a|b] !TABLE_LINE_LENGTH:2:2 .");
    buffer_close(&reading.kept);
    buffer_close(&bytes);
}

static void too_many_columns_damage_their_row_alone(void **state)
{
    struct buffer bytes = buffer_open(4096);
    struct error error = {0};
    struct reading reading;
    (void)state;
    assert_true(buffer_append_text(&bytes, "a,b\n", &error));
    for (int i = 0; i < LIMIT_CSV_COLUMNS; i++) {
        assert_true(buffer_append_text(&bytes, "x,", &error));
    }
    assert_true(buffer_append_text(&bytes, "\n3,4\n", &error));
    read_table(&reading, buffer_slice(&bytes), 0);
    assert_string_equal(reading.shown, "1[a|b] !TABLE_COLUMNS:2:129 3[3|4] .");
    buffer_close(&reading.kept);
    buffer_close(&bytes);
}

static void long_files_pass_through_the_window_unchanged(void **state)
{
    struct buffer bytes = buffer_open(8 * 1024 * 1024);
    struct error error = {0};
    struct slice rest;
    struct reading reading = {.piece = 0};
    struct delimited *table = NULL;
    struct delimited_row row;
    uint64_t rows = 0;
    (void)state;
    while (bytes.size < 3 * 1024 * 1024) {
        char line[128];
        (void)snprintf(line, sizeof line, "%zu,\"資格\n太郎\",%zu\r\n", bytes.size, bytes.size * 7);
        assert_true(buffer_append_text(&bytes, line, &error));
    }
    rest = buffer_slice(&bytes);
    reading.kept = buffer_open(bytes.size);
    assert_true(delimited_open(
        delimited_source_of(&rest), (struct delimited_sink){&reading, keep}, "t.csv", &table,
        &error));
    while (delimited_next(table, &row, &error) == DELIMITED_ROW) {
        assert_int_equal(row.count, 3);
        rows++;
        assert_int_equal(row.line, rows * 2 - 1);
    }
    assert_slice(buffer_slice(&reading.kept), buffer_slice(&bytes));
    delimited_close(table);
    buffer_close(&reading.kept);
    buffer_close(&bytes);
}

struct blank_row {
    const char *text;
    int cell; /* -1: the row */
    const char *expected;
};

static void cells_are_blanked_for_the_sink(void **state)
{
    static const struct blank_row rows[] = {
        {"12,34,56\r\n", 0, "  ,34,56\r\n"},
        {"12,34,56\r\n", 2, "12,34,  \r\n"},
        {"12,\"3,\"\"\n4\",56", 1, "12,\"    \n \",56"},
        {"12,\"34\"", 1, "12,\"  \""},
        {"12,,56\n", 1, "12,,56\n"},
        {"12,34\r\n", -1, "     \r\n"},
        {"\x8C\xC2,34\n", 0, "  ,34\n"},
        {"12\t34\n", 1, "12\t  \n"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct slice rest = slice_of(rows[i].text);
        struct reading reading = {.kept = buffer_open(1024)};
        struct delimited *table = NULL;
        struct delimited_row row;
        struct error error = {0};
        assert_true(delimited_open(
            delimited_source_of(&rest), (struct delimited_sink){&reading, keep}, "t.csv", &table,
            &error));
        assert_int_equal(delimited_next(table, &row, &error), DELIMITED_ROW);
        assert_text(delimited_bytes(table), rows[i].text);
        if (rows[i].cell < 0) {
            delimited_blank_row(table);
        } else {
            delimited_blank_cell(table, (unsigned)rows[i].cell);
        }
        assert_int_equal(delimited_next(table, &row, &error), DELIMITED_END);
        assert_text(buffer_slice(&reading.kept), rows[i].expected);
        delimited_close(table);
        buffer_close(&reading.kept);
    }
}

static bool
fail_to_read(void *context, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    int *reads = context;
    *got = size < 8 ? size : 8;
    memcpy(bytes, "1,2\n1,2\n", *got);
    *reads -= 1;
    return *reads >= 0 || error_set_text(error, FAULT_FILE_BROKEN, "test");
}

static void faults_of_the_source_stop_the_reading(void **state)
{
    struct delimited *table = NULL;
    struct delimited_row row;
    struct error error = {0};
    int reads = 0;
    enum delimited_step step = DELIMITED_ROW;
    (void)state;
    assert_false(delimited_open(
        (struct delimited_source){&reads, fail_to_read}, (struct delimited_sink){0}, "t.csv",
        &table, &error));
    assert_int_equal(error.fault, FAULT_FILE_BROKEN);
    assert_null(table);
    reads = 10000;
    assert_true(delimited_open(
        (struct delimited_source){&reads, fail_to_read}, (struct delimited_sink){0}, "t.csv",
        &table, &error));
    while (step == DELIMITED_ROW) {
        step = delimited_next(table, &row, &error);
    }
    assert_int_equal(step, DELIMITED_FAULT);
    assert_int_equal(error.fault, FAULT_FILE_BROKEN);
    delimited_close(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_taken_apart),
        cmocka_unit_test(nothing_is_trimmed),
        cmocka_unit_test(line_ends_of_either_kind_and_a_missing_last_one_are_normal),
        cmocka_unit_test(empty_lines_are_passed_over_and_counted),
        cmocka_unit_test(lines_within_quotes_are_counted),
        cmocka_unit_test(encodings_are_told_apart_by_content),
        cmocka_unit_test(a_cell_of_another_encoding_is_one_bad_cell),
        cmocka_unit_test(the_encoding_is_decided_where_text_begins),
        cmocka_unit_test(what_is_no_table_is_refused_with_a_word),
        cmocka_unit_test(a_return_ends_lines_where_no_line_feed_does),
        cmocka_unit_test(a_zero_byte_damages_its_line_alone),
        cmocka_unit_test(a_mark_of_the_end_is_taken_at_the_end_only),
        cmocka_unit_test(an_open_quote_swallows_nothing),
        cmocka_unit_test(a_cell_of_too_many_lines_is_an_open_quote),
        cmocka_unit_test(a_line_of_ten_megabytes_is_one_damaged_line),
        cmocka_unit_test(a_line_may_just_be_as_long_as_the_limit),
        cmocka_unit_test(too_many_columns_damage_their_row_alone),
        cmocka_unit_test(long_files_pass_through_the_window_unchanged),
        cmocka_unit_test(cells_are_blanked_for_the_sink),
        cmocka_unit_test(faults_of_the_source_stop_the_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
