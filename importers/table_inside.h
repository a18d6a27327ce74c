/*
 * Inside the import of a table: what table.c (the bulk), table_survey.c (the first pass) and
 * table_rows.c (the second) share.
 */
#ifndef IMPORTERS_TABLE_INSIDE_H
#define IMPORTERS_TABLE_INSIDE_H

#include "engine/storage/store.h"
#include "engine/vocabulary/individual_tally.h"
#include "importers/table_layout.h"

struct wide;
struct gunzip;

struct table_import {
    struct store *store;
    struct gunzip *gunzip;
    struct wide *wide;
    const struct disk_port *disk;
    const char *path;
    const struct table_kind *kind;
    void *context;
    struct table_report *report;
    struct table_layout layout;
    struct individual_tally *tallies; /* by cell */

    /* the pass that is going on */
    int handle;
    struct hasher *hasher;
    struct delimited *file;
    uint8_t hash[HASH_BYTES];

    struct bulk_writer
        *writer; /* NULL when nothing is written: the file was there, or is read again */

    /* When a kept file is read again: takes each good row.  NULL otherwise. */
    bool (*take)(void *taker, uint64_t line, struct slice row, struct error *error);
    void *taker;

    /* the current row */
    uint64_t line;
    bool refused;
    struct slice texts[LIMIT_CSV_COLUMNS];  /* by column of the kind */
    uint64_t refused_in[LIMIT_CSV_COLUMNS]; /* the row, by its number, that each was refused in */
    struct buffer packed;
};

/*
 * Makes ready to read a file as a kind, with a report; *import is closed by table_close_import in any
 * case, which leaves the report to the caller.
 */
bool table_open_import(
    struct store *store,
    const struct disk_port *disk,
    const char *path,
    const struct table_kind *kind,
    const struct value_rules *rules,
    struct table_import **import,
    struct error *error) MUST_CHECK;
void table_close_import(struct table_import *import);

/* Opens the file anew, with a fresh hasher. */
bool table_open_file(struct table_import *import, struct error *error) MUST_CHECK;

/* Opens the file anew as a table; what is read from it goes through the hasher.  end_pass closes what is open. */
bool table_begin_pass(struct table_import *import, struct delimited_sink sink, struct error *error)
    MUST_CHECK;
void table_end_pass(struct table_import *import);

/* The first pass: layout, hash and the columns of the report.  Nothing is written. */
bool table_survey(struct table_import *import, struct error *error) MUST_CHECK;

/* The second pass: rows and bytes into the writer, or only counted and listed without one. */
bool table_read_rows(struct table_import *import, struct error *error) MUST_CHECK;

#endif
