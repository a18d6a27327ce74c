/* One receipt at a time: which bytes change, and what cannot be written. */
#include "exporters/receipt_overlay.h"

#include <stdlib.h>
#include <string.h>

#include "engine/vocabulary/jis.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"
#include "tests/support/uke_fixture.h"

#define RE "RE,1,1112,202606,資格　太郎,1,19800131,,,,,,,001\n"
#define SY "SY,8830417,20260601,1,,,01,\n"
#define SI "SI,11,1,111000110,,291,1\n"

struct fixture {
    struct rulebook *book;
    struct arena arena;
    struct receipt_choices choices;
    struct receipt_rewrite rewrite;
    struct buffer text; /* of the new receipt, UTF-8, LF for CR LF */
};

static int make_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->book = test_rules_load();
    f->arena = arena_open(64 * 1024 * 1024);
    f->text = buffer_open(1024 * 1024);
    *state = f;
    return 0;
}

static int drop_fixture(void **state)
{
    struct fixture *f = *state;
    rulebook_close(f->book);
    arena_close(&f->arena);
    buffer_close(&f->text);
    free(f);
    return 0;
}

static struct receipt_visits numbers(const char *insurer, const char *symbol, const char *number)
{
    return (struct receipt_visits){
        .pairing = PAIRING_SURE,
        .scheme = SCHEME_EMPLOYEE,
        .count = 1,
        .identifiers = {slice_of(insurer), slice_of(symbol), slice_of(number), {NULL, 0}},
        .rule = "CP-01",
    };
}

static struct receipt_visits declared(void)
{
    return (struct receipt_visits){
        .pairing = PAIRING_SURE,
        .scheme = SCHEME_EMPLOYEE,
        .texts =
            {[CLAIM_TEXT_KANA] = LITERAL("ｼｶｸ ﾀﾛｳ"),
             [CLAIM_TEXT_ADDRESS_1] = LITERAL("架空県1-2"),
             [CLAIM_TEXT_CONTACT] = LITERAL("03-0000-0000"),
             [CLAIM_TEXT_CONTACT_DATE] = LITERAL("20260619")},
        .rule = "CP-02",
    };
}

static void overlay_bytes(
    struct fixture *f,
    const struct receipt *receipt,
    const struct receipt_visits *visits,
    enum receipt_fate fate)
{
    struct receipt_key key;
    struct receipt_terms terms;
    struct error error;
    struct overlay_order order = {
        .receipt = receipt,
        .key = &key,
        .visits = visits,
        .terms = &terms,
        .choices = &f->choices,
        .fate = fate,
    };
    assert_true(receipt_read_key(receipt, slice_of("12"), &f->arena, &key, &error));
    terms = receipt_terms_of(f->book, key.month);
    assert_true(receipt_overlay(&order, &f->arena, &f->rewrite, &error));
}

static void decode(struct fixture *f)
{
    struct slice bytes = f->rewrite.bytes;
    struct error error;
    buffer_clear(&f->text);
    while (bytes.size > 0) {
        struct line line = line_first(bytes);
        size_t bad = 0;
        assert_int_equal(line.end_size, 2);
        assert_true(jis_decode_cp932(line.text, &f->text, &bad, &error));
        assert_true(buffer_append_text(&f->text, "\n", &error));
        bytes = slice_part(bytes, line.text.size + line.end_size, bytes.size);
    }
}

static void becomes(
    struct fixture *f,
    const char *before,
    const struct receipt_visits *visits,
    enum receipt_fate fate,
    const char *after)
{
    struct receipt receipt = uke_receipt(before, &f->arena);
    overlay_bytes(f, &receipt, visits, fate);
    assert_int_equal(f->rewrite.trouble.trouble, TROUBLE_NONE);
    decode(f);
    assert_text(buffer_slice(&f->text), after);
    if (strcmp(before, after) == 0) {
        assert_int_equal(f->rewrite.change_count, 0);
        assert_ptr_equal(f->rewrite.bytes.data, receipt.bytes.data);
    } else {
        assert_true(f->rewrite.change_count > 0);
    }
}

static void is_in_trouble(
    struct fixture *f,
    const char *before,
    const struct receipt_visits *visits,
    enum receipt_fate fate,
    enum trouble trouble)
{
    struct receipt receipt = uke_receipt(before, &f->arena);
    overlay_bytes(f, &receipt, visits, fate);
    assert_string_equal(trouble_name(f->rewrite.trouble.trouble), trouble_name(trouble));
    assert_ptr_equal(f->rewrite.bytes.data, receipt.bytes.data);
    assert_int_equal(f->rewrite.change_count, 0);
}

