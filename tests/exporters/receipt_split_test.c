#include "exporters/receipt_split.h"

#include <stdio.h>

#include "tests/exporters/overlay_support.h"
#include "tests/support/uke_fixture.h"

/* Days 10 and 12 are of the first insurer, day 30 of the second. */
#define FIRST ((UINT32_C(1) << 9) | (UINT32_C(1) << 11))
#define SECOND (UINT32_C(1) << 29)

#define CLASSES "12 21 40 80"
#define GAP9 ",,,,,,,,,"
#define DAYS_10_12_30 GAP9 "1,,1" GAP9 GAP9 "1,"
#define DAYS_10_12 GAP9 "1,,1" GAP9 GAP9 ","
#define DAY_10 GAP9 "1,," GAP9 GAP9 ","
#define DAY_30 GAP9 ",," GAP9 GAP9 "1,"
#define SI_ROW(class, points, times, days)                                                         \
    "SI," class ",1,112007410,," points "," times ",,,,,,," days "\n"

#define PERSON "RE,1,1112,202606,資格　太郎,1,19800131,,,,,,,001\n"
#define INSURANCE(days, points) "HO,01130012,1,2," days "," points "\n"
#define GOES_ON "SY,8830417,20260201,1,,,01,\n"
#define VISITS SI_ROW("12", "73", "3", DAYS_10_12_30)
#define WHOLE PERSON INSURANCE("3", "219") GOES_ON VISITS

struct trial {
    struct receipt source;
    struct receipt_split split;
    struct receipt parts[SPLIT_PARTS];
};

static void split_it(struct fixture *f, const char *utf8, struct trial *trial)
{
    struct receipt_key key;
    struct error error;
    struct split_order order = {
        .receipt = &trial->source,
        .key = &key,
        .classes = slice_of(CLASSES),
        .days = {FIRST, SECOND},
    };
    trial->source = uke_receipt(utf8, &f->arena);
    assert_true(receipt_read_key(&trial->source, slice_of("12"), &f->arena, &key, &error));
    assert_true(receipt_split(&order, &f->arena, &trial->split, &error));
    for (size_t i = 0; i < SPLIT_PARTS && trial->split.reason == SPLIT_REASON_NONE; i++) {
        assert_true(receipt_open(
            trial->source.layout, trial->split.parts[i].bytes, 1, &f->arena, &trial->parts[i],
            &error));
    }
}

/* Both parts are these rows, and the proof holds. */
static void
becomes_two(struct fixture *f, const char *before, const char *first, const char *second)
{
    const char *wanted[SPLIT_PARTS] = {first, second};
    struct trial trial;
    split_it(f, before, &trial);
    assert_string_equal(split_reason_name(trial.split.reason), "none");
    for (size_t i = 0; i < SPLIT_PARTS; i++) {
        struct receipt expected = uke_receipt(wanted[i], &f->arena);
        assert_slice(trial.parts[i].bytes, expected.bytes);
    }
    assert_true(receipt_split_holds(&trial.source, &trial.parts[0], &trial.parts[1]));
}

static void is_not_split(struct fixture *f, const char *before, const char *reason)
{
    struct trial trial;
    split_it(f, before, &trial);
    assert_string_equal(split_reason_name(trial.split.reason), reason);
}

/* ---- what is split ---- */

static void times_of_a_row_go_to_the_days_of_each_side(void **state)
{
    becomes_two(
        *state, WHOLE, PERSON INSURANCE("2", "146") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12),
        PERSON INSURANCE("1", "73") GOES_ON SI_ROW("12", "73", "1", DAY_30));
}

static void a_group_of_one_side_keeps_its_bytes_and_its_comment(void **state)
{
    static const char group[] = "CO,21,1,810000001,あ\n"
                                "IY,,1,620098801,1,5,1,,,,,,," DAY_10 "\n"
                                "CO,,1,810000001,い\n";
    char before[2048];
    char first[2048];
    (void)snprintf(
        before, sizeof before, "%s%s", PERSON INSURANCE("3", "224") GOES_ON VISITS, group);
    (void)snprintf(
        first, sizeof first, "%s%s",
        PERSON INSURANCE("2", "151") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12), group);
    becomes_two(
        *state, before, first, PERSON INSURANCE("1", "73") GOES_ON SI_ROW("12", "73", "1", DAY_30));
}

static void a_disease_begun_with_the_second_side_stands_there_alone(void **state)
{
    static const char new_one[] = "SY,8830418,20260630,2,,,,架空の補足\n";
    char before[2048];
    char second[2048];
    (void)snprintf(
        before, sizeof before, PERSON INSURANCE("3", "219") GOES_ON "%s" VISITS, new_one);
    (void)snprintf(
        second, sizeof second,
        PERSON INSURANCE("1", "73") GOES_ON "%s" SI_ROW("12", "73", "1", DAY_30), new_one);
    becomes_two(
        *state, before, PERSON INSURANCE("2", "146") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12),
        second);
}

