/*
 * Importing a table: what the kinds of table (captures, answers) have in common.
 *
 * Two passes over the file.  The first hashes it, finds the heading and looks for individual numbers
 * in bulk; nothing is written yet.  The second reads the rows into a bulk: good rows are in, bad rows
 * are listed.  The same file a second time writes nothing and gives the same list.  Kept with the
 * rows are the file's bytes, in which everything that looks like an individual number is blanked
 * (decision 18).
 *
 * What a column means and what a row becomes is the kind's (desk/capture_table, online/answer_table).
 */
#ifndef IMPORTERS_TABLE_H
#define IMPORTERS_TABLE_H

#include "engine/storage/bulk.h"
#include "importers/table_report.h"

struct value_rules;

/* The row that a kind reads, and what it says about it. */
struct table_row {
    const struct slice
        *texts;            /* by column of the kind, UTF-8; data NULL: absent, empty, unreadable */
    struct buffer *packed; /* to be filled with packed fields */
    struct month month;    /* to be set: what it is about, for retention */
    struct table_import *import;
};

struct table_kind {
    const char *reader; /* name and version: another version reads the same file anew */
    enum bulk_kind bulk;
    unsigned column_count;

    bool has_comments;  /* rows that begin with # are none */
    bool may_be_packed; /* gzip files are read as what is in them */

    /* What rows are read with, NULL on a fault; rules are the fillers and today.  close takes NULL as well. */
    void *(
        *open)(const struct table_kind *kind, const struct value_rules *rules, struct error *error);
    void (*close)(void *context);

    /* The kind's column by a heading that is width folded and has no blanks. */
    bool (*find)(struct slice heading, unsigned *column);
    const char *(*label)(unsigned column);

    /* A heading that is needed and not there, NULL when all are. */
    const char *(*missing)(const bool *has);

    /*
     * Reads one row with what open gave: table_refuse when it is bad, else packed and month are set.
     * False: a fault.
     */
    bool (*row)(void *context, struct table_row *row, struct error *error);

    /*
     * After the last row, before the bulk is closed: counts same and corrected rows.  NULL: every row is
     * new.
     */
    bool (*match)(
        void *context,
        struct store *store,
        struct bulk_writer *writer,
        struct table_report *report,
        struct error *error);
};

/* The line on which the row begins. */
uint64_t table_row_line(const struct table_row *row);

/* A finding about a column of the current row; refusing keeps the row out, noting does not. */
void table_refuse(struct table_row *row, unsigned column, enum finding finding);
void table_note(struct table_row *row, unsigned column, enum finding finding);

/*
 * Imports the file at a path.  Takes the role "import" for the time, abandons bulks of the kind that
 * were cut off.  The store must be unlocked.  On a fault nothing of the file counts, and *report is
 * NULL; else free() it.  Faults: those of delimited.h with their places, TABLE_NO_HEADING,
 * TABLE_HEADING_TWICE, TABLE_HEADING_MISSING, TABLE_INDIVIDUAL_NUMBERS, TABLE_CHANGED, ROLE_BUSY, the
 * disk's and the store's.
 */
bool table_import(
    struct store *store,
    const char *path,
    const struct table_kind *kind,
    const struct value_rules *rules,
    struct table_report **report,
    struct error *error) MUST_CHECK;

/* A row whose first cell begins with #. */
bool table_is_comment(const struct delimited_row *row);

enum {
    TABLE_HEADINGS_LEAST = 2 /* a row with fewer headings of the kind is a title */
};

/* How many cells of a row are headings of the kind. */
unsigned table_count_headings(
    const struct table_kind *kind,
    struct delimited *file,
    const struct delimited_row *row);

#endif
