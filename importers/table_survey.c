/*
 * The first pass over a table: what it is, and whether it may be taken in at all.
 *
 * All bytes are hashed and looked through for individual numbers as they are.  Rows are taken apart
 * only as far as the heading, or to the end where such a number was seen and the columns have to be
 * told from each other.
 */
#include <stdlib.h>
#include <string.h>

#include "importers/table_inside.h"

enum {
    PIECE_BYTES = 128 * 1024
};

/* ---- the bytes ---- */

/* The end of the last whole line, so that no number is cut in two; all of a line that fills a piece. */
static size_t whole_lines(struct slice bytes)
{
    size_t size = bytes.size;
    while (size > 0 && bytes.data[size - 1] != '\n') {
        size--;
    }
    return size > 0 ? size : bytes.size;
}

/* Whether any number of the file passes, chance or not. */
static bool
look_through(struct table_import *import, uint8_t *piece, bool *has_individual, struct error *error)
{
    size_t filled = 0;
    size_t got = 1;
    *has_individual = false;
    while (got > 0) {
        size_t whole = 0;
        if (!import->disk->read(
                import->disk->context, import->handle, piece + filled, PIECE_BYTES - filled, &got,
                error) ||
            !hasher_add(import->hasher, (struct slice){piece + filled, got}, error)) {
            return false;
        }
        filled += got;
        whole = got > 0 ? whole_lines((struct slice){piece, filled}) : filled;
        *has_individual = *has_individual || individual_number_is_in((struct slice){piece, whole});
        memmove(piece, piece + whole, filled - whole);
        filled -= whole;
    }
    return hasher_finish(import->hasher, import->hash, error);
}

static bool survey_bytes(struct table_import *import, bool *has_individual, struct error *error)
{
    uint8_t *piece = malloc(PIECE_BYTES);
    bool done = false;
    if (piece == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    done = table_open_file(import, error) && look_through(import, piece, has_individual, error);
    table_end_pass(import);
    bytes_wipe(piece, PIECE_BYTES);
    free(piece);
    return done;
}

/* ---- the heading and the columns ---- */

static bool has_heading(const struct table_import *import)
{
    return import->layout.line != 0;
}

static bool no_heading(const struct table_import *import, struct error *error)
{
    error_set_number(error, FAULT_TABLE_NO_HEADING, LIMIT_CSV_TITLE_ROWS + 1);
    error_add_text(error, import->kind->label(0));
    return error_set_place(error, import->path, 1, 0);
}

static void tally(struct table_import *import, const struct delimited_row *row)
{
    for (unsigned i = 0; i < row->count; i++) {
        if (row->cells[i].size >= INDIVIDUAL_NUMBER_DIGITS) {
            (void)individual_tally_add(&import->tallies[i], row->cells[i]);
        }
    }
}

static bool survey_row(
    struct table_import *import,
    const struct delimited_row *row,
    unsigned *titles,
    struct error *error)
{
    bool is_comment = import->kind->has_comments && table_is_comment(row);
    tally(import, row);
    if (has_heading(import) || is_comment) {
        return true;
    }
    if (table_count_headings(import->kind, import->file, row) >= TABLE_HEADINGS_LEAST) {
        return layout_read(&import->layout, import->kind, import->file, row, import->path, error);
    }
    *titles += 1;
    return *titles <= LIMIT_CSV_TITLE_ROWS || no_heading(import, error);
}

static bool survey_rows(struct table_import *import, bool to_end, struct error *error)
{
    struct delimited_row row;
    struct error damage;
    unsigned titles = 0;
    while (to_end || !has_heading(import)) {
        switch (delimited_next(import->file, &row, &damage)) {
        case DELIMITED_ROW:
            if (!survey_row(import, &row, &titles, error)) {
                return false;
            }
            break;
        case DELIMITED_DAMAGED:
            if (!has_heading(import)) {
                *error = damage;
                return false;
            }
            break;
        case DELIMITED_END:
            return has_heading(import) || no_heading(import, error);
        case DELIMITED_FAULT:
            *error = damage;
            return false;
        }
    }
    return true;
}

/* Columns that are called individual numbers are blanked; others that hold them are refused. */
static bool check_individual(const struct table_import *import, struct error *error)
{
    const struct table_layout *layout = &import->layout;
    for (unsigned i = 0; i < layout->count; i++) {
        if (layout->cells[i].column != LAYOUT_INDIVIDUAL &&
            individual_tally_is_bulk(&import->tallies[i])) {
            error_set_text(error, FAULT_TABLE_INDIVIDUAL_NUMBERS, layout->cells[i].name);
            error_add_number(error, (int64_t)import->tallies[i].passing);
            return error_set_place(error, import->path, layout->line, (uint64_t)i + 1);
        }
    }
    return true;
}

static void report_columns(struct table_import *import)
{
    struct table_report *report = import->report;
    report->heading_line = import->layout.line;
    for (unsigned i = 0; i < import->layout.count; i++) {
        const struct layout_cell *cell = &import->layout.cells[i];
        struct slice name = slice_of(cell->name);
        if (cell->column == LAYOUT_INDIVIDUAL) {
            table_report_add_name(
                report->individual, &report->individual_count, (uint64_t)i + 1, name);
        } else if (cell->column == LAYOUT_IGNORED && name.size > 0) {
            table_report_add_name(report->ignored, &report->ignored_count, (uint64_t)i + 1, name);
        }
    }
}

bool table_survey(struct table_import *import, struct error *error)
{
    const size_t size = sizeof *import->tallies * LIMIT_CSV_COLUMNS;
    bool has_individual = false;
    bool done = false;
    import->tallies = calloc(1, size);
    if (import->tallies == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    done = survey_bytes(import, &has_individual, error) &&
           table_begin_pass(import, (struct delimited_sink){0}, error) &&
           survey_rows(import, has_individual, error) && check_individual(import, error);
    table_end_pass(import);
    bytes_wipe(import->tallies, size);
    free(import->tallies);
    if (done) {
        report_columns(import);
    }
    return done;
}
