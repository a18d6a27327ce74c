/*
 * What the views hold about a block of visits, read in a few sweeps instead of a few questions for
 * each.  Inside cases.
 */
#ifndef ENGINE_STORAGE_CASE_BLOCK_H
#define ENGINE_STORAGE_CASE_BLOCK_H

#include "engine/storage/cases.h"
#include "engine/storage/inquiries.h"

struct case_block {
    struct visit_row visits[CASES_BLOCK]; /* in order of id */
    struct inquiry_history histories[CASES_BLOCK];
    size_t count;

    /* Further captures and answers that name a visit, in order of visit. */
    struct evidence_pointer *pointers;
    size_t pointer_count;
    size_t pointer_capacity;
    struct answer_row *answers;
    size_t answer_count;
    size_t answer_capacity;

    /* of the visit at hand: its places in the two lists */
    size_t pointers_from;
    size_t pointers_end;
    size_t answers_from;
    size_t answers_end;
};

void case_block_close(struct case_block *block);

/* Fills in what belongs to the visits that are there. */
bool case_block_load(struct store *store, struct case_block *block, struct error *error) MUST_CHECK;

/* Moves to a visit; from the first to the last. */
void case_block_move(struct case_block *block, size_t index);

#endif
