#include "importers/receipts/agency_table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/date_read.h"
#include "engine/foundation/text.h"
#include "engine/storage/seen_numbers.h"

enum agency_column {
#define COLUMN(column, heading, kind, domain, needed) AGENCY_##column,
#include "importers/receipts/agency_columns.def"
#undef COLUMN
    AGENCY_COLUMNS
};

static const struct {
    const char *heading;
    enum field_kind kind;
    enum domain domain;
    bool needed;
} columns[AGENCY_COLUMNS] = {

#define COLUMN(column, heading, kind, domain, needed)                                              \
    [AGENCY_##column] = {heading, kind, DOMAIN_##domain, needed},
#include "importers/receipts/agency_columns.def"
#undef COLUMN
};

/* One row: what was read so far. */
struct agency {
    struct value_rules rules;
    struct value values[AGENCY_COLUMNS];
    struct seen_numbers numbers;
};

const char *agency_column_label(unsigned column)
{
    return columns[column].heading;
}

static bool find_column(struct slice heading, unsigned *column)
{
    for (unsigned i = 0; i < AGENCY_COLUMNS; i++) {
        if (slice_equal_text(heading, columns[i].heading)) {
            *column = i;
            return true;
        }
    }
    return false;
}

static const char *missing_column(const bool *has)
{
    for (unsigned i = 0; i < AGENCY_COLUMNS; i++) {
        if (columns[i].needed && !has[i]) {
            return columns[i].heading;
        }
    }
    return NULL;
}

/* ---- one row ---- */

static enum finding read_cell(struct agency *agency, unsigned column, struct slice text)
{
    struct value *value = &agency->values[column];
    enum finding finding = FINDING_NONE;
    if (text.data != NULL) {
        finding = value_read_kind(
            columns[column].kind, columns[column].domain, text, &agency->rules, value);
    }
    return finding == FINDING_NONE && columns[column].needed && value->text.size == 0
               ? FINDING_ROW_MISSING
               : finding;
}

static struct slice text_of(const struct agency *agency, enum agency_column column)
{
    return agency->values[column].text;
}

static struct date date_of(const struct agency *agency, enum agency_column column)
{
    struct date date = DATE_NONE;
    return date_from_digits(text_of(agency, column), &date) ? date : DATE_NONE;
}

/* 振替 and its like, never "none" or a return, which comes as a file. */
static enum finding take_result(struct agency *agency)
{
    unsigned result = AGENCY_RESULT_NONE;
    if (!domain_value_find(DOMAIN_AGENCY_RESULT, text_of(agency, AGENCY_RESULT), &result) ||
        result == AGENCY_RESULT_NONE || result == AGENCY_RESULT_RETURNED) {
        return FINDING_ROW_VALUE;
    }
    agency->numbers.result = result;
    return FINDING_NONE;
}

/* Reads the cells into numbers; *column is the first that will not do. */
static enum finding read_row(struct agency *agency, const struct slice *texts, unsigned *column)
{
    struct seen_numbers *numbers = &agency->numbers;
    enum finding finding = FINDING_NONE;
    memset(agency->values, 0, sizeof agency->values);
    *numbers = (struct seen_numbers){.kind = SEEN_AGENCY, .month = MONTH_NONE, .since = DATE_NONE};
    for (*column = 0; *column < AGENCY_COLUMNS; *column += 1) {
        finding = read_cell(agency, *column, texts[*column]);
        if (finding != FINDING_NONE) {
            return finding;
        }
    }
    *column = AGENCY_RESULT;
    finding = take_result(agency);
    if (finding != FINDING_NONE) {
        return finding;
    }
    *column = AGENCY_MONTH;
    if (!month_read(text_of(agency, AGENCY_MONTH), &numbers->month)) {
        return FINDING_ROW_DATE;
    }
    numbers->since = date_of(agency, AGENCY_SINCE);
    numbers->birth = date_of(agency, AGENCY_BIRTH);
    numbers->chart_number = text_of(agency, AGENCY_CHART);
    numbers->identifiers = (struct identifiers){
        .insurer_number = text_of(agency, AGENCY_INSURER),
        .symbol = text_of(agency, AGENCY_SYMBOL),
        .number = text_of(agency, AGENCY_NUMBER),
        .branch = text_of(agency, AGENCY_BRANCH),
    };
    *column = AGENCY_SEX;
    if (text_of(agency, AGENCY_SEX).size > 0 &&
        !domain_value_find(DOMAIN_SEX, text_of(agency, AGENCY_SEX), &numbers->sex)) {
        return FINDING_ROW_VALUE;
    }
    *column = AGENCY_RECEIPT;
    return text_of(agency, AGENCY_RECEIPT).size == 0 ||
                   slice_read_number(text_of(agency, AGENCY_RECEIPT), &numbers->receipt)
               ? FINDING_NONE
               : FINDING_ROW_VALUE;
}

/* ---- a table ---- */

static bool take_row(void *context, struct table_row *row, struct error *error)
{
    struct agency *agency = context;
    unsigned column = 0;
    enum finding finding = read_row(agency, row->texts, &column);
    if (finding != FINDING_NONE) {
        table_refuse(row, column, finding);
        return true;
    }
    row->month = agency->numbers.month;
    return seen_write(&agency->numbers, row->packed, error);
}

/* ---- what rows are read with ---- */

static void drop(void *context)
{
    if (context != NULL) {
        bytes_wipe(context, sizeof(struct agency));
        free(context);
    }
}

static void *
make(const struct table_kind *kind, const struct value_rules *rules, struct error *error)
{
    struct agency *agency = calloc(1, sizeof *agency);
    (void)kind;
    if (agency == NULL) {
        (void)error_set(error, FAULT_MEMORY);
        return NULL;
    }
    agency->rules = *rules;
    agency->rules.restores_zeros = true;
    return agency;
}

const struct table_kind agency_table_kind = {
    .reader = "agency 1",
    .bulk = BULK_AGENCY,
    .column_count = AGENCY_COLUMNS,
    .find = find_column,
    .label = agency_column_label,
    .missing = missing_column,
    .open = make,
    .close = drop,
    .row = take_row,
};

/* ---- by hand ---- */

static struct slice trimmed(struct slice text)
{
    while (text.size > 0 && text.data[0] == ' ') {
        text = slice_part(text, 1, text.size);
    }
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\r')) {
        text.size--;
    }
    return text;
}

