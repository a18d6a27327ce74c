/*
 * A store with verdicts, three receipt files of one name that were made one after the other, and their
 * export as the command does it: input kept, receipts paired and decided, file and lists written and
 * named, the entry "exported".
 */
#ifndef TESTS_CLI_EXPORT_RIG_H
#define TESTS_CLI_EXPORT_RIG_H

#include "tests/support/store_fixture.h"

enum {
    EXPORT_SOURCES = 3,
    EXPORT_FILES = 3 /* the receipt file and its list in two encodings */
};

/* Makes the store in a world that is open and has its disk and VFS; adopts the rules and decides. */
void export_rig_make(struct test_store *test);

/*
 * Exports a source (0 to 2) into out/ of the world's folder, in silence; the exit code.  Each source has
 * one receipt more than the one before, so that no two exports are the same bytes.
 */
int export_rig_run(struct test_store *test, unsigned source);

/* The names under which export n-th file comes out: the receipt file, then its lists. */
extern const char *const export_rig_names[EXPORT_FILES];

/* The bytes of one of them; an empty buffer with is_there false when it is not there. */
struct buffer export_rig_file(const struct test_store *test, unsigned file, bool *is_there);

/* How many names there are in out/. */
unsigned export_rig_count(const struct test_store *test);

#endif
