#include "importers/desk/capture_table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/visits.h"
#include "importers/desk/row_people.h"

enum {
    /* Words of a choice that were read before; a column has few different ones. */
    MEMO_WORDS = 16,
    MEMO_BYTES = 40
};

/* One word of a choice and what it was read as. */
struct memo {
    uint8_t size; /* 0: empty */
    uint8_t bytes[MEMO_BYTES];
    struct slice text;
};

struct column {
    enum field_kind kind;
    enum domain domain;
    struct memo memos[MEMO_WORDS];
};

struct captures {
    struct value_rules rules;
    struct evidence evidence;
    struct row_people *people;
    bool refused; /* the current row */
    struct column columns[FIELD_COUNT];
    struct value values[FIELD_COUNT];
};

static bool find_column(struct slice heading, unsigned *column)
{
    enum field field = FIELD_VISIT_DATE;
    if (!field_read(heading, &field)) {
        return false;
    }
    *column = field;
    return true;
}

static const char *column_label(unsigned column)
{
    return field_label((enum field)column);
}

static const char *missing_column(const bool *has)
{
    if (!has[FIELD_VISIT_DATE]) {
        return field_label(FIELD_VISIT_DATE);
    }
    return has[FIELD_CHART_NUMBER] || has[FIELD_LOCAL_NUMBER] ? NULL
                                                              : field_label(FIELD_CHART_NUMBER);
}

/* The place where a word would be: cheap, and enough to keep the few words of a column apart. */
static struct memo *memo_of(struct column *column, struct slice text)
{
    unsigned hash = (unsigned)text.size;
    for (size_t i = 0; i < text.size; i++) {
        hash = hash * 31U + text.data[i];
    }
    return &column->memos[(hash ^ hash >> 7) % MEMO_WORDS];
}

static enum finding read_choice(
    struct column *column,
    struct slice text,
    const struct value_rules *rules,
    struct value *value)
{
    struct memo *memo = NULL;
    enum finding finding = FINDING_NONE;
    if (text.size > MEMO_BYTES) {
        return value_read_kind(column->kind, column->domain, text, rules, value);
    }
    memo = memo_of(column, text);
    if (memo->size == text.size && memcmp(memo->bytes, text.data, text.size) == 0) {
        value->text = memo->text;
        value->zero_restored = false;
        return FINDING_NONE;
    }
    finding = value_read_kind(column->kind, column->domain, text, rules, value);
    if (finding == FINDING_NONE) {
        memo->size = (uint8_t)text.size;
        memcpy(memo->bytes, text.data, text.size);
        memo->text = value->text; /* the name of a domain's value, a constant */
    }
    return finding;
}

static void read_cell(struct captures *captures, struct table_row *row, unsigned field)
{
    struct column *column = &captures->columns[field];
    struct value *value = &captures->values[field];
    struct slice text = row->texts[field];
    enum finding finding =
        column->kind == KIND_CHOICE
            ? read_choice(column, text, &captures->rules, value)
            : value_read_kind(column->kind, column->domain, text, &captures->rules, value);
    if (finding == FINDING_NONE && column->kind == KIND_DATE) {
        finding = value_check_day((enum field)field, value->text, &captures->rules);
    }
    if (finding != FINDING_NONE) {
        captures->refused = true;
        table_refuse(row, field, finding);
        return;
    }
    if (value->zero_restored) {
        table_note(row, field, FINDING_ROW_ZERO_RESTORED);
    }
    if (value->text.size > 0) {
        captures->evidence.values[field] = value->text;
    }
}

/* Two people under one number on one day: which one is right only the desk can tell. */
static bool check_person(struct captures *captures, struct table_row *row, struct error *error)
{
    bool has_chart = evidence_has(&captures->evidence, FIELD_CHART_NUMBER);
    bool other = false;
    if (captures->refused) {
        return true;
    }
    if (!row_people_take(captures->people, &captures->evidence, &other, error)) {
        return false;
    }
    if (other) {
        table_refuse(
            row, has_chart ? FIELD_CHART_NUMBER : FIELD_LOCAL_NUMBER, FINDING_ROW_OTHER_PERSON);
    }
    return true;
}

static bool take_row(void *context, struct table_row *row, struct error *error)
{
    struct captures *captures = context;
    const struct evidence *evidence = &captures->evidence;
    struct date day = DATE_NONE;
    memset(&captures->evidence, 0, sizeof captures->evidence);
    captures->refused = false;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (row->texts[i].data != NULL) {
            read_cell(captures, row, i);
        }
    }
    if (!evidence_has(evidence, FIELD_CHART_NUMBER) &&
        !evidence_has(evidence, FIELD_LOCAL_NUMBER)) {
        captures->refused = true;
        table_refuse(row, FIELD_CHART_NUMBER, FINDING_ROW_MISSING);
    }
    if (!date_from_digits(evidence->values[FIELD_VISIT_DATE], &day)) {
        table_refuse(row, FIELD_VISIT_DATE, FINDING_ROW_MISSING);
        return true;
    }
    row->month = month_of(day);
    return check_person(captures, row, error) && visits_pack_row(evidence, row->packed, error);
}

static bool match_rows(
    void *context,
    struct store *store,
    struct bulk_writer *writer,
    struct table_report *report,
    struct error *error)
{
    struct captures *captures = context;
    struct bulk_matching matching = {0};
    /* All rows are read: what was known of their people makes room for the matching. */
    row_people_close(captures->people);
    captures->people = NULL;
    if (!visits_match_bulk(store, writer, &matching, error)) {
        return false;
    }
    report->same = (uint64_t)matching.same;
    report->corrected = (uint64_t)matching.corrected;
    return true;
}

/* ---- what rows are read with ---- */

static void close_captures(void *context)
{
    struct captures *captures = context;
    if (captures != NULL) {
        row_people_close(captures->people);
        bytes_wipe(captures, sizeof *captures);
        free(captures);
    }
}

static void *
open_captures(const struct table_kind *kind, const struct value_rules *rules, struct error *error)
{
    struct captures *captures = calloc(1, sizeof *captures);
    (void)kind;
    if (captures == NULL) {
        (void)error_set(error, FAULT_MEMORY);
        return NULL;
    }
    captures->rules = *rules;
    captures->rules.restores_zeros = true;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        captures->columns[i].kind = field_kind((enum field)i);
        captures->columns[i].domain = field_domain((enum field)i);
    }
    if (!row_people_open(&captures->people, error)) {
        close_captures(captures);
        return NULL;
    }
    return captures;
}

const struct table_kind capture_table_kind = {
    .reader = "captures 1",
    .bulk = BULK_CAPTURES,
    .column_count = FIELD_COUNT,
    .find = find_column,
    .label = column_label,
    .missing = missing_column,
    .open = open_captures,
    .close = close_captures,
    .row = take_row,
    .match = match_rows,
};
