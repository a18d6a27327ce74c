#include "engine/law/rulebook_parts.h"

#include <stdlib.h>
#include <string.h>

enum source_key {
    SOURCE_KEY_ID,
    SOURCE_KEY_TITLE,
    SOURCE_KEY_ISSUER,
    SOURCE_KEY_NUMBER,
    SOURCE_KEY_DATE,
    SOURCE_KEY_IN_FORCE,
    SOURCE_KEY_LINK,
    SOURCE_KEY_SEEN,
    SOURCE_KEY_COUNT
};

enum parameter_key {
    PARAMETER_KEY_NAME,
    PARAMETER_KEY_KEY,
    PARAMETER_KEY_VALUE,
    PARAMETER_KEY_SAYS,
    PARAMETER_KEY_ENGLISH,
    PARAMETER_KEY_FROM,
    PARAMETER_KEY_UNTIL,
    PARAMETER_KEY_SOURCE,
    PARAMETER_KEY_REVIEWED,
    PARAMETER_KEY_GRADE,
    PARAMETER_KEY_COUNT
};

static const struct rule_key source_keys[SOURCE_KEY_COUNT] = {
    [SOURCE_KEY_ID] = {.name = "id", .needed = true},
    [SOURCE_KEY_TITLE] = {.name = "title", .needed = true},
    [SOURCE_KEY_ISSUER] = {.name = "issuer", .needed = true},
    [SOURCE_KEY_NUMBER] = {.name = "number"},
    [SOURCE_KEY_DATE] = {.name = "date"},
    [SOURCE_KEY_IN_FORCE] = {.name = "in_force"},
    [SOURCE_KEY_LINK] = {.name = "link"},
    [SOURCE_KEY_SEEN] = {.name = "seen", .needed = true},
};

static const struct rule_key parameter_keys[PARAMETER_KEY_COUNT] = {
    [PARAMETER_KEY_NAME] = {.name = "name", .needed = true},
    [PARAMETER_KEY_KEY] = {.name = "key"},
    [PARAMETER_KEY_VALUE] = {.name = "value", .needed = true},
    [PARAMETER_KEY_SAYS] = {.name = "says"},
    [PARAMETER_KEY_ENGLISH] = {.name = "english"},
    [PARAMETER_KEY_FROM] = {.name = "from", .needed = true},
    [PARAMETER_KEY_UNTIL] = {.name = "until", .needed = true},
    [PARAMETER_KEY_SOURCE] = {.name = "source", .needed = true},
    [PARAMETER_KEY_REVIEWED] = {.name = "reviewed", .needed = true},
    [PARAMETER_KEY_GRADE] = {.name = "grade", .needed = true},
};

bool rule_count_items(
    const struct rule_node *const *lists,
    size_t list_count,
    size_t limit,
    size_t *count,
    struct error *error)
{
    *count = 0;
    for (size_t i = 0; i < list_count; i++) {
        if (!rule_value_is_list(lists[i], error)) {
            return false;
        }
        *count += lists[i]->count;
        if (*count > limit) {
            return rule_node_fail_number(lists[i], FAULT_RULE_TOO_MANY, (int64_t)limit, error);
        }
    }
    return true;
}

static const struct rule_source *find_source(const struct rulebook *book, struct slice id)
{
    for (size_t i = 0; i < book->source_count; i++) {
        if (slice_equal_text(id, book->sources[i].id)) {
            return &book->sources[i];
        }
    }
    return NULL;
}

static bool read_source_texts(
    struct arena *arena,
    const struct rule_key *keys,
    struct rule_source *source,
    struct error *error)
{
    return rule_value_text(keys[SOURCE_KEY_TITLE].value, arena, &source->title, error) &&
           rule_value_text(keys[SOURCE_KEY_ISSUER].value, arena, &source->issuer, error) &&
           rule_value_text_or_empty(keys[SOURCE_KEY_NUMBER].value, arena, &source->number, error) &&
           rule_value_rough_date(keys[SOURCE_KEY_DATE].value, arena, &source->date, error) &&
           rule_value_rough_date(
               keys[SOURCE_KEY_IN_FORCE].value, arena, &source->in_force, error) &&
           rule_value_text_or_empty(keys[SOURCE_KEY_LINK].value, arena, &source->link, error);
}

