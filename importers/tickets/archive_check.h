/*
 * Looking at a document of an archive before it is sent: sums, ceilings, the ticket against the day.
 *
 * Only what the document says by itself.  Whether the person was insured is decided later, like every
 * ticket (engine/law).  Pure.
 */
#ifndef IMPORTERS_TICKETS_ARCHIVE_CHECK_H
#define IMPORTERS_TICKETS_ARCHIVE_CHECK_H

#include "engine/law/rulebook.h"
#include "importers/tickets/archive_document.h"

/* Notes what is odd about one claim or result.  book gives the meaning of kind digits; NULL: not looked at. */
void archive_check(const struct rulebook *book, struct document *document);

/* What the documents of an archive add up to, against what its summary and index say. */
struct archive_totals {
    int64_t claims;
    int64_t results;
    int64_t amounts[AMOUNTS];
};

void archive_totals_add(struct archive_totals *totals, const struct document *document);

/* Notes ARCHIVE_TOTAL on a summary or index, ARCHIVE_MISSING for a total that was not found in it. */
void archive_totals_check(const struct archive_totals *totals, struct document *document);

#endif
