#include "engine/law/rulebook_proof.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/rulebook_gap.h"

struct proof {
    const struct rule_table *table;
    void (*take)(void *context, const struct proof_finding *finding);
    void *context;
    struct proof_summary *summary;
    uint64_t applied[RULE_WORDS]; /* rules that were the one that applies */
    struct rule_gaps *gaps;
};

/* ---- the walk ---- */

static void tell_gap(struct proof *proof, const struct rule_walk *walk, size_t level)
{
    const struct proof_finding *finding = rule_gap_note(proof->gaps, proof->table, walk, level);
    if (finding != NULL) {
        proof->take(proof->context, finding);
    }
}

/* What applies to all situations below the first level facts: they share the rules left. */
static void judge(struct proof *proof, const struct rule_walk *walk, size_t level)
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
        tell_gap(proof, walk, level);
    } else if (twice != 0 && rules != 0) {
        proof->summary->conflicts += walk->sizes[level];
    } else {
        for (size_t w = 0; w < index->words; w++) {
            proof->applied[w] |= bits[w];
        }
    }
}

/* Whether the facts from level on make no difference to the rules left. */
static bool is_settled(const struct rule_index *index, const struct rule_walk *walk, size_t level)
{
    uint64_t open = 0;
    for (size_t w = 0; w < index->words; w++) {
        open |= walk->bits[level][w] & ~index->loose[level * index->words + w];
    }
    return open == 0;
}

static void apply_value(const struct rule_table *table, struct rule_walk *walk, size_t level)
{
    const uint64_t *row = rule_index_fact(table->index, level, walk->values[level]);
    for (size_t w = 0; w < table->index->words; w++) {
        walk->bits[level + 1][w] = walk->bits[level][w] & row[w];
    }
}

/* Through all values of all facts, the last fact fastest; what is settled is judged at once. */
static void walk_facts(struct proof *proof, struct rule_walk *walk)
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
    struct rule_walk walk = {.day = 0};
    walk.sizes[table->fact_count] = 1;
    for (size_t i = table->fact_count; i > 0; i--) {
        walk.sizes[i - 1] = walk.sizes[i] * table->facts[i - 1].size;
    }
    for (walk.day = 0; walk.day < index->days.count; walk.day++) {
        for (walk.month = 0; walk.month < index->months.count; walk.month++) {
            if (!rule_can_meet(index, walk.day, walk.day, walk.month, walk.month)) {
                continue;
            }
            memcpy(
                walk.bits[0], &index->days.rules[walk.day * index->words],
                index->words * sizeof(uint64_t));
            rule_keep_stretches(&index->months, walk.month, walk.month, index->words, walk.bits[0]);
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
    return rule_find_dates(
        finding->days, finding->months, &finding->visit_date, &finding->claim_month);
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

static void prove_table(struct proof *proof, const struct rule_table *table)
{
    proof->table = table;
    proof->gaps->count = 0;
    memset(proof->applied, 0, sizeof proof->applied);
    find_overlaps(proof);
    walk_dates(proof);
    for (size_t r = 0; r < table->rule_count; r++) {
        count_rule(proof, r);
    }
    proof->summary->tables++;
}

static bool open_proof(struct proof *proof, struct error *error)
{
    *proof->summary = (struct proof_summary){.tables = 0};
    proof->gaps = calloc(1, sizeof *proof->gaps);
    return proof->gaps != NULL || error_set(error, FAULT_MEMORY);
}

bool rulebook_check(
    const struct rulebook *book,
    void (*take)(void *context, const struct proof_finding *finding),
    void *context,
    struct proof_summary *summary,
    struct error *error)
{
    struct proof proof = {.take = take, .context = context, .summary = summary};
    if (!open_proof(&proof, error)) {
        return false;
    }
    for (size_t t = 0; t < book->table_count; t++) {
        prove_table(&proof, &book->tables[t]);
    }
    free(proof.gaps);
    return true;
}

bool rulebook_check_table(
    const struct rule_table *table,
    void (*take)(void *context, const struct proof_finding *finding),
    void *context,
    struct proof_summary *summary,
    struct error *error)
{
    struct proof proof = {.take = take, .context = context, .summary = summary};
    if (!open_proof(&proof, error)) {
        return false;
    }
    prove_table(&proof, table);
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
