/* Numbers here are invented: a run of digits with its check digit worked out by the published rule. */
#include "engine/vocabulary/individual_number.h"

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

static void the_last_digit_checks_the_others(void **state)
{
    (void)state;
    assert_true(individual_number_is_right(LITERAL("123456789018")));
    assert_true(individual_number_is_right(LITERAL("000000000000")));
    assert_false(individual_number_is_right(LITERAL("123456789012")));
    assert_false(individual_number_is_right(LITERAL("1234567890181")));
    assert_false(individual_number_is_right(LITERAL("12345678901")));
    assert_false(individual_number_is_right(LITERAL("12345678901A")));
    assert_false(individual_number_is_right(LITERAL("")));
}

static void just_one_last_digit_is_right_for_any_eleven(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        char number[16];
        char right = 0;
        (void)snprintf(
            number, sizeof number, "%011llu?",
            (unsigned long long)((i * UINT64_C(7368787) + 13) % UINT64_C(100000000000)));
        right = check_digit(number);
        for (char digit = '0'; digit <= '9'; digit++) {
            number[11] = digit;
            assert_int_equal(individual_number_is_right(slice_of(number)), digit == right);
        }
    }
}

struct run_row {
    const char *text;
    int at;   /* of the first run of twelve digits; -1: none */
    int size; /* in bytes */
};

/* All of these runs are right. */
static const struct run_row run_rows[] = {
    {"123456789018", 0, 12},
    {"個人番号：123456789018です", 15, 12},
    {"１２３４５６７８９０１８", 0, 36},
    {"\x82\x50\x82\x51\x82\x52\x82\x53\x82\x54\x82\x55\x82\x56\x82\x57\x82\x58\x82\x4F\x82\x50"
     "\x82\x57",
     0, 24},
    {"\x8F\x5C"
     "123456789018",
     2, 12},
    {"あO123456789018", 4, 12},
    {"1234 5678 9018", 0, 14},
    {"1234-5678-9018", 0, 14},
    {"１２３４－５６７８－９０１８", 0, 42},
    {"１２３４　５６７８　９０１８", 0, 42},
    {"x1234-5678-9018x", 1, 14},
    {"9012 123456789018", 5, 12},
    {"123456789018.5", 0, 12},
    {"123456789018-", 0, 12},
    {"1234-56789018", -1, 0},
    {"12345678-9018", -1, 0},
    {"1234--5678-9018", -1, 0},
    {"1234-5678-9018-3456", -1, 0},
    {"12-1234-5678-9018", -1, 0},
    {"1123456789018", -1, 0},
    {"1234567890180", -1, 0},
    {"090-1234-5678", -1, 0},
    {"1234-5678-", -1, 0},
    {"1234-5678-901", -1, 0},
    {"123456７８９018", -1, 0},
    {"\xff"
     "123456789018",
     1, 12},
    {"123456\xff"
     "789018",
     -1, 0},
    {"\x82", -1, 0},
    {"\xef\xbc", -1, 0},
    {"", -1, 0},
};

static void runs_of_twelve_are_found_in_what_people_write(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(run_rows); i++) {
        const struct run_row *row = &run_rows[i];
        struct individual_number_run run = {99, 99, false};
        bool found = individual_number_next(slice_of(row->text), 0, &run);
        assert_row(found == (row->at >= 0), row->text);
        assert_row(run.at == (found ? (size_t)row->at : 99), row->text);
        assert_row(run.size == (found ? (size_t)row->size : 99), row->text);
        assert_row(run.is_right == found, row->text);
        assert_row(individual_number_is_in(slice_of(row->text)) == found, row->text);
    }
}

static void runs_follow_one_another(void **state)
{
    static const char text[] = "123456789012,100000000005 123456789018";
    struct individual_number_run run;
    (void)state;
    assert_true(individual_number_next(slice_of(text), 0, &run));
    assert_int_equal(run.at, 0);
    assert_false(run.is_right);
    assert_true(individual_number_next(slice_of(text), run.at + run.size, &run));
    assert_int_equal(run.at, 13);
    assert_true(run.is_right);
    assert_true(individual_number_next(slice_of(text), run.at + run.size, &run));
    assert_int_equal(run.at, 26);
    assert_true(run.is_right);
    assert_false(individual_number_next(slice_of(text), run.at + run.size, &run));
}

static void a_right_one_is_found_behind_a_wrong_one(void **state)
{
    (void)state;
    assert_true(individual_number_is_in(LITERAL("123456789012/123456789018")));
    assert_false(individual_number_is_in(LITERAL("123456789012/123456789013")));
}

/* Whatever stands before and behind: pieces of other numbers, kana, separators, nothing. */
static void a_number_is_found_wherever_it_stands(void **state)
{
    static const char cp932[] =
        "\x82\x50\x82\x51\x82\x52\x82\x53\x82\x54\x82\x55\x82\x56\x82\x57\x82\x58\x82\x4F\x82\x50"
        "\x82\x57";
    static const char *const numbers[] = {
        "123456789018",
        "1234-5678-9018",
        "1234 5678 9018",
        "１２３４５６７８９０１８",
        "１２３４－５６７８－９０１８",
        cp932};
    static const char *const fillings[] = {",",      "20260331,", "\x83\x41\x82\xCC,",
                                           "番号　", "0120-1,",   "a-b "};
    (void)state;
    for (size_t n = 0; n < COUNT_OF(numbers); n++) {
        for (size_t f = 0; f < COUNT_OF(fillings); f++) {
            for (size_t times = 0; times < 2 * (size_t)INDIVIDUAL_NUMBER_DIGITS; times++) {
                char text[400] = "";
                struct individual_number_run run = {0};
                for (size_t i = 0; i < times; i++) {
                    strcat(text, fillings[f] + strlen(fillings[f]) * (i % 2) / 2);
                }
                strcat(text, fillings[f]);
                strcat(text, numbers[n]);
                assert_row(individual_number_next(slice_of(text), 0, &run), text);
                assert_int_equal(run.at + run.size, strlen(text));
                assert_int_equal(run.size, strlen(numbers[n]));
                assert_true(run.is_right);
                strcat(text, times % 2 == 0 ? "," : fillings[2]);
                assert_row(individual_number_is_in(slice_of(text)), text);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_digit_checks_the_others),
        cmocka_unit_test(just_one_last_digit_is_right_for_any_eleven),
        cmocka_unit_test(runs_of_twelve_are_found_in_what_people_write),
        cmocka_unit_test(runs_follow_one_another),
        cmocka_unit_test(a_right_one_is_found_behind_a_wrong_one),
        cmocka_unit_test(a_number_is_found_wherever_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
