/*
 * rules_mutation RULES [STRIDE [list]]: every single date, fact value and outcome of every row of every
 * table is changed, one at a time, and so is every end of a measure and every value of the law with its
 * dates.  Each change must make a named case beside the rules fail.
 *
 * Changes are told apart by who notices them: a case; only the proof (a gap or an overlap appears, but no
 * case stands there); only the reader (the file would not load).  What is no change at all is listed with
 * the reason.  STRIDE n looks at every n-th change only; "list" names the case that fails for each.
 * The score is printed by table and for the book; exit 1 when nobody notices a change.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/law/rulebook_parts.h"
#include "engine/law/rulebook_proof.h"
#include "tests/rules/rule_folder.h"

enum noticed {
    NOTICED_NOT,
    NOTICED_BY_READER,
    NOTICED_BY_PROOF,
    NOTICED_BY_CASE,
    NOTICED_COUNT
};

struct score {
    unsigned long noticed[NOTICED_COUNT];
    unsigned long proved; /* of those that a case notices, how many the proof notices, too */
    unsigned long no_change;
};

struct mutation {
    struct shipped shipped;
    struct arena scratch;
    unsigned long stride;
    unsigned long number; /* of changes so far */
    bool list;            /* name the case that notices each change */
    struct score score;   /* of what is being changed */
    struct score all;
};

static void pass_over(void *context, const struct proof_finding *finding)
{
    (void)context;
    (void)finding;
}

static bool is_sampled(struct mutation *mutation)
{
    return mutation->number++ % mutation->stride == 0;
}

/* Who noticed a change, and the case that did. */
struct verdict {
    enum noticed noticed;
    bool proved;
    const struct rule_case *by;
};

static void
count(struct mutation *mutation, struct verdict verdict, const char *id, const char *change)
{
    mutation->score.noticed[verdict.noticed]++;
    mutation->score.proved += verdict.noticed == NOTICED_BY_CASE && verdict.proved ? 1 : 0;
    if (verdict.noticed == NOTICED_NOT) {
        (void)printf("not noticed: %s %s\n", id, change);
    } else if (verdict.noticed == NOTICED_BY_PROOF) {
        (void)printf("by the proof only: %s %s\n", id, change);
    } else if (mutation->list && verdict.by != NULL) {
        (void)printf("%s %s: %s\n", id, change, verdict.by->says);
    }
}

/* ---- noticing ---- */

static bool builds_on(const struct rule_table *table, const struct rule_table *other)
{
    return (table->index->needs >> other->number & 1U) != 0;
}

static const struct rule_case *
fails_among(const struct mutation *mutation, const struct rule_table *changed, bool own)
{
    const struct rule_cases *cases = mutation->shipped.cases;
    char got[RULE_CASE_TEXT];
    for (size_t i = 0; i < rule_cases_count(cases); i++) {
        const struct rule_case *one = rule_cases_at(cases, i);
        bool touched = changed == NULL ? one->table == NULL
                                       : one->table != NULL && builds_on(one->table, changed);
        if (touched && (one->table == changed) == own &&
            !rule_case_holds(mutation->shipped.book, one, got)) {
            return one;
        }
    }
    return NULL;
}

/*
 * The first case that fails now, those of the table before the others; NULL: all cases hold that hang
 * on the table (NULL: on a value).
 */
static const struct rule_case *case_that_fails(
    const struct mutation *mutation,
    const struct rule_table *changed)
{
    const struct rule_case *one = fails_among(mutation, changed, true);
    return one != NULL || changed == NULL ? one : fails_among(mutation, changed, false);
}

static struct verdict
judge_cases(const struct mutation *mutation, const struct rule_table *changed, bool proved)
{
    struct verdict verdict = {NOTICED_BY_CASE, proved, case_that_fails(mutation, changed)};
    if (verdict.by == NULL) {
        verdict.noticed = proved ? NOTICED_BY_PROOF : NOTICED_NOT;
    }
    return verdict;
}

