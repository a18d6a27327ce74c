/*
 * Incarnations: a copy of the store that is put to use is another writer and starts counting anew
 * (decision 28), so that two copies never give the same number to different entries.
 *
 * A copy is known by the file itself: device and inode stand in meta.  Restoring a backup, copying the
 * folder or moving it to another disk all begin an incarnation; that does no harm.  Its number is above
 * the one before by 1 and 32 random bits, so that two copies of one backup do not count alike either.
 */
#ifndef ENGINE_STORAGE_INCARNATION_H
#define ENGINE_STORAGE_INCARNATION_H

#include "engine/storage/store.h"

/*
 * Called once after unlocking, outside a transaction: begins another incarnation when this file is
 * not the one that wrote last.  *begun tells so.
 */
bool incarnation_settle(struct store *store, bool *begun, struct error *error) MUST_CHECK;

/* Writes down the identity of this file, inside the transaction that makes the store. */
bool incarnation_note(struct store *store, struct error *error) MUST_CHECK;

int64_t incarnation_number(const struct store *store);

#endif
