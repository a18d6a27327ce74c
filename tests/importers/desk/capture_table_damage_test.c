/* Tables of captures with damage, and with what looks like individual numbers. */
#include "tests/importers/desk/capture_table_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- bad input ---- */

struct damage_row {
    const char *name;
    struct slice bytes;
    const char *shown;
};

#define DAMAGE(name, text, shown)                                                                  \
    {                                                                                              \
        name, {(const uint8_t *)(text), sizeof(text) - 1}, shown                                   \
    }

/* Every one of them has a good row, which is in, unless the file as a whole is refused. */
static const struct damage_row damage_rows[] = {
    DAMAGE(
        "cut in a row",
        HEADING TARO "20260331,1002,カクニ",
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:0 row_columns;"),
    DAMAGE(
        "cut in a character",
        HEADING TARO "20260331,1002,カクニ\xE3\x83",
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:0 row_columns;"),
    DAMAGE(
        "one cell in another encoding",
        HEADING TARO "20260331,1002,\x83\x4A\x83\x4E,,,,,,\n",
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:3 row_encoding カナ氏名;"),
    DAMAGE(
        "NUL",
        HEADING "20260331,1002,カク\0ニン,,,,,,\n" TARO,
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 2:3 row_not_text;"),
    DAMAGE(
        "0x1A in the middle",
        HEADING TARO "\x1A\n" HANAKO,
        "3 = 2 new + 0 same + 0 corrected + 1 refused; 3:1 row_end_mark;"),
    DAMAGE(
        "open quote",
        HEADING "20260331,1001,\"シカク,,,,,,\n" HANAKO,
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 2:3 row_quote;"),
    DAMAGE(
        "stray quote",
        HEADING "20260331,1001,シ\"カク,,,,,,\n" HANAKO,
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 2:3 row_quote;"),
    DAMAGE(
        "wrong column count",
        HEADING "20260331,1001\n" TARO "1,2,3,4,5,6,7,8,9,10\n",
        "3 = 1 new + 0 same + 0 corrected + 2 refused; 2:0 row_columns; 4:0 row_columns;"),
    DAMAGE(
        "31 February",
        HEADING TARO "20260231,1002,,,,,,,\n",
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:1 row_date 受診日;"),
    DAMAGE(
        "several bad cells",
        HEADING TARO ",,資格 太郎,きのう,9,77777777,,,123\n",
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:3 row_value カナ氏名;"
        " 3:4 row_value 生年月日; 3:5 row_value 性別; 3:6 row_filled_number 保険者番号;"
        " 3:9 row_length 枝番; 3:2 row_missing カルテ番号; 3:1 row_missing 受診日;"),
    DAMAGE(
        "a number that looks like an individual number",
        HEADING TARO "20260331,123456789018,,,,,,,\n",
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:2 row_individual_number カルテ番号;"),
    DAMAGE(
        "duplicate heading",
        "受診日,カルテ番号,診療日\n20260331,1001,20260331\n",
        "FAULT TABLE_HEADING_TWICE 1:3 診療日 受診日"),
    DAMAGE(
        "no visit date",
        "カルテ番号,カナ氏名\n1001,シカク\n",
        "FAULT TABLE_HEADING_MISSING 1:0 受診日"),
    DAMAGE(
        "no number of the visit",
        "\n受診日,カナ氏名\n20260331,シカク\n",
        "FAULT TABLE_HEADING_MISSING 2:0 カルテ番号"),
    DAMAGE("no heading", TARO HANAKO, "FAULT TABLE_NO_HEADING 1:0 9 受診日"),
    DAMAGE(
        "no heading among the first rows",
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n" HEADING TARO,
        "FAULT TABLE_NO_HEADING 1:0 9 受診日"),
    DAMAGE("damage above the heading", "一覧\0\n" HEADING TARO, "FAULT TABLE_NOT_TEXT 1:1"),
    DAMAGE(
        "EUC-JP",
        "\xBC\xF5\xBF\xC7\xC6\xFC,\xA5\xAB\n1,2\n",
        "FAULT TABLE_NO_HEADING 1:0 9 受診日"),
    DAMAGE("UTF-16 without a mark", "\xD7\x53\x3A\x8A\xE5\x65,\0,\0,\0", "FAULT TABLE_UTF16 0:0"),
    DAMAGE(
        "UTF-16 with one heading",
        "\xFF\xFE\xD7\x53\x3A\x8A\xE5\x65,\0",
        "FAULT TABLE_NO_HEADING 1:0 9 受診日"),
    DAMAGE("gzip", "\x1F\x8B\x08\0\0\0\0\0", "FAULT TABLE_PACKED 0:0 gzip"),
    DAMAGE("empty", "", "FAULT TABLE_EMPTY 0:0"),
};

static void every_kind_of_damage_is_told_with_its_place_and_loses_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(damage_rows); i++) {
        const struct damage_row *row = &damage_rows[i];
        struct test_store test;
        struct outcome outcome;
        int64_t before = 0;
        test_store_open(&test, i + 1);
        before = entries_of(&test);
        outcome_of(&outcome, &test, import_captures, "a.csv", row->bytes);
        if (strcmp(outcome.shown, row->shown) != 0) {
            fail_msg("%s: %s", row->name, outcome.shown);
        }
        if (!outcome.done) {
            assert_int_equal(entries_of(&test), before);
            assert_string_equal(outcome.error.place.file, test_path(&test.world, "a.csv"));
        } else {
            assert_int_equal(visits_of(&test).count, outcome.report->added);
        }
        outcome_close(&outcome);
        test_store_close(&test);
    }
}

static void a_line_of_ten_megabytes_is_one_bad_row(void **state)
{
    const size_t size = 10 * 1024 * 1024;
    struct test_store *test = *state;
    struct buffer bytes = buffer_open(size + 4096);
    struct error error;
    struct outcome outcome;
    assert_true(buffer_append_text(&bytes, HEADING "20260331,1009,", &error));
    assert_true(buffer_reserve(&bytes, size, &error));
    memset(bytes.data + bytes.size, 'x', size);
    bytes.size += size;
    assert_true(buffer_append_text(&bytes, "\n" TARO, &error));
    outcome_of(&outcome, test, import_captures, "a.csv", buffer_slice(&bytes));
    assert_string_equal(
        outcome.shown, "2 = 1 new + 0 same + 0 corrected + 1 refused; 2:3 row_line_length;");
    outcome_close(&outcome);
    buffer_close(&bytes);
}

static void findings_have_a_wording_in_both_languages(void **state)
{
    struct test_store *test = *state;
    struct outcome outcome;
    char text[256];
    outcome_of(
        &outcome, test, import_captures, "a.csv",
        LITERAL(HEADING "20260331,1001\n20260331,1001,,20260231,,,,,\n"));
    table_finding_render(&outcome.report->findings[0], LANGUAGE_JAPANESE, text, sizeof text);
    assert_string_equal(text, "列の数が見出しと違います（2列、見出しは9列）");
    table_finding_render(&outcome.report->findings[1], LANGUAGE_JAPANESE, text, sizeof text);
    assert_string_equal(text, "「生年月日」に実在しない日付があります");
    table_finding_render(&outcome.report->findings[1], LANGUAGE_ENGLISH, text, sizeof text);
    assert_string_equal(text, "\"生年月日\" holds a date that does not exist");
    outcome_close(&outcome);
}

static void some_hundreds_are_listed_and_all_are_counted(void **state)
{
    struct test_store *test = *state;
    struct buffer bytes = buffer_open(1024 * 1024);
    struct error error;
    struct outcome outcome;
    assert_true(buffer_append_text(&bytes, HEADING, &error));
    for (int i = 0; i < 1000; i++) {
        assert_true(buffer_append_text(&bytes, "20260231,1,,,,,,,\n", &error));
    }
    outcome_of(&outcome, test, import_captures, "a.csv", buffer_slice(&bytes));
    assert_int_equal(outcome.report->refused, 1000);
    assert_int_equal(outcome.report->finding_total, 1000);
    assert_int_equal(outcome.report->finding_count, LIMIT_TABLE_FINDINGS);
    outcome_close(&outcome);
    buffer_close(&bytes);
}

/* ---- individual numbers ---- */

static void a_column_of_individual_numbers_is_blanked_and_said(void **state)
{
    static const char *const headings[] = {
        "個人番号", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ（12桁）", "My_Number"};

    struct test_store *test = *state;
    for (size_t i = 0; i < COUNT_OF(headings); i++) {
        char text[512];
        char expected[512];
        struct outcome outcome;
        struct buffer kept;
        (void)snprintf(
            text, sizeof text,
            "受診日,%s,カルテ番号\n20260331,123456789018,10%zu1\n20260331,,10%zu2\n"
            "20260331,\"1234-5678-9018\",10%zu3\n20260331,1\n",
            headings[i], i, i, i);
        (void)snprintf(
            expected, sizeof expected,
            "受診日,%s,カルテ番号\n20260331,            ,10%zu1\n20260331,,10%zu2\n"
            "20260331,\"              \",10%zu3\n          \n",
            headings[i], i, i, i);
        outcome_of(&outcome, test, import_captures, "a.csv", slice_of(text));
        assert_string_equal(
            outcome.shown, "4 = 3 new + 0 same + 0 corrected + 1 refused; 5:0 row_columns;");
        assert_int_equal(outcome.report->individual_count, 1);
        assert_int_equal(outcome.report->individual[0].column, 2);
        assert_int_equal(outcome.report->blanked, 3);
        kept = kept_bytes(test, outcome.report->bulk);
        assert_text(buffer_slice(&kept), expected);
        buffer_close(&kept);
        outcome_close(&outcome);
    }
}

static void what_looks_like_an_individual_number_is_kept_nowhere(void **state)
{
    struct test_store *test = *state;
    struct outcome outcome;
    struct buffer kept;
    outcome_of(
        &outcome, test, import_captures, "a.csv",
        LITERAL(
            "123456789018,一覧\n受診日,カルテ番号,備考\n20260331,1001,１２３４５６７８９０１８\n"
            "20260331,100000000005,\n20260331,1003,123456789012\n20260331,1004\",1234-5678-9018\n"
            "20260331,123456７８９018,\n"));
    assert_string_equal(
        outcome.shown, "5 = 2 new + 0 same + 0 corrected + 3 refused;"
                       " 4:2 row_individual_number カルテ番号; 6:2 row_quote;"
                       " 7:2 row_individual_number カルテ番号;");
    kept = kept_bytes(test, outcome.report->bulk);
    assert_text(
        buffer_slice(&kept),
        "            ,一覧\n受診日,カルテ番号,備考\n"
        "20260331,1001,                                    \n20260331,            ,\n"
        "20260331,1003,123456789012\n                             \n20260331,                  "
        ",\n");
    buffer_close(&kept);
    outcome_close(&outcome);
}

/* Appends the eleven digits and the check digit of the published rule. */
static void append_individual(struct buffer *bytes, unsigned serial)
{
    static const int weights[] = {6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    char text[16];
    struct error error;
    int sum = 0;
    (void)snprintf(text, sizeof text, "%011u0", 700000001U + serial * 104729U);
    for (int i = 0; i < 11; i++) {
        sum += (text[i] - '0') * weights[i];
    }
    text[11] = (char)('0' + (sum % 11 <= 1 ? 0 : 11 - sum % 11));
    assert_true(buffer_append_text(bytes, text, &error));
}

static void a_file_with_individual_numbers_in_bulk_is_refused(void **state)
{
    struct test_store *test = *state;
    struct buffer bytes = buffer_open(64 * 1024);
    struct error error;
    const int64_t before = entries_of(test);
    assert_true(buffer_append_text(&bytes, "受診日,カルテ番号,管理番号\n", &error));
    for (unsigned i = 0; i < 10; i++) {
        assert_true(buffer_append_text(&bytes, "20260331,1,", &error));
        append_individual(&bytes, i);
        assert_true(buffer_append_text(&bytes, "\n", &error));
    }
    check(test, "a.csv", buffer_slice(&bytes), "FAULT TABLE_INDIVIDUAL_NUMBERS 1:3 管理番号 10");
    assert_int_equal(entries_of(test), before);
    buffer_close(&bytes);
}

/* Twelve digits of date and time pass once in ten. */
static void times_of_reception_are_no_individual_numbers(void **state)
{
    struct test_store *test = *state;
    struct buffer bytes = buffer_open(64 * 1024);
    struct error error;
    struct outcome outcome;
    assert_true(buffer_append_text(&bytes, "受診日,カルテ番号,受付日時\n", &error));
    for (unsigned i = 0; i < 500; i++) {
        char line[64];
        (void)snprintf(line, sizeof line, "20260331,%u,20260331%02u%02u\n", i, 8 + i / 60, i % 60);
        assert_true(buffer_append_text(&bytes, line, &error));
    }
    outcome_of(&outcome, test, import_captures, "a.csv", buffer_slice(&bytes));
    assert_string_equal(outcome.shown, "500 = 500 new + 0 same + 0 corrected + 0 refused;");
    assert_in_range(outcome.report->blanked, 20, 100);
    outcome_close(&outcome);
    buffer_close(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_damage_is_told_with_its_place_and_loses_nothing),
        WITH_STORE(a_line_of_ten_megabytes_is_one_bad_row),
        WITH_STORE(findings_have_a_wording_in_both_languages),
        WITH_STORE(some_hundreds_are_listed_and_all_are_counted),
        WITH_STORE(a_column_of_individual_numbers_is_blanked_and_said),
        WITH_STORE(what_looks_like_an_individual_number_is_kept_nowhere),
        WITH_STORE(a_file_with_individual_numbers_in_bulk_is_refused),
        WITH_STORE(times_of_reception_are_no_individual_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
