#include "engine/foundation/bytes.h"

#include <string.h>

#include "tests/support/check.h"

static const struct slice nothing = {NULL, 0};

static void parts_are_cut_to_what_is_there(void **state)
{
    struct slice text = LITERAL("abcdef");
    (void)state;
    assert_text(slice_part(text, 0, 6), "abcdef");
    assert_text(slice_part(text, 2, 3), "cde");
    assert_text(slice_part(text, 4, 9), "ef");
    assert_text(slice_part(text, 4, SIZE_MAX), "ef");
    assert_text(slice_part(text, 6, 1), "");
    assert_text(slice_part(text, SIZE_MAX, SIZE_MAX), "");
    assert_text(slice_part(nothing, 0, 1), "");
}

static void slices_are_equal_by_their_bytes(void **state)
{
    (void)state;
    assert_true(slice_equal(nothing, LITERAL("")));
    assert_true(slice_equal(LITERAL("a\0b"), LITERAL("a\0b")));
    assert_false(slice_equal(LITERAL("a\0b"), LITERAL("a\0c")));
    assert_false(slice_equal(LITERAL("ab"), LITERAL("abc")));
    assert_true(slice_equal_text(LITERAL("abc"), "abc"));
    assert_false(slice_equal_text(LITERAL("abc\0"), "abc"));
}

static void a_slice_starts_with_its_prefixes(void **state)
{
    (void)state;
    assert_true(slice_starts(LITERAL("abc"), ""));
    assert_true(slice_starts(nothing, ""));
    assert_true(slice_starts(LITERAL("abc"), "abc"));
    assert_false(slice_starts(LITERAL("abc"), "abcd"));
    assert_false(slice_starts(LITERAL("abc"), "b"));
    assert_false(slice_starts(nothing, "a"));
}

static void order_is_by_bytes_and_the_shorter_first(void **state)
{
    (void)state;
    assert_int_equal(slice_compare(nothing, LITERAL("")), 0);
    assert_true(slice_compare(LITERAL("a"), LITERAL("b")) < 0);
    assert_true(slice_compare(LITERAL("b"), LITERAL("ab")) > 0);
    assert_true(slice_compare(LITERAL("ab"), LITERAL("abc")) < 0);
    assert_true(slice_compare(LITERAL("abc"), LITERAL("ab")) > 0);
    assert_true(slice_compare(nothing, LITERAL("a")) < 0);
    assert_true(slice_compare(LITERAL("\xFF"), LITERAL("\x01")) > 0);
}

static void a_byte_is_found_where_it_first_stands(void **state)
{
    (void)state;
    assert_int_equal(slice_find_byte(LITERAL("a,b,c"), ','), 1);
    assert_int_equal(slice_find_byte(LITERAL("abc"), ','), 3);
    assert_int_equal(slice_find_byte(LITERAL("a\0b"), 0), 1);
    assert_int_equal(slice_find_byte(nothing, 0), 0);
    assert_true(slice_has_word(LITERAL("11 12 21"), LITERAL("11")));
    assert_true(slice_has_word(LITERAL("11 12 21"), LITERAL("21")));
    assert_false(slice_has_word(LITERAL("11 12 21"), LITERAL("1")));
    assert_false(slice_has_word(LITERAL("11 12 21"), LITERAL("11 12")));
    assert_false(slice_has_word(LITERAL("11"), nothing));
    assert_false(slice_has_word(nothing, LITERAL("11")));
}

static void trimming_takes_blanks_and_tabs_from_the_ends_only(void **state)
{
    (void)state;
    assert_text(slice_trim(LITERAL(" \t a b\t ")), "a b");
    assert_text(slice_trim(LITERAL(" \t ")), "");
    assert_text(slice_trim(LITERAL("\na\n")), "\na\n");
    assert_text(slice_trim(nothing), "");
}

static void numbers_are_digits_and_nothing_else(void **state)
{
    static const char *const wrong[] = {"",   " ",  "-1", "+1", "1 ", " 1",
                                        "1a", "１", "1.", "/",  ":",  "1234567890123456789"};
    int64_t number = 42;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_row(!slice_read_number(slice_of(wrong[i]), &number) && number == 42, wrong[i]);
    }
    assert_true(slice_read_number(LITERAL("0"), &number));
    assert_int_equal(number, 0);
    assert_true(slice_read_number(LITERAL("007"), &number));
    assert_int_equal(number, 7);
    assert_true(slice_read_number(LITERAL("999999999999999999"), &number));
    assert_true(number == INT64_C(999999999999999999));
}

static void a_copied_text_ends_with_a_zero_or_is_empty(void **state)
{
    char text[4] = "xyz";
    (void)state;
    assert_true(slice_copy_text(LITERAL("abc"), text, sizeof text));
    assert_string_equal(text, "abc");
    assert_false(slice_copy_text(LITERAL("abcd"), text, sizeof text));
    assert_string_equal(text, "");
    assert_true(slice_copy_text(nothing, text, 1));
    assert_string_equal(text, "");
}

