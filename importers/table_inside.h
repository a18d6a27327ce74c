/*
 * Inside the import of a table: what table.c (the bulk), table_survey.c (the first pass) and
 * table_rows.c (the second) share.
 */
#ifndef IMPORTERS_TABLE_INSIDE_H
#define IMPORTERS_TABLE_INSIDE_H

#include "engine/storage/store.h"
#include "engine/vocabulary/individual_tally.h"
#include "importers/table_layout.h"

struct table_import {
    struct store *store;
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

    struct bulk_writer *writer; /* NULL when the file was there */

    /* the current row */
    uint64_t line;
    bool refused;
    struct slice texts[LIMIT_CSV_COLUMNS];  /* by column of the kind */
    uint64_t refused_in[LIMIT_CSV_COLUMNS]; /* the row, by its number, that each was refused in */
    struct buffer packed;
};

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
