/*
 * Folding: forms of names and numbers for comparing only.  The original is always kept for output.
 *
 * Two folders treat dashes differently: between digits U+30FC is a dash, in a name it is a long
 * vowel (issue "rulebook", matching; rules.md 7.4 and 9).  The results are keys of fingerprints, so
 * a change of a rule here is a new FOLD_VERSION and old fingerprints keep theirs.
 */
#ifndef ENGINE_FOUNDATION_FOLD_H
#define ENGINE_FOUNDATION_FOLD_H

#include "engine/foundation/bytes.h"

enum {
    FOLD_VERSION = 1,
    FOLD_BYTES = 512
};

struct folded {
    size_t size;
    uint8_t bytes[FOLD_BYTES];
};

struct slice folded_slice(const struct folded *folded);

/*
 * Full-width forms of ASCII to half width, half-width katakana to full width, voiced marks of any
 * form (ﾞ ゛ and the combining one) joined to the kana before them, the ideographic space to a space.
 * Nothing else changes.  What a reader does first.
 * False when the text does not fit or is not well-formed UTF-8; the same for all folders below.
 * Folding what is folded changes nothing, in each of them.
 */
bool fold_width(struct slice text, struct folded *folded) MUST_CHECK;

/*
 * Symbols and numbers: width folded, blanks out, letters to upper case, every kind of dash
 * (hyphens, minus signs, U+30FC, U+FF70) and middle dot to "-", one for one, circled characters
 * (① ㊞ ㋐ Ⓐ, and ⑴ ㈱ that have brackets already) to the character in brackets.  Leading zeros stay.
 */
bool fold_number(struct slice text, struct folded *folded) MUST_CHECK;

/* A folded number without leading zeros; "0" for zeros only.  Only when it is digits throughout. */
struct slice fold_without_zeros(struct slice folded_number);

/*
 * Kana names: width folded, hiragana to katakana, all blanks and middle dots out, letters to upper
 * case, dashes and minus signs that follow kana (or ●) to the long vowel.  A small kana stays small.
 */
bool fold_kana(struct slice text, struct folded *folded) MUST_CHECK;

/*
 * The second tier: as fold_kana, and small kana to large, long vowels and marks that stand alone
 * out, ヂヅ as ジズ, ヴァヴィヴヴェヴォ as バビブベボ, ヰヱヲ as イエオ.
 */
bool fold_kana_loosely(struct slice text, struct folded *folded) MUST_CHECK;

/* Kanji names: width folded and all blanks out; variant forms of kanji stay different. */
bool fold_name(struct slice text, struct folded *folded) MUST_CHECK;

enum resemblance {
    RESEMBLANCE_ABSENT, /* one side is empty: never equal to anything */
    RESEMBLANCE_EQUAL,
    RESEMBLANCE_DOUBTFUL, /* equal but for ● (any one character) or in the second tier */
    RESEMBLANCE_DIFFERENT
};

/*
 * Compares two names as written.  A name that folds to nothing (blanks) is absent, one that cannot
 * be folded is DIFFERENT.  ● on either side makes the best answer DOUBTFUL, ● against ● as well:
 * each stands for a character that nobody sees.
 */
enum resemblance kana_resemblance(struct slice left, struct slice right);
enum resemblance name_resemblance(struct slice left, struct slice right);

/* Numbers as written, ● as above; DOUBTFUL also when equal only without leading zeros. */
enum resemblance number_resemblance(struct slice left, struct slice right);

#endif
