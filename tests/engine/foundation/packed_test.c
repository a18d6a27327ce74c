#include "engine/foundation/packed.h"

#include "tests/support/check.h"

static void a_body_reads_back_as_it_was_written(void **state)
{
    struct buffer body = buffer_open(256);
    struct packed_reader reader;
    struct error error;
    struct slice bytes;
    uint32_t tag = 0;
    int64_t number = 0;
    (void)state;
    assert_true(packed_begin(&body, 7, &error));
    assert_true(packed_add(&body, 1, LITERAL("a\0b"), &error));
    assert_true(packed_add_text(&body, UINT32_MAX, "資格", &error));
    assert_true(packed_add_number(&body, 300, -5, &error));
    assert_true(packed_add(&body, 1, (struct slice){NULL, 0}, &error));

    assert_true(packed_open(&reader, buffer_slice(&body)));
    assert_int_equal(reader.format, 7);
    assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_FIELD);
    assert_int_equal(tag, 1);
    assert_slice(bytes, LITERAL("a\0b"));
    assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_FIELD);
    assert_true(tag == UINT32_MAX);
    assert_text(bytes, "資格");
    assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_FIELD);
    assert_int_equal(tag, 300);
    assert_true(packed_number(bytes, &number));
    assert_int_equal(number, -5);
    assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_FIELD);
    assert_int_equal(tag, 1);
    assert_int_equal(bytes.size, 0);
    assert_non_null(bytes.data);
    assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_END);
    assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_END);
    buffer_close(&body);
}

static void the_bytes_of_a_body_are_as_documented(void **state)
{
    struct buffer body = buffer_open(64);
    struct error error;
    (void)state;
    assert_true(packed_begin(&body, 1, &error));
    assert_true(packed_add_text(&body, 1, "ab", &error));
    assert_true(packed_add_number(&body, 300, 0, &error));
    assert_true(packed_add_number(&body, 2, -1, &error));
    assert_true(packed_add_number(&body, 2, 1, &error));
    assert_true(packed_add_number(&body, 2, -2, &error));
    assert_true(packed_add_number(&body, 2, 64, &error));
    assert_slice(
        buffer_slice(&body), LITERAL("\x01"
                                     "\x01\x02"
                                     "ab"
                                     "\xAC\x02\x01\x00"
                                     "\x02\x01\x01"
                                     "\x02\x01\x02"
                                     "\x02\x01\x03"
                                     "\x02\x02\x80\x01"));
    buffer_close(&body);
}

static void whole_numbers_read_back_at_their_ends(void **state)
{
    static const int64_t numbers[] = {
        0,
        1,
        -1,
        63,
        64,
        -64,
        -65,
        INT32_MAX,
        INT32_MIN,
        INT64_MAX,
        INT64_MIN,
        INT64_MAX - 1,
        INT64_MIN + 1,
        1000000000000};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct buffer body = buffer_open(64);
        struct packed_reader reader;
        struct error error;
        struct slice bytes;
        uint32_t tag = 0;
        int64_t number = 0;
        assert_true(packed_begin(&body, 1, &error));
        assert_true(packed_add_number(&body, 1, numbers[i], &error));
        assert_true(packed_open(&reader, buffer_slice(&body)));
        assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_FIELD);
        assert_true(packed_number(bytes, &number));
        assert_true(number == numbers[i]);
        buffer_close(&body);
    }
}

static void a_field_that_is_not_exactly_one_number_is_none(void **state)
{
    int64_t number = 0;
    (void)state;
    assert_false(packed_number(LITERAL(""), &number));
    assert_false(packed_number((struct slice){NULL, 0}, &number));
    assert_false(packed_number(LITERAL("\x80"), &number));
    assert_false(packed_number(LITERAL("\x00\x00"), &number));
    assert_false(packed_number(LITERAL("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"), &number));
}

static void a_small_number_fits_or_is_none(void **state)
{
    static const struct {
        int64_t number;
        bool fits;
    } rows[] = {
        {0, true},
        {INT32_MIN, true},
        {INT32_MAX, true},
        {-1, true},
        {INT32_MIN - INT64_C(1), false},
        {INT32_MAX + INT64_C(1), false},
        {INT64_MAX, false}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer body = buffer_open(64);
        struct packed_reader reader;
        struct error error = {0};
        struct slice bytes;
        uint32_t tag = 0;
        int32_t number = 7;
        bool flag = rows[i].number == 0;
        assert_true(packed_begin(&body, 1, &error));
        assert_true(packed_add_number(&body, 1, rows[i].number, &error));
        assert_true(packed_open(&reader, buffer_slice(&body)));
        assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_FIELD);
        assert_int_equal(packed_int32(bytes, &number), rows[i].fits);
        assert_true(number == (rows[i].fits ? rows[i].number : 7));
        assert_true(packed_flag(bytes, &flag));
        assert_int_equal(flag, rows[i].number != 0);
        buffer_close(&body);
    }
}

