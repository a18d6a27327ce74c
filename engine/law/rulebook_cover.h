/*
 * Whether the rows of a table that are in force on a day settle a whole set of situations.
 *
 * The set is the product of the values that each fact may have.  Rows are given as bits by their
 * place in the table, impossible ones included.
 *
 * Private to engine/law.
 */
#ifndef ENGINE_LAW_RULEBOOK_COVER_H
#define ENGINE_LAW_RULEBOOK_COVER_H

#include "engine/law/rulebook_parts.h"

/* Whether some situation of the set lies in none of the rows. */
bool rule_rows_leave_gap(
    const struct rule_table *table,
    const uint64_t values[LIMIT_TABLE_FACTS],
    const uint64_t *rows) MUST_CHECK;

/* Whether some situation of the set lies in two of the rows, of which one is a rule. */
bool rule_rows_clash(
    const struct rule_table *table,
    const uint64_t values[LIMIT_TABLE_FACTS],
    const uint64_t *rows) MUST_CHECK;

#endif
