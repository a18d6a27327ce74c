/*
 * UTF-8: stepping through characters, and whether bytes are well formed.
 *
 * Inside the program text is UTF-8 without BOM; other encodings are turned into it at the edge
 * (engine/vocabulary/jis.h).  Not for comparing names or numbers: that is fold.h.
 */
#ifndef ENGINE_FOUNDATION_TEXT_H
#define ENGINE_FOUNDATION_TEXT_H

#include "engine/foundation/bytes.h"

enum {
    TEXT_CHARACTER_BYTES = 4 /* the longest character in UTF-8 */
};

/*
 * The next character of text from position *at, which is moved past it.  False at the end and at
 * bytes that are not well-formed UTF-8 (overlong forms and surrogates included); *at then stays.
 */
bool text_next(struct slice text, size_t *at, uint32_t *character) MUST_CHECK;

/* Position of the first byte that is not well-formed UTF-8, or text.size. */
size_t text_find_bad(struct slice text);

/* Position of the first byte from `from` on that is not ASCII, or text.size; for any encoding. */
size_t text_find_beyond_ascii(struct slice text, size_t from);

/* Number of characters; text must be well formed. */
size_t text_length(struct slice text);

/*
 * Columns on a terminal: 2 for wide and full-width characters, 1 for others (those that terminals
 * disagree about, ①○●※, too), 0 for combining.  A byte that is not well formed takes 1.
 */
size_t text_columns(struct slice text);

/* Writes one character as UTF-8; returns the bytes used.  It must be one: no surrogate. */
size_t text_put(uint32_t character, uint8_t to[TEXT_CHARACTER_BYTES]);

/* Appends text and spaces to fill that many columns; what is wider is appended as it is. */
bool text_append_padded(struct buffer *to, struct slice text, size_t columns, struct error *error)
    MUST_CHECK;

#endif
