/*
 * The files that stand behind bulks, as they were kept: which there are, and their bytes as a file.
 *
 * For reading a file again with another reader.  What was blanked when it was kept stays blank (decision 18).
 */
#ifndef ENGINE_STORAGE_KEPT_FILE_H
#define ENGINE_STORAGE_KEPT_FILE_H

#include "engine/foundation/world.h"
#include "engine/storage/bulk.h"

enum {
    KEPT_NAME = 256
};

/* The next whole bulk after *bulk of which bytes were kept; 0 at the end. */
bool kept_file_next(struct store *store, int64_t *bulk, enum bulk_kind *kind, struct error *error)
    MUST_CHECK;

/* What the file was called, without its folder, cut at KEPT_NAME - 1 bytes. */
bool kept_file_name(struct store *store, int64_t bulk, char name[KEPT_NAME], struct error *error)
    MUST_CHECK;

struct kept_file;

/* The store must be unlocked and stay open. */
bool kept_file_open(struct store *store, int64_t bulk, struct kept_file **file, struct error *error)
    MUST_CHECK;

/* NULL is taken. */
void kept_file_close(struct kept_file *file);

/* A port whose every path is this file: open, read and close only, one handle at a time. */
const struct disk_port *kept_file_port(struct kept_file *file);

#endif
