#include "engine/law/rule_node.h"

#include <string.h>
#include <yaml.h>

#include "engine/foundation/text.h"

struct builder {
    const char *file;
    struct arena *arena;
    struct rule_node *root;
    struct rule_node *open[LIMIT_RULE_DEPTH];       /* lists and mappings begun, outermost first */
    const struct rule_node *keys[LIMIT_RULE_DEPTH]; /* of an open mapping: a key without value */
    size_t depth;
    size_t documents;
    bool ended;
};

static bool
fail_at(const struct builder *builder, yaml_mark_t mark, enum fault fault, struct error *error)
{
    error_set(error, fault);
    return error_set_place(error, builder->file, mark.line + 1, mark.column + 1);
}

bool rule_node_fail(const struct rule_node *node, enum fault fault, struct error *error)
{
    error_set(error, fault);
    return error_set_place(error, node->file, node->line, node->column);
}

bool rule_node_fail_text(
    const struct rule_node *node,
    enum fault fault,
    const char *argument,
    struct error *error)
{
    error_set_text(error, fault, argument);
    return error_set_place(error, node->file, node->line, node->column);
}

bool rule_node_fail_number(
    const struct rule_node *node,
    enum fault fault,
    int64_t argument,
    struct error *error)
{
    error_set_number(error, fault, argument);
    return error_set_place(error, node->file, node->line, node->column);
}

bool rule_text_is_plain(struct slice text)
{
    size_t at = 0;
    uint32_t character = 0;
    while (text_next(text, &at, &character)) {
        if (character < 0x20 || (character >= 0x7F && character < 0xA0)) {
            return false;
        }
    }
    return at == text.size;
}

bool rule_node_fail_self(const struct rule_node *node, enum fault fault, struct error *error)
{
    char text[LIMIT_ERROR_ARGUMENT] = "";
    struct slice shown = node->kind == RULE_NODE_TEXT ? node->text : slice_of("{}");
    shown = slice_part(shown, 0, sizeof text - 1);
    shown = slice_part(shown, 0, text_find_bad(shown));
    if (!rule_text_is_plain(shown)) {
        shown = slice_of("?");
    }
    memcpy(text, shown.data == NULL ? (const uint8_t *)"" : shown.data, shown.size);
    return rule_node_fail_text(node, fault, text, error);
}

/* Line and column of a byte, for the faults that the parser reports by position. */
static bool
fail_at_byte(const char *file, struct slice bytes, size_t at, enum fault fault, struct error *error)
{
    uint64_t line = 1;
    uint64_t column = 1;
    for (size_t i = 0; i < at && i < bytes.size; i++) {
        if (bytes.data[i] == '\n') {
            line++;
            column = 1;
        } else if ((bytes.data[i] & 0xC0U) != 0x80U) {
            column++;
        }
    }
    error_set(error, fault);
    return error_set_place(error, file, line, column);
}

static bool is_new_key(const struct rule_node *map, struct slice key)
{
    for (const struct rule_node *value = map->first; value != NULL; value = value->next) {
        if (slice_equal(value->key->text, key)) {
            return false;
        }
    }
    return true;
}

static bool take_key(struct builder *builder, const struct rule_node *node, struct error *error)
{
    const struct rule_node *map = builder->open[builder->depth - 1];
    if (node->kind != RULE_NODE_TEXT) {
        return rule_node_fail_number(node, FAULT_RULE_TEXT_EXPECTED, LIMIT_RULE_TEXT, error);
    }
    if (!is_new_key(map, node->text)) {
        return rule_node_fail_self(node, FAULT_RULE_KEY_TWICE, error);
    }
    builder->keys[builder->depth - 1] = node;
    return true;
}

static bool attach(struct builder *builder, struct rule_node *node, struct error *error)
{
    struct rule_node *parent = NULL;
    if (builder->depth == 0) {
        builder->root = node;
        return true;
    }
    parent = builder->open[builder->depth - 1];
    if (parent->kind == RULE_NODE_MAP) {
        if (builder->keys[builder->depth - 1] == NULL) {
            return take_key(builder, node, error);
        }
        if (parent->count == LIMIT_RULE_ENTRIES) {
            return rule_node_fail_number(node, FAULT_RULE_TOO_MANY, LIMIT_RULE_ENTRIES, error);
        }
        node->key = builder->keys[builder->depth - 1];
        builder->keys[builder->depth - 1] = NULL;
    }
    if (parent->last == NULL) {
        parent->first = node;
    } else {
        parent->last->next = node;
    }
    parent->last = node;
    parent->count++;
    return true;
}

static struct rule_node *
make_node(struct builder *builder, enum rule_node_kind kind, yaml_mark_t mark, struct error *error)
{
    struct rule_node *node = arena_take(builder->arena, sizeof *node, error);
    if (node != NULL) {
        node->kind = kind;
        node->file = builder->file;
        node->line = mark.line + 1;
        node->column = mark.column + 1;
    }
    return node;
}

