#include "engine/law/ticket_session.h"
#include "tests/support/check.h"

struct row {
    struct settled_claim claim;
    unsigned visit;
    unsigned result;
    unsigned ticket;
};

/* What is known of one visit counts only where there is one. */
static void a_claim_stands_on_one_visit_of_its_day(void **state)
{
    static const struct row rows[] = {
        {{0, false, SITE_RESULT_ELIGIBLE, SAME_OR_OTHER_SAME},
         SETTLED_VISIT_NONE,
         SITE_RESULT_UNDECIDED,
         SAME_OR_OTHER_ABSENT},
        {{0, true, SITE_RESULT_ELIGIBLE, SAME_OR_OTHER_SAME},
         SETTLED_VISIT_OTHER_DAY,
         SITE_RESULT_UNDECIDED,
         SAME_OR_OTHER_ABSENT},
        {{1, true, SITE_RESULT_NO, SAME_OR_OTHER_OTHER},
         SETTLED_VISIT_ONE,
         SITE_RESULT_NO,
         SAME_OR_OTHER_OTHER},
        {{1, false, SITE_RESULT_ELIGIBLE, SAME_OR_OTHER_SAME},
         SETTLED_VISIT_ONE,
         SITE_RESULT_ELIGIBLE,
         SAME_OR_OTHER_SAME},
        {{2, false, SITE_RESULT_ELIGIBLE, SAME_OR_OTHER_SAME},
         SETTLED_VISIT_SEVERAL,
         SITE_RESULT_UNDECIDED,
         SAME_OR_OTHER_ABSENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct facts facts = {{0}};
        session_settlement_facts(&rows[i].claim, &facts);
        assert_int_equal(facts.values[FACT_SETTLED_VISIT], rows[i].visit);
        assert_int_equal(facts.values[FACT_SETTLED_RESULT], rows[i].result);
        assert_int_equal(facts.values[FACT_SETTLED_TICKET], rows[i].ticket);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_claim_stands_on_one_visit_of_its_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
