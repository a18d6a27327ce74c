/* Numbers on earlier receipts: whose they are, from which month, and when nobody may use them. */
#include "engine/storage/seen_numbers.h"

#include <string.h>

#include "engine/storage/inside.h"
#include "tests/support/check.h"
#include "tests/support/store_fixture.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define PERSON "birth_date=19800101", "kana_name=シカク タロウ", "sex=male"

static struct date day(const char *digits)
{
    struct date date = DATE_NONE;
    assert_true(date_from_digits(slice_of(digits), &date));
    return date;
}

static int make_store(void **state)
{
    return test_store_setup(state, 171);
}

/* A receipt of chart 7 with a number, of the man born on 1980-01-01. */
static struct seen_numbers receipt(const char *month_day, const char *number)
{
    return (struct seen_numbers){
        .receipt = 12,
        .month = month_of(day(month_day)),
        .since = DATE_NONE,
        .chart_number = slice_of("7"),
        .birth = day("19800101"),
        .sex = SEX_MALE,
        .identifiers = {slice_of("06130017"), slice_of("１２"), slice_of(number), {NULL, 0}},
    };
}

static struct bulk_writer *
keep_open(struct test_store *test, const struct seen_numbers *rows, size_t count)
{
    struct bulk_writer *writer = NULL;
    struct buffer row = buffer_open(LIMIT_BODY_BYTES);
    struct error error = {0};
    assert_true(bulk_open(
        test->store, BULK_RECEIPTS, (struct slice){NULL, 0}, LITERAL("RECEIPTC.UKE"), &writer,
        &error));
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&row);
        assert_true(seen_write(&rows[i], &row, &error));
        assert_true(bulk_add_row(writer, buffer_slice(&row), rows[i].month, &error));
    }
    buffer_close(&row);
    return writer;
}

static void keep(struct test_store *test, const struct seen_numbers *rows, size_t count)
{
    struct error error = {0};
    assert_true(bulk_close(keep_open(test, rows, count), (struct slice){NULL, 0}, &error));
}

/* What is known of the man of chart 7 on 2026-05-10. */
static bool find(struct test_store *test, struct seen_numbers *numbers, struct arena *arena)
{
    int64_t visit =
        test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260510", "chart_number=7", PERSON));
    struct part_cache *cache = NULL;
    struct visit_row row;
    struct error error = {0};
    bool found = false;
    assert_true(visits_get(test->store, visit, &row, &found, &error) && found);
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(seen_find(
        test->store, cache,
        &(struct seen_question){
            .visit = &row,
            .birth = day("19800101"),
            .sex = SEX_MALE,
            .oldest = month_of(day("20251101")),
            .before = month_of(day("20260501")),
        },
        arena, numbers, &found, &error));
    part_cache_close(cache);
    return found;
}

static void check_number(struct test_store *test, const char *number, enum seen_kind kind)
{
    struct arena arena = arena_open(LIMIT_PART_BYTES);
    struct seen_numbers numbers;
    bool found = find(test, &numbers, &arena);
    assert_true(found == (number != NULL));
    if (found) {
        assert_slice(numbers.identifiers.number, slice_of(number));
        assert_int_equal(numbers.kind, kind);
    }
    arena_close(&arena);
}

static void the_newest_month_before_the_visit_counts(void **state)
{
    struct test_store *test = *state;
    const struct seen_numbers rows[] = {
        receipt("20260301", "31"), receipt("20260401", "41"), receipt("20260501", "51")};
    check_number(test, NULL, SEEN_CLAIMED);
    keep(test, rows, 3);
    check_number(test, "41", SEEN_CLAIMED);
}

static void what_is_older_than_wanted_does_not_count(void **state)
{
    const struct seen_numbers rows[] = {receipt("20251001", "101")};
    keep(*state, rows, 1);
    check_number(*state, NULL, SEEN_CLAIMED);
}

static void two_numbers_in_one_month_are_never_chosen_from(void **state)
{
    const struct seen_numbers rows[] = {
        receipt("20260301", "31"), receipt("20260401", "41"), receipt("20260401", "42")};
    keep(*state, rows, 3);
    check_number(*state, NULL, SEEN_CLAIMED);
}

/* Full or half width, and zeros before it, make no other number. */
static void the_same_number_twice_is_one(void **state)
{
    const struct seen_numbers rows[] = {receipt("20260401", "４１"), receipt("20260401", "041")};
    keep(*state, rows, 2);
    check_number(*state, "４１", SEEN_CLAIMED);
}

static void another_person_under_the_chart_number_is_passed_over(void **state)
{
    struct seen_numbers rows[] = {
        receipt("20260301", "31"), receipt("20260401", "41"), receipt("20260401", "42")};
    rows[1].birth = day("19800102");
    rows[2].sex = SEX_FEMALE;
    keep(*state, rows, 3);
    check_number(*state, "31", SEEN_CLAIMED);
}

static void that_it_came_back_is_known(void **state)
{
    struct seen_numbers rows[] = {receipt("20260401", "41"), receipt("20260401", "41")};
    rows[1].kind = SEEN_RETURNED;
    keep(*state, rows, 2);
    check_number(*state, "41", SEEN_RETURNED);
}

static void what_the_agency_found_goes_before_what_was_claimed(void **state)
{
    struct seen_numbers rows[] = {
        receipt("20260401", "41"), receipt("20260401", "42"), receipt("20260401", "43")};
    rows[1].kind = SEEN_AGENCY;
    rows[1].since = day("20260401");
    rows[2].kind = SEEN_AGENCY;
    rows[2].since = day("20260411");
    keep(*state, rows, 3);
    check_number(*state, "43", SEEN_AGENCY);
}

/* A file that was not read to its end is no evidence, neither before nor after it is given up. */
static void a_file_without_its_end_does_not_count(void **state)
{
    struct test_store *test = *state;
    const struct seen_numbers rows[] = {receipt("20260401", "41")};
    struct bulk_writer *writer = keep_open(test, rows, 1);
    struct error error = {0};
    assert_true(bulk_flush_rows(writer, &error));
    bulk_cancel(writer);
    check_number(test, NULL, SEEN_CLAIMED);
    assert_true(bulk_abandon_open(test->store, BULK_RECEIPTS, &error));
    check_number(test, NULL, SEEN_CLAIMED);
}

static void more_rows_than_a_month_can_have_contradict_each_other(void **state)
{
    struct seen_numbers rows[9];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        rows[i] = receipt("20260401", "41");
    }
    keep(*state, rows, COUNT_OF(rows));
    check_number(*state, NULL, SEEN_CLAIMED);
}

static void a_row_without_a_month_is_none(void **state)
{
    struct seen_numbers numbers;
    (void)state;
    assert_false(seen_read(LITERAL(""), &numbers));
    assert_false(seen_read(LITERAL("\xff"), &numbers));
}

int main(void)
{
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH_STORE(the_newest_month_before_the_visit_counts),
        WITH_STORE(what_is_older_than_wanted_does_not_count),
        WITH_STORE(two_numbers_in_one_month_are_never_chosen_from),
        WITH_STORE(the_same_number_twice_is_one),
        WITH_STORE(another_person_under_the_chart_number_is_passed_over),
        WITH_STORE(that_it_came_back_is_known),
        WITH_STORE(what_the_agency_found_goes_before_what_was_claimed),
        WITH_STORE(a_file_without_its_end_does_not_count),
        WITH_STORE(more_rows_than_a_month_can_have_contradict_each_other),
        cmocka_unit_test(a_row_without_a_month_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
