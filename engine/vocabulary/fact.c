#include "engine/vocabulary/fact.h"

struct fact_row {
    const char *name;
    enum domain domain;
    const char *japanese;
    const char *english;
};

static const struct fact_row fact_rows[FACT_COUNT] = {
#define FACT(fact, name, domain, japanese, english)                                                \
    [FACT_##fact] = {name, DOMAIN_##domain, japanese, english},
#include "engine/vocabulary/facts.def"
#undef FACT
};

static const struct fact_row *row_of(enum fact fact)
{
    require(fact < FACT_COUNT);
    return &fact_rows[fact];
}

const char *fact_name(enum fact fact)
{
    return row_of(fact)->name;
}

const char *fact_label(enum fact fact, enum language language)
{
    const struct fact_row *row = row_of(fact);
    return language == LANGUAGE_JAPANESE ? row->japanese : row->english;
}

enum domain fact_domain(enum fact fact)
{
    return row_of(fact)->domain;
}

bool fact_find(struct slice name, enum fact *fact)
{
    for (int i = 0; i < FACT_COUNT; i++) {
        if (slice_equal_text(name, fact_rows[i].name)) {
            *fact = (enum fact)i;
            return true;
        }
    }
    return false;
}
