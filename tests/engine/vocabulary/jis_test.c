#include "engine/vocabulary/jis.h"

#include <iconv.h>

#include "engine/foundation/text.h"
#include "tests/support/check.h"

static uint32_t decoded(unsigned code)
{
    const uint8_t bytes[2] = {(uint8_t)(code >> 8), (uint8_t)code};
    uint32_t character = 0;
    return jis_decode_one((struct slice){bytes, 2}, &character) == 2 ? character : 0;
}

/* The two-byte code that strict writing gives, 0 for none. */
static unsigned encoded(uint32_t character)
{
    uint8_t bytes[2] = {0, 0};
    return jis_encode_one(character, bytes) == 2 ? (unsigned)bytes[0] << 8 | bytes[1] : 0;
}

/* The same with all of CP932. */
static unsigned encoded_cp932(uint32_t character)
{
    uint8_t utf8[TEXT_CHARACTER_BYTES];
    struct buffer bytes = buffer_open(8);
    struct error error;
    size_t bad = 0;
    unsigned code = 0;
    if (jis_encode_cp932((struct slice){utf8, text_put(character, utf8)}, &bytes, &bad, &error)) {
        assert_int_equal(bytes.size, 2);
        code = (unsigned)bytes.data[0] << 8 | bytes.data[1];
    }
    buffer_close(&bytes);
    return code;
}

static bool is_user_defined(unsigned code)
{
    return code >= 0xF040 && code <= 0xF9FC;
}

static bool is_beyond_jis(unsigned code)
{
    unsigned first = code >> 8;
    return first == 0x87 || first == 0xED || first == 0xEE || first >= 0xF0;
}

/* What the C library makes of a code as CP932; 0 for nothing. */
static uint32_t library_decoded(iconv_t library, unsigned code)
{
    char from[2] = {(char)(code >> 8), (char)(code & 0xFFU)};
    char to[8];
    char *in = from;
    char *out = to;
    size_t in_left = 2;
    size_t out_left = sizeof to;
    size_t at = 0;
    uint32_t character = 0;
    (void)iconv(library, NULL, NULL, NULL, NULL);
    if (iconv(library, &in, &in_left, &out, &out_left) == (size_t)-1 || in_left != 0) {
        return 0;
    }
    assert_true(
        text_next((struct slice){(const uint8_t *)to, sizeof to - out_left}, &at, &character));
    return at == sizeof to - out_left ? character : 0;
}

static void every_code_is_read_as_the_c_library_reads_it(void **state)
{
    iconv_t library = iconv_open("UTF-8", "CP932");
    (void)state;
    if (library == (iconv_t)-1) {
        skip(); /* a machine without this conversion */
    }
    for (unsigned code = 0x8000; code <= 0xFFFF; code++) {
        uint32_t expected = 0;
        bool single = code >> 8 == 0x80 || (code >= 0xA000 && code <= 0xDFFF) || code >= 0xFD00;
        if (!single && !is_user_defined(code)) {
            expected = library_decoded(library, code);
        }
        if (decoded(code) != expected) {
            fail_msg("%04X is U+%04X, the library has U+%04X", code, decoded(code), expected);
        }
    }
    (void)iconv_close(library);
}

static void every_character_is_written_as_a_code_that_reads_back(void **state)
{
    unsigned strict = 0;
    unsigned all = 0;
    unsigned twins = 0;
    (void)state;
    for (uint32_t character = 0x80; character <= 0xFFFF; character++) {
        unsigned code = 0;
        if ((character >= 0xD800 && character <= 0xDFFF) ||
            (character >= 0xFF61 && character <= 0xFF9F)) {
            continue;
        }
        code = encoded_cp932(character);
        all += code != 0 ? 1 : 0;
        twins += code != 0 && decoded(code) != character ? 1 : 0;
        if (encoded(character) != 0) {
            strict++;
            assert_int_equal(encoded(character), code);
            assert_false(is_beyond_jis(code));
        }
    }
    assert_int_equal(strict, 6877 + 7);
    assert_int_equal(all, 6877 + 7 + 2 + 74 + 373);
    assert_int_equal(twins, 7);
}

static void every_code_that_is_read_can_be_written_again(void **state)
{
    unsigned read = 0;
    unsigned moved = 0;
    (void)state;
    for (unsigned code = 0x8140; code <= 0xFCFC; code++) {
        uint32_t character = decoded(code);
        if (character == 0) {
            continue;
        }
        read++;
        if (encoded_cp932(character) != code) {
            moved++;
            assert_true(is_beyond_jis(code));
            assert_int_equal(decoded(encoded_cp932(character)), character);
        }
        assert_true(
            is_beyond_jis(code) || code == 0xEAA3 || code == 0xEAA4 || encoded(character) == code);
    }
    assert_int_equal(read, 6879 + 83 + 374 + 388);
    assert_int_equal(moved, 9 + 374 + 15);
}

