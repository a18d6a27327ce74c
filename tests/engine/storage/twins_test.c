/* Two visits of a day that may be one person's are found; what speaks against it is heard. */
#include "engine/storage/twins.h"

#include "engine/storage/corrections.h"
#include "tests/support/answer_fixture.h"
#include "tests/support/check.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

static int make_store(void **state)
{
    return test_store_setup(state, 71);
}

static int64_t twin_of(struct test_store *test, int64_t visit)
{
    struct error error = {0};
    int64_t twin = -1;
    assert_true(twins_find(test->store, visit, &twin, &error));
    return twin;
}

static int64_t chart_twin_of(struct test_store *test, int64_t visit, const char *number)
{
    struct error error = {0};
    int64_t twin = -1;
    assert_true(twins_find_chart(test->store, visit, slice_of(number), &twin, &error));
    return twin;
}

struct row {
    const char *says;
    const char *const *first;
    const char *const *second;
    bool is_twin;
};

static const struct row rows[] = {
    {"the same name, birth date and sex",
     PAIRS(
         "visit_date=20260330",
         "local_number=L1",
         "name=資格　太郎",
         "birth_date=19800217",
         "sex=male"),
     PAIRS(
         "visit_date=20260330",
         "local_number=L2",
         "name=資格 太郎",
         "birth_date=19800217",
         "sex=male"),
     true},
    {"a chart number on one side",
     PAIRS(
         "visit_date=20260330",
         "chart_number=00101",
         "kana_name=シカク タロウ",
         "birth_date=19800217"),
     PAIRS("visit_date=20260330", "local_number=L2", "kana_name=ｼｶｸ ﾀﾛｳ", "birth_date=19800217"),
     true},
    {"another sex",
     PAIRS(
         "visit_date=20260330",
         "local_number=L1",
         "name=資格　薫",
         "birth_date=19800217",
         "sex=male"),
     PAIRS(
         "visit_date=20260330",
         "local_number=L2",
         "name=資格　薫",
         "birth_date=19800217",
         "sex=female"),
     false},
    {"another birth date",
     PAIRS("visit_date=20260330", "local_number=L1", "name=資格　太郎", "birth_date=19800217"),
     PAIRS("visit_date=20260330", "local_number=L2", "name=資格　太郎", "birth_date=19800218"),
     false},
    {"another name: twins of flesh and blood",
     PAIRS("visit_date=20260330", "local_number=L1", "name=資格　太郎", "birth_date=19800217"),
     PAIRS("visit_date=20260330", "local_number=L2", "name=資格　次郎", "birth_date=19800217"),
     false},
    {"no name at all", PAIRS("visit_date=20260330", "local_number=L1", "birth_date=19800217"),
     PAIRS("visit_date=20260330", "local_number=L2", "birth_date=19800217"), false},
    {"nothing known", PAIRS("visit_date=20260330", "local_number=L1", "brought=card"),
     PAIRS("visit_date=20260330", "local_number=L2", "brought=card"), false},
    {"another day",
     PAIRS("visit_date=20260329", "local_number=L1", "name=資格　太郎", "birth_date=19800217"),
     PAIRS("visit_date=20260330", "local_number=L2", "name=資格　太郎", "birth_date=19800217"),
     false},
    {"two chart numbers",
     PAIRS("visit_date=20260330", "chart_number=00101", "name=資格　太郎", "birth_date=19800217"),
     PAIRS("visit_date=20260330", "chart_number=00102", "name=資格　太郎", "birth_date=19800217"),
     false},
    {"the same numbers and birth date",
     PAIRS(
         "visit_date=20260330",
         "local_number=L1",
         "insurer_number=06130017",
         "symbol=12",
         "number=345",
         "birth_date=19800217"),
     PAIRS(
         "visit_date=20260330",
         "local_number=L2",
         "insurer_number=06130017",
         "symbol=12",
         "number=345",
         "birth_date=19800217"),
     true},
    {"the same numbers of another in the family",
     PAIRS(
         "visit_date=20260330",
         "local_number=L1",
         "insurer_number=06130017",
         "symbol=12",
         "number=345",
         "birth_date=19800217"),
     PAIRS(
         "visit_date=20260330",
         "local_number=L2",
         "insurer_number=06130017",
         "symbol=12",
         "number=345",
         "birth_date=20100217"),
     false},
};

static void one_person_twice_on_a_day_is_found_and_nobody_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct test_store *test = NULL;
        int64_t first = 0;
        int64_t second = 0;
        assert_int_equal(make_store((void **)&test), 0);
        first = test_capture(test, CAPTURE_VISIT, rows[i].first);
        second = test_capture(test, CAPTURE_VISIT, rows[i].second);
        assert_row(twin_of(test, second) == (rows[i].is_twin ? first : 0), rows[i].says);
        assert_row(twin_of(test, first) == (rows[i].is_twin ? second : 0), rows[i].says);
        (void)test_store_teardown((void **)&test);
    }
}

static void a_visit_that_became_part_of_another_is_no_twin(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    int64_t first = test_capture(test, CAPTURE_VISIT, rows[0].first);
    int64_t second = test_capture(test, CAPTURE_VISIT, rows[0].second);
    assert_int_equal(twin_of(test, second), first);
    assert_true(store_begin(test->store, &error));
    assert_true(corrections_merge(test->store, second, first, false, &error));
    assert_true(store_commit(test->store, &error));
    assert_int_equal(twin_of(test, first), 0);
}

static void a_chart_number_names_one_visit_of_a_day(void **state)
{
    struct test_store *test = *state;
    int64_t first = test_capture(test, CAPTURE_VISIT, rows[1].first);
    int64_t second = test_capture(test, CAPTURE_VISIT, rows[1].second);
    assert_int_equal(chart_twin_of(test, second, "00101"), first);
    assert_int_equal(chart_twin_of(test, second, "00102"), 0);
    assert_int_equal(chart_twin_of(test, first, "00101"), 0);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_person_twice_on_a_day_is_found_and_nobody_else),
        WITH(a_visit_that_became_part_of_another_is_no_twin),
        WITH(a_chart_number_names_one_visit_of_a_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
