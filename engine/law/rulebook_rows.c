#include "engine/law/rulebook_parts.h"

enum rule_row_key {
    ROW_KEY_ID,
    ROW_KEY_SAYS,
    ROW_KEY_ENGLISH,
    ROW_KEY_FROM,
    ROW_KEY_UNTIL,
    ROW_KEY_OTHER_FROM, /* the axis that is not the table's */
    ROW_KEY_OTHER_UNTIL,
    ROW_KEY_WHEN,
    ROW_KEY_THEN,
    ROW_KEY_SOURCE,
    ROW_KEY_REVIEWED,
    ROW_KEY_STATE,
    ROW_KEY_GRADE,
    ROW_KEY_COUNT
};

enum impossible_key {
    IMPOSSIBLE_KEY_ID,
    IMPOSSIBLE_KEY_SAYS,
    IMPOSSIBLE_KEY_ENGLISH,
    IMPOSSIBLE_KEY_WHEN,
    IMPOSSIBLE_KEY_COUNT
};

static const struct rule_key row_keys[ROW_KEY_COUNT] = {
    [ROW_KEY_ID] = {.name = "id", .needed = true},
    [ROW_KEY_SAYS] = {.name = "says", .needed = true},
    [ROW_KEY_ENGLISH] = {.name = "english"},
    [ROW_KEY_FROM] = {.name = "from", .needed = true},
    [ROW_KEY_UNTIL] = {.name = "until", .needed = true},
    [ROW_KEY_OTHER_FROM] = {.name = "claims_from"},
    [ROW_KEY_OTHER_UNTIL] = {.name = "claims_until"},
    [ROW_KEY_WHEN] = {.name = "when", .needed = true},
    [ROW_KEY_THEN] = {.name = "then", .needed = true},
    [ROW_KEY_SOURCE] = {.name = "source", .needed = true},
    [ROW_KEY_REVIEWED] = {.name = "reviewed", .needed = true},
    [ROW_KEY_STATE] = {.name = "state", .needed = true},
    [ROW_KEY_GRADE] = {.name = "grade", .needed = true},
};

static const struct rule_key impossible_keys[IMPOSSIBLE_KEY_COUNT] = {
    [IMPOSSIBLE_KEY_ID] = {.name = "id", .needed = true},
    [IMPOSSIBLE_KEY_SAYS] = {.name = "says", .needed = true},
    [IMPOSSIBLE_KEY_ENGLISH] = {.name = "english"},
    [IMPOSSIBLE_KEY_WHEN] = {.name = "when", .needed = true},
};

static bool find_fact(const struct rule_table *table, struct slice name, size_t *place)
{
    for (size_t i = 0; i < table->fact_count; i++) {
        if (slice_equal_text(name, table_fact_name(&table->facts[i]))) {
            *place = i;
            return true;
        }
    }
    return false;
}

static bool read_when(
    const struct rule_table *table,
    const struct rule_node *when,
    struct rule *rule,
    struct error *error)
{
    size_t place = 0;
    if (!rule_value_is_map(when, error)) {
        return false;
    }
    for (size_t i = 0; i < table->fact_count; i++) {
        rule->when[i] = table_fact_whole(&table->facts[i]);
    }
    for (const struct rule_node *node = when->first; node != NULL; node = node->next) {
        if (!find_fact(table, node->key->text, &place)) {
            return rule_node_fail_self(node->key, FAULT_RULE_FACT_NOT_LISTED, error);
        }
        if (!rule_values_of_fact(&table->facts[place], node, &rule->when[place], error)) {
            return false;
        }
    }
    return true;
}

static bool read_outcome_value(
    const struct outcome_field *field,
    const struct rule_node *node,
    uint8_t *value,
    struct error *error)
{
    char known[LIMIT_ERROR_ARGUMENT] = "";
    for (unsigned v = 0; v < field->size; v++) {
        if (node->kind == RULE_NODE_TEXT && slice_equal_text(node->text, field->values[v].name)) {
            *value = (uint8_t)v;
            return true;
        }
        rule_words_add(known, sizeof known, field->values[v].name);
    }
    rule_node_fail_self(node, FAULT_RULE_VALUE_UNKNOWN, error);
    error_add_text(error, field->name);
    return error_add_text(error, known);
}

