#include "exporters/csv_cell.h"

#include "tests/support/check.h"

static void rows(const struct slice *cells, size_t count, const char *utf8, struct slice cp932)
{
    struct buffer bytes = buffer_open(10000);
    struct error error;
    assert_true(csv_append_row(cells, count, CSV_UTF8, &bytes, &error));
    assert_text(buffer_slice(&bytes), utf8);
    buffer_clear(&bytes);
    assert_true(csv_append_row(cells, count, CSV_CP932, &bytes, &error));
    assert_slice(buffer_slice(&bytes), cp932);
    buffer_close(&bytes);
}

static void cells_are_quoted_where_they_must_be(void **state)
{
    const struct slice cells[] = {
        LITERAL("資"), LITERAL(""), LITERAL("a,b"), LITERAL("a\"b"), LITERAL("a\nb")};
    (void)state;
    rows(
        cells, COUNT_OF(cells), "資,,\"a,b\",\"a\"\"b\",\"a\nb\"\r\n",
        LITERAL("\x8e\x91,,\"a,b\",\"a\"\"b\",\"a\nb\"\r\n"));
}

static void a_cell_is_no_formula(void **state)
{
    const struct slice cells[] = {LITERAL("=1+1"), LITERAL("-1"),  LITERAL("+1"),
                                  LITERAL("@x"),   LITERAL("1-1"), LITERAL("=,")};
    (void)state;
    rows(
        cells, COUNT_OF(cells), "'=1+1,'-1,'+1,'@x,1-1,\"'=,\"\r\n",
        LITERAL("'=1+1,'-1,'+1,'@x,1-1,\"'=,\"\r\n"));
}

static void what_cp932_lacks_is_named_by_its_code(void **state)
{
    const struct slice cells[] = {LITERAL("𠮷a"), LITERAL("髙")};
    (void)state;
    rows(
        cells, COUNT_OF(cells), "𠮷a,髙\r\n",
        LITERAL("\x81\x79U+20BB7\x81\x7a"
                "a,\xfb\xfc\r\n"));
}

static void bytes_that_are_no_utf8_become_a_mark(void **state)
{
    const struct slice cells[] = {LITERAL("a\xff")};
    struct buffer bytes = buffer_open(10000);
    struct error error;
    (void)state;
    assert_true(csv_append_row(cells, 1, CSV_CP932, &bytes, &error));
    assert_slice(buffer_slice(&bytes), LITERAL("a\x81\x79U+FFFD\x81\x7a\r\n"));
    buffer_close(&bytes);
}

static void a_full_buffer_is_a_fault(void **state)
{
    const struct slice cells[] = {LITERAL("ab"), LITERAL("\"")};
    (void)state;
    for (size_t limit = 0; limit < 9; limit++) {
        struct buffer bytes = buffer_open(limit);
        struct error error;
        assert_false(csv_append_row(cells, COUNT_OF(cells), CSV_CP932, &bytes, &error));
        assert_int_equal(error.fault, FAULT_TOO_BIG);
        buffer_close(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_quoted_where_they_must_be),
        cmocka_unit_test(a_cell_is_no_formula),
        cmocka_unit_test(what_cp932_lacks_is_named_by_its_code),
        cmocka_unit_test(bytes_that_are_no_utf8_become_a_mark),
        cmocka_unit_test(a_full_buffer_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
