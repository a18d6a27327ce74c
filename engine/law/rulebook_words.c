#include "engine/law/rulebook_parts.h"

struct wording {
    const char *japanese;
    const char *english;
};

const char *const table_axis_names[TABLE_AXIS_COUNT] = {
    [TABLE_AXIS_VISIT_DATE] = "visit_date",
    [TABLE_AXIS_CLAIM_MONTH] = "claim_month",
};

const char *const rule_state_names[RULE_STATE_COUNT] = {
    [RULE_STATE_ENACTED] = "enacted",
    [RULE_STATE_ANNOUNCED] = "announced",
    [RULE_STATE_PROVISIONAL] = "provisional",
};

static const struct wording state_labels[RULE_STATE_COUNT] = {
    [RULE_STATE_ENACTED] = {"施行済み", "enacted"},
    [RULE_STATE_ANNOUNCED] = {"予告（まだ適用しない）", "announced, not applied"},
    [RULE_STATE_PROVISIONAL] = {"経過措置", "provisional measure"},
};

const char *const rule_grade_names[RULE_GRADE_COUNT] = {
    [RULE_GRADE_PRIMARY] = "primary",
    [RULE_GRADE_SECONDARY] = "secondary",
    [RULE_GRADE_INFERRED] = "inferred",
    [RULE_GRADE_RECALLED] = "recalled",
};

static const struct wording grade_labels[RULE_GRADE_COUNT] = {
    [RULE_GRADE_PRIMARY] = {"一次資料", "primary text"},
    [RULE_GRADE_SECONDARY] = {"二次資料", "secondary text"},
    [RULE_GRADE_INFERRED] = {"推定", "inferred"},
    [RULE_GRADE_RECALLED] = {"記憶（未確認）", "recalled, not checked"},
};

const char *const source_seen_names[SOURCE_SEEN_COUNT] = {
    [SOURCE_SEEN_WHOLE] = "whole",
    [SOURCE_SEEN_EXCERPT] = "excerpt",
    [SOURCE_SEEN_SECOND_HAND] = "second_hand",
};

static const struct wording seen_labels[SOURCE_SEEN_COUNT] = {
    [SOURCE_SEEN_WHOLE] = {"全文を確認", "whole text seen"},
    [SOURCE_SEEN_EXCERPT] = {"抜粋を確認", "excerpt seen"},
    [SOURCE_SEEN_SECOND_HAND] = {"引用による", "second hand"},
};

static const char *const ruling_names[RULING_COUNT] = {
    [RULING_RULED] = "ruled",
    [RULING_GAP] = "gap",
    [RULING_CONFLICT] = "conflict",
    [RULING_IMPOSSIBLE] = "impossible",
    [RULING_BEFORE_FLOOR] = "before_floor",
    [RULING_NOT_REACHED] = "not_reached",
};

static const struct wording ruling_labels[RULING_COUNT] = {
    [RULING_RULED] = {"規則どおり", "one rule applies"},
    [RULING_GAP] = {"当てはまる規則がない", "no rule applies"},
    [RULING_CONFLICT] = {"規則が2つ以上当てはまる", "two or more rules apply"},
    [RULING_IMPOSSIBLE] = {"起こり得ない状況", "a situation that cannot occur"},
    [RULING_BEFORE_FLOOR] = {"表が扱う期間より前", "before the days the table covers"},
    [RULING_NOT_REACHED] = {"前の段階で止まった", "stopped at an earlier table"},
};

static const char *in_language(const struct wording *wording, enum language language)
{
    return language == LANGUAGE_JAPANESE ? wording->japanese : wording->english;
}

const char *table_axis_name(enum table_axis axis)
{
    require(axis < TABLE_AXIS_COUNT);
    return table_axis_names[axis];
}

const char *rule_state_name(enum rule_state state)
{
    require(state < RULE_STATE_COUNT);
    return rule_state_names[state];
}

const char *rule_state_label(enum rule_state state, enum language language)
{
    require(state < RULE_STATE_COUNT);
    return in_language(&state_labels[state], language);
}

const char *rule_grade_name(enum rule_grade grade)
{
    require(grade < RULE_GRADE_COUNT);
    return rule_grade_names[grade];
}

const char *rule_grade_label(enum rule_grade grade, enum language language)
{
    require(grade < RULE_GRADE_COUNT);
    return in_language(&grade_labels[grade], language);
}

const char *source_seen_name(enum source_seen seen)
{
    require(seen < SOURCE_SEEN_COUNT);
    return source_seen_names[seen];
}

const char *source_seen_label(enum source_seen seen, enum language language)
{
    require(seen < SOURCE_SEEN_COUNT);
    return in_language(&seen_labels[seen], language);
}

const char *ruling_kind_name(enum ruling_kind kind)
{
    require(kind < RULING_COUNT);
    return ruling_names[kind];
}

const char *ruling_kind_label(enum ruling_kind kind, enum language language)
{
    require(kind < RULING_COUNT);
    return in_language(&ruling_labels[kind], language);
}

const char *outcome_value_label(const struct outcome_value *value, enum language language)
{
    return language == LANGUAGE_JAPANESE ? value->japanese : value->english;
}

const char *rule_says(const struct rule *rule, enum language language)
{
    return language == LANGUAGE_JAPANESE ? rule->says : rule->english;
}

const char *outcome_field_label(const struct outcome_field *field, enum language language)
{
    return language == LANGUAGE_JAPANESE ? field->japanese : field->english;
}

static const struct outcome_field *field_of(const struct table_fact *fact)
{
    return &fact->from->outcomes[fact->field];
}

const char *table_fact_name(const struct table_fact *fact)
{
    return fact->from == NULL ? fact_name(fact->base) : field_of(fact)->name;
}

const char *table_fact_label(const struct table_fact *fact, enum language language)
{
    return fact->from == NULL ? fact_label(fact->base, language)
                              : outcome_field_label(field_of(fact), language);
}

const char *table_fact_value_name(const struct table_fact *fact, unsigned value)
{
    require(value < fact->size);
    return fact->from == NULL ? domain_value_name(fact_domain(fact->base), value)
                              : field_of(fact)->values[value].name;
}

const char *
table_fact_value_label(const struct table_fact *fact, unsigned value, enum language language)
{
    require(value < fact->size);
    return fact->from == NULL ? domain_value_label(fact_domain(fact->base), value, language)
                              : outcome_value_label(&field_of(fact)->values[value], language);
}

uint64_t table_fact_whole(const struct table_fact *fact)
{
    return fact->size == 64 ? UINT64_MAX : (UINT64_C(1) << fact->size) - 1;
}
