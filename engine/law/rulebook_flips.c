#include "engine/law/rulebook_flips.h"

#include "engine/law/rulebook_parts.h"

static void mark_used(const struct rule_table *table, bool used[FACT_COUNT])
{
    for (size_t i = 0; i < table->fact_count; i++) {
        if (table->facts[i].from == NULL) {
            used[table->facts[i].base] = true;
        }
    }
}

void rulebook_flips(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct facts *facts,
    struct date visit_date,
    struct month claim_month,
    unsigned field,
    void (*take)(void *context, const struct flip *flip),
    void *context)
{
    bool used[FACT_COUNT] = {false};
    struct decision now;
    struct decision then;
    for (size_t i = 0; i < table->index->order_count; i++) {
        mark_used(&book->tables[table->index->order[i]], used);
    }
    rulebook_decide(book, table, facts, visit_date, claim_month, &now);
    for (int f = 0; f < FACT_COUNT; f++) {
        unsigned size = used[f] ? domain_size(fact_domain((enum fact)f)) : 0;
        for (unsigned v = 0; v < size; v++) {
            const struct ruling *before = decision_ruling(&now);
            const struct ruling *ruling = NULL;
            struct facts changed = *facts;
            changed.values[f] = (uint8_t)v;
            rulebook_decide(book, table, &changed, visit_date, claim_month, &then);
            ruling = decision_ruling(&then);
            if (ruling->kind == RULING_RULED &&
                (before->kind != RULING_RULED ||
                 ruling_outcome(before, field) != ruling_outcome(ruling, field))) {
                take(
                    context, &(struct flip){
                                 .fact = (enum fact)f,
                                 .value = v,
                                 .ruling = ruling,
                                 .outcome = ruling_outcome(ruling, field)});
            }
        }
    }
}
