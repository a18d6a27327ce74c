/* People here are invented and look it; insurer numbers carry a right check digit. */
#include "importers/desk/capture_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/visits.h"
#include "tests/importers/table_support.h"

#define HEADING "受診日,カルテ番号,カナ氏名,生年月日,性別,保険者番号,記号,番号,枝番\n"
#define TARO "20260331,1001,シカク　タロウ,19800101,男,06130488,港・1,1234567,01\n"
#define HANAKO "20260331,1002,カクニン　ハナコ,19550203,女,138016,,7654321,\n"

static const struct slice fillers[2] = {
    {(const uint8_t *)"77777777", 8},
    {(const uint8_t *)"77777779", 8}};

static bool import_captures(
    struct store *store,
    const char *path,
    struct table_report **report,
    struct error *error)
{
    const struct value_rules rules = {fillers, 2, true};
    return capture_table_import(store, path, &rules, report, error);
}

static int open_store(void **state)
{
    struct test_store *test = malloc(sizeof *test);
    if (test == NULL) {
        return 1;
    }
    test_store_open(test, 7);
    *state = test;
    return 0;
}

static int close_store(void **state)
{
    test_store_close(*state);
    free(*state);
    return 0;
}

static void check(struct test_store *test, const char *name, struct slice bytes, const char *shown)
{
    struct outcome outcome;
    outcome_of(&outcome, test, import_captures, name, bytes);
    assert_string_equal(outcome.shown, shown);
    outcome_close(&outcome);
}

/* ---- what is in the store ---- */

struct visits {
    struct visit_row rows[8];
    size_t count;
};

static bool take_visit(void *taker, const struct visit_row *row)
{
    struct visits *visits = taker;
    assert_true(visits->count < COUNT_OF(visits->rows));
    visits->rows[visits->count] = *row;
    visits->count++;
    return true;
}

static struct visits visits_of(struct test_store *test)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    struct visits visits = {.count = 0};
    struct error error;
    assert_true(visits_each(test->store, 0, always, take_visit, &visits, &error));
    return visits;
}

static void check_value(
    struct test_store *test,
    const struct visit_row *visit,
    enum field field,
    const char *expected)
{
    struct part_cache *cache = NULL;
    struct arena arena = arena_open(1024 * 1024);
    struct evidence evidence;
    struct error error;
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(visits_merged_evidence(test->store, cache, visit, &arena, &evidence, &error));
    if (expected == NULL) {
        assert_false(evidence_has(&evidence, field));
    } else {
        assert_text(evidence.values[field], expected);
    }
    part_cache_close(cache);
    arena_close(&arena);
}

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
    DAMAGE("UTF-16", "\xFF\xFE\x17\x53\x3A\x8A\xE5\x65,\0", "FAULT TABLE_UTF16 0:0"),
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

/* ---- what goes wrong around the file ---- */

static void another_import_is_waited_for_by_hand(void **state)
{
    struct test_store *test = *state;
    struct store_options options = {
        .folder = store_folder(test->store), .world = &test->world.world};
    struct store *other = NULL;
    struct error error;
    assert_true(store_open(&options, &other, &error));
    assert_true(store_take_role(other, "import", &error));
    check(test, "a.csv", LITERAL(HEADING TARO), "FAULT ROLE_BUSY 0:0 import");
    store_close(other);
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
}

static void an_import_that_was_cut_off_is_abandoned_by_the_next(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    struct evidence evidence =
        test_evidence((const char *const[]){"visit_date=20260331", "chart_number=1001", NULL});
    struct buffer row = buffer_open(1024);
    struct error error;
    assert_true(visits_pack_row(&evidence, &row, &error));
    assert_true(bulk_open(
        test->store, BULK_CAPTURES, (struct slice){NULL, 0}, slice_of("cut.csv"), &writer, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error));
    assert_true(bulk_flush_rows(writer, &error));
    bulk_cancel(writer);
    buffer_close(&row);
    test_store_reopen(test);
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    assert_int_equal(visits_of(test).count, 1);
}

static void a_locked_store_takes_nothing(void **state)
{
    struct test_store *test = *state;
    struct store_options options = {
        .folder = store_folder(test->store), .world = &test->world.world};
    struct table_report *report = NULL;
    struct store *locked = NULL;
    struct error error;
    put_file(test, "a.csv", LITERAL(HEADING TARO));
    assert_true(store_open(&options, &locked, &error));
    assert_false(import_captures(locked, test_path(&test->world, "a.csv"), &report, &error));
    assert_int_equal(error.fault, FAULT_NOT_UNLOCKED);
    store_close(locked);
}

