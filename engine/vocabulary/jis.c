#include "engine/vocabulary/jis.h"

#include <string.h>

#include "engine/foundation/kana.h"
#include "engine/foundation/text.h"
#include "engine/vocabulary/jis_layout.h"

#include "jis_table.inc"

enum {
    HALF_KANA_FIRST = 0xFF61, /* 0xA1 */
    HALF_KANA_LAST = 0xFF9F,  /* 0xDF */
    HALF_KANA_STEP = 0xFF61 - 0xA1,
    LONGEST_DECODED = 3, /* bytes of UTF-8: the table has nothing beyond U+FFFF */

    /* So much is decoded at a time that room for it is made at once. */
    PIECE_BYTES = 16 * 1024
};

static size_t decode_high(const uint8_t *at, size_t left, uint32_t *character)
{
    unsigned place = JIS_PLACES;
    if (at[0] >= 0xA1 && at[0] <= 0xDF) {
        *character = at[0] + (uint32_t)HALF_KANA_STEP;
        return 1;
    }
    if (left >= 2) {
        place = jis_place(at[0], at[1]);
    }
    if (place == JIS_PLACES || jis_points[place] == 0) {
        return 0;
    }
    *character = jis_points[place];
    return 2;
}

size_t jis_decode_one(struct slice bytes, uint32_t *character)
{
    if (bytes.size == 0) {
        return 0;
    }
    if (bytes.data[0] < 0x80) {
        *character = bytes.data[0];
        return 1;
    }
    return decode_high(bytes.data, bytes.size, character);
}

/* As text_put, for what the table holds: this is where the time of an import goes. */
static uint8_t *put_point(uint8_t *to, uint32_t point)
{
    if (point < 0x800) {
        to[0] = (uint8_t)(0xC0U | point >> 6);
        to[1] = (uint8_t)(0x80U | (point & 0x3FU));
        return to + 2;
    }
    to[0] = (uint8_t)(0xE0U | point >> 12);
    to[1] = (uint8_t)(0x80U | (point >> 6 & 0x3FU));
    to[2] = (uint8_t)(0x80U | (point & 0x3FU));
    return to + 3;
}

