/*
 * Judging: the verdicts of a block of cases that was gathered.  Touches no store, so that the next block
 * can be gathered meanwhile.  Inside deciding.
 */
#ifndef ENGINE_STORAGE_JUDGING_H
#define ENGINE_STORAGE_JUDGING_H

#include "engine/law/decide.h"
#include "engine/storage/cases.h"
#include "engine/storage/crypto.h"
#include "engine/storage/verdicts.h"

/* A verdict that is not as it was: its packed row ends there in rows. */
struct judged {
    int64_t visit;
    struct month month;
    bool is_change; /* the visit had another one before */
    size_t end;
};

struct judging_block {
    const struct decider *decider;
    struct fingerprinter *printer; /* used by nobody else meanwhile */

    /* what was gathered */
    struct visit_case cases[CASES_BLOCK];
    struct visit_reference references[CASES_BLOCK];
    struct verdict_row old[CASES_BLOCK]; /* that stand; visit 0: none yet */
    size_t count;
    struct arena arena; /* of the cases */

    /* what was judged */
    struct judged judged[CASES_BLOCK];
    size_t judged_count;
    struct buffer rows; /* one after the other */
    struct buffer row;
    int64_t counts[PATH_NONE + 1];
};

bool judging_open(
    const struct decider *decider,
    const struct fingerprinter *printer,
    struct judging_block **block,
    struct error *error) MUST_CHECK;
void judging_close(struct judging_block *block);

/* Makes it ready for other cases. */
void judging_clear(struct judging_block *block);

/* Judges a struct judging_block; a behind_job. */
bool judging_run(void *block, struct error *error) MUST_CHECK;

/* The packed row of the index-th verdict that is not as it was. */
struct slice judging_row(const struct judging_block *block, size_t index);

#endif
