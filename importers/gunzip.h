/*
 * Reading gzip files as if they were plain: a disk port around another one.
 *
 * A file that does not begin as gzip does is passed through.  All members of a gzip file are read one
 * after the other; each one's checksum and size must be right and the last must have its end.  For
 * reading only, one file at a time.
 */
#ifndef IMPORTERS_GUNZIP_H
#define IMPORTERS_GUNZIP_H

#include "engine/foundation/world.h"

struct gunzip;

bool gunzip_open(const struct disk_port *disk, struct gunzip **gunzip, struct error *error)
    MUST_CHECK;

/* NULL is taken. */
void gunzip_close(struct gunzip *gunzip);

/*
 * The port: open, read and close only.  Faults of read beyond the disk's: GZIP_CUT, GZIP_DAMAGED,
 * GZIP_BOMB (more than LIMIT_UNPACKED_BYTES, or packed more tightly than LIMIT_GZIP_RATIO).
 */
const struct disk_port *gunzip_port(struct gunzip *gunzip);

/* Whether bytes begin as gzip files do. */
bool gunzip_is_packed(struct slice beginning);

#endif
