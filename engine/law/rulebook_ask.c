#include "engine/law/rulebook_ask.h"

#include <string.h>

#include "engine/law/rulebook_cover.h"
#include "engine/law/rulebook_gap.h"

_Static_assert((int)ASK_WORDS == (int)RULE_WORDS, "an ask holds the rules of any table");

/* ---- facts by name ---- */

static bool find_in(const struct rule_table *table, struct slice name, struct table_fact *fact)
{
    for (size_t i = 0; i < table->fact_count; i++) {
        if (slice_equal_text(name, table_fact_name(&table->facts[i]))) {
            *fact = table->facts[i];
            return true;
        }
    }
    return false;
}

bool ask_find_fact(
    const struct rulebook *book,
    const struct rule_table *table,
    struct slice name,
    struct table_fact *fact)
{
    for (size_t i = table->index->order_count; i > 0; i--) {
        if (find_in(&book->tables[table->index->order[i - 1]], name, fact)) {
            return true;
        }
    }
    return false;
}

uint64_t *ask_values(struct ask *ask, const struct table_fact *fact)
{
    return fact->from == NULL ? &ask->base[fact->base]
                              : &ask->derived[fact->from->number][fact->field];
}

bool ask_find_value(const struct table_fact *fact, struct slice name, unsigned *value)
{
    for (unsigned v = 0; v < fact->size; v++) {
        if (slice_equal_text(name, table_fact_value_name(fact, v))) {
            *value = v;
            return true;
        }
    }
    return false;
}

/* ---- asking ---- */

/* Rules of the table that are in force; false when there can be none at all. */
static bool
start_rules(const struct rule_table *table, struct date day, struct month month, uint64_t *bits)
{
    const struct rule_index *index = table->index;
    const uint64_t *days = NULL;
    const uint64_t *months = NULL;
    if (month_compare(month, month_of(day)) < 0) {
        return false;
    }
    days = index->days.rules + stretch_of(&index->days, day.days) * index->words;
    months = index->months.rules + stretch_of(&index->months, month.months) * index->words;
    for (size_t w = 0; w < index->words; w++) {
        bits[w] = days[w] & months[w];
    }
    return true;
}

/* Impossible rows count only where no rule may apply. */
static void judge(struct ask_step *step)
{
    const struct rule_index *index = step->table->index;
    uint64_t any = 0;
    uint64_t rules = 0;
    for (size_t w = 0; w < index->words; w++) {
        any |= step->rules[w];
        rules |= step->rules[w] & ~index->impossible[w];
    }
    step->kind = rules != 0 ? RULING_RULED : any != 0 ? RULING_IMPOSSIBLE : RULING_GAP;
    for (size_t w = 0; w < index->words; w++) {
        step->rules[w] &= rules != 0 ? ~index->impossible[w] : UINT64_MAX;
        for (uint64_t left = step->rules[w]; left != 0; left &= left - 1) {
            step->count++;
        }
    }
}

static bool is_before_floor(const struct rule_table *table, struct date day, struct month month)
{
    return table->axis == TABLE_AXIS_VISIT_DATE ? date_compare(day, table->floor_date) < 0
                                                : month_compare(month, table->floor_month) < 0;
}

static void ask_table(struct ask *known, struct date day, struct month month, struct ask_step *step)
{
    const struct rule_table *table = step->table;
    if (is_before_floor(table, day, month)) {
        step->kind = RULING_BEFORE_FLOOR;
        return;
    }
    if (!start_rules(table, day, month, step->rules)) {
        step->kind = RULING_GAP;
        return;
    }
    for (size_t i = 0; i < table->fact_count; i++) {
        uint64_t values = *ask_values(known, &table->facts[i]);
        step->values[i] = values == 0 ? table_fact_whole(&table->facts[i]) : values;
        rule_keep_values(table, i, step->values[i], step->rules);
    }
    memcpy(step->rows, step->rules, sizeof step->rows);
    judge(step);
}

