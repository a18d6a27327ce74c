/* One receipt at a time: which bytes of HO and SN change, and what cannot be written. */
#include "tests/exporters/overlay_support.h"

#include <stdlib.h>
#include <string.h>

#include "engine/vocabulary/jis.h"
#include "tests/support/rules_fixture.h"
#include "tests/support/uke_fixture.h"

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
    struct receipt_visits visits = numbers("01130012", "12", "345");
    becomes(
        *state, RE "HO,01130012\n" SY SI, &visits, FATE_CURRENT,
        RE "HO,01130012,１２,３４５\n" SY SI);
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
        {"06132013", "", "2", TROUBLE_SYMBOL}, /* the law asks this kind of insurer for one */
        {"06132013", " ", "2", TROUBLE_SYMBOL},
        {"01130012", "", "345", TROUBLE_SYMBOL}, /* also where the receipt has it */
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
        cmocka_unit_test(line_ends_are_those_of_the_receipt),
        cmocka_unit_test(what_is_carried_is_never_encoded_again),
        cmocka_unit_test(renumbering_keeps_the_width_of_leading_zeros),
    };
    return cmocka_run_group_tests(tests, make_fixture, drop_fixture);
}
