/*
 * What became of a table that was imported: counts that add up, and the list of what a person has to
 * look at.  Lines, columns, names of columns and counts, never a value of a person.
 */
#ifndef IMPORTERS_TABLE_REPORT_H
#define IMPORTERS_TABLE_REPORT_H

#include "engine/vocabulary/finding.h"
#include "importers/delimited.h"

enum {
    TABLE_NAME_BYTES = 64 /* of a heading, cut at a character */
};

struct table_finding {
    enum finding finding;
    bool refuses; /* the row is not in because of it */
    uint64_t line;
    uint64_t column;             /* of the file, from 1; 0: the row as a whole */
    char name[TABLE_NAME_BYTES]; /* the column's heading; "" without one */
    uint64_t counts[2];          /* ROW_COLUMNS: cells of the row and of the heading */
};

/* A column of the file that was not used. */
struct table_name {
    uint64_t column;
    char text[TABLE_NAME_BYTES];
};

struct table_report {
    int64_t bulk;   /* what it became, or what it had become before */
    bool was_there; /* the same file was in already: nothing was written */
    enum delimited_encoding encoding;
    uint64_t heading_line;

    /* rows: read = added + same + corrected + refused */
    uint64_t read;
    uint64_t added;     /* of captures: visits that are new */
    uint64_t same;      /* there already with the same values */
    uint64_t corrected; /* gave a visit further or other values */
    uint64_t refused;
    uint64_t conflicts; /* of those added: at odds with a row that has the same number */

    uint64_t blanked;  /* cells that looked like an individual number and were not kept */
    uint64_t restored; /* values whose leading zero was restored */

    uint64_t finding_total; /* those beyond the list are counted */
    size_t finding_count;
    struct table_finding findings[LIMIT_TABLE_FINDINGS];

    size_t ignored_count; /* columns nobody knows: not used */
    struct table_name ignored[LIMIT_CSV_COLUMNS];
    size_t individual_count; /* columns of individual numbers: blanked in the bytes that are kept */
    struct table_name individual[LIMIT_CSV_COLUMNS];
};

/* An empty one on the heap: it is too big for a stack.  free() gives it back. */
bool table_report_make(struct table_report **report, struct error *error) MUST_CHECK;

bool table_report_adds_up(const struct table_report *report);

void table_report_add(struct table_report *report, const struct table_finding *finding);
void table_report_add_name(
    struct table_name *names,
    size_t *count,
    uint64_t column,
    struct slice name);

/* The wording of a finding with its column name and counts, without its place. */
void table_finding_render(
    const struct table_finding *finding,
    enum language language,
    char *text,
    size_t size);

/* Copies as much of a text as fits in whole characters; bytes that are not UTF-8 end it. */
void table_name_copy(struct slice from, char name[TABLE_NAME_BYTES]);

#endif
