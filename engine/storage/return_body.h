/*
 * Return body: the bytes of the entries about returned claims (docs/formats/journal.md, kinds 52 and 53).
 * Inside returns alone.
 */
#ifndef ENGINE_STORAGE_RETURN_BODY_H
#define ENGINE_STORAGE_RETURN_BODY_H

#include "engine/foundation/bytes.h"
#include "engine/storage/returns.h"

struct return_body {
    struct returned_claim
        claim;     /* texts live in the bytes; of an entry that settles: print alone */
    int64_t state; /* enum return_state */
};

bool return_body_pack(
    struct store *store,
    const struct returned_claim *claim,
    struct buffer *body,
    struct error *error) MUST_CHECK;

/* reason RETURN_CLOSED_UNRECORDED: none is kept. */
bool return_body_pack_settled(
    const uint8_t print[FINGERPRINT_BYTES],
    enum return_state state,
    unsigned reason,
    struct buffer *body,
    struct error *error) MUST_CHECK;

/* Of either kind.  JOURNAL_BODY when they are not such bytes. */
bool return_body_read(
    struct store *store,
    int64_t entry,
    struct slice body,
    struct return_body *read,
    struct error *error) MUST_CHECK;

#endif
