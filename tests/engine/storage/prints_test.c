/* Fingerprints: what is equal, what is never equal, and what they depend on. */
#include "engine/storage/prints.h"

#include <string.h>

#include "engine/foundation/fold.h"
#include "tests/support/check.h"

static const uint8_t key[KEY_BYTES] = {7};
static struct fingerprinter *printer;

static int open_printer(void **state)
{
    struct error error = {0};
    (void)state;
    return fingerprinter_open(key, &printer, &error) ? 0 : -1;
}

static int close_printer(void **state)
{
    (void)state;
    fingerprinter_close(printer);
    return 0;
}

struct print {
    uint8_t bytes[FINGERPRINT_BYTES];
};

static struct slice text(const char *value)
{
    return value == NULL ? (struct slice){NULL, 0} : slice_of(value);
}

static struct date day(const char *value)
{
    struct date date = DATE_NONE;
    if (value != NULL) {
        assert_true(date_from_digits(slice_of(value), &date));
    }
    return date;
}

static struct print of_numbers(
    const char *insurer,
    const char *symbol,
    const char *number,
    const char *branch,
    const char *birth)
{
    const struct identifiers identifiers = {
        text(insurer), text(symbol), text(number), text(branch)};
    struct print print;
    struct error error = {0};
    assert_true(print_numbers(printer, &identifiers, day(birth), print.bytes, &error));
    return print;
}

static struct print of_person(const char *kana, const char *birth, unsigned sex)
{
    struct print print;
    struct error error = {0};
    assert_true(print_person(printer, text(kana), day(birth), sex, print.bytes, &error));
    return print;
}

static struct print of_code(const char *label, const char *code)
{
    struct print print;
    struct error error = {0};
    assert_true(print_code(printer, label, text(code), print.bytes, &error));
    return print;
}

static bool same(struct print left, struct print right)
{
    return print_is_some(left.bytes) && print_is_some(right.bytes) &&
           memcmp(left.bytes, right.bytes, FINGERPRINT_BYTES) == 0;
}

static bool none(struct print print)
{
    return !print_is_some(print.bytes);
}

/* ---- numbers ---- */

static void numbers_are_equal_however_they_are_written(void **state)
{
    struct print wanted = of_numbers("06130017", "12-3", "34", NULL, "19800401");
    (void)state;
    assert_true(same(wanted, of_numbers("06130017", "12-3", "34", NULL, "19800401")));
    assert_true(same(wanted, of_numbers("０６１３００１７", "１２－３", "３４", NULL, "19800401")));
    assert_true(same(wanted, of_numbers("06130017", " 12ー3 ", "00034", NULL, "19800401")));
    assert_true(same(wanted, of_numbers("06130017", "12-3", "34", "02", "19800401")));
    assert_false(same(wanted, of_numbers("06130017", "012-3", "34", NULL, "19800401")));
    assert_false(same(wanted, of_numbers("06130017", "12-3", "35", NULL, "19800401")));
    assert_false(same(wanted, of_numbers("06130017", "12-3", "34", NULL, "19800402")));
    assert_false(same(wanted, of_numbers("06130017", "12-", "334", NULL, "19800401")));
}

static void an_insurer_of_six_digits_is_the_same_filled_up_to_eight(void **state)
{
    struct print wanted = of_numbers("138057", NULL, "34", NULL, "19800401");
    (void)state;
    assert_true(print_is_some(wanted.bytes));
    assert_true(same(wanted, of_numbers("00138057", NULL, "34", NULL, "19800401")));
    assert_true(same(wanted, of_numbers("  138057", "", "34", NULL, "19800401")));
}

