#include "engine/vocabulary/fact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_fact_has_a_name_two_labels_and_a_domain(void **state)
{
    (void)state;
    for (int i = 0; i < FACT_COUNT; i++) {
        enum fact fact = (enum fact)i;
        enum fact found = FACT_COUNT;
        assert_true(fact_find(slice_of(fact_name(fact)), &found));
        assert_int_equal(found, fact);
        assert_true(fact_label(fact, LANGUAGE_JAPANESE)[0] != '\0');
        assert_true(fact_label(fact, LANGUAGE_ENGLISH)[0] != '\0');
        assert_true(fact_domain(fact) > DOMAIN_NONE && fact_domain(fact) < DOMAIN_COUNT);
    }
}

/* The rulebook keeps the values of a fact as the bits of one word. */
static void the_values_of_every_fact_fit_into_one_word(void **state)
{
    (void)state;
    for (int i = 0; i < FACT_COUNT; i++) {
        assert_true(domain_size(fact_domain((enum fact)i)) <= LIMIT_FACT_VALUES);
    }
}

static void a_word_that_is_no_fact_is_not_found(void **state)
{
    enum fact fact = FACT_BROUGHT;
    (void)state;
    assert_false(fact_find(slice_of("Brought"), &fact));
    assert_false(fact_find(slice_of(""), &fact));
    assert_int_equal(fact, FACT_BROUGHT);
}

static void nothing_recorded_is_the_safe_side(void **state)
{
    const struct facts facts = {{0}};
    (void)state;
    assert_string_equal(
        domain_value_name(fact_domain(FACT_BROUGHT), facts.values[FACT_BROUGHT]), "unrecorded");
    assert_int_equal(facts.values[FACT_NAME_MATCH], MATCH_ABSENT);
    assert_int_equal(facts.values[FACT_DECLARATION], DECLARATION_NONE);
    assert_int_equal(facts.values[FACT_WRITABLE], FLAG_NO);
    assert_int_equal(facts.values[FACT_PAIRING], PAIRING_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_has_a_name_two_labels_and_a_domain),
        cmocka_unit_test(the_values_of_every_fact_fit_into_one_word),
        cmocka_unit_test(a_word_that_is_no_fact_is_not_found),
        cmocka_unit_test(nothing_recorded_is_the_safe_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
