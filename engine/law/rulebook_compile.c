#include "engine/law/rulebook_parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    STRETCHES_MOST = 2 * LIMIT_TABLE_RULES + 1
};

/* Where a rule begins and where it is over, on one of the two axes. */
struct span {
    int32_t first;
    int32_t last;
};

static struct span day_span(const struct rule *rule)
{
    return (struct span){rule->days.first.days, rule->days.last.days};
}

static struct span month_span(const struct rule *rule)
{
    return (struct span){rule->months.first.months, rule->months.last.months};
}

bool rule_is_live(const struct rule *rule)
{
    return rule->state != RULE_STATE_ANNOUNCED;
}

static void set_bit(uint64_t *words, size_t at)
{
    words[at / RULE_WORD_BITS] |= UINT64_C(1) << at % RULE_WORD_BITS;
}

static int compare_starts(const void *left_start, const void *right_start)
{
    int32_t left = *(const int32_t *)left_start;
    int32_t right = *(const int32_t *)right_start;
    return left < right ? -1 : left > right ? 1 : 0;
}

/* The first day or month of every stretch, in order, none twice; returns how many. */
static size_t find_starts(
    const struct rule_table *table,
    struct span (*span_of)(const struct rule *),
    int32_t floor,
    int32_t starts[STRETCHES_MOST])
{
    size_t count = 0;
    size_t kept = 1;
    starts[count++] = floor;
    for (size_t r = 0; r < table->rule_count; r++) {
        struct span span = span_of(&table->rules[r]);
        if (rule_is_live(&table->rules[r]) && span.first != STRETCH_OPEN) {
            starts[count++] = span.first;
        }
        if (rule_is_live(&table->rules[r]) && span.last != STRETCH_OPEN) {
            starts[count++] = span.last + 1;
        }
    }
    qsort(starts, count, sizeof starts[0], compare_starts);
    for (size_t i = 1; i < count; i++) {
        if (starts[i] != starts[kept - 1]) {
            starts[kept++] = starts[i];
        }
    }
    return kept;
}

static bool compile_stretches(
    struct arena *arena,
    const struct rule_table *table,
    struct span (*span_of)(const struct rule *),
    int32_t floor,
    struct stretches *stretches,
    struct error *error)
{
    size_t words = table->index->words;
    int32_t found[STRETCHES_MOST];
    size_t count = find_starts(table, span_of, floor, found);
    int32_t *starts = arena_take(arena, count * sizeof *starts, error);
    uint64_t *rules = NULL;
    if (starts == NULL) {
        return false;
    }
    rules = arena_take(arena, count * words * sizeof *rules, error);
    if (rules == NULL) {
        return false;
    }
    memcpy(starts, found, count * sizeof *starts);
    for (size_t i = 0; i < count; i++) {
        for (size_t r = 0; r < table->rule_count; r++) {
            struct span span = span_of(&table->rules[r]);
            if (rule_is_live(&table->rules[r]) && span.first <= starts[i] &&
                (span.last == STRETCH_OPEN || starts[i] <= span.last)) {
                set_bit(&rules[i * words], r);
            }
        }
    }
    *stretches = (struct stretches){count, starts, rules};
    return true;
}

static bool compile_facts(
    struct arena *arena,
    const struct rule_table *table,
    struct rule_index *index,
    struct error *error)
{
    size_t rows = 0;
    uint64_t *rules = NULL;
    for (size_t i = 0; i < table->fact_count; i++) {
        index->fact_start[i] = rows;
        rows += table->facts[i].size;
    }
    rules = arena_take(arena, rows * index->words * sizeof *rules, error);
    if (rules == NULL) {
        return false;
    }
    index->fact_rules = rules;
    for (size_t i = 0; i < table->fact_count; i++) {
        for (unsigned v = 0; v < table->facts[i].size; v++) {
            uint64_t *row = &rules[(index->fact_start[i] + v) * index->words];
            for (size_t r = 0; r < table->rule_count; r++) {
                if ((table->rules[r].when[i] >> v & 1U) != 0) {
                    set_bit(row, r);
                }
            }
        }
    }
    return true;
}

/* A rule is loose from a place on when it admits every value of every fact from there on. */
static bool is_loose(const struct rule_table *table, const struct rule *rule, size_t place)
{
    for (size_t i = place; i < table->fact_count; i++) {
        if (rule->when[i] != table_fact_whole(&table->facts[i])) {
            return false;
        }
    }
    return true;
}

static bool compile_marks(
    struct arena *arena,
    const struct rule_table *table,
    struct rule_index *index,
    struct error *error)
{
    size_t words = index->words;
    uint64_t *loose = arena_take(arena, (table->fact_count + 1) * words * sizeof *loose, error);
    uint64_t *impossible = NULL;
    if (loose == NULL) {
        return false;
    }
    impossible = arena_take(arena, words * sizeof *impossible, error);
    if (impossible == NULL) {
        return false;
    }
    for (size_t r = 0; r < table->rule_count; r++) {
        for (size_t place = 0; place <= table->fact_count; place++) {
            if (is_loose(table, &table->rules[r], place)) {
                set_bit(&loose[place * words], r);
            }
        }
        if (table->rules[r].impossible) {
            set_bit(impossible, r);
        }
    }
    index->loose = loose;
    index->impossible = impossible;
    return true;
}

bool rule_compile(
    struct rulebook *book,
    struct rule_table *table,
    struct rule_index *index,
    struct error *error)
{
    struct arena *arena = &book->arena;
    index->words = (table->rule_count + RULE_WORD_BITS - 1) / RULE_WORD_BITS;
    table->index = index;
    return compile_stretches(arena, table, day_span, table->floor_date.days, &index->days, error) &&
           compile_stretches(
               arena, table, month_span, table->floor_month.months, &index->months, error) &&
           compile_facts(arena, table, index, error) && compile_marks(arena, table, index, error);
}

size_t stretch_of(const struct stretches *stretches, int32_t at)
{
    size_t low = 0;
    size_t high = stretches->count;
    require(at >= stretches->starts[0]);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (stretches->starts[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

int32_t stretch_last(const struct stretches *stretches, size_t stretch)
{
    return stretch + 1 < stretches->count ? stretches->starts[stretch + 1] - 1 : STRETCH_OPEN;
}

const uint64_t *rule_index_fact(const struct rule_index *index, size_t fact, unsigned value)
{
    return &index->fact_rules[(index->fact_start[fact] + value) * index->words];
}
