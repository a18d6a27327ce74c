/*
 * BER-TLV as cards use it: tags of one to three bytes, definite lengths of one to three bytes.
 *
 * Slices point into what was given.  Bytes of a card are anybody's bytes: a length that reaches beyond
 * what is there, an indefinite length and a longer tag end the reading.
 */
#ifndef IMPORTERS_CARD_TLV_H
#define IMPORTERS_CARD_TLV_H

#include "engine/foundation/bytes.h"

enum {
    TLV_HEAD_BYTES = 6 /* the longest tag and length that are read */
};

struct tlv {
    uint32_t tag; /* its bytes in order: 0x30, 0xDF22 */
    size_t head;  /* bytes of tag and length */
    size_t size;  /* bytes that the length tells */
    struct slice value;
};

/* Tag and length alone, of a file whose rest is still to come; value is what is there of it. */
bool tlv_read_head(struct slice bytes, struct tlv *tlv) MUST_CHECK;

/* A whole one off the front of rest, which moves past it; false at the end or where none stands. */
bool tlv_next(struct slice *rest, struct tlv *tlv) MUST_CHECK;

/* The first with a tag among those that stand side by side. */
bool tlv_find(struct slice bytes, uint32_t tag, struct slice *value) MUST_CHECK;

#endif
