/*
 * Reconciling: joining two sets by fingerprint, in memory, in passes of a fixed size.
 *
 * Rows are sorted by key and merged; nothing is ever picked from several equals here, the caller gets
 * the whole group (design section 3, "Matching is done in memory"; decision 36).  Pure.
 */
#ifndef ENGINE_LAW_RECONCILE_H
#define ENGINE_LAW_RECONCILE_H

#include "engine/foundation/bytes.h"

enum {
    RECONCILE_KEY_BYTES = 16,
    RECONCILE_HEADS = 65536
};

struct keyed {
    uint8_t key[RECONCILE_KEY_BYTES];
    int64_t id;      /* unique within its set */
    int64_t payload; /* the caller's */
};

/* Orders by key, then by id. */
void reconcile_sort(struct keyed *rows, size_t count);

/* Rows [from, the result) share the key of rows[from]. */
size_t reconcile_group_end(const struct keyed *rows, size_t count, size_t from);

/* The first row with that key in sorted rows, or count. */
size_t
reconcile_find(const struct keyed *rows, size_t count, const uint8_t key[RECONCILE_KEY_BYTES]);

/* Where the rows begin whose keys begin with the same two bytes; one more at the end. */
struct keyed_heads {
    size_t starts[RECONCILE_HEADS + 1];
};

void reconcile_index(const struct keyed *rows, size_t count, struct keyed_heads *heads);

/* As reconcile_find, for many questions: it looks at the rows of one head only. */
size_t reconcile_find_by_head(
    const struct keyed *rows,
    const struct keyed_heads *heads,
    const uint8_t key[RECONCILE_KEY_BYTES]);

/*
 * How many passes hold each at most about pass_rows of total rows, a power of two; and which pass a
 * key belongs to.  Keys are fingerprints, so their bits are spread evenly.
 */
unsigned reconcile_passes(int64_t total, int64_t pass_rows);
unsigned reconcile_pass_of(const uint8_t key[RECONCILE_KEY_BYTES], unsigned passes);

#endif
