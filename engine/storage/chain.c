#include "engine/storage/chain.h"

#include "engine/foundation/packed.h"

enum {
    CHAIN_FORMAT = 1
};

bool chain_header(const struct entry_header *header, struct buffer *bytes, struct error *error)
{
    return packed_begin(bytes, CHAIN_FORMAT, error) &&
           packed_add_text(bytes, 1, header->terminal, error) &&
           packed_add_number(bytes, 2, header->incarnation, error) &&
           packed_add_number(bytes, 3, header->seq, error) &&
           packed_add_number(bytes, 4, header->at_ms, error) &&
           packed_add_text(bytes, 5, header->operator_name, error) &&
           packed_add_number(bytes, 6, header->kind, error) &&
           packed_add_number(bytes, 7, header->key_id, error);
}

bool chain_hash(
    struct hasher *hasher,
    const uint8_t prev_hash[HASH_BYTES],
    struct slice header,
    const uint8_t body_hash[HASH_BYTES],
    uint8_t hash[HASH_BYTES],
    struct error *error)
{
    static const char mark[] = "totsugo journal 1";
    return hasher_add(hasher, (struct slice){(const uint8_t *)mark, sizeof mark}, error) &&
           hasher_add(hasher, (struct slice){prev_hash, HASH_BYTES}, error) &&
           hasher_add(hasher, header, error) &&
           hasher_add(hasher, (struct slice){body_hash, HASH_BYTES}, error) &&
           hasher_finish(hasher, hash, error);
}
