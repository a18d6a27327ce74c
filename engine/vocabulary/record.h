/*
 * One line of a UKE file: its record id and items, as raw bytes, and how a changed one is written.
 *
 * Items are parted by commas; there are no quotes and no escaping (reference: 記録条件仕様, file
 * structure).  The bytes are CP932, in which no second byte of a character is a comma, a quote or a
 * control character, so a line is parted without decoding it.  What is not changed is written back
 * byte for byte, short rows and empty items at the end included.
 *
 * Not for what the items mean: that is receipt_layout.h and receipt.h.
 */
#ifndef ENGINE_VOCABULARY_RECORD_H
#define ENGINE_VOCABULARY_RECORD_H

#include "engine/foundation/bytes.h"

enum {
    RECORD_ID_BYTES = 2
};

/* Item 1 is the record id, as in the specification; items[0] holds it.  Slices point into the line. */
struct record {
    size_t count;
    struct slice items[LIMIT_RECORD_ITEMS];
};

/* Parts a line, given without its line end.  False when it has more than LIMIT_RECORD_ITEMS. */
bool record_read(struct slice line, struct record *record) MUST_CHECK;

/* An item by its position from 1; empty (data NULL) when the row is too short to have it. */
struct slice record_item(const struct record *record, size_t position);

/* Two bytes of A to Z and 0 to 9; whatever else a line begins with is no record of ours. */
bool record_id_is_usual(struct slice id);

/*
 * Whether a value may stand in an item: no quote, comma or control character (CR, LF, 1A, NUL).
 * Encoding is not looked at.
 */
bool record_value_is_plain(struct slice value);

/*
 * Appends the items of count with commas between, without a line end.  RECORD_VALUE when a value is
 * not plain; the buffer then holds what came before.
 */
bool record_write(const struct slice *items, size_t count, struct buffer *line, struct error *error)
    MUST_CHECK;

/* One item to be put in the place of what is there. */
struct record_change {
    size_t position;
    struct slice value;
};

/*
 * Appends the line with some items replaced, the rest byte for byte as it was.  A row that is too
 * short is made just long enough.  Positions are from 2 to LIMIT_RECORD_ITEMS, each at most once.
 */
bool record_rewrite(
    const struct record *record,
    const struct record_change *changes,
    size_t count,
    struct buffer *line,
    struct error *error) MUST_CHECK;

/* ---- lines ---- */

/* A line and how it ends: 0 bytes (the end of the file), LF, or CR LF. */
struct line {
    struct slice text; /* without the end */
    size_t end_size;
};

/* The line at the start of the bytes; the whole of them when there is no LF. */
struct line line_first(struct slice bytes);

#endif
