/*
 * Base facts: the vector of values from which the rulebook decides.
 *
 * The table is facts.def.  This module knows names, labels and domains; working the values out of
 * the evidence and deciding from them belong to engine/law.  Facts that one rule table derives for
 * another are outcomes of the rulebook and have no place here.
 */
#ifndef ENGINE_VOCABULARY_FACT_H
#define ENGINE_VOCABULARY_FACT_H

#include "engine/vocabulary/domain.h"

enum fact {
#define FACT(fact, name, domain, japanese, english) FACT_##fact,
#include "engine/vocabulary/facts.def"
#undef FACT
    FACT_COUNT
};

/* For each fact a value of its domain; all zero means that nothing is recorded. */
struct facts {
    uint8_t values[FACT_COUNT];
};

/* "brought", "持参したもの" */
const char *fact_name(enum fact fact);
const char *fact_label(enum fact fact, enum language language);
enum domain fact_domain(enum fact fact);

/* By exact name. */
bool fact_find(struct slice name, enum fact *fact) MUST_CHECK;

#endif
