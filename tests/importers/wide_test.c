#include "importers/wide.h"

#include <string.h>

#include "engine/foundation/text.h"
#include "tests/support/check.h"

/* The same for a table of rows. */
#define ROW(text)                                                                                  \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

/* ---- a disk with one file, which gives so many bytes at once ---- */

struct file {
    struct slice rest;
    size_t step;
};

static bool open_file(void *context, const char *path, int *handle, struct error *error)
{
    (void)context;
    (void)path;
    (void)error;
    *handle = 1;
    return true;
}

static bool
read_file(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct file *file = context;
    struct slice piece = slice_part(file->rest, 0, file->step < size ? file->step : size);
    (void)handle;
    (void)error;
    if (piece.size > 0) {
        memcpy(bytes, piece.data, piece.size);
    }
    file->rest = slice_part(file->rest, piece.size, file->rest.size);
    *got = piece.size;
    return true;
}

static void close_file(void *context, int handle)
{
    (void)context;
    (void)handle;
}

static void read_whole(struct slice bytes, size_t step, size_t asked, struct buffer *text)
{
    struct file file = {bytes, step};
    const struct disk_port disk = {
        .context = &file, .open = open_file, .read = read_file, .close = close_file};
    struct wide *wide = NULL;
    const struct disk_port *port = NULL;
    struct error error;
    uint8_t piece[64];
    size_t got = 1;
    int handle = 0;
    assert_true(wide_open(&disk, &wide, &error));
    port = wide_port(wide);
    assert_true(port->open(port->context, "f", &handle, &error));
    while (got > 0) {
        assert_true(port->read(port->context, handle, piece, asked, &got, &error));
        assert_true(buffer_append(text, (struct slice){piece, got}, &error));
    }
    port->close(port->context, handle);
    wide_close(wide);
}

static void check(struct slice bytes, struct slice expected)
{
    static const size_t sizes[] = {1, 2, 3, 5, 64};
    struct buffer whole = buffer_open(4096);
    struct error error;
    assert_true(wide_decode(bytes, &whole, &error));
    assert_slice(buffer_slice(&whole), expected);
    buffer_close(&whole);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        for (size_t k = 0; k < COUNT_OF(sizes); k++) {
            struct buffer text = buffer_open(4096);
            read_whole(bytes, sizes[i], sizes[k], &text);
            assert_slice(buffer_slice(&text), expected);
            buffer_close(&text);
        }
    }
}

static void both_byte_orders_come_out_as_utf8(void **state)
{
    (void)state;
    check(
        LITERAL("\xFF\xFE"
                "a\0\t\0\x42\x30\r\0\n\0"),
        LITERAL("\xEF\xBB\xBF"
                "a\tあ\r\n"));
    check(
        LITERAL("\xFE\xFF\0a\0\t\x30\x42\0\r\0\n"), LITERAL("\xEF\xBB\xBF"
                                                            "a\tあ\r\n"));
}

static void a_pair_is_one_character(void **state)
{
    (void)state;
    /* U+20BB7, a character of names */
    check(
        LITERAL("\xFF\xFE\x42\xD8\xB7\xDF"), LITERAL("\xEF\xBB\xBF"
                                                     "\xF0\xA0\xAE\xB7"));
    check(
        LITERAL("\xFE\xFF\xD8\x42\xDF\xB7"), LITERAL("\xEF\xBB\xBF"
                                                     "\xF0\xA0\xAE\xB7"));
}

static void what_is_cut_comes_out_as_no_text(void **state)
{
    static const struct slice damaged[] = {
        ROW("\xFF\xFE"
            "a\0\x42\xD8"), /* a pair without its second half */
        ROW("\xFF\xFE\x42\xD8"
            "a\0"), /* the same before another character */
        ROW("\xFF\xFE\xB7\xDF"
            "a\0"),                              /* without its first half */
        ROW("\xFF\xFE\x42\xD8\x42\xD8\xB7\xDF"), /* twice the first half */
        ROW("\xFF\xFE"
            "a\0b"), /* half a unit */
        ROW("\xFF\xFE"
            "a\0\x42\xD8\xB7"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(damaged); i++) {
        struct buffer text = buffer_open(256);
        read_whole(damaged[i], 1, 1, &text);
        assert_true(text_find_bad(buffer_slice(&text)) < text.size);
        check(damaged[i], buffer_slice(&text));
        buffer_close(&text);
    }
}

static void what_has_no_mark_is_passed_through(void **state)
{
    (void)state;
    check(LITERAL(""), LITERAL(""));
    check(LITERAL("\xFF"), LITERAL("\xFF"));
    check(LITERAL("a\0b\0"), LITERAL("a\0b\0"));
    check(LITERAL("\xEF\xBB\xBF受診日,\n"), LITERAL("\xEF\xBB\xBF受診日,\n"));
    assert_false(wide_has_mark(LITERAL("\xFF")));
    assert_false(wide_has_mark(LITERAL("ab")));
}

static void a_long_file_comes_out_whole(void **state)
{
    enum {
        CHARACTERS = 40 * 1024 /* more than one piece, which does not end between two halves */
    };

    static uint8_t bytes[2 + 4 * CHARACTERS + 2];
    static uint8_t expected[3 + 4 * CHARACTERS + 1];
    struct buffer whole = buffer_open(2 * sizeof bytes);
    struct buffer text = buffer_open(sizeof expected);
    struct error error;
    (void)state;
    memcpy(
        bytes,
        "\xFF\xFE"
        "a\0",
        4);
    memcpy(
        expected,
        "\xEF\xBB\xBF"
        "a",
        4);
    for (size_t i = 0; i < CHARACTERS; i++) {
        memcpy(bytes + 4 + 4 * i, "\x42\xD8\xB7\xDF", 4);
        memcpy(expected + 4 + 4 * i, "\xF0\xA0\xAE\xB7", 4);
    }
    read_whole((struct slice){bytes, sizeof bytes}, 4096, 64, &text);
    assert_slice(buffer_slice(&text), ((struct slice){expected, sizeof expected}));
    assert_true(wide_decode((struct slice){bytes, sizeof bytes}, &whole, &error));
    assert_slice(buffer_slice(&whole), ((struct slice){expected, sizeof expected}));
    buffer_close(&text);
    buffer_close(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_byte_orders_come_out_as_utf8),
        cmocka_unit_test(a_pair_is_one_character),
        cmocka_unit_test(what_is_cut_comes_out_as_no_text),
        cmocka_unit_test(what_has_no_mark_is_passed_through),
        cmocka_unit_test(a_long_file_comes_out_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
