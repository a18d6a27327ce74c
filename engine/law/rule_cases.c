#include "engine/law/rule_cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/law/day_fact.h"
#include "engine/law/rulebook_parts.h"

struct rule_cases {
    struct arena arena;
    struct rule_case *rows;
    size_t count;
    size_t capacity;
};

/* Days and facts that follow from them, read before the day of the example is known. */
struct day_input {
    const struct rule_node *node;
};

enum {
    DAY_INPUTS = 4
};

struct reading {
    const struct rulebook *book;
    struct rule_cases *cases;
    const struct rule_table *table;
    struct ask shared; /* what holds for all examples of the file */
};

enum case_key {
    CASE_KEY_SAYS,
    CASE_KEY_GIVEN,
    CASE_KEY_ON,
    CASE_KEY_COUNT
};

enum value_key {
    VALUE_KEY_SAYS,
    VALUE_KEY_NAME,
    VALUE_KEY_KEY,
    VALUE_KEY_ON,
    VALUE_KEY_COUNT
};

/* ---- facts ---- */

static bool add_value(
    const struct rulebook *book,
    const struct table_fact *fact,
    const struct rule_node *node,
    uint64_t *values,
    struct error *error)
{
    unsigned value = 0;
    char known[LIMIT_ERROR_ARGUMENT] = "";
    (void)book;
    if (!rule_value_is_name(node, error)) {
        return false;
    }
    if (ask_find_value(fact, node->text, &value)) {
        *values |= UINT64_C(1) << value;
        return true;
    }
    for (unsigned v = 0; v < fact->size; v++) {
        rule_words_add(known, sizeof known, table_fact_value_name(fact, v));
    }
    rule_node_fail_self(node, FAULT_RULE_VALUE_UNKNOWN, error);
    error_add_text(error, table_fact_name(fact));
    return error_add_text(error, known);
}

/* A value or a list of values. */
static bool read_values(
    const struct rulebook *book,
    const struct table_fact *fact,
    const struct rule_node *node,
    uint64_t *values,
    struct error *error)
{
    *values = 0;
    if (node->kind == RULE_NODE_TEXT) {
        return add_value(book, fact, node, values, error);
    }
    if (!rule_value_is_list(node, error)) {
        return false;
    }
    for (const struct rule_node *item = node->first; item != NULL; item = item->next) {
        if (!add_value(book, fact, item, values, error)) {
            return false;
        }
    }
    return true;
}

/* Inputs from which a fact follows wait in inputs until the day is known. */
static bool read_given(
    const struct reading *reading,
    const struct rule_node *node,
    struct ask *ask,
    struct day_input inputs[DAY_INPUTS],
    size_t *input_count,
    struct error *error)
{
    if (node == NULL) {
        return true;
    }
    if (!rule_value_is_map(node, error)) {
        return false;
    }
    for (const struct rule_node *value = node->first; value != NULL; value = value->next) {
        struct table_fact fact;
        enum fact follows = FACT_COUNT;
        if (inputs != NULL && *input_count < DAY_INPUTS &&
            day_fact_find(value->key->text, &follows)) {
            inputs[(*input_count)++].node = value;
            continue;
        }
        if (!ask_find_fact(reading->book, reading->table, value->key->text, &fact)) {
            return rule_node_fail_self(value->key, FAULT_RULE_FACT_UNKNOWN, error);
        }
        if (!read_values(reading->book, &fact, value, ask_values(ask, &fact), error)) {
            return false;
        }
    }
    return true;
}

/* ---- days and what is expected ---- */

static struct rule_case *next_row(struct rule_cases *cases, struct error *error)
{
    if (cases->count == cases->capacity) {
        size_t capacity = cases->capacity == 0 ? 256 : 2 * cases->capacity;
        struct rule_case *grown = realloc(cases->rows, capacity * sizeof *grown);
        if (grown == NULL) {
            error_set(error, FAULT_MEMORY);
            return NULL;
        }
        cases->rows = grown;
        cases->capacity = capacity;
    }
    cases->rows[cases->count] = (struct rule_case){.name = "", .key = ""};
    return &cases->rows[cases->count];
}

