/* Written claims that came back: free to go, once, until that is settled. */
#include <string.h>

#include "engine/storage/views.h"
#include "engine/vocabulary/domain.h"
#include "tests/support/check.h"
#include "tests/support/claims_fixture.h"
#include "tests/support/must.h"

static int make_store(void **state)
{
    return test_store_setup(state, 181);
}

static void what_came_back_goes_out_once(void **state)
{
    struct test_store *test = *state;
    struct returned_claim returned;
    struct error error = {0};
    claims_write_one(test, "202604");
    returned = claims_come_back(test, 1);
    claims_submit(test, PAYER_FUND, "202604");
    assert_string_equal(claims_held(test), "");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_string_equal(claims_held(test), "");
    claims_again(test, &returned);
    assert_string_equal(claims_held(test), "2026-04");
    (void)claims_come_back(test, 2);
    assert_string_equal(claims_held(test), "");
    claims_write_one(test, "202607");
    claims_submit(test, PAYER_FUND, "202607");
    assert_string_equal(claims_held(test), "2026-07");
}

static void a_return_from_before_sets_nothing_free(void **state)
{
    struct test_store *test = *state;
    (void)claims_come_back(test, 1);
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    assert_string_equal(claims_held(test), "2026-04");
}

static void what_went_out_again_is_settled_by_its_submission(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    (void)claims_come_back(test, 1);
    claims_write_one(test, "202605");
    claims_submit(test, PAYER_FEDERATION, "202605");
    assert_int_equal(claims_open(test).count, 1);
    assert_string_equal(claims_held(test), "");
    claims_submit(test, PAYER_FUND, "202605");
    assert_int_equal(claims_open(test).count, 0);
    assert_string_equal(claims_held(test), "2026-05");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_int_equal(claims_open(test).count, 0);
    assert_string_equal(claims_held(test), "2026-05");
}

static void what_stayed_behind_again_is_still_open(void **state)
{
    struct test_store *test = *state;
    const struct receipt_key one = claims_key("06132013");
    const struct written_claim behind = claims_made(test, &one, false);
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    (void)claims_come_back(test, 1);
    claims_write_one(test, "202605");
    claims_write(test, "202605", &behind, 1);
    claims_submit(test, PAYER_FUND, "202605");
    assert_int_equal(claims_open(test).count, 1);
    assert_string_equal(claims_held(test), "");
}

static void what_a_person_tells_sets_it_free(void **state)
{
    struct test_store *test = *state;
    struct claims_open_returns open;
    struct error error = {0};
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    claims_tell(test, RETURN_HOW_WITHDRAWN, "202604");
    open = claims_open(test);
    assert_int_equal(open.count, 1);
    assert_int_equal(open.how, RETURN_HOW_WITHDRAWN);
    assert_string_equal(claims_held(test), "");
    claims_close(test, open.last);
    assert_string_equal(claims_held(test), "2026-04");
    claims_tell(test, RETURN_HOW_ON_PAPER, "202604");
    assert_string_equal(claims_held(test), "");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_int_equal(claims_open(test).how, RETURN_HOW_ON_PAPER);
    assert_string_equal(claims_held(test), "");
}

static void what_never_went_is_nobodys_work(void **state)
{
    struct test_store *test = *state;
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    claims_tell(test, RETURN_HOW_NOT_SENT, "202604");
    assert_int_equal(claims_open(test).count, 0);
    assert_string_equal(claims_held(test), "");
    claims_write_one(test, "202605");
    claims_submit(test, PAYER_FUND, "202605");
    assert_string_equal(claims_held(test), "2026-05");
}

