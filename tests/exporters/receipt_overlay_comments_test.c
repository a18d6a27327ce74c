/* One receipt at a time: the comments of a past and of an unknown claim. */
#include "tests/exporters/overlay_support.h"

#include <stdlib.h>
#include <string.h>

#include "engine/vocabulary/jis.h"
#include "tests/support/rules_fixture.h"
#include "tests/support/uke_fixture.h"

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
    f->choices = (struct receipt_choices){.unknown_sn = true, .unknown_insurer = "77777779"};
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
    f->choices = (struct receipt_choices){.unknown_sn = false};
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_past_claim_says_so_before_the_treatment),
        cmocka_unit_test(comments_that_are_there_already_are_not_written_twice),
        cmocka_unit_test(an_unknown_claim_carries_the_filler_and_the_declaration),
        cmocka_unit_test(settings_choose_the_filler_and_the_check),
        cmocka_unit_test(only_an_address_goes_over_several_rows),
        cmocka_unit_test(an_unknown_claim_lacks_nothing),
        cmocka_unit_test(before_the_codes_existed_the_day_is_named),
    };
    return cmocka_run_group_tests(tests, make_fixture, drop_fixture);
}
