#include "engine/foundation/text.h"

#include <string.h>

/*
 * What may follow each first byte (Unicode, table 3-7): how many bytes, and the range of the
 * second, which is what keeps out overlong forms, surrogates and anything above U+10FFFF.
 */
struct lead {
    uint8_t last; /* the row is for first bytes up to this one */
    uint8_t more;
    uint8_t low;
    uint8_t high;
};

static const struct lead leads[] = {
    {0xDF, 1, 0x80, 0xBF}, {0xE0, 2, 0xA0, 0xBF}, {0xEC, 2, 0x80, 0xBF}, {0xED, 2, 0x80, 0x9F},
    {0xEF, 2, 0x80, 0xBF}, {0xF0, 3, 0x90, 0xBF}, {0xF3, 3, 0x80, 0xBF}, {0xF4, 3, 0x80, 0x8F},
};

static bool is_tail(uint8_t byte)
{
    return (byte & 0xC0U) == 0x80U;
}

static bool next_long(struct slice text, size_t *at, uint32_t *character)
{
    const uint8_t *data = text.data + *at;
    const struct lead *lead = leads;
    uint32_t value = 0;
    if (data[0] < 0xC2 || data[0] > 0xF4) {
        return false;
    }
    while (data[0] > lead->last) {
        lead++;
    }
    if (text.size - *at <= lead->more || data[1] < lead->low || data[1] > lead->high) {
        return false;
    }
    value = data[0] & (0x3FU >> lead->more);
    for (size_t i = 1; i <= lead->more; i++) {
        if (!is_tail(data[i])) {
            return false;
        }
        value = value << 6 | (data[i] & 0x3FU);
    }
    *character = value;
    *at += (size_t)lead->more + 1;
    return true;
}

bool text_next(struct slice text, size_t *at, uint32_t *character)
{
    if (*at >= text.size) {
        return false;
    }
    if (text.data[*at] < 0x80) {
        *character = text.data[*at];
        *at += 1;
        return true;
    }
    return next_long(text, at, character);
}

size_t text_find_beyond_ascii(struct slice text, size_t from)
{
    size_t at = from;
    uint64_t word = 0;
    /* Eight bytes at a time: files and numbers are mostly ASCII. */
    while (at < text.size && text.size - at >= sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        at += sizeof word;
    }
    while (at < text.size && text.data[at] < 0x80) {
        at++;
    }
    return at;
}

size_t text_find_bad(struct slice text)
{
    size_t at = text_find_beyond_ascii(text, 0);
    uint32_t character = 0;
    while (text_next(text, &at, &character)) {
        at = text_find_beyond_ascii(text, at);
    }
    return at;
}

size_t text_length(struct slice text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.size; i++) {
        length += is_tail(text.data[i]) ? 0 : 1;
    }
    return length;
}

struct range {
    uint32_t first;
    uint32_t last;
};

/* East Asian Wide and Fullwidth (Unicode UAX #11), adjoining blocks run together. */
static const struct range wide_ranges[] = {
    {0x1100, 0x115F}, {0x2329, 0x232A}, {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},
    {0xA960, 0xA97F}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

/* Combining marks, variation selectors and characters without a width of their own. */
static const struct range narrow_ranges[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x2060, 0x2060}, {0x20D0, 0x20FF},   {0x3099, 0x309A},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

static bool is_within(const struct range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count; i++) {
        if (character >= ranges[i].first && character <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

static size_t columns_of(uint32_t character)
{
    if (character < 0x0300) {
        return 1;
    }
    if (is_within(narrow_ranges, sizeof narrow_ranges / sizeof narrow_ranges[0], character)) {
        return 0;
    }
    return is_within(wide_ranges, sizeof wide_ranges / sizeof wide_ranges[0], character) ? 2 : 1;
}

size_t text_columns(struct slice text)
{
    size_t columns = 0;
    size_t at = 0;
    while (at < text.size) {
        uint32_t character = 0;
        if (text_next(text, &at, &character)) {
            columns += columns_of(character);
        } else {
            columns++;
            at++;
        }
    }
    return columns;
}

size_t text_put(uint32_t character, uint8_t to[TEXT_CHARACTER_BYTES])
{
    require(character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF));
    if (character < 0x80) {
        to[0] = (uint8_t)character;
        return 1;
    }
    if (character < 0x800) {
        to[0] = (uint8_t)(0xC0U | character >> 6);
        to[1] = (uint8_t)(0x80U | (character & 0x3FU));
        return 2;
    }
    if (character < 0x10000) {
        to[0] = (uint8_t)(0xE0U | character >> 12);
        to[1] = (uint8_t)(0x80U | (character >> 6 & 0x3FU));
        to[2] = (uint8_t)(0x80U | (character & 0x3FU));
        return 3;
    }
    to[0] = (uint8_t)(0xF0U | character >> 18);
    to[1] = (uint8_t)(0x80U | (character >> 12 & 0x3FU));
    to[2] = (uint8_t)(0x80U | (character >> 6 & 0x3FU));
    to[3] = (uint8_t)(0x80U | (character & 0x3FU));
    return 4;
}

bool text_append_padded(struct buffer *to, struct slice text, size_t columns, struct error *error)
{
    size_t taken = text_columns(text);
    size_t spaces = taken < columns ? columns - taken : 0;
    if (!buffer_reserve(to, text.size + spaces, error)) {
        return false;
    }
    if (text.size > 0) {
        memcpy(to->data + to->size, text.data, text.size);
    }
    memset(to->data + to->size + text.size, ' ', spaces);
    to->size += text.size + spaces;
    return true;
}
