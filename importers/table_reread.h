/*
 * Reading kept tables again: what today's reader reads differently from the one that took them in.
 *
 * Nothing is written.  The rows in the journal stay what they are: a newer reader does not change the past.  Who is
 * told of a difference can look at the row and correct its visit by hand.  Rows are compared as a whole, by
 * their hashes; their order is the file's.
 */
#ifndef IMPORTERS_TABLE_REREAD_H
#define IMPORTERS_TABLE_REREAD_H

#include "importers/table.h"

enum {
    REREAD_LINES = 100 /* listed; all are counted */
};

struct reread {
    uint64_t same;
    uint64_t changed;
    uint64_t now_read; /* were refused */
    uint64_t not_read; /* would be refused now, or be no row */
    size_t line_count;
    uint64_t lines[REREAD_LINES]; /* of the kept file: changed and now read */
};

/*
 * Reads the kept file of a bulk again.  The store must be unlocked.  Faults: those of table_import
 * that are about the file, when today's reader would refuse it, and the store's.
 */
bool table_reread(
    struct store *store,
    int64_t bulk,
    const struct table_kind *kind,
    const struct value_rules *rules,
    struct reread *reread,
    struct error *error) MUST_CHECK;

#endif
