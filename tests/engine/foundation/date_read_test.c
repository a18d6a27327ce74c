#include "engine/foundation/date_read.h"

#include <stdio.h>

#include "tests/support/check.h"

struct row {
    const char *text;
    const char *expected;
};

static void check_dates(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct date date = DATE_NONE;
        char text[DATE_TEXT] = "none";
        assert_row(date_read(slice_of(rows[i].text), &date), rows[i].text);
        date_write(date, text);
        assert_row(slice_equal_text(slice_of(text), rows[i].expected), rows[i].text);
    }
}

static void check_no_dates(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct date date = {12345};
        assert_row(!date_read(slice_of(texts[i]), &date), texts[i]);
        assert_row(date.days == 12345, texts[i]);
    }
}

static void a_date_is_read_in_every_form_of_the_header(void **state)
{
    static const struct row rows[] = {
        {"20260331", "2026-03-31"},       {"2026-03-31", "2026-03-31"},
        {"2026/3/31", "2026-03-31"},      {"2026/03/31", "2026-03-31"},
        {"2026.3.31", "2026-03-31"},      {"2026年3月31日", "2026-03-31"},
        {"2026年03月31日", "2026-03-31"}, {"R8.3.31", "2026-03-31"},
        {"r8.3.31", "2026-03-31"},        {"R08/03/31", "2026-03-31"},
        {"R080331", "2026-03-31"},        {"令和8年3月31日", "2026-03-31"},
        {"令8.3.31", "2026-03-31"},       {"㋿8年3月31日", "2026-03-31"},
        {"令和8-3-31", "2026-03-31"},     {"5080331", "2026-03-31"},
        {"令和元年5月1日", "2019-05-01"}, {"R元.5.1", "2019-05-01"},
    };
    (void)state;
    check_dates(rows, COUNT_OF(rows));
}

static void width_dashes_and_blanks_do_not_matter(void **state)
{
    static const struct row rows[] = {
        {"２０２６０３３１", "2026-03-31"},   {"２０２６－０３－３１", "2026-03-31"},
        {"２０２６／３／３１", "2026-03-31"}, {"２０２６．３．３１", "2026-03-31"},
        {"2026−03−31", "2026-03-31"},         {"2026ー3ー31", "2026-03-31"},
        {"2026‐3‐31", "2026-03-31"},          {"令和８年３月３１日", "2026-03-31"},
        {"令和 8年 3月31日", "2026-03-31"},   {"令和　８年　３月３１日", "2026-03-31"},
        {"  20260331\t", "2026-03-31"},       {"Ｒ８．３．３１", "2026-03-31"},
        {"S 27. 1. 1", "1952-01-01"},         {"５０８０３３１", "2026-03-31"},
        {"　2026/3/31　", "2026-03-31"},
    };
    (void)state;
    check_dates(rows, COUNT_OF(rows));
}

static void the_first_year_is_read_in_all_five_eras(void **state)
{
    static const struct row rows[] = {
        {"明治元年12月31日", "1868-12-31"}, {"大正元年12月31日", "1912-12-31"},
        {"昭和元年12月31日", "1926-12-31"}, {"平成元年12月31日", "1989-12-31"},
        {"令和元年12月31日", "2019-12-31"}, {"M元.12.31", "1868-12-31"},
        {"T元.12.31", "1912-12-31"},        {"S元.12.31", "1926-12-31"},
        {"H元.12.31", "1989-12-31"},        {"R元.12.31", "2019-12-31"},
        {"1011231", "1868-12-31"},          {"2011231", "1912-12-31"},
        {"3011231", "1926-12-31"},          {"4011231", "1989-12-31"},
        {"5011231", "2019-12-31"},          {"明1.12.31", "1868-12-31"},
        {"大1.12.31", "1912-12-31"},        {"昭1.12.31", "1926-12-31"},
        {"平1.12.31", "1989-12-31"},        {"㍾1年12月31日", "1868-12-31"},
        {"㍽1年12月31日", "1912-12-31"},    {"㍼1年12月31日", "1926-12-31"},
        {"㍻1年12月31日", "1989-12-31"},
    };
    (void)state;
    check_dates(rows, COUNT_OF(rows));
}

