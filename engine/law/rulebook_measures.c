#include "engine/law/rulebook_parts.h"

#include <string.h>

enum measure_key {
    MEASURE_KEY_NAME,
    MEASURE_KEY_SAYS,
    MEASURE_KEY_ENGLISH,
    MEASURE_KEY_LAST,
    MEASURE_KEY_SOURCE,
    MEASURE_KEY_REVIEWED,
    MEASURE_KEY_GRADE,
    MEASURE_KEY_COUNT
};

static const struct rule_key measure_keys[MEASURE_KEY_COUNT] = {
    [MEASURE_KEY_NAME] = {.name = "name", .needed = true},
    [MEASURE_KEY_SAYS] = {.name = "says", .needed = true},
    [MEASURE_KEY_ENGLISH] = {.name = "english"},
    [MEASURE_KEY_LAST] = {.name = "last", .needed = true},
    [MEASURE_KEY_SOURCE] = {.name = "source", .needed = true},
    [MEASURE_KEY_REVIEWED] = {.name = "reviewed", .needed = true},
    [MEASURE_KEY_GRADE] = {.name = "grade", .needed = true},
};

static const char after[] = "after ";

static const struct rule_measure *find_measure(const struct rulebook *book, struct slice name)
{
    for (size_t i = 0; i < book->measure_count; i++) {
        if (slice_equal_text(name, book->measures[i].name)) {
            return &book->measures[i];
        }
    }
    return NULL;
}

/* ---- the list ---- */

static bool read_texts(
    struct arena *arena,
    const struct rule_key *keys,
    struct rule_measure *row,
    struct error *error)
{
    if (!rule_value_name(keys[MEASURE_KEY_NAME].value, arena, &row->name, error) ||
        !rule_value_text(keys[MEASURE_KEY_SAYS].value, arena, &row->says, error) ||
        !rule_value_text(keys[MEASURE_KEY_ENGLISH].value, arena, &row->english, error)) {
        return false;
    }
    if (keys[MEASURE_KEY_ENGLISH].value == NULL) {
        row->english = row->says;
    }
    return true;
}

static bool read_measure(struct rulebook *book, const struct rule_node *node, struct error *error)
{
    struct rule_measure *row = &book->measures[book->measure_count];
    const struct rule_measure *other = NULL;
    struct rule_key keys[MEASURE_KEY_COUNT];
    unsigned grade = 0;
    memcpy(keys, measure_keys, sizeof keys);
    if (!rule_value_keys(node, keys, MEASURE_KEY_COUNT, error) ||
        !read_texts(&book->arena, keys, row, error) ||
        !rule_value_date(keys[MEASURE_KEY_LAST].value, &row->last, error) ||
        !rule_read_citations(
            book, keys[MEASURE_KEY_SOURCE].value, &row->citations, &row->citation_count, error) ||
        !rule_value_date(keys[MEASURE_KEY_REVIEWED].value, &row->reviewed, error) ||
        !rule_value_word(
            keys[MEASURE_KEY_GRADE].value, rule_grade_names, RULE_GRADE_COUNT, &grade, error)) {
        return false;
    }
    row->grade = (enum rule_grade)grade;
    row->place = rule_place_of(keys[MEASURE_KEY_NAME].value);
    other = find_measure(book, slice_of(row->name));
    if (other != NULL) {
        return rule_fail_twice(&row->place, row->name, &other->place, error);
    }
    book->measure_count++;
    return true;
}

bool rule_read_measures(struct rule_loading *loading, struct error *error)
{
    struct rulebook *book = loading->book;
    size_t count = 0;
    if (!rule_count_items(
            loading->measures, loading->measure_lists, LIMIT_PARAMETERS, &count, error)) {
        return false;
    }
    book->measures = arena_take(&book->arena, count * sizeof *book->measures, error);
    if (book->measures == NULL) {
        return false;
    }
    for (size_t i = 0; i < loading->measure_lists; i++) {
        const struct rule_node *node = loading->measures[i]->first;
        for (; node != NULL; node = node->next) {
            if (!read_measure(book, node, error)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- days that name a measure ---- */

/* A day begins with a digit, a name that could be meant for a measure does not. */
static bool is_day(struct slice text)
{
    return text.size > 0 && text.data[0] >= '0' && text.data[0] <= '9';
}

bool rule_read_first_day(
    const struct rulebook *book,
    const struct rule_node *node,
    struct date *date,
    const struct rule_measure **measure,
    struct error *error)
{
    struct slice name = {NULL, 0};
    *date = DATE_NONE;
    if (node == NULL) {
        return true;
    }
    if (node->kind != RULE_NODE_TEXT || !slice_starts(node->text, after)) {
        return rule_value_date(node, date, error);
    }
    name = slice_part(node->text, sizeof after - 1, node->text.size);
    *measure = find_measure(book, name);
    if (*measure == NULL) {
        return rule_node_fail_self(node, FAULT_RULE_MEASURE_UNKNOWN, error);
    }
    *date = date_add_days((*measure)->last, 1);
    return true;
}

bool rule_read_last_day(
    const struct rulebook *book,
    const struct rule_node *node,
    struct date *date,
    const struct rule_measure **measure,
    struct error *error)
{
    if (node == NULL || node->kind != RULE_NODE_TEXT || node->text.size == 0 ||
        is_day(node->text) || slice_equal_text(node->text, "open")) {
        return rule_value_last_date(node, date, error);
    }
    *measure = find_measure(book, node->text);
    if (*measure == NULL) {
        return rule_node_fail_self(node, FAULT_RULE_MEASURE_UNKNOWN, error);
    }
    *date = (*measure)->last;
    return true;
}

static bool cites(const struct rule *rule, const struct rule_source *source)
{
    for (size_t i = 0; i < rule->citation_count; i++) {
        if (rule->citations[i].source == source) {
            return true;
        }
    }
    return false;
}

bool rule_add_citations(
    struct rulebook *book,
    const struct rule_measure *measure,
    struct rule *rule,
    struct error *error)
{
    size_t most = rule->citation_count + measure->citation_count;
    size_t count = rule->citation_count;
    struct rule_citation *rows = arena_take(&book->arena, most * sizeof *rows, error);
    if (rows == NULL) {
        return false;
    }
    memcpy(rows, rule->citations, count * sizeof *rows);
    for (size_t i = 0; i < measure->citation_count; i++) {
        if (!cites(rule, measure->citations[i].source)) {
            rows[count++] = measure->citations[i];
        }
    }
    rule->citations = rows;
    rule->citation_count = count;
    return true;
}
