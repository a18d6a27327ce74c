/*
 * Delimited tables (CSV, or parted by tabs): bytes in, rows of raw cells out, in memory that does not
 * grow with the file.
 *
 * Wraps libcsv, which nothing else of ours names: strict about quotes, nothing trimmed, every line
 * counted.  Taken: UTF-8 with or without BOM, CP932, commas or tabs, lines that end in LF or CR LF, in a
 * file without any LF those that end in CR, a last line without an end, 0x1A as the last byte.  Bytes are taken apart before they are decoded,
 * which is safe for CP932: no second byte is a comma, tab, quotation mark or line end.
 *
 * Lines are physical ones and count from 1; columns are cells and count from 1, as in a spreadsheet.
 * Empty lines are passed over and counted.  What the columns mean is not known here (table.h).
 */
#ifndef IMPORTERS_DELIMITED_H
#define IMPORTERS_DELIMITED_H

#include "engine/foundation/bytes.h"

enum delimited_encoding {
    DELIMITED_ASCII, /* nothing else so far */
    DELIMITED_UTF8,
    DELIMITED_CP932
};

/* Where the bytes come from; got 0 means the end, as in struct disk_port. */
struct delimited_source {
    void *context;
    bool (*read)(void *context, uint8_t *bytes, size_t size, size_t *got, struct error *error);
};

/*
 * Who keeps the bytes of the file: gets all of them in order, each piece after the step that it
 * belongs to was the caller's, so that the caller may blank it first.  take may be NULL.
 */
struct delimited_sink {
    void *context;
    bool (*take)(void *context, struct slice bytes, struct error *error);
};

struct delimited_row {
    uint64_t line;             /* where it begins */
    unsigned count;            /* of cells; 0 for a damaged one */
    const struct slice *cells; /* without their quotes; encoded as the file is */
};

enum delimited_step {
    DELIMITED_ROW,
    DELIMITED_DAMAGED, /* the line is passed over, error says what and where; reading may go on */
    DELIMITED_END,
    DELIMITED_FAULT
};

struct delimited;

/*
 * Looks at the first 64 KiB: encoding (by content, BOM or not) and delimiter.  A head of nothing but
 * ASCII leaves the encoding to the first piece of the file that has more.  name is for the place of
 * faults.  Faults: TABLE_EMPTY, TABLE_PACKED (gzip, ZIP, a workbook), TABLE_UTF16, MEMORY, the
 * source's.
 */
bool delimited_open(
    struct delimited_source source,
    struct delimited_sink sink,
    const char *name,
    struct delimited **table,
    struct error *error) MUST_CHECK;

/* NULL is taken.  Wipes what was read. */
void delimited_close(struct delimited *table);

/*
 * The next row; it lives until the next call.  Damage is a fault of one line (TABLE_NOT_TEXT,
 * TABLE_END_MARK, TABLE_LINE_LENGTH, TABLE_QUOTE, TABLE_COLUMNS) with its place.  After a quotation
 * mark that is left open reading goes on with the line after the one where its row begins: it swallows
 * nothing.  FAULT is for what stops the reading: the source's and the sink's faults, MEMORY.
 */
enum delimited_step
delimited_next(struct delimited *table, struct delimited_row *row, struct error *error) MUST_CHECK;

/*
 * A cell of the current row as UTF-8, which lives until the next row; false when it holds bytes that
 * are no characters of the file's encoding.
 */
bool delimited_text(struct delimited *table, unsigned cell, struct slice *text) MUST_CHECK;

/* The row's bytes as they are in the file, damaged or not; lives until the next row. */
struct slice delimited_bytes(const struct delimited *table);

/* Overwrites the cell's bytes, or all of the row's, with blanks for the sink; line ends stay. */
void delimited_blank_cell(struct delimited *table, unsigned cell);
void delimited_blank_row(struct delimited *table);

enum delimited_encoding delimited_encoding(const struct delimited *table);

/* A source that reads a slice; the slice is its context and is used up. */
struct delimited_source delimited_source_of(struct slice *bytes);

#endif
