#include "engine/foundation/date.h"

#include "tests/support/check.h"

static struct date day(int year, int month, int day_of_month)
{
    struct date date = DATE_NONE;
    assert_true(date_make(year, month, day_of_month, &date));
    return date;
}

static struct month month(int year, int month_of_year)
{
    struct month made = MONTH_NONE;
    assert_true(month_make(year, month_of_year, &made));
    return made;
}

static void assert_day(struct date date, const char *expected)
{
    char text[DATE_TEXT];
    date_write(date, text);
    assert_string_equal(text, expected);
}

/* Counted up one by one with nothing but the lengths of the months. */
static void every_day_of_four_centuries_follows_the_one_before(void **state)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct date expected = day(1800, 1, 1);
    (void)state;
    for (int year = 1800; year <= 2200; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int m = 1; m <= 12; m++) {
            int length = lengths[m - 1] + (m == 2 && leap ? 1 : 0);
            struct date beyond = {77};
            for (int d = 1; d <= length; d++) {
                struct date date = day(year, m, d);
                struct civil civil = date_civil(date);
                assert_int_equal(date.days, expected.days);
                assert_true(civil.year == year && civil.month == m && civil.day == d);
                expected = date_add_days(expected, 1);
            }
            assert_false(date_make(year, m, length + 1, &beyond));
            assert_false(date_make(year, m, 0, &beyond));
            assert_int_equal(beyond.days, 77);
        }
    }
}

static void the_count_of_days_begins_in_1970(void **state)
{
    (void)state;
    assert_int_equal(day(1970, 1, 1).days, 0);
    assert_int_equal(day(1969, 12, 31).days, -1);
    assert_int_equal(day(2000, 3, 1).days, 11017);
    assert_int_equal(day(2026, 3, 31).days, 20543);
}

static void days_that_do_not_exist_are_not_made(void **state)
{
    static const struct civil rows[] = {
        {2026, 2, 29}, {2026, 2, 31}, {1900, 2, 29}, {2100, 2, 29}, {2026, 4, 31},
        {2026, 0, 1},  {2026, 13, 1}, {2026, 1, 0},  {2026, 1, 32}, {1799, 12, 31},
        {2201, 1, 1},  {2026, -1, 1}, {2026, 1, -1}, {0, 1, 1},
    };
    struct date date = DATE_NONE;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_false(date_make(rows[i].year, rows[i].month, rows[i].day, &date));
    }
    assert_false(date_is_some(date));
    assert_true(date_make(2000, 2, 29, &date));
    assert_true(date_make(2024, 2, 29, &date));
}

static void dates_are_in_order(void **state)
{
    (void)state;
    assert_true(date_compare(day(2026, 3, 31), day(2026, 4, 1)) < 0);
    assert_true(date_compare(day(2026, 4, 1), day(2026, 3, 31)) > 0);
    assert_true(date_compare(day(1969, 12, 31), day(1970, 1, 1)) < 0);
    assert_int_equal(date_compare(day(2026, 4, 1), day(2026, 4, 1)), 0);
    assert_false(date_is_some(DATE_NONE));
    assert_true(date_is_some(day(1970, 1, 1)));
}

static void months_are_added_with_the_shorter_month_rounding(void **state)
{
    (void)state;
    assert_day(date_add_months_to_shorter(day(2026, 1, 31), 1), "2026-02-28");
    assert_day(date_add_months_to_shorter(day(2024, 1, 31), 1), "2024-02-29");
    assert_day(date_add_months_to_shorter(day(2026, 1, 30), 3), "2026-04-30");
    assert_day(date_add_months_to_shorter(day(2026, 3, 31), 3), "2026-06-30");
    assert_day(date_add_months_to_shorter(day(2026, 3, 31), -1), "2026-02-28");
    assert_day(date_add_months_to_shorter(day(2025, 12, 15), 1), "2026-01-15");
    assert_day(date_add_months_to_shorter(day(2024, 2, 29), 12), "2025-02-28");
    assert_day(date_add_months_to_shorter(day(2026, 3, 31), 0), "2026-03-31");
    assert_day(date_add_months_to_shorter(day(1970, 1, 31), -2), "1969-11-30");
}

