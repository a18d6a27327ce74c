#include "importers/card/tlv.h"

enum {
    TAG_BYTES = 3,
    LENGTH_BYTES = 2,
    CLASS_MORE = 0x1F, /* the number of the tag is in the bytes that follow */
    FOLLOWS = 0x80,    /* another byte of the tag follows */
    LENGTH_IN_BYTES = 0x80
};

static bool read_tag(struct slice bytes, size_t *at, uint32_t *tag)
{
    uint8_t byte = 0;
    if (bytes.size == 0) {
        return false;
    }
    *tag = bytes.data[0];
    *at = 1;
    if ((bytes.data[0] & CLASS_MORE) != CLASS_MORE) {
        return true;
    }
    do {
        if (*at == bytes.size || *at == TAG_BYTES) {
            return false;
        }
        byte = bytes.data[(*at)++];
        *tag = *tag << 8 | byte;
    } while ((byte & FOLLOWS) != 0);
    return true;
}

static bool read_length(struct slice bytes, size_t *at, size_t *length)
{
    size_t count = 0;
    if (*at == bytes.size) {
        return false;
    }
    *length = bytes.data[(*at)++];
    if (*length < LENGTH_IN_BYTES) {
        return true;
    }
    count = *length - LENGTH_IN_BYTES;
    if (count == 0 || count > LENGTH_BYTES || bytes.size - *at < count) {
        return false;
    }
    for (*length = 0; count > 0; count--) {
        *length = *length << 8 | bytes.data[(*at)++];
    }
    return true;
}

bool tlv_read_head(struct slice bytes, struct tlv *tlv)
{
    size_t at = 0;
    if (!read_tag(bytes, &at, &tlv->tag) || !read_length(bytes, &at, &tlv->size)) {
        return false;
    }
    tlv->head = at;
    tlv->value = slice_part(bytes, at, tlv->size);
    return true;
}

bool tlv_next(struct slice *rest, struct tlv *tlv)
{
    if (!tlv_read_head(*rest, tlv) || tlv->value.size != tlv->size) {
        return false;
    }
    *rest = slice_part(*rest, tlv->head + tlv->size, rest->size);
    return true;
}

bool tlv_find(struct slice bytes, uint32_t tag, struct slice *value)
{
    struct tlv tlv;
    while (tlv_next(&bytes, &tlv)) {
        if (tlv.tag == tag) {
            *value = tlv.value;
            return true;
        }
    }
    return false;
}
