#include "importers/card/tlv.h"
#include "tests/support/check.h"

#define BYTES(...)                                                                                 \
    (struct slice)                                                                                 \
    {                                                                                              \
        (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})                     \
    }

static void values_stand_side_by_side(void **state)
{
    struct slice bytes = BYTES(0xDF, 0x22, 2, 'a', 'b', 0x30, 0x81, 1, 'c', 0x01, 0x82, 0, 1, 'd');
    struct slice value;
    struct tlv tlv;
    (void)state;
    assert_true(tlv_find(bytes, 0xDF22, &value));
    assert_true(slice_equal_text(value, "ab"));
    assert_true(tlv_find(bytes, 0x30, &value));
    assert_true(slice_equal_text(value, "c"));
    assert_true(tlv_find(bytes, 0x01, &value));
    assert_true(slice_equal_text(value, "d"));
    assert_false(tlv_find(bytes, 0xDF23, &value));
    assert_true(tlv_next(&bytes, &tlv) && tlv_next(&bytes, &tlv) && tlv_next(&bytes, &tlv));
    assert_false(tlv_next(&bytes, &tlv));
    assert_int_equal(bytes.size, 0);
}

static void what_is_cut_or_lies_is_no_value(void **state)
{
    const struct slice bad[] = {
        {NULL, 0},
        BYTES(0x30),
        BYTES(0xDF),
        BYTES(0xFF, 0x20),
        BYTES(0x30, 2, 'a'),
        BYTES(0x30, 0x80, 'a', 0, 0),
        BYTES(0x30, 0x81),
        BYTES(0x30, 0x82, 1),
        BYTES(0x30, 0x82, 0xFF, 0xFF, 'a'),
        BYTES(0x30, 0x83, 0, 0, 1, 'a'),
        BYTES(0xFF, 0x80, 0x80, 0x80, 1, 1, 'a'),
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct slice rest = bad[i];
        struct tlv tlv;
        assert_false(tlv_next(&rest, &tlv));
        assert_int_equal(rest.size, bad[i].size);
    }
}

static void a_head_tells_how_much_is_still_to_come(void **state)
{
    struct tlv tlv;
    (void)state;
    assert_true(tlv_read_head(BYTES(0x30, 0x82, 0x05, 0x10, 'a'), &tlv));
    assert_int_equal(tlv.head, 4);
    assert_int_equal(tlv.size, 0x510);
    assert_int_equal(tlv.value.size, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stand_side_by_side),
        cmocka_unit_test(what_is_cut_or_lies_is_no_value),
        cmocka_unit_test(a_head_tells_how_much_is_still_to_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