static void a_month_has_a_first_and_a_last_day(void **state)
{
    (void)state;
    assert_day(month_first_day(month(2026, 2)), "2026-02-01");
    assert_day(month_last_day(month(2026, 2)), "2026-02-28");
    assert_day(month_last_day(month(2024, 2)), "2024-02-29");
    assert_day(month_last_day(month(1900, 2)), "1900-02-28");
    assert_day(month_last_day(month(2025, 12)), "2025-12-31");
    assert_day(month_last_day(month(1969, 12)), "1969-12-31");
    assert_day(month_first_day(month(1868, 1)), "1868-01-01");
    assert_int_equal(month_compare(month_of(day(2026, 3, 31)), month(2026, 3)), 0);
    assert_int_equal(month_compare(month_of(day(1969, 12, 31)), month(1969, 12)), 0);
}

static void months_are_counted_and_compared(void **state)
{
    struct month none = MONTH_NONE;
    (void)state;
    assert_int_equal(month_compare(month_add(month(2025, 12), 1), month(2026, 1)), 0);
    assert_int_equal(month_compare(month_add(month(2026, 1), -1), month(2025, 12)), 0);
    assert_true(month_compare(month(2025, 12), month(2026, 1)) < 0);
    assert_true(month_compare(month(2026, 2), month(2026, 1)) > 0);
    assert_false(month_make(2026, 13, &none));
    assert_false(month_make(2026, 0, &none));
    assert_false(month_make(1799, 1, &none));
    assert_false(month_make(2201, 1, &none));
    assert_false(month_is_some(none));
    assert_true(month_is_some(month(1970, 1)));
}

static void digits_are_exactly_eight_or_six(void **state)
{
    static const char *const wrong[] = {"",         "2026033",  "202603311", "2026-3-1",
                                        " 2026331", "20260230", "20260431",  "00000000",
                                        "2026033a", "+2026033"};
    struct date date = {5};
    struct month read = {6};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_row(!date_from_digits(slice_of(wrong[i]), &date) && date.days == 5, wrong[i]);
    }
    assert_true(date_from_digits(LITERAL("20260331"), &date));
    assert_day(date, "2026-03-31");
    assert_false(month_from_digits(LITERAL("2026"), &read));
    assert_false(month_from_digits(LITERAL("202613"), &read));
    assert_false(month_from_digits(LITERAL("202600"), &read));
    assert_false(month_from_digits(LITERAL("20260331"), &read));
    assert_int_equal(read.months, 6);
    assert_true(month_from_digits(LITERAL("202603"), &read));
    assert_int_equal(month_compare(read, month(2026, 3)), 0);
}

static void dates_and_months_are_written_in_two_forms(void **state)
{
    char text[DATE_TEXT];
    (void)state;
    date_write_digits(day(1952, 1, 9), text);
    assert_string_equal(text, "19520109");
    date_write(day(1952, 1, 9), text);
    assert_string_equal(text, "1952-01-09");
    month_write_digits(month(2026, 3), text);
    assert_string_equal(text, "202603");
    month_write(month(1868, 12), text);
    assert_string_equal(text, "1868-12");
}

static void the_japanese_day_begins_nine_hours_early(void **state)
{
    /* 2026-03-31 15:00 UTC is midnight in Japan. */
    const int64_t midnight = INT64_C(1774969200000);
    (void)state;
    assert_day(date_of_utc_ms(midnight - 1), "2026-03-31");
    assert_day(date_of_utc_ms(midnight), "2026-04-01");
    assert_day(date_of_utc_ms(midnight + INT64_C(86400000) - 1), "2026-04-01");
    assert_day(date_of_utc_ms(0), "1970-01-01");
    assert_day(date_of_utc_ms(-INT64_C(9) * 3600 * 1000), "1970-01-01");
    assert_day(date_of_utc_ms(-INT64_C(9) * 3600 * 1000 - 1), "1969-12-31");
}

