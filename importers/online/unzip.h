/*
 * One message out of a ZIP: what a terminal may pack a batch answer in.
 */
#ifndef IMPORTERS_ONLINE_UNZIP_H
#define IMPORTERS_ONLINE_UNZIP_H

#include "engine/foundation/bytes.h"

/*
 * Unpacks the one entry whose name begins with prefix, in any case, into an empty buffer; its limit
 * holds.  *is_whole false: the ZIP has not been written to its end.  Faults: FOLDER_ZIP (damaged),
 * FOLDER_ZIP_CONTENT (not one such entry, a path in a name, too many entries), FOLDER_ENCRYPTED,
 * TOO_BIG (or packed too tightly, LIMIT_ZIP_RATIO).
 */
bool unzip_message(
    struct slice file,
    const char *prefix,
    struct buffer *message,
    bool *is_whole,
    struct error *error) MUST_CHECK;

#endif
