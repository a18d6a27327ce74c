/*
 * The first byte sets how much room there is; the rest is taken as CP932 and as UTF-8.
 *
 * What is read is UTF-8 and, written as CP932, reads back the same; reading at once and one by one
 * agree, also on where it is bad; strict writing is CP932 writing wherever it writes at all, and
 * never a code beyond JIS X 0208; widening twice is widening once; a failure changes nothing.
 */
#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"
#include "tests/fuzz/fuzz.h"

enum {
    PLENTY = 1024 * 1024
};

typedef bool coding(struct slice from, struct buffer *to, size_t *bad, struct error *error);

/* Where reading one by one ends, and how many bytes of UTF-8 came before. */
static size_t read_one_by_one(struct slice bytes, size_t *utf8)
{
    size_t at = 0;
    uint32_t character = 0;
    *utf8 = 0;
    while (at < bytes.size) {
        uint8_t ignored[TEXT_CHARACTER_BYTES];
        size_t used = jis_decode_one(slice_part(bytes, at, 2), &character);
        if (used == 0) {
            break;
        }
        *utf8 += text_put(character, ignored);
        at += used;
    }
    return at;
}

/* The same with little room: all or nothing. */
static void check_limit(coding *code, struct slice from, size_t whole, size_t room)
{
    struct buffer to = buffer_open(room);
    struct error error = {.fault = FAULT_NONE};
    size_t bad = 0;
    bool done = code(from, &to, &bad, &error);
    require(done == (whole <= room));
    require(to.size == (done ? whole : 0));
    require(bad == from.size);
    require(done || error.fault == FAULT_TOO_BIG);
    buffer_close(&to);
}

static void check_reading(struct slice bytes, size_t room)
{
    struct buffer text = buffer_open(PLENTY);
    struct buffer again = buffer_open(PLENTY);
    struct buffer back = buffer_open(PLENTY);
    struct error error;
    size_t bad = 0;
    size_t utf8 = 0;
    size_t end = read_one_by_one(bytes, &utf8);
    if (jis_decode_cp932(bytes, &text, &bad, &error)) {
        require(end == bytes.size && bad == end && utf8 == text.size);
        require(text_find_bad(buffer_slice(&text)) == text.size);
        require(jis_encode_cp932(buffer_slice(&text), &back, &bad, &error));
        require(jis_decode_cp932(buffer_slice(&back), &again, &bad, &error));
        require(slice_equal(buffer_slice(&text), buffer_slice(&again)));
        check_limit(jis_decode_cp932, bytes, text.size, room);
    } else {
        require(bad == end && end < bytes.size && text.size == 0);
    }
    buffer_close(&text);
    buffer_close(&again);
    buffer_close(&back);
}

static void check_within_jis(struct slice bytes)
{
    for (size_t at = 0; at < bytes.size; at++) {
        uint8_t first = bytes.data[at];
        bool two = (first >= 0x81 && first <= 0x9F) || first >= 0xE0;
        require(!two || (first != 0x87 && first < 0xED && at + 1 < bytes.size));
        at += two ? 1 : 0;
    }
}

static void check_writing(struct slice text, size_t room)
{
    struct buffer strict = buffer_open(PLENTY);
    struct buffer all = buffer_open(PLENTY);
    struct error error;
    size_t strict_bad = 0;
    size_t all_bad = 0;
    bool written = jis_encode_cp932(text, &all, &all_bad, &error);
    require(written == (all_bad == text.size) && all_bad <= text_find_bad(text));
    if (jis_encode_strict(text, &strict, &strict_bad, &error)) {
        require(written && slice_equal(buffer_slice(&strict), buffer_slice(&all)));
        check_within_jis(buffer_slice(&strict));
        check_limit(jis_encode_strict, text, strict.size, room);
    } else {
        require(strict_bad <= all_bad && strict_bad < text.size && strict.size == 0);
    }
    buffer_close(&strict);
    buffer_close(&all);
}

static void check_widening(struct slice text)
{
    struct buffer once = buffer_open(PLENTY);
    struct buffer twice = buffer_open(PLENTY);
    struct error error;
    require(jis_widen(text, &once, &error));
    require(jis_widen(buffer_slice(&once), &twice, &error));
    require(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    if (text_find_bad(text) == text.size) {
        require(text_find_bad(buffer_slice(&once)) == once.size);
    }
    buffer_close(&once);
    buffer_close(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {data, size};
    size_t room = size == 0 ? 0 : data[0];
    text = slice_part(text, 1, size);
    check_reading(text, room);
    check_writing(text, room);
    check_widening(text);
    return 0;
}