/* A disk that gives another file from a certain opening on. */
struct changing_disk {
    struct disk_port real;
    const char *other;
    int openings; /* before that */
};

static bool open_changing(void *context, const char *path, int *handle, struct error *error)
{
    struct changing_disk *disk = context;
    disk->openings--;
    return disk->real.open(
        disk->real.context, disk->openings < 0 ? disk->other : path, handle, error);
}

static void a_file_that_changes_while_it_is_read_is_not_taken(void **state)
{
    struct test_store *test = *state;
    struct changing_disk disk = {.real = test->world.world.disk, .openings = INT32_MAX};
    char other[512];
    put_file(test, "b.csv", LITERAL(HEADING HANAKO HANAKO));
    (void)snprintf(other, sizeof other, "%s", test_path(&test->world, "b.csv"));
    disk.other = other;
    test->world.world.disk.context = &disk;
    test->world.world.disk.open = open_changing;
    test_store_reopen(test);
    for (int openings = 1; openings < 3; openings++) {
        disk.openings = openings;
        check(test, "a.csv", LITERAL(HEADING TARO), "FAULT TABLE_CHANGED 0:0");
        assert_int_equal(visits_of(test).count, 0);
    }
    disk.openings = 3;
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    test->world.world.disk = disk.real;
    test_store_reopen(test);
}

/* A disk whose reading fails after so many pieces. */
struct failing_disk {
    struct disk_port real;
    int pieces;
};

static bool read_failing(
    void *context,
    int handle,
    uint8_t *bytes,
    size_t size,
    size_t *got,
    struct error *error)
{
    struct failing_disk *disk = context;
    disk->pieces--;
    return disk->pieces < 0 ? error_set_text(error, FAULT_FILE_BROKEN, "test")
                            : disk->real.read(disk->real.context, handle, bytes, size, got, error);
}

static void a_disk_that_fails_at_any_piece_leaves_nothing_counted(void **state)
{
    struct test_store *test = *state;
    struct failing_disk disk = {.real = test->world.world.disk, .pieces = INT32_MAX};
    test->world.world.disk.context = &disk;
    test->world.world.disk.read = read_failing;
    test_store_reopen(test);
    for (int pieces = 0; pieces < 6; pieces++) {
        disk.pieces = pieces;
        check(test, "a.csv", LITERAL(HEADING TARO), "FAULT FILE_BROKEN 0:0 test");
        assert_int_equal(visits_of(test).count, 0);
    }
    disk.pieces = 6;
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    test->world.world.disk = disk.real;
    test_store_reopen(test);
}

static void a_file_that_is_not_there_is_named(void **state)
{
    struct test_store *test = *state;
    struct table_report *report = NULL;
    struct error error;
    const char *path = test_path(&test->world, "nowhere.csv");
    assert_false(import_captures(test->store, path, &report, &error));
    assert_int_equal(error.fault, FAULT_FILE_MISSING);
    assert_string_equal(error.place.file, path);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, open_store, close_store)

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
        cmocka_unit_test(every_kind_of_damage_is_told_with_its_place_and_loses_nothing),
        WITH_STORE(a_line_of_ten_megabytes_is_one_bad_row),
        WITH_STORE(findings_have_a_wording_in_both_languages),
        WITH_STORE(some_hundreds_are_listed_and_all_are_counted),
        WITH_STORE(a_column_of_individual_numbers_is_blanked_and_said),
        WITH_STORE(what_looks_like_an_individual_number_is_kept_nowhere),
        WITH_STORE(a_file_with_individual_numbers_in_bulk_is_refused),
        WITH_STORE(times_of_reception_are_no_individual_numbers),
        WITH_STORE(another_import_is_waited_for_by_hand),
        WITH_STORE(an_import_that_was_cut_off_is_abandoned_by_the_next),
        WITH_STORE(a_locked_store_takes_nothing),
        WITH_STORE(a_file_that_changes_while_it_is_read_is_not_taken),
        WITH_STORE(a_disk_that_fails_at_any_piece_leaves_nothing_counted),
        WITH_STORE(a_file_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
