#include "engine/foundation/kana.h"

enum {
    HALF_FIRST = 0xFF61,
    HALF_LAST = 0xFF9F,
    KATAKANA_FIRST = 0x30A1,
    KATAKANA_LAST = 0x30FE,
    MIDDLE_DOT = 0x30FB,
    AINU_FIRST = 0x31F0,
    AINU_LAST = 0x31FF
};

/* JIS X 0201 order, from ｡ on. */
static const uint16_t wide_forms[HALF_LAST - HALF_FIRST + 1] = {
    0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9,
    0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB,
    0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1,
    0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5,
    0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9,
    0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3, 0x309B, 0x309C,
};

/* The looser form of U+30A1 to U+30FE, in their order; 0 is left out.  ヴ stands for itself. */
static const uint16_t loose_forms[KATAKANA_LAST - KATAKANA_FIRST + 1] = {
    /* ァ */ 0x30A2, 0x30A2, 0x30A4, 0x30A4, 0x30A6, 0x30A6, 0x30A8, 0x30A8, 0x30AA,
    0x30AA,
    /* カ */ 0x30AB, 0x30AC, 0x30AD, 0x30AE, 0x30AF, 0x30B0, 0x30B1, 0x30B2, 0x30B3,
    0x30B4,
    /* サ */ 0x30B5, 0x30B6, 0x30B7, 0x30B8, 0x30B9, 0x30BA, 0x30BB, 0x30BC, 0x30BD,
    0x30BE,
    /* タ */ 0x30BF, 0x30C0, 0x30C1, 0x30B8, 0x30C4, 0x30C4, 0x30BA, 0x30C6, 0x30C7,
    0x30C8,          0x30C9,
    /* ナ */ 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE,
    /* ハ */ 0x30CF, 0x30D0, 0x30D1, 0x30D2, 0x30D3, 0x30D4, 0x30D5, 0x30D6, 0x30D7,
    0x30D8,          0x30D9,
    /* ペ */ 0x30DA, 0x30DB, 0x30DC, 0x30DD,
    /* マ */ 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2,
    /* ャ */ 0x30E4, 0x30E4, 0x30E6, 0x30E6, 0x30E8, 0x30E8,
    /* ラ */ 0x30E9, 0x30EA, 0x30EB, 0x30EC, 0x30ED,
    /* ヮ */ 0x30EF, 0x30EF, 0x30A4, 0x30A8, 0x30AA, 0x30F3, 0x30F4, 0x30AB, 0x30B1,
    /* ヷ */ 0x30D0, 0x30D3, 0x30D9, 0x30DC, 0x30FB, 0x0000, 0x30FD, 0x30FE,
};

/* ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ */
static const uint16_t ainu_forms[AINU_LAST - AINU_FIRST + 1] = {
    0x30AF, 0x30B7, 0x30B9, 0x30C8, 0x30CC, 0x30CF, 0x30D2, 0x30D5,
    0x30D8, 0x30DB, 0x30E0, 0x30E9, 0x30EA, 0x30EB, 0x30EC, 0x30ED,
};

uint32_t kana_widen(uint32_t character)
{
    return character >= HALF_FIRST && character <= HALF_LAST ? wide_forms[character - HALF_FIRST]
                                                             : character;
}

uint32_t kana_mark_alone(uint32_t mark)
{
    switch (mark) {
    case 0x3099:
    case 0xFF9E:
        return KANA_VOICED;
    case 0x309A:
    case 0xFF9F:
        return KANA_HALF_VOICED;
    default:
        return mark;
    }
}

/* ハヒフヘホ, which take both marks. */
static bool takes_both(uint32_t katakana)
{
    return katakana >= 0x30CF && katakana <= 0x30DB && (katakana - 0x30CF) % 3 == 0;
}

/* カ to チ are odd, ツテト even, because small ッ stands between. */
static bool takes_voiced(uint32_t katakana)
{
    return (katakana >= 0x30AB && katakana <= 0x30C1 && katakana % 2 == 1) || katakana == 0x30C4 ||
           katakana == 0x30C6 || katakana == 0x30C8 || katakana == 0x30FD || takes_both(katakana);
}

static uint32_t join_katakana(uint32_t katakana, uint32_t mark)
{
    if (mark == KANA_HALF_VOICED) {
        return takes_both(katakana) ? katakana + 2 : 0;
    }
    if (katakana == 0x30A6) {
        return 0x30F4;
    }
    if (katakana >= 0x30EF && katakana <= 0x30F2) {
        return katakana + 8;
    }
    return takes_voiced(katakana) ? katakana + 1 : 0;
}

uint32_t kana_join(uint32_t kana, uint32_t mark)
{
    uint32_t katakana = kana_to_katakana(kana);
    uint32_t joined = 0;
    if (!kana_is_mark(mark)) {
        return 0;
    }
    joined = join_katakana(katakana, kana_mark_alone(mark));
    if (joined == 0 || katakana == kana) {
        return joined;
    }
    /* There is no hiragana for ヷヸヹヺ. */
    return joined >= 0x30F7 && joined <= 0x30FA ? 0 : joined - KANA_HIRAGANA_STEP;
}

bool kana_is_katakana(uint32_t character)
{
    return (character >= KATAKANA_FIRST && character <= KATAKANA_LAST && character != MIDDLE_DOT) ||
           (character >= AINU_FIRST && character <= AINU_LAST) || character == KANA_VOICED ||
           character == KANA_HALF_VOICED;
}

uint32_t kana_loosen(uint32_t character)
{
    if (character >= KATAKANA_FIRST && character <= KATAKANA_LAST) {
        return loose_forms[character - KATAKANA_FIRST];
    }
    if (character >= AINU_FIRST && character <= AINU_LAST) {
        return ainu_forms[character - AINU_FIRST];
    }
    return kana_is_mark(character) ? 0 : character;
}

uint32_t kana_join_v(uint32_t vowel)
{
    switch (vowel) {
    case 0x30A2:
        return 0x30D0;
    case 0x30A4:
        return 0x30D3;
    case 0x30A8:
        return 0x30D9;
    case 0x30AA:
        return 0x30DC;
    default:
        return 0;
    }
}
