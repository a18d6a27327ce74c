#include "importers/delimited_guess.h"

#include <string.h>

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"

enum {
    UTF16_LOOK = 256,
    UTF16_SHARE = 10 /* one byte in so many is zero in UTF-16 with commas and line ends */
};

static size_t bad_in_utf8(struct slice bytes)
{
    size_t bad = 0;
    size_t at = text_find_bad(bytes);
    while (at < bytes.size) {
        bad++;
        at++;
        at += text_find_bad(slice_part(bytes, at, bytes.size));
    }
    return bad;
}

static size_t bad_in_cp932(struct slice bytes)
{
    size_t bad = 0;
    size_t at = text_find_beyond_ascii(bytes, 0);
    while (at < bytes.size) {
        uint32_t character = 0;
        size_t used = jis_decode_one(slice_part(bytes, at, 2), &character);
        bad += used == 0 ? 1 : 0;
        at = text_find_beyond_ascii(bytes, at + (used == 0 ? 1 : used));
    }
    return bad;
}

static struct slice whole_lines(struct slice bytes)
{
    size_t size = bytes.size;
    while (size > 0 && bytes.data[size - 1] != '\n') {
        size--;
    }
    return size > 0 ? slice_part(bytes, 0, size) : bytes;
}

enum delimited_encoding delimited_guess_encoding(struct slice bytes, bool to_end)
{
    struct slice lines = to_end ? bytes : whole_lines(bytes);
    size_t in_utf8 = 0;
    if (text_find_beyond_ascii(lines, 0) == lines.size) {
        return DELIMITED_ASCII;
    }
    in_utf8 = bad_in_utf8(lines);
    return in_utf8 == 0 || in_utf8 <= bad_in_cp932(lines) ? DELIMITED_UTF8 : DELIMITED_CP932;
}

uint8_t delimited_guess_delimiter(struct slice bytes)
{
    size_t commas = 0;
    size_t tabs = 0;
    size_t lines = 0;
    bool quoted = false;
    for (size_t i = 0; i < bytes.size && lines <= LIMIT_CSV_TITLE_ROWS; i++) {
        uint8_t byte = bytes.data[i];
        quoted = byte == '"' ? !quoted : quoted;
        commas += !quoted && byte == ',' ? 1 : 0;
        tabs += !quoted && byte == '\t' ? 1 : 0;
        lines += byte == '\n' ? 1 : 0;
    }
    return tabs > commas ? '\t' : ',';
}

struct signature {
    const char *bytes;
    size_t size;
    const char *name;
};

static const char *packed_name(struct slice head)
{
    static const struct signature signatures[] = {
        {"\x1F\x8B", 2, "gzip"},
        {"PK\x03\x04", 4, "ZIP / Excel"},
        {"\xD0\xCF\x11\xE0", 4, "Excel"},
    };

    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        if (head.size >= signatures[i].size &&
            memcmp(head.data, signatures[i].bytes, signatures[i].size) == 0) {
            return signatures[i].name;
        }
    }
    return NULL;
}

/* What a copy that was cut off, or a damaged disk, leaves. */
static bool is_nothing_but_zeros(struct slice head)
{
    size_t i = 0;
    while (i < head.size && head.data[i] == 0) {
        i++;
    }
    return i == head.size;
}

/* A mark of UTF-16 at the start, or zeros throughout. */
static bool is_utf16(struct slice head)
{
    size_t zeros = 0;
    size_t look = head.size < UTF16_LOOK ? head.size : UTF16_LOOK;
    if (head.size >= 2 && ((head.data[0] == 0xFF && head.data[1] == 0xFE) ||
                           (head.data[0] == 0xFE && head.data[1] == 0xFF))) {
        return true;
    }
    for (size_t i = 0; i < look; i++) {
        zeros += head.data[i] == 0 ? 1 : 0;
    }
    return zeros > 1 && zeros * UTF16_SHARE >= look;
}

bool delimited_guess_table(struct slice head, struct error *error)
{
    const char *packed = packed_name(head);
    if (head.size == 0) {
        return error_set(error, FAULT_TABLE_EMPTY);
    }
    if (packed != NULL) {
        return error_set_text(error, FAULT_TABLE_PACKED, packed);
    }
    if (is_nothing_but_zeros(head)) {
        return error_set(error, FAULT_TABLE_NOT_TEXT);
    }
    return !is_utf16(head) || error_set(error, FAULT_TABLE_UTF16);
}
