/*
 * The answers of lists, by the fingerprint of their numbers, in passes of a fixed size (decision 36).
 * Inside cases.
 */
#ifndef ENGINE_STORAGE_CASE_LISTED_H
#define ENGINE_STORAGE_CASE_LISTED_H

#include "engine/storage/choosing.h"

struct case_listed {
    struct store *store;
    struct keyed *rows; /* of this pass, in order of numbers and of id */
    size_t count;
    size_t capacity;
    unsigned passes;
    unsigned pass;
    bool full;
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

/* Considers each of them that carries the visit's numbers. */
bool case_listed_consider(
    const struct case_listed *listed,
    const struct visit_row *visit,
    struct choosing *choosing,
    struct error *error) MUST_CHECK;

#endif
