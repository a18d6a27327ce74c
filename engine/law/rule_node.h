/*
 * Rule files as trees: the part of the rulebook that knows YAML.
 *
 * A file is one YAML 1.1 document of mappings, sequences and scalars.  Every scalar is text
 * whatever it looks like: 010 and no stay what they are.  Anchors, aliases, tags, directives, a
 * second document, a key that stands twice in one mapping and a key that is not a scalar are
 * refused.  What the keys mean is not known here.
 *
 * Private to engine/law.
 */
#ifndef ENGINE_LAW_RULE_NODE_H
#define ENGINE_LAW_RULE_NODE_H

#include "engine/foundation/arena.h"

enum rule_node_kind {
    RULE_NODE_TEXT,
    RULE_NODE_LIST,
    RULE_NODE_MAP
};

struct rule_node {
    enum rule_node_kind kind;
    const char *file; /* borrowed from the caller of rule_node_read */
    uint64_t line;
    uint64_t column;             /* counted in characters, from 1 */
    struct slice text;           /* of a text */
    const struct rule_node *key; /* of a value in a mapping */
    struct rule_node *first;     /* of a list or mapping: its values in the order of the file */
    struct rule_node *last;
    struct rule_node *next; /* the value after this one in its list or mapping */
    size_t count;
};

/*
 * Reads one file.  The tree lives in the arena, file must live as long.  Faults, all with the
 * place: FILE_TOO_BIG, RULE_ENCODING, RULE_YAML, RULE_NOT_PLAIN, RULE_DEPTH, RULE_TOO_MANY,
 * RULE_KEY_TWICE, RULE_TEXT_EXPECTED (a key that is no scalar), RULE_FILE_KIND (nothing in it);
 * without line MEMORY, TOO_BIG.
 */
bool rule_node_read(
    const char *file,
    struct slice bytes,
    struct arena *arena,
    const struct rule_node **root,
    struct error *error) MUST_CHECK;

/* Each sets the fault with the place of the node and returns false. */
bool rule_node_fail(const struct rule_node *node, enum fault fault, struct error *error);
bool rule_node_fail_text(
    const struct rule_node *node,
    enum fault fault,
    const char *argument,
    struct error *error);
bool rule_node_fail_number(
    const struct rule_node *node,
    enum fault fault,
    int64_t argument,
    struct error *error);

/* The argument is the text of the node, cut to what fits, or "?" if it is not plain. */
bool rule_node_fail_self(const struct rule_node *node, enum fault fault, struct error *error);

/* Well-formed UTF-8 without control characters, line ends included: may be printed as it is. */
bool rule_text_is_plain(struct slice text) MUST_CHECK;

#endif
