#include "engine/foundation/fold_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define BIT(step) (1U << FOLD_STEP_##step)

static unsigned kana(const char *left, const char *right)
{
    return fold_kana_steps(slice_of(left), slice_of(right));
}

static unsigned number(const char *left, const char *right)
{
    return fold_number_steps(slice_of(left), slice_of(right));
}

static void what_was_evened_out_in_a_name_is_named(void **state)
{
    (void)state;
    assert_int_equal(kana("ｼｶｸ ﾀﾛｳ", "シカクタロウ"), BIT(WIDTH) | BIT(BLANKS));
    assert_int_equal(kana("しかくたろう", "シカクタロウ"), BIT(HIRAGANA));
    assert_int_equal(kana("シャカク", "シヤカク"), BIT(SMALL_KANA));
    assert_int_equal(kana("シ●クタロウ", "シカクタロウ"), BIT(UNSEEN));
    assert_int_equal(kana("シカク　タロ－", "シカクタロー"), BIT(BLANKS) | BIT(WIDTH));
}

static void what_was_evened_out_in_a_number_is_named(void **state)
{
    (void)state;
    assert_int_equal(number("１２３", "123"), BIT(WIDTH));
    assert_int_equal(number("0123", "123"), BIT(ZEROS));
    assert_int_equal(number("12ー3", "12-3"), BIT(MARKS));
    assert_int_equal(number("ab 1", "AB1"), BIT(CASE) | BIT(BLANKS));
    assert_int_equal(number("①", "(1)"), BIT(MARKS));
}

static void the_same_bytes_and_empty_texts_need_no_folding(void **state)
{
    (void)state;
    assert_int_equal(kana("ｼｶｸ", "ｼｶｸ"), 0);
    assert_int_equal(kana("", "ｼｶｸ"), 0);
    assert_int_equal(number("１", ""), 0);
    assert_int_equal(kana("シカク", "モンガイ"), 0);
}

static void every_step_has_words_in_both_languages(void **state)
{
    (void)state;
    for (int step = 0; step < FOLD_STEP_COUNT; step++) {
        assert_true(fold_step_label((enum fold_step)step, LANGUAGE_JAPANESE)[0] != '\0');
        assert_true(fold_step_label((enum fold_step)step, LANGUAGE_ENGLISH)[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_evened_out_in_a_name_is_named),
        cmocka_unit_test(what_was_evened_out_in_a_number_is_named),
        cmocka_unit_test(the_same_bytes_and_empty_texts_need_no_folding),
        cmocka_unit_test(every_step_has_words_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
