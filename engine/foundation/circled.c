#include "engine/foundation/circled.h"

#include <string.h>

#include "engine/foundation/text.h"

enum run_kind {
    RUN_NUMBER,
    RUN_CHARACTER
};

/* Runs of numbers, letters and katakana, whose insides count up from a first one. */
struct run {
    uint32_t first;
    uint32_t last;
    enum run_kind kind;
    uint32_t inside; /* of the first one */
};

static const struct run runs[] = {
    {0x2460, 0x2473, RUN_NUMBER, 1},      /* ① to ⑳ */
    {0x2474, 0x2487, RUN_NUMBER, 1},      /* ⑴ to ⒇ */
    {0x249C, 0x24B5, RUN_CHARACTER, 'A'}, /* ⒜ to ⒵ */
    {0x24B6, 0x24CF, RUN_CHARACTER, 'A'}, /* Ⓐ to Ⓩ */
    {0x24D0, 0x24E9, RUN_CHARACTER, 'A'}, /* ⓐ to ⓩ */
    {0x24EA, 0x24EA, RUN_NUMBER, 0},      /* ⓪ */
    {0x24EB, 0x24F4, RUN_NUMBER, 11},     /* ⓫ to ⓴ */
    {0x24F5, 0x24FE, RUN_NUMBER, 1},      /* ⓵ to ⓾ */
    {0x2776, 0x277F, RUN_NUMBER, 1},      /* ❶ to ❿ */
    {0x3251, 0x325F, RUN_NUMBER, 21},     /* ㉑ to ㉟ */
    {0x32B1, 0x32BF, RUN_NUMBER, 36},     /* ㊱ to ㊿ */
};

enum {
    BRACKETED_FIRST = 0x3220, /* ㈠ to ㉃ */
    CIRCLED_FIRST = 0x3280,   /* ㊀ to ㊰ */
    KATAKANA_FIRST = 0x32D0,  /* ㋐ to ㋾ */
    CIRCLED_LAST = 0x32FE,
    KANJI_BYTES = 3
};

static const char bracketed[] =
    "一二三四五六七八九十月火水木金土日株有社名特財祝労代呼学監企資協祭休自至";
static const char circled[] = "一二三四五六七八九十月火水木金土日株有社名特財祝労秘男女適優印注項休"
                              "写正上中下左右医宗学監企資協夜";
static const char katakana[] = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミム"
                               "メモヤユヨラリルレロワヰヱヲ";

static size_t put_number(uint32_t number, uint8_t *inside)
{
    size_t size = 0;
    if (number >= 10) {
        inside[size++] = (uint8_t)('0' + number / 10);
    }
    inside[size++] = (uint8_t)('0' + number % 10);
    return size;
}

static size_t from_list(const char *list, size_t size, uint32_t index, uint8_t *inside)
{
    if (index >= size / KANJI_BYTES) {
        return 0;
    }
    memcpy(inside, list + (size_t)index * KANJI_BYTES, KANJI_BYTES);
    return KANJI_BYTES;
}

static size_t from_runs(uint32_t character, uint8_t *inside)
{
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++) {
        if (character >= runs[i].first && character <= runs[i].last) {
            uint32_t value = runs[i].inside + character - runs[i].first;
            return runs[i].kind == RUN_NUMBER ? put_number(value, inside) : text_put(value, inside);
        }
    }
    return 0;
}

size_t circled_inside(uint32_t character, uint8_t inside[CIRCLED_TEXT])
{
    size_t size = 0;
    if (character < runs[0].first || character > CIRCLED_LAST) {
        return 0; /* nearly every character there is */
    }
    size = from_runs(character, inside);
    if (size == 0 && character >= BRACKETED_FIRST) {
        size = from_list(bracketed, sizeof bracketed - 1, character - BRACKETED_FIRST, inside);
    }
    if (size == 0 && character >= CIRCLED_FIRST) {
        size = from_list(circled, sizeof circled - 1, character - CIRCLED_FIRST, inside);
    }
    if (size == 0 && character >= KATAKANA_FIRST) {
        size = from_list(katakana, sizeof katakana - 1, character - KATAKANA_FIRST, inside);
    }
    return size;
}
