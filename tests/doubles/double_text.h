/*
 * What the doubles need of text and XML.  Written for them alone: nothing here comes from the
 * product or goes to it, so that a mistake is not made twice in the same way.
 */
#ifndef TESTS_DOUBLES_DOUBLE_TEXT_H
#define TESTS_DOUBLES_DOUBLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes with a final NUL that is not counted.  Out of memory ends the double. */
struct double_text {
    char *bytes;
    size_t size;
    size_t room;
};

void double_text_add(struct double_text *text, const void *bytes, size_t size);
void double_text_put(struct double_text *text, const char *string);
void double_text_free(struct double_text *text);

/* False when there is no such file. */
bool double_text_read(struct double_text *text, const char *path);

/* In place; a character that Shift_JIS does not have becomes ●, as the centre does it. */
void double_text_to_shift_jis(struct double_text *text);

/* In place; false when it is not Shift_JIS. */
bool double_text_from_shift_jis(struct double_text *text);

/*
 * The text of the first <name> within [from, to), its entities replaced; false when there is none or
 * it does not fit.
 */
bool double_find_value(
    const char *from,
    const char *to,
    const char *name,
    char *value,
    size_t size);

/* The inside of the next <name> at or after *from, which is moved past it. */
bool double_find_block(
    const char **from,
    const char *to,
    const char *name,
    const char **begin,
    const char **end);

/* A tree of elements. */
struct double_node {
    char *name;
    char *value; /* NULL for one with children */
    struct double_node *first;
    struct double_node *last;
    struct double_node *next;
};

struct double_node *double_node_new(const char *name, const char *value);

/* Adds a child; without a value it is left out and NULL comes back. */
struct double_node *
double_node_add(struct double_node *parent, const char *name, const char *value);
struct double_node *double_node_group(struct double_node *parent, const char *name);
void double_node_append(struct double_node *parent, struct double_node *child);

/* The child of that name, or NULL. */
struct double_node *double_node_child(const struct double_node *parent, const char *name);
void double_node_free(struct double_node *node);

/* As XML; scrambled: the children of every element in reverse order. */
void double_node_write(struct double_text *text, const struct double_node *node, bool is_scrambled);

char *double_copy(const char *string);

#endif
