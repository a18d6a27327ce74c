#include "engine/law/rulebook_gap.h"

#include <string.h>

bool rule_find_dates(
    struct interval days,
    struct month_interval months,
    struct date *visit_date,
    struct month *claim_month)
{
    if (date_is_some(days.first)) {
        struct month month = month_of(days.first);
        *visit_date = days.first;
        *claim_month = month_is_some(months.first) && month_compare(months.first, month) > 0
                           ? months.first
                           : month;
    } else {
        *claim_month = months.first;
        *visit_date = month_first_day(months.first);
        if (date_is_some(days.last) && date_compare(days.last, *visit_date) < 0) {
            *visit_date = days.last;
        }
    }
    return !month_is_some(months.last) || month_compare(*claim_month, months.last) <= 0;
}

static struct interval days_of(const struct stretches *days, size_t first, size_t last)
{
    return (struct interval){{days->starts[first]}, {stretch_last(days, last)}};
}

static struct month_interval months_of(const struct stretches *months, size_t first, size_t last)
{
    return (struct month_interval){{months->starts[first]}, {stretch_last(months, last)}};
}

void rule_keep_stretches(
    const struct stretches *stretches,
    size_t first,
    size_t last,
    size_t words,
    uint64_t *bits)
{
    for (size_t w = 0; w < words; w++) {
        uint64_t any = 0;
        for (size_t i = first; i <= last; i++) {
            any |= stretches->rules[i * words + w];
        }
        bits[w] &= any;
    }
}

void rule_keep_values(const struct rule_table *table, size_t place, uint64_t values, uint64_t *bits)
{
    for (size_t w = 0; w < table->index->words; w++) {
        uint64_t any = 0;
        for (unsigned v = 0; v < table->facts[place].size; v++) {
            any |= (values >> v & 1U) != 0 ? rule_index_fact(table->index, place, v)[w] : 0;
        }
        bits[w] &= any;
    }
}

/*
 * Whether no rule at all reaches into the gap.  A rule does exactly if it shares a value with each
 * fact and a stretch with each date, so that this holds for every situation inside at once.
 */
static bool is_empty(const struct rule_gap *gap)
{
    const struct rule_table *table = gap->finding.table;
    const struct rule_index *index = table->index;
    uint64_t left = 0;
    uint64_t bits[RULE_WORDS];
    memset(bits, 0xFF, sizeof bits);
    rule_keep_stretches(&index->days, gap->first_day, gap->last_day, index->words, bits);
    rule_keep_stretches(&index->months, gap->first_month, gap->last_month, index->words, bits);
    for (size_t i = 0; i < table->fact_count; i++) {
        if (gap->finding.values[i] != table_fact_whole(&table->facts[i])) {
            rule_keep_values(table, i, gap->finding.values[i], bits);
        }
    }
    for (size_t w = 0; w < index->words; w++) {
        left |= bits[w];
    }
    return left == 0;
}

/* Leaves out each fact that the gap does not need, in turn: none of the others can go then. */
static void drop_facts(struct rule_gap *gap)
{
    const struct rule_table *table = gap->finding.table;
    for (size_t i = 0; i < table->fact_count; i++) {
        uint64_t before = gap->finding.values[i];
        gap->finding.values[i] = table_fact_whole(&table->facts[i]);
        if (!is_empty(gap)) {
            gap->finding.values[i] = before;
        }
    }
}

/* Adds the other values of a named fact that show the gap as well, so that it is told once. */
static void add_values(struct rule_gap *gap)
{
    const struct rule_table *table = gap->finding.table;
    for (size_t i = 0; i < table->fact_count; i++) {
        for (unsigned v = 0; v < table->facts[i].size; v++) {
            uint64_t before = gap->finding.values[i];
            gap->finding.values[i] |= UINT64_C(1) << v;
            if (gap->finding.values[i] != before && !is_empty(gap)) {
                gap->finding.values[i] = before;
            }
        }
    }
}

