/*
 * Domains: the closed lists of values that facts and captured fields are chosen from.
 *
 * The table is domains.def.  Each domain gives a C enum (enum brought, BROUGHT_CARD ...) whose
 * first value, number 0, means "nothing recorded".  Numbers are valid inside one run only;
 * names ("card") are what files, bodies and rules carry.
 */
#ifndef ENGINE_VOCABULARY_DOMAIN_H
#define ENGINE_VOCABULARY_DOMAIN_H

#include "engine/foundation/bytes.h"

enum domain {
    DOMAIN_NONE,
#define DOMAIN(domain, name, japanese, english) DOMAIN_##domain,
#define VALUE(domain, value, name, japanese, english)
#define WORD(domain, value, word)
#include "engine/vocabulary/domains.def"
#undef DOMAIN
#undef VALUE
#undef WORD
    DOMAIN_COUNT
};

/*
 * All values of all domains in one row (BROUGHT_CARD_AT), and for each domain the place before its
 * first value.  Only for numbering: the product uses BROUGHT_CARD and the like, which start from 0
 * in each domain.
 */
enum domain_layout {
#define DOMAIN(domain, name, japanese, english)                                                    \
    DOMAIN_BEFORE_##domain, DOMAIN_START_##domain = DOMAIN_BEFORE_##domain - 1,
#define VALUE(domain, value, name, japanese, english) domain##_##value##_AT,
#define WORD(domain, value, word)
#include "engine/vocabulary/domains.def"
#undef DOMAIN
#undef VALUE
#undef WORD
    DOMAIN_VALUES
};

enum {
#define DOMAIN(domain, name, japanese, english)
#define VALUE(domain, value, name, japanese, english)                                              \
    domain##_##value = (int)domain##_##value##_AT - (int)DOMAIN_START_##domain - 1,
#define WORD(domain, value, word)
#include "engine/vocabulary/domains.def"
#undef DOMAIN
#undef VALUE
#undef WORD
    DOMAIN_NAMES_END
};

/* "brought", "持参したもの" */
const char *domain_name(enum domain domain);
const char *domain_label(enum domain domain, enum language language);
bool domain_find(struct slice name, enum domain *domain) MUST_CHECK;

/* Number of values, the first one ("nothing recorded") included. */
unsigned domain_size(enum domain domain);

const char *domain_value_name(enum domain domain, unsigned value);
const char *domain_value_label(enum domain domain, unsigned value, enum language language);

/* By exact name only: what rule files and packed bodies hold. */
bool domain_value_find(enum domain domain, struct slice name, unsigned *value) MUST_CHECK;

/*
 * By name, by label in either language, or by any further word of the table: what people type.
 * The word is compared as given; fold its width first (fold.h).
 */
bool domain_value_read(enum domain domain, struct slice word, unsigned *value) MUST_CHECK;

#endif
