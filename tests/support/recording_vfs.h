/*
 * A SQLite VFS that writes to the real disk and into a recording (struct store_options.vfs).
 *
 * As the real one does, the first sync of a journal that was just made syncs its folder too.
 * Nothing is really synced.  It has no shared memory, so no write-ahead log.
 */
#ifndef TESTS_SUPPORT_RECORDING_VFS_H
#define TESTS_SUPPORT_RECORDING_VFS_H

#include "tests/support/recording.h"

/* Registers the VFS "recording", which writes into that recording from now on. */
const char *recording_vfs_open(struct recording *recording);
void recording_vfs_close(void);

#endif
