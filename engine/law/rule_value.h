/*
 * Reading the values of a rule file: keys, texts, names, words, days and months.
 *
 * Each reader checks the kind of the node and says at its place what was expected.  What the
 * values mean together is rulebook_*.c.
 *
 * Private to engine/law.
 */
#ifndef ENGINE_LAW_RULE_VALUE_H
#define ENGINE_LAW_RULE_VALUE_H

#include "engine/foundation/date.h"
#include "engine/law/rule_node.h"

/* A key that a mapping may have; value is NULL when the file does not give it. */
struct rule_key {
    const char *name;
    bool needed;
    const struct rule_node *value;
};

/*
 * Fills the values of the keys from a mapping.  Faults: RULE_MAP_EXPECTED, RULE_KEY_UNKNOWN (with
 * the names that are known), RULE_KEY_MISSING (at the mapping).
 */
bool rule_value_keys(
    const struct rule_node *node,
    struct rule_key *keys,
    size_t count,
    struct error *error) MUST_CHECK;

bool rule_value_is_map(const struct rule_node *node, struct error *error) MUST_CHECK;

/* A list of one or more. */
bool rule_value_is_list(const struct rule_node *node, struct error *error) MUST_CHECK;

/*
 * One line of text that is not empty, copied into the arena; line ends at the end are taken off.
 * A NULL node gives an empty text: the key was not given.  Fault RULE_TEXT_EXPECTED.
 */
bool rule_value_text(
    const struct rule_node *node,
    struct arena *arena,
    const char **text,
    struct error *error) MUST_CHECK;

/* As above, and "" may be written out. */
bool rule_value_text_or_empty(
    const struct rule_node *node,
    struct arena *arena,
    const char **text,
    struct error *error) MUST_CHECK;

/* ASCII letters, digits, . _ and -, at most LIMIT_RULE_NAME.  Fault RULE_NAME_EXPECTED. */
bool rule_value_name(
    const struct rule_node *node,
    struct arena *arena,
    const char **name,
    struct error *error) MUST_CHECK;

/* The same check where the text need not be kept. */
bool rule_value_is_name(const struct rule_node *node, struct error *error) MUST_CHECK;

/* One of the words; fault RULE_WORD_UNKNOWN with all of them. */
bool rule_value_word(
    const struct rule_node *node,
    const char *const *words,
    size_t count,
    unsigned *index,
    struct error *error) MUST_CHECK;

/* YYYY-MM-DD, a day that exists.  Fault RULE_DATE. */
bool rule_value_date(const struct rule_node *node, struct date *date, struct error *error)
    MUST_CHECK;

/* The same, or "open", or a NULL node: DATE_NONE. */
bool rule_value_last_date(const struct rule_node *node, struct date *date, struct error *error)
    MUST_CHECK;

/* YYYY-MM.  Fault RULE_MONTH. */
bool rule_value_month(const struct rule_node *node, struct month *month, struct error *error)
    MUST_CHECK;
bool rule_value_last_month(const struct rule_node *node, struct month *month, struct error *error)
    MUST_CHECK;

/* YYYY, YYYY-MM or YYYY-MM-DD, kept as text; "" for a NULL node.  Fault RULE_DATE. */
bool rule_value_rough_date(
    const struct rule_node *node,
    struct arena *arena,
    const char **text,
    struct error *error) MUST_CHECK;

/* Adds ", name" to a list of words in a fault; what does not fit is left out. */
void rule_words_add(char *words, size_t size, const char *name);

#endif
