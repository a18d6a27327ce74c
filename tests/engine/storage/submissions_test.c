/* Submissions: one act for each payer, month and kind, told once unless it is taken back. */
#include "engine/storage/submissions.h"

#include "engine/vocabulary/domain.h"

#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/store_fixture.h"

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

static struct submission act(unsigned payer, const char *month, enum receipt_kind kind)
{
    return (struct submission){
        .payer = payer,
        .month = month_of(day(month)),
        .kind = kind,
        .day = day("20260408"),
        .on_paper = kind == RECEIPT_KIND_DENTAL,
    };
}

static enum fault note(struct test_store *test, const struct submission *submission)
{
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    if (!submissions_note(test->store, submission, &error)) {
        store_rollback(test->store);
        return error.fault;
    }
    assert_true(store_commit(test->store, &error));
    return FAULT_NONE;
}

static enum fault take_back(struct test_store *test, const struct submission *submission)
{
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    if (!submissions_take_back(test->store, submission, &error)) {
        store_rollback(test->store);
        return error.fault;
    }
    assert_true(store_commit(test->store, &error));
    return FAULT_NONE;
}

static bool is_found(struct test_store *test, struct submission wanted)
{
    struct error error = {0};
    bool found = false;
    wanted.day = DATE_NONE;
    wanted.on_paper = false;
    assert_true(submissions_find(test->store, &wanted, &found, &error));
    if (found) {
        assert_int_equal(wanted.day.days, day("20260408").days);
        assert_true(wanted.on_paper == (wanted.kind == RECEIPT_KIND_DENTAL));
    }
    return found;
}

static bool count(void *taker, const struct submission *submission)
{
    size_t *counted = taker;
    (void)submission;
    *counted += 1;
    return *counted < 2;
}

static void it_is_told_once_for_payer_month_and_kind(void **state)
{
    const struct submission one = act(PAYER_FUND, "20260401", RECEIPT_KIND_MEDICAL);
    const struct submission others[] = {
        act(PAYER_FEDERATION, "20260401", RECEIPT_KIND_MEDICAL),
        act(PAYER_FUND, "20260501", RECEIPT_KIND_MEDICAL),
        act(PAYER_FUND, "20260401", RECEIPT_KIND_DENTAL),
    };
    assert_false(is_found(*state, one));
    assert_int_equal(note(*state, &one), FAULT_NONE);
    assert_int_equal(note(*state, &one), FAULT_SUBMITTED_ALREADY);
    assert_true(is_found(*state, one));
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_false(is_found(*state, others[i]));
        assert_int_equal(note(*state, &others[i]), FAULT_NONE);
        assert_true(is_found(*state, others[i]));
    }
}

static void all_are_listed_until_the_taker_has_enough(void **state)
{
    struct test_store *test = *state;
    const struct submission ones[] = {
        act(PAYER_FUND, "20260401", RECEIPT_KIND_MEDICAL),
        act(PAYER_FUND, "20260501", RECEIPT_KIND_MEDICAL),
        act(PAYER_FUND, "20260601", RECEIPT_KIND_MEDICAL),
    };
    struct error error = {0};
    size_t counted = 0;
    for (size_t i = 0; i < COUNT_OF(ones); i++) {
        assert_int_equal(note(test, &ones[i]), FAULT_NONE);
    }
    assert_true(submissions_each(test->store, count, &counted, &error));
    assert_int_equal(counted, 2);
}

static void made_anew_from_the_journal_it_stands(void **state)
{
    struct test_store *test = *state;
    const struct submission one = act(PAYER_FUND, "20260401", RECEIPT_KIND_DENTAL);
    struct error error = {0};
    assert_int_equal(note(test, &one), FAULT_NONE);
    assert_true(views_rebuild(test->store, &error));
    assert_true(is_found(test, one));
    assert_int_equal(note(test, &one), FAULT_SUBMITTED_ALREADY);
}

static void a_mistake_is_taken_back_and_told_again(void **state)
{
    struct test_store *test = *state;
    const struct submission one = act(PAYER_FUND, "20260401", RECEIPT_KIND_MEDICAL);
    const struct submission other = act(PAYER_FUND, "20260401", RECEIPT_KIND_DENTAL);
    struct error error = {0};
    assert_int_equal(take_back(test, &one), FAULT_SUBMISSION_MISSING);
    assert_int_equal(note(test, &one), FAULT_NONE);
    assert_int_equal(note(test, &other), FAULT_NONE);
    assert_int_equal(take_back(test, &one), FAULT_NONE);
    assert_false(is_found(test, one));
    assert_true(is_found(test, other));
    assert_int_equal(take_back(test, &one), FAULT_SUBMISSION_MISSING);
    assert_true(views_rebuild(test->store, &error));
    assert_false(is_found(test, one));
    assert_int_equal(note(test, &one), FAULT_NONE);
    assert_true(is_found(test, one));
}

int main(void)
{
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH_STORE(it_is_told_once_for_payer_month_and_kind),
        WITH_STORE(all_are_listed_until_the_taker_has_enough),
        WITH_STORE(a_mistake_is_taken_back_and_told_again),
        WITH_STORE(made_anew_from_the_journal_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