static void varints_hold_up_to_64_bits(void **state)
{
    static const struct {
        uint64_t value;
        size_t size;
    } rows[] = {
        {0, 1},
        {127, 1},
        {128, 2},
        {16383, 2},
        {16384, 3},
        {UINT32_MAX, 5},
        {UINT64_C(1) << 62, 9},
        {UINT64_C(1) << 63, 10},
        {UINT64_MAX, 10},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint8_t bytes[10];
        const uint8_t *at = bytes;
        uint64_t value = 1;
        size_t size = varint_write(bytes, rows[i].value);
        assert_int_equal(size, rows[i].size);
        assert_false(varint_read(&at, bytes + size - 1, &value));
        assert_ptr_equal(at, bytes);
        assert_true(varint_read(&at, bytes + size, &value));
        assert_true(value == rows[i].value);
        assert_ptr_equal(at, bytes + size);
    }
}

static void varints_of_more_than_64_bits_are_broken(void **state)
{
    static const uint8_t too_big[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02};
    static const uint8_t too_long[] = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                                       0x80, 0x80, 0x80, 0x80, 0x00};
    const uint8_t *at = too_big;
    uint64_t value = 0;
    (void)state;
    assert_false(varint_read(&at, too_big + sizeof too_big, &value));
    at = too_long;
    assert_false(varint_read(&at, too_long + sizeof too_long, &value));
}

static void broken_bodies_are_told_from_finished_ones(void **state)
{
    static const struct {
        const char *what;
        struct slice body;
    } rows[] = {
        {"tag cut off", {(const uint8_t *)"\x01\x80", 2}},
        {"no size", {(const uint8_t *)"\x01\x01", 2}},
        {"size cut off", {(const uint8_t *)"\x01\x01\x80", 3}},
        {"bytes missing", {(const uint8_t *)"\x01\x01\x02x", 4}},
        {"size beyond memory",
         {(const uint8_t *)"\x01\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 12}},
        {"tag 0", {(const uint8_t *)"\x01\x00\x00", 3}},
        {"tag beyond 32 bits", {(const uint8_t *)"\x01\x80\x80\x80\x80\x10\x00", 7}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct packed_reader reader;
        struct slice bytes;
        uint32_t tag = 0;
        assert_row(packed_open(&reader, rows[i].body), rows[i].what);
        assert_row(packed_next(&reader, &tag, &bytes) == PACKED_BROKEN, rows[i].what);
    }
}

static void a_body_has_at_least_a_format(void **state)
{
    struct packed_reader reader;
    struct slice bytes;
    uint32_t tag = 0;
    (void)state;
    assert_false(packed_open(&reader, (struct slice){NULL, 0}));
    assert_true(packed_open(&reader, LITERAL("\x05")));
    assert_int_equal(reader.format, 5);
    assert_int_equal(packed_next(&reader, &tag, &bytes), PACKED_END);
}

static void a_field_that_does_not_fit_leaves_no_half_of_itself(void **state)
{
    struct buffer body = buffer_open(6);
    struct error error;
    (void)state;
    assert_true(packed_begin(&body, 1, &error));
    assert_true(packed_add_text(&body, 1, "a", &error));
    assert_false(packed_add_text(&body, 1, "b", &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_int_equal(body.size, 4);
    assert_true(packed_add_text(&body, 1, "", &error));
    buffer_close(&body);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_reads_back_as_it_was_written),
        cmocka_unit_test(the_bytes_of_a_body_are_as_documented),
        cmocka_unit_test(whole_numbers_read_back_at_their_ends),
        cmocka_unit_test(a_field_that_is_not_exactly_one_number_is_none),
        cmocka_unit_test(a_small_number_fits_or_is_none),
        cmocka_unit_test(varints_hold_up_to_64_bits),
        cmocka_unit_test(varints_of_more_than_64_bits_are_broken),
        cmocka_unit_test(broken_bodies_are_told_from_finished_ones),
        cmocka_unit_test(a_body_has_at_least_a_format),
        cmocka_unit_test(a_field_that_does_not_fit_leaves_no_half_of_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