static bool take_text(struct builder *builder, const yaml_event_t *event, struct error *error)
{
    struct rule_node *node = make_node(builder, RULE_NODE_TEXT, event->start_mark, error);
    struct slice text = {event->data.scalar.value, event->data.scalar.length};
    if (node == NULL || !arena_copy(builder->arena, text, &node->text, error)) {
        return false;
    }
    return attach(builder, node, error);
}

static bool
take_start(struct builder *builder, enum rule_node_kind kind, yaml_mark_t mark, struct error *error)
{
    struct rule_node *node = make_node(builder, kind, mark, error);
    if (node == NULL || !attach(builder, node, error)) {
        return false;
    }
    if (builder->depth == LIMIT_RULE_DEPTH) {
        return rule_node_fail_number(node, FAULT_RULE_DEPTH, LIMIT_RULE_DEPTH, error);
    }
    builder->open[builder->depth] = node;
    builder->keys[builder->depth] = NULL;
    builder->depth++;
    return true;
}

/* What goes beyond mappings, sequences and scalars of one document. */
static bool is_plain(const struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return false;
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor == NULL && event->data.scalar.tag == NULL;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor == NULL && event->data.sequence_start.tag == NULL;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor == NULL && event->data.mapping_start.tag == NULL;
    case YAML_DOCUMENT_START_EVENT:
        return builder->documents == 0 && event->data.document_start.version_directive == NULL &&
               event->data.document_start.tag_directives.start ==
                   event->data.document_start.tag_directives.end;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return true;
    }
    return false;
}

static bool take_event(struct builder *builder, const yaml_event_t *event, struct error *error)
{
    if (!is_plain(builder, event)) {
        return fail_at(builder, event->start_mark, FAULT_RULE_NOT_PLAIN, error);
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return take_text(builder, event, error);
    case YAML_SEQUENCE_START_EVENT:
        return take_start(builder, RULE_NODE_LIST, event->start_mark, error);
    case YAML_MAPPING_START_EVENT:
        return take_start(builder, RULE_NODE_MAP, event->start_mark, error);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        builder->depth--;
        return true;
    case YAML_DOCUMENT_START_EVENT:
        builder->documents++;
        return true;
    case YAML_STREAM_END_EVENT:
        builder->ended = true;
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
    case YAML_ALIAS_EVENT:
        return true;
    }
    return true;
}

static bool
fail_parser(const yaml_parser_t *parser, const char *file, struct slice bytes, struct error *error)
{
    const char *problem = parser->problem == NULL ? "?" : parser->problem;
    if (parser->error == YAML_MEMORY_ERROR) {
        return error_set(error, FAULT_MEMORY);
    }
    if (parser->error == YAML_READER_ERROR) {
        fail_at_byte(file, bytes, parser->problem_offset, FAULT_RULE_YAML, error);
    } else {
        error_set(error, FAULT_RULE_YAML);
        error_set_place(
            error, file, parser->problem_mark.line + 1, parser->problem_mark.column + 1);
    }
    return error_add_text(error, problem);
}

static bool
read_events(yaml_parser_t *parser, struct builder *builder, struct slice bytes, struct error *error)
{
    while (!builder->ended) {
        yaml_event_t event;
        bool taken = false;
        if (yaml_parser_parse(parser, &event) == 0) {
            return fail_parser(parser, builder->file, bytes, error);
        }
        taken = take_event(builder, &event, error);
        yaml_event_delete(&event);
        if (!taken) {
            return false;
        }
    }
    return true;
}

bool rule_node_read(
    const char *file,
    struct slice bytes,
    struct arena *arena,
    const struct rule_node **root,
    struct error *error)
{
    struct builder builder = {.file = file, .arena = arena};
    yaml_parser_t parser;
    size_t bad = 0;
    bool done = false;
    if (bytes.size > LIMIT_RULE_FILE_BYTES) {
        error_set_number(error, FAULT_FILE_TOO_BIG, LIMIT_RULE_FILE_BYTES);
        return error_set_place(error, file, 0, 0);
    }
    bad = text_find_bad(bytes);
    if (bad < bytes.size) {
        return fail_at_byte(file, bytes, bad, FAULT_RULE_ENCODING, error);
    }
    if (slice_starts(bytes, "\xEF\xBB\xBF")) {
        bytes = slice_part(bytes, 3, bytes.size);
    }
    if (yaml_parser_initialize(&parser) == 0) {
        return error_set(error, FAULT_MEMORY);
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &parser, bytes.size == 0 ? (const uint8_t *)"" : bytes.data, bytes.size);
    done = read_events(&parser, &builder, bytes, error);
    yaml_parser_delete(&parser);
    if (done && builder.root == NULL) {
        return fail_at_byte(file, bytes, 0, FAULT_RULE_FILE_KIND, error);
    }
    *root = builder.root;
    return done;
}
