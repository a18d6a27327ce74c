/*
 * The store: one SQLite file in a folder, opened in the one mode that loses nothing.
 *
 * journal_mode=TRUNCATE with synchronous=FULL (design section 3; performance.md 3.3), temporary
 * tables in memory, one function that begins a transaction and one that commits it.  The journal
 * and the keys have headers of their own.  Nothing outside engine/storage names SQLite.
 *
 * Files: FOLDER/totsugo.db (mode 0600, folder 0700) and FOLDER/ROLE.lock.
 */
#ifndef ENGINE_STORAGE_STORE_H
#define ENGINE_STORAGE_STORE_H

#include "engine/foundation/world.h"

struct store;

struct store_options {
    const char *folder;
    const struct world *world; /* must outlive the store */
    const char *vfs;           /* a SQLite VFS by name, for tests; NULL for the system's */
};

/*
 * Makes folder and file with an empty schema.  STORE_EXISTS when there is one; a file without any
 * table, which a making that was cut off leaves, is used again.  The store is usable only after
 * vault_create and the first entries, all in one transaction.
 */
bool store_create(const struct store_options *options, struct store **store, struct error *error)
    MUST_CHECK;

/*
 * Faults: STORE_MISSING, STORE_NEWER, STORE_BROKEN, STORE_BUSY, FILE_DENIED.  A file that is not of
 * this version is not written to.  One that cannot be written can be opened and read.
 */
bool store_open(const struct store_options *options, struct store **store, struct error *error)
    MUST_CHECK;

/* Rolls back what is open, wipes keys.  NULL is taken. */
void store_close(struct store *store);

/* Closes a store whose making failed before its first commit, and removes its empty file. */
void store_remove_unfinished(struct store *store);

const struct world *store_world(const struct store *store);
const char *store_folder(const struct store *store);

/*
 * One transaction at a time.  BEGIN IMMEDIATE: another writer is waited for (LIMIT_BUSY_WAIT_MS),
 * then STORE_BUSY.  DISK_READ_ONLY where nothing can be written.  Never held over the network, a
 * prompt or more than LIMIT_TRANSACTION_MS of work.
 */
bool store_begin(struct store *store, struct error *error) MUST_CHECK;

/*
 * A no means that nothing of the transaction is there, but for one case: the disk takes the bytes,
 * fails the last sync and goes on failing.
 */
bool store_commit(struct store *store, struct error *error) MUST_CHECK;

/* Undoes the open transaction, if any.  Whatever was kept in memory about it is dropped as well. */
void store_rollback(struct store *store);

/* True when the open transaction has been going on for LIMIT_TRANSACTION_MS: commit and go on. */
bool store_is_due(const struct store *store);

/*
 * Several reads of one state of the store, under one lock instead of one for each.  Short, as a
 * transaction: others cannot commit meanwhile.  Nothing is written before the end.
 */
bool store_begin_read(struct store *store, struct error *error) MUST_CHECK;
void store_end_read(struct store *store); /* without a begin: nothing */

/*
 * Role locks (decision 30): "sync", "decide", "export", "import", "rebuild".  Held until the store
 * is closed or the role is left; ROLE_BUSY when another process has it.  Capture takes none.
 */
bool store_take_role(struct store *store, const char *role, struct error *error) MUST_CHECK;
void store_leave_role(struct store *store);

enum {
    STORE_SCHEMA_VERSION = 11
};

#endif
