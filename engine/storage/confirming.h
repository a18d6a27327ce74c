/*
 * Confirming: which answer a person has before them who says whether it is about the person at the desk.
 */
#ifndef ENGINE_STORAGE_CONFIRMING_H
#define ENGINE_STORAGE_CONFIRMING_H

#include "engine/storage/visits.h"

/*
 * The answer that counts for a visit, if the verdict that stands was made with it, so that nobody
 * confirms what came in meanwhile, and if it makes a pair of names (aliases.h).  Needs no transaction.
 */
bool confirming_answer(
    struct store *store,
    int64_t visit,
    struct visit_reference *answer,
    bool *found,
    struct error *error) MUST_CHECK;

#endif