/* The values that a derived fact may have by the rules that may apply. */
static void keep_outcomes(const struct ask_step *step, struct ask *known)
{
    const struct rule *rule = NULL;
    size_t from = 0;
    while ((rule = ask_step_next(step, &from)) != NULL) {
        for (size_t field = 0; field < step->table->outcome_count; field++) {
            known->derived[step->table->number][field] |= UINT64_C(1) << rule->then[field];
        }
    }
}

static bool is_given(const struct ask *ask, const struct rule_table *table)
{
    uint64_t given = 0;
    for (size_t field = 0; field < table->outcome_count; field++) {
        given |= ask->derived[table->number][field];
    }
    return given != 0;
}

void rulebook_ask(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct ask *ask,
    struct date visit_date,
    struct month claim_month,
    struct ask_answer *answer)
{
    struct ask known = *ask;
    uint32_t stopped = 0;
    require(date_is_some(visit_date) && month_is_some(claim_month));
    answer->count = 0;
    for (size_t i = 0; i < table->index->order_count; i++) {
        const struct rule_table *step_table = &book->tables[table->index->order[i]];
        struct ask_step *step = &answer->steps[answer->count];
        if (step_table != table && is_given(ask, step_table)) {
            continue;
        }
        answer->count++;
        *step = (struct ask_step){.table = step_table, .kind = RULING_NOT_REACHED};
        if ((step_table->index->needs & stopped) == 0) {
            ask_table(&known, visit_date, claim_month, step);
        }
        if (step->kind == RULING_RULED) {
            keep_outcomes(step, &known);
        } else {
            stopped |= UINT32_C(1) << step_table->number;
        }
    }
}

bool ask_answer_is_proved(const struct ask_answer *answer, enum ruling_kind *why)
{
    for (size_t i = 0; i < answer->count; i++) {
        const struct ask_step *step = &answer->steps[i];
        if (step->kind != RULING_RULED && step->kind != RULING_IMPOSSIBLE) {
            continue;
        }
        if (rule_rows_clash(step->table, step->values, step->rows)) {
            *why = RULING_CONFLICT;
            return false;
        }
        if (rule_rows_leave_gap(step->table, step->values, step->rows)) {
            *why = RULING_GAP;
            return false;
        }
    }
    return true;
}

const struct ask_step *ask_answer_last(const struct ask_answer *answer)
{
    require(answer->count > 0);
    return &answer->steps[answer->count - 1];
}

const struct rule *ask_step_next(const struct ask_step *step, size_t *from)
{
    for (; *from < step->table->rule_count; (*from)++) {
        if ((step->rules[*from / RULE_WORD_BITS] >> *from % RULE_WORD_BITS & 1U) != 0) {
            return &step->table->rules[(*from)++];
        }
    }
    return NULL;
}

/* ---- what to find out next ---- */

static bool looks_at(const struct rulebook *book, const struct rule_table *table, enum fact fact)
{
    for (size_t i = 0; i < table->index->order_count; i++) {
        const struct rule_table *step = &book->tables[table->index->order[i]];
        for (size_t f = 0; f < step->fact_count; f++) {
            if (step->facts[f].from == NULL && step->facts[f].base == fact) {
                return true;
            }
        }
    }
    return false;
}

static bool is_single(uint64_t values)
{
    return values != 0 && (values & (values - 1)) == 0;
}

void ask_needed_facts(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct ask *ask,
    struct date visit_date,
    struct month claim_month,
    bool needed[FACT_COUNT])
{
    struct ask_answer answer;
    size_t before = 0;
    rulebook_ask(book, table, ask, visit_date, claim_month, &answer);
    before = ask_answer_last(&answer)->count;
    for (int f = 0; f < FACT_COUNT; f++) {
        unsigned size = domain_size(fact_domain((enum fact)f));
        uint64_t values = ask->base[f];
        needed[f] = false;
        if (is_single(values) || !looks_at(book, table, (enum fact)f)) {
            continue;
        }
        for (unsigned v = 0; v < size && !needed[f]; v++) {
            struct ask more = *ask;
            more.base[f] = UINT64_C(1) << v;
            if (values == 0 || (values >> v & 1U) != 0) {
                rulebook_ask(book, table, &more, visit_date, claim_month, &answer);
                needed[f] = ask_answer_last(&answer)->count < before;
            }
        }
    }
}