static void what_is_not_known_is_equal_to_nothing(void **state)
{
    (void)state;
    assert_true(none(of_numbers("06130017", "12", NULL, NULL, "19800401")));
    assert_true(none(of_numbers("06130017", "12", "", NULL, "19800401")));
    assert_true(none(of_numbers("06130017", "12", "34", NULL, NULL)));
    assert_true(none(of_numbers(NULL, "12", "34", NULL, "19800401")));
    assert_true(none(of_numbers("06130018", "12", "34", NULL, "19800401")));
    assert_true(none(of_numbers("06130017", "1●", "34", NULL, "19800401")));
    assert_true(none(of_numbers("06130017", "12", "3●", NULL, "19800401")));
    assert_true(none(of_numbers("06130017", "12", "3\xFF", NULL, "19800401")));
    assert_true(none(of_person(NULL, "19800401", SEX_MALE)));
    assert_true(none(of_person(" 　", "19800401", SEX_MALE)));
    assert_true(none(of_person("シカ● タロウ", "19800401", SEX_MALE)));
    assert_true(none(of_person("シカク", NULL, SEX_MALE)));
    assert_true(none(of_person("シカク", "19800401", SEX_UNRECORDED)));
    assert_true(none(of_person("シカク", "19800401", SEX_UNSET)));
    assert_true(none(of_code("chart", NULL)));
    assert_true(none(of_code("chart", "")));
    assert_false(print_is_some((const uint8_t[FINGERPRINT_BYTES]){0}));
}

/* ---- pairs of names ---- */

static struct print of_alias(const struct person *here, const struct person *there)
{
    const struct print_alias_of of = {.typed = {1}, .answered = {2}, .here = here, .there = there};
    struct print print;
    struct error error = {0};
    assert_true(print_alias(printer, &of, print.bytes, &error));
    return print;
}

static void names_are_paired_by_kana_where_both_have_it(void **state)
{
    const struct person here = {.kana = LITERAL("シカク"), .name = LITERAL("資格")};
    const struct person same_kana = {.kana = LITERAL("ｼｶｸ"), .name = LITERAL("視覚")};
    const struct person there = {.kana = LITERAL("トツゴウ"), .name = LITERAL("●合")};
    const struct person second = {.other_kana = LITERAL("トツゴウ")};
    const struct person in_kanji = {.name = LITERAL("突合")};
    const struct person hidden = {.name = LITERAL("●合")};
    const struct person nobody = {.kana = {NULL, 0}};
    (void)state;
    assert_true(same(of_alias(&here, &there), of_alias(&same_kana, &there)));
    assert_false(same(of_alias(&here, &there), of_alias(&there, &here)));
    assert_false(same(of_alias(&here, &there), of_alias(&here, &second)));
    assert_true(same(of_alias(&here, &in_kanji), of_alias(&here, &in_kanji)));
    assert_false(same(of_alias(&here, &in_kanji), of_alias(&same_kana, &in_kanji)));
    assert_true(none(of_alias(&here, &hidden)));
    assert_true(none(of_alias(&here, &nobody)));
    assert_true(none(of_alias(&nobody, &there)));
    assert_true(none(of_alias(&nobody, &nobody)));
}

/* ---- people and codes ---- */

static void a_person_is_kana_birthday_and_sex(void **state)
{
    struct print wanted = of_person("シカク タロウ", "19800401", SEX_MALE);
    (void)state;
    assert_true(same(wanted, of_person("ｼｶｸﾀﾛｳ", "19800401", SEX_MALE)));
    assert_true(same(wanted, of_person("しかく　たろう", "19800401", SEX_MALE)));
    assert_false(same(wanted, of_person("シカク ジロウ", "19800401", SEX_MALE)));
    assert_false(same(wanted, of_person("シカク タロウ", "19800402", SEX_MALE)));
    assert_false(same(wanted, of_person("シカク タロウ", "19800401", SEX_FEMALE)));
}

static void codes_are_taken_as_they_are_and_by_their_kind(void **state)
{
    (void)state;
    assert_true(same(of_code("chart", "12"), of_code("chart", "12")));
    assert_false(same(of_code("chart", "12"), of_code("chart", "012")));
    assert_false(same(of_code("chart", "12"), of_code("local", "12")));
    assert_false(same(of_code("chart", "12"), of_code("char", "t12")));
}

static void another_key_gives_other_fingerprints(void **state)
{
    static const uint8_t other_key[KEY_BYTES] = {8};
    struct print wanted = of_code("chart", "12");
    struct fingerprinter *mine = printer;
    struct error error = {0};
    (void)state;
    assert_true(fingerprinter_open(other_key, &printer, &error));
    assert_false(same(wanted, of_code("chart", "12")));
    fingerprinter_close(printer);
    printer = mine;
}

