/* Layouts, and what a receipt says. */
#include "engine/vocabulary/receipt.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/uke_fixture.h"

static const char ordinary[] = "RE,12,1112,202606,資格　太郎,1,19800131,,,,,2629,,A-00123,,,,,,,,,,"
                               ",,,,,,,,,,,,,シカク　タロウ,\n"
                               "HO,  138057,架空１２,３４５,2,1150,,,,,,,,,\n"
                               "KO,51130011,0001234,,3,900,,,,,,\n"
                               "SN,2,01,,,,,0001234,\n"
                               "SN,1,01,,,,03,,\n"
                               "JD,1,,,1\n"
                               "SY,8830417,20260601,1,,,01,\n"
                               "XX,unknown\n"
                               "SI,11,1,111000110,,291,1\n";

static const struct receipt_layout *western(void)
{
    return receipt_layout_of(RECEIPT_KIND_MEDICAL, slice_of("202607"));
}

/* ---- the table ---- */

static void a_file_is_known_by_its_first_line(void **state)
{
    static const struct {
        const char *line;
        enum receipt_kind kind;
    } rows[] = {
        {"IR,1,13,1,1234567,,,202607,00,", RECEIPT_KIND_MEDICAL},
        {"UK,1,13,3,1234567,,,202607,01,00", RECEIPT_KIND_DENTAL},
        {"YK,1,13,4,1234567,,202607,00,", RECEIPT_KIND_PHARMACY},
        {"HM,1,13,6,1234567,,202607,", RECEIPT_KIND_NURSING},
        {"HI,1,202607,13", RECEIPT_KIND_RETURNED},
        {"IR,1,13,9,1234567", RECEIPT_KIND_NONE},
        {"IR", RECEIPT_KIND_NONE},
        {"RE,1,1112", RECEIPT_KIND_NONE},
        {"", RECEIPT_KIND_NONE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(receipt_kind_of(slice_of(rows[i].line)) == rows[i].kind, rows[i].line);
    }
    assert_int_equal(receipt_kind_told_by(slice_of("BU")), RECEIPT_KIND_DPC);
    assert_int_equal(receipt_kind_told_by(slice_of("HO")), RECEIPT_KIND_NONE);
}

static void the_edition_follows_the_form_of_the_claim_month(void **state)
{
    const struct receipt_layout *era = receipt_layout_of(RECEIPT_KIND_MEDICAL, slice_of("43101"));
    (void)state;
    assert_int_equal(receipt_layout_month_digits(era), 5);
    assert_int_equal(receipt_layout_month_digits(western()), 6);
    assert_null(receipt_form_of(era, slice_of("SN")));
    assert_non_null(receipt_form_of(western(), slice_of("SN")));
    assert_ptr_equal(receipt_layout_of(RECEIPT_KIND_MEDICAL, slice_of("")), western());
}

static void symbol_and_number_are_limited_together(void **state)
{
    struct receipt_place place;
    (void)state;
    assert_true(receipt_place_of(western(), RECEIPT_HO_NUMBER, &place));
    assert_int_equal(place.position, 4);
    assert_true(receipt_form_together(place.form, RECEIPT_HO_NUMBER) > 0);
    assert_int_equal(receipt_form_together(place.form, RECEIPT_HO_DAYS), 0);
}

/* ---- values ---- */

static void months_and_dates_are_read_in_both_editions(void **state)
{
    static const struct {
        const char *digits;
        int year;
        int month;
        int day; /* 0: a month */
    } rows[] = {
        {"202606", 2026, 6, 0},    {"43101", 2019, 1, 0},    {"50105", 2019, 5, 0},
        {"20240229", 2024, 2, 29}, {"3550131", 1980, 1, 31}, {"4310228", 2019, 2, 28},
    };

    static const char *const bad[] = {"",         "20260",    "2026006",     "202613",
                                      "20230229", "20260231", "2026-06",     "R8.6",
                                      "6010101",  "abcdef",   "２０２６０６"};
    struct month month;
    struct date date;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].day == 0) {
            struct month expected;
            assert_true(month_make(rows[i].year, rows[i].month, &expected));
            assert_row(receipt_month(slice_of(rows[i].digits), &month), rows[i].digits);
            assert_int_equal(month.months, expected.months);
        } else {
            struct date expected;
            assert_true(date_make(rows[i].year, rows[i].month, rows[i].day, &expected));
            assert_row(receipt_date(slice_of(rows[i].digits), &date), rows[i].digits);
            assert_int_equal(date.days, expected.days);
        }
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_row(!receipt_month(slice_of(bad[i]), &month), bad[i]);
        assert_row(!receipt_date(slice_of(bad[i]), &date), bad[i]);
    }
}

