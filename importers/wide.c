#include "importers/wide.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/text.h"

enum {
    PIECE_BYTES = 16 * 1024,
    UNIT_BYTES = 2,
    UNIT_MOST = 3, /* bytes of UTF-8 that a unit becomes */
    TEXT_BYTES = PIECE_BYTES / UNIT_BYTES * UNIT_MOST + 1,
    MARK = 0xFEFF,
    HIGH_FIRST = 0xD800,
    LOW_FIRST = 0xDC00,
    LOW_LAST = 0xDFFF,
    HALF_BITS = 10,
    SUPPLEMENT = 0x10000,
    NO_BYTE_OF_UTF8 = 0xFF
};

struct wide {
    const struct disk_port *disk;
    struct disk_port port;
    bool is_wide;
    bool is_big; /* the higher byte comes first */
    bool at_end; /* of the file below */
    size_t raw_at;
    size_t raw_size;
    size_t text_at;
    size_t text_size;
    uint8_t raw[PIECE_BYTES];
    uint8_t text[TEXT_BYTES];
};

/* ---- units ---- */

static uint32_t unit_at(const uint8_t *bytes, bool is_big)
{
    return is_big ? (uint32_t)bytes[0] << 8 | bytes[1] : (uint32_t)bytes[1] << 8 | bytes[0];
}

static bool is_high(uint32_t unit)
{
    return unit >= HIGH_FIRST && unit < LOW_FIRST;
}

static bool is_low(uint32_t unit)
{
    return unit >= LOW_FIRST && unit <= LOW_LAST;
}

bool wide_has_mark(struct slice beginning)
{
    return beginning.size >= UNIT_BYTES &&
           (unit_at(beginning.data, true) == MARK || unit_at(beginning.data, false) == MARK);
}

/* Half a pair, which no text has. */
static size_t put_half(uint32_t unit, uint8_t *to)
{
    to[0] = (uint8_t)(0xE0 | unit >> 12);
    to[1] = (uint8_t)(0x80 | (unit >> 6 & 0x3F));
    to[2] = (uint8_t)(0x80 | (unit & 0x3F));
    return UNIT_MOST;
}

/* One character of whole units; 0 when the other half of a pair has not come yet. */
static size_t take_one(struct slice raw, bool is_big, bool to_end, uint8_t *to, size_t *used)
{
    uint32_t unit = unit_at(raw.data, is_big);
    *used = UNIT_BYTES;
    if (is_high(unit) && raw.size < UNIT_BYTES + UNIT_BYTES && !to_end) {
        *used = 0;
        return 0;
    }
    if (is_high(unit) && raw.size >= UNIT_BYTES + UNIT_BYTES &&
        is_low(unit_at(raw.data + UNIT_BYTES, is_big))) {
        uint32_t low = unit_at(raw.data + UNIT_BYTES, is_big);
        *used = UNIT_BYTES + UNIT_BYTES;
        return text_put(SUPPLEMENT + ((unit - HIGH_FIRST) << HALF_BITS) + (low - LOW_FIRST), to);
    }
    return is_high(unit) || is_low(unit) ? put_half(unit, to) : text_put(unit, to);
}

/* Bytes used; to has room for UNIT_MOST bytes a unit and one more. */
static size_t take_all(struct slice raw, bool is_big, bool to_end, uint8_t *to, size_t *written)
{
    size_t at = 0;
    size_t used = 1;
    *written = 0;
    while (raw.size - at >= UNIT_BYTES && used > 0) {
        *written += take_one(slice_part(raw, at, raw.size), is_big, to_end, to + *written, &used);
        at += used;
    }
    if (to_end && at < raw.size) {
        to[*written] = NO_BYTE_OF_UTF8;
        (*written)++;
        at = raw.size;
    }
    return at;
}

