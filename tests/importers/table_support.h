/*
 * What the tests of tables share: a store, files beside it, and reports as text to compare.
 */
#ifndef TESTS_IMPORTERS_TABLE_SUPPORT_H
#define TESTS_IMPORTERS_TABLE_SUPPORT_H

#include "importers/table.h"
#include "tests/support/check.h"
#include "tests/support/store_fixture.h"

enum {
    SHOWN_BYTES = 8 * 1024
};

/* How one kind of table is imported. */
typedef bool
importer(struct store *store, const char *path, struct table_report **report, struct error *error);

/*
 * The outcome of one import in one line:
 *   "5 = 3 new + 1 same + 0 corrected + 1 refused; 3:2 row_date 生年月日;"
 * or the fault: "FAULT TABLE_UTF16 0:0 argument".  A finding that does not refuse has "(in)".
 */
struct outcome {
    bool done;
    struct error error;
    struct table_report *report; /* NULL after a fault */
    char shown[SHOWN_BYTES];
};

/* Writes the file and imports it; free with outcome_close. */
void outcome_of(
    struct outcome *outcome,
    struct test_store *test,
    importer *import,
    const char *name,
    struct slice bytes);
void outcome_close(struct outcome *outcome);

void put_file(struct test_store *test, const char *name, struct slice bytes);

/* The same text in CP932; close the buffer. */
struct buffer in_cp932(const char *text);

/* Entries in the journal. */
int64_t entries_of(struct test_store *test);

/* The raw bytes that were kept; close the buffer. */
struct buffer kept_bytes(struct test_store *test, int64_t bulk);

#endif