static void instants_are_written_in_japanese_time(void **state)
{
    static const struct {
        int64_t utc_ms;
        const char *text;
    } rows[] = {
        {INT64_C(1774969200000), "2026-04-01T00:00:00+09:00"},
        {INT64_C(1774969199999), "2026-03-31T23:59:59+09:00"},
        {0, "1970-01-01T09:00:00+09:00"},
        {-1, "1970-01-01T08:59:59+09:00"},
        {-32400000, "1970-01-01T00:00:00+09:00"},
        {-32400001, "1969-12-31T23:59:59+09:00"},
        {INT64_C(1709218861000), "2024-03-01T00:01:01+09:00"},
        {INT64_C(1709218799000), "2024-02-29T23:59:59+09:00"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[INSTANT_TEXT];
        instant_write_jst(rows[i].utc_ms, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void a_year_of_age_is_complete_on_the_birthday(void **state)
{
    (void)state;
    assert_int_equal(age_on(day(1951, 4, 1), day(2026, 3, 31)), 74);
    assert_int_equal(age_on(day(1951, 4, 1), day(2026, 4, 1)), 75);
    assert_int_equal(age_on(day(2024, 2, 29), day(2025, 2, 28)), 0);
    assert_int_equal(age_on(day(2024, 2, 29), day(2025, 3, 1)), 1);
    assert_int_equal(age_on(day(2024, 2, 29), day(2028, 2, 29)), 4);
    assert_int_equal(age_on(day(2026, 3, 31), day(2026, 3, 31)), 0);
}

static void an_interval_covers_its_last_day_and_not_its_first_uncovered_one(void **state)
{
    struct interval card = interval_to_last_covered(day(2026, 1, 1), day(2026, 3, 31));
    struct interval membership = interval_to_first_uncovered(day(2026, 1, 1), day(2026, 3, 31));
    (void)state;
    assert_true(interval_covers(card, day(2026, 1, 1)));
    assert_false(interval_covers(card, day(2025, 12, 31)));
    assert_true(interval_covers(card, day(2026, 3, 31)));
    assert_false(interval_covers(card, day(2026, 4, 1)));
    assert_true(interval_covers(membership, day(2026, 3, 30)));
    assert_false(interval_covers(membership, day(2026, 3, 31)));
}

static void an_interval_without_an_end_is_open(void **state)
{
    struct interval open = interval_to_first_uncovered(day(2026, 1, 1), DATE_NONE);
    struct interval both = interval_to_last_covered(DATE_NONE, DATE_NONE);
    (void)state;
    assert_true(interval_covers(open, day(2200, 12, 31)));
    assert_false(interval_covers(open, day(2025, 12, 31)));
    assert_true(interval_covers(both, day(1800, 1, 1)));
    assert_false(date_is_some(open.last));
}

static void two_intervals_share_the_later_start_and_the_earlier_end(void **state)
{
    struct interval left = interval_to_last_covered(day(2026, 1, 1), day(2026, 6, 30));
    struct interval right = interval_to_last_covered(day(2026, 2, 1), DATE_NONE);
    struct interval apart = interval_to_last_covered(day(2026, 8, 1), day(2026, 9, 1));
    struct interval shared = interval_both(left, right);
    (void)state;
    assert_day(shared.first, "2026-02-01");
    assert_day(shared.last, "2026-06-30");
    shared = interval_both(right, left);
    assert_day(shared.first, "2026-02-01");
    assert_day(shared.last, "2026-06-30");
    shared = interval_both(left, apart);
    assert_false(interval_covers(shared, day(2026, 6, 30)));
    assert_false(interval_covers(shared, day(2026, 7, 15)));
    assert_false(interval_covers(shared, day(2026, 8, 1)));
}

static void a_loss_on_the_day_of_acquisition_covers_nothing(void **state)
{
    struct interval none = interval_to_first_uncovered(day(2026, 1, 1), day(2026, 1, 1));
    (void)state;
    assert_false(interval_covers(none, day(2025, 12, 31)));
    assert_false(interval_covers(none, day(2026, 1, 1)));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_four_centuries_follows_the_one_before),
        cmocka_unit_test(the_count_of_days_begins_in_1970),
        cmocka_unit_test(days_that_do_not_exist_are_not_made),
        cmocka_unit_test(dates_are_in_order),
        cmocka_unit_test(months_are_added_with_the_shorter_month_rounding),
        cmocka_unit_test(a_month_has_a_first_and_a_last_day),
        cmocka_unit_test(months_are_counted_and_compared),
        cmocka_unit_test(digits_are_exactly_eight_or_six),
        cmocka_unit_test(dates_and_months_are_written_in_two_forms),
        cmocka_unit_test(the_japanese_day_begins_nine_hours_early),
        cmocka_unit_test(instants_are_written_in_japanese_time),
        cmocka_unit_test(a_year_of_age_is_complete_on_the_birthday),
        cmocka_unit_test(an_interval_covers_its_last_day_and_not_its_first_uncovered_one),
        cmocka_unit_test(an_interval_without_an_end_is_open),
        cmocka_unit_test(two_intervals_share_the_later_start_and_the_earlier_end),
        cmocka_unit_test(a_loss_on_the_day_of_acquisition_covers_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
