/*
 * What the chosen answer says of a visit: its codes, how far it agrees with what was typed, and the
 * numbers that it stands for.  Opened only where fingerprints leave a doubt.  Inside cases.
 */
#ifndef ENGINE_STORAGE_CASE_ANSWER_H
#define ENGINE_STORAGE_CASE_ANSWER_H

#include "engine/storage/cases.h"

/* Whether the answer calls the qualification lost. */
bool case_answer_is_negative(const struct visit_case *visit_case);

/*
 * Fills situation.answer, answered and alias; evidence and the answer itself are there.  Copies go
 * into the arena.
 */
bool case_answer_fill(
    struct store *store,
    struct part_cache *cache,
    struct arena *arena,
    struct visit_case *into,
    struct error *error) MUST_CHECK;

#endif
