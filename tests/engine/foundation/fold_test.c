#include "engine/foundation/fold.h"

#include <string.h>

#include "engine/foundation/text.h"
#include "tests/support/check.h"

typedef bool folding(struct slice text, struct folded *folded);

struct row {
    const char *text;
    const char *folded;
};

static void check_rows(folding *fold, const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct folded once;
        struct folded twice;
        assert_row(fold(slice_of(rows[i].text), &once), rows[i].text);
        assert_text(folded_slice(&once), rows[i].folded);
        assert_row(fold(folded_slice(&once), &twice), rows[i].text);
        assert_text(folded_slice(&twice), rows[i].folded);
    }
}

static void width_folds_ascii_down_and_katakana_up(void **state)
{
    static const struct row rows[] = {
        {"", ""},
        {"06130488", "06130488"},
        {"０６１３０４８８", "06130488"},
        {"！～ＡＺａｚ", "!~AZaz"},
        {"ｼｶｸ ﾀﾛｳ", "シカク タロウ"},
        {"資格　太郎", "資格 太郎"},
        {"｢ﾏｲﾅ･ﾎﾟｰﾀﾙ｣｡､", "「マイナ・ポータル」。、"},
        {"しかく", "しかく"},
        {"abc", "abc"},
        {"−〜‖", "−〜‖"},
        {"①㈱髙", "①㈱髙"},
        {"a\tb", "a\tb"},
        {"￥", "￥"},
    };
    (void)state;
    check_rows(fold_width, rows, COUNT_OF(rows));
}

static void width_joins_marks_in_every_form(void **state)
{
    static const struct row rows[] = {
        {"ｶﾞｷﾞｸﾞｹﾞｺﾞ", "ガギグゲゴ"},
        {"ｻﾞｼﾞｽﾞｾﾞｿﾞ", "ザジズゼゾ"},
        {"ﾀﾞﾁﾞﾂﾞﾃﾞﾄﾞ", "ダヂヅデド"},
        {"ﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞ", "バビブベボ"},
        {"ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ", "パピプペポ"},
        {"ｳﾞﾜﾞｦﾞ", "ヴヷヺ"},
        {"ｱﾞﾏﾟｶﾟ", "ア゛マ゜カ゜"},
        {"カﾞ", "ガ"},
        {"カ゛ハ゜", "ガパ"},
        {"か\xE3\x82\x99は\xE3\x82\x9A", "がぱ"},
        {"ﾞ", "゛"},
        {"Aﾞ", "A゛"},
        {"ｶﾞﾞ", "ガ゛"},
        {"ｶ ﾞ", "カ ゛"},
        {"ｯﾞ", "ッ゛"},
    };
    (void)state;
    check_rows(fold_width, rows, COUNT_OF(rows));
}

static void numbers_lose_blanks_and_case_and_kinds_of_dash(void **state)
{
    static const struct row rows[] = {
        {"１２３－４５", "123-45"},
        {"123ー45", "123-45"},
        {"123ｰ45", "123-45"},
        {"123−45", "123-45"},
        {"123‐45", "123-45"},
        {"123–45", "123-45"},
        {"123—45", "123-45"},
        {"123―45", "123-45"},
        {"123─45", "123-45"},
        {"123・45", "123-45"},
        {"123･45", "123-45"},
        {"123·45", "123-45"},
        {"123--45", "123--45"},
        {" 12 3　4\t5 ", "12345"},
        {"ａｂｃｄ", "ABCD"},
        {"abc", "ABC"},
        {"001234", "001234"},
        {"あ１０３", "あ103"},
        {"ｱ103", "ア103"},
        {"若２", "若2"},
        {"①２③", "(1)2(3)"},
        {"（１）２（３）", "(1)2(3)"},
        {"㋐12", "(ア)12"},
        {"ⓐ12", "(A)12"},
        {"㈱12", "(株)12"},
        {"か ゛", "が"},
        {"一", "一"},
        {"ー", "-"},
        {"　", ""},
    };
    (void)state;
    check_rows(fold_number, rows, COUNT_OF(rows));
}

