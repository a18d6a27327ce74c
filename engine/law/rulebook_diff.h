/*
 * The law of a day, and what changed between two days, as data that can be put into words.
 *
 * A rule is in force on a day when it can apply to a visit of that day, or, on the axis of the claim
 * month, to a claim filed in its month; its other axis only has to leave that open.  Announced
 * rules are never in force.  Impossible rows are no law and are not listed.
 */
#ifndef ENGINE_LAW_RULEBOOK_DIFF_H
#define ENGINE_LAW_RULEBOOK_DIFF_H

#include "engine/law/rulebook.h"

bool rule_in_force(const struct rule *rule, struct date day);

/* One row of the law: a rule or a parameter, the other is NULL. */
struct law_row {
    const struct rule *rule;
    const struct rule_parameter *parameter;
};

/* All rules in force, by table and in the order of its file, then all parameters. */
void rulebook_at(
    const struct rulebook *book,
    struct date day,
    void (*take)(void *context, const struct law_row *row),
    void *context);

enum law_change_kind {
    LAW_CHANGE_WENT,    /* before is in force on the first day only, nothing takes its place */
    LAW_CHANGE_CAME,    /* after is in force on the second day only, it takes no place */
    LAW_CHANGE_REPLACED /* after, on the second day only, holds for situations that before held for */
};

/* Rows of the same kind; the row that there is not is empty. */
struct law_change {
    enum law_change_kind kind;
    struct law_row before;
    struct law_row after;
};

/*
 * What differs between the law of two days.  A rule that is replaced by several gives several
 * changes.  Parameters replace each other when name and key are the same.
 */
void rulebook_diff(
    const struct rulebook *book,
    struct date first,
    struct date second,
    void (*take)(void *context, const struct law_change *change),
    void *context);

#endif
