/*
 * Circled and bracketed characters (① ㊞ ㋐ Ⓐ ⑴ ㈱) as what stands inside them.
 *
 * Symbols on insurance papers carry them and may be written as the character in brackets
 * (rules.md 7.4, SB-5).  Not for output: what was written is kept.
 */
#ifndef ENGINE_FOUNDATION_CIRCLED_H
#define ENGINE_FOUNDATION_CIRCLED_H

#include "engine/foundation/bytes.h"

enum {
    CIRCLED_TEXT = 4 /* bytes: one kanji or two digits */
};

/* The inside as UTF-8, letters in upper case; returns its bytes, 0 when it is no such character. */
size_t circled_inside(uint32_t character, uint8_t inside[CIRCLED_TEXT]);

#endif