static void every_change_names_its_row_of_the_source(void **state)
{
    struct trial trial;
    split_it(*state, WHOLE, &trial);
    for (size_t i = 0; i < SPLIT_PARTS; i++) {
        const struct split_part *part = &trial.split.parts[i];
        assert_int_equal(part->change_count, 3); /* days and points of HO, the row */
        assert_int_equal(part->count, trial.source.count);
        assert_int_equal(part->sources[3], 3);
        assert_int_equal(part->changes[0].line, trial.source.line + 1);
        assert_int_equal(part->changes[2].line, trial.source.line + 3);
    }
}

/* ---- what leaves a doubt ---- */

static void what_is_of_neither_for_sure_is_named(void **state)
{
    static const struct {
        const char *reason;
        const char *receipt;
    } cases[] = {
        {"person_items", "RE,1,1112,202606,資格　太郎,1,19800131,,,,,29,,001\n" INSURANCE(
                             "3", "219") GOES_ON VISITS},
        {"insurance_items", PERSON "HO,01130012,1,2,3,219,,,,,,100\n" GOES_ON VISITS},
        {"insurance_items", PERSON GOES_ON VISITS},
        {"insurance_items", PERSON INSURANCE("3", "219") "MF,00\n" GOES_ON VISITS},
        {"insurance_items", PERSON INSURANCE("3", "219") INSURANCE("3", "219") GOES_ON VISITS},
        {"public", PERSON INSURANCE("3", "219") "KO,83130011,1,,3,219\n" GOES_ON VISITS},
        {"public",
         PERSON INSURANCE("3", "219") GOES_ON "SI,12,2,112007410,,73,3,,,,,,," DAYS_10_12_30 "\n"},
        {"checks", PERSON INSURANCE("3", "219") "SN,1,01,01130012,,,03,,\n" GOES_ON VISITS},
        {"checks", PERSON INSURANCE("3", "219") "SN,2,01,,,,03,,\n" GOES_ON VISITS},
        {"records", WHOLE "TO,40,1,710010001\n"},
        {"records", WHOLE "XX,1\n"},
        {"comment", WHOLE "SJ,01,あ\n"},
        {"comment", WHOLE "CO,99,1,810000001,あ\n"},
        {"comment", PERSON INSURANCE("3", "219") GOES_ON VISITS "CO,,1,810000001,あ\n"},
        {"comment", PERSON INSURANCE("3", "219") GOES_ON
         "SI,12,1,112007410,,73,3,810000001,あ,,,,," DAYS_10_12_30 "\n"},
        {"comment", PERSON INSURANCE("3", "219") "SY,8830417,20260201,1,,,01,あ\n" VISITS},
        {"group", PERSON INSURANCE("3", "219") GOES_ON "CO,,1,810000001,あ\n" VISITS},
        {"group", WHOLE "SI,12,1,112007410,,,1,,,,,,," DAY_10 "\n"},
        {"group",
         PERSON INSURANCE("3", "292") GOES_ON "SI,12,1,112007410,,73,3,,,,,,," DAYS_10_12_30 "\n"
                                              "SI,,1,112007410,,73,1,,,,,,," DAY_10 "\n"},
        {"classes", PERSON INSURANCE("3", "219") GOES_ON SI_ROW("13", "73", "3", DAYS_10_12_30)},
        {"undated", PERSON INSURANCE("3", "219") GOES_ON "SI,12,1,112007410,,73,3\n"},
        {"undated", PERSON INSURANCE("3", "292") GOES_ON SI_ROW("12", "73", "4", DAYS_10_12_30)},
        {"undated", PERSON INSURANCE("3", "219") GOES_ON SI_ROW("12", "73", "", DAYS_10_12_30)},
        {"points", PERSON INSURANCE("3", "220") GOES_ON VISITS},
        {"points", PERSON INSURANCE("3", "219") GOES_ON SI_ROW("12", "-73", "3", DAYS_10_12_30)},
        {"points", PERSON INSURANCE("3", "0") GOES_ON SI_ROW("12", "0", "3", DAYS_10_12_30)},
        {"visit_days", PERSON INSURANCE("4", "219") GOES_ON VISITS},
        {"visit_days", PERSON INSURANCE("3", "146") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12)},
        {"visit_days", PERSON INSURANCE("3", "219") "JD,1," DAYS_10_12 "\n" GOES_ON VISITS},
        {"visit_days",
         PERSON INSURANCE("3", "219") "JD,1,,,,,,,,,,2,,1" GAP9 GAP9 "1,\n" GOES_ON VISITS},
        {"visit_days", WHOLE "SI,12,1,112007410,,1,1,,,,,,,1\n"},
        {"disease", PERSON INSURANCE("3", "219") "SY,8830417,20260201,2,,,01,\n" VISITS},
        {"disease", PERSON INSURANCE("3", "219") "SY,8830417,20260201,,,,01,\n" VISITS},
        {"disease", PERSON INSURANCE("3", "219") "SY,8830417,20260611,1,,,01,\n" VISITS},
        {"disease", PERSON INSURANCE("3", "219") "SY,8830417,20260701,1,,,01,\n" VISITS},
        {"disease", PERSON INSURANCE("3", "219") "SY,8830417,20260610,4,,,01,\n" VISITS},
        {"main_disease", PERSON INSURANCE("3", "219") "SY,8830417,20260201,1,,,,\n" VISITS},
        {"main_disease", PERSON INSURANCE("3", "219") "SY,8830417,20260201,1,,,,\n"
                                                      "SY,8830417,20260630,1,,,01,\n" VISITS},
        {"kind",
         "RE,1,1111,202606,資格　太郎,1,19800131,,,,,,,001\n" INSURANCE("3", "219") GOES_ON VISITS},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        is_not_split(*state, cases[i].receipt, cases[i].reason);
    }
}

