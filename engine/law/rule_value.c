#include "engine/law/rule_value.h"

#include <string.h>

void rule_words_add(char *words, size_t size, const char *name)
{
    size_t used = strlen(words);
    size_t mark = used == 0 ? 0 : 2;
    size_t length = strlen(name);
    if (used + mark + length + 1 > size) {
        return;
    }
    memcpy(words + used, ", ", mark);
    memcpy(words + used + mark, name, length + 1);
}

static bool is_text(const struct rule_node *node, const char *text)
{
    return node->kind == RULE_NODE_TEXT && slice_equal_text(node->text, text);
}

bool rule_value_is_map(const struct rule_node *node, struct error *error)
{
    return node->kind == RULE_NODE_MAP || rule_node_fail(node, FAULT_RULE_MAP_EXPECTED, error);
}

bool rule_value_is_list(const struct rule_node *node, struct error *error)
{
    return (node->kind == RULE_NODE_LIST && node->count > 0) ||
           rule_node_fail(node, FAULT_RULE_LIST_EXPECTED, error);
}

static struct rule_key *find_key(struct rule_key *keys, size_t count, const struct rule_node *key)
{
    for (size_t i = 0; i < count; i++) {
        if (is_text(key, keys[i].name)) {
            return &keys[i];
        }
    }
    return NULL;
}

static bool fail_unknown_key(
    const struct rule_node *key,
    const struct rule_key *keys,
    size_t count,
    struct error *error)
{
    char known[LIMIT_ERROR_ARGUMENT] = "";
    for (size_t i = 0; i < count; i++) {
        rule_words_add(known, sizeof known, keys[i].name);
    }
    rule_node_fail_self(key, FAULT_RULE_KEY_UNKNOWN, error);
    return error_add_text(error, known);
}

bool rule_value_keys(
    const struct rule_node *node,
    struct rule_key *keys,
    size_t count,
    struct error *error)
{
    if (!rule_value_is_map(node, error)) {
        return false;
    }
    for (const struct rule_node *value = node->first; value != NULL; value = value->next) {
        struct rule_key *key = find_key(keys, count, value->key);
        if (key == NULL) {
            return fail_unknown_key(value->key, keys, count, error);
        }
        key->value = value;
    }
    for (size_t i = 0; i < count; i++) {
        if (keys[i].needed && keys[i].value == NULL) {
            return rule_node_fail_text(node, FAULT_RULE_KEY_MISSING, keys[i].name, error);
        }
    }
    return true;
}

static struct slice without_line_ends(struct slice text)
{
    while (text.size > 0 && text.data[text.size - 1] == '\n') {
        text.size--;
    }
    return text;
}

static bool copy_text(
    const struct rule_node *node,
    bool may_be_empty,
    struct arena *arena,
    const char **text,
    struct error *error)
{
    struct slice line = without_line_ends(node->text);
    if (node->kind != RULE_NODE_TEXT || line.size > LIMIT_RULE_TEXT ||
        (line.size == 0 && !may_be_empty) || !rule_text_is_plain(line)) {
        return rule_node_fail_number(node, FAULT_RULE_TEXT_EXPECTED, LIMIT_RULE_TEXT, error);
    }
    *text = arena_copy_text(arena, line, error);
    return *text != NULL;
}

bool rule_value_text(
    const struct rule_node *node,
    struct arena *arena,
    const char **text,
    struct error *error)
{
    if (node == NULL) {
        *text = "";
        return true;
    }
    return copy_text(node, false, arena, text, error);
}

bool rule_value_text_or_empty(
    const struct rule_node *node,
    struct arena *arena,
    const char **text,
    struct error *error)
{
    if (node == NULL) {
        *text = "";
        return true;
    }
    return copy_text(node, true, arena, text, error);
}

static bool is_name_byte(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' || byte == '-';
}

bool rule_value_is_name(const struct rule_node *node, struct error *error)
{
    bool is_name =
        node->kind == RULE_NODE_TEXT && node->text.size > 0 && node->text.size <= LIMIT_RULE_NAME;
    for (size_t i = 0; is_name && i < node->text.size; i++) {
        is_name = is_name_byte(node->text.data[i]);
    }
    if (is_name) {
        return true;
    }
    rule_node_fail_self(node, FAULT_RULE_NAME_EXPECTED, error);
    return error_add_number(error, LIMIT_RULE_NAME);
}

bool rule_value_name(
    const struct rule_node *node,
    struct arena *arena,
    const char **name,
    struct error *error)
{
    if (!rule_value_is_name(node, error)) {
        return false;
    }
    *name = arena_copy_text(arena, node->text, error);
    return *name != NULL;
}

bool rule_value_word(
    const struct rule_node *node,
    const char *const *words,
    size_t count,
    unsigned *index,
    struct error *error)
{
    char known[LIMIT_ERROR_ARGUMENT] = "";
    for (unsigned i = 0; i < count; i++) {
        if (is_text(node, words[i])) {
            *index = i;
            return true;
        }
        rule_words_add(known, sizeof known, words[i]);
    }
    rule_node_fail_self(node, FAULT_RULE_WORD_UNKNOWN, error);
    return error_add_text(error, known);
}

/* "2026-03-31" and "2026-03" hold these marks at these places; the rest must be digits. */
static bool digits_of(struct slice text, size_t size, char *digits)
{
    size_t count = 0;
    if (text.size != size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        bool is_mark = i == 4 || i == 7;
        if (is_mark != (text.data[i] == '-')) {
            return false;
        }
        if (!is_mark) {
            digits[count++] = (char)text.data[i];
        }
    }
    digits[count] = '\0';
    return true;
}

static bool read_date(const struct rule_node *node, struct date *date)
{
    char digits[DATE_TEXT] = "";
    return node->kind == RULE_NODE_TEXT && digits_of(node->text, 10, digits) &&
           date_from_digits(slice_of(digits), date);
}

static bool read_month(const struct rule_node *node, struct month *month)
{
    char digits[DATE_TEXT] = "";
    return node->kind == RULE_NODE_TEXT && digits_of(node->text, 7, digits) &&
           month_from_digits(slice_of(digits), month);
}

bool rule_value_date(const struct rule_node *node, struct date *date, struct error *error)
{
    return read_date(node, date) || rule_node_fail_self(node, FAULT_RULE_DATE, error);
}

bool rule_value_last_date(const struct rule_node *node, struct date *date, struct error *error)
{
    if (node == NULL || is_text(node, "open")) {
        *date = DATE_NONE;
        return true;
    }
    return rule_value_date(node, date, error);
}

bool rule_value_month(const struct rule_node *node, struct month *month, struct error *error)
{
    return read_month(node, month) || rule_node_fail_self(node, FAULT_RULE_MONTH, error);
}

bool rule_value_last_month(const struct rule_node *node, struct month *month, struct error *error)
{
    if (node == NULL || is_text(node, "open")) {
        *month = MONTH_NONE;
        return true;
    }
    return rule_value_month(node, month, error);
}

bool rule_value_rough_date(
    const struct rule_node *node,
    struct arena *arena,
    const char **text,
    struct error *error)
{
    struct date date = DATE_NONE;
    struct month month = MONTH_NONE;
    int64_t year = 0;
    if (node == NULL) {
        *text = "";
        return true;
    }
    if (!read_date(node, &date) && !read_month(node, &month) &&
        !(node->kind == RULE_NODE_TEXT && node->text.size == 4 &&
          slice_read_number(node->text, &year))) {
        return rule_node_fail_self(node, FAULT_RULE_DATE, error);
    }
    *text = arena_copy_text(arena, node->text, error);
    return *text != NULL;
}