static bool read_source(struct rulebook *book, const struct rule_node *node, struct error *error)
{
    struct rule_source *source = &book->sources[book->source_count];
    const struct rule_source *other = NULL;
    struct rule_key keys[SOURCE_KEY_COUNT];
    unsigned seen = 0;
    for (size_t i = 0; i < SOURCE_KEY_COUNT; i++) {
        keys[i] = source_keys[i];
    }
    if (!rule_value_keys(node, keys, SOURCE_KEY_COUNT, error) ||
        !rule_value_name(keys[SOURCE_KEY_ID].value, &book->arena, &source->id, error) ||
        !read_source_texts(&book->arena, keys, source, error) ||
        !rule_value_word(
            keys[SOURCE_KEY_SEEN].value, source_seen_names, SOURCE_SEEN_COUNT, &seen, error)) {
        return false;
    }
    source->seen = (enum source_seen)seen;
    source->place = rule_place_of(keys[SOURCE_KEY_ID].value);
    other = find_source(book, slice_of(source->id));
    if (other != NULL) {
        return rule_fail_twice(&source->place, source->id, &other->place, error);
    }
    book->source_count++;
    return true;
}

bool rule_read_sources(struct rule_loading *loading, struct error *error)
{
    struct rulebook *book = loading->book;
    size_t count = 0;
    if (!rule_count_items(loading->sources, loading->source_lists, LIMIT_SOURCES, &count, error)) {
        return false;
    }
    book->sources = arena_take(&book->arena, count * sizeof *book->sources, error);
    if (book->sources == NULL) {
        return false;
    }
    for (size_t i = 0; i < loading->source_lists; i++) {
        const struct rule_node *node = loading->sources[i]->first;
        for (; node != NULL; node = node->next) {
            if (!read_source(book, node, error)) {
                return false;
            }
        }
    }
    return true;
}

static bool read_citation(
    struct rulebook *book,
    const struct rule_node *node,
    struct rule_citation *citation,
    struct error *error)
{
    struct slice text = {NULL, 0};
    struct slice id = {NULL, 0};
    const char *copy = NULL;
    if (!rule_value_text(node, &book->arena, &copy, error)) {
        return false;
    }
    text = slice_trim(slice_of(copy));
    id = slice_part(text, 0, slice_find_byte(text, ' '));
    citation->source = find_source(book, id);
    if (citation->source == NULL) {
        return rule_node_fail_self(node, FAULT_RULE_SOURCE_UNKNOWN, error);
    }
    text = slice_trim(slice_part(text, id.size, text.size));
    citation->page = arena_copy_text(&book->arena, text, error);
    return citation->page != NULL;
}

bool rule_read_citations(
    struct rulebook *book,
    const struct rule_node *node,
    const struct rule_citation **citations,
    size_t *count,
    struct error *error)
{
    bool is_list = node->kind == RULE_NODE_LIST;
    struct rule_citation *rows = NULL;
    *count = is_list ? node->count : 1;
    if (is_list && !rule_value_is_list(node, error)) {
        return false;
    }
    if (*count > LIMIT_RULE_CITATIONS) {
        return rule_node_fail_number(node, FAULT_RULE_TOO_MANY, LIMIT_RULE_CITATIONS, error);
    }
    rows = arena_take(&book->arena, *count * sizeof *rows, error);
    if (rows == NULL) {
        return false;
    }
    *citations = rows;
    if (!is_list) {
        return read_citation(book, node, rows, error);
    }
    for (const struct rule_node *item = node->first; item != NULL; item = item->next) {
        if (!read_citation(book, item, rows++, error)) {
            return false;
        }
    }
    return true;
}

static bool read_parameter_texts(
    struct arena *arena,
    const struct rule_key *keys,
    struct rule_parameter *row,
    struct error *error)
{
    if (!rule_value_name(keys[PARAMETER_KEY_NAME].value, arena, &row->name, error) ||
        !rule_value_text_or_empty(keys[PARAMETER_KEY_KEY].value, arena, &row->key, error) ||
        !rule_value_text(keys[PARAMETER_KEY_VALUE].value, arena, &row->value, error) ||
        !rule_value_text(keys[PARAMETER_KEY_SAYS].value, arena, &row->says, error) ||
        !rule_value_text(keys[PARAMETER_KEY_ENGLISH].value, arena, &row->english, error)) {
        return false;
    }
    if (keys[PARAMETER_KEY_ENGLISH].value == NULL) {
        row->english = row->says;
    }
    return true;
}