/* The table is compiled anew into the scratch arena, proved, and its old index put back. */
static struct verdict judge_table(struct mutation *mutation, struct rule_table *table)
{
    struct rulebook *book = mutation->shipped.book;
    const struct rule_index *index = table->index;
    struct arena own = book->arena;
    struct rule_index changed = *index;
    struct proof_summary summary;
    struct error error;
    struct verdict verdict;
    arena_reset(&mutation->scratch);
    book->arena = mutation->scratch;
    require(rule_compile(book, table, &changed, &error));
    mutation->scratch = book->arena;
    book->arena = own;
    require(rulebook_check_table(table, pass_over, NULL, &summary, &error));
    verdict = judge_cases(mutation, table, !proof_is_clean(&summary));
    table->index = index;
    return verdict;
}

static const struct verdict refused = {NOTICED_BY_READER, false, NULL};

/* What the reader refuses of dates: before the floor, the end before the start, no end at all. */
static bool is_refused(const struct rule *rule)
{
    const struct rule_table *table = rule->table;
    bool by_day = table->axis == TABLE_AXIS_VISIT_DATE;
    if (rule->impossible) {
        return false;
    }
    if (by_day && date_compare(rule->days.first, table->floor_date) < 0) {
        return true;
    }
    if (!by_day && month_compare(rule->months.first, table->floor_month) < 0) {
        return true;
    }
    return (date_is_some(rule->days.first) && date_is_some(rule->days.last) &&
            date_compare(rule->days.last, rule->days.first) < 0) ||
           (month_is_some(rule->months.first) && month_is_some(rule->months.last) &&
            month_compare(rule->months.last, rule->months.first) < 0);
}

/* A day after which nobody could claim any more is the same as an earlier one: no change at all. */
static bool is_out_of_reach(const struct rule *rule)
{
    return !rule->impossible && month_is_some(rule->months.last) && date_is_some(rule->days.last) &&
           date_is_some(rule->days.first) &&
           date_compare(rule->days.last, month_last_day(rule->months.last)) > 0;
}

static void judge(
    struct mutation *mutation,
    struct rule_table *table,
    const struct rule *rule,
    const char *change)
{
    if (is_out_of_reach(rule)) {
        (void)printf("no change: %s %s: nobody can claim such a day any more\n", rule->id, change);
        mutation->score.no_change++;
        return;
    }
    count(mutation, is_refused(rule) ? refused : judge_table(mutation, table), rule->id, change);
}

/* ---- changes of a rule ---- */

static void change_date(
    struct mutation *mutation,
    struct rule_table *table,
    struct rule *rule,
    int32_t *date,
    const char *name)
{
    static const int32_t steps[] = {-1, 1};
    int32_t before = *date;
    char change[64];
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (!is_sampled(mutation)) {
            continue;
        }
        /* An open end is closed, once far away and once near. */
        *date = before == STRETCH_OPEN ? (i == 0 ? 20818 : 24000) : before + steps[i];
        if (before == STRETCH_OPEN && name[0] == 'm') {
            *date = i == 0 ? 680 : 800;
        }
        (void)snprintf(change, sizeof change, "%s %+d", name, (int)steps[i]);
        judge(mutation, table, rule, change);
        *date = before;
    }
}

static void change_dates(struct mutation *mutation, struct rule_table *table, struct rule *rule)
{
    bool by_day = table->axis == TABLE_AXIS_VISIT_DATE;
    if (rule->impossible) {
        return;
    }
    if (by_day || date_is_some(rule->days.first)) {
        change_date(mutation, table, rule, &rule->days.first.days, "from");
    }
    if (by_day || date_is_some(rule->days.last)) {
        change_date(mutation, table, rule, &rule->days.last.days, "until");
    }
    if (!by_day || month_is_some(rule->months.first)) {
        change_date(mutation, table, rule, &rule->months.first.months, "month from");
    }
    if (!by_day || month_is_some(rule->months.last)) {
        change_date(mutation, table, rule, &rule->months.last.months, "month until");
    }
}

