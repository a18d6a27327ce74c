/*
 * Deciding: from the situation of a visit to its verdict, by the rulebook alone.  Pure.
 */
#ifndef ENGINE_LAW_DECIDE_H
#define ENGINE_LAW_DECIDE_H

#include "engine/law/situation.h"
#include "engine/vocabulary/verdict.h"

/* The table of visits and its outcomes, looked up once. */
struct decider {
    const struct rulebook *book;
    const struct rule_table *table;
    unsigned path_field;
    unsigned numbers_field;
    unsigned next_field;
    uint8_t path_values[LIMIT_FACT_VALUES]; /* outcome value to PATH_..., and so on */
    uint8_t numbers_values[LIMIT_FACT_VALUES];
    uint8_t next_values[LIMIT_FACT_VALUES];
    bool confirm_inferred; /* the site wants a lead's word before an inferred rule is used */
};

/* RULEBOOK_INCOMPLETE when the table claim-path or one of its outcomes is missing or unknown. */
bool decider_open(
    const struct rulebook *book,
    bool confirm_inferred,
    struct decider *decider,
    struct error *error) MUST_CHECK;

/*
 * The verdict of a situation.  identifiers are left empty: which ones numbers means is the caller's
 * to fill in, with result telling the source.  decision, if not NULL, gets every ruling.
 */
void decide_visit(
    const struct decider *decider,
    const struct situation *situation,
    struct situation_result *result,
    struct verdict *verdict,
    struct decision *decision);

/* The same from facts that were kept. */
void decide_facts(
    const struct decider *decider,
    const struct facts *facts,
    struct date day,
    struct month claim_month,
    struct verdict *verdict,
    struct decision *decision);

#endif
