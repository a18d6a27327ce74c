/* People here are invented and look it; insurer numbers carry a right check digit. */
#include "importers/desk/value.h"
#include "importers/online/answer_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/answers.h"
#include "tests/importers/table_support.h"

#define NEEDED "資格確認日,資格有効性,保険者番号,被保険者証番号,生年月日"
#define TARO "20260331,1,06130488,1234567,19800101"

static const struct slice filler = {(const uint8_t *)"77777777", 8};

static bool import_answers(
    struct store *store,
    const char *path,
    struct table_report **report,
    struct error *error)
{
    const struct value_rules rules = {
        .fillers = &filler, .filler_count = 1, .restores_zeros = true};
    return table_import(store, path, &answer_table_kind, &rules, report, error);
}

static int open_store(void **state)
{
    struct test_store *test = malloc(sizeof *test);
    if (test == NULL) {
        return 1;
    }
    test_store_open(test, 11);
    *state = test;
    return 0;
}

static int close_store(void **state)
{
    test_store_close(*state);
    free(*state);
    return 0;
}

static void check(struct test_store *test, struct slice bytes, const char *shown)
{
    struct outcome outcome;
    outcome_of(&outcome, test, import_answers, "answers.csv", bytes);
    assert_string_equal(outcome.shown, shown);
    outcome_close(&outcome);
}

/* ---- what is in the store ---- */

struct kept {
    struct store *store;
    struct answer_row rows[16];
    size_t count;
};

static bool take_answer(void *taker, int64_t id, const uint8_t numbers[FINGERPRINT_BYTES])
{
    struct kept *kept = taker;
    struct error error;
    bool found = false;
    (void)numbers;
    assert_true(kept->count < COUNT_OF(kept->rows));
    assert_true(answers_get(kept->store, id, &kept->rows[kept->count], &found, &error));
    assert_true(found);
    kept->count++;
    return true;
}

static struct kept answers_in(struct test_store *test)
{
    struct kept kept = {.store = test->store};
    struct error error;
    assert_true(answers_each_listed(test->store, take_answer, &kept, &error));
    return kept;
}

/* Opens the index-th answer; close the cache. */
static struct answer open_answer(struct test_store *test, size_t index, struct part_cache **cache)
{
    struct kept kept = answers_in(test);
    struct answer answer;
    struct error error;
    assert_true(index < kept.count);
    assert_true(part_cache_open(test->store, cache, &error));
    assert_true(answers_open(*cache, &kept.rows[index], &answer, &error));
    return answer;
}

static struct date day(const char *digits)
{
    struct date date = DATE_NONE;
    assert_true(date_from_digits(slice_of(digits), &date));
    return date;
}