/* Eight bytes of ASCII at a time as long as there are that many before the end. */
static size_t copy_ascii(const uint8_t *from, size_t size, uint8_t *to)
{
    size_t at = 0;
    uint64_t word = 0;
    while (size - at >= sizeof word) {
        memcpy(&word, from + at, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        memcpy(to + at, &word, sizeof word);
        at += sizeof word;
    }
    while (at < size && from[at] < 0x80) {
        to[at] = from[at];
        at++;
    }
    return at;
}

/*
 * Decodes characters that begin before `end`; returns where it stopped, before the end at a bad one.
 * There is room for LONGEST_DECODED bytes for each byte of the piece.
 */
static size_t decode_piece(struct slice bytes, size_t at, size_t end, struct buffer *text)
{
    uint8_t *to = text->data;
    if (to == NULL) {
        return at; /* no room was needed: the first character is bad */
    }
    to += text->size;
    while (at < end) {
        uint32_t point = 0;
        size_t used = copy_ascii(bytes.data + at, end - at, to);
        at += used;
        to += used;
        if (at >= end) {
            break;
        }
        used = decode_high(bytes.data + at, bytes.size - at, &point);
        if (used == 0) {
            break;
        }
        to = put_point(to, point);
        at += used;
    }
    text->size = (size_t)(to - text->data);
    return at;
}

/* Bytes of UTF-8 that decode_piece would write. */
static size_t decoded_size(struct slice bytes, size_t at, size_t end)
{
    size_t size = 0;
    while (at < end) {
        uint32_t point = 0;
        uint8_t ignored[LONGEST_DECODED];
        size_t used = jis_decode_one(slice_part(bytes, at, 2), &point);
        if (used == 0) {
            break;
        }
        size += point < 0x80 ? 1 : (size_t)(put_point(ignored, point) - ignored);
        at += used;
    }
    return size;
}

/*
 * Room for the longest that a piece can become or, near the limit, for what it does become.  A big
 * text gets room for all of it at once, as much as Japanese text mostly needs.
 */
static bool
make_room(struct slice bytes, size_t at, size_t end, struct buffer *text, struct error *error)
{
    size_t left = text->limit - text->size;
    size_t rest = bytes.size - at;
    size_t room = (end - at) * LONGEST_DECODED;
    if (room > left) {
        room = decoded_size(bytes, at, end);
    } else if (rest + rest / 2 > room && rest + rest / 2 <= left) {
        room = rest + rest / 2;
    }
    return buffer_reserve(text, room, error);
}

bool jis_decode_cp932(struct slice bytes, struct buffer *text, size_t *bad, struct error *error)
{
    const size_t size_before = text->size;
    size_t at = 0;
    *bad = bytes.size;
    while (at < bytes.size) {
        size_t end = bytes.size - at > PIECE_BYTES ? at + PIECE_BYTES : bytes.size;
        if (!make_room(bytes, at, end, text, error)) {
            text->size = size_before;
            return false;
        }
        at = decode_piece(bytes, at, end, text);
        if (at < end) {
            text->size = size_before;
            *bad = at;
            return false;
        }
    }
    return true;
}

static size_t encode_one(uint32_t character, enum jis_set most, uint8_t bytes[2])
{
    unsigned entry = 0;
    unsigned place = 0;
    if (character < 0x80) {
        bytes[0] = (uint8_t)character;
        return 1;
    }
    if (character >= HALF_KANA_FIRST && character <= HALF_KANA_LAST) {
        bytes[0] = (uint8_t)(character - (uint32_t)HALF_KANA_STEP);
        return 1;
    }
    if (character > 0xFFFF) {
        return 0;
    }
    entry = jis_entries[jis_pages[character >> JIS_PAGE_BITS]][character % JIS_PAGE_POINTS];
    if (entry >> JIS_SET_SHIFT == JIS_SET_NONE || entry >> JIS_SET_SHIFT > (unsigned)most) {
        return 0;
    }
    place = entry & ((1U << JIS_SET_SHIFT) - 1U);
    bytes[0] = jis_first_byte(place);
    bytes[1] = jis_second_byte(place);
    return 2;
}

size_t jis_encode_one(uint32_t character, uint8_t bytes[2])
{
    return encode_one(character, JIS_SET_1983, bytes);
}

/* Bytes that the text takes; *bad is the first character that cannot be written, or text.size. */
static size_t encoded_size(struct slice text, enum jis_set most, size_t *bad)
{
    size_t size = 0;
    size_t at = 0;
    for (;;) {
        size_t start = text_find_beyond_ascii(text, at);
        uint32_t character = 0;
        uint8_t code[2];
        size_t used = 0;
        size += start - at;
        at = start;
        if (text_next(text, &at, &character)) {
            used = encode_one(character, most, code);
        }
        if (used == 0) {
            *bad = start;
            return size;
        }
        size += used;
    }
}

/* A character takes no more bytes than in UTF-8: only where those would not fit is it counted first. */
static bool reserve(
    struct slice text,
    enum jis_set most,
    struct buffer *bytes,
    size_t *bad,
    struct error *error)
{
    size_t size = text.size;
    *bad = text.size;
    if (size > bytes->limit - bytes->size) {
        size = encoded_size(text, most, bad);
    }
    return *bad == text.size && buffer_reserve(bytes, size, error);
}

static bool
encode(struct slice text, enum jis_set most, struct buffer *bytes, size_t *bad, struct error *error)
{
    const size_t before = bytes->size;
    size_t at = 0;
    if (!reserve(text, most, bytes, bad, error)) {
        return false;
    }
    while (at < text.size) {
        const size_t plain = text_find_beyond_ascii(text, at) - at;
        uint32_t character = 0;
        size_t used = 0;
        memcpy(bytes->data + bytes->size, text.data + at, plain);
        bytes->size += plain;
        at += plain;
        if (at == text.size) {
            break;
        }
        *bad = at;
        if (text_next(text, &at, &character)) {
            used = encode_one(character, most, bytes->data + bytes->size);
        }
        if (used == 0) {
            bytes->size = before;
            return false;
        }
        *bad = text.size;
        bytes->size += used;
    }
    return true;
}

bool jis_encode_strict(struct slice text, struct buffer *bytes, size_t *bad, struct error *error)
{
    return encode(text, JIS_SET_1983, bytes, bad, error);
}

bool jis_encode_cp932(struct slice text, struct buffer *bytes, size_t *bad, struct error *error)
{
    return encode(text, JIS_SET_CP932, bytes, bad, error);
}

/* JIS X 0208 has no straight quotation marks: its twins of both are the closing ones. */
static uint32_t wide_form(uint32_t character)
{
    switch (character) {
    case ' ':
        return 0x3000;
    case '"':
        return 0x201D;
    case '\'':
        return 0x2019;
    default:
        break;
    }
    return character > ' ' && character < 0x7F ? character + (0xFF01 - '!') : kana_widen(character);
}

/* A mark that stands alone was written as a character of its own and stays one. */
static uint32_t joined_form(uint32_t before, uint32_t character)
{
    return kana_mark_alone(character) == character ? 0 : kana_join(before, character);
}

bool jis_widen(struct slice text, struct buffer *wide, struct error *error)
{
    const size_t size_before = wide->size;
    size_t last_at = wide->size;
    uint32_t last = 0;
    size_t at = 0;
    while (at < text.size) {
        uint8_t bytes[TEXT_CHARACTER_BYTES] = {text.data[at]};
        size_t size = 1;
        uint32_t character = 0;
        if (text_next(text, &at, &character)) {
            uint32_t joined = joined_form(last, character);
            wide->size = joined != 0 ? last_at : wide->size;
            last = joined != 0 ? joined : wide_form(character);
            size = text_put(last, bytes);
        } else {
            last = 0;
            at++;
        }
        last_at = wide->size;
        if (!buffer_append(wide, (struct slice){bytes, size}, error)) {
            wide->size = size_before;
            return false;
        }
    }
    return true;
}
