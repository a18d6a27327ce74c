#include "engine/law/rulebook_parts.h"

#include <stdlib.h>
#include <string.h>

static uint32_t bit(unsigned table)
{
    return UINT32_C(1) << table;
}

/* For each table the tables whose outcomes it names among its facts. */
static void find_needs(const struct rulebook *book, uint32_t needs[LIMIT_TABLES])
{
    for (size_t t = 0; t < book->table_count; t++) {
        needs[t] = 0;
        for (size_t i = 0; i < book->tables[t].fact_count; i++) {
            const struct rule_table *from = book->tables[t].facts[i].from;
            needs[t] |= from == NULL ? 0 : bit(from->number);
        }
    }
}

/* The needs of needs as well. */
static void close_needs(size_t count, uint32_t needs[LIMIT_TABLES])
{
    for (unsigned middle = 0; middle < count; middle++) {
        for (unsigned t = 0; t < count; t++) {
            if ((needs[t] & bit(middle)) != 0) {
                needs[t] |= needs[middle];
            }
        }
    }
}

/* Told at the first fact of the table that leads back to it. */
static bool fail_cycle(
    const struct rule_loading *loading,
    const struct rule_table *table,
    const uint32_t *needs,
    struct error *error)
{
    size_t i = 0;
    for (; i < table->fact_count; i++) {
        const struct rule_table *from = table->facts[i].from;
        if (from != NULL && (from == table || (needs[from->number] & bit(table->number)) != 0)) {
            break;
        }
    }
    require(i < table->fact_count);
    return rule_node_fail_text(
        loading->drafts[table->number].fact_nodes[i], FAULT_RULE_CYCLE,
        table_fact_name(&table->facts[i]), error);
}

static unsigned count_bits(uint32_t bits)
{
    unsigned count = 0;
    for (; bits != 0; bits &= bits - 1) {
        count++;
    }
    return count;
}

/* What a table builds on has fewer needs than itself, so that their number gives the order. */
static void order_needs(struct rule_index *index, const uint32_t needs[LIMIT_TABLES])
{
    for (unsigned level = 0; level < LIMIT_TABLES; level++) {
        for (unsigned t = 0; t < LIMIT_TABLES; t++) {
            if ((index->needs & bit(t)) != 0 && count_bits(needs[t]) == level) {
                index->order[index->order_count++] = t;
            }
        }
    }
}

/* Base facts keep their own places; each derived fact gets one behind them. */
static void give_slots(struct rulebook *book, struct rule_index *indexes)
{
    unsigned slot = FACT_COUNT;
    for (size_t t = 0; t < book->table_count; t++) {
        for (size_t field = 0; field < book->tables[t].outcome_count; field++) {
            indexes[t].outcome_slots[field] = slot++;
        }
    }
    for (size_t t = 0; t < book->table_count; t++) {
        for (size_t i = 0; i < book->tables[t].fact_count; i++) {
            const struct table_fact *fact = &book->tables[t].facts[i];
            indexes[t].fact_slots[i] = fact->from == NULL
                                           ? (unsigned)fact->base
                                           : indexes[fact->from->number].outcome_slots[fact->field];
        }
    }
}

static int compare_rules(const void *left_row, const void *right_row)
{
    const struct rule *const *left = left_row;
    const struct rule *const *right = right_row;
    return strcmp((*left)->id, (*right)->id);
}

static bool list_rules(struct rulebook *book, struct error *error)
{
    size_t count = 0;
    for (size_t t = 0; t < book->table_count; t++) {
        count += book->tables[t].rule_count;
    }
    book->rules = arena_take(&book->arena, count * sizeof *book->rules, error);
    if (book->rules == NULL) {
        return false;
    }
    for (size_t t = 0; t < book->table_count; t++) {
        for (size_t r = 0; r < book->tables[t].rule_count; r++) {
            book->rules[book->rule_count++] = &book->tables[t].rules[r];
        }
    }
    qsort(book->rules, count, sizeof *book->rules, compare_rules);
    return true;
}

static bool check_ids(const struct rulebook *book, struct error *error)
{
    for (size_t i = 1; i < book->rule_count; i++) {
        const struct rule *rule = book->rules[i - 1];
        const struct rule *next = book->rules[i];
        if (strcmp(rule->id, next->id) == 0) {
            bool in_order = rule->table == next->table ? rule < next
                                                       : rule->table->number < next->table->number;
            const struct rule *second = in_order ? next : rule;
            const struct rule *first = in_order ? rule : next;
            return rule_fail_twice(&second->place, second->id, &first->place, error);
        }
    }
    return true;
}

bool rule_link(struct rule_loading *loading, struct error *error)
{
    struct rulebook *book = loading->book;
    struct rule_index *indexes = NULL;
    uint32_t needs[LIMIT_TABLES] = {0};
    find_needs(book, needs);
    close_needs(book->table_count, needs);
    for (unsigned t = 0; t < book->table_count; t++) {
        if ((needs[t] & bit(t)) != 0) {
            return fail_cycle(loading, &book->tables[t], needs, error);
        }
    }
    indexes = arena_take(&book->arena, book->table_count * sizeof *indexes, error);
    if (indexes == NULL || !list_rules(book, error) || !check_ids(book, error)) {
        return false;
    }
    give_slots(book, indexes);
    for (unsigned t = 0; t < book->table_count; t++) {
        indexes[t].needs = needs[t] | bit(t);
        order_needs(&indexes[t], needs);
        if (!rule_compile(book, &book->tables[t], &indexes[t], error)) {
            return false;
        }
    }
    return true;
}
