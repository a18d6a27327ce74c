/* Which of several answers counts. */
#include "engine/storage/choosing.h"

#include <string.h>

#include "tests/support/check.h"

static const uint8_t somebody[FINGERPRINT_BYTES] = {1};
static const uint8_t other[FINGERPRINT_BYTES] = {2};

static struct date day(const char *text)
{
    struct date date = DATE_NONE;
    assert_true(date_from_digits(slice_of(text), &date));
    return date;
}

static struct choosing begin(void)
{
    struct visit_row visit = {.id = 1, .day = day("20260310")};
    struct choosing choosing;
    memcpy(visit.prints + PRINT_PERSON, somebody, sizeof somebody);
    choosing_begin(&choosing, &visit);
    return choosing;
}

/* By number, answered, valid, for the visit day, of a list of its own. */
static struct answer_row answer(int64_t id)
{
    struct answer_row row = {
        .id = id,
        .bulk = 1000 + id,
        .codes =
            {.asked_by = ASKED_BY_NUMBER,
             .delivery = DELIVERY_ANSWERED,
             .validity = VALIDITY_VALID,
             .insurance_results = 1,
             .branch = 1},
        .confirmed_for = day("20260310"),
        .covers = {day("20200401"), DATE_NONE},
    };
    memcpy(row.prints + ANSWER_PRINT_PERSON, somebody, sizeof somebody);
    return row;
}

/* The id that is chosen of two, whichever comes first; negative when they leave no choice. */
static int64_t choice(const struct answer_row *one, const struct answer_row *two)
{
    struct choosing choosing = begin();
    struct answer_row chosen;
    choosing_consider(&choosing, one);
    choosing_consider(&choosing, two);
    assert_true(choosing_end(&choosing, &chosen));
    return chosen.codes.validity == VALIDITY_SEVERAL ? -chosen.id : chosen.id;
}

static void of_nothing_nothing_is_chosen(void **state)
{
    struct choosing choosing = begin();
    struct answer_row chosen;
    (void)state;
    assert_false(choosing_end(&choosing, &chosen));
    assert_false(choosing.spoiled);
}

static void what_carries_a_finding_is_noted_and_not_chosen(void **state)
{
    struct choosing choosing = begin();
    struct answer_row row = answer(1);
    struct answer_row chosen;
    (void)state;
    row.finding = FINDING_ANSWER_TWICE;
    choosing_consider(&choosing, &row);
    assert_false(choosing_end(&choosing, &chosen));
    assert_true(choosing.spoiled);
}

static void the_newest_of_equals_counts(void **state)
{
    struct answer_row one = answer(1);
    struct answer_row two = answer(2);
    (void)state;
    assert_int_equal(choice(&one, &two), 2);
    assert_int_equal(choice(&two, &one), 2);
    two.codes.loss_reason = LOSS_REASON_OTHER_INSURANCE;
    assert_int_equal(choice(&one, &two), 2);
    assert_int_equal(choice(&two, &one), 2);
}

/* The list that came in later may be the older one. */
static void two_lists_that_contradict_each_other_leave_no_choice(void **state)
{
    struct answer_row one = answer(1);
    struct answer_row two = answer(2);
    struct answer_row own = answer(3);
    struct choosing choosing = begin();
    struct answer_row chosen;
    (void)state;
    two.codes.validity = VALIDITY_INVALID;
    assert_int_equal(choice(&one, &two), -2);
    assert_int_equal(choice(&two, &one), -2);
    /* An answer to an inquiry of the visit itself settles it. */
    own.visit = 1;
    choosing_consider(&choosing, &one);
    choosing_consider(&choosing, &two);
    choosing_consider(&choosing, &own);
    assert_true(choosing_end(&choosing, &chosen));
    assert_int_equal(chosen.codes.validity, VALIDITY_VALID);
    assert_int_equal(chosen.id, 3);
}

static void about_the_visit_day_comes_before_everything_else(void **state)
{
    struct answer_row right = answer(1);
    struct answer_row wrong = answer(2);
    (void)state;
    wrong.confirmed_for = day("20260311");
    wrong.codes.asked_by = ASKED_BY_CARD;
    assert_int_equal(choice(&right, &wrong), 1);
    assert_int_equal(choice(&wrong, &right), 1);
    right.codes.delivery = DELIVERY_PROCESSING;
    assert_int_equal(choice(&wrong, &right), 1);
}

static void a_later_valid_day_that_covers_the_visit_comes_before_other_days(void **state)
{
    struct answer_row covers = answer(1);
    struct answer_row does_not = answer(2);
    (void)state;
    covers.confirmed_for = day("20260320");
    does_not.confirmed_for = day("20260320");
    does_not.covers.first = day("20260315");
    assert_int_equal(choice(&covers, &does_not), 1);
    assert_int_equal(choice(&does_not, &covers), 1);
}

