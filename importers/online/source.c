#include "importers/online/source.h"

#include <string.h>

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"

enum {
    DECLARATION_BYTES = 256,
    PIECE_BYTES = 8 * 1024,
    CHARACTER_BYTES = 4
};

static const struct {
    const char *name; /* compared without case */
    enum message_encoding encoding;
} encoding_names[] = {
    {"utf-8", MESSAGE_UTF8},
    {"utf8", MESSAGE_UTF8},
    {"shift_jis", MESSAGE_SHIFT_JIS},
    {"shift-jis", MESSAGE_SHIFT_JIS},
    {"sjis", MESSAGE_SHIFT_JIS},
    {"x-sjis", MESSAGE_SHIFT_JIS},
    {"ms932", MESSAGE_SHIFT_JIS},
    {"cp932", MESSAGE_SHIFT_JIS},
    {"windows-31j", MESSAGE_SHIFT_JIS},
};

static bool equal_without_case(struct slice name, const char *lower)
{
    if (name.size != strlen(lower)) {
        return false;
    }
    for (size_t i = 0; i < name.size; i++) {
        uint8_t byte = name.data[i];
        byte = byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 'a' - 'A') : byte;
        if (byte != (uint8_t)lower[i]) {
            return false;
        }
    }
    return true;
}

static size_t find_text(struct slice in, const char *text)
{
    size_t size = strlen(text);
    for (size_t at = 0; at + size <= in.size; at++) {
        if (memcmp(in.data + at, text, size) == 0) {
            return at;
        }
    }
    return in.size;
}

