/*
 * Asking again: whether the rulebook still wants the service to be asked about a visit (its table
 * ask-again).  When and how it is asked is engine/storage/asking.  Pure.
 */
#ifndef ENGINE_LAW_ASK_AGAIN_H
#define ENGINE_LAW_ASK_AGAIN_H

#include "engine/law/situation.h"

/* The table and what it says when nothing is asked any more, looked up once. */
struct ask_again {
    const struct rulebook *book;
    const struct rule_table *table;
    unsigned field;
    unsigned over;
};

/* RULEBOOK_INCOMPLETE when the table, its outcome or that value is missing. */
bool ask_again_open(const struct rulebook *book, struct ask_again *ask_again, struct error *error)
    MUST_CHECK;

/* Whether nothing is asked any more.  Where no rule applies, asking does no harm: false. */
bool ask_again_is_over(const struct ask_again *ask_again, const struct situation *situation);

#endif