static void kana_names_fold_to_katakana_without_blanks(void **state)
{
    static const struct row rows[] = {
        {"ｼｶｸ ﾀﾛｳ", "シカクタロウ"},
        {"シカク　タロウ", "シカクタロウ"},
        {"しかく たろう", "シカクタロウ"},
        {"シカク・タロウ", "シカクタロウ"},
        {"ｼｶｸ･ﾀﾛｳ", "シカクタロウ"},
        {"ｱﾝ ﾘｰ", "アンリー"},
        {"アン リ-", "アンリー"},
        {"アン リ－", "アンリー"},
        {"アン リ−", "アンリー"},
        {"アン リ―", "アンリー"},
        {"アン リ--", "アンリーー"},
        {"-アン", "-アン"},
        {"A-アン", "A-アン"},
        {"ﾎﾞﾌﾞ smith", "ボブSMITH"},
        {"か゛", "ガ"},
        {"か ﾞ", "ガ"},
        {"わ゛", "ヷ"},
        {"きょう", "キョウ"},
        {"ゝゞ", "ヽヾ"},
        {"山●タ", "山●タ"},
        {"●-ル", "●ール"},
        {"・", ""},
    };
    (void)state;
    check_rows(fold_kana, rows, COUNT_OF(rows));
}

static void the_second_tier_unites_what_sounds_alike(void **state)
{
    static const struct row rows[] = {
        {"キョウ", "キヨウ"},
        {"キヨウ", "キヨウ"},
        {"シーサー", "シサ"},
        {"リッカ", "リツカ"},
        {"ヂヅ", "ジズ"},
        {"ヴァヴィヴヴェヴォ", "バビブベボ"},
        {"ヴアヴイヴヴエヴオ", "バビブベボ"},
        {"ヴュ", "ブユ"},
        {"ブァ", "ブア"},
        {"ウ゛ァ", "バ"},
        {"ヷヸヹヺ", "バビベボ"},
        {"ヲヱヰ", "オエイ"},
        {"ッ゛ア", "ツア"},
        {"カ゜-", "カ"},
        {"ヵヶ", "カケ"},
        {"ー", ""},
        {"ABC", "ABC"},
        {"A-B", "A-B"},
        {"ヴ", "ブ"},
    };
    (void)state;
    check_rows(fold_kana_loosely, rows, COUNT_OF(rows));
}

static void a_zero_byte_is_a_character_like_any_other(void **state)
{
    struct folded folded;
    (void)state;
    assert_true(fold_kana_loosely(LITERAL("●\0-"), &folded));
    assert_slice(folded_slice(&folded), LITERAL("●\0-"));
    assert_true(fold_number(LITERAL("1\0２"), &folded));
    assert_slice(
        folded_slice(&folded), LITERAL("1\0"
                                       "2"));
    assert_int_equal(number_resemblance(LITERAL("1\0"), LITERAL("1")), RESEMBLANCE_DIFFERENT);
}

static void names_lose_blanks_and_keep_their_kanji(void **state)
{
    static const struct row rows[] = {
        {"資格　太郎", "資格太郎"},
        {" 資格 太郎 ", "資格太郎"},
        {"髙橋", "髙橋"},
        {"高橋", "高橋"},
        {"ｼｶｸ", "シカク"},
        {"しかく", "しかく"},
        {"Ｓｍｉｔｈ", "Smith"},
        {"資\xE2\x80\x8B格\xC2\xA0太\xEF\xBB\xBF郎", "資格太郎"},
        {"葛\xF3\xA0\x84\x80", "葛\xF3\xA0\x84\x80"},
    };
    (void)state;
    check_rows(fold_name, rows, COUNT_OF(rows));
}

static void every_single_character_folds_the_same_twice(void **state)
{
    static folding *const foldings[] = {
        fold_width, fold_number, fold_kana, fold_kana_loosely, fold_name};
    (void)state;
    for (uint32_t character = 0; character <= 0xFFFF; character++) {
        uint8_t bytes[TEXT_CHARACTER_BYTES];
        if (character >= 0xD800 && character <= 0xDFFF) {
            continue;
        }
        for (size_t i = 0; i < COUNT_OF(foldings); i++) {
            struct folded once;
            struct folded twice;
            assert_true(
                foldings[i]((struct slice){bytes, text_put(character, bytes)}, &once) &&
                foldings[i](folded_slice(&once), &twice));
            if (!slice_equal(folded_slice(&once), folded_slice(&twice))) {
                fail_msg("U+%04X by folder %zu", character, i);
            }
        }
    }
}

static void what_fits_exactly_folds_and_one_byte_more_does_not(void **state)
{
    char text[FOLD_BYTES + 2];
    struct folded folded;
    (void)state;
    memset(text, 'a', sizeof text);
    text[FOLD_BYTES] = '\0';
    assert_true(fold_width(slice_of(text), &folded));
    assert_int_equal(folded.size, FOLD_BYTES);
    text[FOLD_BYTES] = 'a';
    text[FOLD_BYTES + 1] = '\0';
    assert_false(fold_width(slice_of(text), &folded));
    assert_int_equal(folded.size, 0);
    memcpy(text + FOLD_BYTES - 2, "ア", sizeof "ア");
    assert_false(fold_width(slice_of(text), &folded));
    memset(text, ' ', FOLD_BYTES + 1);
    assert_true(fold_name(slice_of(text), &folded));
    assert_int_equal(folded.size, 0);
}

