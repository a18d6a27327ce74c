/*
 * Settlement archives (標準様式の ZIP): opened, counted, refused as a whole or handed out entry by entry.
 *
 * Refused: encrypted entries, zip64, names that lead out of the archive, two entries of one name, more
 * entries or bytes than LIMIT_ARCHIVE_..., entries packed too tightly, wrong checksums, a cut archive.
 * Folders and the depth of the root folder do not matter; names carry no meaning.
 */
#ifndef IMPORTERS_TICKETS_ARCHIVE_H
#define IMPORTERS_TICKETS_ARCHIVE_H

#include "engine/foundation/bytes.h"

/* Whether bytes begin as archives do that are not a workbook. */
bool archive_is_one(struct slice beginning);

struct archive_taker {
    void *context;
    /* One file of the archive, in its order; name is UTF-8. */
    bool (*take)(void *context, const char *name, struct slice bytes, struct error *error);
};

/*
 * Calls the taker with each entry that is not a folder.  Faults: ARCHIVE_CUT, ARCHIVE_DAMAGED,
 * ARCHIVE_ENCRYPTED, ARCHIVE_ZIP64, ARCHIVE_NAME, ARCHIVE_TWICE, ARCHIVE_BIG, MEMORY, the taker's.
 */
bool archive_each(struct slice file, const struct archive_taker *taker, struct error *error)
    MUST_CHECK;

#endif