static void an_answer_comes_before_an_error_and_a_card_before_a_number(void **state)
{
    struct answer_row one = answer(1);
    struct answer_row two = answer(2);
    (void)state;
    two.codes.delivery = DELIVERY_PERSON_ERROR;
    two.codes.asked_by = ASKED_BY_CARD;
    assert_int_equal(choice(&one, &two), 1);
    assert_int_equal(choice(&two, &one), 1);
    two.codes.delivery = DELIVERY_ANSWERED;
    one.id = 3;
    assert_int_equal(choice(&one, &two), 2);
    assert_int_equal(choice(&two, &one), 2);
}

/* Rows of one list have no order that means anything. */
static void one_list_that_contradicts_itself_leaves_no_choice(void **state)
{
    struct answer_row one = answer(1);
    struct answer_row two = answer(2);
    struct answer_row three = answer(3);
    struct choosing choosing = begin();
    struct answer_row chosen;
    (void)state;
    two.bulk = one.bulk;
    assert_int_equal(choice(&one, &two), 2);
    two.codes.validity = VALIDITY_INVALID;
    assert_int_equal(choice(&one, &two), -2);
    two.codes.validity = VALIDITY_VALID;
    two.codes.branch = 2;
    assert_int_equal(choice(&one, &two), -2);
    two.codes.branch = 1;
    two.covers.last = day("20260401");
    assert_int_equal(choice(&one, &two), -2);
    /* Neither a third row that repeats the last one mends it, nor another list. */
    three = two;
    three.id = 3;
    choosing_consider(&choosing, &one);
    choosing_consider(&choosing, &two);
    choosing_consider(&choosing, &three);
    assert_true(choosing_end(&choosing, &chosen));
    assert_int_equal(chosen.codes.validity, VALIDITY_SEVERAL);
    assert_int_equal(chosen.codes.insurance_results, 2);
    three = answer(4);
    choosing_consider(&choosing, &three);
    assert_true(choosing_end(&choosing, &chosen));
    assert_int_equal(chosen.codes.validity, VALIDITY_SEVERAL);
    assert_int_equal(chosen.id, 4);
}

/* Twins: one insurer, one symbol and number, one birthday. */
static void of_people_who_share_a_number_the_visit_s_own_counts(void **state)
{
    struct answer_row own = answer(1);
    struct answer_row twin = answer(2);
    (void)state;
    twin.bulk = own.bulk;
    twin.codes.branch = 2;
    twin.codes.validity = VALIDITY_INVALID;
    memcpy(twin.prints + ANSWER_PRINT_PERSON, other, sizeof other);
    assert_int_equal(choice(&own, &twin), 1);
    assert_int_equal(choice(&twin, &own), 1);
    memcpy(own.prints + ANSWER_PRINT_PERSON, other, sizeof other);
    assert_int_equal(choice(&own, &twin), -2);
}

/* Nobody knows when a list was made that came in after the answer to the visit's own inquiry. */
static void a_later_list_that_contradicts_the_visit_s_own_answer_leaves_no_choice(void **state)
{
    struct answer_row own = answer(3);
    struct answer_row listed = answer(2);
    (void)state;
    own.visit = 1;
    listed.codes.validity = VALIDITY_INVALID;
    assert_int_equal(choice(&own, &listed), 3);
    assert_int_equal(choice(&listed, &own), 3);
    listed.id = 9;
    assert_int_equal(choice(&own, &listed), -9);
    assert_int_equal(choice(&listed, &own), -9);
    own.codes.validity = VALIDITY_INVALID;
    assert_int_equal(choice(&own, &listed), 9);
    listed.codes.validity = VALIDITY_VALID;
    assert_int_equal(choice(&own, &listed), -9);
    /* Of a twin the list says nothing about this person. */
    memcpy(listed.prints + ANSWER_PRINT_PERSON, other, sizeof other);
    assert_int_equal(choice(&own, &listed), 3);
    assert_int_equal(choice(&listed, &own), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_nothing_nothing_is_chosen),
        cmocka_unit_test(what_carries_a_finding_is_noted_and_not_chosen),
        cmocka_unit_test(the_newest_of_equals_counts),
        cmocka_unit_test(two_lists_that_contradict_each_other_leave_no_choice),
        cmocka_unit_test(about_the_visit_day_comes_before_everything_else),
        cmocka_unit_test(a_later_valid_day_that_covers_the_visit_comes_before_other_days),
        cmocka_unit_test(an_answer_comes_before_an_error_and_a_card_before_a_number),
        cmocka_unit_test(one_list_that_contradicts_itself_leaves_no_choice),
        cmocka_unit_test(of_people_who_share_a_number_the_visit_s_own_counts),
        cmocka_unit_test(a_later_list_that_contradicts_the_visit_s_own_answer_leaves_no_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