static bool read_number(struct slice text, size_t from, size_t size, int *number)
{
    int64_t read = 0;
    if (!slice_read_number(slice_part(text, from, size), &read)) {
        return false;
    }
    *number = (int)read;
    return true;
}

static bool month_at(struct slice text, size_t from, struct month *month)
{
    int year = 0;
    int of_year = 0;
    return text.size == from + 7 && text.data[from + 4] == '-' &&
           read_number(text, from, 4, &year) && read_number(text, from + 5, 2, &of_year) &&
           month_make(year, of_year, month);
}

static bool day_at(struct slice text, struct date *day)
{
    int year = 0;
    int month = 0;
    int of_month = 0;
    return text.size >= 10 && text.data[4] == '-' && text.data[7] == '-' &&
           read_number(text, 0, 4, &year) && read_number(text, 5, 2, &month) &&
           read_number(text, 8, 2, &of_month) && date_make(year, month, of_month, day);
}

/*
 * "2026-03-31": a visit, claimed in the month after; "2026-03-31 2026-05": claimed in that month;
 * "2026-05": a claim of that month, for the first day of the month before.
 */
static bool read_on(const struct rule_node *key, struct rule_case *row, struct error *error)
{
    struct slice text = key->text;
    if (month_at(text, 0, &row->claim_month)) {
        row->visit_date = month_first_day(month_add(row->claim_month, -1));
        return true;
    }
    if (!day_at(text, &row->visit_date)) {
        return rule_node_fail_self(key, FAULT_RULE_DATE, error);
    }
    if (text.size == 10) {
        row->claim_month = month_add(month_of(row->visit_date), 1);
        return true;
    }
    return (text.data[10] == ' ' && month_at(text, 11, &row->claim_month)) ||
           rule_node_fail_self(key, FAULT_RULE_MONTH, error);
}

/* The first word is a rule of the table or the kind of a ruling. */
static bool
check_expected(const struct reading *reading, const struct rule_node *node, struct error *error)
{
    struct slice first = slice_part(node->text, 0, slice_find_byte(node->text, ' '));
    char id[LIMIT_RULE_NAME + 1];
    const struct rule *rule = NULL;
    for (int kind = 0; kind < RULING_COUNT; kind++) {
        if (slice_equal_text(first, ruling_kind_name((enum ruling_kind)kind))) {
            return true;
        }
    }
    if (slice_copy_text(first, id, sizeof id)) {
        rule = rulebook_find_rule(reading->book, id);
    }
    return (rule != NULL && rule->table == reading->table) ||
           rule_node_fail_self(node, FAULT_RULE_CASE_RULE, error);
}

static const struct ask *ask_on(
    const struct reading *reading,
    const struct ask *ask,
    const struct day_input inputs[DAY_INPUTS],
    size_t input_count,
    const struct rule_case *row,
    struct error *error)
{
    struct ask *own = arena_take(&reading->cases->arena, sizeof *own, error);
    if (own == NULL) {
        return NULL;
    }
    *own = *ask;
    for (size_t i = 0; i < input_count; i++) {
        const struct rule_node *node = inputs[i].node;
        enum fact fact = FACT_COUNT;
        unsigned value = 0;
        if (!day_fact_find(node->key->text, &fact) || node->kind != RULE_NODE_TEXT ||
            !day_fact_value(reading->book, node->key->text, node->text, row->visit_date, &value)) {
            rule_node_fail_self(node, FAULT_RULE_DATE, error);
            return NULL;
        }
        own->base[fact] = UINT64_C(1) << value;
    }
    return own;
}

static bool take_days(
    const struct reading *reading,
    const struct rule_case *start,
    const struct ask *ask,
    const struct day_input inputs[DAY_INPUTS],
    size_t input_count,
    const struct rule_node *on,
    struct error *error)
{
    if (!rule_value_is_map(on, error)) {
        return false;
    }
    for (const struct rule_node *node = on->first; node != NULL; node = node->next) {
        struct rule_case *row = next_row(reading->cases, error);
        if (row == NULL) {
            return false;
        }
        *row = *start;
        row->place = rule_place_of(node->key);
        if (!read_on(node->key, row, error) ||
            !rule_value_text(node, &reading->cases->arena, &row->expected, error) ||
            (row->table != NULL && !check_expected(reading, node, error))) {
            return false;
        }
        row->ask = ask_on(reading, ask, inputs, input_count, row, error);
        if (row->ask == NULL) {
            return false;
        }
        reading->cases->count++;
    }
    return true;
}

