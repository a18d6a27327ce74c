/* People and numbers here are invented; insurer numbers carry a right check digit. */
#include "importers/desk/value.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

enum expectation {
    GOOD,
    RESTORED /* good, and a zero was restored */
};

struct row {
    enum field field;
    const char *text;
    enum finding finding;
    const char *canonical; /* where the finding is NONE */
    enum expectation expectation;
};

static const struct slice fillers[2] = {
    {(const uint8_t *)"77777777", 8},
    {(const uint8_t *)"77777779", 8}};

static void check_rows(const struct row *rows, size_t count, bool restores_zeros)
{
    const struct value_rules rules = {
        .fillers = fillers, .filler_count = 2, .restores_zeros = restores_zeros};
    for (size_t i = 0; i < count; i++) {
        struct value value;
        enum finding finding = value_read(rows[i].field, slice_of(rows[i].text), &rules, &value);
        if (finding != rows[i].finding) {
            fail_msg(
                "%s \"%s\": %s", field_name(rows[i].field), rows[i].text, finding_name(finding));
        }
        if (finding == FINDING_NONE) {
            assert_text(value.text, rows[i].canonical);
            assert_row(value.zero_restored == (rows[i].expectation == RESTORED), rows[i].text);
        }
    }
}

#define YES(field, text, canonical)                                                                \
    {                                                                                              \
        FIELD_##field, text, FINDING_NONE, canonical, GOOD                                         \
    }
#define ZERO(field, text, canonical)                                                               \
    {                                                                                              \
        FIELD_##field, text, FINDING_NONE, canonical, RESTORED                                     \
    }
#define NO(field, text, finding)                                                                   \
    {                                                                                              \
        FIELD_##field, text, FINDING_##finding, NULL, GOOD                                         \
    }

