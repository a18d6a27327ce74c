#include "engine/foundation/arena.h"

#include <string.h>

#include "tests/support/check.h"

enum {
    BLOCK = 32 * 1024
};

static void memory_is_zeroed_and_aligned_for_any_type(void **state)
{
    struct arena arena = arena_open(BLOCK);
    struct error error;
    (void)state;
    for (size_t size = 1; size < 40; size++) {
        uint8_t *memory = arena_take(&arena, size, &error);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(memory[i], 0);
        }
        memset(memory, 0xAA, size);
    }
    arena_close(&arena);
}

static void pieces_do_not_overlap_across_blocks(void **state)
{
    enum {
        PIECES = 200,
        PIECE = 1000
    };
    struct arena arena = arena_open((size_t)PIECES * PIECE * 2);
    struct error error;
    uint8_t *pieces[PIECES];
    (void)state;
    for (unsigned i = 0; i < PIECES; i++) {
        pieces[i] = arena_take(&arena, PIECE, &error);
        assert_non_null(pieces[i]);
        memset(pieces[i], (int)i, PIECE);
    }
    for (unsigned i = 0; i < PIECES; i++) {
        assert_int_equal(pieces[i][0], i);
        assert_int_equal(pieces[i][PIECE - 1], i);
    }
    arena_close(&arena);
}

static void a_piece_may_be_bigger_than_a_block(void **state)
{
    struct arena arena = arena_open((size_t)BLOCK * 4);
    struct error error;
    uint8_t *big = arena_take(&arena, (size_t)BLOCK * 3, &error);
    (void)state;
    assert_non_null(big);
    memset(big, 1, (size_t)BLOCK * 3);
    assert_non_null(arena_take(&arena, 16, &error));
    arena_close(&arena);
}

static void an_arena_gives_its_limit_and_not_one_byte_more(void **state)
{
    struct arena arena = arena_open(1024);
    struct error error;
    (void)state;
    assert_null(arena_take(&arena, 1025, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_string_equal(error.arguments[0], "1024");
    assert_non_null(arena_take(&arena, 1024, &error));
    assert_null(arena_take(&arena, 1, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    arena_close(&arena);
}

static void a_limit_that_is_no_multiple_of_the_alignment_is_kept(void **state)
{
    struct arena arena = arena_open(10);
    struct error error;
    (void)state;
    assert_non_null(arena_take(&arena, 10, &error));
    assert_null(arena_take(&arena, 1, &error));
    arena_close(&arena);
}

static void a_size_that_cannot_be_rounded_up_is_too_big(void **state)
{
    struct arena arena = arena_open(SIZE_MAX);
    struct error error;
    (void)state;
    assert_null(arena_take(&arena, SIZE_MAX, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_null(arena_take(&arena, SIZE_MAX - 3, &error));
    assert_null(arena.blocks);
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    arena_close(&arena);
}

static void after_a_reset_the_whole_limit_is_there_again_and_zeroed(void **state)
{
    struct arena arena = arena_open((size_t)BLOCK * 3);
    struct error error;
    (void)state;
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < 3; i++) {
            uint8_t *memory = arena_take(&arena, BLOCK, &error);
            assert_non_null(memory);
            assert_int_equal(memory[0], 0);
            assert_int_equal(memory[BLOCK - 1], 0);
            memset(memory, 0xFF, BLOCK);
        }
        assert_null(arena_take(&arena, 1, &error));
        arena_reset(&arena);
    }
    arena_close(&arena);
}

static void nothing_still_has_an_address(void **state)
{
    struct arena arena = arena_open(64);
    struct error error;
    struct slice copy = {NULL, 7};
    (void)state;
    assert_non_null(arena_take(&arena, 0, &error));
    assert_true(arena_copy(&arena, (struct slice){NULL, 0}, &copy, &error));
    assert_non_null(copy.data);
    assert_int_equal(copy.size, 0);
    arena_close(&arena);
}

static void copies_do_not_follow_their_originals(void **state)
{
    struct arena arena = arena_open(256);
    struct error error;
    char original[] = "資格 太郎";
    struct slice copy;
    char *text = NULL;
    (void)state;
    assert_true(arena_copy(&arena, slice_of(original), &copy, &error));
    text = arena_copy_text(&arena, slice_of(original), &error);
    memset(original, 'x', sizeof original - 1);
    assert_text(copy, "資格 太郎");
    assert_string_equal(text, "資格 太郎");
    arena_close(&arena);
}

static void a_copy_that_does_not_fit_is_a_fault(void **state)
{
    struct arena arena = arena_open(3);
    struct error error;
    struct slice copy = LITERAL("as before");
    (void)state;
    assert_false(arena_copy(&arena, LITERAL("abcd"), &copy, &error));
    assert_text(copy, "as before");
    assert_null(arena_copy_text(&arena, LITERAL("abc"), &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_string_equal(arena_copy_text(&arena, LITERAL("ab"), &error), "ab");
    arena_close(&arena);
}

static void closing_an_arena_that_took_nothing_is_fine(void **state)
{
    struct arena arena = arena_open(64);
    (void)state;
    arena_reset(&arena);
    arena_close(&arena);
    arena_close(&arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned_for_any_type),
        cmocka_unit_test(pieces_do_not_overlap_across_blocks),
        cmocka_unit_test(a_piece_may_be_bigger_than_a_block),
        cmocka_unit_test(an_arena_gives_its_limit_and_not_one_byte_more),
        cmocka_unit_test(a_limit_that_is_no_multiple_of_the_alignment_is_kept),
        cmocka_unit_test(a_size_that_cannot_be_rounded_up_is_too_big),
        cmocka_unit_test(after_a_reset_the_whole_limit_is_there_again_and_zeroed),
        cmocka_unit_test(nothing_still_has_an_address),
        cmocka_unit_test(copies_do_not_follow_their_originals),
        cmocka_unit_test(a_copy_that_does_not_fit_is_a_fault),
        cmocka_unit_test(closing_an_arena_that_took_nothing_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