static void an_era_begins_on_its_first_day(void **state)
{
    static const struct row first[] = {
        {"明治元年1月25日", "1868-01-25"},  {"大正元年7月30日", "1912-07-30"},
        {"昭和元年12月25日", "1926-12-25"}, {"平成元年1月8日", "1989-01-08"},
        {"令和元年5月1日", "2019-05-01"},
    };
    static const char *const before[] = {
        "明治元年1月24日", "大正元年7月29日", "昭和元年12月24日", "平成元年1月7日",
        "令和元年4月30日", "令和1年1月1日",   "H1.1.7",           "R010430",
        "5010430",         "4010107",
    };
    (void)state;
    check_dates(first, COUNT_OF(first));
    check_no_dates(before, COUNT_OF(before));
}

static void an_era_may_outlast_its_last_day_on_printed_forms(void **state)
{
    static const struct row rows[] = {
        {"明治45年7月29日", "1912-07-29"},  {"明治45年7月30日", "1912-07-30"},
        {"明治45年7月31日", "1912-07-31"},  {"大正15年12月24日", "1926-12-24"},
        {"大正15年12月25日", "1926-12-25"}, {"昭和64年1月7日", "1989-01-07"},
        {"昭和64年1月8日", "1989-01-08"},   {"平成31年4月30日", "2019-04-30"},
        {"平成31年5月1日", "2019-05-01"},   {"平成32年3月31日", "2020-03-31"},
        {"S99.12.31", "2024-12-31"},
    };
    (void)state;
    check_dates(rows, COUNT_OF(rows));
}

static void leap_days_exist_where_the_calendar_has_them(void **state)
{
    static const struct row rows[] = {
        {"2000-02-29", "2000-02-29"}, {"平成12年2月29日", "2000-02-29"},
        {"2024/2/29", "2024-02-29"},  {"令和6年2月29日", "2024-02-29"},
        {"S27.2.29", "1952-02-29"},
    };
    static const char *const none[] = {
        "1900-02-29", "明治33年2月29日", "19000229", "2026-02-29", "令和8年2月29日", "2100/2/29",
    };
    (void)state;
    check_dates(rows, COUNT_OF(rows));
    check_no_dates(none, COUNT_OF(none));
}

static void days_that_do_not_exist_are_refused(void **state)
{
    static const char *const texts[] = {
        "2026-02-31", "20260231",   "令和8年2月31日", "2026/4/31",     "2026/6/31",
        "2026/9/31",  "2026/11/31", "2026/1/32",      "2026/13/1",     "2026/0/1",
        "2026/1/0",   "0000-01-01", "R0.5.1",         "令和0年5月1日", "5000501",
        "R00.5.1",    "20261301",   "1799-12-31",     "2201-01-01",
    };
    (void)state;
    check_no_dates(texts, COUNT_OF(texts));
}

static void what_could_mean_two_days_or_none_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "260331",
        "2026",
        "202603",
        "26/3/31",
        "2026-3/31",
        "2026/3-31",
        "2026.3/31",
        "2026年3/31",
        "2026年3月31",
        "2026/3月31日",
        "2026/3/31日",
        "2026年3月",
        "2026-03",
        "2026-03-31-",
        "2026-03-31T00:00",
        "2026/3/31 0:00",
        "-2026-3-31",
        "+20260331",
        "2026 0331",
        "2026--03-31",
        "2026-003-31",
        "2026-03-031",
        "02026-03-31",
        "R8",
        "R8.3",
        "R108.3.31",
        "R100331331",
        "R 8 0 3 3 1",
        "8年3月31日",
        "元年5月1日",
        "2026元年5月1日",
        "R1元.5.1",
        "R元元.5.1",
        "6080331",
        "0080331",
        "5.8.3.31",
        "5-08-03-31",
        "RR8.3.31",
        "SR8.3.31",
        "令8年3月31日x",
        "令和令和8年3月31日",
        "和8年3月31日",
        "慶応3年3月31日",
        "A8.3.31",
        "D8.3.31",
        "y8.3.31",
        "g8.3.31",
        "令和八年三月三十一日",
        "三月三十一日",
        "46112",
        "2026\n0331",
        "20260331\xFF",
        "\x97\xDF\x98\x61",
        "202603310",
        "2026033",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "                                                       20260331",
    };
    (void)state;
    check_no_dates(texts, COUNT_OF(texts));
}

static void a_zero_byte_is_no_end(void **state)
{
    struct date date = DATE_NONE;
    (void)state;
    assert_false(date_read(LITERAL("20260331\0"), &date));
    assert_false(date_read((struct slice){NULL, 0}, &date));
}

static void check_months(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct month month = MONTH_NONE;
        char text[DATE_TEXT] = "none";
        assert_row(month_read(slice_of(rows[i].text), &month), rows[i].text);
        month_write(month, text);
        assert_row(slice_equal_text(slice_of(text), rows[i].expected), rows[i].text);
    }
}

