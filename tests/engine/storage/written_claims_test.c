/* Written claims: known again in another file once they were submitted. */
#include <stdlib.h>
#include <string.h>

#include "engine/storage/views.h"
#include "engine/vocabulary/domain.h"
#include "tests/support/check.h"
#include "tests/support/claims_fixture.h"
#include "tests/support/must.h"

enum {
    MANY = 20001 /* more than one entry holds */
};

static int make_store(void **state)
{
    return test_store_setup(state, 181);
}

static void what_was_written_is_held_once_it_was_submitted(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    claims_write_one(test, "202604");
    assert_string_equal(claims_held(test), "");
    claims_submit(test, PAYER_FEDERATION, "202604");
    claims_submit(test, PAYER_FUND, "202603");
    assert_string_equal(claims_held(test), "");
    claims_submit(test, PAYER_FUND, "202604");
    assert_string_equal(claims_held(test), "2026-04");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_string_equal(claims_held(test), "2026-04");
}

static void a_corrected_insurer_does_not_make_another_claim_of_it(void **state)
{
    struct test_store *test = *state;
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    assert_string_equal(
        claims_submitted(test, claims_key("06139992"), RECEIPT_KIND_MEDICAL), "2026-04");
    assert_string_equal(claims_submitted(test, claims_key(""), RECEIPT_KIND_MEDICAL), "2026-04");
}

static void other_claims_go_out(void **state)
{
    struct test_store *test = *state;
    struct receipt_key other = claims_key("06132013");
    claims_write_one(test, "202604");
    claims_submit(test, PAYER_FUND, "202604");
    assert_string_equal(claims_submitted(test, other, RECEIPT_KIND_DENTAL), "");
    other.inpatient = true;
    assert_string_equal(claims_submitted(test, other, RECEIPT_KIND_MEDICAL), "");
    other = claims_key("06132013");
    other.month = claims_month("202604");
    assert_string_equal(claims_submitted(test, other, RECEIPT_KIND_MEDICAL), "");
    other = claims_key("06132013");
    other.chart_number = slice_of("00102");
    assert_string_equal(claims_submitted(test, other, RECEIPT_KIND_MEDICAL), "");
    other = claims_key("06132013");
    other.birth = date_add_days(other.birth, 1);
    assert_string_equal(claims_submitted(test, other, RECEIPT_KIND_MEDICAL), "");
}

static void a_claim_of_nobody_known_is_not_written_down(void **state)
{
    struct test_store *test = *state;
    struct receipt_key nobody[] = {
        claims_key("06132013"), claims_key("06132013"), claims_key("06132013")};
    struct error error = {0};
    nobody[0].chart_number = (struct slice){NULL, 0};
    nobody[1].birth = DATE_NONE;
    nobody[2].month = MONTH_NONE;
    for (size_t i = 0; i < COUNT_OF(nobody); i++) {
        struct written_claim made;
        bool known = true;
        must(written_claim_of(test->store, &nobody[i], &made, &known, &error), &error, "claim");
        assert_false(known);
        assert_string_equal(claims_submitted(test, nobody[i], RECEIPT_KIND_MEDICAL), "");
    }
}

static void the_last_file_before_the_submission_counts(void **state)
{
    struct test_store *test = *state;
    claims_write_one(test, "202604");
    claims_write(test, "202604", NULL, 0);
    claims_submit(test, PAYER_FUND, "202604");
    assert_string_equal(claims_held(test), "");
    claims_write_one(test, "202605");
    assert_string_equal(claims_held(test), "");
    claims_submit(test, PAYER_FUND, "202605");
    assert_string_equal(claims_held(test), "2026-05");
}

static void what_stayed_behind_beside_it_is_known_by_its_insurer(void **state)
{
    struct test_store *test = *state;
    const struct receipt_key keys[] = {claims_key("06132013"), claims_key("06139992")};
    const struct written_claim claims[] = {
        claims_made(test, &keys[0], true), claims_made(test, &keys[1], false)};
    const struct written_claim later[] = {
        claims_made(test, &keys[0], false), claims_made(test, &keys[1], true)};
    claims_write(test, "202604", claims, 2);
    claims_submit(test, PAYER_FUND, "202604");
    assert_string_equal(claims_submitted(test, keys[0], RECEIPT_KIND_MEDICAL), "2026-04");
    assert_string_equal(claims_submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "");
    claims_write(test, "202605", later, 2);
    claims_submit(test, PAYER_FUND, "202605");
    assert_string_equal(claims_submitted(test, keys[0], RECEIPT_KIND_MEDICAL), "2026-04");
    assert_string_equal(claims_submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "2026-05");
}

static void very_many_stand_in_several_entries(void **state)
{
    struct test_store *test = *state;
    const struct receipt_key one = claims_key("06132013");
    struct written_claim *claims = calloc(MANY, sizeof *claims);
    struct error error = {0};
    assert_non_null(claims);
    for (size_t i = 0; i < MANY; i++) {
        claims[i] = claims_made(test, &one, true);
        memcpy(claims[i].claim, &i, sizeof i);
    }
    claims[MANY - 1] = claims_made(test, &one, true);
    claims_write(test, "202604", claims, MANY);
    free(claims);
    claims_submit(test, PAYER_FUND, "202604");
    assert_string_equal(claims_held(test), "2026-04");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_string_equal(claims_held(test), "2026-04");
}

int main(void)
{
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH_STORE(what_was_written_is_held_once_it_was_submitted),
        WITH_STORE(a_corrected_insurer_does_not_make_another_claim_of_it),
        WITH_STORE(other_claims_go_out),
        WITH_STORE(a_claim_of_nobody_known_is_not_written_down),
        WITH_STORE(the_last_file_before_the_submission_counts),
        WITH_STORE(what_stayed_behind_beside_it_is_known_by_its_insurer),
        WITH_STORE(very_many_stand_in_several_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
