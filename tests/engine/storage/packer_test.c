/* Blocks through the second core: order, sizes, what does not shrink, what was damaged. */
#include "engine/storage/packer.h"

#include <string.h>
#include <zlib.h>

#include "tests/support/check.h"

static uint8_t block[PACKER_BLOCK_BYTES];

/* Byte noise that does not shrink, or one letter, by turns. */
static struct slice make_block(unsigned number, size_t size)
{
    uint64_t state = number * UINT64_C(0x9E3779B97F4A7C15) + 1;
    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        block[i] = number % 2 == 0 ? (uint8_t)(state >> 24) : (uint8_t)('a' + number % 26);
    }
    return (struct slice){block, size};
}

static void take_and_compare(struct packer *packer, unsigned number, size_t size)
{
    struct buffer stream = buffer_open(PACKER_STREAM_BYTES);
    struct buffer plain = buffer_open(PACKER_BLOCK_BYTES);
    struct error error = {0};
    size_t before = 0;
    assert_true(packer_take(packer, &stream, &before, &error));
    assert_int_equal(before, size);
    assert_true(packer_unpack(buffer_slice(&stream), &plain, &error));
    assert_slice(buffer_slice(&plain), make_block(number, size));
    buffer_close(&stream);
    buffer_close(&plain);
}

static void blocks_come_out_in_the_order_in_which_they_went_in(void **state)
{
    static const size_t sizes[] = {1, 511, PACKER_BLOCK_BYTES, 0, PACKER_BLOCK_BYTES - 1, 4096};
    struct packer *packer = NULL;
    struct error error = {0};
    unsigned put = 0;
    unsigned taken = 0;
    (void)state;
    assert_true(packer_open(&packer, &error));
    while (taken < 50) {
        while (put < 50 && packer_has_room(packer)) {
            packer_put(packer, make_block(put, sizes[put % COUNT_OF(sizes)]));
            put++;
        }
        assert_int_equal(packer_pending(packer), put - taken);
        take_and_compare(packer, taken, sizes[taken % COUNT_OF(sizes)]);
        taken++;
    }
    assert_int_equal(packer_pending(packer), 0);
    packer_close(packer);
}

static void at_most_so_many_blocks_are_under_way(void **state)
{
    struct packer *packer = NULL;
    struct error error = {0};
    (void)state;
    assert_true(packer_open(&packer, &error));
    for (unsigned i = 0; i < PACKER_BLOCKS; i++) {
        assert_true(packer_has_room(packer));
        packer_put(packer, make_block(i, 100));
    }
    assert_false(packer_has_room(packer));
    take_and_compare(packer, 0, 100);
    assert_true(packer_has_room(packer));
    /* Closed with blocks still inside. */
    packer_close(packer);
    packer_close(NULL);
}

static void a_damaged_stream_does_not_unpack(void **state)
{
    struct packer *packer = NULL;
    struct buffer stream = buffer_open(PACKER_STREAM_BYTES);
    struct buffer plain = buffer_open(PACKER_BLOCK_BYTES);
    struct error error = {0};
    size_t size = 0;
    (void)state;
    assert_true(packer_open(&packer, &error));
    packer_put(packer, make_block(1, PACKER_BLOCK_BYTES));
    assert_true(packer_take(packer, &stream, &size, &error));
    for (size_t cut = 0; cut < stream.size; cut++) {
        assert_false(packer_unpack((struct slice){stream.data, cut}, &plain, &error));
        assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
        assert_int_equal(plain.size, 0);
    }
    packer_close(packer);
    buffer_close(&stream);
    buffer_close(&plain);
}

static void a_stream_of_more_than_a_block_does_not_unpack(void **state)
{
    static const uint8_t zeros[PACKER_BLOCK_BYTES + 1];
    uint8_t stream[512];
    uLongf size = sizeof stream;
    struct buffer plain = buffer_open((size_t)4 * PACKER_BLOCK_BYTES);
    struct error error = {0};
    (void)state;
    assert_int_equal(compress2(stream, &size, zeros, sizeof zeros, Z_BEST_COMPRESSION), Z_OK);
    assert_false(packer_unpack((struct slice){stream, size}, &plain, &error));
    assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
    assert_int_equal(plain.size, 0);
    buffer_close(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_come_out_in_the_order_in_which_they_went_in),
        cmocka_unit_test(at_most_so_many_blocks_are_under_way),
        cmocka_unit_test(a_damaged_stream_does_not_unpack),
        cmocka_unit_test(a_stream_of_more_than_a_block_does_not_unpack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