bool rule_can_meet(
    const struct rule_index *index,
    size_t first_day,
    size_t last_day,
    size_t first_month,
    size_t last_month)
{
    struct date visit_date = DATE_NONE;
    struct month claim_month = MONTH_NONE;
    return rule_find_dates(
        days_of(&index->days, first_day, last_day),
        months_of(&index->months, first_month, last_month), &visit_date, &claim_month);
}

/* Moves one end of the days while the gap stays one and its months can still be claimed in. */
static void widen_days(struct rule_gap *gap, size_t *end, size_t limit)
{
    const struct rule_index *index = gap->finding.table->index;
    while (*end != limit) {
        size_t before = *end;
        *end = *end < limit ? *end + 1 : *end - 1;
        if (!rule_can_meet(index, *end, *end, gap->first_month, gap->last_month) ||
            !is_empty(gap)) {
            *end = before;
            return;
        }
    }
}

static void widen_months(struct rule_gap *gap, size_t *end, size_t limit)
{
    const struct rule_index *index = gap->finding.table->index;
    while (*end != limit) {
        size_t before = *end;
        *end = *end < limit ? *end + 1 : *end - 1;
        if (!rule_can_meet(index, gap->first_day, gap->last_day, *end, *end) || !is_empty(gap)) {
            *end = before;
            return;
        }
    }
}

static bool holds(const struct rule_gap *gap, const struct rule_walk *walk, size_t level)
{
    const struct rule_table *table = gap->finding.table;
    if (walk->day < gap->first_day || walk->day > gap->last_day || walk->month < gap->first_month ||
        walk->month > gap->last_month) {
        return false;
    }
    for (size_t i = 0; i < table->fact_count; i++) {
        uint64_t values =
            i < level ? UINT64_C(1) << walk->values[i] : table_fact_whole(&table->facts[i]);
        if ((values & ~gap->finding.values[i]) != 0) {
            return false;
        }
    }
    return true;
}

static void start_gap(
    const struct rule_table *table,
    const struct rule_walk *walk,
    size_t level,
    struct rule_gap *gap)
{
    const struct rule_index *index = table->index;
    *gap = (struct rule_gap){.finding = {.kind = PROOF_GAP, .table = table}};
    gap->first_day = gap->last_day = walk->day;
    gap->first_month = gap->last_month = walk->month;
    for (size_t i = 0; i < table->fact_count; i++) {
        gap->finding.values[i] =
            i < level ? UINT64_C(1) << walk->values[i] : table_fact_whole(&table->facts[i]);
    }
    require(rule_find_dates(
        days_of(&index->days, walk->day, walk->day),
        months_of(&index->months, walk->month, walk->month), &gap->finding.visit_date,
        &gap->finding.claim_month));
}

const struct proof_finding *rule_gap_note(
    struct rule_gaps *gaps,
    const struct rule_table *table,
    const struct rule_walk *walk,
    size_t level)
{
    const struct rule_index *index = table->index;
    struct rule_gap *gap = NULL;
    for (size_t i = 0; i < gaps->count; i++) {
        if (holds(&gaps->rows[i], walk, level)) {
            return NULL;
        }
    }
    if (gaps->count == LIMIT_PROOF_GAPS) {
        return NULL;
    }
    gap = &gaps->rows[gaps->count++];
    start_gap(table, walk, level, gap);
    drop_facts(gap);
    add_values(gap);
    widen_days(gap, &gap->first_day, 0);
    widen_days(gap, &gap->last_day, index->days.count - 1);
    widen_months(gap, &gap->first_month, 0);
    widen_months(gap, &gap->last_month, index->months.count - 1);
    gap->finding.days = days_of(&index->days, gap->first_day, gap->last_day);
    gap->finding.months = months_of(&index->months, gap->first_month, gap->last_month);
    return &gap->finding;
}