static void dates_are_read_in_every_way_people_write_them(void **state)
{
    static const struct row rows[] = {
        YES(BIRTH_DATE, "19800101", "19800101"),
        YES(BIRTH_DATE, "1980/1/1", "19800101"),
        YES(BIRTH_DATE, "昭和55年1月1日", "19800101"),
        YES(BIRTH_DATE, "令和元年５月１日", "20190501"),
        YES(BIRTH_DATE, "　１９８０－０１－０１ ", "19800101"),
        YES(BIRTH_DATE, "S55.1.1", "19800101"),
        YES(BIRTH_DATE, "3550101", "19800101"),
        YES(BIRTH_DATE, "", ""),
        YES(BIRTH_DATE, " 　\xC2\xA0\t", ""),
        NO(BIRTH_DATE, "20260231", ROW_DATE),
        NO(BIRTH_DATE, "2026/2/31", ROW_DATE),
        NO(BIRTH_DATE, "2026年２月31日", ROW_DATE),
        NO(BIRTH_DATE, "令和8年13月1日", ROW_DATE),
        NO(BIRTH_DATE, "令和元年2月30日", ROW_DATE),
        NO(BIRTH_DATE, "R8.2.31", ROW_DATE),
        NO(BIRTH_DATE, "5080231", ROW_DATE),
        NO(BIRTH_DATE, "R080231", ROW_DATE),
        NO(BIRTH_DATE, "20260000", ROW_DATE),
        NO(BIRTH_DATE, "260331", ROW_VALUE),
        NO(BIRTH_DATE, "2026/3", ROW_VALUE),
        NO(BIRTH_DATE, "46112", ROW_VALUE),
        NO(BIRTH_DATE, "きのう", ROW_VALUE),
        NO(BIRTH_DATE, "9", ROW_VALUE),
        NO(BIRTH_DATE, "2026/3/31 9:00", ROW_VALUE),
        NO(BIRTH_DATE, "\xFF", ROW_ENCODING),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void choices_are_read_by_any_word_of_their_table(void **state)
{
    static const struct row rows[] = {
        YES(BROUGHT, "card", "card"),
        YES(BROUGHT, "マイナ保険証", "card"),
        YES(BROUGHT, "ｶｰﾄﾞ", "card"),
        YES(BROUGHT, "カードとマイナポータル画面（PDF可）", "card_portal"),
        YES(BROUGHT, " 資格確認書　", "certificate"),
        YES(BROUGHT, "なし", "nothing"),
        YES(BROUGHT, "聞き取りなし", ""),
        YES(SEX, "１", "male"),
        YES(SEX, "女", "female"),
        YES(SEX, "Ｆ", "female"),
        YES(SHARE_CHARGED, "３割", "30"),
        YES(SHARE_CHARGED, "10割", "full"),
        YES(DECLARATION_PAPER, "○", "yes"),
        NO(SEX, "9", ROW_VALUE),
        NO(BROUGHT, "運転免許証", ROW_VALUE),
        NO(BROUGHT, "\xE3\x82", ROW_ENCODING),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void insurer_numbers_need_their_check_digit(void **state)
{
    static const struct row rows[] = {
        YES(INSURER_NUMBER, "06130488", "06130488"),
        YES(INSURER_NUMBER, "０６１３０４８８", "06130488"),
        YES(INSURER_NUMBER, "138016", "138016"),
        YES(INSURER_NUMBER, "00138016", "138016"),
        YES(INSURER_NUMBER, "  138016", "138016"),
        YES(INSURER_NUMBER, "39280003", "39280003"),
        NO(INSURER_NUMBER, "06130489", ROW_CHECK_DIGIT),
        NO(INSURER_NUMBER, "138017", ROW_CHECK_DIGIT),
        NO(INSURER_NUMBER, "6130488", ROW_LENGTH),
        NO(INSURER_NUMBER, "061304880", ROW_LENGTH),
        NO(INSURER_NUMBER, "0613-488", ROW_VALUE),
        NO(INSURER_NUMBER, "不明", ROW_VALUE),
        NO(INSURER_NUMBER, "77777777", ROW_FILLED_NUMBER),
        NO(INSURER_NUMBER, "７７７７７７７７", ROW_FILLED_NUMBER),
        NO(INSURER_NUMBER, "77777779", ROW_FILLED_NUMBER),
        NO(INSURER_NUMBER, "99999999", ROW_CHECK_DIGIT),
        NO(INSURER_NUMBER, "\xE3\x82", ROW_ENCODING),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void zeros_that_a_spreadsheet_took_away_are_restored_and_said(void **state)
{
    static const struct row rows[] = {
        ZERO(INSURER_NUMBER, "6130488", "06130488"),
        ZERO(INSURER_NUMBER, "1040013", "01040013"),
        ZERO(INSURER_NUMBER, "10017", "010017"),
        YES(INSURER_NUMBER, "06130488", "06130488"),
        NO(INSURER_NUMBER, "6130489", ROW_LENGTH),
        NO(INSURER_NUMBER, "10018", ROW_LENGTH),
        NO(INSURER_NUMBER, "0076976", ROW_LENGTH),
        NO(INSURER_NUMBER, "613048", ROW_CHECK_DIGIT),
        ZERO(DECLARED_CONTACT, "9012345678", "09012345678"),
        ZERO(DECLARED_CONTACT, "312345678", "0312345678"),
        YES(DECLARED_CONTACT, "0312345678", "0312345678"),
        NO(DECLARED_CONTACT, "3-1234-5678", ROW_LENGTH),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), true);
}

static void without_fillers_a_filler_is_a_number_like_any_other(void **state)
{
    const struct value_rules rules = {.fillers = NULL, .filler_count = 0, .restores_zeros = false};
    struct value value;
    (void)state;
    assert_int_equal(
        value_read(FIELD_INSURER_NUMBER, slice_of("77777779"), &rules, &value), FINDING_NONE);
    assert_int_equal(
        value_read(FIELD_INSURER_NUMBER, slice_of("77777777"), &rules, &value),
        FINDING_ROW_CHECK_DIGIT);
}

static void branches_have_two_digits(void **state)
{
    static const struct row rows[] = {
        YES(BRANCH, "01", "01"),          YES(BRANCH, "０１", "01"),   YES(BRANCH, "00", "00"),
        ZERO(BRANCH, "1", "01"),          ZERO(BRANCH, "１", "01"),    YES(BRANCH, "", ""),
        NO(BRANCH, "001", ROW_LENGTH),    NO(BRANCH, "A1", ROW_VALUE), NO(BRANCH, "-", ROW_VALUE),
        NO(BRANCH, "\xFF", ROW_ENCODING),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void codes_are_half_width(void **state)
{
    static const struct row rows[] = {
        YES(CHART_NUMBER, "00123", "00123"),
        YES(CHART_NUMBER, "Ａ－００１", "A-001"),
        YES(CHART_NUMBER, "12345678901234567890", "12345678901234567890"),
        NO(CHART_NUMBER, "123456789012345678901", ROW_LENGTH),
        NO(CHART_NUMBER, "1 2", ROW_VALUE),
        NO(CHART_NUMBER, "一二三", ROW_VALUE),
        NO(CHART_NUMBER, "1\n2", ROW_VALUE),
        NO(CHART_NUMBER, "\xFF", ROW_ENCODING),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void symbols_and_numbers_stay_as_written(void **state)
{
    static const struct row rows[] = {
        YES(SYMBOL, " 港・１２３ ", "港・１２３"),
        YES(SYMBOL, "①の2", "①の2"),
        YES(NUMBER, "0001234", "0001234"),
        YES(NUMBER, "12345678901234567890123456789012345678",
            "12345678901234567890123456789012345678"),
        NO(NUMBER, "123456789012345678901234567890123456789", ROW_LENGTH),
        YES(SYMBOL, "一二三四五六七八九十一二三四五六七八九",
            "一二三四五六七八九十一二三四五六七八九"),
        NO(SYMBOL, "一二三四五六七八九十一二三四五六七八九十", ROW_LENGTH),
        YES(SYMBOL, "ｱｲｳ", "ｱｲｳ"),
        NO(NUMBER, "12\t34", ROW_VALUE),
        NO(NUMBER, "12\x7F", ROW_VALUE),
        NO(NUMBER, "12\xC3", ROW_ENCODING),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void kana_are_as_written_and_never_kanji(void **state)
{
    static const struct row rows[] = {
        YES(KANA_NAME, "シカク　タロウ", "シカク　タロウ"),
        YES(KANA_NAME, "ｼｶｸ ﾀﾛｳ", "ｼｶｸ ﾀﾛｳ"),
        YES(KANA_NAME, "しかく たろう", "しかく たろう"),
        YES(KANA_NAME, "シカ● タロー", "シカ● タロー"),
        YES(KANA_NAME, "ＳＭＩＴＨ　ｼﾞｮﾝ", "ＳＭＩＴＨ　ｼﾞｮﾝ"),
        NO(KANA_NAME, "資格 太郎", ROW_VALUE),
        NO(KANA_NAME, "シカク太ロウ", ROW_VALUE),
        NO(KANA_NAME, "佐々木", ROW_VALUE),
        NO(KANA_NAME, "\xF0\xA0\xAE\xB7", ROW_VALUE),
        NO(KANA_NAME, "シカク\nタロウ", ROW_VALUE),
        NO(KANA_NAME, "シカク\xE3", ROW_ENCODING),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void texts_may_have_lines_but_no_controls(void **state)
{
    static const struct row rows[] = {
        YES(NAME, "　資格　太郎 ", "資格　太郎"),
        YES(DECLARED_ADDRESS_1, "架空県想像市\r\n1-2-3\t501号", "架空県想像市 1-2-3 501号"),
        NO(NAME, "資格\x01", ROW_VALUE),
        NO(NAME, "資格\xC2\x85太郎", ROW_VALUE),
        NO(NAME, "資格\xE3\x81", ROW_ENCODING),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void telephone_numbers_are_digits_and_hyphens(void **state)
{
    static const struct row rows[] = {
        YES(DECLARED_CONTACT, "03-1234-5678", "03-1234-5678"),
        YES(DECLARED_CONTACT, "０３（１２３４）５６７８", "03-1234-5678"),
        YES(DECLARED_CONTACT, "(03) 1234 5678", "03-12345678"),
        YES(DECLARED_CONTACT, "０９０ー１２３４−５６７８", "090-1234-5678"),
        YES(DECLARED_CONTACT, "09012345678", "09012345678"),
        NO(DECLARED_CONTACT, "1234-5678", ROW_LENGTH),
        NO(DECLARED_CONTACT, "-", ROW_LENGTH),
        NO(DECLARED_CONTACT, "0312345678901234", ROW_LENGTH),
        NO(DECLARED_CONTACT, "03-1234-5678（勤務先）", ROW_VALUE),
        NO(DECLARED_CONTACT, "なし", ROW_VALUE),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void an_individual_number_is_never_a_value(void **state)
{
    static const struct row rows[] = {
        NO(CHART_NUMBER, "123456789018", ROW_INDIVIDUAL_NUMBER),
        YES(CHART_NUMBER, "123456789012", "123456789012"),
        NO(NUMBER, "１２３４５６７８９０１８", ROW_INDIVIDUAL_NUMBER),
        NO(NUMBER, "1234-5678-9018", ROW_INDIVIDUAL_NUMBER),
        NO(NAME, "資格太郎 1234 5678 9018", ROW_INDIVIDUAL_NUMBER),
        NO(DECLARED_ADDRESS_2, "123456７８９018", ROW_INDIVIDUAL_NUMBER),
        NO(INSURER_NUMBER, "123456789018", ROW_INDIVIDUAL_NUMBER),
        NO(BIRTH_DATE, "123456789018", ROW_INDIVIDUAL_NUMBER),
        NO(SEX, "123456789018", ROW_INDIVIDUAL_NUMBER),
        NO(NAME, "1234\n5678\n9018", ROW_INDIVIDUAL_NUMBER),
        NO(DECLARED_CONTACT, "1234(5678)9018", ROW_INDIVIDUAL_NUMBER),
    };

    (void)state;
    check_rows(rows, COUNT_OF(rows), false);
}

static void values_that_are_too_long_are_refused_whatever_they_are(void **state)
{
    static char text[LIMIT_FIELD_BYTES + 2];
    const struct value_rules rules = {.fillers = NULL, .filler_count = 0, .restores_zeros = false};
    (void)state;
    memset(text, 'x', LIMIT_FIELD_BYTES + 1);
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        struct value value;
        assert_int_equal(
            value_read((enum field)i, slice_of(text), &rules, &value), FINDING_ROW_LENGTH);
    }
}

static void what_has_happened_did_not_happen_after_today(void **state)
{
    static const struct slice today = {(const uint8_t *)"20260331", 8};
    static const struct slice tomorrow = {(const uint8_t *)"20260401", 8};
    struct value_rules rules = {.knows_today = true};
    struct value value;
    (void)state;
    assert_true(date_from_digits(today, &rules.today));
    assert_int_equal(value_read(FIELD_SETTLED_DATE, today, &rules, &value), FINDING_NONE);
    assert_int_equal(value_read(FIELD_SETTLED_DATE, tomorrow, &rules, &value), FINDING_ROW_FUTURE);
    assert_int_equal(value_read(FIELD_BIRTH_DATE, tomorrow, &rules, &value), FINDING_ROW_FUTURE);
    assert_int_equal(value_read(FIELD_DOCUMENT_EXPIRY, tomorrow, &rules, &value), FINDING_NONE);
    rules.knows_today = false;
    assert_int_equal(value_read(FIELD_SETTLED_DATE, tomorrow, &rules, &value), FINDING_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_in_every_way_people_write_them),
        cmocka_unit_test(choices_are_read_by_any_word_of_their_table),
        cmocka_unit_test(insurer_numbers_need_their_check_digit),
        cmocka_unit_test(zeros_that_a_spreadsheet_took_away_are_restored_and_said),
        cmocka_unit_test(without_fillers_a_filler_is_a_number_like_any_other),
        cmocka_unit_test(branches_have_two_digits),
        cmocka_unit_test(codes_are_half_width),
        cmocka_unit_test(symbols_and_numbers_stay_as_written),
        cmocka_unit_test(kana_are_as_written_and_never_kanji),
        cmocka_unit_test(texts_may_have_lines_but_no_controls),
        cmocka_unit_test(telephone_numbers_are_digits_and_hyphens),
        cmocka_unit_test(an_individual_number_is_never_a_value),
        cmocka_unit_test(values_that_are_too_long_are_refused_whatever_they_are),
        cmocka_unit_test(what_has_happened_did_not_happen_after_today),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
