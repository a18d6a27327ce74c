/*
 * Importing a settlement archive: each person's claim (or result, where no claims are inside) becomes a
 * ticket row with the day of the examination; what is odd about a document is kept with its row.
 */
#ifndef IMPORTERS_TICKETS_ARCHIVE_IMPORT_H
#define IMPORTERS_TICKETS_ARCHIVE_IMPORT_H

#include "engine/law/rulebook.h"
#include "engine/storage/store.h"
#include "importers/tickets/archive_document.h"

enum {
    ARCHIVE_ENTRY_NAME = 128
};

struct archive_finding {
    enum finding finding;
    char entry[ARCHIVE_ENTRY_NAME];
    char element[DOCUMENT_ELEMENT];
};

struct archive_report {
    int64_t bulk;
    bool was_there;
    uint64_t documents; /* = claims + results + others + passed over */
    uint64_t claims;
    uint64_t results;
    uint64_t others;  /* index, summary */
    uint64_t schemas; /* passed over */
    uint64_t unknown; /* passed over, and said */
    uint64_t rows;    /* tickets kept */
    uint64_t finding_total;
    size_t finding_count;
    struct archive_finding findings[LIMIT_TABLE_FINDINGS];
};

/*
 * Takes the role "import".  The same file twice writes nothing.  Kept are the documents as they came, except
 * those with what looks like an individual number.  book may be NULL.  free() the report.  Faults: those
 * of archive.h, ARCHIVE_NOTHING, ROLE_BUSY, the disk's and the store's.
 */
bool archive_import(
    struct store *store,
    const char *path,
    const struct rulebook *book,
    struct archive_report **report,
    struct error *error) MUST_CHECK;

#endif
