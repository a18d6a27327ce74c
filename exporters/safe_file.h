/*
 * Writing a file so that its name only ever stands for the whole of it.
 *
 * Bytes go to a temporary name in the same folder; they are synced, read back and compared; only then
 * is the file renamed, and the folder synced.  Whatever fails on the way (a full disk, a power cut)
 * leaves the old file, or none, under the name.  Not for files that may be half there, such as logs.
 *
 * begin, write*, settle, keep, undo if what it belongs to failed; and drop in any case at the end.  One writer per name: the temporary
 * name is made from the name, and what an earlier run left there is removed.
 */
#ifndef EXPORTERS_SAFE_FILE_H
#define EXPORTERS_SAFE_FILE_H

#include "engine/foundation/world.h"

struct safe_file {
    const struct disk_port *disk;
    char path[LIMIT_PATH];
    char temporary[LIMIT_PATH];
    char folder[LIMIT_PATH];
    int handle;
    bool is_open;
    bool is_there; /* something stands under the temporary name */
    bool is_settled;
    bool is_kept; /* stands under its name */
    struct buffer pending;
    uint64_t size;
    uint64_t sum; /* bytes_sum of all that was written */
};

/*
 * Faults carry the path that was asked for as their place, here and below.  FILE_IS_FOLDER when a
 * folder has the name.
 */
bool safe_file_begin(
    const struct disk_port *disk,
    const char *path,
    struct safe_file *file,
    struct error *error) MUST_CHECK;

bool safe_file_write(struct safe_file *file, struct slice bytes, struct error *error) MUST_CHECK;

/*
 * No more bytes: syncs, closes, reads back.  READ_BACK_DIFFERS when the disk gives back something
 * else.  What was written can then be looked at under file->temporary.
 */
bool safe_file_settle(struct safe_file *file, struct error *error) MUST_CHECK;

/*
 * Gives the settled file its name, in the place of an older one.  When the folder cannot be synced
 * the file is whole under its name, but a power cut might bring the old one back: a fault.
 */
bool safe_file_keep(struct safe_file *file, struct error *error) MUST_CHECK;

/* Takes a kept file away again; an older one that it replaced does not come back. */
void safe_file_undo(struct safe_file *file);

/* Gives everything back; without a keep before, nothing remains on the disk. */
void safe_file_drop(struct safe_file *file);

#endif