/* receipt_format.md, section 1, "Charset trap table". */
static void characters_of_the_trap_table_are_refused_in_receipts(void **state)
{
    static const struct {
        uint32_t character;
        unsigned cp932;
    } rows[] = {
        {0x9AD9, 0xFBFC}, /* 髙 */
        {0xFA11, 0xFAB1}, /* 﨑 */
        {0x5FB7, 0xFABA}, /* 德 */
        {0x2460, 0x8740}, /* ① */
        {0x3231, 0x878A}, /* ㈱ */
        {0x2160, 0x8754}, /* Ⅰ */
        {0x2170, 0xFA40}, /* ⅰ */
        {0x2116, 0x8782}, /* № */
        {0x2121, 0x8784}, /* ℡ */
        {0x337E, 0x878D}, /* ㍾ */
        {0xFF02, 0xFA57}, /* ＂ */
        {0xFF07, 0xFA56}, /* ＇ */
        {0xFFE4, 0xFA55}, /* ￤ */
        {0x51DC, 0xEAA3}, /* 凜 */
        {0x7199, 0xEAA4}, /* 熙 */
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(encoded(rows[i].character), 0);
        assert_int_equal(encoded_cp932(rows[i].character), rows[i].cp932);
        assert_int_equal(decoded(rows[i].cp932), rows[i].character);
    }
    assert_int_equal(decoded(0xEEE0), 0x9AD9);
}

static void lead_bytes_beyond_jis_are_never_written_in_receipts(void **state)
{
    (void)state;
    for (uint32_t character = 0; character <= 0x10FFFF; character++) {
        uint8_t bytes[2] = {0, 0};
        size_t size = jis_encode_one(character, bytes);
        bool beyond = bytes[0] == 0x87 || bytes[0] == 0xED || bytes[0] == 0xEE ||
                      bytes[0] >= 0xF0 || (bytes[0] == 0xEA && bytes[1] > 0xA2);
        if (size == 2 && beyond) {
            fail_msg("U+%04X is %02X%02X", character, bytes[0], bytes[1]);
        }
    }
}

static void twins_of_jis_and_windows_are_written_alike(void **state)
{
    static const struct {
        unsigned code;
        uint32_t windows;
        uint32_t jis;
    } rows[] = {
        {0x815C, 0x2015, 0x2014}, {0x8160, 0xFF5E, 0x301C}, {0x8161, 0x2225, 0x2016},
        {0x817C, 0xFF0D, 0x2212}, {0x8191, 0xFFE0, 0x00A2}, {0x8192, 0xFFE1, 0x00A3},
        {0x81CA, 0xFFE2, 0x00AC},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(decoded(rows[i].code), rows[i].windows);
        assert_int_equal(encoded(rows[i].windows), rows[i].code);
        assert_int_equal(encoded(rows[i].jis), rows[i].code);
        assert_int_equal(encoded_cp932(rows[i].jis), rows[i].code);
    }
}

static void of_several_codes_windows_picks_one(void **state)
{
    (void)state;
    assert_int_equal(encoded_cp932(0x2252), 0x81E0); /* ≒ is 8790 too */
    assert_int_equal(encoded_cp932(0x222A), 0x81BE); /* ∪ is 879C too */
    assert_int_equal(encoded_cp932(0xFFE2), 0x81CA); /* ￢ is EEF9 and FA54 too */
    assert_int_equal(encoded_cp932(0x2235), 0x81E6); /* ∵ is 879A and FA5B too */
    assert_int_equal(encoded_cp932(0x2160), 0x8754); /* Ⅰ is FA4A too */
    assert_int_equal(encoded_cp932(0x2170), 0xFA40); /* ⅰ is EEEF too */
    assert_int_equal(encoded_cp932(0x7E8A), 0xFA5C); /* 纊 is ED40 too */
}

static void single_bytes_are_ascii_and_half_width_katakana(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte <= 0xFF; byte++) {
        const uint8_t data = (uint8_t)byte;
        uint32_t character = 0xFFFFFFFF;
        size_t size = jis_decode_one((struct slice){&data, 1}, &character);
        uint8_t back[2] = {0, 0};
        if (byte < 0x80 || (byte >= 0xA1 && byte <= 0xDF)) {
            assert_int_equal(size, 1);
            assert_int_equal(character, byte < 0x80 ? byte : 0xFF61 + byte - 0xA1);
            assert_int_equal(jis_encode_one(character, back), 1);
            assert_int_equal(back[0], byte);
        } else {
            assert_int_equal(size, 0);
        }
    }
}

static void characters_outside_of_every_set_are_refused(void **state)
{
    static const uint32_t others[] = {0x80,   0xA0,   0xA5,    0x203E,  0xE9,     0x0411 + 0x100,
                                      0x3099, 0x309A, 0xFEFF,  0x3094,  0x30F7,   0xE000,
                                      0xFFFD, 0xFFA0, 0x20BB7, 0x1F600, 0x10FFFF, 0xE0100};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_int_equal(encoded(others[i]), 0);
        assert_int_equal(encoded_cp932(others[i]), 0);
    }
}

static void every_user_defined_code_is_refused(void **state)
{
    (void)state;
    for (unsigned code = 0xF040; code <= 0xF9FC; code++) {
        assert_int_equal(decoded(code), 0);
    }
    for (uint32_t character = 0xE000; character <= 0xF8FF; character++) {
        assert_int_equal(encoded_cp932(character), 0);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_is_read_as_the_c_library_reads_it),
        cmocka_unit_test(every_character_is_written_as_a_code_that_reads_back),
        cmocka_unit_test(every_code_that_is_read_can_be_written_again),
        cmocka_unit_test(characters_of_the_trap_table_are_refused_in_receipts),
        cmocka_unit_test(lead_bytes_beyond_jis_are_never_written_in_receipts),
        cmocka_unit_test(twins_of_jis_and_windows_are_written_alike),
        cmocka_unit_test(of_several_codes_windows_picks_one),
        cmocka_unit_test(single_bytes_are_ascii_and_half_width_katakana),
        cmocka_unit_test(characters_outside_of_every_set_are_refused),
        cmocka_unit_test(every_user_defined_code_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
