/*
 * The rulebook: tables of dated law, read from rule files, and what they say of one situation.
 *
 * Rule files (docs/RULES-FORMAT.md) come as bytes: no file is opened, no clock read, nothing kept
 * outside the book.  A book is read once and never changed: every function that takes a const book
 * may be called from several threads at once, and deciding takes no memory.
 *
 * Exactly one rule applies to a situation.  None is a gap, two a conflict; both are results that
 * hold a visit, never faults, and there is no order of rules and no priority.  Whether a book has
 * gaps at all is rulebook_proof.h; what changed between two days is rulebook_diff.h; what another
 * fact would change is rulebook_flips.h.  Facts are worked out elsewhere (situation.h).
 *
 * Tables are chained: an outcome that a table derives is a fact for other tables.
 */
#ifndef ENGINE_LAW_RULEBOOK_H
#define ENGINE_LAW_RULEBOOK_H

#include "engine/foundation/date.h"
#include "engine/vocabulary/fact.h"

/* ---- what a book holds: plain data, owned by the book, valid until rulebook_close ---- */

/* What the from and until of a table's rules are tested against. */
enum table_axis {
    TABLE_AXIS_VISIT_DATE,  /* days of the visit */
    TABLE_AXIS_CLAIM_MONTH, /* months in which the claim is filed */
    TABLE_AXIS_COUNT
};

enum rule_state {
    RULE_STATE_ENACTED,
    RULE_STATE_ANNOUNCED,   /* kept and shown, never applied */
    RULE_STATE_PROVISIONAL, /* applied; always has an end */
    RULE_STATE_COUNT
};

/* How certain the text is on which a row rests. */
enum rule_grade {
    RULE_GRADE_PRIMARY,
    RULE_GRADE_SECONDARY,
    RULE_GRADE_INFERRED,
    RULE_GRADE_RECALLED,
    RULE_GRADE_COUNT
};

enum source_seen {
    SOURCE_SEEN_WHOLE,
    SOURCE_SEEN_EXCERPT,
    SOURCE_SEEN_SECOND_HAND,
    SOURCE_SEEN_COUNT
};

/* Months from first to last, both covered; MONTH_NONE on either side means open. */
struct month_interval {
    struct month first;
    struct month last;
};

/* Where a row stands in the rule files. */
struct rule_place {
    const char *file;
    uint64_t line;
    uint64_t column;
};

/* A notice.  Texts that the file does not give are "". */
struct rule_source {
    const char *id;
    const char *title;
    const char *issuer;
    const char *number;
    const char *date;     /* YYYY, YYYY-MM or YYYY-MM-DD */
    const char *in_force; /* the same */
    const char *link;
    enum source_seen seen;
    struct rule_place place;
};

struct rule_citation {
    const struct rule_source *source;
    const char *page; /* "" when none is given */
};

struct rule_table;

/*
 * The end of a measure that several rules share: they end with it, or begin on the day after.  To
 * extend a measure, its last day is changed here and nowhere else.
 */
struct rule_measure {
    const char *name;
    const char *says;
    const char *english; /* says, when the file gives no English */
    struct date last;
    const struct rule_citation *citations;
    size_t citation_count;
    struct date reviewed;
    enum rule_grade grade;
    struct rule_place place;
};

/*
 * A rule, or a situation that cannot occur (impossible).  An impossible row has id, says, english,
 * when and place only: it is in force always, its state is enacted and its reviewed DATE_NONE.
 */
struct rule {
    const char *id;
    const char *says;
    const char *english; /* says, when the file gives no English */
    const struct rule_table *table;
    bool impossible;
    struct interval days;               /* of the visit */
    struct month_interval months;       /* of the claim */
    uint64_t when[LIMIT_TABLE_FACTS];   /* by place of the fact in the table: bit v for value v */
    uint8_t then[LIMIT_OUTCOME_FIELDS]; /* by place of the field in the table: the value */
    const struct rule_measure *measure; /* whose end its days take part in; NULL: none */
    const struct rule_citation *citations; /* those of the measure at the end */
    size_t citation_count;
    struct date reviewed;
    enum rule_state state;
    enum rule_grade grade;
    struct rule_place place;
};

struct outcome_value {
    const char *name;
    const char *japanese;
    const char *english; /* the name, when the file gives no English */
};

struct outcome_field {
    const char *name;
    const char *japanese; /* the name, when the file gives no labels */
    const char *english;
    const struct outcome_value *values;
    unsigned size;
    bool is_derived; /* a fact for other tables */
};

/* A fact of a table: a base fact, or an outcome that another table derives (from != NULL). */
struct table_fact {
    enum fact base;
    const struct rule_table *from;
    unsigned field; /* of from */
    unsigned size;  /* number of values */
};

struct rule_index; /* how the table is looked up; private */

struct rule_table {
    const char *name;
    const char *question;
    const char *english; /* the question, when the file gives no English */
    enum table_axis axis;
    struct date floor_date;   /* on the axis of the visit date, else DATE_NONE */
    struct month floor_month; /* on the axis of the claim month, else MONTH_NONE */
    struct table_fact facts[LIMIT_TABLE_FACTS];
    size_t fact_count;
    struct outcome_field outcomes[LIMIT_OUTCOME_FIELDS];
    size_t outcome_count;
    const struct rule *rules; /* rules first, then the impossible rows */
    size_t rule_count;        /* both */
    size_t impossible_count;
    uint64_t situations; /* product of the sizes of the facts */
    struct rule_place place;
    unsigned number; /* place in the book */
    const struct rule_index *index;
};