static void a_row_is_one_answer_with_one_qualification_and_no_echo(void **state)
{
    struct test_store *test = *state;
    struct part_cache *cache = NULL;
    const struct qualification *qualification = NULL;
    struct answer answer;
    check(
        test,
        LITERAL(
            "資格確認日,照会区分,処理結果状況,資格有効性,被保険者証区分,保険者番号,被保険者証記号,"
            "被保険者証番号,枝番,生年月日,性別,氏名,氏名カナ,資格取得年月日,資格喪失年月日,"
            "有効開始年月日,有効終了年月日,資格喪失事由,本人・家族の別,処理実行日時,照会番号\n"
            "令和8年3月31日,2,1,2,01,06130488,港・1,1234567,1,S55.1.1,1,資格　太郎,"
            "シカク　タロウ,20240401,20260301,20240401,,03,2,20260401120000,1001\n"),
        "1 = 1 new + 0 same + 0 corrected + 0 refused; 2:9 row_zero_restored 枝番 (in);");
    answer = open_answer(test, 0, &cache);
    qualification = &answer.qualifications[0];
    assert_int_equal(answer.confirmed_for.days, day("20260331").days);
    assert_int_equal(answer.asked_by, ASKED_BY_NUMBER);
    assert_int_equal(answer.delivery, DELIVERY_ANSWERED);
    assert_int_equal(answer.validity, VALIDITY_INVALID);
    assert_false(answer.echo.present);
    assert_int_equal(answer.qualification_count, 1);
    assert_text(answer.reference_number, "1001");
    assert_int_equal(qualification->card_class, CARD_CLASS_ORDINARY);
    assert_text(qualification->texts[ANSWER_CARD_CLASS_CODE], "01");
    assert_text(qualification->texts[ANSWER_INSURER_NUMBER], "06130488");
    assert_text(qualification->texts[ANSWER_SYMBOL], "港・1");
    assert_text(qualification->texts[ANSWER_NUMBER], "1234567");
    assert_text(qualification->texts[ANSWER_BRANCH], "01");
    assert_text(qualification->texts[ANSWER_NAME], "資格　太郎");
    assert_text(qualification->texts[ANSWER_KANA_NAME], "シカク　タロウ");
    assert_int_equal(qualification->dates[ANSWER_BIRTH_DATE].days, day("19800101").days);
    assert_int_equal(qualification->dates[ANSWER_LOST_DATE].days, day("20260301").days);
    assert_false(date_is_some(qualification->dates[ANSWER_VALID_TO_DATE]));
    assert_int_equal(qualification->loss_reason, LOSS_REASON_OTHER_INSURANCE);
    assert_int_equal(qualification->relation, RELATION_FAMILY);
    assert_int_equal(qualification->sex, SEX_MALE);
    part_cache_close(cache);
}

static void words_of_the_domains_stand_for_codes(void **state)
{
    struct test_store *test = *state;
    struct kept kept;
    check(
        test,
        LITERAL(NEEDED ",照会区分,処理結果状況,資格喪失事由\n"
                       "20260331,有効,06130488,1,19800101,被保険者番号等,正常に回答,\n"
                       "20260331,無効（新しい資格あり）,06130488,2,19800101,マイナンバーカード,"
                       "正常に回答,死亡\n"
                       "20260331,有効（未登録）,06130488,3,19800101,,,\n"
                       "20260331,３,06130488,4,19800101,１,処理中,９９\n"),
        "4 = 4 new + 0 same + 0 corrected + 0 refused;");
    kept = answers_in(test);
    assert_int_equal(kept.rows[0].codes.validity, VALIDITY_VALID);
    assert_int_equal(kept.rows[0].codes.asked_by, ASKED_BY_NUMBER);
    assert_int_equal(kept.rows[0].codes.delivery, DELIVERY_ANSWERED);
    assert_int_equal(kept.rows[0].codes.loss_reason, LOSS_REASON_ABSENT);
    assert_int_equal(kept.rows[1].codes.validity, VALIDITY_INVALID_NEWER);
    assert_int_equal(kept.rows[1].codes.asked_by, ASKED_BY_CARD);
    assert_int_equal(kept.rows[1].codes.loss_reason, LOSS_REASON_DEATH);
    assert_int_equal(kept.rows[2].codes.validity, VALIDITY_UNREGISTERED);
    assert_int_equal(kept.rows[2].codes.asked_by, ASKED_BY_UNRECORDED);
    assert_int_equal(kept.rows[2].codes.delivery, DELIVERY_ANSWERED);
    assert_int_equal(kept.rows[3].codes.validity, VALIDITY_INVALID_NEWER);
    assert_int_equal(kept.rows[3].codes.asked_by, ASKED_BY_CARD);
    assert_int_equal(kept.rows[3].codes.delivery, DELIVERY_PROCESSING);
    assert_int_equal(kept.rows[3].codes.loss_reason, LOSS_REASON_OTHER);
}

