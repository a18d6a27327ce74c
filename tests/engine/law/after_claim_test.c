/* What is to be done after a claim, by what the agency did and how the claim differs. */
#include "engine/law/after_claim.h"

#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

static void
check(const struct rulebook *book, struct after_claim claim, int year, int number, const char *rule)
{
    struct after_claim_ruling ruling;
    struct error error = {0};
    struct date day = DATE_NONE;
    assert_true(date_make(year, number, 1, &day));
    assert_true(after_claim_decide(book, &claim, month_of(day), &ruling, &error));
    assert_string_equal(ruling.rule, rule);
    assert_true(ruling.japanese[0] != '\0' && ruling.english[0] != '\0');
}

static void each_result_and_difference_has_its_rule_in_its_month(void **state)
{
    struct rulebook *book = test_rules_load();
    (void)state;
    check(book, (struct after_claim){.agency_result = AGENCY_RESULT_MOVED}, 2026, 4, "AC-20");
    check(book, (struct after_claim){.agency_result = AGENCY_RESULT_SPLIT}, 2026, 4, "AC-21");
    check(book, (struct after_claim){.agency_result = AGENCY_RESULT_BRANCH}, 2022, 10, "AC-23");
    check(book, (struct after_claim){.agency_result = AGENCY_RESULT_BRANCH}, 2022, 11, "AC-22");
    check(book, (struct after_claim){.agency_result = AGENCY_RESULT_RETURNED}, 2026, 4, "AC-33");
    check(
        book,
        (struct after_claim){
            .agency_result = AGENCY_RESULT_RETURNED,
            .claim_difference = CLAIM_DIFFERENCE_INSURER,
            .has_public = true},
        2026, 4, "AC-31");
    check(
        book,
        (struct after_claim){
            .claim_difference = CLAIM_DIFFERENCE_INSURER,
            .claimed_valid = CLAIMED_VALID_LOST,
            .has_public = true},
        2026, 4, "AC-11");
    rulebook_close(book);
}

/* Before the floor of the table nothing is guessed. */
static void before_the_table_there_is_no_rule(void **state)
{
    struct rulebook *book = test_rules_load();
    (void)state;
    check(book, (struct after_claim){.agency_result = AGENCY_RESULT_MOVED}, 2021, 9, "");
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_result_and_difference_has_its_rule_in_its_month),
        cmocka_unit_test(before_the_table_there_is_no_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
