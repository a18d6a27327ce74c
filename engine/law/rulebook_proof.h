/*
 * The proof: on every day, for every situation, exactly one rule applies.
 *
 * Days and claim months are cut into stretches in which the same rules are in force: a stretch
 * begins at the floor of the table, at each first day of a rule and at the day after each last
 * day.  For each pair of stretches that a visit and a claim in its month or later can fall into,
 * the full product of the facts is walked.  Since every day belongs to a stretch, this covers each
 * boundary day, the days before and after it, and all others.
 *
 * A table is proved on its own: a derived fact may have any of its values.  Announced rules are
 * left out; impossible rows count as covering.
 */
#ifndef ENGINE_LAW_RULEBOOK_PROOF_H
#define ENGINE_LAW_RULEBOOK_PROOF_H

#include "engine/law/rulebook.h"

enum proof_kind {
    PROOF_GAP,        /* no rule applies */
    PROOF_OVERLAP,    /* rule and other (a rule or an impossible row) both apply */
    PROOF_UNREACHABLE /* rule is never the one that applies */
};

/*
 * What is wrong, as the smallest set of facts that shows it.  Whatever the facts that are not named
 * and whichever of the given values the named ones have, it shows on all of days and months; if
 * one more fact were left out, it would not.
 */
struct proof_finding {
    enum proof_kind kind;
    const struct rule_table *table;
    const struct rule *rule;            /* of an overlap or unreachable rule */
    const struct rule *other;           /* of an overlap; comes after rule in the file */
    uint64_t values[LIMIT_TABLE_FACTS]; /* bit v for value v; every bit: the fact is not named */
    struct interval days;
    struct month_interval months;
    struct date visit_date; /* one day and month on which a gap or overlap shows */
    struct month claim_month;
};

struct proof_summary {
    size_t tables;
    uint64_t situations; /* walked: combinations of facts, once for each pair of stretches */
    uint64_t gaps;       /* of these, those without a rule */
    uint64_t conflicts;  /* of these, those with two or more */
    size_t overlaps;     /* pairs of rules */
    size_t unreachable;  /* rules */
    size_t impossible;   /* rows */
    size_t rules;        /* without impossible rows */
    size_t rules_by_state[RULE_STATE_COUNT];
    size_t rules_by_grade[RULE_GRADE_COUNT];
};

/*
 * Proves all tables.  Findings go to take, table by table: overlaps, gaps (at most LIMIT_PROOF_GAPS
 * of a table; the summary counts all), unreachable rules; a finding is valid during the call only.
 * The only fault is MEMORY: a book that is not proved is a result, see proof_is_clean.
 */
bool rulebook_check(
    const struct rulebook *book,
    void (*take)(void *context, const struct proof_finding *finding),
    void *context,
    struct proof_summary *summary,
    struct error *error) MUST_CHECK;

/* The same for one table: a table is proved on its own, so that the book is the sum of its tables. */
bool rulebook_check_table(
    const struct rule_table *table,
    void (*take)(void *context, const struct proof_finding *finding),
    void *context,
    struct proof_summary *summary,
    struct error *error) MUST_CHECK;

/* No gap, no overlap, no unreachable rule. */
bool proof_is_clean(const struct proof_summary *summary);

/* Whether the finding names the fact in this place of its table. */
bool proof_names_fact(const struct proof_finding *finding, size_t place);

/* "gap", "overlap", "unreachable" */
const char *proof_kind_name(enum proof_kind kind);

#endif
