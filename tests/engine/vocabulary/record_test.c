#include "engine/vocabulary/record.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

static struct record read(struct slice line)
{
    struct record record;
    assert_true(record_read(line, &record));
    return record;
}

static void a_line_is_parted_at_commas_and_nowhere_else(void **state)
{
    struct record record = read(LITERAL("HO,01130012,\x82\x50,\x93\x5C,2,,,"));
    (void)state;
    assert_int_equal(record.count, 8);
    assert_slice(record.items[0], LITERAL("HO"));
    assert_slice(record_item(&record, 2), LITERAL("01130012"));
    assert_slice(record_item(&record, 3), LITERAL("\x82\x50"));
    assert_int_equal(record_item(&record, 7).size, 0);
    assert_null(record_item(&record, 8).data);
    assert_null(record_item(&record, 9).data);
    assert_null(record_item(&record, 200).data);
}

static void an_empty_line_has_one_empty_item(void **state)
{
    struct record record = read(LITERAL(""));
    (void)state;
    assert_int_equal(record.count, 1);
    assert_int_equal(record.items[0].size, 0);
}

static void more_items_than_any_record_has_are_refused(void **state)
{
    char line[LIMIT_RECORD_ITEMS + 8];
    struct record record;
    (void)state;
    memset(line, ',', sizeof line);
    assert_true(record_read((struct slice){(uint8_t *)line, LIMIT_RECORD_ITEMS - 1}, &record));
    assert_int_equal(record.count, LIMIT_RECORD_ITEMS);
    assert_false(record_read((struct slice){(uint8_t *)line, LIMIT_RECORD_ITEMS}, &record));
}

static void usual_record_ids_are_two_capitals_or_a_digit(void **state)
{
    (void)state;
    assert_true(record_id_is_usual(LITERAL("HO")));
    assert_true(record_id_is_usual(LITERAL("X1")));
    assert_false(record_id_is_usual(LITERAL("1X")));
    assert_false(record_id_is_usual(LITERAL("ho")));
    assert_false(record_id_is_usual(LITERAL("HOO")));
    assert_false(record_id_is_usual(LITERAL("H")));
    assert_false(record_id_is_usual(LITERAL("")));
    assert_false(record_id_is_usual(LITERAL("\x82\x50")));
}

static void values_that_cannot_stand_in_an_item_are_refused(void **state)
{
    static const struct {
        struct slice value;
        bool plain;
    } rows[] = {
        {{(const uint8_t *)"", 0}, true},         {{(const uint8_t *)"  138057", 8}, true},
        {{(const uint8_t *)"a\"b", 3}, false},    {{(const uint8_t *)"a,b", 3}, false},
        {{(const uint8_t *)"a\rb", 3}, false},    {{(const uint8_t *)"a\nb", 3}, false},
        {{(const uint8_t *)"a\0b", 3}, false},    {{(const uint8_t *)"\x1a", 1}, false},
        {{(const uint8_t *)"\x7f", 1}, false},    {{(const uint8_t *)"\t", 1}, false},
        {{(const uint8_t *)"\x8e\x91", 2}, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(record_value_is_plain(rows[i].value), rows[i].plain);
    }
}

static void writing_puts_commas_between_and_refuses_what_would_break_the_row(void **state)
{
    struct slice items[] = {LITERAL("SN"), LITERAL("1"), LITERAL("01"), LITERAL(""), LITERAL("03")};
    struct buffer line = buffer_open(1000);
    struct error error;
    (void)state;
    assert_true(record_write(items, COUNT_OF(items), &line, &error));
    assert_slice(buffer_slice(&line), LITERAL("SN,1,01,,03"));
    items[2] = LITERAL("0\"1");
    assert_false(record_write(items, COUNT_OF(items), &line, &error));
    assert_int_equal(error.fault, FAULT_RECORD_VALUE);
    assert_string_equal(error.arguments[0], "3");
    buffer_close(&line);
}

struct rewrite_row {
    const char *line;
    struct record_change changes[2];
    size_t count;
    const char *expected;
};

static void only_the_changed_item_changes(void **state)
{
    static const struct rewrite_row rows[] = {
        {"HO,1,2,3", {{3, {(const uint8_t *)"x", 1}}}, 1, "HO,1,x,3"},
        {"HO,1,,", {{2, {(const uint8_t *)"", 0}}}, 1, "HO,,,"},
        {"HO", {{4, {(const uint8_t *)"x", 1}}}, 1, "HO,,,x"},
        {"HO,1", {{2, {(const uint8_t *)"a", 1}}, {3, {(const uint8_t *)"b", 1}}}, 2, "HO,a,b"},
        {"HO,a\"b,c\x01,,,", {{4, {(const uint8_t *)"x", 1}}}, 1, "HO,a\"b,c\x01,x,,"},
        {"HO,1", {{0, {NULL, 0}}}, 0, "HO,1"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct record record = read(slice_of(rows[i].line));
        struct buffer line = buffer_open(1000);
        struct error error;
        assert_true(record_rewrite(&record, rows[i].changes, rows[i].count, &line, &error));
        assert_slice(buffer_slice(&line), slice_of(rows[i].expected));
        buffer_close(&line);
    }
}

static void a_full_buffer_is_a_fault(void **state)
{
    struct record record = read(LITERAL("HO,1234"));
    struct record_change change = {2, LITERAL("5678")};
    struct error error;
    (void)state;
    for (size_t limit = 0; limit < 7; limit++) {
        struct buffer line = buffer_open(limit);
        assert_false(record_rewrite(&record, &change, 1, &line, &error));
        assert_int_equal(error.fault, FAULT_TOO_BIG);
        buffer_close(&line);
    }
}

static void lines_end_with_lf_or_crlf_or_the_file(void **state)
{
    static const struct {
        const char *bytes;
        const char *text;
        size_t end_size;
    } rows[] = {{"a\r\nb", "a", 2}, {"a\nb", "a", 1}, {"a", "a", 0},        {"", "", 0},
                {"\n", "", 1},      {"\r\n", "", 2},  {"a\rb\n", "a\rb", 1}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct line line = line_first(slice_of(rows[i].bytes));
        assert_text(line.text, rows[i].text);
        assert_int_equal(line.end_size, rows[i].end_size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_parted_at_commas_and_nowhere_else),
        cmocka_unit_test(an_empty_line_has_one_empty_item),
        cmocka_unit_test(more_items_than_any_record_has_are_refused),
        cmocka_unit_test(usual_record_ids_are_two_capitals_or_a_digit),
        cmocka_unit_test(values_that_cannot_stand_in_an_item_are_refused),
        cmocka_unit_test(writing_puts_commas_between_and_refuses_what_would_break_the_row),
        cmocka_unit_test(only_the_changed_item_changes),
        cmocka_unit_test(a_full_buffer_is_a_fault),
        cmocka_unit_test(lines_end_with_lf_or_crlf_or_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
