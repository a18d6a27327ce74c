/* Returned claims: noted once, open until claimed again or closed, and what is new about them. */
#include "engine/storage/returns.h"

#include <string.h>

#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/store_fixture.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

static int make_store(void **state)
{
    return test_store_setup(state, 181);
}

static struct date day(const char *digits)
{
    struct date date = DATE_NONE;
    assert_true(date_from_digits(slice_of(digits), &date));
    return date;
}

/* One of 2026-03 with a print of its own, about a visit; 0: about none. */
static struct returned_claim claim(uint8_t print, int64_t visit)
{
    struct returned_claim made = {
        .receipt = 7,
        .treated = month_of(day("20260301")),
        .returned = month_of(day("20260501")),
        .class_code = slice_of("6"),
        .reason = slice_of("L0101"),
        .text = slice_of("架空の理由"),
        .search = slice_of("202604000000000007"),
        .claimed = {slice_of("06132013"), slice_of("１００１"), slice_of("１０９"), {NULL, 0}},
        .has_public = true,
        .visits = {visit},
        .visit_count = visit == 0 ? 0 : 1,
    };
    memset(made.print, print, sizeof made.print);
    return made;
}

static bool note(struct test_store *test, const struct returned_claim *claim)
{
    struct error error = {0};
    bool added = false;
    assert_true(store_begin(test->store, &error));
    assert_true(returns_note(test->store, claim, &added, &error));
    assert_true(store_commit(test->store, &error));
    return added;
}

/* The fault of closing, FAULT_NONE for none. */
static enum fault close_one(struct test_store *test, int64_t entry)
{
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    if (!returns_close(test->store, entry, RETURN_CLOSED_GIVEN_UP, &error)) {
        store_rollback(test->store);
        return error.fault;
    }
    assert_true(store_commit(test->store, &error));
    return FAULT_NONE;
}

struct open_ones {
    int64_t entries[8];
    size_t count;
};

static bool
take_open(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    struct open_ones *open = taker;
    (void)error;
    assert_int_equal(claim->receipt, 7);
    assert_slice(claim->reason, slice_of("L0101"));
    assert_slice(claim->text, slice_of("架空の理由"));
    assert_slice(claim->search, slice_of("202604000000000007"));
    assert_slice(claim->claimed.number, slice_of("１０９"));
    assert_true(claim->has_public);
    assert_true(open->count < COUNT_OF(open->entries));
    open->entries[open->count++] = entry;
    return true;
}

static struct open_ones open_ones(struct test_store *test)
{
    struct open_ones open = {.count = 0};
    struct error error = {0};
    assert_true(returns_each_left(test->store, take_open, &open, &error));
    return open;
}

static bool take_visit(void *taker, const struct visit_row *visit, struct error *error)
{
    int64_t *last = taker;
    (void)error;
    *last = visit->id;
    return true;
}

static void the_same_claim_is_noted_once(void **state)
{
    const struct returned_claim one = claim(1, 0);
    assert_true(note(*state, &one));
    assert_false(note(*state, &one));
    assert_int_equal(open_ones(*state).count, 1);
}

static void one_that_was_closed_is_open_no_more_and_closes_once(void **state)
{
    const struct returned_claim one = claim(1, 0);
    const struct returned_claim other = claim(2, 0);
    struct open_ones open;
    assert_true(note(*state, &one) && note(*state, &other));
    open = open_ones(*state);
    assert_int_equal(open.count, 2);
    assert_int_equal(close_one(*state, open.entries[0]), FAULT_NONE);
    assert_int_equal(close_one(*state, open.entries[0]), FAULT_RETURN_MISSING);
    assert_int_equal(open_ones(*state).count, 1);
    assert_int_equal(open_ones(*state).entries[0], open.entries[1]);
    assert_false(note(*state, &one));
}

static void what_never_came_back_cannot_be_settled(void **state)
{
    struct test_store *test = *state;
    const struct returned_claim one = claim(1, 0);
    struct error error = {0};
    assert_int_equal(close_one(test, 1), FAULT_RETURN_MISSING);
    assert_int_equal(close_one(test, 999), FAULT_RETURN_MISSING);
    assert_true(store_begin(test->store, &error));
    assert_false(returns_reclaimed(test->store, &one, &error));
    assert_int_equal(error.fault, FAULT_RETURN_MISSING);
    store_rollback(test->store);
}

