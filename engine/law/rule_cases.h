/*
 * The cases that stand beside the rules: worked examples of what a table says.
 *
 * Case files (docs/RULES-FORMAT.md, section 8) name facts, days and what the table must say then.
 * They are read against a book, whose tables and facts they refer to, and run against it: each
 * example is asked (rulebook_ask.h), so that facts which an example does not name may have any value.
 * They are no part of the rulebook: a book without cases decides the same.  Pure.
 */
#ifndef ENGINE_LAW_RULE_CASES_H
#define ENGINE_LAW_RULE_CASES_H

#include "engine/law/rulebook_ask.h"

enum {
    RULE_CASE_TEXT = 256
};

/* One example on one day. */
struct rule_case {
    const struct rule_table *table; /* NULL: a value of the law */
    const char *name;               /* of a value */
    const char *key;                /* of a value */
    const char *says;
    const char *expected; /* "CP-12 unknown filled none", "gap", "77777777", "-" */
    const struct ask *ask;
    struct date visit_date;
    struct month claim_month;
    struct rule_place place;
};

struct rule_cases;

/* The book must live as long.  Faults: those of rule_node.h and RULE_* with file, line and column. */
bool rule_cases_load(
    const struct rulebook *book,
    const struct rule_file *files,
    size_t count,
    struct rule_cases **cases,
    struct error *error) MUST_CHECK;
void rule_cases_close(struct rule_cases *cases);

size_t rule_cases_count(const struct rule_cases *cases);
const struct rule_case *rule_cases_at(const struct rule_cases *cases, size_t index);

/* Whether the book says what the case expects; got is what it says, in the words of a case. */
bool rule_case_holds(
    const struct rulebook *book,
    const struct rule_case *one,
    char got[RULE_CASE_TEXT]) MUST_CHECK;

/* What a rule says, in the words of a case: its id and the values of its outcomes. */
void rule_case_words(const struct rule *rule, char text[RULE_CASE_TEXT]);

#endif
