/* Numbers here are invented: a run of digits with its check digit worked out by the published rule. */
#include "engine/vocabulary/individual_tally.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

/* The published rule, written down a second time: weights from the left. */
static char check_digit(const char *eleven)
{
    static const int weights[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    for (int i = 0; i < 11; i++) {
        sum += (eleven[i] - '0') * weights[i];
    }
    return (char)('0' + (sum % 11 <= 1 ? 0 : 11 - sum % 11));
}

static void make_number(uint64_t eleven, char number[32])
{
    (void)snprintf(number, 32, "%011llu?", (unsigned long long)(eleven % 100000000000ULL));
    number[11] = check_digit(number);
}

static void just_one_last_digit_is_right_for_any_eleven(void **state)
{
    char number[32];
    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        char right = 0;
        make_number(i * UINT64_C(7368787) + 13, number);
        right = number[11];
        for (char digit = '0'; digit <= '9'; digit++) {
            number[11] = digit;
            assert_int_equal(individual_number_is_right(slice_of(number)), digit == right);
        }
    }
}

static void tally_of(struct individual_tally *tally, unsigned right, unsigned wrong)
{
    char number[32];
    memset(tally, 0, sizeof *tally);
    for (unsigned i = 0; i < right + wrong; i++) {
        make_number(UINT64_C(10000000019) + UINT64_C(98765437) * i, number);
        if (i >= right) {
            number[11] = (char)(number[11] == '9' ? '0' : number[11] + 1);
        }
        assert_int_equal(individual_tally_add(tally, slice_of(number)), i < right);
    }
    assert_int_equal(tally->candidates, right + wrong);
    assert_int_equal(tally->passing, right);
}

static void many_that_pass_are_proof_and_chance_is_not(void **state)
{
    static const struct {
        unsigned right;
        unsigned wrong;
        bool bulk;
    } rows[] = {
        {0, 0, false},  {1, 0, false},     {2, 0, false},    {3, 0, true},     {3, 1, true},
        {3, 3, false},  {4, 1, true},      {10, 90, false},  {22, 78, false},  {23, 77, true},
        {6, 54, false}, {100, 900, false}, {150, 850, true}, {500, 500, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct individual_tally tally;
        tally_of(&tally, rows[i].right, rows[i].wrong);
        if (individual_tally_is_bulk(&tally) != rows[i].bulk) {
            fail_msg("%u right and %u wrong", rows[i].right, rows[i].wrong);
        }
        individual_tally_wipe(&tally);
        assert_int_equal(tally.candidates, 0);
        for (size_t k = 0; k < INDIVIDUAL_TALLY_SEEN; k++) {
            assert_int_equal(tally.seen[k], 0);
        }
    }
}

static void one_value_down_a_column_is_one_value(void **state)
{
    struct individual_tally tally = {0};
    (void)state;
    for (int i = 0; i < 1000; i++) {
        assert_true(individual_tally_add(&tally, LITERAL("123456789018")));
        assert_true(individual_tally_add(&tally, LITERAL("1234-5678-9018")));
        assert_true(individual_tally_add(&tally, LITERAL("１２３４５６７８９０１８")));
    }
    assert_int_equal(tally.candidates, 1);
    assert_false(individual_tally_is_bulk(&tally));
}

static void serial_numbers_are_no_individual_numbers(void **state)
{
    struct individual_tally tally = {0};
    (void)state;
    for (int i = 0; i < 5000; i++) {
        char number[32];
        (void)snprintf(number, sizeof number, "2026033%05d", i);
        (void)individual_tally_add(&tally, slice_of(number));
    }
    assert_false(individual_tally_is_bulk(&tally));
}

static void every_run_of_a_line_is_counted(void **state)
{
    struct individual_tally tally = {0};
    (void)state;
    assert_true(individual_tally_add(&tally, LITERAL("RE,100000000005,123456789018,123456789012")));
    assert_int_equal(tally.candidates, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(just_one_last_digit_is_right_for_any_eleven),
        cmocka_unit_test(many_that_pass_are_proof_and_chance_is_not),
        cmocka_unit_test(one_value_down_a_column_is_one_value),
        cmocka_unit_test(serial_numbers_are_no_individual_numbers),
        cmocka_unit_test(every_run_of_a_line_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
