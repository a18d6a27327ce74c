#include "tests/doubles/double_text.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *take(void *old, size_t size)
{
    void *memory = realloc(old, size);
    if (memory == NULL) {
        (void)fputs("double: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

char *double_copy(const char *string)
{
    size_t size = strlen(string) + 1;
    char *copy = take(NULL, size);
    memcpy(copy, string, size);
    return copy;
}

/* ---- bytes ---- */

void double_text_add(struct double_text *text, const void *bytes, size_t size)
{
    if (text->size + size + 1 > text->room) {
        text->room = (text->size + size + 1) * 2;
        text->bytes = take(text->bytes, text->room);
    }
    if (size > 0) {
        memcpy(text->bytes + text->size, bytes, size);
    }
    text->size += size;
    text->bytes[text->size] = '\0';
}

void double_text_put(struct double_text *text, const char *string)
{
    double_text_add(text, string, strlen(string));
}

void double_text_free(struct double_text *text)
{
    free(text->bytes);
    *text = (struct double_text){0};
}

bool double_text_read(struct double_text *text, const char *path)
{
    FILE *file = fopen(path, "rb");
    char piece[4096];
    size_t got = 0;
    if (file == NULL) {
        return false;
    }
    double_text_add(text, "", 0);
    while ((got = fread(piece, 1, sizeof piece, file)) > 0) {
        double_text_add(text, piece, got);
    }
    (void)fclose(file);
    return true;
}

/* ---- encodings ---- */

static bool convert(struct double_text *text, const char *to, const char *from, bool substitutes)
{
    iconv_t converter = iconv_open(to, from);
    struct double_text result = {0};
    char *in = text->bytes;
    size_t left = text->size;
    bool done = true;
    double_text_add(&result, "", 0);
    while (left > 0 && done) {
        char piece[512];
        char *out = piece;
        size_t room = sizeof piece;
        size_t status = iconv(converter, &in, &left, &out, &room);
        bool is_full = status == (size_t)-1 && errno == E2BIG;
        double_text_add(&result, piece, sizeof piece - room);
        if (status != (size_t)-1 || is_full) {
            continue;
        }
        done = substitutes;
        do {
            in++;
            left--;
        } while (left > 0 && ((unsigned char)*in & 0xC0U) == 0x80U);
        double_text_add(&result, "\x81\x9C", 2);
    }
    (void)iconv_close(converter);
    double_text_free(text);
    *text = result;
    return done;
}

void double_text_to_shift_jis(struct double_text *text)
{
    (void)convert(text, "CP932", "UTF-8", true);
}

bool double_text_from_shift_jis(struct double_text *text)
{
    return convert(text, "UTF-8", "CP932", false);
}

/* ---- finding ---- */

static const char *find(const char *from, const char *to, const char *what)
{
    size_t size = strlen(what);
    for (const char *at = from; at + size <= to; at++) {
        if (memcmp(at, what, size) == 0) {
            return at;
        }
    }
    return NULL;
}

bool double_find_block(
    const char **from,
    const char *to,
    const char *name,
    const char **begin,
    const char **end)
{
    char tag[128];
    const char *at = NULL;
    (void)snprintf(tag, sizeof tag, "<%s>", name);
    at = find(*from, to, tag);
    if (at == NULL) {
        return false;
    }
    *begin = at + strlen(tag);
    (void)snprintf(tag, sizeof tag, "</%s>", name);
    *end = find(*begin, to, tag);
    if (*end == NULL) {
        return false;
    }
    *from = *end + strlen(tag);
    return true;
}

static const struct {
    const char *entity;
    char character;
} entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}};

static char next_character(const char **at, const char *end)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        size_t size = strlen(entities[i].entity);
        if (*at + size <= end && memcmp(*at, entities[i].entity, size) == 0) {
            *at += size;
            return entities[i].character;
        }
    }
    *at += 1;
    return (*at)[-1];
}

bool double_find_value(const char *from, const char *to, const char *name, char *value, size_t size)
{
    const char *begin = NULL;
    const char *end = NULL;
    size_t used = 0;
    value[0] = '\0';
    if (!double_find_block(&from, to, name, &begin, &end)) {
        return false;
    }
    while (begin < end && used + 1 < size) {
        value[used++] = next_character(&begin, end);
    }
    value[used] = '\0';
    return begin == end;
}

/* ---- trees ---- */

struct double_node *double_node_new(const char *name, const char *value)
{
    struct double_node *node = take(NULL, sizeof *node);
    *node = (struct double_node){
        .name = double_copy(name),
        .value = value == NULL ? NULL : double_copy(value),
    };
    return node;
}

void double_node_append(struct double_node *parent, struct double_node *child)
{
    if (parent->last == NULL) {
        parent->first = child;
    } else {
        parent->last->next = child;
    }
    parent->last = child;
}

struct double_node *double_node_add(struct double_node *parent, const char *name, const char *value)
{
    struct double_node *child = NULL;
    if (value != NULL) {
        child = double_node_new(name, value);
        double_node_append(parent, child);
    }
    return child;
}

struct double_node *double_node_group(struct double_node *parent, const char *name)
{
    struct double_node *child = double_node_new(name, NULL);
    double_node_append(parent, child);
    return child;
}

struct double_node *double_node_child(const struct double_node *parent, const char *name)
{
    struct double_node *child = parent->first;
    while (child != NULL && strcmp(child->name, name) != 0) {
        child = child->next;
    }
    return child;
}

void double_node_free(struct double_node *node)
{
    while (node != NULL) {
        struct double_node *next = node->next;
        double_node_free(node->first);
        free(node->name);
        free(node->value);
        free(node);
        node = next;
    }
}

static void write_escaped(struct double_text *text, const char *value)
{
    for (; *value != '\0'; value++) {
        const char *entity = NULL;
        for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
            entity = entities[i].character == *value ? entities[i].entity : entity;
        }
        if (entity != NULL) {
            double_text_put(text, entity);
        } else {
            double_text_add(text, value, 1);
        }
    }
}

static void
write_children(struct double_text *text, const struct double_node *child, bool is_scrambled)
{
    if (child == NULL) {
        return;
    }
    if (is_scrambled) {
        write_children(text, child->next, is_scrambled);
    }
    double_node_write(text, child, is_scrambled);
    if (!is_scrambled) {
        write_children(text, child->next, is_scrambled);
    }
}

void double_node_write(struct double_text *text, const struct double_node *node, bool is_scrambled)
{
    double_text_put(text, "<");
    double_text_put(text, node->name);
    double_text_put(text, ">");
    if (node->value != NULL) {
        write_escaped(text, node->value);
    }
    write_children(text, node->first, is_scrambled);
    double_text_put(text, "</");
    double_text_put(text, node->name);
    double_text_put(text, ">");
}
