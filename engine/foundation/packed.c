#include "engine/foundation/packed.h"

enum {
    VARINT_BYTES = 10
};

size_t varint_write(uint8_t *to, uint64_t value)
{
    size_t used = 0;
    while (value >= 0x80) {
        to[used] = (uint8_t)(value | 0x80);
        value >>= 7;
        used++;
    }
    to[used] = (uint8_t)value;
    return used + 1;
}

bool varint_read(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
    uint64_t result = 0;
    const uint8_t *byte = *at;
    for (unsigned shift = 0; shift < 64 && byte < end; shift += 7, byte++) {
        if (shift == 63 && *byte > 1) {
            return false;
        }
        result |= (uint64_t)(*byte & 0x7FU) << shift;
        if (*byte < 0x80) {
            *at = byte + 1;
            *value = result;
            return true;
        }
    }
    return false;
}

bool packed_begin(struct buffer *body, uint8_t format, struct error *error)
{
    return buffer_append_byte(body, format, error);
}

bool packed_add(struct buffer *body, uint32_t tag, struct slice bytes, struct error *error)
{
    uint8_t head[2 * VARINT_BYTES];
    size_t size = 0;
    require(tag > 0);
    size = varint_write(head, tag);
    size += varint_write(head + size, bytes.size);
    if (!buffer_reserve(body, size + bytes.size, error)) {
        return false;
    }
    return buffer_append(body, (struct slice){head, size}, error) &&
           buffer_append(body, bytes, error);
}

bool packed_add_text(struct buffer *body, uint32_t tag, const char *text, struct error *error)
{
    return packed_add(body, tag, slice_of(text), error);
}

bool packed_add_number(struct buffer *body, uint32_t tag, int64_t number, struct error *error)
{
    uint8_t bytes[VARINT_BYTES];
    uint64_t folded = number < 0 ? ((uint64_t)(-(number + 1)) << 1) | 1 : (uint64_t)number << 1;
    return packed_add(body, tag, (struct slice){bytes, varint_write(bytes, folded)}, error);
}

bool packed_open(struct packed_reader *reader, struct slice body)
{
    if (body.size == 0) {
        return false;
    }
    *reader = (struct packed_reader){body.data + 1, body.data + body.size, body.data[0]};
    return true;
}

enum packed_step packed_next(struct packed_reader *reader, uint32_t *tag, struct slice *bytes)
{
    uint64_t number = 0;
    uint64_t size = 0;
    if (reader->at == reader->end) {
        return PACKED_END;
    }
    if (!varint_read(&reader->at, reader->end, &number) || number == 0 || number > UINT32_MAX ||
        !varint_read(&reader->at, reader->end, &size) ||
        size > (uint64_t)(reader->end - reader->at)) {
        return PACKED_BROKEN;
    }
    *tag = (uint32_t)number;
    *bytes = (struct slice){reader->at, (size_t)size};
    reader->at += size;
    return PACKED_FIELD;
}

bool packed_each(struct slice fields, packed_taker *take, void *into)
{
    struct packed_reader reader = {fields.data, fields.data, 0};
    if (fields.size == 0) {
        return true; /* without an address there is nothing to add to */
    }
    reader.end += fields.size;
    for (;;) {
        uint32_t tag = 0;
        struct slice bytes;
        switch (packed_next(&reader, &tag, &bytes)) {
        case PACKED_END:
            return true;
        case PACKED_BROKEN:
            return false;
        case PACKED_FIELD:
            if (!take(into, tag, bytes)) {
                return false;
            }
            break;
        }
    }
}

bool packed_read(struct slice body, uint8_t format, packed_taker *take, void *into)
{
    return body.size > 0 && body.data[0] == format &&
           packed_each(slice_part(body, 1, body.size), take, into);
}

bool packed_number(struct slice bytes, int64_t *number)
{
    const uint8_t *at = bytes.data;
    uint64_t folded = 0;
    if (bytes.size == 0 || !varint_read(&at, bytes.data + bytes.size, &folded) ||
        at != bytes.data + bytes.size) {
        return false;
    }
    *number = (folded & 1) != 0 ? -(int64_t)(folded >> 1) - 1 : (int64_t)(folded >> 1);
    return true;
}

bool packed_int32(struct slice bytes, int32_t *number)
{
    int64_t wide = 0;
    if (!packed_number(bytes, &wide) || wide < INT32_MIN || wide > INT32_MAX) {
        return false;
    }
    *number = (int32_t)wide;
    return true;
}

bool packed_flag(struct slice bytes, bool *flag)
{
    int64_t number = 0;
    if (!packed_number(bytes, &number)) {
        return false;
    }
    *flag = number != 0;
    return true;
}
