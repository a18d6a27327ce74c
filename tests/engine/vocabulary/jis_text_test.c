/* Whole texts through engine/vocabulary/jis.c; single characters and the table are jis_test.c. */
#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"
#include "tests/support/check.h"

static void text_in_cp932_becomes_utf8(void **state)
{
    struct buffer text = buffer_open(1024);
    struct error error;
    size_t bad = 99;
    (void)state;
    assert_true(buffer_append_text(&text, "before ", &error));
    assert_true(jis_decode_cp932(
        LITERAL("06130488,\x8E\x91\x8A\x69 \xFB\xFC,\xBC\xB6\xB8,\x87\x40\x5C\x7E\x81\x8B\0\r\n"),
        &text, &bad, &error));
    assert_slice(buffer_slice(&text), LITERAL("before 06130488,資格 髙,ｼｶｸ,①\\~°\0\r\n"));
    assert_int_equal(bad, 30);
    buffer_close(&text);
}

static void what_is_no_cp932_is_said_with_its_position(void **state)
{
    static const struct {
        const char *what;
        struct slice bytes;
        size_t bad;
    } rows[] = {
        {"80", {(const uint8_t *)"a\x80", 2}, 1},
        {"A0", {(const uint8_t *)"\xA0", 1}, 0},
        {"FD", {(const uint8_t *)"abc\xFD\x40", 5}, 3},
        {"FF", {(const uint8_t *)"\xFF\xFF", 2}, 0},
        {"cut after the first byte", {(const uint8_t *)"\x8E\x91\x8A", 3}, 2},
        {"second byte too low", {(const uint8_t *)"\x81\x3F", 2}, 0},
        {"second byte 7F", {(const uint8_t *)"x\x81\x7F", 3}, 1},
        {"second byte FD", {(const uint8_t *)"\x81\xFD", 2}, 0},
        {"second byte a line end", {(const uint8_t *)"12345678\x81\r\n", 11}, 8},
        {"empty place in row 2", {(const uint8_t *)"\x81\xAD", 2}, 0},
        {"empty row", {(const uint8_t *)"\x85\x40", 2}, 0},
        {"after the last IBM one", {(const uint8_t *)"\xFC\x4C", 2}, 0},
        {"first user-defined", {(const uint8_t *)"\xF0\x40", 2}, 0},
        {"last user-defined", {(const uint8_t *)"\x8E\x91\xF9\xFC", 4}, 2},
        {"UTF-8", {(const uint8_t *)"\xE8\xB3\x87\xE6\xA0\xBC", 6}, 2},
        {"mark of UTF-8", {(const uint8_t *)"\xEF\xBB\xBF", 3}, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer text = buffer_open(1024);
        struct error error = {.fault = FAULT_NONE};
        size_t bad = 99;
        assert_true(buffer_append_text(&text, "before", &error));
        assert_row(!jis_decode_cp932(rows[i].bytes, &text, &bad, &error), rows[i].what);
        assert_row(bad == rows[i].bad, rows[i].what);
        assert_row(error.fault == FAULT_NONE, rows[i].what);
        assert_text(buffer_slice(&text), "before");
        buffer_close(&text);
    }
}

static void decoding_stops_at_the_limit_exactly(void **state)
{
    struct error error;
    (void)state;
    for (size_t limit = 0; limit <= 12; limit++) {
        struct buffer text = buffer_open(limit);
        size_t bad = 99;
        bool done = jis_decode_cp932(LITERAL("ab\x8E\x91\xBC\x81\x8B"), &text, &bad, &error);
        assert_int_equal(done, limit >= 10);
        assert_int_equal(bad, 7);
        assert_int_equal(text.size, done ? 10 : 0);
        assert_true(done || error.fault == FAULT_TOO_BIG);
        buffer_close(&text);
    }
}

static void a_bad_first_byte_is_found_even_without_room(void **state)
{
    struct buffer text = buffer_open(0);
    struct error error = {.fault = FAULT_NONE};
    size_t bad = 99;
    (void)state;
    assert_false(jis_decode_cp932(LITERAL("\x80"), &text, &bad, &error));
    assert_int_equal(bad, 0);
    assert_int_equal(error.fault, FAULT_NONE);
    assert_true(jis_decode_cp932((struct slice){NULL, 0}, &text, &bad, &error));
    assert_int_equal(bad, 0);
    buffer_close(&text);
}

/* Text long enough to be decoded in several pieces, with two-byte characters across every seam. */
static void long_text_is_decoded_without_seams(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        struct buffer bytes = buffer_open(1024 * 1024);
        struct buffer text = buffer_open(1024 * 1024);
        struct buffer back = buffer_open(1024 * 1024);
        struct error error;
        size_t bad = 0;
        for (size_t i = 0; i < shift; i++) {
            assert_true(buffer_append_byte(&bytes, 'x', &error));
        }
        while (bytes.size < 100 * 1000) {
            assert_true(buffer_append(&bytes, LITERAL("\x8E\x91\x8A\x69\xBC"), &error));
        }
        assert_true(jis_decode_cp932(buffer_slice(&bytes), &text, &bad, &error));
        assert_int_equal(text.size, shift + (bytes.size - shift) / 5 * 9);
        assert_int_equal(text_find_bad(buffer_slice(&text)), text.size);
        assert_true(jis_encode_strict(buffer_slice(&text), &back, &bad, &error));
        assert_true(slice_equal(buffer_slice(&back), buffer_slice(&bytes)));
        bytes.data[70001] = 0xFF;
        bytes.data[70002] = 0xFF;
        assert_false(jis_decode_cp932(buffer_slice(&bytes), &text, &bad, &error));
        assert_true(bad >= 70000 && bad <= 70001);
        buffer_close(&bytes);
        buffer_close(&text);
        buffer_close(&back);
    }
}