/* 該当資格なし with a qualification would contradict itself. */
static void where_nobody_was_found_the_numbers_are_those_that_were_asked_with(void **state)
{
    static const char *const validities[] = {"4", "複数該当", ""};
    struct test_store *test = *state;
    for (size_t i = 0; i < COUNT_OF(validities); i++) {
        struct part_cache *cache = NULL;
        struct answer answer;
        struct kept kept;
        char text[512];
        (void)snprintf(
            text, sizeof text,
            NEEDED ",被保険者証記号,枝番\n20260331,%s,06130488,1234567,19800101,港,01\n",
            validities[i]);
        check(test, slice_of(text), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
        kept = answers_in(test);
        assert_int_equal(kept.rows[i].codes.insurance_results, 0);
        assert_true(print_is_some(kept.rows[i].prints + ANSWER_PRINT_NUMBERS));
        answer = open_answer(test, i, &cache);
        assert_int_equal(answer.qualification_count, 0);
        assert_true(answer.echo.present);
        assert_text(answer.echo.identifiers.insurer_number, "06130488");
        assert_text(answer.echo.identifiers.symbol, "港");
        assert_text(answer.echo.identifiers.number, "1234567");
        assert_text(answer.echo.identifiers.branch, "01");
        assert_int_equal(answer.echo.birth.days, day("19800101").days);
        part_cache_close(cache);
    }
}

static void unknown_codes_are_taken_as_such_and_said(void **state)
{
    struct test_store *test = *state;
    struct kept kept;
    check(
        test,
        LITERAL(NEEDED ",処理結果状況,被保険者証区分,資格喪失事由,照会区分,性別\n"
                       "20260331,7,06130488,1,19800101,5,99,55,9,8\n"),
        "1 = 1 new + 0 same + 0 corrected + 0 refused; 2:9 row_unknown_code 照会区分 (in);"
        " 2:6 row_unknown_code 処理結果状況 (in); 2:2 row_unknown_code 資格有効性 (in);"
        " 2:7 row_unknown_code 被保険者証区分 (in); 2:10 row_unknown_code 性別 (in);"
        " 2:8 row_unknown_code 資格喪失事由 (in);");
    kept = answers_in(test);
    assert_int_equal(kept.rows[0].codes.validity, VALIDITY_UNKNOWN_CODE);
    assert_int_equal(kept.rows[0].codes.delivery, DELIVERY_UNKNOWN_CODE);
    assert_int_equal(kept.rows[0].codes.card_class, CARD_CLASS_UNKNOWN_CODE);
    assert_int_equal(kept.rows[0].codes.loss_reason, LOSS_REASON_UNKNOWN_CODE);
    assert_int_equal(kept.rows[0].codes.asked_by, ASKED_BY_UNRECORDED);
}

static void codes_that_a_spreadsheet_has_cut_are_restored_and_said(void **state)
{
    struct test_store *test = *state;
    struct kept kept;
    check(
        test, LITERAL(NEEDED ",被保険者証区分,資格喪失事由\n20260331,2,6130488,1,19800101,5,3\n"),
        "1 = 1 new + 0 same + 0 corrected + 0 refused; 2:6 row_zero_restored 被保険者証区分 (in);"
        " 2:3 row_zero_restored 保険者番号 (in); 2:7 row_zero_restored 資格喪失事由 (in);");
    kept = answers_in(test);
    assert_int_equal(kept.rows[0].codes.card_class, CARD_CLASS_SPECIAL);
    assert_int_equal(kept.rows[0].codes.loss_reason, LOSS_REASON_OTHER_INSURANCE);
}

static void blank_dates_stay_blank(void **state)
{
    struct test_store *test = *state;
    struct part_cache *cache = NULL;
    struct answer answer;
    check(
        test, LITERAL(NEEDED ",有効終了年月日\n,,06130488,1234567,19800101,\n"),
        "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    answer = open_answer(test, 0, &cache);
    assert_false(date_is_some(answer.confirmed_for));
    assert_false(date_is_some(answer.qualifications[0].dates[ANSWER_VALID_TO_DATE]));
    assert_int_equal(answer.validity, VALIDITY_ABSENT);
    assert_int_equal(answer.delivery, DELIVERY_NONE);
    part_cache_close(cache);
}

static void bad_rows_are_listed_and_good_rows_are_in(void **state)
{
    struct test_store *test = *state;
    check(
        test,
        LITERAL(NEEDED ",氏名カナ\n" TARO ",\n"
                       "20260231,1,06130488,1234567,19800101,\n"
                       "20260331,1,06130489,1234567,19800101,\n"
                       "20260331,1,77777777,1234567,19800101,\n"
                       "20260331,1,,,,\n"
                       "20260331,1,06130488,123456789018,19800101,\n"
                       "20260331,1,06130488,1234567,19800101,資格 太郎\n"
                       "20260331,1\n"),
        "8 = 1 new + 0 same + 0 corrected + 7 refused; 3:1 row_date 資格確認日;"
        " 4:3 row_check_digit 保険者番号; 5:3 row_filled_number 保険者番号;"
        " 6:3 row_missing 保険者番号; 6:4 row_missing 被保険者証番号; 6:5 row_missing 生年月日;"
        " 7:4 row_individual_number 被保険者証番号; 8:6 row_value 氏名カナ; 9:0 row_columns;");
    assert_int_equal(answers_in(test).count, 1);
}

static void needed_headings_are_named(void **state)
{
    static const struct {
        const char *heading;
        const char *missing;
    } rows[] = {
        {"資格有効性,保険者番号,被保険者証番号,生年月日\n", "資格確認日"},
        {"資格確認日,保険者番号,被保険者証番号,生年月日\n", "資格有効性"},
        {"資格確認日,資格有効性,被保険者証番号,生年月日\n", "保険者番号"},
        {"資格確認日,資格有効性,保険者番号,生年月日\n", "被保険者証番号"},
        {"資格確認日,資格有効性,保険者番号,被保険者証番号\n", "生年月日"},
    };

    struct test_store *test = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char expected[128];
        (void)snprintf(
            expected, sizeof expected, "FAULT TABLE_HEADING_MISSING 1:0 %s", rows[i].missing);
        check(test, slice_of(rows[i].heading), expected);
    }
}

static void the_same_list_twice_changes_nothing(void **state)
{
    struct test_store *test = *state;
    struct buffer cp932 = in_cp932(NEEDED "\r\n" TARO "\r\n");
    int64_t entries = 0;
    check(test, buffer_slice(&cp932), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    entries = entries_of(test);
    check(test, buffer_slice(&cp932), "1 = 0 new + 1 same + 0 corrected + 0 refused;");
    assert_int_equal(entries_of(test), entries);
    assert_int_equal(answers_in(test).count, 1);
    buffer_close(&cp932);
}

static void answers_of_a_list_find_no_visit_by_themselves(void **state)
{
    struct test_store *test = *state;
    struct kept kept;
    check(test, LITERAL(NEEDED "\n" TARO "\n"), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    kept = answers_in(test);
    assert_int_equal(kept.rows[0].visit, 0);
    assert_int_equal(kept.rows[0].finding, FINDING_NONE);
    assert_true(print_is_some(kept.rows[0].prints + ANSWER_PRINT_NUMBERS));
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_row_is_one_answer_with_one_qualification_and_no_echo),
        WITH_STORE(words_of_the_domains_stand_for_codes),
        WITH_STORE(where_nobody_was_found_the_numbers_are_those_that_were_asked_with),
        WITH_STORE(unknown_codes_are_taken_as_such_and_said),
        WITH_STORE(codes_that_a_spreadsheet_has_cut_are_restored_and_said),
        WITH_STORE(blank_dates_stay_blank),
        WITH_STORE(bad_rows_are_listed_and_good_rows_are_in),
        WITH_STORE(needed_headings_are_named),
        WITH_STORE(the_same_list_twice_changes_nothing),
        WITH_STORE(answers_of_a_list_find_no_visit_by_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
