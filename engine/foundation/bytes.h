/*
 * Slices and buffers: how bytes are passed and how they grow.
 *
 * A slice is borrowed: whoever hands it out says how long it lives.  A buffer is the only thing
 * that grows, owns its bytes, and is born with a limit; going over the limit is a fault, not an
 * abort.  Bytes are bytes: no encoding is implied here.
 */
#ifndef ENGINE_FOUNDATION_BYTES_H
#define ENGINE_FOUNDATION_BYTES_H

#include "engine/foundation/error.h"

struct slice {
    const uint8_t *data; /* may be NULL when size is 0 */
    size_t size;
};

struct buffer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t limit;
};

/* The bytes of a C string without its NUL; lives as long as the string. */
struct slice slice_of(const char *text);

/* Bytes [from, from + count) cut to what is there. */
struct slice slice_part(struct slice slice, size_t from, size_t count);

bool slice_equal(struct slice left, struct slice right);
bool slice_equal_text(struct slice left, const char *right);
bool slice_starts(struct slice slice, const char *prefix);

/* Below 0, 0 or above 0 as memcmp, a shorter one first. */
int slice_compare(struct slice left, struct slice right);

/* Position of the first such byte, or slice.size. */
size_t slice_find_byte(struct slice slice, uint8_t byte);

/* Whether one of the words, each a blank apart, is this one. */
bool slice_has_word(struct slice words, struct slice word);

/* Without ASCII blanks and tabs at either end. */
struct slice slice_trim(struct slice slice);

/* Decimal digits only, at most 18 of them; false when there is anything else or nothing. */
bool slice_read_number(struct slice slice, int64_t *number) MUST_CHECK;

/* Copies with a final NUL when it fits; false, and text is empty, when it does not. */
bool slice_copy_text(struct slice slice, char *text, size_t size) MUST_CHECK;

/* An empty buffer that may grow to limit bytes.  Takes no memory yet. */
struct buffer buffer_open(size_t limit);
void buffer_close(struct buffer *buffer);

/* Wipes the bytes before they are given back: for what a person typed. */
void buffer_close_wiped(struct buffer *buffer);

void buffer_clear(struct buffer *buffer);

/* Faults: TOO_BIG over the limit, MEMORY.  On a fault the buffer is as it was. */
bool buffer_append(struct buffer *buffer, struct slice bytes, struct error *error) MUST_CHECK;
bool buffer_append_text(struct buffer *buffer, const char *text, struct error *error) MUST_CHECK;
bool buffer_append_byte(struct buffer *buffer, uint8_t byte, struct error *error) MUST_CHECK;

/* Room for count more bytes: writes may go to data[size..], then size is set by the caller. */
bool buffer_reserve(struct buffer *buffer, size_t count, struct error *error) MUST_CHECK;

/* The bytes so far; lives until the buffer is changed. */
struct slice buffer_slice(const struct buffer *buffer);

/*
 * A running sum (FNV-1a, 64 bits) that tells whether the same bytes come by a second time.  Begin with
 * BYTES_SUM.  Against accidents, not against people: for that there is SHA-256 in the store.
 */
#define BYTES_SUM UINT64_C(0xCBF29CE484222325)
uint64_t bytes_sum(uint64_t sum, struct slice bytes);

/* Overwrites memory in a way that the compiler does not leave out. */
void bytes_wipe(void *memory, size_t size);

#endif