/* ---- HO ---- */

static void numbers_that_are_the_same_keep_their_bytes(void **state)
{
    struct receipt_visits visits = numbers("138057", "架空12", " 345 ");
    (void)state;
    becomes(
        *state, RE "HO,  138057,架空１２,３４５,1,100\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,  138057,架空１２,３４５,1,100\n" SY SI);
    becomes(
        *state, RE "HO,138057,架空１２,３４５,1,100\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,138057,架空１２,３４５,1,100\n" SY SI);
}

static void new_numbers_take_the_width_of_the_old_ones(void **state)
{
    struct receipt_visits visits = numbers("00138057", "ａｂ-1", "９");
    becomes(
        *state, RE "HO,01130012,１２,３４５,1,100\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,  138057,ａｂ－１,９,1,100\n" SY SI);
    becomes(
        *state, RE "HO,01130012,12,345,1,100,,\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,  138057,ab-1,9,1,100,,\n" SY SI);
    becomes(
        *state, RE "HO,01130012,,345,1,100\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,  138057,ab-1,9,1,100\n" SY SI);
    becomes(
        *state, RE "HO,01130012,,,1,100\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,  138057,ａｂ－１,９,1,100\n" SY SI);
    becomes(
        *state, RE "HO,01130012,１２,345,1,100\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,  138057,ａｂ－１,９,1,100\n" SY SI);
}

static void a_kanji_symbol_takes_the_number_along(void **state)
{
    struct receipt_visits visits = numbers("01130012", "架空", "345");
    becomes(
        *state, RE "HO,01130012,12,345,1,100\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,01130012,架空,３４５,1,100\n" SY SI);
}

static void a_short_row_is_made_just_long_enough(void **state)
{
    struct receipt_visits visits = numbers("01130012", "", "345");
    becomes(
        *state, RE "HO,01130012\n" SY SI, &visits, FATE_CURRENT, RE "HO,01130012,,３４５\n" SY SI);
}

static void changes_name_the_item_with_both_values(void **state)
{
    struct fixture *f = *state;
    struct receipt_visits visits = numbers("06132013", "77", "345");
    becomes(
        f, RE "HO,01130012,12,345,1,100\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,06132013,77,345,1,100\n" SY SI);
    assert_int_equal(f->rewrite.change_count, 2);
    assert_int_equal(f->rewrite.changes[0].item, RECEIPT_HO_INSURER);
    assert_text(f->rewrite.changes[0].old_text, "01130012");
    assert_text(f->rewrite.changes[0].new_text, "06132013");
    assert_string_equal(f->rewrite.changes[0].rule, "CP-01");
    assert_int_equal(f->rewrite.changes[0].line, 3); /* the receipt begins at 2 */
    assert_int_equal(f->rewrite.changes[1].item, RECEIPT_HO_SYMBOL);
}

static void what_is_no_number_is_not_written(void **state)
{
    static const struct {
        const char *insurer;
        const char *symbol;
        const char *number;
        enum trouble trouble;
    } rows[] = {
        {"01130013", "1", "2", TROUBLE_VALUE}, /* check digit */
        {"", "1", "2", TROUBLE_VALUE},
        {"77777777", "1", "2", TROUBLE_VALUE}, /* the filler is no insurer */
        {"06132013", "1", "", TROUBLE_MISSING},
        {"06132013", "1●", "2", TROUBLE_MASKED},
        {"06132013", "1", "●", TROUBLE_MASKED},
        {"06132013", "髙", "2", TROUBLE_UNWRITABLE},
        {"06132013", "①", "2", TROUBLE_UNWRITABLE},
        {"06132013", "\x01", "2", TROUBLE_UNWRITABLE},
        {"06132013", "1234567890", "1234567890", TROUBLE_TOO_LONG},
        {"06132013", "架空架空架空架空架空架空架空架空架空架空", "2", TROUBLE_TOO_LONG},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct receipt_visits visits = numbers(rows[i].insurer, rows[i].symbol, rows[i].number);
        is_in_trouble(
            *state, RE "HO,01130012,12,345,1,100\n" SY SI, &visits, FATE_CURRENT, rows[i].trouble);
    }
}

