/*
 * The documents of an archive against each other: a number that stands in two, a claim and the result that it is
 * for.
 *
 * A claim and its result differ in the first letter of their names only (c and h, p and g); where names say
 * nothing they are found by the ticket's number, then by the person's number and birth date.  What they say of
 * ticket and person must be the same.  Only sums of values are kept, some 150 bytes a document.  Pure.
 */
#ifndef IMPORTERS_TICKETS_ARCHIVE_PAIRS_H
#define IMPORTERS_TICKETS_ARCHIVE_PAIRS_H

#include "importers/tickets/archive_document.h"

struct archive_pairs;

bool archive_pairs_open(struct archive_pairs **pairs, struct error *error) MUST_CHECK;

/* NULL is taken.  Wipes what was kept. */
void archive_pairs_close(struct archive_pairs *pairs);

/* Adds one of any kind with the number and name of its entry; numbers rise.  Faults: MEMORY. */
bool archive_pairs_add(
    struct archive_pairs *pairs,
    uint64_t number,
    const char *name,
    const struct document *document,
    struct error *error) MUST_CHECK;

/* Finds what belongs together, once all were added. */
void archive_pairs_settle(struct archive_pairs *pairs);

/*
 * Notes on the document with that number: ARCHIVE_SAME_SERIAL; on a claim ARCHIVE_RESULT_DIFFERS with the
 * element; ARCHIVE_ALONE without the other document.  In an archive of results alone these are not looked for.
 */
void archive_pairs_check(
    const struct archive_pairs *pairs,
    uint64_t number,
    struct document *document);

#endif