/* Each value of each fact is taken away or added; a rule that is left without a value is refused. */
static void change_facts(struct mutation *mutation, struct rule_table *table, struct rule *rule)
{
    char change[160];
    for (size_t i = 0; i < table->fact_count; i++) {
        uint64_t before = rule->when[i];
        for (unsigned v = 0; v < table->facts[i].size; v++) {
            if (!is_sampled(mutation)) {
                continue;
            }
            rule->when[i] = before ^ UINT64_C(1) << v;
            (void)snprintf(
                change, sizeof change, "%s %c%s", table_fact_name(&table->facts[i]),
                (before >> v & 1U) != 0 ? '-' : '+', table_fact_value_name(&table->facts[i], v));
            if (rule->when[i] == 0) {
                count(mutation, refused, rule->id, change);
            } else {
                judge(mutation, table, rule, change);
            }
            rule->when[i] = before;
        }
    }
}

static void change_outcomes(struct mutation *mutation, struct rule_table *table, struct rule *rule)
{
    char change[160];
    for (size_t field = 0; field < table->outcome_count && !rule->impossible; field++) {
        uint8_t before = rule->then[field];
        for (unsigned v = 0; v < table->outcomes[field].size; v++) {
            if (v == before || !is_sampled(mutation)) {
                continue;
            }
            rule->then[field] = (uint8_t)v;
            (void)snprintf(
                change, sizeof change, "%s=%s", table->outcomes[field].name,
                table->outcomes[field].values[v].name);
            count(mutation, judge_cases(mutation, table, false), rule->id, change);
            rule->then[field] = before;
        }
    }
}

static void print_score(const char *what, size_t rows, const struct score *score)
{
    unsigned long by_case = score->noticed[NOTICED_BY_CASE];
    unsigned long all = by_case + score->noticed[NOTICED_BY_PROOF] + score->noticed[NOTICED_NOT];
    (void)printf(
        "%-20s %4zu rows, %5lu changes: a case %lu (the proof, too: %lu), the proof only %lu, "
        "nobody %lu; %lu.%lu %%; not counted: refused %lu, no change %lu\n",
        what, rows, all, by_case, score->proved, score->noticed[NOTICED_BY_PROOF],
        score->noticed[NOTICED_NOT], all == 0 ? 100 : by_case * 100 / all,
        all == 0 ? 0 : by_case * 1000 / all % 10, score->noticed[NOTICED_BY_READER],
        score->no_change);
}

/* Prints what was changed since the last call, and adds it to the book's score. */
static void close_score(struct mutation *mutation, const char *what, size_t rows)
{
    struct score *all = &mutation->all;
    print_score(what, rows, &mutation->score);
    for (size_t i = 0; i < NOTICED_COUNT; i++) {
        all->noticed[i] += mutation->score.noticed[i];
    }
    all->proved += mutation->score.proved;
    all->no_change += mutation->score.no_change;
    memset(&mutation->score, 0, sizeof mutation->score);
}

static void change_table(struct mutation *mutation, struct rule_table *table)
{
    /* Rules live in the book's arena, which is not read-only. */
    struct rule *rules = (struct rule *)(uintptr_t)table->rules;
    for (size_t r = 0; r < table->rule_count; r++) {
        change_dates(mutation, table, &rules[r]);
        change_facts(mutation, table, &rules[r]);
        change_outcomes(mutation, table, &rules[r]);
    }
    close_score(mutation, table->name, table->rule_count);
}

/* ---- changes of the end of a measure ---- */

static void move_rules(const struct rule_table *table, const struct rule_measure *measure, int step)
{
    struct rule *rules = (struct rule *)(uintptr_t)table->rules;
    for (size_t r = 0; r < table->rule_count; r++) {
        if (rules[r].measure != measure) {
            continue;
        }
        if (date_is_some(rules[r].days.last) &&
            date_compare(rules[r].days.last, measure->last) == 0) {
            rules[r].days.last.days += step;
        } else {
            rules[r].days.first.days += step;
        }
    }
}

