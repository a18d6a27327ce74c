/*
 * What would change a decision: for each single base fact, the values that lead elsewhere.
 *
 * Worked out from the tables by deciding again with one value changed, through the whole chain of
 * tables; nothing is written by hand.  Two facts changed at once are not looked at.
 */
#ifndef ENGINE_LAW_RULEBOOK_FLIPS_H
#define ENGINE_LAW_RULEBOOK_FLIPS_H

#include "engine/law/rulebook.h"

struct flip {
    enum fact fact;
    unsigned value;              /* instead of the value it has */
    const struct ruling *ruling; /* of the asked table then; always RULING_RULED */
    unsigned outcome;            /* value of the asked field then */
};

/*
 * Gives take every value of every base fact that the table, or one that it builds on, uses and
 * with which the table rules another value of the field; when it does not rule now, every value
 * with which it does.  In the order of facts.def.  A flip is valid during the call only.
 */
void rulebook_flips(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct facts *facts,
    struct date visit_date,
    struct month claim_month,
    unsigned field,
    void (*take)(void *context, const struct flip *flip),
    void *context);

#endif