static void text_is_written_strictly_or_not_at_all(void **state)
{
    struct buffer bytes = buffer_open(64);
    struct error error = {.fault = FAULT_NONE};
    size_t bad = 99;
    (void)state;
    assert_true(jis_encode_strict(LITERAL("RE,資格　太郎,ｼｶｸ－"), &bytes, &bad, &error));
    assert_slice(
        buffer_slice(&bytes),
        LITERAL("RE,\x8E\x91\x8A\x69\x81\x40\x91\xBE\x98\x59,\xBC\xB6\xB8\x81\x7C"));
    assert_int_equal(bad, 31);
    buffer_clear(&bytes);
    assert_false(jis_encode_strict(LITERAL("資格髙太郎"), &bytes, &bad, &error));
    assert_int_equal(bad, 6);
    assert_int_equal(bytes.size, 0);
    assert_int_equal(error.fault, FAULT_NONE);
    assert_false(jis_encode_cp932(LITERAL("髙\xF0\xA0\xAE\xB7"), &bytes, &bad, &error));
    assert_int_equal(bad, 3);
    assert_true(jis_encode_cp932(LITERAL("髙"), &bytes, &bad, &error));
    assert_slice(buffer_slice(&bytes), LITERAL("\xFB\xFC"));
    assert_true(jis_encode_strict((struct slice){NULL, 0}, &bytes, &bad, &error));
    buffer_close(&bytes);
}

static void text_that_is_not_utf8_is_not_written(void **state)
{
    struct buffer bytes = buffer_open(64);
    struct error error = {.fault = FAULT_NONE};
    size_t bad = 99;
    (void)state;
    assert_false(jis_encode_strict(LITERAL("ab\xE3\x81"), &bytes, &bad, &error));
    assert_int_equal(bad, 2);
    assert_false(jis_encode_strict(LITERAL("\x82\xA0"), &bytes, &bad, &error));
    assert_int_equal(bad, 0);
    assert_int_equal(bytes.size, 0);
    buffer_close(&bytes);
}

