#include "engine/foundation/text.h"

#include "tests/support/check.h"

static uint32_t only_character(struct slice text)
{
    size_t at = 0;
    uint32_t character = 0;
    assert_true(text_next(text, &at, &character));
    assert_int_equal(at, text.size);
    return character;
}

static void every_character_of_unicode_is_read_as_it_was_put(void **state)
{
    (void)state;
    for (uint32_t character = 0; character <= 0x10FFFF; character++) {
        uint8_t bytes[TEXT_CHARACTER_BYTES];
        size_t size = 0;
        if (character >= 0xD800 && character <= 0xDFFF) {
            continue;
        }
        size = text_put(character, bytes);
        if (only_character((struct slice){bytes, size}) != character) {
            fail_msg("U+%04X", character);
        }
    }
}

static void characters_take_one_to_four_bytes(void **state)
{
    static const struct {
        uint32_t character;
        size_t size;
    } rows[] = {
        {0, 1},      {0x7F, 1},   {0x80, 2},   {0x7FF, 2},   {0x800, 3},
        {0xD7FF, 3}, {0xE000, 3}, {0xFFFF, 3}, {0x10000, 4}, {0x10FFFF, 4},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint8_t bytes[TEXT_CHARACTER_BYTES];
        assert_int_equal(text_put(rows[i].character, bytes), rows[i].size);
    }
}

static void what_is_not_well_formed_is_refused_and_stays_where_it_is(void **state)
{
    static const struct {
        const char *what;
        struct slice bytes;
    } rows[] = {
        {"tail alone", {(const uint8_t *)"\x80", 1}},
        {"tail alone, last", {(const uint8_t *)"\xBF", 1}},
        {"overlong of two, C0", {(const uint8_t *)"\xC0\x80", 2}},
        {"overlong of two, C1", {(const uint8_t *)"\xC1\xBF", 2}},
        {"overlong of three", {(const uint8_t *)"\xE0\x9F\xBF", 3}},
        {"overlong of four", {(const uint8_t *)"\xF0\x8F\xBF\xBF", 4}},
        {"first high surrogate", {(const uint8_t *)"\xED\xA0\x80", 3}},
        {"last low surrogate", {(const uint8_t *)"\xED\xBF\xBF", 3}},
        {"above U+10FFFF", {(const uint8_t *)"\xF4\x90\x80\x80", 4}},
        {"F5", {(const uint8_t *)"\xF5\x80\x80\x80", 4}},
        {"FE", {(const uint8_t *)"\xFE", 1}},
        {"FF", {(const uint8_t *)"\xFF", 1}},
        {"two cut after one", {(const uint8_t *)"\xC3", 1}},
        {"three cut after one", {(const uint8_t *)"\xE3", 1}},
        {"three cut after two", {(const uint8_t *)"\xE3\x81", 2}},
        {"four cut after three", {(const uint8_t *)"\xF0\x9F\x98", 3}},
        {"two with ASCII second", {(const uint8_t *)"\xC3\x41", 2}},
        {"three with ASCII third", {(const uint8_t *)"\xE3\x81\x41", 3}},
        {"three with a lead third", {(const uint8_t *)"\xE3\x81\xE3", 3}},
        {"four with ASCII fourth", {(const uint8_t *)"\xF0\x9F\x98\x41", 4}},
        {"CP932", {(const uint8_t *)"\x82\xA0", 2}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t at = 0;
        uint32_t character = 7;
        assert_row(!text_next(rows[i].bytes, &at, &character), rows[i].what);
        assert_row(at == 0 && character == 7, rows[i].what);
        assert_row(text_find_bad(rows[i].bytes) == 0, rows[i].what);
    }
}

static void a_character_ends_within_its_text_whatever_comes_after(void **state)
{
    static const char *const characters[] = {"é", "資", "𠮷"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(characters); i++) {
        struct slice whole = slice_of(characters[i]);
        for (size_t size = 1; size < whole.size; size++) {
            size_t at = 0;
            uint32_t character = 0;
            assert_false(text_next(slice_part(whole, 0, size), &at, &character));
            assert_int_equal(at, 0);
        }
    }
}

static void the_first_and_last_of_each_form_are_well_formed(void **state)
{
    (void)state;
    assert_int_equal(only_character(LITERAL("\xC2\x80")), 0x80);
    assert_int_equal(only_character(LITERAL("\xE0\xA0\x80")), 0x800);
    assert_int_equal(only_character(LITERAL("\xED\x9F\xBF")), 0xD7FF);
    assert_int_equal(only_character(LITERAL("\xEE\x80\x80")), 0xE000);
    assert_int_equal(only_character(LITERAL("\xF0\x90\x80\x80")), 0x10000);
    assert_int_equal(only_character(LITERAL("\xF4\x8F\xBF\xBF")), 0x10FFFF);
}

static void the_end_is_not_a_character(void **state)
{
    size_t at = 0;
    uint32_t character = 0;
    (void)state;
    assert_false(text_next((struct slice){NULL, 0}, &at, &character));
    at = 1;
    assert_false(text_next(LITERAL("a"), &at, &character));
    assert_int_equal(at, 1);
}

static void the_place_of_the_first_bad_byte_is_found(void **state)
{
    (void)state;
    assert_int_equal(text_find_bad(LITERAL("")), 0);
    assert_int_equal(text_find_bad((struct slice){NULL, 0}), 0);
    assert_int_equal(text_find_bad(LITERAL("資格 太郎")), 13);
    assert_int_equal(text_find_bad(LITERAL("資格\x80太郎")), 6);
    assert_int_equal(text_find_bad(LITERAL("0123456789abcdef\xFF")), 16);
    assert_int_equal(text_find_bad(LITERAL("資格\xE5\xA4")), 6);
    assert_int_equal(text_find_bad(LITERAL("a\0b")), 3);
}

static void bytes_beyond_ascii_are_found_at_every_distance(void **state)
{
    uint8_t bytes[40];
    (void)state;
    for (size_t place = 0; place < sizeof bytes; place++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            bytes[i] = i == place ? 0x80 : 'a';
        }
        for (size_t from = 0; from <= sizeof bytes; from++) {
            size_t expected = from <= place ? place : sizeof bytes;
            struct slice text = {bytes, sizeof bytes};
            assert_int_equal(text_find_beyond_ascii(text, from), expected);
        }
    }
    assert_int_equal(text_find_beyond_ascii((struct slice){NULL, 0}, 0), 0);
}

