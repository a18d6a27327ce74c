#include "engine/law/rulebook_parts.h"

enum table_key {
    TABLE_KEY_TABLE,
    TABLE_KEY_QUESTION,
    TABLE_KEY_ENGLISH,
    TABLE_KEY_AXIS,
    TABLE_KEY_FLOOR,
    TABLE_KEY_FACTS,
    TABLE_KEY_OUTCOME,
    TABLE_KEY_LABELS,
    TABLE_KEY_DERIVES,
    TABLE_KEY_IMPOSSIBLE,
    TABLE_KEY_RULES,
    TABLE_KEY_COUNT
};

static const struct rule_key table_keys[TABLE_KEY_COUNT] = {
    [TABLE_KEY_TABLE] = {.name = "table", .needed = true},
    [TABLE_KEY_QUESTION] = {.name = "question", .needed = true},
    [TABLE_KEY_ENGLISH] = {.name = "english"},
    [TABLE_KEY_AXIS] = {.name = "axis", .needed = true},
    [TABLE_KEY_FLOOR] = {.name = "floor", .needed = true},
    [TABLE_KEY_FACTS] = {.name = "facts", .needed = true},
    [TABLE_KEY_OUTCOME] = {.name = "outcome", .needed = true},
    [TABLE_KEY_LABELS] = {.name = "labels"},
    [TABLE_KEY_DERIVES] = {.name = "derives"},
    [TABLE_KEY_IMPOSSIBLE] = {.name = "impossible"},
    [TABLE_KEY_RULES] = {.name = "rules", .needed = true},
};

/* "現在の資格" or ["現在の資格", "current qualification"] */
static bool read_labels(
    struct arena *arena,
    const struct rule_node *node,
    const char **japanese,
    const char **english,
    struct error *error)
{
    if (node->kind != RULE_NODE_LIST) {
        return rule_value_text(node, arena, japanese, error);
    }
    if (node->count < 1 || node->count > 2) {
        return rule_node_fail_number(node, FAULT_RULE_TOO_MANY, 2, error);
    }
    return rule_value_text(node->first, arena, japanese, error) &&
           (node->count == 1 || rule_value_text(node->last, arena, english, error));
}

static bool read_value(
    struct arena *arena,
    const struct rule_node *node,
    struct outcome_value *value,
    struct error *error)
{
    if (!rule_value_name(node->key, arena, &value->name, error)) {
        return false;
    }
    value->english = value->name;
    return read_labels(arena, node, &value->japanese, &value->english, error);
}

static bool read_field(
    struct arena *arena,
    const struct rule_node *node,
    struct outcome_field *field,
    struct error *error)
{
    struct outcome_value *values = NULL;
    if (!rule_value_name(node->key, arena, &field->name, error) ||
        !rule_value_is_map(node, error)) {
        return false;
    }
    if (node->count == 0) {
        return rule_node_fail(node, FAULT_RULE_MAP_EXPECTED, error);
    }
    if (node->count > LIMIT_FACT_VALUES) {
        return rule_node_fail_number(node, FAULT_RULE_TOO_MANY, LIMIT_FACT_VALUES, error);
    }
    values = arena_take(arena, node->count * sizeof *values, error);
    if (values == NULL) {
        return false;
    }
    field->values = values;
    for (const struct rule_node *value = node->first; value != NULL; value = value->next) {
        if (!read_value(arena, value, &values[field->size], error)) {
            return false;
        }
        field->size++;
    }
    return true;
}

static bool read_outcome(
    struct arena *arena,
    const struct rule_node *node,
    struct rule_table *table,
    struct error *error)
{
    if (!rule_value_is_map(node, error)) {
        return false;
    }
    if (node->count == 0) {
        return rule_node_fail(node, FAULT_RULE_MAP_EXPECTED, error);
    }
    if (node->count > LIMIT_OUTCOME_FIELDS) {
        return rule_node_fail_number(node, FAULT_RULE_TOO_MANY, LIMIT_OUTCOME_FIELDS, error);
    }
    for (const struct rule_node *field = node->first; field != NULL; field = field->next) {
        if (!read_field(arena, field, &table->outcomes[table->outcome_count], error)) {
            return false;
        }
        table->outcome_count++;
    }
    return true;
}

static struct outcome_field *find_field(struct rule_table *table, struct slice name)
{
    for (size_t i = 0; i < table->outcome_count; i++) {
        if (slice_equal_text(name, table->outcomes[i].name)) {
            return &table->outcomes[i];
        }
    }
    return NULL;
}

