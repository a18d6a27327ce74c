/*
 * The store's file as somebody sees it who does not go through the program: a second SQLite
 * connection of its own, and the bytes of the file.
 */
#ifndef TESTS_SUPPORT_RAW_STORE_H
#define TESTS_SUPPORT_RAW_STORE_H

#include <sqlite3.h>

#include "tests/support/store_fixture.h"

/* A connection to the file of a store, without the program's walls; close it with sqlite3_close. */
sqlite3 *raw_open(const struct test_store *test);

/* Runs statements; the SQLite code, not extended. */
int raw_run(sqlite3 *database, const char *sql);

/* The same in a connection of its own, which must go well. */
void raw_do(const struct test_store *test, const char *sql);

/* The first column of the first row of a query that must give one. */
int64_t raw_number(const struct test_store *test, const char *sql);
void raw_text(const struct test_store *test, const char *sql, char *text, size_t size);

/* Takes the triggers of the journal away, runs statements, and puts the triggers back. */
void raw_tamper(const struct test_store *test, const char *sql);

/* Changes one bit of a blob in place, as sqlite3_blob_write does it: no trigger is asked. */
void raw_flip(const struct test_store *test, const char *column, int64_t entry, int offset);

/* Path of a file in the store's folder; lives until the next call but three. */
const char *raw_path(const struct test_store *test, const char *name);

/* The whole file; close the buffer. */
struct buffer raw_file(const char *path);
void raw_put_file(const char *path, struct slice bytes);

#endif
