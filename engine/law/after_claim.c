#include "engine/law/after_claim.h"

static struct facts facts_of(const struct after_claim *claim)
{
    struct facts facts = {0};
    facts.values[FACT_AGENCY_RESULT] = (uint8_t)claim->agency_result;
    facts.values[FACT_CLAIM_DIFFERENCE] = (uint8_t)claim->claim_difference;
    facts.values[FACT_CLAIMED_VALID] = (uint8_t)claim->claimed_valid;
    facts.values[FACT_PUBLIC_EXPENSE] = claim->has_public ? FLAG_YES : FLAG_NO;
    return facts;
}

bool after_claim_decide(
    const struct rulebook *book,
    const struct after_claim *claim,
    struct month month,
    struct after_claim_ruling *ruling,
    struct error *error)
{
    const struct rule_table *table = rulebook_find_table(book, "after-claim");
    const struct facts facts = facts_of(claim);
    const struct outcome_value *value = NULL;
    const struct ruling *ruled = NULL;
    struct decision decision;
    unsigned field = 0;
    if (table == NULL || !rule_table_find_outcome(table, "after", &field)) {
        return error_set_text(error, FAULT_RULEBOOK_INCOMPLETE, "after-claim");
    }
    rulebook_decide(book, table, &facts, month_first_day(month), month, &decision);
    ruled = decision_ruling(&decision);
    *ruling = (struct after_claim_ruling){
        .rule = "",
        .japanese = ruling_kind_label(ruled->kind, LANGUAGE_JAPANESE),
        .english = ruling_kind_label(ruled->kind, LANGUAGE_ENGLISH),
    };
    if (ruled->kind == RULING_RULED) {
        value = ruling_outcome_value(ruled, field);
        *ruling = (struct after_claim_ruling){ruled->rule->id, value->japanese, value->english};
    }
    return true;
}
