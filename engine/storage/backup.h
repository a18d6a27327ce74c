/*
 * Backups: a whole copy of the store file, taken while others go on, without a key.
 *
 * A backup is sealed as the store is.  Restoring puts it into an empty folder; the next run sees that
 * this is another file and begins the next incarnation (incarnation.h).
 */
#ifndef ENGINE_STORAGE_BACKUP_H
#define ENGINE_STORAGE_BACKUP_H

#include "engine/storage/store.h"

/* Writes to a temporary name beside path, syncs, checks the copy's integrity, renames. */
bool backup_write(struct store *store, const char *path, struct error *error) MUST_CHECK;

/* folder must hold no store.  STORE_BROKEN when the backup is damaged or no store. */
bool backup_restore(
    const struct world *world,
    const char *path,
    const char *folder,
    struct error *error) MUST_CHECK;

#endif
