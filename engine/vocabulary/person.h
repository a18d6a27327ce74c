/*
 * A person as a record names one, and how far two records name the same one.
 *
 * Nobody is ever picked by a score: a record agrees, may agree after a person confirmed it once, or
 * does not (decision 15; rules.md 9).
 */
#ifndef ENGINE_VOCABULARY_PERSON_H
#define ENGINE_VOCABULARY_PERSON_H

#include "engine/foundation/date.h"
#include "engine/foundation/fold.h"
#include "engine/vocabulary/domain.h"

struct person {
    struct slice kana; /* data NULL: not known */
    struct slice name;
    struct slice other_kana; /* 氏名その他: a second registered name */
    struct slice other_name;
    struct date birth; /* DATE_NONE: not known */
    unsigned sex;      /* SEX_... */
};

/* The better of the two name pairs, kana first; names in kanji count only where kana is absent. */
enum resemblance person_names(const struct person *left, const struct person *right);

/* EQUAL, DIFFERENT or ABSENT. */
enum resemblance person_births(const struct person *left, const struct person *right);

/* ABSENT when either side is not recorded or not set. */
enum resemblance person_sexes(const struct person *left, const struct person *right);

#endif