/* Of two claims of one person both went out: what came back is one of them. */
static void the_return_of_one_of_two_is_not_that_of_the_other(void **state)
{
    struct test_store *test = *state;
    const struct receipt_key keys[] = {claims_key("06132013"), claims_key("06139992")};
    const struct written_claim claims[] = {
        claims_made(test, &keys[0], true), claims_made(test, &keys[1], true)};
    struct error error = {0};
    claims_write(test, "202604", claims, 2);
    claims_submit(test, PAYER_FUND, "202604");
    (void)claims_come_back(test, 1);
    assert_string_equal(claims_submitted(test, keys[0], RECEIPT_KIND_MEDICAL), "");
    assert_string_equal(claims_submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "2026-04");
    /* with a corrected insurer it is the one that came back */
    assert_string_equal(claims_submitted(test, claims_key("01130012"), RECEIPT_KIND_MEDICAL), "");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_string_equal(claims_submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "2026-04");
    (void)claims_come_back_of(test, 2, "06139992", RECEIPT_KIND_MEDICAL);
    assert_string_equal(claims_submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "");
    /* one goes out again: the other one is still to be done */
    claims_write(test, "202605", &claims[1], 1);
    claims_submit(test, PAYER_FUND, "202605");
    assert_int_equal(claims_open(test).count, 1);
    assert_string_equal(claims_submitted(test, keys[0], RECEIPT_KIND_MEDICAL), "");
    assert_string_equal(claims_submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "2026-05");
}

/* The same person has claims of two kinds with one chart number. */
static void a_return_is_of_one_kind(void **state)
{
    struct test_store *test = *state;
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    (void)claims_come_back_of(test, 1, "06132013", RECEIPT_KIND_DENTAL);
    assert_string_equal(claims_held(test), "2026-04");
    (void)claims_come_back_of(test, 2, "06132013", RECEIPT_KIND_NONE);
    assert_string_equal(claims_held(test), "");
    claims_write_one(test, "202605");
    claims_submit(test, PAYER_FUND, "202605");
    assert_int_equal(claims_open(test).count, 1);
    assert_string_equal(claims_held(test), "2026-05");
}

static void a_return_that_was_told_twice_is_claimed_again_once(void **state)
{
    struct test_store *test = *state;
    struct returned_claim returned;
    struct error error = {0};
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    claims_tell(test, RETURN_HOW_ON_PAPER, "202604");
    returned = claims_come_back(test, 1);
    (void)claims_come_back_of(test, 2, "06132013", RECEIPT_KIND_DENTAL);
    assert_int_equal(claims_open(test).count, 3);
    claims_again(test, &returned);
    assert_int_equal(claims_open(test).count, 1);
    assert_string_equal(claims_held(test), "2026-04");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_int_equal(claims_open(test).count, 1);
}

static void what_was_processed_before_is_no_return_of_it(void **state)
{
    struct test_store *test = *state;
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    (void)claims_come_back_processed(test, 1, "202603");
    assert_string_equal(claims_held(test), "2026-04");
    (void)claims_come_back_processed(test, 2, "202604");
    assert_string_equal(claims_held(test), "");
}

static void what_a_mistaken_act_settled_is_open_again(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    (void)claims_come_back(test, 1);
    claims_write_one(test, "202605");
    claims_submit(test, PAYER_FUND, "202605");
    assert_int_equal(claims_open(test).count, 0);
    claims_take_back(test, PAYER_FUND, "202605");
    assert_int_equal(claims_open(test).count, 1);
    assert_string_equal(claims_held(test), "");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_int_equal(claims_open(test).count, 1);
    claims_submit(test, PAYER_FUND, "202605");
    assert_int_equal(claims_open(test).count, 0);
    assert_string_equal(claims_held(test), "2026-05");
}

int main(void)
{
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH_STORE(what_came_back_goes_out_once),
        WITH_STORE(a_return_from_before_sets_nothing_free),
        WITH_STORE(what_went_out_again_is_settled_by_its_submission),
        WITH_STORE(what_stayed_behind_again_is_still_open),
        WITH_STORE(what_a_person_tells_sets_it_free),
        WITH_STORE(what_never_went_is_nobodys_work),
        WITH_STORE(the_return_of_one_of_two_is_not_that_of_the_other),
        WITH_STORE(a_return_is_of_one_kind),
        WITH_STORE(a_return_that_was_told_twice_is_claimed_again_once),
        WITH_STORE(what_was_processed_before_is_no_return_of_it),
        WITH_STORE(what_a_mistaken_act_settled_is_open_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
