/*
 * Work that can be accounted for: every capture and every row of a file carries a number of its own,
 * so that after a cut, a failing disk or a lack of memory it can be told what is there, and how often.
 */
#ifndef TESTS_SUPPORT_TAGGED_WORK_H
#define TESTS_SUPPORT_TAGGED_WORK_H

#include "tests/support/store_fixture.h"

enum {
    TAGS = 8192
};

/* One capture at the desk: its number stands among the values of the visit of a chart number. */
bool tagged_capture(struct store *store, unsigned chart, unsigned tag, struct error *error)
    MUST_CHECK;

struct tagged_file {
    unsigned name;        /* what tells one file from another */
    unsigned first_chart; /* row i is about chart first_chart + i ... */
    unsigned first_tag;   /* ... and carries first_tag + i */
    unsigned rows;
    unsigned twice;     /* so many of the first rows stand in the file twice */
    unsigned row_bytes; /* at least */
    size_t raw_bytes;
};

/*
 * Imports a file as an importer does it: not at all if it is there already, else after abandoning
 * what was cut off, in a bulk with its raw bytes, its rows and their matches.  between, if there is
 * one, is called when the bulk is begun and a part of the rows is in.
 */
bool tagged_import(
    struct store *store,
    const struct tagged_file *file,
    bool (*between)(void *context, struct error *error),
    void *context,
    struct error *error) MUST_CHECK;

struct tagged_seen {
    int64_t visits;
    unsigned char times[TAGS];
};

/* What is there now. */
bool tagged_look(struct store *store, struct tagged_seen *seen, struct error *error) MUST_CHECK;

/*
 * Whether a store is whole: "" or what is wrong.  SQLite's own check, the chain, every file of the
 * import as it was read, and views that a rebuild makes the same.
 */
const char *tagged_store_fault(struct test_store *test);

#endif