static bool is_space(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct slice skip_spaces(struct slice text)
{
    while (text.size > 0 && is_space(text.data[0])) {
        text = slice_part(text, 1, text.size);
    }
    return text;
}

/* What stands in quotes after encoding= in the declaration; empty where it has none. */
static struct slice declared_name(struct slice bytes)
{
    struct slice rest = slice_part(bytes, 0, DECLARATION_BYTES);
    size_t end = find_text(rest, "?>");
    uint8_t quote = 0;
    if (!slice_starts(rest, "<?xml") || end == rest.size) {
        return (struct slice){NULL, 0};
    }
    rest = slice_part(rest, 0, end);
    rest = slice_part(rest, find_text(rest, "encoding"), rest.size);
    rest = skip_spaces(slice_part(rest, strlen("encoding"), rest.size));
    if (!slice_starts(rest, "=")) {
        return (struct slice){NULL, 0};
    }
    rest = skip_spaces(slice_part(rest, 1, rest.size));
    if (rest.size == 0 || (rest.data[0] != '"' && rest.data[0] != '\'')) {
        return (struct slice){NULL, 0};
    }
    quote = rest.data[0];
    rest = slice_part(rest, 1, rest.size);
    return slice_part(rest, 0, slice_find_byte(rest, quote));
}

static bool find_encoding(struct source *source, bool has_mark, struct error *error)
{
    struct slice name = declared_name(source->bytes);
    source->encoding = MESSAGE_UTF8;
    if (name.size == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof encoding_names / sizeof encoding_names[0]; i++) {
        if (equal_without_case(name, encoding_names[i].name)) {
            source->encoding = encoding_names[i].encoding;
            return !has_mark || source->encoding == MESSAGE_UTF8 ||
                   error_set(error, FAULT_MESSAGE_ENCODING_DISAGREES);
        }
    }
    return error_set(error, FAULT_MESSAGE_ENCODING_UNKNOWN);
}

bool source_open(struct source *source, struct slice bytes, struct error *error)
{
    bool has_mark = slice_starts(bytes, "\xEF\xBB\xBF");
    size_t zero = slice_find_byte(bytes, 0);
    bool is_wide = slice_starts(bytes, "\xFF\xFE") || slice_starts(bytes, "\xFE\xFF");
    *source = (struct source){.bytes = has_mark ? slice_part(bytes, 3, bytes.size) : bytes};
    if (is_wide) {
        error_set(error, FAULT_MESSAGE_ENCODING_UNKNOWN);
        return error_set_place(error, NULL, 1, 1);
    }
    if (zero < bytes.size) {
        error_set(error, FAULT_MESSAGE_NUL);
        source_place(source, zero - (has_mark ? 3 : 0), error);
        return false;
    }
    return find_encoding(source, has_mark, error) || error_set_place(error, NULL, 1, 1);
}

bool source_is_utf8_after_all(const struct source *source)
{
    bool has_long = false;
    /* Pairs of half-width kana may look like short characters of UTF-8; three bytes hardly do. */
    for (size_t i = 0; i < source->bytes.size && !has_long; i++) {
        has_long = source->bytes.data[i] >= 0xE0;
    }
    return has_long && source->encoding == MESSAGE_SHIFT_JIS &&
           text_find_bad(source->bytes) == source->bytes.size;
}

/* Bytes of the character at the front; 1 for what is none. */
static size_t character_bytes(const struct source *source, struct slice rest)
{
    uint32_t character = 0;
    size_t used = 0;
    if (rest.data[0] < 0x80) {
        return 1;
    }
    if (source->encoding == MESSAGE_SHIFT_JIS) {
        used = jis_decode_one(slice_part(rest, 0, CHARACTER_BYTES), &character);
    } else if (!text_next(slice_part(rest, 0, CHARACTER_BYTES), &used, &character)) {
        used = 0;
    }
    return used == 0 ? 1 : used;
}

void source_place(const struct source *source, size_t at, struct error *error)
{
    uint64_t line = 1;
    uint64_t column = 1;
    size_t i = 0;
    while (i < at && i < source->bytes.size) {
        bool is_end = source->bytes.data[i] == '\n';
        i += character_bytes(source, slice_part(source->bytes, i, source->bytes.size));
        line += is_end ? 1 : 0;
        column = is_end ? 1 : column + 1;
    }
    error_set_place(error, NULL, line, column);
}

static enum source_end run_utf8(struct slice bytes, struct source_sink sink, size_t *bad)
{
    *bad = text_find_bad(bytes);
    for (size_t at = 0; at < *bad; at += PIECE_BYTES) {
        if (!sink.take(
                sink.context, slice_part(slice_part(bytes, 0, *bad), at, PIECE_BYTES), false)) {
            return SOURCE_STOPPED;
        }
    }
    return *bad < bytes.size ? SOURCE_BAD : SOURCE_DONE;
}

static enum source_end run_cp932(struct slice bytes, struct source_sink sink, size_t *bad)
{
    uint8_t piece[PIECE_BYTES];
    size_t filled = 0;
    size_t at = 0;
    while (at < bytes.size) {
        uint32_t character = 0;
        size_t used = jis_decode_one(slice_part(bytes, at, CHARACTER_BYTES), &character);
        if (used == 0) {
            break;
        }
        at += used;
        filled += text_put(character, piece + filled);
        if (filled > PIECE_BYTES - CHARACTER_BYTES) {
            if (!sink.take(sink.context, (struct slice){piece, filled}, false)) {
                return SOURCE_STOPPED;
            }
            filled = 0;
        }
    }
    *bad = at;
    if (!sink.take(sink.context, (struct slice){piece, filled}, false)) {
        return SOURCE_STOPPED;
    }
    return at < bytes.size ? SOURCE_BAD : SOURCE_DONE;
}

enum source_end source_run(const struct source *source, struct source_sink sink, size_t *bad)
{
    enum source_end end = source->encoding == MESSAGE_UTF8 ? run_utf8(source->bytes, sink, bad)
                                                           : run_cp932(source->bytes, sink, bad);
    if (end == SOURCE_DONE && !sink.take(sink.context, (struct slice){NULL, 0}, true)) {
        return SOURCE_STOPPED;
    }
    return end;
}
