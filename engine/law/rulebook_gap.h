/*
 * Gaps of the proof: a situation without a rule, made as small as it can be told.
 *
 * A gap begins as one combination of facts on one pair of stretches.  Facts that it does not need
 * are left out, values and neighbouring stretches that show it too are added.
 *
 * Private to engine/law.
 */
#ifndef ENGINE_LAW_RULEBOOK_GAP_H
#define ENGINE_LAW_RULEBOOK_GAP_H

#include "engine/law/rulebook_parts.h"
#include "engine/law/rulebook_proof.h"

/* The walk through the facts of one pair of stretches. */
struct rule_walk {
    size_t day;
    size_t month;
    uint8_t values[LIMIT_TABLE_FACTS];
    uint64_t bits[LIMIT_TABLE_FACTS + 1][RULE_WORDS]; /* rules left after so many facts */
    uint64_t sizes[LIMIT_TABLE_FACTS + 1];            /* situations below so many facts */
};

/* A gap, with its dates as numbers of stretches: both ends belong to it. */
struct rule_gap {
    struct proof_finding finding;
    size_t first_day;
    size_t last_day;
    size_t first_month;
    size_t last_month;
};

/* The gaps of one table that were told. */
struct rule_gaps {
    struct rule_gap rows[LIMIT_PROOF_GAPS];
    size_t count;
};

/*
 * The gap in which the walk stands after level facts; NULL when it was told already, or when
 * LIMIT_PROOF_GAPS were.
 */
const struct proof_finding *rule_gap_note(
    struct rule_gaps *gaps,
    const struct rule_table *table,
    const struct rule_walk *walk,
    size_t level);

/*
 * One visit and claim within the intervals, the claim not before the month of the visit; false when
 * there is none.  An open start of the days occurs only where the months have a start.
 */
bool rule_find_dates(
    struct interval days,
    struct month_interval months,
    struct date *visit_date,
    struct month *claim_month) MUST_CHECK;

/* Whether visits of these stretches of days can be claimed in these stretches of months. */
bool rule_can_meet(
    const struct rule_index *index,
    size_t first_day,
    size_t last_day,
    size_t first_month,
    size_t last_month) MUST_CHECK;

/* bits &= the rules that admit any of the values of the fact in this place. */
void rule_keep_values(
    const struct rule_table *table,
    size_t place,
    uint64_t values,
    uint64_t *bits);

/* bits &= the rules of any of the stretches. */
void rule_keep_stretches(
    const struct stretches *stretches,
    size_t first,
    size_t last,
    size_t words,
    uint64_t *bits);

#endif