static void writing_stops_at_the_limit_exactly(void **state)
{
    struct error error = {.fault = FAULT_NONE};
    (void)state;
    for (size_t limit = 0; limit <= 6; limit++) {
        struct buffer bytes = buffer_open(limit);
        size_t bad = 99;
        bool done = jis_encode_strict(LITERAL("a資ｶ"), &bytes, &bad, &error);
        assert_int_equal(done, limit >= 4);
        assert_int_equal(bad, 7);
        assert_int_equal(bytes.size, done ? 4 : 0);
        assert_true(done || error.fault == FAULT_TOO_BIG);
        buffer_close(&bytes);
    }
}

static void everything_of_one_byte_has_a_full_width_twin_in_jis(void **state)
{
    (void)state;
    for (uint32_t character = ' '; character <= 0xFF9F; character++) {
        uint8_t utf8[TEXT_CHARACTER_BYTES];
        struct buffer wide = buffer_open(64);
        struct buffer bytes = buffer_open(64);
        struct error error;
        size_t bad = 0;
        if (character == 0x7F) {
            character = 0xFF61;
        }
        assert_true(jis_widen((struct slice){utf8, text_put(character, utf8)}, &wide, &error));
        assert_int_equal(wide.size, 3);
        assert_true(jis_encode_strict(buffer_slice(&wide), &bytes, &bad, &error));
        assert_int_equal(bytes.size, 2);
        buffer_close(&wide);
        buffer_close(&bytes);
    }
}

static void widening_joins_marks_and_leaves_the_rest(void **state)
{
    static const struct {
        const char *text;
        const char *wide;
    } rows[] = {
        {"", ""},
        {"A-1 z~", "Ａ－１　ｚ～"},
        {"\"it's\"", "”ｉｔ’ｓ”"},
        {"\\", "＼"},
        {"ｼｶｸ ﾀﾞﾛｳ", "シカク　ダロウ"},
        {"ﾊﾟｳﾞｧｱﾞﾞ", "パヴァア゛゛"},
        {"か\xE3\x82\x99き", "がき"},
        {"カﾞ", "ガ"},
        {"カ゛", "カ゛"},
        {"資格太郎", "資格太郎"},
        {"髙①", "髙①"},
        {"a\tb\n", "ａ\tｂ\n"},
        {"a\xFF"
         "b",
         "ａ\xFF"
         "ｂ"},
        {"ｶ\xFFﾞ", "カ\xFF゛"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer wide = buffer_open(256);
        struct error error;
        assert_true(buffer_append_text(&wide, "カ", &error));
        assert_true(jis_widen(slice_of(rows[i].text), &wide, &error));
        assert_text(slice_part(buffer_slice(&wide), 3, 256), rows[i].wide);
        buffer_close(&wide);
    }
}

static void widening_does_not_join_what_was_there_before(void **state)
{
    struct buffer wide = buffer_open(256);
    struct error error;
    (void)state;
    assert_true(buffer_append_text(&wide, "カ", &error));
    assert_true(jis_widen(LITERAL("ﾞ"), &wide, &error));
    assert_text(buffer_slice(&wide), "カ゛");
    buffer_close(&wide);
}

static void widening_that_does_not_fit_changes_nothing(void **state)
{
    struct buffer wide = buffer_open(8);
    struct error error;
    (void)state;
    assert_true(buffer_append_text(&wide, "x", &error));
    assert_false(jis_widen(LITERAL("abc"), &wide, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_text(buffer_slice(&wide), "x");
    buffer_close(&wide);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_in_cp932_becomes_utf8),
        cmocka_unit_test(what_is_no_cp932_is_said_with_its_position),
        cmocka_unit_test(decoding_stops_at_the_limit_exactly),
        cmocka_unit_test(a_bad_first_byte_is_found_even_without_room),
        cmocka_unit_test(long_text_is_decoded_without_seams),
        cmocka_unit_test(text_is_written_strictly_or_not_at_all),
        cmocka_unit_test(text_that_is_not_utf8_is_not_written),
        cmocka_unit_test(writing_stops_at_the_limit_exactly),
        cmocka_unit_test(everything_of_one_byte_has_a_full_width_twin_in_jis),
        cmocka_unit_test(widening_joins_marks_and_leaves_the_rest),
        cmocka_unit_test(widening_does_not_join_what_was_there_before),
        cmocka_unit_test(widening_that_does_not_fit_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