/* What stands in stores: a change of folding or of the message would make them useless. */
static void the_message_is_the_one_that_is_written_down(void **state)
{
    static const char code[] = "\1chart\0"
                               "12";
    static const char numbers[] = "\1numbers\0"
                                  "06130017\0"
                                  "12-3\0"
                                  "34\0"
                                  "19800401";
    static const char person[] = "\1person\0"
                                 "シカクタロウ\0"
                                 "19800401\0"
                                 "male";
    struct print print;
    struct error error = {0};
    (void)state;
    assert_int_equal(FOLD_VERSION, 1);
    assert_true(fingerprint(printer, LITERAL(code), print.bytes, &error));
    assert_true(same(print, of_code("chart", "12")));
    assert_true(fingerprint(printer, LITERAL(numbers), print.bytes, &error));
    assert_true(same(print, of_numbers("06130017", "１２-3", "034", NULL, "19800401")));
    assert_true(fingerprint(printer, LITERAL(person), print.bytes, &error));
    assert_true(same(print, of_person("ｼｶｸ ﾀﾛｳ", "19800401", SEX_MALE)));
}

static void all_four_of_a_visit_lie_in_their_places(void **state)
{
    struct evidence evidence = {0};
    uint8_t prints[VISIT_PRINTS];
    struct error error = {0};
    (void)state;
    evidence.values[FIELD_CHART_NUMBER] = LITERAL("1");
    evidence.values[FIELD_LOCAL_NUMBER] = LITERAL("2");
    evidence.values[FIELD_INSURER_NUMBER] = LITERAL("06130017");
    evidence.values[FIELD_NUMBER] = LITERAL("34");
    evidence.values[FIELD_BIRTH_DATE] = LITERAL("19800401");
    evidence.values[FIELD_KANA_NAME] = LITERAL("シカク");
    evidence.values[FIELD_SEX] = LITERAL("male");
    assert_true(prints_of_evidence(printer, &evidence, prints, &error));
    assert_memory_equal(prints + PRINT_CHART, of_code("chart", "1").bytes, FINGERPRINT_BYTES);
    assert_memory_equal(prints + PRINT_LOCAL, of_code("local", "2").bytes, FINGERPRINT_BYTES);
    assert_memory_equal(
        prints + PRINT_NUMBERS, of_numbers("06130017", NULL, "34", NULL, "19800401").bytes,
        FINGERPRINT_BYTES);
    assert_memory_equal(
        prints + PRINT_PERSON, of_person("シカク", "19800401", SEX_MALE).bytes, FINGERPRINT_BYTES);
    evidence.values[FIELD_BIRTH_DATE] = LITERAL("19800231");
    assert_true(prints_of_evidence(printer, &evidence, prints, &error));
    assert_false(print_is_some(prints + PRINT_NUMBERS));
    assert_false(print_is_some(prints + PRINT_PERSON));
}

static void a_short_print_depends_on_label_and_bytes_and_is_never_negative(void **state)
{
    struct error error = {0};
    int64_t one = -1;
    int64_t two = -1;
    (void)state;
    for (int i = 0; i < 64; i++) {
        uint8_t byte = (uint8_t)i;
        assert_true(print_short(printer, "a", (struct slice){&byte, 1}, &one, &error));
        assert_true(print_short(printer, "b", (struct slice){&byte, 1}, &two, &error));
        assert_true(one >= 0 && two >= 0 && one != two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_equal_however_they_are_written),
        cmocka_unit_test(an_insurer_of_six_digits_is_the_same_filled_up_to_eight),
        cmocka_unit_test(what_is_not_known_is_equal_to_nothing),
        cmocka_unit_test(names_are_paired_by_kana_where_both_have_it),
        cmocka_unit_test(a_person_is_kana_birthday_and_sex),
        cmocka_unit_test(codes_are_taken_as_they_are_and_by_their_kind),
        cmocka_unit_test(another_key_gives_other_fingerprints),
        cmocka_unit_test(the_message_is_the_one_that_is_written_down),
        cmocka_unit_test(all_four_of_a_visit_lie_in_their_places),
        cmocka_unit_test(a_short_print_depends_on_label_and_bytes_and_is_never_negative),
    };
    return cmocka_run_group_tests(tests, open_printer, close_printer);
}