static bool read_then(
    const struct rule_table *table,
    const struct rule_node *then,
    struct rule *rule,
    struct error *error)
{
    bool given[LIMIT_OUTCOME_FIELDS] = {false};
    if (!rule_value_is_map(then, error)) {
        return false;
    }
    for (const struct rule_node *node = then->first; node != NULL; node = node->next) {
        size_t field = 0;
        while (field < table->outcome_count &&
               !slice_equal_text(node->key->text, table->outcomes[field].name)) {
            field++;
        }
        if (field == table->outcome_count) {
            return rule_node_fail_self(node->key, FAULT_RULE_OUTCOME_UNKNOWN, error);
        }
        if (!read_outcome_value(&table->outcomes[field], node, &rule->then[field], error)) {
            return false;
        }
        given[field] = true;
    }
    for (size_t field = 0; field < table->outcome_count; field++) {
        if (!given[field]) {
            return rule_node_fail_text(
                then, FAULT_RULE_OUTCOME_MISSING, table->outcomes[field].name, error);
        }
    }
    return true;
}

/* The days of the visit: from and until, or visits_from and visits_until. */
static bool read_days(
    const struct rulebook *book,
    const struct rule_node *from,
    const struct rule_node *until,
    struct rule *rule,
    struct error *error)
{
    struct interval *days = &rule->days;
    if (!rule_read_first_day(book, from, &days->first, &rule->measure, error) ||
        !rule_read_last_day(book, until, &days->last, &rule->measure, error)) {
        return false;
    }
    if (date_is_some(days->first) && date_is_some(days->last) &&
        date_compare(days->first, days->last) > 0) {
        return rule_node_fail(until, FAULT_RULE_FROM_AFTER_UNTIL, error);
    }
    return true;
}

static bool read_months(
    const struct rule_node *from,
    const struct rule_node *until,
    struct month_interval *months,
    struct error *error)
{
    months->first = MONTH_NONE;
    if ((from != NULL && !rule_value_month(from, &months->first, error)) ||
        !rule_value_last_month(until, &months->last, error)) {
        return false;
    }
    if (month_is_some(months->first) && month_is_some(months->last) &&
        month_compare(months->first, months->last) > 0) {
        return rule_node_fail(until, FAULT_RULE_FROM_AFTER_UNTIL, error);
    }
    return true;
}

static bool read_dates(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct rule_key *keys,
    struct rule *rule,
    struct error *error)
{
    const struct rule_node *from = keys[ROW_KEY_FROM].value;
    const struct rule_node *until = keys[ROW_KEY_UNTIL].value;
    const struct rule_node *other_from = keys[ROW_KEY_OTHER_FROM].value;
    const struct rule_node *other_until = keys[ROW_KEY_OTHER_UNTIL].value;
    bool by_visit = table->axis == TABLE_AXIS_VISIT_DATE;
    bool early = false;
    if (!read_days(
            book, by_visit ? from : other_from, by_visit ? until : other_until, rule, error) ||
        !read_months(
            by_visit ? other_from : from, by_visit ? other_until : until, &rule->months, error)) {
        return false;
    }
    early = by_visit ? date_compare(rule->days.first, table->floor_date) < 0
                     : month_compare(rule->months.first, table->floor_month) < 0;
    return !early || rule_node_fail(from, FAULT_RULE_BEFORE_FLOOR, error);
}

static bool read_standing(const struct rule_key *keys, struct rule *rule, struct error *error)
{
    const struct rule_node *until = keys[ROW_KEY_UNTIL].value;
    unsigned state = 0;
    unsigned grade = 0;
    if (!rule_value_date(keys[ROW_KEY_REVIEWED].value, &rule->reviewed, error) ||
        !rule_value_word(
            keys[ROW_KEY_STATE].value, rule_state_names, RULE_STATE_COUNT, &state, error) ||
        !rule_value_word(
            keys[ROW_KEY_GRADE].value, rule_grade_names, RULE_GRADE_COUNT, &grade, error)) {
        return false;
    }
    rule->state = (enum rule_state)state;
    rule->grade = (enum rule_grade)grade;
    if (rule->state == RULE_STATE_PROVISIONAL && slice_equal_text(until->text, "open")) {
        return rule_node_fail(until, FAULT_RULE_PROVISIONAL_OPEN, error);
    }
    return true;
}

static bool read_says(
    struct arena *arena,
    const struct rule_node *says,
    const struct rule_node *english,
    struct rule *rule,
    struct error *error)
{
    if (!rule_value_text(says, arena, &rule->says, error) ||
        !rule_value_text(english, arena, &rule->english, error)) {
        return false;
    }
    if (english == NULL) {
        rule->english = rule->says;
    }
    return true;
}