static void the_row_in_doubt_is_named_by_its_line(void **state)
{
    struct trial trial;
    split_it(*state, WHOLE "CO,99,1,810000001,あ\n", &trial);
    assert_int_equal(trial.split.line, trial.source.line + 4);
}

/* ---- the proof ---- */

/* What a wrong split could look like; the second half of WHOLE beside it is right. */
static void the_proof_refuses_what_is_lost_doubled_or_shifted(void **state)
{
    static const char right[] = PERSON INSURANCE("1", "73") GOES_ON SI_ROW("12", "73", "1", DAY_30);
    static const char *const wrong[] = {
        PERSON INSURANCE("2", "147") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12),
        PERSON INSURANCE("1", "146") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12),
        PERSON INSURANCE("2", "146") GOES_ON SI_ROW("12", "73", "1", DAYS_10_12),
        PERSON INSURANCE("2", "146") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12_30),
        PERSON INSURANCE("2", "146") GOES_ON SI_ROW("12", "146", "1", DAY_10),
        PERSON INSURANCE("2", "146") GOES_ON GOES_ON SI_ROW("12", "73", "2", DAYS_10_12),
        PERSON INSURANCE("2", "146") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12) "SJ,01,あ\n",
        PERSON INSURANCE("3", "219") GOES_ON VISITS,
        PERSON INSURANCE("0", "0") GOES_ON,
        "RE,1,1112,202606,資格　次郎,1,19800131,,,,,,,001\n" INSURANCE("2", "146")
            GOES_ON SI_ROW("12", "73", "2", DAYS_10_12),
        PERSON "HO,01130012,1,2,2,146,,,,,,1\n" GOES_ON SI_ROW("12", "73", "2", DAYS_10_12),
        PERSON GOES_ON SI_ROW("12", "73", "2", DAYS_10_12),
    };

    struct fixture *f = *state;
    struct receipt source = uke_receipt(WHOLE, &f->arena);
    struct receipt second = uke_receipt(right, &f->arena);
    struct receipt first = uke_receipt(
        PERSON INSURANCE("2", "146") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12), &f->arena);
    assert_true(receipt_split_holds(&source, &first, &second));
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        first = uke_receipt(wrong[i], &f->arena);
        assert_false(receipt_split_holds(&source, &first, &second));
    }
}

static void the_proof_refuses_a_disease_or_a_group_that_is_gone(void **state)
{
    struct fixture *f = *state;
    struct receipt source = uke_receipt(
        PERSON INSURANCE("3", "224") GOES_ON
        "SY,8830418,20260630,1,,,,\n" VISITS SI_ROW("40", "5", "1", DAY_10),
        &f->arena);
    struct receipt first = uke_receipt(
        PERSON INSURANCE("2", "151") GOES_ON SI_ROW("12", "73", "2", DAYS_10_12)
            SI_ROW("40", "5", "1", DAY_10),
        &f->arena);
    struct receipt second = uke_receipt(
        PERSON INSURANCE("1", "73") GOES_ON
        "SY,8830418,20260630,1,,,,\n" SI_ROW("12", "73", "1", DAY_30),
        &f->arena);
    assert_true(receipt_split_holds(&source, &first, &second));
    second =
        uke_receipt(PERSON INSURANCE("1", "73") GOES_ON SI_ROW("12", "73", "1", DAY_30), &f->arena);
    assert_false(receipt_split_holds(&source, &first, &second));
    second = uke_receipt(
        PERSON INSURANCE("1", "78") GOES_ON
        "SY,8830418,20260630,1,,,,\n" SI_ROW("12", "73", "1", DAY_30)
            SI_ROW("40", "5", "1", DAY_10),
        &f->arena);
    assert_false(receipt_split_holds(&source, &first, &second));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_of_a_row_go_to_the_days_of_each_side),
        cmocka_unit_test(a_group_of_one_side_keeps_its_bytes_and_its_comment),
        cmocka_unit_test(a_disease_begun_with_the_second_side_stands_there_alone),
        cmocka_unit_test(every_change_names_its_row_of_the_source),
        cmocka_unit_test(what_is_of_neither_for_sure_is_named),
        cmocka_unit_test(the_row_in_doubt_is_named_by_its_line),
        cmocka_unit_test(the_proof_refuses_what_is_lost_doubled_or_shifted),
        cmocka_unit_test(the_proof_refuses_a_disease_or_a_group_that_is_gone),
    };

    return cmocka_run_group_tests(tests, make_fixture, drop_fixture);
}
