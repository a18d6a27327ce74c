/* The second pass over a table: good rows and all bytes into the bulk, bad rows into the report. */
#include <string.h>

#include "importers/table_inside.h"

enum {
    ROW_BYTES = LIMIT_BODY_BYTES / 4
};

/* ---- findings ---- */

static void
add_finding(struct table_import *import, unsigned column, enum finding finding, bool refuses)
{
    const struct table_layout *layout = &import->layout;
    struct table_finding found = {.finding = finding, .refuses = refuses, .line = import->line};
    unsigned cell = layout->cell_of[column];
    if (cell < layout->count) {
        found.column = (uint64_t)cell + 1;
        memcpy(found.name, layout->cells[cell].name, sizeof found.name);
    } else {
        table_name_copy(slice_of(import->kind->label(column)), found.name);
    }
    table_report_add(import->report, &found);
}

uint64_t table_row_line(const struct table_row *row)
{
    return row->import->line;
}

/* One finding for each column of a row, the first. */
void table_refuse(struct table_row *row, unsigned column, enum finding finding)
{
    struct table_import *import = row->import;
    require(column < import->kind->column_count);
    import->refused = true;
    if (import->refused_in[column] == import->report->read) {
        return;
    }
    import->refused_in[column] = import->report->read;
    add_finding(import, column, finding, true);
    if (finding == FINDING_ROW_INDIVIDUAL_NUMBER) {
        import->report->blanked++;
        delimited_blank_cell(import->file, import->layout.cell_of[column]);
    }
}

void table_note(struct table_row *row, unsigned column, enum finding finding)
{
    require(column < row->import->kind->column_count);
    row->import->report->restored += finding == FINDING_ROW_ZERO_RESTORED ? 1 : 0;
    add_finding(row->import, column, finding, false);
}

static enum finding finding_of(enum fault fault)
{
    static const struct {
        enum fault fault;
        enum finding finding;
    } rows[] = {
        {FAULT_TABLE_NOT_TEXT, FINDING_ROW_NOT_TEXT},
        {FAULT_TABLE_END_MARK, FINDING_ROW_END_MARK},
        {FAULT_TABLE_QUOTE, FINDING_ROW_QUOTE},
        {FAULT_TABLE_LINE_LENGTH, FINDING_ROW_LINE_LENGTH},
        {FAULT_TABLE_COLUMNS, FINDING_ROW_TOO_MANY_COLUMNS},
    };

    size_t i = 0;
    while (rows[i].fault != fault) {
        i++;
        require(i < sizeof rows / sizeof rows[0]);
    }
    return rows[i].finding;
}

/* A row that cannot be told into columns keeps no bytes that may be an individual number. */
static void blank_unplaced(struct table_import *import)
{
    if (import->layout.has_individual || individual_number_is_in(delimited_bytes(import->file))) {
        import->report->blanked++;
        delimited_blank_row(import->file);
    }
}

static void take_damage(struct table_import *import, const struct error *damage)
{
    const struct table_finding found = {
        .finding = finding_of(damage->fault),
        .refuses = true,
        .line = damage->place.line,
        .column = damage->place.column};
    import->report->read++;
    import->report->refused++;
    table_report_add(import->report, &found);
    blank_unplaced(import);
}

static void refuse_count(struct table_import *import, const struct delimited_row *row)
{
    const struct table_finding found = {
        .finding = FINDING_ROW_COLUMNS,
        .refuses = true,
        .line = row->line,
        .counts = {row->count, import->layout.count}};
    table_report_add(import->report, &found);
    import->refused = true;
    blank_unplaced(import);
}

/* ---- rows ---- */

static bool looks_individual(struct slice cell)
{
    return cell.size >= INDIVIDUAL_NUMBER_DIGITS && individual_number_is_in(cell);
}

/* A cell of kept bytes in which a number was blanked; the row was refused for it. */
static bool was_blanked(const struct table_import *import, struct slice cell)
{
    size_t i = 0;
    while (i < cell.size && cell.data[i] == ' ') {
        i++;
    }
    return import->take != NULL && cell.size >= INDIVIDUAL_NUMBER_DIGITS && i == cell.size;
}