static bool read_rule(
    struct rulebook *book,
    const struct rule_table *table,
    const struct rule_node *node,
    struct rule *rule,
    struct error *error)
{
    struct rule_key keys[ROW_KEY_COUNT];
    for (size_t i = 0; i < ROW_KEY_COUNT; i++) {
        keys[i] = row_keys[i];
    }
    if (table->axis == TABLE_AXIS_CLAIM_MONTH) {
        keys[ROW_KEY_OTHER_FROM].name = "visits_from";
        keys[ROW_KEY_OTHER_UNTIL].name = "visits_until";
    }
    if (!rule_value_keys(node, keys, ROW_KEY_COUNT, error) ||
        !rule_value_name(keys[ROW_KEY_ID].value, &book->arena, &rule->id, error)) {
        return false;
    }
    rule->table = table;
    rule->place = rule_place_of(keys[ROW_KEY_ID].value);
    return read_says(
               &book->arena, keys[ROW_KEY_SAYS].value, keys[ROW_KEY_ENGLISH].value, rule, error) &&
           read_dates(book, table, keys, rule, error) &&
           read_when(table, keys[ROW_KEY_WHEN].value, rule, error) &&
           read_then(table, keys[ROW_KEY_THEN].value, rule, error) &&
           rule_read_citations(
               book, keys[ROW_KEY_SOURCE].value, &rule->citations, &rule->citation_count, error) &&
           (rule->measure == NULL || rule_add_citations(book, rule->measure, rule, error)) &&
           read_standing(keys, rule, error);
}

static bool read_impossible(
    struct rulebook *book,
    const struct rule_table *table,
    const struct rule_node *node,
    struct rule *rule,
    struct error *error)
{
    struct rule_key keys[IMPOSSIBLE_KEY_COUNT];
    for (size_t i = 0; i < IMPOSSIBLE_KEY_COUNT; i++) {
        keys[i] = impossible_keys[i];
    }
    if (!rule_value_keys(node, keys, IMPOSSIBLE_KEY_COUNT, error) ||
        !rule_value_name(keys[IMPOSSIBLE_KEY_ID].value, &book->arena, &rule->id, error)) {
        return false;
    }
    rule->table = table;
    rule->impossible = true;
    rule->place = rule_place_of(keys[IMPOSSIBLE_KEY_ID].value);
    rule->days = (struct interval){DATE_NONE, DATE_NONE};
    rule->months = (struct month_interval){MONTH_NONE, MONTH_NONE};
    rule->reviewed = DATE_NONE;
    return read_says(
               &book->arena, keys[IMPOSSIBLE_KEY_SAYS].value, keys[IMPOSSIBLE_KEY_ENGLISH].value,
               rule, error) &&
           read_when(table, keys[IMPOSSIBLE_KEY_WHEN].value, rule, error);
}

static bool count_rows(const struct rule_node *node, size_t *count, struct error *error)
{
    *count = 0;
    if (node == NULL) {
        return true;
    }
    *count = node->count;
    return rule_value_is_list(node, error);
}

bool rule_read_rows(struct rule_loading *loading, struct rule_table *table, struct error *error)
{
    struct rulebook *book = loading->book;
    const struct table_draft *draft = &loading->drafts[table->number];
    struct rule *rules = NULL;
    size_t count = 0;
    size_t used = 0;
    if (!count_rows(draft->rules, &count, error) ||
        !count_rows(draft->impossible, &table->impossible_count, error)) {
        return false;
    }
    if (count + table->impossible_count > LIMIT_TABLE_RULES) {
        return rule_node_fail_number(draft->rules, FAULT_RULE_TOO_MANY, LIMIT_TABLE_RULES, error);
    }
    table->rule_count = count + table->impossible_count;
    rules = arena_take(&book->arena, table->rule_count * sizeof *rules, error);
    if (rules == NULL) {
        return false;
    }
    table->rules = rules;
    for (const struct rule_node *node = draft->rules->first; node != NULL; node = node->next) {
        if (!read_rule(book, table, node, &rules[used++], error)) {
            return false;
        }
    }
    if (draft->impossible == NULL) {
        return true;
    }
    for (const struct rule_node *node = draft->impossible->first; node != NULL; node = node->next) {
        if (!read_impossible(book, table, node, &rules[used++], error)) {
            return false;
        }
    }
    return true;
}
