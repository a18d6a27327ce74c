#include "engine/law/rulebook_parts.h"

#include <string.h>

static bool
is_before_floor(const struct rule_table *table, struct date visit_date, struct month claim_month)
{
    return table->axis == TABLE_AXIS_VISIT_DATE
               ? date_compare(visit_date, table->floor_date) < 0
               : month_compare(claim_month, table->floor_month) < 0;
}

/* Place of the lowest bit of a word that has one. */
static unsigned lowest_bit(uint64_t word)
{
    unsigned place = 0;
    for (unsigned step = 32; step != 0; step /= 2) {
        if ((word & ((UINT64_C(1) << step) - 1)) == 0) {
            word >>= step;
            place += step;
        }
    }
    return place;
}

/* The first rule of the bits from place *from on; NULL when there is none.  *from moves behind. */
static const struct rule *
next_rule(const struct rule_table *table, const uint64_t *bits, size_t *from)
{
    while (*from < table->rule_count) {
        size_t word = *from / RULE_WORD_BITS;
        uint64_t rest = bits[word] >> *from % RULE_WORD_BITS;
        if (rest != 0) {
            size_t place = *from + lowest_bit(rest);
            *from = place + 1;
            return &table->rules[place];
        }
        *from = (word + 1) * RULE_WORD_BITS;
    }
    return NULL;
}

/* Rules come before impossible rows, so that the first one found is a rule if there is any. */
static void judge(const struct rule_table *table, const uint64_t *bits, struct ruling *ruling)
{
    size_t from = 0;
    ruling->rule = next_rule(table, bits, &from);
    ruling->other = ruling->rule == NULL ? NULL : next_rule(table, bits, &from);
    if (ruling->rule == NULL) {
        ruling->kind = RULING_GAP;
    } else if (ruling->rule->impossible) {
        ruling->kind = RULING_IMPOSSIBLE;
        ruling->other = NULL;
    } else {
        ruling->kind = ruling->other == NULL ? RULING_RULED : RULING_CONFLICT;
    }
}

static void rule_one(
    const struct rule_table *table,
    const uint8_t *values,
    struct date visit_date,
    struct month claim_month,
    struct ruling *ruling)
{
    const struct rule_index *index = table->index;
    size_t words = index->words;
    const uint64_t *days = NULL;
    const uint64_t *months = NULL;
    uint64_t bits[RULE_WORDS] = {0};
    if (is_before_floor(table, visit_date, claim_month)) {
        ruling->kind = RULING_BEFORE_FLOOR;
        return;
    }
    if (month_compare(claim_month, month_of(visit_date)) < 0) {
        ruling->kind = RULING_GAP;
        return;
    }
    days = index->days.rules + stretch_of(&index->days, visit_date.days) * words;
    months = index->months.rules + stretch_of(&index->months, claim_month.months) * words;
    for (size_t w = 0; w < words; w++) {
        bits[w] = days[w] & months[w];
    }
    for (size_t i = 0; i < table->fact_count; i++) {
        uint8_t value = values[index->fact_slots[i]];
        const uint64_t *row = rule_index_fact(index, i, value);
        require(value < table->facts[i].size);
        for (size_t w = 0; w < words; w++) {
            bits[w] &= row[w];
        }
    }
    judge(table, bits, ruling);
}

static void keep_outcomes(const struct ruling *ruling, uint8_t *values)
{
    const struct rule_table *table = ruling->table;
    for (size_t field = 0; field < table->outcome_count; field++) {
        values[table->index->outcome_slots[field]] = ruling->rule->then[field];
    }
}

void rulebook_decide(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct facts *facts,
    struct date visit_date,
    struct month claim_month,
    struct decision *decision)
{
    uint8_t values[RULE_SLOTS];
    uint32_t stopped = 0;
    require(date_is_some(visit_date) && month_is_some(claim_month));
    memcpy(values, facts->values, sizeof facts->values);
    decision->count = 0;
    for (size_t i = 0; i < table->index->order_count; i++) {
        const struct rule_table *step = &book->tables[table->index->order[i]];
        struct ruling *ruling = &decision->rulings[decision->count++];
        *ruling = (struct ruling){.kind = RULING_NOT_REACHED, .table = step};
        if ((step->index->needs & stopped) == 0) {
            rule_one(step, values, visit_date, claim_month, ruling);
        }
        if (ruling->kind == RULING_RULED) {
            keep_outcomes(ruling, values);
        } else {
            stopped |= UINT32_C(1) << step->number;
        }
    }
}

const struct ruling *decision_ruling(const struct decision *decision)
{
    require(decision->count > 0);
    return &decision->rulings[decision->count - 1];
}

const struct ruling *decision_cause(const struct decision *decision)
{
    for (size_t i = 0; i < decision->count; i++) {
        if (decision->rulings[i].kind != RULING_RULED) {
            return &decision->rulings[i];
        }
    }
    return decision_ruling(decision);
}

unsigned ruling_outcome(const struct ruling *ruling, unsigned field)
{
    require(ruling->kind == RULING_RULED && field < ruling->table->outcome_count);
    return ruling->rule->then[field];
}

const struct outcome_value *ruling_outcome_value(const struct ruling *ruling, unsigned field)
{
    return &ruling->table->outcomes[field].values[ruling_outcome(ruling, field)];
}

const char *ruling_outcome_name(const struct ruling *ruling, const char *field)
{
    unsigned place = 0;
    if (ruling->kind != RULING_RULED || !rule_table_find_outcome(ruling->table, field, &place)) {
        return "";
    }
    return ruling_outcome_value(ruling, place)->name;
}
