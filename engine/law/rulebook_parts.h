/*
 * The inside of the rulebook, shared by the files that read, link, compile, decide and prove.
 *
 * A table is looked up by bits: for every value of every fact a row of bits says which rules admit
 * it, and so does every stretch of days and of months in which the same rules are in force.  The
 * rules that apply are the AND of the rows of a situation; no bit is a gap, two are a conflict.
 *
 * Private to engine/law.
 */
#ifndef ENGINE_LAW_RULEBOOK_PARTS_H
#define ENGINE_LAW_RULEBOOK_PARTS_H

#include "engine/law/rule_value.h"
#include "engine/law/rulebook.h"

enum {
    RULE_WORD_BITS = 64,
    RULE_WORDS = LIMIT_TABLE_RULES / RULE_WORD_BITS,
    RULE_SLOTS = FACT_COUNT + LIMIT_TABLES * LIMIT_OUTCOME_FIELDS,
    STRETCH_OPEN = INT32_MIN /* the days of DATE_NONE and the months of MONTH_NONE */
};

/* Days or months cut where the rules in force change; a stretch ends where the next one starts. */
struct stretches {
    size_t count;
    const int32_t *starts;
    const uint64_t *rules; /* words for each stretch */
};

struct rule_index {
    size_t words;
    struct stretches days;
    struct stretches months;
    size_t fact_start[LIMIT_TABLE_FACTS]; /* place of value 0 among the rows of fact_rules */
    const uint64_t *fact_rules;           /* words for each value of each fact */
    const uint64_t *loose;      /* words for each place: rules that name no fact from there on */
    const uint64_t *impossible; /* words: the impossible rows */
    unsigned fact_slots[LIMIT_TABLE_FACTS]; /* where the value of a fact is found */
    unsigned outcome_slots[LIMIT_OUTCOME_FIELDS];
    uint32_t needs;               /* bit t: builds on table t, itself included */
    unsigned order[LIMIT_TABLES]; /* the tables of needs, each after those it builds on */
    size_t order_count;
};

struct rulebook {
    struct arena arena;
    struct rule_table tables[LIMIT_TABLES];
    size_t table_count;
    struct rule_source *sources;
    size_t source_count;
    struct rule_measure *measures;
    size_t measure_count;
    struct rule_parameter *parameters;
    size_t parameter_count;
    const struct rule **rules; /* of all tables, by id */
    size_t rule_count;
};

/* The nodes of a table file, kept until facts of other tables can be resolved. */
struct table_draft {
    const struct rule_node *facts;
    const struct rule_node *impossible; /* may be NULL */
    const struct rule_node *rules;
    const struct rule_node *fact_nodes[LIMIT_TABLE_FACTS];
};

/* A book being read; nodes live until everything is linked. */
struct rule_loading {
    struct rulebook *book;
    struct arena nodes;
    struct table_draft drafts[LIMIT_TABLES];
    const struct rule_node *parameters[LIMIT_RULE_FILES];
    size_t parameter_lists;
    const struct rule_node *measures[LIMIT_RULE_FILES];
    size_t measure_lists;
    const struct rule_node *sources[LIMIT_RULE_FILES];
    size_t source_lists;
};

struct rule_place rule_place_of(const struct rule_node *node);

/* RULE_ID_TWICE at a place, with the place where the id stood first. */
bool rule_fail_twice(
    const struct rule_place *place,
    const char *id,
    const struct rule_place *first,
    struct error *error);

/* rulebook_table.c: the head of a table file (all but its facts and rows), then its facts. */
bool rule_read_table(
    struct rule_loading *loading,
    const struct rule_node *root,
    struct error *error) MUST_CHECK;
bool rule_read_facts(struct rule_loading *loading, struct rule_table *table, struct error *error)
    MUST_CHECK;

/* A list of values of a fact, none twice, as bits.  Faults: RULE_VALUE_UNKNOWN, RULE_VALUE_TWICE. */
bool rule_values_of_fact(
    const struct table_fact *fact,
    const struct rule_node *list,
    uint64_t *values,
    struct error *error) MUST_CHECK;

/* rulebook_rows.c: rules and impossible rows of a table whose facts are known. */
bool rule_read_rows(struct rule_loading *loading, struct rule_table *table, struct error *error)
    MUST_CHECK;

/* rulebook_lists.c: sources first, since everything else cites them. */
bool rule_read_sources(struct rule_loading *loading, struct error *error) MUST_CHECK;
bool rule_read_parameters(struct rule_loading *loading, struct error *error) MUST_CHECK;

/* How many items the lists have together; faults RULE_LIST_EXPECTED, RULE_TOO_MANY. */
bool rule_count_items(
    const struct rule_node *const *lists,
    size_t list_count,
    size_t limit,
    size_t *count,
    struct error *error) MUST_CHECK;

/* rulebook_measures.c: before the tables, whose days name them. */
bool rule_read_measures(struct rule_loading *loading, struct error *error) MUST_CHECK;

/*
 * The first and last day of a rule: days, or "after NAME" and "NAME" of a measure, which *measure
 * then is.  A NULL node and "open" are DATE_NONE.  Faults: RULE_DATE, RULE_MEASURE_UNKNOWN.
 */
bool rule_read_first_day(
    const struct rulebook *book,
    const struct rule_node *node,
    struct date *date,
    const struct rule_measure **measure,
    struct error *error) MUST_CHECK;
bool rule_read_last_day(
    const struct rulebook *book,
    const struct rule_node *node,
    struct date *date,
    const struct rule_measure **measure,
    struct error *error) MUST_CHECK;

/* The citations of the measure stand behind those of the rule, none twice. */
bool rule_add_citations(
    struct rulebook *book,
    const struct rule_measure *measure,
    struct rule *rule,
    struct error *error) MUST_CHECK;

/* One or more "ID page" texts; fault RULE_SOURCE_UNKNOWN. */
bool rule_read_citations(
    struct rulebook *book,
    const struct rule_node *node,
    const struct rule_citation **citations,
    size_t *count,
    struct error *error) MUST_CHECK;

/* rulebook_link.c: the order of the tables, ids that stand twice, slots of derived facts. */
bool rule_link(struct rule_loading *loading, struct error *error) MUST_CHECK;

/* rulebook_compile.c: bits of one table; its index must be there, with order and slots. */
bool rule_compile(
    struct rulebook *book,
    struct rule_table *table,
    struct rule_index *index,
    struct error *error) MUST_CHECK;

/* rulebook_words.c: the names for rule_value_word. */
extern const char *const table_axis_names[TABLE_AXIS_COUNT];
extern const char *const rule_state_names[RULE_STATE_COUNT];
extern const char *const rule_grade_names[RULE_GRADE_COUNT];
extern const char *const source_seen_names[SOURCE_SEEN_COUNT];

/* Not only announced. */
bool rule_is_live(const struct rule *rule);

/* The stretch that holds a day or month; at must not lie before the first one. */
size_t stretch_of(const struct stretches *stretches, int32_t at);

/* The last day or month of a stretch, STRETCH_OPEN for the last one. */
int32_t stretch_last(const struct stretches *stretches, size_t stretch);

/* Row of bits for a value of a fact. */
const uint64_t *rule_index_fact(const struct rule_index *index, size_t fact, unsigned value);

#endif
