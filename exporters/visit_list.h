/*
 * Lists of visits for people: verdicts and the work list, as CSV (docs/formats/lists.md).
 *
 * One row per visit, columns of visit_columns.def, CR LF, UTF-8 with BOM or CP932.  For reading only:
 * what CP932 does not hold is shown as its code (csv_cell.h).  Filling the cells is the caller's.
 */
#ifndef EXPORTERS_VISIT_LIST_H
#define EXPORTERS_VISIT_LIST_H

#include "exporters/csv_cell.h"
#include "exporters/safe_file.h"

enum visit_column {
#define COLUMN(column, japanese, english) VISIT_##column,
#include "exporters/visit_columns.def"
#undef COLUMN
    VISIT_COLUMNS
};

struct visit_list {
    struct safe_file file;
    enum csv_encoding encoding;
    struct buffer row;
    int64_t lines;
};

/* Writes the headings.  Drop it in any case. */
bool visit_list_begin(
    const struct disk_port *disk,
    const char *path,
    enum csv_encoding encoding,
    enum language language,
    struct visit_list *list,
    struct error *error) MUST_CHECK;

bool visit_list_add(
    struct visit_list *list,
    const struct slice cells[VISIT_COLUMNS],
    struct error *error) MUST_CHECK;

/* Synced, read back, and only then under its name. */
bool visit_list_keep(struct visit_list *list, struct error *error) MUST_CHECK;

void visit_list_drop(struct visit_list *list);

#endif
