#include "engine/vocabulary/domain.h"

#include <string.h>

struct domain_row {
    const char *name;
    const char *japanese;
    const char *english;
    int before; /* place before its first value in value_rows */
};

struct value_row {
    enum domain domain;
    const char *name;
    const char *japanese;
    const char *english;
};

struct word_row {
    int value; /* place in value_rows */
    const char *word;
};

static const struct domain_row domain_rows[DOMAIN_COUNT] = {
    [DOMAIN_NONE] = {"none", "", "", 0},
#define DOMAIN(domain, name, japanese, english)                                                    \
    [DOMAIN_##domain] = {name, japanese, english, (int)DOMAIN_START_##domain},
#define VALUE(domain, value, name, japanese, english)
#define WORD(domain, value, word)
#include "engine/vocabulary/domains.def"
#undef DOMAIN
#undef VALUE
#undef WORD
};

static const struct value_row value_rows[DOMAIN_VALUES] = {
#define DOMAIN(domain, name, japanese, english)
#define VALUE(domain, value, name, japanese, english)                                              \
    [domain##_##value##_AT] = {DOMAIN_##domain, name, japanese, english},
#define WORD(domain, value, word)
#include "engine/vocabulary/domains.def"
#undef DOMAIN
#undef VALUE
#undef WORD
};

static const struct word_row word_rows[] = {
#define DOMAIN(domain, name, japanese, english)
#define VALUE(domain, value, name, japanese, english)
#define WORD(domain, value, word) {domain##_##value##_AT, word},
#include "engine/vocabulary/domains.def"
#undef DOMAIN
#undef VALUE
#undef WORD
};

static const struct domain_row *row_of(enum domain domain)
{
    require(domain > DOMAIN_NONE && domain < DOMAIN_COUNT);
    return &domain_rows[domain];
}

static const struct value_row *value_of(enum domain domain, unsigned value)
{
    require(value < domain_size(domain));
    return &value_rows[row_of(domain)->before + 1 + (int)value];
}

static const char *in_language(enum language language, const char *japanese, const char *english)
{
    return language == LANGUAGE_JAPANESE ? japanese : english;
}

const char *domain_name(enum domain domain)
{
    return row_of(domain)->name;
}

const char *domain_label(enum domain domain, enum language language)
{
    return in_language(language, row_of(domain)->japanese, row_of(domain)->english);
}

bool domain_find(struct slice name, enum domain *domain)
{
    for (int i = DOMAIN_NONE + 1; i < DOMAIN_COUNT; i++) {
        if (slice_equal_text(name, domain_rows[i].name)) {
            *domain = (enum domain)i;
            return true;
        }
    }
    return false;
}

unsigned domain_size(enum domain domain)
{
    int next = domain + 1 < DOMAIN_COUNT ? domain_rows[domain + 1].before + 1 : DOMAIN_VALUES;
    return (unsigned)(next - row_of(domain)->before - 1);
}

const char *domain_value_name(enum domain domain, unsigned value)
{
    return value_of(domain, value)->name;
}

const char *domain_value_label(enum domain domain, unsigned value, enum language language)
{
    const struct value_row *row = value_of(domain, value);
    return in_language(language, row->japanese, row->english);
}

bool domain_value_find(enum domain domain, struct slice name, unsigned *value)
{
    for (unsigned i = 0; i < domain_size(domain); i++) {
        if (slice_equal_text(name, value_of(domain, i)->name)) {
            *value = i;
            return true;
        }
    }
    return false;
}

static bool find_word(enum domain domain, struct slice word, unsigned *value)
{
    for (size_t i = 0; i < sizeof word_rows / sizeof word_rows[0]; i++) {
        if (value_rows[word_rows[i].value].domain == domain &&
            slice_equal_text(word, word_rows[i].word)) {
            *value = (unsigned)(word_rows[i].value - row_of(domain)->before - 1);
            return true;
        }
    }
    return false;
}

bool domain_value_read(enum domain domain, struct slice word, unsigned *value)
{
    if (domain_value_find(domain, word, value)) {
        return true;
    }
    for (unsigned i = 0; i < domain_size(domain); i++) {
        const struct value_row *row = value_of(domain, i);
        if (slice_equal_text(word, row->japanese) || slice_equal_text(word, row->english)) {
            *value = i;
            return true;
        }
    }
    return find_word(domain, word, value);
}