static void text_that_grows_too_long_does_not_fold(void **state)
{
    char text[FOLD_BYTES + 1] = "";
    struct folded folded;
    (void)state;
    for (size_t i = 0; i + 3 < sizeof text; i += 3) {
        memcpy(text + i, "㈱", sizeof "㈱");
    }
    assert_true(fold_name(slice_of(text), &folded));
    assert_false(fold_number(slice_of(text), &folded));
}

static void what_is_not_utf8_does_not_fold(void **state)
{
    struct folded folded;
    (void)state;
    assert_false(fold_width(LITERAL("\x82\xA0"), &folded));
    assert_false(fold_number(LITERAL("123\xFF"), &folded));
    assert_false(fold_kana(LITERAL("シカ\xE3\x82"), &folded));
    assert_false(fold_kana_loosely(LITERAL("\xED\xA0\x80"), &folded));
    assert_false(fold_name(LITERAL("\xC0\x80"), &folded));
    assert_int_equal(folded.size, 0);
}

static void nothing_folds_to_nothing(void **state)
{
    struct folded folded;
    (void)state;
    assert_true(fold_kana_loosely((struct slice){NULL, 0}, &folded));
    assert_int_equal(folded.size, 0);
    assert_true(fold_width((struct slice){NULL, 0}, &folded));
    assert_int_equal(folded.size, 0);
}

static void leading_zeros_go_only_from_digits(void **state)
{
    (void)state;
    assert_text(fold_without_zeros(LITERAL("00123")), "123");
    assert_text(fold_without_zeros(LITERAL("123")), "123");
    assert_text(fold_without_zeros(LITERAL("1200")), "1200");
    assert_text(fold_without_zeros(LITERAL("000")), "0");
    assert_text(fold_without_zeros(LITERAL("0")), "0");
    assert_text(fold_without_zeros(LITERAL("00A1")), "00A1");
    assert_text(fold_without_zeros(LITERAL("0-1")), "0-1");
    assert_text(fold_without_zeros(LITERAL("")), "");
}

struct pair {
    const char *left;
    const char *right;
    enum resemblance resemblance;
};

static void check_pairs(
    enum resemblance compare(struct slice left, struct slice right),
    const struct pair *pairs,
    size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct slice left = slice_of(pairs[i].left);
        struct slice right = slice_of(pairs[i].right);
        assert_row(compare(left, right) == pairs[i].resemblance, pairs[i].left);
        assert_row(compare(right, left) == pairs[i].resemblance, pairs[i].left);
    }
}

static void kana_resemble_in_two_tiers(void **state)
{
    static const struct pair pairs[] = {
        {"ｼｶｸ ﾀﾛｳ", "しかく　たろう", RESEMBLANCE_EQUAL},
        {"アンリ-", "アンリー", RESEMBLANCE_EQUAL},
        {"キョウコ", "キヨウコ", RESEMBLANCE_DOUBTFUL},
        {"オオタ", "オータ", RESEMBLANCE_DIFFERENT},
        {"ユーコ", "ユコ", RESEMBLANCE_DOUBTFUL},
        {"シヅコ", "シズコ", RESEMBLANCE_DOUBTFUL},
        {"ヴァン", "バン", RESEMBLANCE_DOUBTFUL},
        {"シ●ク", "シカク", RESEMBLANCE_DOUBTFUL},
        {"キョ●コ", "キヨウコ", RESEMBLANCE_DOUBTFUL},
        {"シ●ク", "シク", RESEMBLANCE_DIFFERENT},
        {"シカク", "シカコ", RESEMBLANCE_DIFFERENT},
        {"シカク", "", RESEMBLANCE_ABSENT},
        {"シカク", "　", RESEMBLANCE_ABSENT},
        {"", "", RESEMBLANCE_ABSENT},
        {"ー", "ーー", RESEMBLANCE_DIFFERENT},
        {"シカク", "シカ\xFF", RESEMBLANCE_DIFFERENT},
    };
    (void)state;
    check_pairs(kana_resemblance, pairs, COUNT_OF(pairs));
}

