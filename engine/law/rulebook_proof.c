#include "engine/law/rulebook_proof.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/rulebook_parts.h"

/* A gap, with its dates as numbers of stretches: both ends belong to it. */
struct gap {
    struct proof_finding finding;
    size_t first_day;
    size_t last_day;
    size_t first_month;
    size_t last_month;
};

struct proof {
    const struct rule_table *table;
    void (*take)(void *context, const struct proof_finding *finding);
    void *context;
    struct proof_summary *summary;
    uint64_t applied[RULE_WORDS]; /* rules that were the one that applies */
    struct gap *gaps;             /* room for LIMIT_PROOF_GAPS */
    size_t gap_count;
};

/* The walk through the facts of one pair of stretches. */
struct walk {
    size_t day;
    size_t month;
    uint8_t values[LIMIT_TABLE_FACTS];
    uint64_t bits[LIMIT_TABLE_FACTS + 1][RULE_WORDS]; /* rules left after so many facts */
    uint64_t sizes[LIMIT_TABLE_FACTS + 1];            /* situations below so many facts */
};

/*
 * One visit and claim within the intervals, the claim not before the month of the visit; false when
 * there is none.  An open start of the days occurs only where the months have a start.
 */
static bool find_dates(
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

/* ---- gaps ---- */

/* bits &= the rules of any of the stretches. */
static void keep_stretches(
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

/* bits &= the rules that admit any of the values. */
static void
keep_values(const struct rule_table *table, size_t place, uint64_t values, uint64_t *bits)
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
static bool is_empty(const struct gap *gap)
{
    const struct rule_table *table = gap->finding.table;
    const struct rule_index *index = table->index;
    uint64_t left = 0;
    uint64_t bits[RULE_WORDS];
    memset(bits, 0xFF, sizeof bits);
    keep_stretches(&index->days, gap->first_day, gap->last_day, index->words, bits);
    keep_stretches(&index->months, gap->first_month, gap->last_month, index->words, bits);
    for (size_t i = 0; i < table->fact_count; i++) {
        if (gap->finding.values[i] != table_fact_whole(&table->facts[i])) {
            keep_values(table, i, gap->finding.values[i], bits);
        }
    }
    for (size_t w = 0; w < index->words; w++) {
        left |= bits[w];
    }
    return left == 0;
}

/* Leaves out each fact that the gap does not need, in turn: none of the others can go then. */
static void drop_facts(struct gap *gap)
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
static void add_values(struct gap *gap)
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

/* Moves one end of the dates by a stretch while the gap stays one. */
static void widen(struct gap *gap, size_t *end, size_t limit)
{
    while (*end != limit) {
        size_t before = *end;
        *end = *end < limit ? *end + 1 : *end - 1;
        if (!is_empty(gap)) {
            *end = before;
            return;
        }
    }
}

static bool holds(const struct gap *gap, const struct walk *walk, size_t level)
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

static void
start_gap(const struct rule_table *table, const struct walk *walk, size_t level, struct gap *gap)
{
    const struct rule_index *index = table->index;
    *gap = (struct gap){.finding = {.kind = PROOF_GAP, .table = table}};
    gap->first_day = gap->last_day = walk->day;
    gap->first_month = gap->last_month = walk->month;
    for (size_t i = 0; i < table->fact_count; i++) {
        gap->finding.values[i] =
            i < level ? UINT64_C(1) << walk->values[i] : table_fact_whole(&table->facts[i]);
    }
    require(find_dates(
        days_of(&index->days, walk->day, walk->day),
        months_of(&index->months, walk->month, walk->month), &gap->finding.visit_date,
        &gap->finding.claim_month));
}

static void note_gap(struct proof *proof, const struct walk *walk, size_t level)
{
    const struct rule_index *index = proof->table->index;
    struct gap *gap = &proof->gaps[proof->gap_count];
    for (size_t i = 0; i < proof->gap_count; i++) {
        if (holds(&proof->gaps[i], walk, level)) {
            return;
        }
    }
    if (proof->gap_count == LIMIT_PROOF_GAPS) {
        return;
    }
    proof->gap_count++;
    start_gap(proof->table, walk, level, gap);
    drop_facts(gap);
    add_values(gap);
    widen(gap, &gap->first_day, 0);
    widen(gap, &gap->last_day, index->days.count - 1);
    widen(gap, &gap->first_month, 0);
    widen(gap, &gap->last_month, index->months.count - 1);
    gap->finding.days = days_of(&index->days, gap->first_day, gap->last_day);
    gap->finding.months = months_of(&index->months, gap->first_month, gap->last_month);
    proof->take(proof->context, &gap->finding);
}

/* ---- the walk ---- */

/* What applies to all situations below the first level facts: they share the rules left. */
static void judge(struct proof *proof, const struct walk *walk, size_t level)
{
    const struct rule_index *index = proof->table->index;
    const uint64_t *bits = walk->bits[level];
    uint64_t any = 0;
    uint64_t twice = 0;
    uint64_t rules = 0;
    for (size_t w = 0; w < index->words; w++) {
        twice |= (bits[w] & (bits[w] - 1)) | (any != 0 ? bits[w] : 0);
        any |= bits[w];
        rules |= bits[w] & ~index->impossible[w];
    }
    proof->summary->situations += walk->sizes[level];
    if (any == 0) {
        proof->summary->gaps += walk->sizes[level];
        note_gap(proof, walk, level);
    } else if (twice != 0 && rules != 0) {
        proof->summary->conflicts += walk->sizes[level];
    } else {
        for (size_t w = 0; w < index->words; w++) {
            proof->applied[w] |= bits[w];
        }
    }
}

/* Whether the facts from level on make no difference to the rules left. */
static bool is_settled(const struct rule_index *index, const struct walk *walk, size_t level)
{
    uint64_t open = 0;
    for (size_t w = 0; w < index->words; w++) {
        open |= walk->bits[level][w] & ~index->loose[level * index->words + w];
    }
    return open == 0;
}

static void apply_value(const struct rule_table *table, struct walk *walk, size_t level)
{
    const uint64_t *row = rule_index_fact(table->index, level, walk->values[level]);
    for (size_t w = 0; w < table->index->words; w++) {
        walk->bits[level + 1][w] = walk->bits[level][w] & row[w];
    }
}

/* Through all values of all facts, the last fact fastest; what is settled is judged at once. */
static void walk_facts(struct proof *proof, struct walk *walk)
{
    const struct rule_table *table = proof->table;
    size_t level = 0;
    for (;;) {
        if (!is_settled(table->index, walk, level)) {
            walk->values[level] = 0;
            apply_value(table, walk, level);
            level++;
            continue;
        }
        judge(proof, walk, level);
        while (level > 0 && walk->values[level - 1] + 1U == table->facts[level - 1].size) {
            level--;
        }
        if (level == 0) {
            return;
        }
        walk->values[level - 1]++;
        apply_value(table, walk, level - 1);
    }
}

static void walk_dates(struct proof *proof)
{
    const struct rule_table *table = proof->table;
    const struct rule_index *index = table->index;
    struct date visit_date = DATE_NONE;
    struct month claim_month = MONTH_NONE;
    struct walk walk = {.day = 0};
    walk.sizes[table->fact_count] = 1;
    for (size_t i = table->fact_count; i > 0; i--) {
        walk.sizes[i - 1] = walk.sizes[i] * table->facts[i - 1].size;
    }
    for (walk.day = 0; walk.day < index->days.count; walk.day++) {
        for (walk.month = 0; walk.month < index->months.count; walk.month++) {
            if (!find_dates(
                    days_of(&index->days, walk.day, walk.day),
                    months_of(&index->months, walk.month, walk.month), &visit_date, &claim_month)) {
                continue;
            }
            memcpy(
                walk.bits[0], &index->days.rules[walk.day * index->words],
                index->words * sizeof(uint64_t));
            keep_stretches(&index->months, walk.month, walk.month, index->words, walk.bits[0]);
            walk_facts(proof, &walk);
        }
    }
}

/* ---- overlaps and rules that are never reached ---- */

static struct month later(struct month left, struct month right)
{
    return left.months >= right.months ? left : right; /* MONTH_NONE is the lowest */
}

static struct month earlier(struct month left, struct month right)
{
    if (!month_is_some(left) || !month_is_some(right)) {
        return month_is_some(left) ? left : right;
    }
    return left.months <= right.months ? left : right;
}

/* The situations to which both rules apply; false when there are none. */
static bool
find_overlap(const struct rule *rule, const struct rule *other, struct proof_finding *finding)
{
    const struct rule_table *table = rule->table;
    *finding =
        (struct proof_finding){.kind = PROOF_OVERLAP, .table = table, .rule = rule, .other = other};
    for (size_t i = 0; i < table->fact_count; i++) {
        finding->values[i] = rule->when[i] & other->when[i];
        if (finding->values[i] == 0) {
            return false;
        }
    }
    finding->days = interval_both(rule->days, other->days);
    finding->months.first = later(rule->months.first, other->months.first);
    finding->months.last = earlier(rule->months.last, other->months.last);
    if (date_is_some(finding->days.first) && date_is_some(finding->days.last) &&
        date_compare(finding->days.first, finding->days.last) > 0) {
        return false;
    }
    return find_dates(finding->days, finding->months, &finding->visit_date, &finding->claim_month);
}

static void find_overlaps(struct proof *proof)
{
    const struct rule_table *table = proof->table;
    struct proof_finding finding;
    for (size_t i = 0; i < table->rule_count; i++) {
        for (size_t j = i + 1; j < table->rule_count; j++) {
            const struct rule *rule = &table->rules[i];
            const struct rule *other = &table->rules[j];
            if (rule_is_live(rule) && rule_is_live(other) && !rule->impossible &&
                find_overlap(rule, other, &finding)) {
                proof->summary->overlaps++;
                proof->take(proof->context, &finding);
            }
        }
    }
}

static void tell_unreachable(struct proof *proof, const struct rule *rule)
{
    struct proof_finding finding = {
        .kind = PROOF_UNREACHABLE,
        .table = rule->table,
        .rule = rule,
        .days = rule->days,
        .months = rule->months,
        .visit_date = DATE_NONE,
        .claim_month = MONTH_NONE,
    };
    memcpy(finding.values, rule->when, sizeof finding.values);
    proof->summary->unreachable++;
    proof->take(proof->context, &finding);
}

static void count_rule(struct proof *proof, size_t place)
{
    const struct rule *rule = &proof->table->rules[place];
    uint64_t applied = proof->applied[place / RULE_WORD_BITS] >> place % RULE_WORD_BITS & 1U;
    if (rule->impossible) {
        proof->summary->impossible++;
        return;
    }
    proof->summary->rules++;
    proof->summary->rules_by_state[rule->state]++;
    proof->summary->rules_by_grade[rule->grade]++;
    if (rule_is_live(rule) && applied == 0) {
        tell_unreachable(proof, rule);
    }
}

bool rulebook_check(
    const struct rulebook *book,
    void (*take)(void *context, const struct proof_finding *finding),
    void *context,
    struct proof_summary *summary,
    struct error *error)
{
    struct proof proof = {.take = take, .context = context, .summary = summary};
    *summary = (struct proof_summary){.tables = book->table_count};
    proof.gaps = calloc(LIMIT_PROOF_GAPS + 1, sizeof *proof.gaps);
    if (proof.gaps == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    for (size_t t = 0; t < book->table_count; t++) {
        proof.table = &book->tables[t];
        proof.gap_count = 0;
        memset(proof.applied, 0, sizeof proof.applied);
        find_overlaps(&proof);
        walk_dates(&proof);
        for (size_t r = 0; r < proof.table->rule_count; r++) {
            count_rule(&proof, r);
        }
    }
    free(proof.gaps);
    return true;
}

bool proof_is_clean(const struct proof_summary *summary)
{
    return summary->gaps == 0 && summary->conflicts == 0 && summary->overlaps == 0 &&
           summary->unreachable == 0;
}

bool proof_names_fact(const struct proof_finding *finding, size_t place)
{
    require(place < finding->table->fact_count);
    return finding->values[place] != table_fact_whole(&finding->table->facts[place]);
}

const char *proof_kind_name(enum proof_kind kind)
{
    static const char *const names[] = {
        [PROOF_GAP] = "gap", [PROOF_OVERLAP] = "overlap", [PROOF_UNREACHABLE] = "unreachable"};
    require(kind <= PROOF_UNREACHABLE);
    return names[kind];
}