/* ---- files ---- */

static bool
take_example(const struct reading *reading, const struct rule_node *node, struct error *error)
{
    struct rule_key keys[CASE_KEY_COUNT] = {
        [CASE_KEY_SAYS] = {.name = "says", .needed = true},
        [CASE_KEY_GIVEN] = {.name = "given"},
        [CASE_KEY_ON] = {.name = "on", .needed = true},
    };
    struct rule_case start = {.table = reading->table, .name = "", .key = ""};
    struct ask ask = reading->shared;
    struct day_input inputs[DAY_INPUTS];
    size_t input_count = 0;
    return rule_value_keys(node, keys, CASE_KEY_COUNT, error) &&
           rule_value_text(keys[CASE_KEY_SAYS].value, &reading->cases->arena, &start.says, error) &&
           read_given(reading, keys[CASE_KEY_GIVEN].value, &ask, inputs, &input_count, error) &&
           take_days(reading, &start, &ask, inputs, input_count, keys[CASE_KEY_ON].value, error);
}

static bool
take_value(const struct reading *reading, const struct rule_node *node, struct error *error)
{
    struct rule_key keys[VALUE_KEY_COUNT] = {
        [VALUE_KEY_SAYS] = {.name = "says", .needed = true},
        [VALUE_KEY_NAME] = {.name = "name", .needed = true},
        [VALUE_KEY_KEY] = {.name = "key"},
        [VALUE_KEY_ON] = {.name = "on", .needed = true},
    };
    struct rule_case start = {.table = NULL};
    struct arena *arena = &reading->cases->arena;
    const struct ask nothing = {{0}, {{0}}};
    return rule_value_keys(node, keys, VALUE_KEY_COUNT, error) &&
           rule_value_text(keys[VALUE_KEY_SAYS].value, arena, &start.says, error) &&
           rule_value_name(keys[VALUE_KEY_NAME].value, arena, &start.name, error) &&
           rule_value_text_or_empty(keys[VALUE_KEY_KEY].value, arena, &start.key, error) &&
           take_days(reading, &start, &nothing, NULL, 0, keys[VALUE_KEY_ON].value, error);
}

static bool take_list(
    const struct reading *reading,
    const struct rule_node *list,
    bool (*take)(const struct reading *, const struct rule_node *, struct error *),
    struct error *error)
{
    if (!rule_value_is_list(list, error)) {
        return false;
    }
    for (const struct rule_node *node = list->first; node != NULL; node = node->next) {
        if (!take(reading, node, error)) {
            return false;
        }
    }
    return true;
}

static bool
take_examples(struct reading *reading, const struct rule_node *root, struct error *error)
{
    struct rule_key keys[] = {
        {.name = "cases", .needed = true},
        {.name = "given"},
        {.name = "examples", .needed = true},
    };
    char name[LIMIT_RULE_NAME + 1];
    if (!rule_value_keys(root, keys, 3, error) || !rule_value_is_name(keys[0].value, error)) {
        return false;
    }
    require(slice_copy_text(keys[0].value->text, name, sizeof name));
    reading->table = rulebook_find_table(reading->book, name);
    if (reading->table == NULL) {
        return rule_node_fail_self(keys[0].value, FAULT_RULE_CASE_TABLE, error);
    }
    return read_given(reading, keys[1].value, &reading->shared, NULL, NULL, error) &&
           take_list(reading, keys[2].value, take_example, error);
}

