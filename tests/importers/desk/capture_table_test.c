/* Tables of captures that are as they should be. */
#include "tests/importers/desk/capture_table_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- good files ---- */

static void good_rows_are_visits_with_canonical_values(void **state)
{
    struct test_store *test = *state;
    struct visits visits;
    check(
        test, "a.csv",
        LITERAL("受診日,カルテ番号,カナ氏名,生年月日,性別,保険者番号,枝番,持参したもの,申立書\r\n"
                "令和８年３月31日,１００１,ｼｶｸ ﾀﾛｳ,昭和55年1月1日,1,０６１３０４８８,,ｶｰﾄﾞ,有\r\n"),
        "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    visits = visits_of(test);
    assert_int_equal(visits.count, 1);
    check_value(test, &visits.rows[0], FIELD_VISIT_DATE, "20260331");
    check_value(test, &visits.rows[0], FIELD_CHART_NUMBER, "1001");
    check_value(test, &visits.rows[0], FIELD_KANA_NAME, "ｼｶｸ ﾀﾛｳ");
    check_value(test, &visits.rows[0], FIELD_BIRTH_DATE, "19800101");
    check_value(test, &visits.rows[0], FIELD_SEX, "male");
    check_value(test, &visits.rows[0], FIELD_INSURER_NUMBER, "06130488");
    check_value(test, &visits.rows[0], FIELD_BRANCH, NULL);
    check_value(test, &visits.rows[0], FIELD_BROUGHT, "card");
    check_value(test, &visits.rows[0], FIELD_DECLARATION_PAPER, "yes");
}

/* BOM, line ends, a missing last one, the encoding and the delimiter make no difference. */
static void every_way_to_write_the_file_gives_the_same_visits(void **state)
{
    static const char crlf[] =
        "\xEF\xBB\xBF"
        "受診日,カルテ番号,カナ氏名,生年月日,性別,保険者番号,記号,番号,枝番\r\n"
        "20260331,1001,シカク　タロウ,19800101,男,06130488,港・1,1234567,01\r\n"
        "20260331,1002,カクニン　ハナコ,19550203,女,138016,,7654321,";
    static const char tabs[] =
        "受診日\tカルテ番号\tカナ氏名\t生年月日\t性別\t保険者番号\t記号\t番号\t枝番\n"
        "20260331\t1001\tシカク　タロウ\t19800101\t男\t06130488\t港・1\t1234567\t01\n"
        "20260331\t1002\tカクニン　ハナコ\t19550203\t女\t138016\t\t7654321\t\n";
    static const char same[] = "2 = 0 new + 2 same + 0 corrected + 0 refused;";
    struct test_store *test = *state;
    struct buffer cp932 = in_cp932(HEADING TARO HANAKO "\x1A");
    check(
        test, "a.csv", LITERAL(HEADING TARO HANAKO),
        "2 = 2 new + 0 same + 0 corrected + 0 refused;");
    check(test, "b.csv", LITERAL(crlf), same);
    check(test, "c.csv", LITERAL(tabs), same);
    check(test, "d.csv", buffer_slice(&cp932), same);
    check(
        test, "e.csv",
        LITERAL("受診一覧,,,,,,,,\n\n出力日,2026/4/1\n" HEADING "\n" TARO HANAKO ",,,,,,,,\n"),
        same);
    assert_int_equal(visits_of(test).count, 2);
    buffer_close(&cp932);
}

static void the_same_file_twice_changes_nothing(void **state)
{
    static const struct slice bytes = {
        (const uint8_t *)HEADING TARO "20260331,1003,,20260231,,,,,\n" HANAKO,
        sizeof(HEADING TARO "20260331,1003,,20260231,,,,,\n" HANAKO) - 1};
    struct test_store *test = *state;
    struct outcome outcome;
    int64_t entries = 0;
    int64_t bulk = 0;
    outcome_of(&outcome, test, import_captures, "a.csv", bytes);
    assert_string_equal(
        outcome.shown, "3 = 2 new + 0 same + 0 corrected + 1 refused; 3:4 row_date 生年月日;");
    assert_false(outcome.report->was_there);
    bulk = outcome.report->bulk;
    outcome_close(&outcome);
    entries = entries_of(test);
    outcome_of(&outcome, test, import_captures, "another name.csv", bytes);
    assert_string_equal(
        outcome.shown, "3 = 0 new + 2 same + 0 corrected + 1 refused; 3:4 row_date 生年月日;");
    assert_true(outcome.report->was_there);
    assert_int_equal(outcome.report->bulk, bulk);
    assert_int_equal(entries_of(test), entries);
    outcome_close(&outcome);
}

static void a_corrected_file_corrects_and_doubles_nothing(void **state)
{
    struct test_store *test = *state;
    struct visits visits;
    check(
        test, "a.csv",
        LITERAL(HEADING TARO "20260331,1002,カクニン　ハナコ,19550203,女,138017,,7654321,\n"),
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:6 row_check_digit 保険者番号;");
    check(
        test, "a.csv",
        LITERAL(HEADING
                "20260331,1001,シカク　タロウ,19800101,男,06130488,港・1,1234568,01\n" HANAKO),
        "2 = 1 new + 0 same + 1 corrected + 0 refused;");
    visits = visits_of(test);
    assert_int_equal(visits.count, 2);
    check_value(test, &visits.rows[0], FIELD_NUMBER, "1234568");
    check_value(test, &visits.rows[1], FIELD_INSURER_NUMBER, "138016");
}

static void a_local_number_is_enough(void **state)
{
    struct test_store *test = *state;
    check(
        test, "a.csv",
        LITERAL("診療日,受付No,持参したもの\n20260331,17,カード\n20260331,,カード\n"),
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:0 row_missing カルテ番号;");
    assert_int_equal(visits_of(test).count, 1);
}

static void restored_zeros_are_said_and_the_row_is_in(void **state)
{
    struct test_store *test = *state;
    struct outcome outcome;
    struct visits visits;
    outcome_of(
        &outcome, test, import_captures, "a.csv",
        LITERAL(HEADING "20260331,1001,シカク　タロウ,19800101,男,6130488,港・1,1234567,1\n"));
    assert_string_equal(
        outcome.shown, "1 = 1 new + 0 same + 0 corrected + 0 refused;"
                       " 2:6 row_zero_restored 保険者番号 (in); 2:9 row_zero_restored 枝番 (in);");
    assert_int_equal(outcome.report->restored, 2);
    outcome_close(&outcome);
    visits = visits_of(test);
    check_value(test, &visits.rows[0], FIELD_INSURER_NUMBER, "06130488");
    check_value(test, &visits.rows[0], FIELD_BRANCH, "01");
}

static void columns_nobody_knows_are_named_once(void **state)
{
    struct test_store *test = *state;
    struct outcome outcome;
    outcome_of(
        &outcome, test, import_captures, "a.csv",
        LITERAL("受診日,備考,カルテ番号,,\"主治\n医\"\n20260331,電話,1001,,x\n20260331,,1002,,\n"));
    assert_string_equal(outcome.shown, "2 = 2 new + 0 same + 0 corrected + 0 refused;");
    assert_int_equal(outcome.report->ignored_count, 2);
    assert_string_equal(outcome.report->ignored[0].text, "備考");
    assert_int_equal(outcome.report->ignored[0].column, 2);
    assert_string_equal(outcome.report->ignored[1].text, "主治医");
    assert_int_equal(outcome.report->ignored[1].column, 5);
    assert_int_equal(outcome.report->heading_line, 1);
    outcome_close(&outcome);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(good_rows_are_visits_with_canonical_values),
        WITH_STORE(every_way_to_write_the_file_gives_the_same_visits),
        WITH_STORE(the_same_file_twice_changes_nothing),
        WITH_STORE(a_corrected_file_corrects_and_doubles_nothing),
        WITH_STORE(a_local_number_is_enough),
        WITH_STORE(restored_zeros_are_said_and_the_row_is_in),
        WITH_STORE(columns_nobody_knows_are_named_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
