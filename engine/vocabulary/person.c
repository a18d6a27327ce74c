#include "engine/vocabulary/person.h"

typedef enum resemblance comparison(struct slice left, struct slice right);

/* EQUAL before DOUBTFUL before DIFFERENT; ABSENT only when no pair could be compared. */
static enum resemblance better(enum resemblance left, enum resemblance right)
{
    if (left == RESEMBLANCE_ABSENT || right == RESEMBLANCE_ABSENT) {
        return left == RESEMBLANCE_ABSENT ? right : left;
    }
    return left < right ? left : right;
}

static enum resemblance best_pair(
    comparison *compare,
    struct slice left,
    struct slice right,
    struct slice left_other,
    struct slice right_other)
{
    enum resemblance best = compare(left, right);
    best = better(best, compare(left_other, right));
    best = better(best, compare(left, right_other));
    return better(best, compare(left_other, right_other));
}

enum resemblance person_names(const struct person *left, const struct person *right)
{
    enum resemblance kana =
        best_pair(kana_resemblance, left->kana, right->kana, left->other_kana, right->other_kana);
    enum resemblance name =
        best_pair(name_resemblance, left->name, right->name, left->other_name, right->other_name);
    if (kana != RESEMBLANCE_ABSENT) {
        return kana;
    }
    /* Equal kanji may be read in two ways, so without kana a person has to look once. */
    return name == RESEMBLANCE_EQUAL ? RESEMBLANCE_DOUBTFUL : name;
}

enum resemblance person_births(const struct person *left, const struct person *right)
{
    if (!date_is_some(left->birth) || !date_is_some(right->birth)) {
        return RESEMBLANCE_ABSENT;
    }
    return date_compare(left->birth, right->birth) == 0 ? RESEMBLANCE_EQUAL : RESEMBLANCE_DIFFERENT;
}

enum resemblance person_sexes(const struct person *left, const struct person *right)
{
    bool known = left->sex != SEX_UNRECORDED && left->sex != SEX_UNSET &&
                 right->sex != SEX_UNRECORDED && right->sex != SEX_UNSET;
    if (!known) {
        return RESEMBLANCE_ABSENT;
    }
    return left->sex == right->sex ? RESEMBLANCE_EQUAL : RESEMBLANCE_DIFFERENT;
}