static void the_character_and_the_field_are_named(void **state)
{
    struct fixture *f = *state;
    struct receipt_visits visits = numbers("06132013", "髙", "2");
    char text[TROUBLE_TEXT];
    is_in_trouble(
        f, RE "HO,01130012,12,345,1,100\n" SY SI, &visits, FATE_CURRENT, TROUBLE_UNWRITABLE);
    trouble_render(&f->rewrite.trouble, LANGUAGE_JAPANESE, text);
    assert_non_null(strstr(text, "「記号」"));
    assert_non_null(strstr(text, "U+9AD9 髙"));
    trouble_render(&f->rewrite.trouble, LANGUAGE_ENGLISH, text);
    assert_non_null(strstr(text, "symbol"));
    assert_non_null(strstr(text, "U+9AD9 髙"));
}

static void records_that_are_not_as_they_should_be_are_left_alone(void **state)
{
    struct receipt_visits visits = numbers("06132013", "1", "2");
    is_in_trouble(*state, RE SY SI, &visits, FATE_CURRENT, TROUBLE_NO_RECORD);
    is_in_trouble(
        *state, RE "HO,01130012,1,2,1,100\nHO,01130012,1,2,1,100\n" SY SI, &visits, FATE_CURRENT,
        TROUBLE_RECORD_TWICE);
    is_in_trouble(
        *state, RE "HO,01130012,1,2,1,100,,,,,,,,,,,\n" SY SI, &visits, FATE_CURRENT,
        TROUBLE_RECORD_SHAPE);
}

/* ---- SN ---- */

#define HO "HO,01130012,1,2,1,100\n"
#define KO "KO,51130011,0001234,,1,100\n"

static struct receipt_visits with_branch(const char *branch)
{
    struct receipt_visits visits = numbers("01130012", "1", "2");
    visits.identifiers.branch = slice_of(branch);
    return visits;
}

static void a_branch_is_inserted_after_the_payers(void **state)
{
    struct receipt_visits visits = with_branch("3");
    becomes(
        *state, RE HO KO "JD,1,1\n" SY SI, &visits, FATE_CURRENT,
        RE HO KO "SN,1,01,,,,03,,\nJD,1,1\n" SY SI);
    becomes(
        *state, RE HO KO "SN,2,01,,,,,0001234,\n" SY SI, &visits, FATE_CURRENT,
        RE HO KO "SN,1,01,,,,03,,\nSN,2,01,,,,,0001234,\n" SY SI);
}

static void a_branch_is_changed_where_there_is_one(void **state)
{
    struct receipt_visits visits = with_branch("12");
    becomes(
        *state, RE HO "SN,1,01,,,,03\n" SY SI, &visits, FATE_CURRENT,
        RE HO "SN,1,01,,,,12\n" SY SI);
    becomes(*state, RE HO "SN,1,01\n" SY SI, &visits, FATE_CURRENT, RE HO "SN,1,01,,,,12\n" SY SI);
    becomes(
        *state, RE HO "SN,1,01,,,,12,,\n" SY SI, &visits, FATE_CURRENT,
        RE HO "SN,1,01,,,,12,,\n" SY SI);
}

static void a_branch_goes_with_the_numbers_it_belonged_to(void **state)
{
    struct receipt_visits same = numbers("01130012", "1", "2");
    struct receipt_visits other = numbers("01130012", "1", "3");
    becomes(
        *state, RE HO "SN,1,01,,,,03,,\n" SY SI, &same, FATE_CURRENT,
        RE HO "SN,1,01,,,,03,,\n" SY SI);
    becomes(
        *state, RE HO "SN,1,01,,,,03,,\n" SY SI, &other, FATE_CURRENT,
        RE "HO,01130012,1,3,1,100\nSN,1,01,,,,,,\n" SY SI);
    becomes(*state, RE HO SY SI, &other, FATE_CURRENT, RE "HO,01130012,1,3,1,100\n" SY SI);
}

static void the_elderly_have_no_branch(void **state)
{
    struct receipt_visits visits = with_branch("3");
    visits.scheme = SCHEME_ELDERLY;
    becomes(*state, RE HO SY SI, &visits, FATE_CURRENT, RE HO SY SI);
    becomes(
        *state, RE HO "SN,1,01,,,,03,,\n" SY SI, &visits, FATE_CURRENT,
        RE HO "SN,1,01,,,,,,\n" SY SI);
}

