/*
 * One link of the journal's chain: the bytes that are hashed.  Shared by the writer (journal.c) and
 * the checker (journal_check.c); needs no key.
 */
#ifndef ENGINE_STORAGE_CHAIN_H
#define ENGINE_STORAGE_CHAIN_H

#include "engine/storage/journal.h"

/* The header as packed fields, appended to bytes; also the associated data of the sealed body. */
bool chain_header(const struct entry_header *header, struct buffer *bytes, struct error *error)
    MUST_CHECK;

/* The hash of a link. */
bool chain_hash(
    struct hasher *hasher,
    const uint8_t prev_hash[HASH_BYTES],
    struct slice header,
    const uint8_t body_hash[HASH_BYTES],
    uint8_t hash[HASH_BYTES],
    struct error *error) MUST_CHECK;

#endif
