/* A person in a settlement archive: the visit that the claim is for, its verdict and its ticket. */
#include "engine/law/session_inside.h"

static unsigned visit_fact(const struct settled_claim *claim)
{
    if (claim->visits_of_day == 0) {
        return claim->has_other_day ? SETTLED_VISIT_OTHER_DAY : SETTLED_VISIT_NONE;
    }
    return claim->visits_of_day == 1 ? SETTLED_VISIT_ONE : SETTLED_VISIT_SEVERAL;
}

void session_settlement_facts(const struct settled_claim *claim, struct facts *facts)
{
    bool has_one = claim->visits_of_day == 1;
    session_put(facts, FACT_SETTLED_VISIT, visit_fact(claim));
    session_put(
        facts, FACT_SETTLED_RESULT, has_one ? claim->result : (unsigned)SITE_RESULT_UNDECIDED);
    session_put(
        facts, FACT_SETTLED_TICKET, has_one ? claim->ticket : (unsigned)SAME_OR_OTHER_ABSENT);
}
