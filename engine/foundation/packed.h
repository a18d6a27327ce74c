/*
 * The packed codec: how bodies of journal entries are written (docs/FORMATS.md, "Packed bodies").
 *
 *   body   = format, field*
 *   format = one byte: the version of this kind of body, chosen by whoever defines the kind
 *   field  = tag (varint, 1 or more), size (varint), size bytes
 *   varint = groups of 7 bits, lowest first, the high bit set on all but the last; at most 64 bits
 *
 * A whole number is a field whose bytes are one varint; a signed one is folded (0, -1, 1, -2 ...).
 * Order and repetition of tags mean what the kind of body says.  A reader passes over tags that it
 * does not know.  Not self-describing and not for people: that is what --json is for.
 */
#ifndef ENGINE_FOUNDATION_PACKED_H
#define ENGINE_FOUNDATION_PACKED_H

#include "engine/foundation/bytes.h"

/* Writing appends to a buffer; faults are the buffer's. */
bool packed_begin(struct buffer *body, uint8_t format, struct error *error) MUST_CHECK;
bool packed_add(struct buffer *body, uint32_t tag, struct slice bytes, struct error *error)
    MUST_CHECK;
bool packed_add_text(struct buffer *body, uint32_t tag, const char *text, struct error *error)
    MUST_CHECK;
bool packed_add_number(struct buffer *body, uint32_t tag, int64_t number, struct error *error)
    MUST_CHECK;

struct packed_reader {
    const uint8_t *at;
    const uint8_t *end;
    uint8_t format;
};

enum packed_step {
    PACKED_FIELD,
    PACKED_END,
    PACKED_BROKEN
};

/* False when there is not even a format byte.  Slices read from it point into body. */
bool packed_open(struct packed_reader *reader, struct slice body) MUST_CHECK;

enum packed_step packed_next(struct packed_reader *reader, uint32_t *tag, struct slice *bytes)
    MUST_CHECK;

/*
 * Calls take with each field in order; false when the fields are broken or take says so.  packed_read
 * is for a whole body, which must be of that format.
 */
typedef bool packed_taker(void *into, uint32_t tag, struct slice bytes);
bool packed_each(struct slice fields, packed_taker *take, void *into) MUST_CHECK;
bool packed_read(struct slice body, uint8_t format, packed_taker *take, void *into) MUST_CHECK;

/* The whole number in a field; false when the bytes are not exactly one varint. */
bool packed_number(struct slice bytes, int64_t *number) MUST_CHECK;

/* The same of one that fits, as days and months do, and of yes or no: 0 or another number. */
bool packed_int32(struct slice bytes, int32_t *number) MUST_CHECK;
bool packed_flag(struct slice bytes, bool *flag) MUST_CHECK;

/* Bare varints, for packed rows of bulk parts.  write needs room for 10 bytes; returns bytes used. */
size_t varint_write(uint8_t *to, uint64_t value);
bool varint_read(const uint8_t **at, const uint8_t *end, uint64_t *value) MUST_CHECK;

#endif
