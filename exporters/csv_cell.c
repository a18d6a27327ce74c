#include "exporters/csv_cell.h"

#include <inttypes.h>
#include <stdio.h>

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"

enum {
    CODE_TEXT = 32
};

/* What CP932 cannot say, named by its code. */
static bool append_code(uint32_t character, struct buffer *bytes, struct error *error)
{
    char code[CODE_TEXT];
    size_t bad = 0;
    (void)snprintf(code, sizeof code, "【U+%04" PRIX32 "】", character);
    return jis_encode_cp932(slice_of(code), bytes, &bad, error);
}

static bool append_one_by_one(struct slice text, struct buffer *bytes, struct error *error)
{
    size_t at = 0;
    while (at < text.size) {
        size_t before = at;
        uint32_t character = 0xFFFD;
        size_t bad = 0;
        struct slice one;
        if (!text_next(text, &at, &character)) {
            at++;
        }
        one = slice_part(text, before, at - before);
        if (jis_encode_cp932(one, bytes, &bad, error)) {
            continue;
        }
        if (bad == one.size || !append_code(character, bytes, error)) {
            return false;
        }
    }
    return true;
}

static bool append_cp932(struct slice text, struct buffer *bytes, struct error *error)
{
    size_t bad = 0;
    if (jis_encode_cp932(text, bytes, &bad, error)) {
        return true;
    }
    return bad < text.size && append_one_by_one(text, bytes, error);
}

static bool append_text(
    struct slice text,
    enum csv_encoding encoding,
    struct buffer *bytes,
    struct error *error)
{
    return encoding == CSV_UTF8 ? buffer_append(bytes, text, error)
                                : append_cp932(text, bytes, error);
}

static bool looks_like_formula(struct slice cell)
{
    if (cell.size == 0) {
        return false;
    }
    switch (cell.data[0]) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
        return true;
    default:
        return false;
    }
}

static bool needs_quotes(struct slice cell)
{
    for (size_t i = 0; i < cell.size; i++) {
        uint8_t byte = cell.data[i];
        if (byte == ',' || byte == '"' || byte == '\r' || byte == '\n') {
            return true;
        }
    }
    return false;
}

/* A quote inside stands twice. */
static bool append_quoted(
    struct slice cell,
    enum csv_encoding encoding,
    struct buffer *bytes,
    struct error *error)
{
    while (cell.size > 0) {
        size_t quote = slice_find_byte(cell, '"');
        if (!append_text(slice_part(cell, 0, quote), encoding, bytes, error)) {
            return false;
        }
        if (quote < cell.size && !buffer_append_text(bytes, "\"\"", error)) {
            return false;
        }
        cell = slice_part(cell, quote + 1, cell.size);
    }
    return true;
}

static bool append_cell(
    struct slice cell,
    enum csv_encoding encoding,
    struct buffer *bytes,
    struct error *error)
{
    bool quoted = needs_quotes(cell);
    return (!quoted || buffer_append_byte(bytes, '"', error)) &&
           (!looks_like_formula(cell) || buffer_append_byte(bytes, '\'', error)) &&
           append_quoted(cell, encoding, bytes, error) &&
           (!quoted || buffer_append_byte(bytes, '"', error));
}

bool csv_append_row(
    const struct slice *cells,
    size_t count,
    enum csv_encoding encoding,
    struct buffer *bytes,
    struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if ((i > 0 && !buffer_append_byte(bytes, ',', error)) ||
            !append_cell(cells[i], encoding, bytes, error)) {
            return false;
        }
    }
    return buffer_append_text(bytes, "\r\n", error);
}