static void months_are_read_in_every_form_of_the_header(void **state)
{
    static const struct row rows[] = {
        {"202603", "2026-03"},
        {"2026-03", "2026-03"},
        {"2026/3", "2026-03"},
        {"2026.3", "2026-03"},
        {"2026年3月", "2026-03"},
        {"令和8年3月", "2026-03"},
        {"R8.3", "2026-03"},
        {"R0803", "2026-03"},
        {"50803", "2026-03"},
        {"２０２６０３", "2026-03"},
        {"令和　８年　３月", "2026-03"},
        {"令和元年5月", "2019-05"},
        {"平成元年1月", "1989-01"},
        {"昭和元年12月", "1926-12"},
        {"大正元年7月", "1912-07"},
        {"明治元年1月", "1868-01"},
        {"平成31年5月", "2019-05"},
        {"昭和64年1月", "1989-01"},
        {"40101", "1989-01"},
    };
    (void)state;
    check_months(rows, COUNT_OF(rows));
}

static void what_is_no_month_is_refused(void **state)
{
    static const char *const texts[] = {
        "",           "2026",    "20260331",     "2026-13",     "2026-00", "202613",
        "202600",     "26/3",    "令和元年4月",  "R1.4",        "5010",    "50104",
        "平成0年1月", "2026年3", "2026年",       "2026-03-31",  "R8.3.31", "8年3月",
        "2026 03",    "60803",   "昭和元年11月", "2026年3月分",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct month month = {4321};
        assert_row(!month_read(slice_of(texts[i]), &month), texts[i]);
        assert_row(month.months == 4321, texts[i]);
    }
}

static void wareki_is_written_with_the_newer_era_on_its_first_day(void **state)
{
    static const struct row rows[] = {
        {"18680125", "明治元年1月25日"},  {"19120729", "明治45年7月29日"},
        {"19120730", "大正元年7月30日"},  {"19261224", "大正15年12月24日"},
        {"19261225", "昭和元年12月25日"}, {"19890107", "昭和64年1月7日"},
        {"19890108", "平成元年1月8日"},   {"20190430", "平成31年4月30日"},
        {"20190501", "令和元年5月1日"},   {"20200101", "令和2年1月1日"},
        {"20260331", "令和8年3月31日"},   {"22001231", "令和182年12月31日"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct date date = DATE_NONE;
        char text[WAREKI_TEXT];
        assert_true(date_from_digits(slice_of(rows[i].text), &date));
        assert_true(date_write_wareki(date, text));
        assert_string_equal(text, rows[i].expected);
    }
}

static void before_meiji_there_is_no_wareki(void **state)
{
    struct date date = DATE_NONE;
    char text[WAREKI_TEXT] = "as before";
    (void)state;
    assert_true(date_make(1868, 1, 24, &date));
    assert_false(date_write_wareki(date, text));
    assert_string_equal(text, "");
}

static void every_day_reads_back_from_its_wareki(void **state)
{
    struct date date = DATE_NONE;
    struct date last = DATE_NONE;
    (void)state;
    assert_true(date_make(1868, 1, 25, &date) && date_make(2117, 12, 31, &last));
    for (; date_compare(date, last) <= 0; date = date_add_days(date, 1)) {
        char text[WAREKI_TEXT];
        struct date read = DATE_NONE;
        assert_true(date_write_wareki(date, text));
        if (!date_read(slice_of(text), &read) || date_compare(read, date) != 0) {
            fail_msg("%s", text);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_read_in_every_form_of_the_header),
        cmocka_unit_test(width_dashes_and_blanks_do_not_matter),
        cmocka_unit_test(the_first_year_is_read_in_all_five_eras),
        cmocka_unit_test(an_era_begins_on_its_first_day),
        cmocka_unit_test(an_era_may_outlast_its_last_day_on_printed_forms),
        cmocka_unit_test(leap_days_exist_where_the_calendar_has_them),
        cmocka_unit_test(days_that_do_not_exist_are_refused),
        cmocka_unit_test(what_could_mean_two_days_or_none_is_refused),
        cmocka_unit_test(a_zero_byte_is_no_end),
        cmocka_unit_test(months_are_read_in_every_form_of_the_header),
        cmocka_unit_test(what_is_no_month_is_refused),
        cmocka_unit_test(wareki_is_written_with_the_newer_era_on_its_first_day),
        cmocka_unit_test(before_meiji_there_is_no_wareki),
        cmocka_unit_test(every_day_reads_back_from_its_wareki),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
