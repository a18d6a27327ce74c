/*
 * A second core that compresses: blocks go in, zlib streams come out in the same order.
 *
 * At most PACKER_BLOCKS blocks are under way, so memory is bounded.  Where no thread can be started
 * the work is done by the caller.
 */
#ifndef ENGINE_STORAGE_PACKER_H
#define ENGINE_STORAGE_PACKER_H

#include "engine/foundation/bytes.h"

enum {
    PACKER_BLOCKS = 4,
    PACKER_BLOCK_BYTES = 64 * 1024,
    PACKER_STREAM_BYTES = PACKER_BLOCK_BYTES + 1024 /* zlib grows what does not shrink by < 0.1 % */
};

struct packer;

bool packer_open(struct packer **packer, struct error *error) MUST_CHECK;
void packer_close(struct packer *packer);

/* True when another block may go in without taking one out first. */
bool packer_has_room(const struct packer *packer);

/* Blocks not yet taken out. */
unsigned packer_pending(const struct packer *packer);

/* Copies at most PACKER_BLOCK_BYTES in; there must be room. */
void packer_put(struct packer *packer, struct slice block);

/* Waits for the oldest block; its stream replaces what is in buffer, *plain is its size before. */
bool packer_take(struct packer *packer, struct buffer *stream, size_t *plain, struct error *error)
    MUST_CHECK;

/* The other way: one stream of a block of at most PACKER_BLOCK_BYTES. */
bool packer_unpack(struct slice stream, struct buffer *plain, struct error *error) MUST_CHECK;

#endif
