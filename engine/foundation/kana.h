/*
 * Kana, one character at a time: half width, voiced marks, hiragana, and what sounds alike.
 *
 * Facts of the script that fold.c and the encodings of engine/vocabulary/jis share.  Every function
 * gives back a character that it does not know as it is, unless it says otherwise.  Not for whole
 * names: that is fold.h.
 */
#ifndef ENGINE_FOUNDATION_KANA_H
#define ENGINE_FOUNDATION_KANA_H

#include <stdbool.h>
#include <stdint.h>

enum {
    KANA_HIRAGANA_STEP = 0x60, /* from a hiragana to its katakana */
    KANA_LONG = 0x30FC,        /* ー */
    KANA_VOICED = 0x309B,      /* ゛ standing alone */
    KANA_HALF_VOICED = 0x309C  /* ゜ standing alone */
};

/* Half-width katakana and their punctuation (U+FF61 to U+FF9F) to full width. */
uint32_t kana_widen(uint32_t character);

/* Whether it is a voiced or half-voiced mark: half width, combining, or standing alone. */
static inline bool kana_is_mark(uint32_t character)
{
    return (character >= 0x3099 && character <= 0x309C) || character == 0xFF9E ||
           character == 0xFF9F;
}

/* A mark of any form as the full-width one that stands alone. */
uint32_t kana_mark_alone(uint32_t mark);

/* Full-width kana and a mark of any form in one character (カ ゛ ガ); 0 when there is none. */
uint32_t kana_join(uint32_t kana, uint32_t mark);

/* Hiragana (small ones and ゝゞ too) to katakana. */
static inline uint32_t kana_to_katakana(uint32_t character)
{
    bool is_hiragana =
        (character >= 0x3041 && character <= 0x3096) || character == 0x309D || character == 0x309E;
    return is_hiragana ? character + KANA_HIRAGANA_STEP : character;
}

/* Katakana, small ones, marks, repetition and long-vowel signs; full width. */
bool kana_is_katakana(uint32_t character);

/*
 * The looser form of full-width katakana: small to large, ヂヅ to ジズ, ヰヱヲ to イエオ, ヷヸヹヺ to
 * バビベボ; 0 for the long-vowel sign and marks that stand alone, which are left out.  ヴ is not
 * handled here: it is one sound together with the vowel that follows (kana_join_v).
 */
uint32_t kana_loosen(uint32_t character);

/* ヴ and the loosened kana after it as one: バ for ア, ビ for イ, ベ, ボ; 0 when it stays ブ. */
uint32_t kana_join_v(uint32_t vowel);

#endif
