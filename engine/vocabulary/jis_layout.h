/*
 * How the tables of jis.c are laid out: what jis_table_make.c writes and jis.c reads.
 *
 * Two-byte codes have a place from 0 on: rows of 188 second bytes for the first bytes 81 to 9F and
 * E0 to FC.  Reading is one array of code points by place.  Writing is an array of entries (place
 * and set in 16 bits) in pages of 128 code points, found through an array of page numbers; page 0
 * is empty.
 */
#ifndef ENGINE_VOCABULARY_JIS_LAYOUT_H
#define ENGINE_VOCABULARY_JIS_LAYOUT_H

#include <stdint.h>

enum {
    JIS_SECOND_BYTES = 188,
    JIS_PLACES = (31 + 29) * JIS_SECOND_BYTES,
    JIS_PAGE_BITS = 7,
    JIS_PAGE_POINTS = 1 << JIS_PAGE_BITS,
    JIS_PAGES = 0x10000 >> JIS_PAGE_BITS,
    JIS_SET_SHIFT = 14
};

/* Each set holds the ones before it.  0 is an entry without a character. */
enum jis_set {
    JIS_SET_NONE,
    JIS_SET_1983,
    JIS_SET_1990,
    JIS_SET_CP932
};

/* The place of a two-byte code; JIS_PLACES when no code has such bytes. */
static inline unsigned jis_place(uint8_t first, uint8_t second)
{
    unsigned row = 0;
    if (first >= 0x81 && first <= 0x9F) {
        row = first - 0x81U;
    } else if (first >= 0xE0 && first <= 0xFC) {
        row = first - 0xC1U;
    } else {
        return JIS_PLACES;
    }
    if (second < 0x40 || second == 0x7F || second > 0xFC) {
        return JIS_PLACES;
    }
    return row * JIS_SECOND_BYTES + second - (second < 0x7F ? 0x40U : 0x41U);
}

static inline uint8_t jis_first_byte(unsigned place)
{
    unsigned row = place / JIS_SECOND_BYTES;
    return (uint8_t)(row < 31 ? row + 0x81U : row + 0xC1U);
}

static inline uint8_t jis_second_byte(unsigned place)
{
    unsigned column = place % JIS_SECOND_BYTES;
    return (uint8_t)(column < 0x3F ? column + 0x40U : column + 0x41U);
}

#endif
