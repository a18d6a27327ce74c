/*
 * Lists of sites that file no receipts: as CSV (docs/formats/lists.md) and as sheets of one workbook, in
 * which every cell is text, so that no zero is lost.
 *
 * A list is written as rows are added; the sheets are kept in memory until the workbook is kept.
 */
#ifndef EXPORTERS_SITE_LIST_H
#define EXPORTERS_SITE_LIST_H

#include "exporters/csv_cell.h"
#include "exporters/safe_file.h"

enum site_column {
#define COLUMN(column, japanese, english) SITE_COLUMN_##column,
#include "exporters/site_columns.def"
#undef COLUMN
    SITE_COLUMNS
};

/* The columns of tickets that nobody came with, and of the pre-check of archives. */
enum absent_column {
    ABSENT_COLUMN_TICKET,
    ABSENT_COLUMN_KANA,
    ABSENT_COLUMN_ISSUER,
    ABSENT_COLUMN_EXPIRY,
    ABSENT_COLUMNS
};

enum archive_column {
    ARCHIVE_COLUMN_FILE,
    ARCHIVE_COLUMN_ELEMENT,
    ARCHIVE_COLUMN_FINDING,
    ARCHIVE_COLUMN_RETURN,
    ARCHIVE_COLUMNS
};

struct site_workbook;

/* A workbook to stand in a folder.  Close it in any case. */
bool site_workbook_open(
    const struct disk_port *disk,
    const char *folder,
    struct site_workbook **workbook,
    struct error *error) MUST_CHECK;

/* NULL is taken.  Nothing but a kept workbook remains in the folder. */
void site_workbook_close(struct site_workbook *workbook);

/* Writes it through a safe file under its name. */
bool site_workbook_keep(struct site_workbook *workbook, const char *path, struct error *error)
    MUST_CHECK;

/* One list: a CSV file and a sheet of the workbook. */
struct site_list {
    struct safe_file file;
    enum csv_encoding encoding;
    struct buffer row;
    struct site_workbook *workbook;
    void *sheet;
    size_t columns;
    int64_t lines;
};

/* headings are of the columns; sheet is the name of the sheet; workbook NULL: a file alone.  Drop it in any case. */
bool site_list_begin(
    const struct disk_port *disk,
    const char *path,
    enum csv_encoding encoding,
    struct site_workbook *workbook,
    const char *sheet,
    const char *const *headings,
    size_t columns,
    struct site_list *list,
    struct error *error) MUST_CHECK;

bool site_list_add(struct site_list *list, const struct slice *cells, struct error *error)
    MUST_CHECK;

/* Synced, read back, and only then under its name. */
bool site_list_keep(struct site_list *list, struct error *error) MUST_CHECK;

void site_list_drop(struct site_list *list);

/* The headings in a language. */
const char *const *site_list_headings(enum language language);
const char *const *absent_list_headings(enum language language);
const char *const *archive_list_headings(enum language language);

#endif
