#include "engine/vocabulary/receipt_line.h"

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"

enum {
    END_MARK = 0x1A,
    ESCAPE = 0x1B
};

bool receipt_line_place(
    const struct receipt_lines *lines,
    struct slice line,
    size_t at,
    struct error *error)
{
    return error_set_place(error, NULL, lines->line, receipt_column(line, at));
}

struct slice receipt_line_id(struct slice line)
{
    return slice_part(line, 0, slice_find_byte(line, ','));
}

/* Which item of its record a byte belongs to. */
static enum receipt_item item_at(const struct receipt_form *form, struct slice line, size_t at)
{
    struct receipt_place place;
    size_t position = 1;
    for (size_t i = 0; i < at; i++) {
        position += line.data[i] == ',' ? 1 : 0;
    }
    for (size_t i = 0; form != NULL && receipt_form_item(form, i, &place); i++) {
        if (place.position == position) {
            return place.item;
        }
    }
    return RECEIPT_WHOLE_RECORD;
}

static bool tell_byte(
    struct receipt_lines *lines,
    enum finding finding,
    struct slice line,
    size_t at,
    struct error *error)
{
    const struct receipt_form *form =
        lines->layout == NULL ? NULL : receipt_form_of(lines->layout, receipt_line_id(line));
    struct receipt_finding told = {
        .finding = finding,
        .line = lines->line,
        .column = receipt_column(line, at),
        .receipt = lines->receipt,
        .record = form == NULL ? RECORD_UNKNOWN : form->record,
        .item = item_at(form, line, at),
        .numbers = {line.data[at], 0},
    };
    return receipt_tell(&lines->listener, &told, error);
}

static bool refuse_after_mark(const struct receipt_lines *lines, struct error *error)
{
    error_set(error, FAULT_RECEIPT_END_MARK);
    return error_set_place(error, NULL, lines->end_mark_line, lines->end_mark_column);
}

/* A 1A ends the file: nothing but line ends and further ones may follow. */
static bool
take_end_mark(struct receipt_lines *lines, struct slice *line, size_t at, struct error *error)
{
    if (!lines->has_end_mark) {
        lines->has_end_mark = true;
        lines->end_mark_line = lines->line;
        lines->end_mark_column = receipt_column(*line, at);
    }
    for (size_t i = at; i < line->size; i++) {
        if (line->data[i] != END_MARK) {
            return refuse_after_mark(lines, error);
        }
    }
    *line = slice_part(*line, 0, at);
    return true;
}

static bool refuse_control(
    const struct receipt_lines *lines,
    enum fault fault,
    struct slice line,
    size_t at,
    struct error *error)
{
    error_set(error, fault);
    return receipt_line_place(lines, line, at, error);
}

static bool
take_control(struct receipt_lines *lines, struct slice line, size_t at, struct error *error)
{
    bool opens = at == 0 || line.data[at - 1] == ',';
    switch (line.data[at]) {
    case '\0':
        return refuse_control(lines, FAULT_RECEIPT_NUL, line, at, error);
    case '\r':
        return refuse_control(lines, FAULT_RECEIPT_LINE_END, line, at, error);
    case ESCAPE:
        error_set_text(error, FAULT_RECEIPT_ENCODING, "ISO-2022-JP");
        return receipt_line_place(lines, line, at, error);
    case '"':
        if (opens) {
            return refuse_control(lines, FAULT_RECEIPT_QUOTED, line, at, error);
        }
        break;
    default:
        break;
    }
    return tell_byte(lines, FINDING_RECEIPT_CONTROL, line, at, error);
}

static bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte != '"' && byte != 0x7F;
}

/* No second byte of a character is below 40, so these are what they look like. */
static bool check_controls(struct receipt_lines *lines, struct slice *line, struct error *error)
{
    const uint8_t *bytes = line->data;
    size_t size = line->size;
    for (size_t at = 0; at < size; at++) {
        if (is_plain(bytes[at])) {
            continue;
        }
        if (bytes[at] == END_MARK) {
            return take_end_mark(lines, line, at, error);
        }
        if (!take_control(lines, *line, at, error)) {
            return false;
        }
    }
    return true;
}

/* Characters that have the structure of Shift_JIS but stand in no table: told once a line. */
static bool check_vendor(struct receipt_lines *lines, struct slice line, struct error *error)
{
    size_t at = text_find_beyond_ascii(line, 0);
    while (at < line.size) {
        uint32_t character = 0;
        size_t used = jis_decode_one((struct slice){line.data + at, line.size - at}, &character);
        if (used == 0) {
            return tell_byte(lines, FINDING_RECEIPT_VENDOR_CHARACTER, line, at, error);
        }
        at = text_find_beyond_ascii(line, at + used);
    }
    return true;
}

bool receipt_line_check(struct receipt_lines *lines, struct slice *line, struct error *error)
{
    const char *name = NULL;
    size_t bad = 0;
    bool after_mark = lines->has_end_mark;
    if (!check_controls(lines, line, error)) {
        return false;
    }
    if (after_mark && line->size > 0) {
        return refuse_after_mark(lines, error);
    }
    if (!encoding_watch_line(&lines->watch, *line, &bad, &name)) {
        if (name == NULL) {
            return refuse_control(lines, FAULT_RECEIPT_BYTES, *line, bad, error);
        }
        error_set_text(error, FAULT_RECEIPT_ENCODING, name);
        return receipt_line_place(lines, *line, bad, error);
    }
    return check_vendor(lines, *line, error);
}

bool receipt_lines_end(const struct receipt_lines *lines, struct error *error)
{
    const char *name = encoding_watch_whole(&lines->watch);
    if (name == NULL) {
        return true;
    }
    error_set_text(error, FAULT_RECEIPT_ENCODING, name);
    return error_set_place(error, NULL, 1, 1);
}
