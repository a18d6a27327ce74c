/*
 * Reading UTF-16 text as if it were UTF-8: a disk port around another one.
 *
 * Spreadsheets save "Unicode text" as UTF-16 with a mark at its start.  Only what begins with the mark, of either
 * byte order, is changed; the rest is passed through as it is, and UTF-16 without a mark is left for the
 * reader of tables to refuse.  Nothing is lost: half a pair comes out as the three bytes that UTF-8 does not allow,
 * half a unit at the end as 0xFF, so that the cell with it is no text.  For reading only, one file at a time.
 */
#ifndef IMPORTERS_WIDE_H
#define IMPORTERS_WIDE_H

#include "engine/foundation/world.h"

struct wide;

bool wide_open(const struct disk_port *disk, struct wide **wide, struct error *error) MUST_CHECK;

/* NULL is taken. */
void wide_close(struct wide *wide);

/* The port: open, read and close only.  Faults are those of the disk. */
const struct disk_port *wide_port(struct wide *wide);

/* Whether bytes begin with the mark of UTF-16. */
bool wide_has_mark(struct slice beginning);

/* The same of bytes that are there; those with a mark as UTF-8 at the end of text.  Faults: MEMORY, TOO_BIG. */
bool wide_decode(struct slice bytes, struct buffer *text, struct error *error) MUST_CHECK;

#endif