static void a_buffer_holds_what_was_appended(void **state)
{
    struct buffer buffer = buffer_open(100 * 1000);
    struct error error;
    (void)state;
    assert_true(buffer_append(&buffer, nothing, &error));
    assert_int_equal(buffer.capacity, 0);
    for (unsigned i = 0; i < 10000; i++) {
        assert_true(buffer_append_byte(&buffer, (uint8_t)i, &error));
        assert_true(buffer_append_text(&buffer, "abc", &error));
        assert_true(buffer_append(&buffer, LITERAL("\0\xFF"), &error));
    }
    assert_int_equal(buffer.size, 60000);
    for (unsigned i = 0; i < 10000; i++) {
        assert_int_equal(buffer.data[i * 6], i & 0xFFU);
        assert_slice(slice_part(buffer_slice(&buffer), i * 6 + 1, 5), LITERAL("abc\0\xFF"));
    }
    buffer_clear(&buffer);
    assert_int_equal(buffer_slice(&buffer).size, 0);
    buffer_close(&buffer);
}

static void a_full_buffer_stays_as_it_was(void **state)
{
    struct buffer buffer = buffer_open(5);
    struct error error;
    (void)state;
    assert_true(buffer_append_text(&buffer, "abc", &error));
    assert_false(buffer_append_text(&buffer, "def", &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_string_equal(error.arguments[0], "5");
    assert_text(buffer_slice(&buffer), "abc");
    assert_true(buffer_append_text(&buffer, "de", &error));
    assert_false(buffer_append_byte(&buffer, 'f', &error));
    assert_text(buffer_slice(&buffer), "abcde");
    buffer_close(&buffer);
}

static void a_buffer_never_takes_more_memory_than_its_limit(void **state)
{
    struct buffer buffer = buffer_open(100);
    struct error error;
    (void)state;
    assert_true(buffer_reserve(&buffer, 1, &error));
    assert_true(buffer.capacity <= 100);
    buffer.size = 1;
    assert_true(buffer_reserve(&buffer, 99, &error));
    assert_int_equal(buffer.capacity, 100);
    buffer_close(&buffer);
}

static void room_that_no_machine_has_is_a_fault(void **state)
{
    struct buffer buffer = buffer_open(SIZE_MAX);
    struct error error;
    (void)state;
    assert_true(buffer_append_text(&buffer, "abc", &error));
    assert_false(buffer_reserve(&buffer, SIZE_MAX - 3, &error));
    assert_int_equal(error.fault, FAULT_MEMORY);
    assert_false(buffer_reserve(&buffer, SIZE_MAX - 2, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_text(buffer_slice(&buffer), "abc");
    buffer_close(&buffer);
}

static void reserved_room_may_be_written_directly(void **state)
{
    struct buffer buffer = buffer_open(1000);
    struct error error;
    (void)state;
    assert_true(buffer_append_text(&buffer, "abc", &error));
    assert_true(buffer_reserve(&buffer, 500, &error));
    memset(buffer.data + buffer.size, 'x', 500);
    buffer.size += 500;
    assert_text(slice_part(buffer_slice(&buffer), 0, 5), "abcxx");
    buffer_close(&buffer);
}

static void wiping_leaves_zeros(void **state)
{
    uint8_t secret[] = {1, 2, 3, 4};
    (void)state;
    bytes_wipe(secret, 3);
    assert_int_equal(secret[0] | secret[1] | secret[2], 0);
    assert_int_equal(secret[3], 4);
    bytes_wipe(NULL, 0);
}

static void closing_forgets_everything(void **state)
{
    struct buffer buffer = buffer_open(10);
    struct error error;
    (void)state;
    assert_true(buffer_append_text(&buffer, "secret", &error));
    buffer_close_wiped(&buffer);
    assert_null(buffer.data);
    assert_int_equal(buffer.size, 0);
    buffer_close(&buffer);
    buffer_close_wiped(&buffer);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_cut_to_what_is_there),
        cmocka_unit_test(slices_are_equal_by_their_bytes),
        cmocka_unit_test(a_slice_starts_with_its_prefixes),
        cmocka_unit_test(order_is_by_bytes_and_the_shorter_first),
        cmocka_unit_test(a_byte_is_found_where_it_first_stands),
        cmocka_unit_test(trimming_takes_blanks_and_tabs_from_the_ends_only),
        cmocka_unit_test(numbers_are_digits_and_nothing_else),
        cmocka_unit_test(a_copied_text_ends_with_a_zero_or_is_empty),
        cmocka_unit_test(a_buffer_holds_what_was_appended),
        cmocka_unit_test(a_full_buffer_stays_as_it_was),
        cmocka_unit_test(a_buffer_never_takes_more_memory_than_its_limit),
        cmocka_unit_test(room_that_no_machine_has_is_a_fault),
        cmocka_unit_test(reserved_room_may_be_written_directly),
        cmocka_unit_test(wiping_leaves_zeros),
        cmocka_unit_test(closing_forgets_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
