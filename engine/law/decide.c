#include "engine/law/decide.h"

#include <string.h>

static bool map_values(
    const struct rule_table *table,
    unsigned field,
    enum domain domain,
    uint8_t values[LIMIT_FACT_VALUES],
    struct error *error)
{
    const struct outcome_field *outcome = &table->outcomes[field];
    for (unsigned i = 0; i < outcome->size; i++) {
        unsigned value = 0;
        if (!domain_value_find(domain, slice_of(outcome->values[i].name), &value)) {
            return error_set_text(error, FAULT_RULEBOOK_INCOMPLETE, outcome->values[i].name);
        }
        values[i] = (uint8_t)value;
    }
    return true;
}

static bool find_field(
    const struct rule_table *table,
    const char *name,
    enum domain domain,
    unsigned *field,
    uint8_t values[LIMIT_FACT_VALUES],
    struct error *error)
{
    if (!rule_table_find_outcome(table, name, field)) {
        return error_set_text(error, FAULT_RULEBOOK_INCOMPLETE, name);
    }
    return map_values(table, *field, domain, values, error);
}

bool decider_open(
    const struct rulebook *book,
    bool confirm_inferred,
    struct decider *decider,
    struct error *error)
{
    const struct rule_table *table = rulebook_find_table(book, "claim-path");
    *decider = (struct decider){.book = book, .table = table, .confirm_inferred = confirm_inferred};
    if (table == NULL) {
        return error_set_text(error, FAULT_RULEBOOK_INCOMPLETE, "claim-path");
    }
    return find_field(
               table, "path", DOMAIN_PATH, &decider->path_field, decider->path_values, error) &&
           find_field(
               table, "numbers", DOMAIN_CLAIM_NUMBERS, &decider->numbers_field,
               decider->numbers_values, error) &&
           find_field(
               table, "next", DOMAIN_NEXT, &decider->next_field, decider->next_values, error);
}

static void hold(struct verdict *verdict, unsigned next)
{
    verdict->path = PATH_HELD;
    verdict->numbers = CLAIM_NUMBERS_NONE;
    verdict->next = next;
}

/* Whether any rule on the way rests on less than a text. */
static bool is_inferred(const struct decision *decision)
{
    for (size_t i = 0; i < decision->count; i++) {
        const struct ruling *ruling = &decision->rulings[i];
        if (ruling->kind == RULING_RULED && ruling->rule->grade >= RULE_GRADE_INFERRED) {
            return true;
        }
    }
    return false;
}

static void note_rules(const struct decision *decision, struct verdict *verdict)
{
    for (size_t i = 0; i < decision->count && verdict->rule_count < VERDICT_RULES; i++) {
        const struct ruling *ruling = &decision->rulings[i];
        if (ruling->rule != NULL) {
            verdict->rules[verdict->rule_count] = ruling->rule->id;
            verdict->rule_count++;
        }
    }
}

void decide_facts(
    const struct decider *decider,
    const struct facts *facts,
    struct date day,
    struct month claim_month,
    struct verdict *verdict,
    struct decision *decision)
{
    const struct ruling *ruling = NULL;
    memset(verdict, 0, sizeof *verdict);
    verdict->facts = *facts;
    verdict->problem = "";
    rulebook_decide(decider->book, decider->table, facts, day, claim_month, decision);
    note_rules(decision, verdict);
    ruling = decision_ruling(decision);
    if (ruling->kind != RULING_RULED) {
        const struct ruling *cause = decision_cause(decision);
        verdict->problem = ruling_kind_name(cause->kind);
        hold(verdict, cause->kind == RULING_BEFORE_FLOOR ? NEXT_BEFORE_RULES : NEXT_RULES);
        return;
    }
    verdict->path = decider->path_values[ruling_outcome(ruling, decider->path_field)];
    verdict->numbers = decider->numbers_values[ruling_outcome(ruling, decider->numbers_field)];
    verdict->next = decider->next_values[ruling_outcome(ruling, decider->next_field)];
    if (decider->confirm_inferred && verdict_is_claimable(verdict->path) && is_inferred(decision) &&
        facts->values[FACT_LEAD_CONFIRMED] == FLAG_NO) {
        hold(verdict, NEXT_CONFIRM_INFERRED);
    }
}

void decide_visit(
    const struct decider *decider,
    const struct situation *situation,
    struct situation_result *result,
    struct verdict *verdict,
    struct decision *decision)
{
    struct decision own;
    situation_facts(decider->book, situation, result);
    decide_facts(
        decider, &result->facts, situation->day, situation->claim_month, verdict,
        decision == NULL ? &own : decision);
    verdict->missing_items =
        result->facts.values[FACT_DECLARATION] == DECLARATION_NONE ? 0U : result->missing_items;
}
