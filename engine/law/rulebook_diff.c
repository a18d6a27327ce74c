#include "engine/law/rulebook_diff.h"

#include <string.h>

#include "engine/law/rulebook_parts.h"

struct diff {
    struct date first;
    struct date second;
    void (*take)(void *context, const struct law_change *change);
    void *context;
};

bool rule_in_force(const struct rule *rule, struct date day)
{
    struct month month = month_of(day);
    struct month_interval months = rule->months;
    if (rule->impossible || !rule_is_live(rule)) {
        return false;
    }
    if (month_is_some(months.last) && month_compare(months.last, month) < 0) {
        return false;
    }
    if (rule->table->axis == TABLE_AXIS_VISIT_DATE) {
        return interval_covers(rule->days, day);
    }
    return month_compare(months.first, month) <= 0 &&
           (!date_is_some(rule->days.first) ||
            date_compare(rule->days.first, month_last_day(month)) <= 0);
}

void rulebook_at(
    const struct rulebook *book,
    struct date day,
    void (*take)(void *context, const struct law_row *row),
    void *context)
{
    for (size_t t = 0; t < book->table_count; t++) {
        const struct rule_table *table = &book->tables[t];
        for (size_t r = 0; r < table->rule_count; r++) {
            if (rule_in_force(&table->rules[r], day)) {
                take(context, &(struct law_row){.rule = &table->rules[r]});
            }
        }
    }
    for (size_t p = 0; p < book->parameter_count; p++) {
        if (interval_covers(book->parameters[p].days, day)) {
            take(context, &(struct law_row){.parameter = &book->parameters[p]});
        }
    }
}

static bool is_only_in(const struct rule *rule, struct date day, struct date other)
{
    return rule_in_force(rule, day) && !rule_in_force(rule, other);
}

static bool share_a_situation(const struct rule *rule, const struct rule *other)
{
    for (size_t i = 0; i < rule->table->fact_count; i++) {
        if ((rule->when[i] & other->when[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void tell(const struct diff *diff, const struct rule *before, const struct rule *after)
{
    enum law_change_kind kind = after == NULL    ? LAW_CHANGE_WENT
                                : before == NULL ? LAW_CHANGE_CAME
                                                 : LAW_CHANGE_REPLACED;
    diff->take(
        diff->context,
        &(struct law_change){.kind = kind, .before.rule = before, .after.rule = after});
}

/* What a rule that went makes room for; without anything it simply went. */
static void tell_gone(const struct diff *diff, const struct rule *before)
{
    const struct rule_table *table = before->table;
    bool is_replaced = false;
    for (size_t r = 0; r < table->rule_count; r++) {
        const struct rule *after = &table->rules[r];
        if (is_only_in(after, diff->second, diff->first) && share_a_situation(before, after)) {
            is_replaced = true;
            tell(diff, before, after);
        }
    }
    if (!is_replaced) {
        tell(diff, before, NULL);
    }
}

static void tell_new(const struct diff *diff, const struct rule *after)
{
    const struct rule_table *table = after->table;
    for (size_t r = 0; r < table->rule_count; r++) {
        const struct rule *before = &table->rules[r];
        if (is_only_in(before, diff->first, diff->second) && share_a_situation(before, after)) {
            return; /* told as a replacement */
        }
    }
    tell(diff, NULL, after);
}

static void diff_table(const struct diff *diff, const struct rule_table *table)
{
    for (size_t r = 0; r < table->rule_count; r++) {
        if (is_only_in(&table->rules[r], diff->first, diff->second)) {
            tell_gone(diff, &table->rules[r]);
        }
    }
    for (size_t r = 0; r < table->rule_count; r++) {
        if (is_only_in(&table->rules[r], diff->second, diff->first)) {
            tell_new(diff, &table->rules[r]);
        }
    }
}

static void tell_parameter(
    const struct diff *diff,
    const struct rule_parameter *before,
    const struct rule_parameter *after)
{
    enum law_change_kind kind = after == NULL    ? LAW_CHANGE_WENT
                                : before == NULL ? LAW_CHANGE_CAME
                                                 : LAW_CHANGE_REPLACED;
    if (before == after) {
        return;
    }
    diff->take(
        diff->context,
        &(struct law_change){.kind = kind, .before.parameter = before, .after.parameter = after});
}

/* Rows of one name and key stand together: each such group is looked up on both days. */
static void diff_parameters(const struct diff *diff, const struct rulebook *book)
{
    for (size_t p = 0; p < book->parameter_count; p++) {
        const struct rule_parameter *row = &book->parameters[p];
        const struct rule_parameter *last = p == 0 ? NULL : &book->parameters[p - 1];
        if (last == NULL || strcmp(last->name, row->name) != 0 ||
            strcmp(last->key, row->key) != 0) {
            tell_parameter(
                diff, rulebook_find_parameter(book, row->name, row->key, diff->first),
                rulebook_find_parameter(book, row->name, row->key, diff->second));
        }
    }
}

void rulebook_diff(
    const struct rulebook *book,
    struct date first,
    struct date second,
    void (*take)(void *context, const struct law_change *change),
    void *context)
{
    const struct diff diff = {first, second, take, context};
    for (size_t t = 0; t < book->table_count; t++) {
        diff_table(&diff, &book->tables[t]);
    }
    diff_parameters(&diff, book);
}