/* All rules that name the measure move together, so that only a case can notice it. */
static void change_measure(struct mutation *mutation, const struct rule_measure *measure, int step)
{
    struct rulebook *book = mutation->shipped.book;
    struct verdict verdict = {NOTICED_NOT, false, NULL};
    if (!is_sampled(mutation)) {
        return;
    }
    for (size_t t = 0; t < book->table_count; t++) {
        struct rule_table *table = &book->tables[t];
        struct rule *rules = (struct rule *)(uintptr_t)table->rules;
        struct rule *kept = malloc(table->rule_count * sizeof *kept);
        require(kept != NULL);
        memcpy(kept, rules, table->rule_count * sizeof *kept);
        move_rules(table, measure, step);
        if (verdict.noticed != NOTICED_BY_CASE) {
            verdict = judge_table(mutation, table);
        }
        memcpy(rules, kept, table->rule_count * sizeof *kept);
        free(kept);
    }
    count(mutation, verdict, measure->name, step < 0 ? "last -1" : "last +1");
}

/* ---- changes of a value of the law ---- */

static void
judge_value(struct mutation *mutation, const struct rule_parameter *row, const char *change)
{
    char name[160];
    (void)snprintf(name, sizeof name, "%.100s %.50s", row->name, row->key);
    count(mutation, judge_cases(mutation, NULL, false), name, change);
}

static void change_parameter(struct mutation *mutation, struct rule_parameter *row)
{
    const struct rule_parameter before = *row;
    char longer[LIMIT_RULE_TEXT + 2];
    if (is_sampled(mutation)) {
        (void)snprintf(longer, sizeof longer, "%s0", row->value);
        row->value = longer;
        judge_value(mutation, row, "value");
        *row = before;
    }
    for (int step = -1; step <= 1; step += 2) {
        if (is_sampled(mutation)) {
            row->days.first.days += step;
            judge_value(mutation, row, step < 0 ? "from -1" : "from +1");
            *row = before;
        }
        if (is_sampled(mutation)) {
            row->days.last.days = before.days.last.days == STRETCH_OPEN
                                      ? before.days.first.days + 1
                                      : before.days.last.days + step;
            judge_value(mutation, row, step < 0 ? "until -1" : "until +1");
            *row = before;
        }
    }
}

/* ---- the run ---- */

static void change_all(struct mutation *mutation)
{
    struct rulebook *book = mutation->shipped.book;
    size_t rows = 0;
    for (size_t t = 0; t < book->table_count; t++) {
        change_table(mutation, &book->tables[t]);
        rows += book->tables[t].rule_count;
    }
    for (size_t m = 0; m < book->measure_count; m++) {
        change_measure(mutation, &book->measures[m], -1);
        change_measure(mutation, &book->measures[m], 1);
    }
    close_score(mutation, "measures", book->measure_count);
    for (size_t p = 0; p < book->parameter_count; p++) {
        change_parameter(mutation, &book->parameters[p]);
    }
    close_score(mutation, "values of the law", book->parameter_count);
    print_score("all", rows + book->measure_count + book->parameter_count, &mutation->all);
}

/* Before anything is changed, every case holds: else it would notice everything. */
static void require_that_all_hold(const struct mutation *mutation)
{
    struct rulebook *book = mutation->shipped.book;
    require(case_that_fails(mutation, NULL) == NULL);
    for (size_t t = 0; t < book->table_count; t++) {
        require(case_that_fails(mutation, &book->tables[t]) == NULL);
    }
}

int main(int argc, char **argv)
{
    static struct mutation mutation;
    const unsigned long *noticed = mutation.all.noticed;
    if (argc < 2) {
        (void)fprintf(stderr, "rules_mutation RULES [STRIDE [list]]\n");
        return 2;
    }
    mutation.stride = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    mutation.list = argc > 3;
    require(mutation.stride > 0);
    shipped_open(&mutation.shipped, argv[1]);
    mutation.scratch = arena_open(LIMIT_RULEBOOK_BYTES);
    require_that_all_hold(&mutation);
    change_all(&mutation);
    arena_close(&mutation.scratch);
    shipped_close(&mutation.shipped);
    return noticed[NOTICED_NOT] + noticed[NOTICED_BY_PROOF] == 0 ? 0 : 1;
}
