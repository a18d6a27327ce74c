/*
 * Confirming: which answer a person has before them who says whether it is about the person at the desk,
 * and which answers such a word covers.
 */
#ifndef ENGINE_STORAGE_CONFIRMING_H
#define ENGINE_STORAGE_CONFIRMING_H

#include "engine/storage/cases.h"

struct confirmation {
    bool found;                    /* there is an answer to say something about */
    struct visit_reference answer; /* it */
    bool pair; /* its names make a pair, which stands for later visits (aliases.h) */
};

/*
 * The answer that counts for a visit; not found without one.  ANSWER_NEWER when the verdict that stands
 * was made with another one and deciding would make another verdict, so that nobody confirms what came
 * in meanwhile.  Needs no transaction.  Faults: that, RULEBOOK_..., the store's.
 */
bool confirming_answer(
    struct store *store,
    int64_t visit,
    struct confirmation *confirmation,
    struct error *error) MUST_CHECK;

/*
 * Gathering (cases.c), when captures and answer of a case are there: whether a yes is about this answer.
 * It is about the one that it names, or one that says the same numbers and the same person.  Where none
 * is named (files, captures of earlier versions) it is about those that were there before it.
 */
bool confirming_settle(
    struct store *store,
    struct part_cache *cache,
    struct visit_case *visit_case,
    struct error *error) MUST_CHECK;

#endif