static void checks_that_a_person_must_look_at_are_left_alone(void **state)
{
    struct receipt_visits visits = with_branch("3");
    struct receipt_visits odd = with_branch("3a");
    struct receipt_visits other = numbers("01130012", "1", "3");
    is_in_trouble(
        *state, RE HO "SN,1,04,06132013,,,12,,\n" SY SI, &visits, FATE_CURRENT,
        TROUBLE_EXAMINER_ITEMS);
    is_in_trouble(
        *state, RE HO "SN,1,04,,,9,,,\n" SY SI, &other, FATE_CURRENT, TROUBLE_EXAMINER_ITEMS);
    becomes(
        *state, RE HO "SN,1,04,,,9,03,,\n" SY SI, &visits, FATE_CURRENT,
        RE HO "SN,1,04,,,9,03,,\n" SY SI);
    is_in_trouble(
        *state, RE HO "SN,1,01,,,,12,,\nSN,1,01,,,,12,,\n" SY SI, &visits, FATE_CURRENT,
        TROUBLE_RECORD_TWICE);
    is_in_trouble(
        *state, RE HO "SN,1,01,,,,12,,,,,\n" SY SI, &visits, FATE_CURRENT, TROUBLE_RECORD_SHAPE);
    is_in_trouble(*state, RE HO SY SI, &odd, FATE_CURRENT, TROUBLE_VALUE);
}

static void an_edition_without_the_record_cannot_have_it(void **state)
{
    struct fixture *f = *state;
    struct receipt_visits visits = with_branch("3");
    struct receipt receipt = uke_receipt(RE HO SY SI, &f->arena);
    receipt.layout = receipt_layout_of(RECEIPT_KIND_MEDICAL, slice_of("43101"));
    overlay_bytes(f, &receipt, &visits, FATE_CURRENT);
    assert_int_equal(f->rewrite.trouble.trouble, TROUBLE_NOT_IN_LAYOUT);
}

/* ---- past and unknown ---- */

static void a_past_claim_says_so_before_the_treatment(void **state)
{
    struct receipt_visits visits = numbers("01130012", "1", "2");
    becomes(
        *state, RE HO SY "CO,99,1,810000001,何か\n" SI, &visits, FATE_PAST,
        RE HO SY "CO,01,1,820000245,\nCO,99,1,810000001,何か\n" SI);
    becomes(
        *state, RE HO SY "SJ,01,何か\n", &visits, FATE_PAST,
        RE HO SY "CO,01,1,820000245,\nSJ,01,何か\n");
    becomes(*state, RE HO SY, &visits, FATE_PAST, RE HO SY "CO,01,1,820000245,\n");
}

static void comments_that_are_there_already_are_not_written_twice(void **state)
{
    struct receipt_visits visits = numbers("01130012", "1", "2");
    const char *before = RE HO SY "CO,01,1,820000245,\n" SI;
    becomes(*state, before, &visits, FATE_PAST, before);
    is_in_trouble(*state, before, &visits, FATE_CURRENT, TROUBLE_COMMENTS_DIFFER);
    is_in_trouble(
        *state, RE HO SY "CO,01,1,820000246,\n" SI, &visits, FATE_PAST, TROUBLE_COMMENTS_DIFFER);
    is_in_trouble(
        *state, RE HO SY "CO,01,1,820000245,\nCO,01,1,820000245,\n" SI, &visits, FATE_PAST,
        TROUBLE_COMMENTS_DIFFER);
}

#define UNKNOWN_COMMENTS                                                                                  \
    "CO,01,1,820000246,\nCO,01,1,830000501,シカク　タロウ\nCO,01,1,830000505,架空県１－２\n" \
    "CO,01,1,830000507,０３－００００－００００\nCO,01,1,830000508,令和８年６月１９日\n"

static void an_unknown_claim_carries_the_filler_and_the_declaration(void **state)
{
    struct receipt_visits visits = declared();
    becomes(
        *state, RE "HO,01130012,１,２,1,100\nSN,1,01,,,,03,,\n" SY SI, &visits, FATE_UNKNOWN,
        RE "HO,77777777,,７７７７７７７７７,1,100\n" SY UNKNOWN_COMMENTS SI);
    becomes(
        *state, RE "HO,77777777,,777777777,1,100\n" SY UNKNOWN_COMMENTS SI, &visits, FATE_UNKNOWN,
        RE "HO,77777777,,777777777,1,100\n" SY UNKNOWN_COMMENTS SI);
    visits.scheme = SCHEME_ELDERLY;
    becomes(
        *state, RE HO SY SI, &visits, FATE_UNKNOWN,
        RE "HO,77777777,,77777777,1,100\n" SY UNKNOWN_COMMENTS SI);
}

