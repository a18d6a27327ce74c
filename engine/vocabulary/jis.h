/*
 * Encodings at the edge: CP932 into UTF-8 as it comes, UTF-8 into strict JIS X 0208 as it goes.
 *
 * Our own table (jisx0208.txt, made into a C table at build time), both directions.  Reading takes
 * what computers really write (CP932 with the NEC and IBM rows); writing takes only JIS X 0201 and
 * JIS X 0208-1983, so that 髙 and ① are found before the payer's check finds them
 * (reference/receipt_format.md, section 1, "Charset trap table").
 *
 * Every function that appends leaves its buffer as it was when it returns false.
 */
#ifndef ENGINE_VOCABULARY_JIS_H
#define ENGINE_VOCABULARY_JIS_H

#include "engine/foundation/bytes.h"

/*
 * Appends the text as UTF-8.  False when a byte sequence is no CP932 character: *bad is then its
 * position in bytes.  User-defined characters (0xF040 on) are bad as well, and the single bytes 80,
 * A0, FD, FE and FF.  5C is a backslash and 7E a tilde.  A fault (buffer full) leaves *bad at
 * bytes.size and fills error.
 */
bool jis_decode_cp932(struct slice bytes, struct buffer *text, size_t *bad, struct error *error)
    MUST_CHECK;

/* As above for a single character; returns the bytes it takes (1 or 2), 0 when there is none. */
size_t jis_decode_one(struct slice bytes, uint32_t *character);

/*
 * One character into Shift_JIS bytes of JIS X 0201 / JIS X 0208-1983; returns 1 or 2, or 0 when it
 * cannot be written.  U+FF0D, U+FF5E, U+2225, U+FFE0, U+FFE1, U+FFE2, U+2015 and their JIS twins
 * (U+2212, U+301C, U+2016, U+00A2, U+00A3, U+00AC, U+2014) are both taken.  Half-width katakana and
 * ASCII are 1 byte; U+00A5 and U+203E are refused, because 5C and 7E are read as ASCII.
 */
size_t jis_encode_one(uint32_t character, uint8_t bytes[2]);

/*
 * Appends the text strictly encoded.  False with *bad set to the byte position in text of the first
 * character that cannot be written or is not well-formed UTF-8 (text.size on a fault of the
 * buffer).  Never writes a substitute.
 */
bool jis_encode_strict(struct slice text, struct buffer *bytes, size_t *bad, struct error *error)
    MUST_CHECK;

/*
 * As jis_encode_strict, with all of CP932: for lists that people open in a spreadsheet.  Of several
 * codes it takes the one that Windows takes (髙 is FBFC).
 */
bool jis_encode_cp932(struct slice text, struct buffer *bytes, size_t *bad, struct error *error)
    MUST_CHECK;

/*
 * Appends the text in full-width forms (for items in 漢字 mode): ASCII and half-width kana as their
 * full-width twins, voiced marks that are half width or combining joined to the kana before them.
 * Straight quotation marks become the closing ones (U+2019, U+201D), which are their twins in JIS.
 * Control characters and bytes that are not UTF-8 stay, for jis_encode_strict to find.
 */
bool jis_widen(struct slice text, struct buffer *wide, struct error *error) MUST_CHECK;

#endif