static void one_that_was_claimed_again_is_left_until_it_went(void **state)
{
    struct test_store *test = *state;
    const struct returned_claim one = claim(1, 0);
    struct open_ones open;
    struct error error = {0};
    assert_true(note(test, &one));
    assert_true(store_begin(test->store, &error));
    assert_true(returns_reclaimed(test->store, &one, &error));
    assert_true(store_commit(test->store, &error));
    open = open_ones(test);
    assert_int_equal(open.count, 1);
    assert_true(views_rebuild(test->store, &error));
    assert_int_equal(open_ones(test).count, 1);
    assert_int_equal(close_one(test, open.entries[0]), FAULT_NONE);
    assert_int_equal(close_one(test, open.entries[0]), FAULT_RETURN_MISSING);
    assert_int_equal(open_ones(test).count, 0);
    assert_true(views_rebuild(test->store, &error));
    assert_int_equal(open_ones(test).count, 0);
}

static void its_visits_are_to_be_asked_about(void **state)
{
    struct test_store *test = *state;
    int64_t visit = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20260310", "chart_number=7", "records=none"));
    const struct returned_claim one = claim(1, visit);
    struct error error = {0};
    int64_t asked = 0;
    assert_true(returns_each_unasked(test->store, take_visit, &asked, &error));
    assert_int_equal(asked, 0);
    assert_true(note(test, &one));
    assert_true(returns_each_unasked(test->store, take_visit, &asked, &error));
    assert_int_equal(asked, visit);
    asked = 0;
    assert_int_equal(close_one(test, open_ones(test).entries[0]), FAULT_NONE);
    assert_true(returns_each_unasked(test->store, take_visit, &asked, &error));
    assert_int_equal(asked, 0);
}

/* Nothing is said where there is nothing to compare with: no visit, or none that is decided. */
static void without_a_verdict_no_difference_is_known(void **state)
{
    struct test_store *test = *state;
    int64_t visit = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20260310", "chart_number=7", "records=none"));
    const struct returned_claim ones[] = {claim(1, 0), claim(2, visit)};
    for (size_t i = 0; i < COUNT_OF(ones); i++) {
        struct error error = {0};
        unsigned difference = CLAIM_DIFFERENCE_INSURER;
        assert_true(returns_difference(test->store, &ones[i], &difference, &error));
        assert_int_equal(difference, CLAIM_DIFFERENCE_UNRECORDED);
    }
}

/* What the visit says by the records, against what was claimed. */
static void the_first_of_insurer_numbers_and_branch_that_differs_is_told(void **state)
{
    static const struct {
        const char *insurer;
        const char *symbol;
        const char *number;
        unsigned difference;
    } samples[] = {
        {"06139992", "１００１", "１０９", CLAIM_DIFFERENCE_INSURER},
        {"06132013", "１００１", "１０８", CLAIM_DIFFERENCE_NUMBERS},
        {"06132013", "1002", "109", CLAIM_DIFFERENCE_NUMBERS},
        {"06132013", "1001", "109", CLAIM_DIFFERENCE_UNRECORDED},
        {"", "", "", CLAIM_DIFFERENCE_UNRECORDED},
    };
    struct test_store *test = *state;
    struct deciding_result result;
    struct error error = {0};
    int64_t visit = test_capture(
        test, CAPTURE_VISIT,
        PAIRS(
            "visit_date=20260310", "chart_number=7", "visit_kind=repeat", "brought=nothing",
            "verbal=unchanged", "records=usable", "numbers_from=records", "insurer_number=06132013",
            "symbol=1001", "number=109", "birth_date=19800101", "kana_name=シカク タロウ",
            "sex=male"));
    test_store_adopt_rules(test, TEST_RULES);
    assert_true(deciding_run(test->store, &result, &error));
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        struct returned_claim one = claim(1, visit);
        unsigned difference = CLAIM_DIFFERENCE_PERSON;
        one.claimed = (struct identifiers){
            slice_of(samples[i].insurer),
            slice_of(samples[i].symbol),
            slice_of(samples[i].number),
            {NULL, 0}};
        assert_true(returns_difference(test->store, &one, &difference, &error));
        assert_int_equal(difference, samples[i].difference);
    }
}

int main(void)
{
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH_STORE(the_same_claim_is_noted_once),
        WITH_STORE(one_that_was_closed_is_open_no_more_and_closes_once),
        WITH_STORE(what_never_came_back_cannot_be_settled),
        WITH_STORE(one_that_was_claimed_again_is_left_until_it_went),
        WITH_STORE(its_visits_are_to_be_asked_about),
        WITH_STORE(without_a_verdict_no_difference_is_known),
        WITH_STORE(the_first_of_insurer_numbers_and_branch_that_differs_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