static void an_unknown_character_stands_for_exactly_one(void **state)
{
    static const struct pair pairs[] = {
        {"●橋", "髙橋", RESEMBLANCE_DOUBTFUL}, {"●橋", "𠮷橋", RESEMBLANCE_DOUBTFUL},
        {"●橋", "橋", RESEMBLANCE_DIFFERENT},  {"●橋", "大高橋", RESEMBLANCE_DIFFERENT},
        {"高●", "高", RESEMBLANCE_DIFFERENT},  {"●橋", "●橋", RESEMBLANCE_DOUBTFUL},
        {"●高", "髙●", RESEMBLANCE_DOUBTFUL},  {"●●", "資格", RESEMBLANCE_DOUBTFUL},
        {"●橋", "○端", RESEMBLANCE_DIFFERENT}, {"○橋", "高橋", RESEMBLANCE_DIFFERENT},
    };
    (void)state;
    check_pairs(name_resemblance, pairs, COUNT_OF(pairs));
}

static void variants_of_a_kanji_are_different_names(void **state)
{
    static const struct pair pairs[] = {
        {"資格　太郎", "資格太郎", RESEMBLANCE_EQUAL},
        {"髙橋", "高橋", RESEMBLANCE_DIFFERENT},
        {"渡邊", "渡辺", RESEMBLANCE_DIFFERENT},
        {"キョウコ", "キヨウコ", RESEMBLANCE_DIFFERENT},
        {"太郎", "", RESEMBLANCE_ABSENT},
    };
    (void)state;
    check_pairs(name_resemblance, pairs, COUNT_OF(pairs));
}

static void numbers_without_their_zeros_are_doubtful(void **state)
{
    static const struct pair pairs[] = {
        {"１２３４", "1234", RESEMBLANCE_EQUAL}, {"12・34", "12-34", RESEMBLANCE_EQUAL},
        {"12ー34", "12−34", RESEMBLANCE_EQUAL},  {"01234", "1234", RESEMBLANCE_DOUBTFUL},
        {"000", "0", RESEMBLANCE_DOUBTFUL},      {"0A1", "A1", RESEMBLANCE_DIFFERENT},
        {"1234", "1235", RESEMBLANCE_DIFFERENT}, {"①23", "(1)23", RESEMBLANCE_EQUAL},
        {"●23", "若23", RESEMBLANCE_DOUBTFUL},   {"●23", "●23", RESEMBLANCE_DOUBTFUL},
        {"", "0", RESEMBLANCE_ABSENT},           {"", "", RESEMBLANCE_ABSENT},
        {" ", "　", RESEMBLANCE_ABSENT},         {"0\xFF", "0\xFF", RESEMBLANCE_DIFFERENT},
        {"\xFF", "00", RESEMBLANCE_DIFFERENT},
    };
    (void)state;
    check_pairs(number_resemblance, pairs, COUNT_OF(pairs));
}

static void absent_is_not_equal_to_absent(void **state)
{
    struct slice absent = {NULL, 0};
    (void)state;
    assert_int_equal(kana_resemblance(absent, absent), RESEMBLANCE_ABSENT);
    assert_int_equal(name_resemblance(absent, LITERAL("資格")), RESEMBLANCE_ABSENT);
    assert_int_equal(number_resemblance(LITERAL("1"), absent), RESEMBLANCE_ABSENT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_folds_ascii_down_and_katakana_up),
        cmocka_unit_test(width_joins_marks_in_every_form),
        cmocka_unit_test(numbers_lose_blanks_and_case_and_kinds_of_dash),
        cmocka_unit_test(kana_names_fold_to_katakana_without_blanks),
        cmocka_unit_test(the_second_tier_unites_what_sounds_alike),
        cmocka_unit_test(a_zero_byte_is_a_character_like_any_other),
        cmocka_unit_test(names_lose_blanks_and_keep_their_kanji),
        cmocka_unit_test(every_single_character_folds_the_same_twice),
        cmocka_unit_test(what_fits_exactly_folds_and_one_byte_more_does_not),
        cmocka_unit_test(text_that_grows_too_long_does_not_fold),
        cmocka_unit_test(what_is_not_utf8_does_not_fold),
        cmocka_unit_test(nothing_folds_to_nothing),
        cmocka_unit_test(leading_zeros_go_only_from_digits),
        cmocka_unit_test(kana_resemble_in_two_tiers),
        cmocka_unit_test(an_unknown_character_stands_for_exactly_one),
        cmocka_unit_test(variants_of_a_kanji_are_different_names),
        cmocka_unit_test(numbers_without_their_zeros_are_doubtful),
        cmocka_unit_test(absent_is_not_equal_to_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