static void settings_choose_the_filler_and_the_check(void **state)
{
    struct fixture *f = *state;
    struct receipt_visits visits = declared();
    f->choices = (struct receipt_choices){true, "77777779"};
    becomes(
        f, RE HO SY SI, &visits, FATE_UNKNOWN,
        RE "HO,77777779,,777777777,1,100\nSN,1,01,,,,,,\n" SY UNKNOWN_COMMENTS SI);
    becomes(
        f, RE HO "SN,1,01,,,,03,,\n" SY SI, &visits, FATE_UNKNOWN,
        RE "HO,77777779,,777777777,1,100\nSN,1,01,,,,,,\n" SY UNKNOWN_COMMENTS SI);
    f->choices.unknown_insurer = "77777777";
    becomes(
        f, RE HO SY SI, &visits, FATE_UNKNOWN,
        RE "HO,77777777,,777777777,1,100\nSN,1,01,,,,,,\n" SY UNKNOWN_COMMENTS SI);
    f->choices.unknown_insurer = "88888888";
    is_in_trouble(f, RE HO SY SI, &visits, FATE_UNKNOWN, TROUBLE_FILLER);
    f->choices = (struct receipt_choices){false, NULL};
}

static void only_an_address_goes_over_several_rows(void **state)
{
    struct receipt_visits visits = declared();
    visits.texts[CLAIM_TEXT_ADDRESS_1] = slice_of(
        "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十");
    visits.texts[CLAIM_TEXT_ADDRESS_2] = slice_of("二階");
    becomes(
        *state, RE HO SY SI, &visits, FATE_UNKNOWN,
        RE "HO,77777777,,777777777,1,100\n" SY
           "CO,01,1,820000246,\nCO,01,1,830000501,シカク　タロウ\n"
           "CO,01,1,830000505,一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四"
           "五六七八\n"
           "CO,01,1,830000505,九十\nCO,01,1,830000506,二階\n"
           "CO,01,1,830000507,０３－００００－００００\nCO,01,1,830000508,令和８年６月１９日\n" SI);
    visits.texts[CLAIM_TEXT_EMPLOYER] =
        slice_of("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九");
    is_in_trouble(*state, RE HO SY SI, &visits, FATE_UNKNOWN, TROUBLE_TOO_LONG);
}

static void an_unknown_claim_lacks_nothing(void **state)
{
    static const enum claim_text needed[] = {
        CLAIM_TEXT_KANA, CLAIM_TEXT_ADDRESS_1, CLAIM_TEXT_CONTACT, CLAIM_TEXT_CONTACT_DATE};
    struct receipt_visits visits;
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        visits = declared();
        visits.texts[needed[i]] = slice_of(" ");
        is_in_trouble(*state, RE HO SY SI, &visits, FATE_UNKNOWN, TROUBLE_MISSING);
    }
    visits = declared();
    visits.texts[CLAIM_TEXT_CONTACT_DATE] = slice_of("きのう");
    is_in_trouble(*state, RE HO SY SI, &visits, FATE_UNKNOWN, TROUBLE_VALUE);
    visits = declared();
    visits.texts[CLAIM_TEXT_ADDRESS_1] = slice_of("架空県\n見本市");
    is_in_trouble(*state, RE HO SY SI, &visits, FATE_UNKNOWN, TROUBLE_UNWRITABLE);
}

static void before_the_codes_existed_the_day_is_named(void **state)
{
    struct fixture *f = *state;
    struct receipt_visits visits = declared();
    struct receipt_visits lost = numbers("01130012", "1", "2");
    const char *before = "RE,1,1112,202110,資格　太郎,1,19800131\n" HO SY SI;
    char text[TROUBLE_TEXT];
    is_in_trouble(f, before, &lost, FATE_PAST, TROUBLE_NOT_IN_FORCE);
    trouble_render(&f->rewrite.trouble, LANGUAGE_JAPANESE, text);
    assert_non_null(strstr(text, "2021-10-01"));
    assert_non_null(strstr(text, "旧資格情報"));
    trouble_render(&f->rewrite.trouble, LANGUAGE_ENGLISH, text);
    assert_non_null(strstr(text, "2021-10-01"));
    is_in_trouble(f, before, &visits, FATE_UNKNOWN, TROUBLE_NOT_IN_FORCE);
    becomes(f, before, &lost, FATE_CURRENT, before);
}

/* ---- bytes ---- */