/* A dated value of the law (a code, a number of months, an age), always as text. */
struct rule_parameter {
    const char *name;
    const char *key; /* "" when the file gives none */
    const char *value;
    const char *says;    /* "" when the file gives none */
    const char *english; /* says, when the file gives no English */
    struct interval days;
    const struct rule_citation *citations;
    size_t citation_count;
    struct date reviewed;
    enum rule_grade grade;
    struct rule_place place;
};

/* ---- reading ---- */

struct rule_file {
    const char *name; /* stands in faults and places */
    struct slice bytes;
};

struct rulebook;

/*
 * Reads a set of files.  Their order does not matter: they are taken by name.  Nothing of them is
 * borrowed afterwards.  No file at all gives an empty book.
 *
 * Faults, with file, line and column: those of rule_node.h and RULE_* of faults.def; of several
 * only the first is told.  Without place: MEMORY, TOO_BIG.  On a fault *book is NULL.
 */
bool rulebook_load(
    const struct rule_file *files,
    size_t count,
    struct rulebook **book,
    struct error *error) MUST_CHECK;

/* NULL is allowed. */
void rulebook_close(struct rulebook *book);

size_t rulebook_table_count(const struct rulebook *book);
const struct rule_table *rulebook_table(const struct rulebook *book, size_t index);
size_t rulebook_source_count(const struct rulebook *book);
const struct rule_source *rulebook_source(const struct rulebook *book, size_t index);

/* In the order of the files. */
size_t rulebook_measure_count(const struct rulebook *book);
const struct rule_measure *rulebook_measure(const struct rulebook *book, size_t index);

/* Parameters in the order of name, key and first day. */
size_t rulebook_parameter_count(const struct rulebook *book);
const struct rule_parameter *rulebook_parameter(const struct rulebook *book, size_t index);

/* By name; NULL when there is none.  Look names up once, not per visit. */
const struct rule_table *rulebook_find_table(const struct rulebook *book, const char *name);
bool rule_table_find_outcome(const struct rule_table *table, const char *name, unsigned *field)
    MUST_CHECK;
bool rule_table_find_value(
    const struct rule_table *table,
    unsigned field,
    const char *name,
    unsigned *value) MUST_CHECK;

/* Any rule or impossible row of any table; NULL when there is none. */
const struct rule *rulebook_find_rule(const struct rulebook *book, const char *id);

/* The row of a parameter in force on a day ("" for no key); NULL when there is none. */
const struct rule_parameter *rulebook_find_parameter(
    const struct rulebook *book,
    const char *name,
    const char *key,
    struct date day);

/* ---- words ---- */

const char *table_fact_name(const struct table_fact *fact);
const char *table_fact_label(const struct table_fact *fact, enum language language);
const char *table_fact_value_name(const struct table_fact *fact, unsigned value);
const char *
table_fact_value_label(const struct table_fact *fact, unsigned value, enum language language);
const char *outcome_field_label(const struct outcome_field *field, enum language language);
const char *outcome_value_label(const struct outcome_value *value, enum language language);
const char *rule_says(const struct rule *rule, enum language language);

/* Every value of a fact: the bits of a rule that does not name the fact. */
uint64_t table_fact_whole(const struct table_fact *fact);

const char *table_axis_name(enum table_axis axis);
const char *rule_state_name(enum rule_state state);
const char *rule_state_label(enum rule_state state, enum language language);
const char *rule_grade_name(enum rule_grade grade);
const char *rule_grade_label(enum rule_grade grade, enum language language);
const char *source_seen_name(enum source_seen seen);
const char *source_seen_label(enum source_seen seen, enum language language);

/* ---- deciding ---- */

enum ruling_kind {
    RULING_RULED,
    RULING_GAP,          /* no rule applies */
    RULING_CONFLICT,     /* two or more apply; rule and other are two of them */
    RULING_IMPOSSIBLE,   /* rule is the row that says why it cannot occur */
    RULING_BEFORE_FLOOR, /* the day or month lies before what the table covers */
    RULING_NOT_REACHED,  /* a table that this one builds on was not ruled */
    RULING_COUNT
};

struct ruling {
    enum ruling_kind kind;
    const struct rule_table *table;
    const struct rule *rule;
    const struct rule *other;
};

/* The rulings of all tables that the asked one builds on, in order; the asked one is the last. */
struct decision {
    struct ruling rulings[LIMIT_TABLES];
    size_t count;
};

/*
 * What the table says of the facts of a visit on that day, claimed in that month.  Date and month
 * must both be given: where the month is not known yet, pass the one in which the claim would go
 * out (as a rule the month after the visit).  A claim month before the month of the visit is
 * nothing that any rule covers: RULING_GAP.
 *
 * A fact value outside its domain is a bug.  Cost: one AND per fact of each table on the way.
 */
void rulebook_decide(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct facts *facts,
    struct date visit_date,
    struct month claim_month,
    struct decision *decision);

/* The ruling of the asked table. */
const struct ruling *decision_ruling(const struct decision *decision);

/* The first ruling that stopped the chain: what to tell when the asked table was not reached. */
const struct ruling *decision_cause(const struct decision *decision);

/* The value of an outcome field; only of a ruling that is RULING_RULED. */
unsigned ruling_outcome(const struct ruling *ruling, unsigned field);
const struct outcome_value *ruling_outcome_value(const struct ruling *ruling, unsigned field);

/* The name of the value of the field of that name ("current"); "" when not ruled or no field. */
const char *ruling_outcome_name(const struct ruling *ruling, const char *field);

/* "gap", "規則の欠落" */
const char *ruling_kind_name(enum ruling_kind kind);
const char *ruling_kind_label(enum ruling_kind kind, enum language language);

#endif