static bool take_root(
    const struct rulebook *book,
    struct rule_cases *cases,
    const struct rule_node *root,
    struct error *error)
{
    struct reading reading = {.book = book, .cases = cases};
    struct rule_key keys[] = {{.name = "values", .needed = true}};
    if (!rule_value_is_map(root, error)) {
        return false;
    }
    if (root->first != NULL && slice_equal_text(root->first->key->text, "cases")) {
        return take_examples(&reading, root, error);
    }
    return rule_value_keys(root, keys, 1, error) &&
           take_list(&reading, keys[0].value, take_value, error);
}

static bool take_file(
    const struct rulebook *book,
    struct rule_cases *cases,
    const struct rule_file *file,
    struct error *error)
{
    struct arena nodes = arena_open(LIMIT_RULEBOOK_BYTES);
    const struct rule_node *root = NULL;
    const char *name = arena_copy_text(&cases->arena, slice_of(file->name), error);
    bool done = name != NULL && rule_node_read(name, file->bytes, &nodes, &root, error) &&
                take_root(book, cases, root, error);
    arena_close(&nodes);
    return done;
}

bool rule_cases_load(
    const struct rulebook *book,
    const struct rule_file *files,
    size_t count,
    struct rule_cases **cases,
    struct error *error)
{
    struct rule_cases *loaded = calloc(1, sizeof *loaded);
    *cases = NULL;
    if (loaded == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    loaded->arena = arena_open(LIMIT_RULEBOOK_BYTES);
    for (size_t i = 0; i < count; i++) {
        if (!take_file(book, loaded, &files[i], error)) {
            rule_cases_close(loaded);
            return false;
        }
    }
    *cases = loaded;
    return true;
}

void rule_cases_close(struct rule_cases *cases)
{
    if (cases != NULL) {
        arena_close(&cases->arena);
        free(cases->rows);
        free(cases);
    }
}

size_t rule_cases_count(const struct rule_cases *cases)
{
    return cases->count;
}

const struct rule_case *rule_cases_at(const struct rule_cases *cases, size_t index)
{
    require(index < cases->count);
    return &cases->rows[index];
}

/* ---- running ---- */

static void add_word(char text[RULE_CASE_TEXT], const char *word)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, RULE_CASE_TEXT - used, "%s%s", used == 0 ? "" : " ", word);
}

void rule_case_words(const struct rule *rule, char text[RULE_CASE_TEXT])
{
    text[0] = '\0';
    add_word(text, rule->id);
    for (size_t field = 0; field < rule->table->outcome_count && !rule->impossible; field++) {
        add_word(text, rule->table->outcomes[field].values[rule->then[field]].name);
    }
}

static bool
value_holds(const struct rulebook *book, const struct rule_case *one, char got[RULE_CASE_TEXT])
{
    const struct rule_parameter *row =
        rulebook_find_parameter(book, one->name, one->key, one->visit_date);
    got[0] = '\0';
    add_word(got, row == NULL ? "-" : row->value);
    return strcmp(row == NULL ? "-" : row->value, one->expected) == 0;
}

/* With open facts more than one rule may be left: the case then names too little. */
static void answer_words(const struct ask_step *step, char got[RULE_CASE_TEXT])
{
    const struct rule *rule = NULL;
    size_t from = 0;
    got[0] = '\0';
    if (step->count == 1) {
        rule_case_words(ask_step_next(step, &from), got);
        return;
    }
    if (step->count == 0) {
        add_word(got, ruling_kind_name(step->kind));
        return;
    }
    while ((rule = ask_step_next(step, &from)) != NULL) {
        add_word(got, got[0] == '\0' ? "" : "|");
        add_word(got, rule->id);
    }
}

bool rule_case_holds(
    const struct rulebook *book,
    const struct rule_case *one,
    char got[RULE_CASE_TEXT])
{
    struct ask_answer answer;
    enum ruling_kind why = RULING_RULED;
    if (one->table == NULL) {
        return value_holds(book, one, got);
    }
    rulebook_ask(book, one->table, one->ask, one->visit_date, one->claim_month, &answer);
    answer_words(ask_answer_last(&answer), got);
    if (!ask_answer_is_proved(&answer, &why)) {
        add_word(got, ruling_kind_name(why));
    }
    return strcmp(got, one->expected) == 0;
}
