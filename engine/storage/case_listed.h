/*
 * The answers of lists, by the fingerprint of their numbers, in passes of a fixed size (decision 36).
 * Inside cases.
 */
#ifndef ENGINE_STORAGE_CASE_LISTED_H
#define ENGINE_STORAGE_CASE_LISTED_H

#include "engine/law/reconcile.h"
#include "engine/storage/cases.h"
#include "engine/storage/choosing.h"

/* An answer that a visit is to have, and where it is put. */
struct listed_want {
    int64_t id;
    size_t place;
};

struct case_listed {
    struct store *store;
    struct keyed *rows; /* of this pass, in order of numbers and of id */
    struct keyed_heads *heads;
    size_t count;
    size_t capacity;
    unsigned passes;
    unsigned pass;
    bool full;

    /* of a block: the answers of its first visit, of its second ...; id 0: it is there no more */
    struct answer_row *answers;
    struct listed_want *wants; /* in order of id */
    size_t want_count;
    size_t want_capacity;
    size_t ends[CASES_BLOCK]; /* of each visit's answers */
};

/* Counts them; reads none. */
bool case_listed_open(struct store *store, struct case_listed *listed, struct error *error)
    MUST_CHECK;
void case_listed_close(struct case_listed *listed);

/* Whether a visit belongs to this pass. */
bool case_listed_covers(const struct case_listed *listed, const struct visit_row *visit);

/* Reads those of the pass; or only those that carry the visit's numbers. */
bool case_listed_read(struct case_listed *listed, struct error *error) MUST_CHECK;
bool case_listed_read_of(
    struct case_listed *listed,
    const struct visit_row *visit,
    struct error *error) MUST_CHECK;

/* Reads for each visit of a block the answers that carry its numbers; at most CASES_BLOCK visits. */
bool case_listed_load(
    struct case_listed *listed,
    const struct visit_row *visits,
    size_t count,
    struct error *error) MUST_CHECK;

/* Considers those of the index-th visit of the block. */
void case_listed_consider(
    const struct case_listed *listed,
    size_t index,
    struct choosing *choosing);

#endif