/* What people call the fields of the outcome. */
static bool read_field_labels(
    struct arena *arena,
    const struct rule_node *node,
    struct rule_table *table,
    struct error *error)
{
    for (size_t i = 0; i < table->outcome_count; i++) {
        table->outcomes[i].japanese = table->outcomes[i].name;
        table->outcomes[i].english = table->outcomes[i].name;
    }
    if (node == NULL) {
        return true;
    }
    if (!rule_value_is_map(node, error)) {
        return false;
    }
    for (const struct rule_node *label = node->first; label != NULL; label = label->next) {
        struct outcome_field *field = find_field(table, label->key->text);
        if (field == NULL) {
            return rule_node_fail_self(label->key, FAULT_RULE_OUTCOME_UNKNOWN, error);
        }
        if (!read_labels(arena, label, &field->japanese, &field->english, error)) {
            return false;
        }
    }
    return true;
}

static bool find_derived(
    const struct rulebook *book,
    struct slice name,
    const struct rule_table **table,
    unsigned *field)
{
    for (size_t t = 0; t < book->table_count; t++) {
        for (unsigned f = 0; f < book->tables[t].outcome_count; f++) {
            if (book->tables[t].outcomes[f].is_derived &&
                slice_equal_text(name, book->tables[t].outcomes[f].name)) {
                *table = &book->tables[t];
                *field = f;
                return true;
            }
        }
    }
    return false;
}

/* The table is not counted in the book yet, so that only earlier ones are found. */
static bool read_derived(
    const struct rulebook *book,
    const struct rule_node *node,
    struct rule_table *table,
    struct error *error)
{
    const struct rule_table *other = NULL;
    enum fact base = FACT_COUNT;
    unsigned field = 0;
    if (!rule_value_is_name(node, error)) {
        return false;
    }
    while (field < table->outcome_count &&
           !slice_equal_text(node->text, table->outcomes[field].name)) {
        field++;
    }
    if (field == table->outcome_count) {
        return rule_node_fail_self(node, FAULT_RULE_OUTCOME_UNKNOWN, error);
    }
    if (table->outcomes[field].is_derived) {
        return rule_node_fail_self(node, FAULT_RULE_VALUE_TWICE, error);
    }
    table->outcomes[field].is_derived = true;
    return (!fact_find(node->text, &base) && !find_derived(book, node->text, &other, &field)) ||
           rule_node_fail_self(node, FAULT_RULE_FACT_TWICE, error);
}

static bool read_derives(
    const struct rulebook *book,
    const struct rule_node *node,
    struct rule_table *table,
    struct error *error)
{
    if (node == NULL) {
        return true;
    }
    if (node->kind != RULE_NODE_LIST) {
        return read_derived(book, node, table, error);
    }
    if (!rule_value_is_list(node, error)) {
        return false;
    }
    for (const struct rule_node *item = node->first; item != NULL; item = item->next) {
        if (!read_derived(book, item, table, error)) {
            return false;
        }
    }
    return true;
}

static bool read_axis(const struct rule_key *keys, struct rule_table *table, struct error *error)
{
    unsigned axis = 0;
    table->floor_date = DATE_NONE;
    table->floor_month = MONTH_NONE;
    if (!rule_value_word(
            keys[TABLE_KEY_AXIS].value, table_axis_names, TABLE_AXIS_COUNT, &axis, error)) {
        return false;
    }
    table->axis = (enum table_axis)axis;
    return table->axis == TABLE_AXIS_VISIT_DATE
               ? rule_value_date(keys[TABLE_KEY_FLOOR].value, &table->floor_date, error)
               : rule_value_month(keys[TABLE_KEY_FLOOR].value, &table->floor_month, error);
}

static bool read_name(
    struct rulebook *book,
    const struct rule_node *node,
    struct rule_table *table,
    struct error *error)
{
    const struct rule_table *other = NULL;
    if (!rule_value_name(node, &book->arena, &table->name, error)) {
        return false;
    }
    table->place = rule_place_of(node);
    other = rulebook_find_table(book, table->name);
    return other == NULL || rule_fail_twice(&table->place, table->name, &other->place, error);
}