bool wide_decode(struct slice bytes, struct buffer *text, struct error *error)
{
    bool is_big = wide_has_mark(bytes) && unit_at(bytes.data, true) == MARK;
    size_t written = 0;
    if (!wide_has_mark(bytes)) {
        return buffer_append(text, bytes, error);
    }
    if (!buffer_reserve(text, bytes.size / UNIT_BYTES * UNIT_MOST + 1, error)) {
        return false;
    }
    (void)take_all(bytes, is_big, true, text->data + text->size, &written);
    text->size += written;
    return true;
}

/* ---- bytes from below ---- */

static bool read_raw(struct wide *wide, int handle, struct error *error)
{
    size_t left = wide->raw_size - wide->raw_at;
    size_t got = 0;
    memmove(wide->raw, wide->raw + wide->raw_at, left);
    wide->raw_at = 0;
    wide->raw_size = left;
    if (!wide->disk->read(
            wide->disk->context, handle, wide->raw + left, sizeof wide->raw - left, &got, error)) {
        return false;
    }
    wide->raw_size += got;
    wide->at_end = got == 0;
    return true;
}

/* However few bytes the disk gives at once, the mark is looked for in two. */
static bool look(struct wide *wide, int handle, struct error *error)
{
    struct slice beginning;
    while (wide->raw_size < UNIT_BYTES && !wide->at_end) {
        if (!read_raw(wide, handle, error)) {
            return false;
        }
    }
    beginning = (struct slice){wide->raw, wide->raw_size};
    wide->is_wide = wide_has_mark(beginning);
    wide->is_big = wide->is_wide && unit_at(wide->raw, true) == MARK;
    return true;
}

/* ---- the port ---- */

static bool port_open(void *context, const char *path, int *handle, struct error *error)
{
    struct wide *wide = context;
    wide->at_end = false;
    wide->raw_at = 0;
    wide->raw_size = 0;
    wide->text_at = 0;
    wide->text_size = 0;
    if (!wide->disk->open(wide->disk->context, path, handle, error)) {
        return false;
    }
    if (!look(wide, *handle, error)) {
        wide->disk->close(wide->disk->context, *handle);
        return false;
    }
    return true;
}

static void port_close(void *context, int handle)
{
    struct wide *wide = context;
    bytes_wipe(wide->raw, sizeof wide->raw);
    bytes_wipe(wide->text, sizeof wide->text);
    wide->disk->close(wide->disk->context, handle);
}

static size_t give(uint8_t *bytes, size_t size, const uint8_t *from, size_t *at, size_t end)
{
    size_t count = end - *at < size ? end - *at : size;
    if (count > 0) {
        memcpy(bytes, from + *at, count);
    }
    *at += count;
    return count;
}

static bool fill_text(struct wide *wide, int handle, struct error *error)
{
    while (wide->text_at == wide->text_size && !(wide->at_end && wide->raw_at == wide->raw_size)) {
        struct slice raw;
        if (!wide->at_end && !read_raw(wide, handle, error)) {
            return false;
        }
        raw = (struct slice){wide->raw + wide->raw_at, wide->raw_size - wide->raw_at};
        wide->text_at = 0;
        wide->raw_at += take_all(raw, wide->is_big, wide->at_end, wide->text, &wide->text_size);
    }
    return true;
}

static bool
port_read(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct wide *wide = context;
    if (!wide->is_wide) {
        *got = give(bytes, size, wide->raw, &wide->raw_at, wide->raw_size);
        return *got > 0 || wide->disk->read(wide->disk->context, handle, bytes, size, got, error);
    }
    if (!fill_text(wide, handle, error)) {
        return false;
    }
    *got = give(bytes, size, wide->text, &wide->text_at, wide->text_size);
    return true;
}

/* ---- life ---- */

bool wide_open(const struct disk_port *disk, struct wide **wide, struct error *error)
{
    struct wide *made = calloc(1, sizeof *made);
    *wide = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->disk = disk;
    made->port = (struct disk_port){
        .context = made, .open = port_open, .read = port_read, .close = port_close};
    return true;
}

void wide_close(struct wide *wide)
{
    free(wide);
}

const struct disk_port *wide_port(struct wide *wide)
{
    return &wide->port;
}
