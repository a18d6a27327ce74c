/*
 * Exports and submissions: what was written for the payer, told after it is on the disk and read back.
 *
 * Exported is not submitted (decision 21): until an act "submitted" closes a month, a new export is a
 * whole new file.
 */
#ifndef ENGINE_STORAGE_EXPORTS_H
#define ENGINE_STORAGE_EXPORTS_H

#include "engine/storage/journal.h"

struct export_note {
    int64_t source;      /* bulk of the file it was made from */
    struct month month;  /* 請求年月 */
    const uint8_t *hash; /* SHA-256 of the file as written, HASH_BYTES */
    int64_t unchanged;
    int64_t changed;
    int64_t withheld;
    int64_t moved;
    int64_t split;
};

/* Appends the note in the open transaction, and gives its entry. */
bool exports_note(
    struct store *store,
    const struct export_note *note,
    int64_t *entry,
    struct error *error) MUST_CHECK;

/*
 * The newest export that was written after an entry and may hold receipts of a month of treatment: its
 * claim month is later, or not known.  0: none.
 */
bool exports_after(
    struct store *store,
    int64_t entry,
    struct month month,
    int64_t *export,
    struct error *error) MUST_CHECK;

bool exports_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
