#include "engine/law/rulebook.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/law/rulebook_parts.h"

struct rule_place rule_place_of(const struct rule_node *node)
{
    return (struct rule_place){node->file, node->line, node->column};
}

bool rule_fail_twice(
    const struct rule_place *place,
    const char *id,
    const struct rule_place *first,
    struct error *error)
{
    char where[LIMIT_ERROR_ARGUMENT];
    (void)snprintf(where, sizeof where, "%.100s:%" PRIu64, first->file, first->line);
    error_set_text(error, FAULT_RULE_ID_TWICE, id);
    error_add_text(error, where);
    return error_set_place(error, place->file, place->line, place->column);
}

static bool is_top_key(const struct rule_node *root, const char *name)
{
    for (const struct rule_node *value = root->first; value != NULL; value = value->next) {
        if (slice_equal_text(value->key->text, name)) {
            return true;
        }
    }
    return false;
}

/* A file of one list: "sources", "measures" or "parameters" and nothing beside it. */
static bool take_list(
    const struct rule_node *root,
    const char *name,
    const struct rule_node **lists,
    size_t *count,
    struct error *error)
{
    struct rule_key key = {.name = name, .needed = true};
    if (!rule_value_keys(root, &key, 1, error)) {
        return false;
    }
    lists[(*count)++] = key.value;
    return true;
}

static bool
take_root(struct rule_loading *loading, const struct rule_node *root, struct error *error)
{
    if (!rule_value_is_map(root, error)) {
        return false;
    }
    if (is_top_key(root, "table")) {
        return rule_read_table(loading, root, error);
    }
    if (is_top_key(root, "parameters")) {
        return take_list(root, "parameters", loading->parameters, &loading->parameter_lists, error);
    }
    if (is_top_key(root, "measures")) {
        return take_list(root, "measures", loading->measures, &loading->measure_lists, error);
    }
    if (is_top_key(root, "sources")) {
        return take_list(root, "sources", loading->sources, &loading->source_lists, error);
    }
    return rule_node_fail(root, FAULT_RULE_FILE_KIND, error);
}

static bool
take_file(struct rule_loading *loading, const struct rule_file *file, struct error *error)
{
    const struct rule_node *root = NULL;
    const char *name = arena_copy_text(&loading->book->arena, slice_of(file->name), error);
    return name != NULL && rule_node_read(name, file->bytes, &loading->nodes, &root, error) &&
           take_root(loading, root, error);
}

static int compare_files(const void *left_row, const void *right_row)
{
    const struct rule_file *left = left_row;
    const struct rule_file *right = right_row;
    return strcmp(left->name, right->name);
}

static bool load_files(
    struct rule_loading *loading,
    const struct rule_file *files,
    size_t count,
    struct error *error)
{
    struct rule_file sorted[LIMIT_RULE_FILES];
    struct rulebook *book = loading->book;
    if (count > LIMIT_RULE_FILES) {
        return error_set_number(error, FAULT_RULE_TOO_MANY, LIMIT_RULE_FILES);
    }
    if (count > 0) {
        memcpy(sorted, files, count * sizeof sorted[0]);
        qsort(sorted, count, sizeof sorted[0], compare_files);
    }
    for (size_t i = 0; i < count; i++) {
        if (!take_file(loading, &sorted[i], error)) {
            return false;
        }
    }
    if (!rule_read_sources(loading, error) || !rule_read_measures(loading, error) ||
        !rule_read_parameters(loading, error)) {
        return false;
    }
    for (size_t t = 0; t < book->table_count; t++) {
        if (!rule_read_facts(loading, &book->tables[t], error) ||
            !rule_read_rows(loading, &book->tables[t], error)) {
            return false;
        }
    }
    return rule_link(loading, error);
}

bool rulebook_load(
    const struct rule_file *files,
    size_t count,
    struct rulebook **book,
    struct error *error)
{
    struct rule_loading *loading = calloc(1, sizeof *loading);
    struct rulebook *loaded = calloc(1, sizeof *loaded);
    bool done = false;
    *book = NULL;
    if (loading == NULL || loaded == NULL) {
        free(loading);
        free(loaded);
        return error_set(error, FAULT_MEMORY);
    }
    loaded->arena = arena_open(LIMIT_RULEBOOK_BYTES);
    loading->nodes = arena_open(LIMIT_RULEBOOK_BYTES);
    loading->book = loaded;
    done = load_files(loading, files, count, error);
    arena_close(&loading->nodes);
    free(loading);
    if (!done) {
        rulebook_close(loaded);
        return false;
    }
    *book = loaded;
    return true;
}

void rulebook_close(struct rulebook *book)
{
    if (book != NULL) {
        arena_close(&book->arena);
        free(book);
    }
}

size_t rulebook_table_count(const struct rulebook *book)
{
    return book->table_count;
}

const struct rule_table *rulebook_table(const struct rulebook *book, size_t index)
{
    require(index < book->table_count);
    return &book->tables[index];
}

size_t rulebook_source_count(const struct rulebook *book)
{
    return book->source_count;
}

const struct rule_source *rulebook_source(const struct rulebook *book, size_t index)
{
    require(index < book->source_count);
    return &book->sources[index];
}

size_t rulebook_measure_count(const struct rulebook *book)
{
    return book->measure_count;
}

const struct rule_measure *rulebook_measure(const struct rulebook *book, size_t index)
{
    require(index < book->measure_count);
    return &book->measures[index];
}

size_t rulebook_parameter_count(const struct rulebook *book)
{
    return book->parameter_count;
}

const struct rule_parameter *rulebook_parameter(const struct rulebook *book, size_t index)
{
    require(index < book->parameter_count);
    return &book->parameters[index];
}

const struct rule_table *rulebook_find_table(const struct rulebook *book, const char *name)
{
    for (size_t t = 0; t < book->table_count; t++) {
        if (strcmp(book->tables[t].name, name) == 0) {
            return &book->tables[t];
        }
    }
    return NULL;
}

bool rule_table_find_outcome(const struct rule_table *table, const char *name, unsigned *field)
{
    for (unsigned i = 0; i < table->outcome_count; i++) {
        if (strcmp(table->outcomes[i].name, name) == 0) {
            *field = i;
            return true;
        }
    }
    return false;
}

bool rule_table_find_value(
    const struct rule_table *table,
    unsigned field,
    const char *name,
    unsigned *value)
{
    require(field < table->outcome_count);
    for (unsigned i = 0; i < table->outcomes[field].size; i++) {
        if (strcmp(table->outcomes[field].values[i].name, name) == 0) {
            *value = i;
            return true;
        }
    }
    return false;
}

const struct rule *rulebook_find_rule(const struct rulebook *book, const char *id)
{
    size_t low = 0;
    size_t high = book->rule_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(id, book->rules[middle]->id);
        if (order == 0) {
            return book->rules[middle];
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return NULL;
}
