/* Which visits a receipt is made of: sure, or told and never chosen.  All people are invented. */
#include "engine/storage/pairing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/corrections.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"
#include "tests/support/store_fixture.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define TARO "birth_date=19800401", "kana_name=シカク タロウ", "sex=male"

struct fixture {
    struct test_store test;
    struct rulebook *book;
};

static int make(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    test_store_open(&f->test, 17);
    f->book = test_rules_load();
    *state = f;
    return 0;
}

static int drop(void **state)
{
    struct fixture *f = *state;
    rulebook_close(f->book);
    test_store_close(&f->test);
    free(f);
    return 0;
}

static void capture(struct fixture *f, const char *const *pairs)
{
    (void)test_capture(&f->test, CAPTURE_NUMBER, pairs);
}

static struct receipt_key taro(const char *chart)
{
    struct receipt_key key = {
        .number = 1,
        .chart_number = slice_of(chart),
        .kana = slice_of("シカク　タロウ"),
        .sex = SEX_MALE,
        .has_insurance = true,
        .days = -1,
    };
    struct date day = DATE_NONE;
    assert_true(date_from_digits(slice_of("19800401"), &key.birth));
    assert_true(date_from_digits(slice_of("20260316"), &day));
    key.month = month_of(day);
    return key;
}

/* "sure 1 2": how sure it is, and the visits. */
static const char *paired(struct fixture *f, const struct receipt_key *key)
{
    static char text[128];
    struct pairing *pairing = NULL;
    struct arena arena = arena_open(1024 * 1024);
    struct receipt_visits said;
    struct error error = {0};
    int64_t visits[8];
    size_t count = 0;
    unsigned sure = 0;
    int used = 0;
    assert_true(pairing_open(f->test.store, f->book, key->month, key->month, &pairing, &error));
    assert_true(pairing_candidates(pairing, key, visits, 8, &count, &sure, &error));
    assert_true(pairing_visits(pairing, key, &arena, &said, &error));
    used = snprintf(text, sizeof text, "%s", domain_value_name(DOMAIN_PAIRING, said.pairing));
    for (size_t i = 0; i < count; i++) {
        used += snprintf(text + used, sizeof text - (size_t)used, " %lld", (long long)visits[i]);
    }
    pairing_close(pairing);
    arena_close(&arena);
    return text;
}

static void check(struct fixture *f, struct receipt_key key, const char *expected)
{
    assert_string_equal(paired(f, &key), expected);
}

static void the_chart_number_and_the_person_agree(void **state)
{
    struct fixture *f = *state;
    struct receipt_key key = taro("1001");
    capture(f, PAIRS("visit_date=20260316", "chart_number=1001", TARO));
    capture(f, PAIRS("visit_date=20260302", "chart_number=1001", TARO));
    capture(f, PAIRS("visit_date=20260402", "chart_number=1001", TARO));
    capture(f, PAIRS("visit_date=20260316", "chart_number=1002", TARO));
    check(f, key, "sure 2 1");
    key.sex = SEX_FEMALE;
    check(f, key, "differs 2 1");
    key.sex = SEX_UNRECORDED;
    check(f, key, "sure 2 1");
    key.birth.days++;
    check(f, key, "differs 2 1");
    check(f, taro("1003"), "several 2 1 4");
}

static void another_chart_of_the_same_person_is_told(void **state)
{
    struct fixture *f = *state;
    capture(f, PAIRS("visit_date=20260316", "chart_number=1001", TARO));
    check(f, taro("1009"), "several 1");
    check(f, taro(""), "sure 1");
    capture(f, PAIRS("visit_date=20260317", "chart_number=1002", TARO));
    check(f, taro(""), "several 1 2");
}

static void visits_without_a_chart_number_are_found_by_the_person(void **state)
{
    struct fixture *f = *state;
    capture(f, PAIRS("visit_date=20260316", "local_number=L1", TARO));
    check(f, taro("1001"), "sure 1");
    check(f, taro(""), "sure 1");
    capture(
        f, PAIRS(
               "visit_date=20260317", "local_number=L2", TARO, "insurer_number=06130017",
               "symbol=12", "number=34", "numbers_from=heard"));
    check(f, taro("1001"), "sure 1 2");
    capture(
        f, PAIRS(
               "visit_date=20260318", "local_number=L3", TARO, "insurer_number=06130017",
               "symbol=12", "number=34", "numbers_from=heard"));
    check(f, taro("1001"), "sure 1 2 3");
}

static void a_chart_number_that_was_taken_off_does_not_come_back_by_the_person(void **state)
{
    struct fixture *f = *state;
    struct error error = {0};
    capture(f, PAIRS("visit_date=20260316", "chart_number=1001", "local_number=L1", TARO));
    assert_true(store_begin(f->test.store, &error));
    assert_true(corrections_unlink(f->test.store, 1, false, &error));
    assert_true(store_commit(f->test.store, &error));
    check(f, taro("1001"), "several 1");
    check(f, taro("1002"), "sure 1");
    check(f, taro(""), "sure 1");
    capture(f, PAIRS("visit_date=20260317", "local_number=L2", TARO));
    check(f, taro("1001"), "several 1 2");
    capture(f, PAIRS("visit_date=20260318", "chart_number=1001", TARO));
    check(f, taro("1001"), "sure 3");
}

static void two_people_with_one_name_and_birth_date_are_not_one(void **state)
{
    struct fixture *f = *state;
    capture(
        f, PAIRS(
               "visit_date=20260316", "local_number=L1", TARO, "insurer_number=06130017",
               "symbol=12", "number=34", "numbers_from=heard"));
    capture(f, PAIRS("visit_date=20260317", "local_number=L2", TARO));
    capture(
        f, PAIRS(
               "visit_date=20260318", "local_number=L3", TARO, "insurer_number=06130017",
               "symbol=12", "number=35", "numbers_from=heard"));
    check(f, taro("1001"), "several 1 2 3");
    check(f, taro(""), "several 1 2 3");
}

static void nobody_is_found_by_half_a_person(void **state)
{
    struct fixture *f = *state;
    struct receipt_key key = taro("");
    capture(f, PAIRS("visit_date=20260316", "local_number=L1", TARO));
    key.kana = (struct slice){NULL, 0};
    check(f, key, "none");
    key = taro("1001");
    key.birth = DATE_NONE;
    check(f, key, "none");
    capture(f, PAIRS("visit_date=20260317", "local_number=L2", "kana_name=シカク タロウ"));
    check(f, taro("1001"), "sure 1");
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH(the_chart_number_and_the_person_agree),
        WITH(another_chart_of_the_same_person_is_told),
        WITH(visits_without_a_chart_number_are_found_by_the_person),
        WITH(a_chart_number_that_was_taken_off_does_not_come_back_by_the_person),
        WITH(two_people_with_one_name_and_birth_date_are_not_one),
        WITH(nobody_is_found_by_half_a_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