static void line_ends_are_those_of_the_receipt(void **state)
{
    struct fixture *f = *state;
    struct buffer bytes = uke_bytes(RE HO SY SI, "\n");
    struct receipt_visits visits = with_branch("3");
    struct receipt receipt;
    struct error error;
    assert_true(receipt_open(
        receipt_layout_of(RECEIPT_KIND_MEDICAL, slice_of("202607")), buffer_slice(&bytes), 2,
        &f->arena, &receipt, &error));
    overlay_bytes(f, &receipt, &visits, FATE_CURRENT);
    assert_int_equal(slice_find_byte(f->rewrite.bytes, '\r'), f->rewrite.bytes.size);
    assert_int_equal(f->rewrite.bytes.size, bytes.size + sizeof "SN,1,01,,,,03,,");
    buffer_close(&bytes);
}

static void what_is_carried_is_never_encoded_again(void **state)
{
    struct fixture *f = *state;
    struct buffer bytes = uke_bytes(RE HO SY, "\r\n");
    struct receipt_visits visits = with_branch("3");
    struct receipt receipt;
    struct error error;
    static const char odd[] = "CO,99,1,810000001,\xf0\x40\xfb\xfc\xee\xe0\x81\x7c\r\n";
    assert_true(buffer_append_text(&bytes, odd, &error));
    assert_true(receipt_open(
        receipt_layout_of(RECEIPT_KIND_MEDICAL, slice_of("202607")), buffer_slice(&bytes), 2,
        &f->arena, &receipt, &error));
    overlay_bytes(f, &receipt, &visits, FATE_CURRENT);
    assert_int_equal(f->rewrite.change_count, 1);
    assert_memory_equal(
        f->rewrite.bytes.data + f->rewrite.bytes.size - strlen(odd), odd, strlen(odd));
    buffer_close(&bytes);
}

static void renumbering_keeps_the_width_of_leading_zeros(void **state)
{
    static const struct {
        const char *before;
        int64_t number;
        const char *after;
    } rows[] = {
        {"RE,12,1112\r\nHO,1\r\n", 9, "RE,9,1112\r\nHO,1\r\n"},
        {"RE,000012,1112\r\n", 9, "RE,000009,1112\r\n"},
        {"RE,9,1112\r\n", 10, "RE,10,1112\r\n"},
        {"RE,,1112\r\n", 10, "RE,10,1112\r\n"},
        {"RE\r\n", 1, "RE,1\r\n"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct receipt receipt = uke_receipt("RE,1\n", &f->arena);
        struct buffer out = buffer_open(1000);
        struct error error;
        assert_true(
            receipt_renumber(&receipt, slice_of(rows[i].before), rows[i].number, &out, &error));
        assert_text(buffer_slice(&out), rows[i].after);
        buffer_close(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_that_are_the_same_keep_their_bytes),
        cmocka_unit_test(new_numbers_take_the_width_of_the_old_ones),
        cmocka_unit_test(a_kanji_symbol_takes_the_number_along),
        cmocka_unit_test(a_short_row_is_made_just_long_enough),
        cmocka_unit_test(changes_name_the_item_with_both_values),
        cmocka_unit_test(what_is_no_number_is_not_written),
        cmocka_unit_test(the_character_and_the_field_are_named),
        cmocka_unit_test(records_that_are_not_as_they_should_be_are_left_alone),
        cmocka_unit_test(a_branch_is_inserted_after_the_payers),
        cmocka_unit_test(a_branch_is_changed_where_there_is_one),
        cmocka_unit_test(a_branch_goes_with_the_numbers_it_belonged_to),
        cmocka_unit_test(the_elderly_have_no_branch),
        cmocka_unit_test(checks_that_a_person_must_look_at_are_left_alone),
        cmocka_unit_test(an_edition_without_the_record_cannot_have_it),
        cmocka_unit_test(a_past_claim_says_so_before_the_treatment),
        cmocka_unit_test(comments_that_are_there_already_are_not_written_twice),
        cmocka_unit_test(an_unknown_claim_carries_the_filler_and_the_declaration),
        cmocka_unit_test(settings_choose_the_filler_and_the_check),
        cmocka_unit_test(only_an_address_goes_over_several_rows),
        cmocka_unit_test(an_unknown_claim_lacks_nothing),
        cmocka_unit_test(before_the_codes_existed_the_day_is_named),
        cmocka_unit_test(line_ends_are_those_of_the_receipt),
        cmocka_unit_test(what_is_carried_is_never_encoded_again),
        cmocka_unit_test(renumbering_keeps_the_width_of_leading_zeros),
    };
    return cmocka_run_group_tests(tests, make_fixture, drop_fixture);
}
