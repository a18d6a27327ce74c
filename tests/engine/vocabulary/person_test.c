#include "engine/vocabulary/person.h"

#include "tests/support/check.h"

static struct person person_of(const char *kana, const char *name)
{
    struct person person = {.birth = DATE_NONE};
    if (kana != NULL) {
        person.kana = slice_of(kana);
    }
    if (name != NULL) {
        person.name = slice_of(name);
    }
    return person;
}

static void
check_names(const struct person *left, const struct person *right, enum resemblance expected)
{
    assert_int_equal(person_names(left, right), expected);
    assert_int_equal(person_names(right, left), expected);
}

static void kana_decide_where_both_have_them(void **state)
{
    struct person registered = person_of("シカク　タロウ", "資格　太郎");
    struct person half_width = person_of("ｼｶｸ ﾀﾛｳ", NULL);
    struct person other = person_of("シカク　ジロウ", "資格　太郎");
    (void)state;
    check_names(&registered, &half_width, RESEMBLANCE_EQUAL);
    check_names(&registered, &other, RESEMBLANCE_DIFFERENT);
}

static void unknown_characters_in_kana_need_a_look(void **state)
{
    struct person registered = person_of("シカク　タロウ", NULL);
    struct person unknown = person_of("シカ●　タロウ", "資格　太郎");
    (void)state;
    check_names(&registered, &unknown, RESEMBLANCE_DOUBTFUL);
}

static void equal_kanji_alone_need_a_look(void **state)
{
    struct person registered = person_of("シカク　タロウ", "資格　太郎");
    struct person without = person_of(NULL, "資格太郎");
    struct person unknown = person_of("", "資●太郎");
    struct person other = person_of("　", "資格　次郎");
    (void)state;
    check_names(&registered, &without, RESEMBLANCE_DOUBTFUL);
    check_names(&registered, &unknown, RESEMBLANCE_DOUBTFUL);
    check_names(&registered, &other, RESEMBLANCE_DIFFERENT);
}

static void nothing_to_compare_is_absent_and_never_equal(void **state)
{
    struct person nobody = person_of(NULL, NULL);
    struct person kana_only = person_of("シカク　タロウ", NULL);
    struct person name_only = person_of(NULL, "資格　太郎");
    (void)state;
    check_names(&nobody, &nobody, RESEMBLANCE_ABSENT);
    check_names(&kana_only, &nobody, RESEMBLANCE_ABSENT);
    check_names(&kana_only, &name_only, RESEMBLANCE_ABSENT);
}

static void a_second_registered_name_counts_on_either_side(void **state)
{
    struct person married = person_of("シンセイ　ハナコ", "新姓　花子");
    struct person maiden = person_of("キュウセイ　ハナコ", "旧姓　花子");
    (void)state;
    check_names(&married, &maiden, RESEMBLANCE_DIFFERENT);
    married.other_kana = LITERAL("キュウセイ　ハナコ");
    check_names(&married, &maiden, RESEMBLANCE_EQUAL);
    maiden.other_kana = LITERAL("ベツメイ　ハナコ");
    check_names(&married, &maiden, RESEMBLANCE_EQUAL);
    maiden.kana = LITERAL("ベツノ　ナマエ");
    married.other_kana = LITERAL("ベツメイ　ハナコ");
    check_names(&married, &maiden, RESEMBLANCE_EQUAL);
}

static void the_best_of_two_names_counts(void **state)
{
    struct person left = person_of("キョウコ", NULL);
    struct person right = person_of("キヨウコ", NULL);
    (void)state;
    check_names(&left, &right, RESEMBLANCE_DOUBTFUL);
    right.other_kana = LITERAL("キョウコ");
    check_names(&left, &right, RESEMBLANCE_EQUAL);
    right.other_kana = LITERAL("ハナコ");
    check_names(&left, &right, RESEMBLANCE_DOUBTFUL);
}

static void births_are_equal_different_or_absent(void **state)
{
    struct person left = person_of(NULL, NULL);
    struct person right = person_of(NULL, NULL);
    (void)state;
    assert_int_equal(person_births(&left, &right), RESEMBLANCE_ABSENT);
    assert_true(date_make(1952, 1, 1, &left.birth));
    assert_int_equal(person_births(&left, &right), RESEMBLANCE_ABSENT);
    assert_int_equal(person_births(&right, &left), RESEMBLANCE_ABSENT);
    assert_true(date_make(1952, 1, 1, &right.birth));
    assert_int_equal(person_births(&left, &right), RESEMBLANCE_EQUAL);
    assert_true(date_make(1952, 1, 2, &right.birth));
    assert_int_equal(person_births(&left, &right), RESEMBLANCE_DIFFERENT);
}

static void a_sex_that_is_not_set_is_absent(void **state)
{
    static const struct {
        unsigned left;
        unsigned right;
        enum resemblance resemblance;
    } rows[] = {
        {SEX_MALE, SEX_MALE, RESEMBLANCE_EQUAL},
        {SEX_MALE, SEX_FEMALE, RESEMBLANCE_DIFFERENT},
        {SEX_MALE, SEX_UNSET, RESEMBLANCE_ABSENT},
        {SEX_UNSET, SEX_UNSET, RESEMBLANCE_ABSENT},
        {SEX_UNRECORDED, SEX_UNRECORDED, RESEMBLANCE_ABSENT},
        {SEX_UNRECORDED, SEX_FEMALE, RESEMBLANCE_ABSENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct person left = {.sex = rows[i].left};
        struct person right = {.sex = rows[i].right};
        assert_int_equal(person_sexes(&left, &right), rows[i].resemblance);
        assert_int_equal(person_sexes(&right, &left), rows[i].resemblance);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(kana_decide_where_both_have_them),
        cmocka_unit_test(unknown_characters_in_kana_need_a_look),
        cmocka_unit_test(equal_kanji_alone_need_a_look),
        cmocka_unit_test(nothing_to_compare_is_absent_and_never_equal),
        cmocka_unit_test(a_second_registered_name_counts_on_either_side),
        cmocka_unit_test(the_best_of_two_names_counts),
        cmocka_unit_test(births_are_equal_different_or_absent),
        cmocka_unit_test(a_sex_that_is_not_set_is_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