static void texts_that_cannot_be_read_are_marked_not_lost(void **state)
{
    struct arena arena = arena_open(10000);
    struct slice text;
    struct error error;
    (void)state;
    assert_true(receipt_item_text(LITERAL(" \x8e\x91\xf0\x40\x8a\x69"), &arena, &text, &error));
    assert_text(text, "資\xEF\xBF\xBD格");
    assert_true(receipt_item_text(LITERAL("   "), &arena, &text, &error));
    assert_null(text.data);
    assert_true(receipt_item_text(LITERAL("a\x81"), &arena, &text, &error));
    assert_text(text, "a\xEF\xBF\xBD");
    arena_close(&arena);
}

/* ---- the receipt ---- */

static void a_receipt_says_who_and_what(void **state)
{
    struct arena arena = arena_open(1024 * 1024);
    struct receipt receipt = uke_receipt(ordinary, &arena);
    struct receipt_key key;
    struct error error;
    char text[DATE_TEXT];
    (void)state;
    assert_true(receipt_read_key(&receipt, slice_of("12"), &arena, &key, &error));
    assert_int_equal(key.number, 12);
    assert_int_equal(key.line, 2);
    month_write(key.month, text);
    assert_string_equal(text, "2026-06");
    date_write(key.birth, text);
    assert_string_equal(text, "1980-01-31");
    assert_text(key.type, "1112");
    assert_text(key.chart_number, "A-00123");
    assert_text(key.name, "資格　太郎");
    assert_text(key.kana, "シカク　タロウ");
    assert_text(key.marks, "2629");
    assert_int_equal(key.sex, SEX_MALE);
    assert_false(key.inpatient);
    assert_true(key.has_insurance);
    assert_text(key.identifiers.insurer_number, "138057");
    assert_text(key.identifiers.symbol, "架空１２");
    assert_text(key.identifiers.number, "３４５");
    assert_text(key.identifiers.branch, "03");
    assert_int_equal(key.days, 2);
    assert_true(key.has_public);
    assert_false(key.has_assistance);
    assert_false(key.has_desk_amount);
    arena_close(&arena);
}

static void what_is_empty_or_wrong_is_not_given(void **state)
{
    struct arena arena = arena_open(1024 * 1024);
    struct receipt receipt =
        uke_receipt("RE,x,111,202613,,9,20260231\nHO,,,,x,\nMF,00\nSN,1,01\n", &arena);
    struct receipt_key key;
    struct error error;
    (void)state;
    assert_true(receipt_read_key(&receipt, slice_of(""), &arena, &key, &error));
    assert_int_equal(key.number, 0);
    assert_false(month_is_some(key.month));
    assert_false(date_is_some(key.birth));
    assert_int_equal(key.sex, SEX_UNRECORDED);
    assert_true(key.inpatient); /* the last digit of the type */
    assert_null(key.chart_number.data);
    assert_null(key.identifiers.insurer_number.data);
    assert_null(key.identifiers.branch.data);
    assert_int_equal(key.days, -1);
    assert_true(key.has_desk_amount);
    arena_close(&arena);
}

static void assistance_and_days_of_a_receipt_without_insurance(void **state)
{
    struct arena arena = arena_open(1024 * 1024);
    struct receipt receipt =
        uke_receipt("RE,1,1212,202606\nKO,12130011,,,4,500\nKO,51130011,,,9,400\n", &arena);
    struct receipt_key key;
    struct receipt_total total = {0, 0};
    struct error error;
    (void)state;
    assert_true(receipt_read_key(&receipt, slice_of("12"), &arena, &key, &error));
    assert_false(key.has_insurance);
    assert_true(key.has_assistance);
    assert_int_equal(key.days, 4);
    assert_true(receipt_add_total(&receipt, &total));
    assert_int_equal(total.count, 2);
    assert_int_equal(total.points, 500);
    arena_close(&arena);
}