bool rule_read_table(
    struct rule_loading *loading,
    const struct rule_node *root,
    struct error *error)
{
    struct rulebook *book = loading->book;
    struct rule_table *table = &book->tables[book->table_count];
    struct table_draft *draft = &loading->drafts[book->table_count];
    struct rule_key keys[TABLE_KEY_COUNT];
    if (book->table_count == LIMIT_TABLES) {
        return rule_node_fail_number(root, FAULT_RULE_TOO_MANY, LIMIT_TABLES, error);
    }
    for (size_t i = 0; i < TABLE_KEY_COUNT; i++) {
        keys[i] = table_keys[i];
    }
    if (!rule_value_keys(root, keys, TABLE_KEY_COUNT, error) ||
        !read_name(book, keys[TABLE_KEY_TABLE].value, table, error) ||
        !rule_value_text(keys[TABLE_KEY_QUESTION].value, &book->arena, &table->question, error) ||
        !rule_value_text(keys[TABLE_KEY_ENGLISH].value, &book->arena, &table->english, error) ||
        !read_axis(keys, table, error) ||
        !read_outcome(&book->arena, keys[TABLE_KEY_OUTCOME].value, table, error) ||
        !read_field_labels(&book->arena, keys[TABLE_KEY_LABELS].value, table, error) ||
        !read_derives(book, keys[TABLE_KEY_DERIVES].value, table, error)) {
        return false;
    }
    if (table->english[0] == '\0') {
        table->english = table->question;
    }
    draft->facts = keys[TABLE_KEY_FACTS].value;
    draft->impossible = keys[TABLE_KEY_IMPOSSIBLE].value;
    draft->rules = keys[TABLE_KEY_RULES].value;
    table->number = (unsigned)book->table_count;
    book->table_count++;
    return true;
}

static bool read_fact_value(
    const struct table_fact *fact,
    const struct rule_node *node,
    unsigned *value,
    struct error *error)
{
    char known[LIMIT_ERROR_ARGUMENT] = "";
    for (unsigned v = 0; v < fact->size; v++) {
        const char *name = table_fact_value_name(fact, v);
        if (node->kind == RULE_NODE_TEXT && slice_equal_text(node->text, name)) {
            *value = v;
            return true;
        }
        rule_words_add(known, sizeof known, name);
    }
    rule_node_fail_self(node, FAULT_RULE_VALUE_UNKNOWN, error);
    error_add_text(error, table_fact_name(fact));
    return error_add_text(error, known);
}

bool rule_values_of_fact(
    const struct table_fact *fact,
    const struct rule_node *list,
    uint64_t *values,
    struct error *error)
{
    *values = 0;
    if (!rule_value_is_list(list, error)) {
        return false;
    }
    for (const struct rule_node *item = list->first; item != NULL; item = item->next) {
        unsigned value = 0;
        if (!read_fact_value(fact, item, &value, error)) {
            return false;
        }
        if ((*values >> value & 1U) != 0) {
            return rule_node_fail_self(item, FAULT_RULE_VALUE_TWICE, error);
        }
        *values |= UINT64_C(1) << value;
    }
    return true;
}

static bool
check_domain(const struct table_fact *fact, const struct rule_node *list, struct error *error)
{
    uint64_t values = 0;
    unsigned missing = 0;
    if (!rule_values_of_fact(fact, list, &values, error)) {
        return false;
    }
    if (values == table_fact_whole(fact)) {
        return true;
    }
    while ((values >> missing & 1U) != 0) {
        missing++;
    }
    rule_node_fail_text(list, FAULT_RULE_FACT_INCOMPLETE, table_fact_name(fact), error);
    return error_add_text(error, table_fact_value_name(fact, missing));
}

static bool read_fact(
    const struct rulebook *book,
    const struct rule_node *node,
    struct table_fact *fact,
    struct error *error)
{
    if (fact_find(node->key->text, &fact->base)) {
        fact->size = domain_size(fact_domain(fact->base));
    } else if (find_derived(book, node->key->text, &fact->from, &fact->field)) {
        fact->size = fact->from->outcomes[fact->field].size;
    } else {
        return rule_node_fail_self(node->key, FAULT_RULE_FACT_UNKNOWN, error);
    }
    require(fact->size > 0 && fact->size <= LIMIT_FACT_VALUES);
    return check_domain(fact, node, error);
}

bool rule_read_facts(struct rule_loading *loading, struct rule_table *table, struct error *error)
{
    struct table_draft *draft = &loading->drafts[table->number];
    const struct rule_node *facts = draft->facts;
    table->situations = 1;
    if (!rule_value_is_map(facts, error)) {
        return false;
    }
    if (facts->count > LIMIT_TABLE_FACTS) {
        return rule_node_fail_number(facts, FAULT_RULE_TOO_MANY, LIMIT_TABLE_FACTS, error);
    }
    for (const struct rule_node *node = facts->first; node != NULL; node = node->next) {
        struct table_fact *fact = &table->facts[table->fact_count];
        if (!read_fact(loading->book, node, fact, error)) {
            return false;
        }
        draft->fact_nodes[table->fact_count] = node->key;
        table->fact_count++;
        table->situations *= fact->size;
        if (table->situations > LIMIT_TABLE_SITUATIONS) {
            return rule_node_fail_number(
                node->key, FAULT_RULE_SITUATIONS, LIMIT_TABLE_SITUATIONS, error);
        }
    }
    return true;
}