/* Blanks cells in the kept bytes; a number in a column that is used refuses the row. */
static void
check_cells(struct table_import *import, struct table_row *row, const struct delimited_row *cells)
{
    for (unsigned i = 0; i < import->layout.count; i++) {
        int column = import->layout.cells[i].column;
        if (column == LAYOUT_INDIVIDUAL
                ? cells->cells[i].size == 0
                : !looks_individual(cells->cells[i]) && !was_blanked(import, cells->cells[i])) {
            continue;
        }
        if (column >= 0) {
            table_refuse(row, (unsigned)column, FINDING_ROW_INDIVIDUAL_NUMBER);
        } else {
            import->report->blanked++;
            delimited_blank_cell(import->file, i);
        }
    }
}

static void read_cells(struct table_import *import, struct table_row *row)
{
    for (unsigned i = 0; i < import->layout.count; i++) {
        int column = import->layout.cells[i].column;
        struct slice text = {NULL, 0};
        if (column < 0) {
            continue;
        }
        if (!delimited_text(import->file, i, &text)) {
            table_refuse(row, (unsigned)column, FINDING_ROW_ENCODING);
            text.size = 0;
        }
        text = slice_trim(text);
        import->texts[column] = text.size > 0 ? text : (struct slice){NULL, 0};
    }
}

static bool keep_row(struct table_import *import, const struct table_row *row, struct error *error)
{
    if (import->take != NULL) {
        return import->take(import->taker, import->line, buffer_slice(&import->packed), error);
    }
    return import->writer == NULL ||
           bulk_add_row(import->writer, buffer_slice(&import->packed), row->month, error);
}

static bool
take_row(struct table_import *import, const struct delimited_row *cells, struct error *error)
{
    struct table_row row = {import->texts, &import->packed, MONTH_NONE, import};
    import->line = cells->line;
    import->refused = false;
    import->report->read++;
    if (table_used_cells(cells, import->layout.count) != import->layout.count) {
        refuse_count(import, cells);
    } else {
        buffer_clear(&import->packed);
        check_cells(import, &row, cells);
        read_cells(import, &row);
        if (!import->kind->row(import->context, &row, error)) {
            return false;
        }
    }
    import->report->refused += import->refused ? 1 : 0;
    return import->refused || keep_row(import, &row, error);
}

/* Rows of nothing but delimiters, which spreadsheets leave behind. */
static bool is_empty(const struct delimited_row *row)
{
    unsigned i = 0;
    while (i < row->count && row->cells[i].size == 0) {
        i++;
    }
    return i == row->count;
}

static void blank_title(struct table_import *import, const struct delimited_row *row)
{
    for (unsigned i = 0; i < row->count; i++) {
        if (looks_individual(row->cells[i])) {
            import->report->blanked++;
            delimited_blank_cell(import->file, i);
        }
    }
}

static bool
read_row(struct table_import *import, const struct delimited_row *row, struct error *error)
{
    if (row->line <= import->layout.line || (import->kind->has_comments && table_is_comment(row))) {
        blank_title(import, row);
        return true;
    }
    return is_empty(row) || take_row(import, row, error);
}

static bool read_rows(struct table_import *import, struct error *error)
{
    struct delimited_row row;
    struct error damage;
    for (;;) {
        switch (delimited_next(import->file, &row, &damage)) {
        case DELIMITED_ROW:
            if (!read_row(import, &row, error)) {
                return false;
            }
            break;
        case DELIMITED_DAMAGED:
            take_damage(import, &damage);
            break;
        case DELIMITED_END:
            return true;
        case DELIMITED_FAULT:
            *error = damage;
            return false;
        }
    }
}

static bool keep_bytes(void *context, struct slice bytes, struct error *error)
{
    struct table_import *import = context;
    return bulk_add_raw(import->writer, bytes, error);
}

static bool check_unchanged(struct table_import *import, struct error *error)
{
    uint8_t hash[HASH_BYTES];
    if (!hasher_finish(import->hasher, hash, error)) {
        return false;
    }
    if (memcmp(hash, import->hash, sizeof hash) != 0) {
        error_set(error, FAULT_TABLE_CHANGED);
        return error_set_place(error, import->path, 0, 0);
    }
    return true;
}

bool table_read_rows(struct table_import *import, struct error *error)
{
    struct delimited_sink sink = {import, import->writer != NULL ? keep_bytes : NULL};
    bool done = false;
    import->packed = buffer_open(ROW_BYTES);
    done = table_begin_pass(import, sink, error) && read_rows(import, error) &&
           check_unchanged(import, error);
    import->report->encoding =
        import->file != NULL ? delimited_encoding(import->file) : DELIMITED_ASCII;
    table_end_pass(import);
    buffer_close_wiped(&import->packed);
    return done;
}