/* A day that JD does not count (2) or that is another payer's names no visit. */
static void days_are_named_by_the_days_of_visits_and_by_dated_items(void **state)
{
    struct arena arena = arena_open(1024 * 1024);
    struct receipt receipt = uke_receipt(
        "RE,1,1112,202606\nHO,01130012,1,2,2,100\nJD,1,1,,2,1\nJD,2,,1\nSI,11,1,111000110,,100,1,,,"
        ",,,,,1,,3\n"
        "SI,11,1,111000110,,100,1\n",
        &arena);
    struct receipt_key key;
    struct error error;
    (void)state;
    assert_true(receipt_read_key(&receipt, slice_of(""), &arena, &key, &error));
    assert_int_equal(key.named_days, 1U << 0 | 1U << 3);
    assert_int_equal(receipt_dated_days(&receipt), 1U << 1 | 1U << 3);
    arena_close(&arena);
}

static void totals_are_one_and_the_public_payers_with_the_points_of_the_insurer(void **state)
{
    struct arena arena = arena_open(1024 * 1024);
    struct receipt receipt = uke_receipt(ordinary, &arena);
    struct receipt_total total = {10, 100};
    (void)state;
    assert_true(receipt_add_total(&receipt, &total));
    assert_int_equal(total.count, 12);
    assert_int_equal(total.points, 1250);
    receipt = uke_receipt("RE,1,1112,202606\nHO,01130012,1,2,1,\n", &arena);
    assert_false(receipt_add_total(&receipt, &total));
    receipt = uke_receipt("RE,1,1112,202606\n", &arena);
    assert_true(receipt_add_total(&receipt, &total));
    assert_int_equal(total.count, 13);
    arena_close(&arena);
}

static void rows_lie_side_by_side_and_are_the_receipt(void **state)
{
    struct arena arena = arena_open(1024 * 1024);
    struct receipt receipt = uke_receipt(ordinary, &arena);
    const uint8_t *at = receipt.bytes.data;
    (void)state;
    assert_int_equal(receipt.count, 9);
    for (size_t i = 0; i < receipt.count; i++) {
        assert_ptr_equal(receipt.rows[i].text.data, at);
        at += receipt.rows[i].text.size + receipt.rows[i].end_size;
    }
    assert_ptr_equal(at, receipt.bytes.data + receipt.bytes.size);
    assert_null(receipt.rows[7].form);
    assert_int_equal(receipt_find_row(&receipt, RECORD_SN, 0), 3);
    assert_int_equal(receipt_find_row(&receipt, RECORD_SN, 4), 4);
    assert_int_equal(receipt_find_row(&receipt, RECORD_SN, 5), 9);
    assert_int_equal(receipt_count_rows(&receipt, RECORD_SN), 2);
    assert_text(receipt_item(&receipt, &receipt.rows[4], RECEIPT_SN_BRANCH), "03");
    assert_int_equal(receipt_item(&receipt, &receipt.rows[4], RECEIPT_HO_NUMBER).size, 0);
    arena_close(&arena);
}

static void too_many_rows_are_a_fault(void **state)
{
    struct arena arena = arena_open(16 * 1024 * 1024);
    struct buffer bytes = buffer_open(1024 * 1024);
    struct receipt receipt;
    struct error error;
    (void)state;
    for (size_t i = 0; i <= LIMIT_RECEIPT_RECORDS; i++) {
        assert_true(buffer_append_text(&bytes, "SI,1\n", &error));
    }
    assert_false(receipt_open(western(), buffer_slice(&bytes), 1, &arena, &receipt, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    buffer_close(&bytes);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_known_by_its_first_line),
        cmocka_unit_test(the_edition_follows_the_form_of_the_claim_month),
        cmocka_unit_test(symbol_and_number_are_limited_together),
        cmocka_unit_test(months_and_dates_are_read_in_both_editions),
        cmocka_unit_test(texts_that_cannot_be_read_are_marked_not_lost),
        cmocka_unit_test(a_receipt_says_who_and_what),
        cmocka_unit_test(what_is_empty_or_wrong_is_not_given),
        cmocka_unit_test(assistance_and_days_of_a_receipt_without_insurance),
        cmocka_unit_test(days_are_named_by_the_days_of_visits_and_by_dated_items),
        cmocka_unit_test(totals_are_one_and_the_public_payers_with_the_points_of_the_insurer),
        cmocka_unit_test(rows_lie_side_by_side_and_are_the_receipt),
        cmocka_unit_test(too_many_rows_are_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