/* "heading=value" lines into cells; false for a line that is none of them. */
static bool split_lines(struct slice lines, struct slice texts[AGENCY_COLUMNS])
{
    while (lines.size > 0) {
        size_t end = slice_find_byte(lines, '\n');
        struct slice line = trimmed(slice_part(lines, 0, end));
        size_t equals = slice_find_byte(line, '=');
        unsigned column = 0;
        lines = slice_part(lines, end + 1, lines.size);
        if (line.size == 0) {
            continue;
        }
        if (equals >= line.size || !find_column(trimmed(slice_part(line, 0, equals)), &column)) {
            return false;
        }
        texts[column] = trimmed(slice_part(line, equals + 1, line.size));
    }
    return true;
}

static bool keep_one(struct store *store, const struct agency *agency, struct error *error)
{
    const struct slice none = {NULL, 0};
    struct buffer row = buffer_open(LIMIT_BODY_BYTES);
    struct bulk_writer *writer = NULL;
    bool done = bulk_abandon_open(store, BULK_AGENCY, error) &&
                bulk_open(store, BULK_AGENCY, none, slice_of("-"), &writer, error) &&
                seen_write(&agency->numbers, &row, error) &&
                bulk_add_row(writer, buffer_slice(&row), agency->numbers.month, error);
    if (done) {
        done = bulk_close(writer, none, error);
    } else {
        bulk_cancel(writer);
    }
    buffer_close_wiped(&row);
    return done;
}

static bool keep_with_role(struct store *store, const struct agency *agency, struct error *error)
{
    bool done = false;
    if (!store_take_role(store, "import", error)) {
        return false;
    }
    done = keep_one(store, agency, error);
    store_leave_role(store);
    return done;
}

bool agency_note(
    struct store *store,
    struct slice lines,
    const struct value_rules *rules,
    unsigned *column,
    enum finding *finding,
    struct error *error)
{
    struct slice texts[AGENCY_COLUMNS] = {{NULL, 0}};
    struct agency *agency = make(&agency_table_kind, rules, error);
    bool done = true;
    if (agency == NULL) {
        return false;
    }
    *column = AGENCY_RESULT;
    *finding = text_find_bad(lines) < lines.size ? FINDING_ROW_ENCODING : FINDING_ROW_VALUE;
    if (*finding == FINDING_ROW_VALUE && split_lines(lines, texts)) {
        *finding = read_row(agency, texts, column);
    }
    if (*finding == FINDING_NONE) {
        done = keep_with_role(store, agency, error);
    }
    drop(agency);
    return done;
}
