/*
 * The legend of a bulk of verdicts, read: what the small numbers of its rows mean in this version
 * (verdicts.h).  Inside verdict_read.
 */
#ifndef ENGINE_STORAGE_VERDICT_LEGEND_H
#define ENGINE_STORAGE_VERDICT_LEGEND_H

#include "engine/foundation/bytes.h"
#include "engine/storage/journal.h"
#include "engine/vocabulary/fact.h"

enum {
    LEGEND_FACTS = 128, /* of any version */
    LEGEND_VALUES = 64, /* of one fact */
    LEGEND_TABLES = 64,
    LEGEND_RULES = 8192, /* of all tables */
    LEGEND_NONE = 0xFF   /* this version does not know it */
};

struct verdict_legend {
    uint8_t rulebook_hash[HASH_BYTES];
    uint8_t facts[LEGEND_FACTS];
    uint8_t values[LEGEND_FACTS][LEGEND_VALUES];
    size_t fact_count;
    struct slice rules[LEGEND_RULES]; /* ids, inside the bytes that were read */
    size_t tables[LEGEND_TABLES + 1]; /* where the rules of each begin; then the end */
    size_t table_count;
};

_Static_assert((int)FACT_COUNT <= (int)LEGEND_FACTS, "a fact has a place in every legend");

/* False when the bytes are not a legend, or one that is too large. */
bool legend_read(struct slice bytes, struct verdict_legend *legend) MUST_CHECK;

/* The fact and its value that stand at a place of a row; false when this version knows either not. */
bool legend_fact(
    const struct verdict_legend *legend,
    size_t place,
    uint8_t number,
    enum fact *fact,
    uint8_t *value);

/* The id of a rule by the places of its table and of it; false when there is none. */
bool legend_rule(
    const struct verdict_legend *legend,
    uint64_t table,
    uint64_t rule,
    struct slice *id);

#endif
