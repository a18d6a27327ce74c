/*
 * The layout of one table: which cell of a row is which column of its kind.  Found once, in the first
 * pass (table.c).
 */
#ifndef IMPORTERS_TABLE_LAYOUT_H
#define IMPORTERS_TABLE_LAYOUT_H

#include "importers/table.h"

enum {
    LAYOUT_IGNORED = -1,
    LAYOUT_INDIVIDUAL = -2 /* a column of individual numbers */
};

struct layout_cell {
    int column; /* of the kind, or one of the above */
    char name[TABLE_NAME_BYTES];
};

struct table_layout {
    uint64_t line;  /* of the heading */
    unsigned count; /* cells of every row, but for empty ones behind them */
    bool has_individual;
    struct layout_cell cells[LIMIT_CSV_COLUMNS];
    unsigned cell_of[LIMIT_CSV_COLUMNS]; /* by column of the kind: its cell, or count */
};

/* Faults: TABLE_HEADING_TWICE and TABLE_HEADING_MISSING with their places. */
bool layout_read(
    struct table_layout *layout,
    const struct table_kind *kind,
    struct delimited *file,
    const struct delimited_row *row,
    const char *name,
    struct error *error) MUST_CHECK;

/* Cells without the empty ones at the end, which spreadsheets leave behind; not below a number. */
unsigned table_used_cells(const struct delimited_row *row, unsigned least);

#endif