static void length_counts_characters_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_length(LITERAL("")), 0);
    assert_int_equal(text_length(LITERAL("abc")), 3);
    assert_int_equal(text_length(LITERAL("資格 太郎")), 5);
    assert_int_equal(text_length(LITERAL("𠮷a")), 2);
}

static void columns_are_two_for_wide_and_none_for_combining(void **state)
{
    static const struct {
        const char *text;
        size_t columns;
    } rows[] = {
        {"", 0},
        {"abc", 3},
        {"資格", 4},
        {"シカク", 6},
        {"ｼｶｸ", 3},
        {"か\xE3\x82\x99", 2}, /* U+3099 */
        {"Ａ１", 4},
        {"￥", 2},
        {"①○●※", 4},
        {"𠮷", 2},
        {"葛\xF3\xA0\x84\x80", 2}, /* a variation selector */
        {"é", 1},
        {"　", 2},
        {"·", 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(text_columns(slice_of(rows[i].text)) == rows[i].columns, rows[i].text);
    }
    assert_int_equal(text_columns(LITERAL("資\xFF\xFF格")), 6);
}

static void padding_fills_up_to_the_columns_and_never_cuts(void **state)
{
    struct buffer to = buffer_open(64);
    struct error error;
    (void)state;
    assert_true(text_append_padded(&to, LITERAL("資格"), 6, &error));
    assert_true(text_append_padded(&to, LITERAL("|"), 1, &error));
    assert_true(text_append_padded(&to, LITERAL("太郎"), 3, &error));
    assert_true(text_append_padded(&to, (struct slice){NULL, 0}, 2, &error));
    assert_text(buffer_slice(&to), "資格  |太郎  ");
    buffer_close(&to);
}

static void padding_that_does_not_fit_leaves_the_buffer_as_it_was(void **state)
{
    struct buffer to = buffer_open(8);
    struct error error;
    (void)state;
    assert_true(text_append_padded(&to, LITERAL("資"), 2, &error));
    assert_false(text_append_padded(&to, LITERAL("格"), 5, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_text(buffer_slice(&to), "資");
    buffer_close(&to);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_of_unicode_is_read_as_it_was_put),
        cmocka_unit_test(characters_take_one_to_four_bytes),
        cmocka_unit_test(what_is_not_well_formed_is_refused_and_stays_where_it_is),
        cmocka_unit_test(a_character_ends_within_its_text_whatever_comes_after),
        cmocka_unit_test(the_first_and_last_of_each_form_are_well_formed),
        cmocka_unit_test(the_end_is_not_a_character),
        cmocka_unit_test(the_place_of_the_first_bad_byte_is_found),
        cmocka_unit_test(bytes_beyond_ascii_are_found_at_every_distance),
        cmocka_unit_test(length_counts_characters_not_bytes),
        cmocka_unit_test(columns_are_two_for_wide_and_none_for_combining),
        cmocka_unit_test(padding_fills_up_to_the_columns_and_never_cuts),
        cmocka_unit_test(padding_that_does_not_fit_leaves_the_buffer_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
