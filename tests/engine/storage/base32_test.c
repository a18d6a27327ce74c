/* Crockford's base 32: written, grouped, read back, typed badly. */
#include "engine/storage/base32.h"

#include <string.h>

#include "tests/support/check.h"

static void bytes_become_letters(void **state)
{
    static const uint8_t bytes[] = {0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF};
    char text[32];
    (void)state;
    base32_write(bytes, sizeof bytes, 0, text, sizeof text);
    assert_string_equal(text, "0123456789ABCDEF");
    base32_write((const uint8_t *)"\xFF", 1, 0, text, sizeof text);
    assert_string_equal(text, "ZW");
    base32_write(bytes, 0, 0, text, sizeof text);
    assert_string_equal(text, "");
}

static void groups_are_set_off_by_hyphens(void **state)
{
    static const uint8_t bytes[10] = {0};
    char text[20];
    (void)state;
    base32_write(bytes, sizeof bytes, 4, text, sizeof text);
    assert_string_equal(text, "0000-0000-0000-0000");
}

static void what_was_written_reads_back_at_every_size(void **state)
{
    uint8_t bytes[40];
    uint8_t back[40];
    char text[128];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 37 + 11);
    }
    for (size_t size = 0; size <= sizeof bytes; size++) {
        memset(back, 0, sizeof back);
        base32_write(bytes, size, size % 5, text, sizeof text);
        assert_true(base32_read(slice_of(text), back, size));
        assert_memory_equal(back, bytes, size);
    }
}

static void what_looks_alike_is_taken_for_what_is_meant(void **state)
{
    static const char *const typed[] = {"0123456789ABCDEF",    "0123456789abcdef",
                                        "oi23456789abcdef",    "OL23456789ABCDEF",
                                        "Ol23-4567-89AB-CDEF", " 0123 4567 89ab\tcdef\r\n",
                                        "O-I-2-3-456789abcdef"};
    uint8_t wanted[10];
    uint8_t back[10];
    (void)state;
    assert_true(base32_read(slice_of(typed[0]), wanted, sizeof wanted));
    for (size_t i = 1; i < COUNT_OF(typed); i++) {
        memset(back, 0, sizeof back);
        assert_row(base32_read(slice_of(typed[i]), back, sizeof back), typed[i]);
        assert_memory_equal(back, wanted, sizeof wanted);
    }
}

static void what_is_not_exactly_so_many_bytes_is_refused(void **state)
{
    static const char *const typed[] = {
        "",
        "0123456789ABCDE",
        "0123456789ABCDEF0",
        "U123456789ABCDEF",
        "0123456789ABCDE!",
        "資格23456789ABCDEF",
        "0123456789ABCDE_"};
    uint8_t back[10];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(typed); i++) {
        assert_row(!base32_read(slice_of(typed[i]), back, sizeof back), typed[i]);
    }
    assert_false(base32_read(LITERAL("0123456789ABCDE\0"), back, sizeof back));
    assert_true(base32_read(LITERAL(""), back, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_letters),
        cmocka_unit_test(groups_are_set_off_by_hyphens),
        cmocka_unit_test(what_was_written_reads_back_at_every_size),
        cmocka_unit_test(what_looks_alike_is_taken_for_what_is_meant),
        cmocka_unit_test(what_is_not_exactly_so_many_bytes_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
