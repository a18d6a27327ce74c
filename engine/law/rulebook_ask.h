/*
 * Asking the rulebook with what is known so far.
 *
 * A fact is given as the set of values that it may have; a fact that is not given may have any.  The
 * answer is the set of rules that may apply.  One rule is a sure answer whatever the open facts turn
 * out to be; several say that a fact is still to be found out.  Facts that tables derive come from
 * their tables unless they are given.  Nothing is taken for possible that the tables exclude one by
 * one, but what two tables exclude only together is not seen: the set may be too large, never too
 * small.  Of a book that is not proved one rule is not enough to be sure: see ask_answer_is_proved.
 * Pure.
 */
#ifndef ENGINE_LAW_RULEBOOK_ASK_H
#define ENGINE_LAW_RULEBOOK_ASK_H

#include "engine/law/rulebook.h"

enum {
    ASK_WORDS = LIMIT_TABLE_RULES / 64
};

/* Bit v for value v; no bit at all: not given. */
struct ask {
    uint64_t base[FACT_COUNT];
    uint64_t derived[LIMIT_TABLES][LIMIT_OUTCOME_FIELDS]; /* by number of the table and field */
};

/* What one table on the way says. */
struct ask_step {
    const struct rule_table *table;
    enum ruling_kind kind;     /* RULED when any rule may apply; never CONFLICT */
    uint64_t rules[ASK_WORDS]; /* those that may apply, by place in the table */
    size_t count;
    uint64_t values[LIMIT_TABLE_FACTS]; /* that each fact of the table may have */
    uint64_t rows[ASK_WORDS];           /* in force and reaching in, impossible ones included */
};

/* The tables on the way whose outcomes were not given, in order; the asked one is the last. */
struct ask_answer {
    struct ask_step steps[LIMIT_TABLES];
    size_t count;
};

/* The fact of that name that the table, or one it builds on, looks at. */
bool ask_find_fact(
    const struct rulebook *book,
    const struct rule_table *table,
    struct slice name,
    struct table_fact *fact) MUST_CHECK;

/* Where the values of a fact stand in an ask. */
uint64_t *ask_values(struct ask *ask, const struct table_fact *fact);

/* A value of a fact by its name. */
bool ask_find_value(const struct table_fact *fact, struct slice name, unsigned *value) MUST_CHECK;

void rulebook_ask(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct ask *ask,
    struct date visit_date,
    struct month claim_month,
    struct ask_answer *answer);

/*
 * Whether, on every step of which something was said, each situation that may be lies in one row.
 * If not, why is RULING_GAP or RULING_CONFLICT: some situation lies in none, or in two.  Always
 * true of a book that rulebook_check finds clean.
 */
bool ask_answer_is_proved(const struct ask_answer *answer, enum ruling_kind *why) MUST_CHECK;

const struct ask_step *ask_answer_last(const struct ask_answer *answer);

/* The rules of a step in the order of the file: from place *from on; NULL when there is no more. */
const struct rule *ask_step_next(const struct ask_step *step, size_t *from);

/*
 * Which base facts, if one more value were known, would narrow the answer: those to find out next.
 * needed has a place for each fact.
 */
void ask_needed_facts(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct ask *ask,
    struct date visit_date,
    struct month claim_month,
    bool needed[FACT_COUNT]);

#endif