static bool read_parameter(struct rulebook *book, const struct rule_node *node, struct error *error)
{
    struct rule_parameter *row = &book->parameters[book->parameter_count];
    struct rule_key keys[PARAMETER_KEY_COUNT];
    unsigned grade = 0;
    for (size_t i = 0; i < PARAMETER_KEY_COUNT; i++) {
        keys[i] = parameter_keys[i];
    }
    if (!rule_value_keys(node, keys, PARAMETER_KEY_COUNT, error) ||
        !read_parameter_texts(&book->arena, keys, row, error) ||
        !rule_value_date(keys[PARAMETER_KEY_FROM].value, &row->days.first, error) ||
        !rule_value_last_date(keys[PARAMETER_KEY_UNTIL].value, &row->days.last, error) ||
        !rule_read_citations(
            book, keys[PARAMETER_KEY_SOURCE].value, &row->citations, &row->citation_count, error) ||
        !rule_value_date(keys[PARAMETER_KEY_REVIEWED].value, &row->reviewed, error) ||
        !rule_value_word(
            keys[PARAMETER_KEY_GRADE].value, rule_grade_names, RULE_GRADE_COUNT, &grade, error)) {
        return false;
    }
    if (date_is_some(row->days.last) && date_compare(row->days.first, row->days.last) > 0) {
        return rule_node_fail(keys[PARAMETER_KEY_UNTIL].value, FAULT_RULE_FROM_AFTER_UNTIL, error);
    }
    row->grade = (enum rule_grade)grade;
    row->place = rule_place_of(keys[PARAMETER_KEY_NAME].value);
    book->parameter_count++;
    return true;
}

static int compare_parameters(const void *left_row, const void *right_row)
{
    const struct rule_parameter *left = left_row;
    const struct rule_parameter *right = right_row;
    int order = strcmp(left->name, right->name);
    order = order != 0 ? order : strcmp(left->key, right->key);
    return order != 0 ? order : date_compare(left->days.first, right->days.first);
}

static bool check_overlaps(const struct rulebook *book, struct error *error)
{
    for (size_t i = 1; i < book->parameter_count; i++) {
        const struct rule_parameter *row = &book->parameters[i - 1];
        const struct rule_parameter *next = &book->parameters[i];
        if (strcmp(row->name, next->name) == 0 && strcmp(row->key, next->key) == 0 &&
            interval_covers(row->days, next->days.first)) {
            error_set_text(error, FAULT_RULE_PARAMETER_OVERLAP, next->name);
            return error_set_place(error, next->place.file, next->place.line, next->place.column);
        }
    }
    return true;
}

bool rule_read_parameters(struct rule_loading *loading, struct error *error)
{
    struct rulebook *book = loading->book;
    size_t count = 0;
    if (!rule_count_items(
            loading->parameters, loading->parameter_lists, LIMIT_PARAMETERS, &count, error)) {
        return false;
    }
    book->parameters = arena_take(&book->arena, count * sizeof *book->parameters, error);
    if (book->parameters == NULL) {
        return false;
    }
    for (size_t i = 0; i < loading->parameter_lists; i++) {
        const struct rule_node *node = loading->parameters[i]->first;
        for (; node != NULL; node = node->next) {
            if (!read_parameter(book, node, error)) {
                return false;
            }
        }
    }
    qsort(book->parameters, count, sizeof *book->parameters, compare_parameters);
    return check_overlaps(book, error);
}

const struct rule_parameter *rulebook_find_parameter(
    const struct rulebook *book,
    const char *name,
    const char *key,
    struct date day)
{
    const struct rule_parameter wanted = {.name = name, .key = key, .days = {day, day}};
    const struct rule_parameter *row = NULL;
    size_t low = 0;
    size_t high = book->parameter_count;
    while (low < high) { /* low ends behind the last row that begins on the day or before */
        size_t middle = low + (high - low) / 2;
        if (compare_parameters(&book->parameters[middle], &wanted) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    row = low == 0 ? NULL : &book->parameters[low - 1];
    if (row == NULL || strcmp(row->name, name) != 0 || strcmp(row->key, key) != 0 ||
        !interval_covers(row->days, day)) {
        return NULL;
    }
    return row;
}
