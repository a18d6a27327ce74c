/*
 * Cases: gathering, for one visit after the other, what is known about it.
 *
 * A gatherer walks visits in blocks; for each it merges the captures, groups the typed numbers by
 * their source, chooses the answer that counts (choosing.h) and fills a situation.  Answers of lists
 * are joined by fingerprint in passes of a fixed size (case_listed.h).  Values are opened only where
 * fingerprints leave a doubt.
 */
#ifndef ENGINE_STORAGE_CASES_H
#define ENGINE_STORAGE_CASES_H

#include "engine/law/situation.h"
#include "engine/storage/aliases.h"
#include "engine/storage/seen_numbers.h"
#include "engine/storage/visits.h"

enum {
    CASES_BLOCK = 512 /* visits read under one lock, some milliseconds */
};

struct visit_case {
    struct visit_row visit;
    struct situation situation;
    bool has_answer;
    bool spoiled;             /* an answer came that carries a finding */
    struct answer_row answer; /* the chosen one */
    bool has_answered;
    struct identifiers answered; /* the numbers that it stands for */
    struct alias alias;          /* where its name was confirmed, if it needs that */
    struct seen_numbers
        seen; /* of an earlier receipt, where situation.typed says that they are used */
    struct evidence_pointer confirmed; /* where PERSON_CONFIRMED was said last; entry 0: nowhere */
    int64_t failed_attempts;
    int64_t last_asked_ms;
};

struct case_gatherer;

/* Which visits: all that count with days from first to last. */
bool cases_open(
    struct store *store,
    struct interval days,
    struct case_gatherer **gatherer,
    struct error *error) MUST_CHECK;
void cases_close(struct case_gatherer *gatherer);

/*
 * The next visits, in order of id within a pass; none after the last.  Until the end of the block the
 * store is read under one lock, and nothing may be written.
 */
bool cases_begin_block(
    struct case_gatherer *gatherer,
    const struct visit_row **visits,
    size_t *count,
    struct error *error) MUST_CHECK;

/*
 * The case of the next visit of the block; *found false after its last.  It lives until the next call,
 * or as long as the arena of cases_keep_in.
 */
bool cases_next(
    struct case_gatherer *gatherer,
    struct visit_case *visit_case,
    bool *found,
    struct error *error) MUST_CHECK;

/* From now on what cases point to is put there. */
void cases_keep_in(struct case_gatherer *gatherer, struct arena *arena);

void cases_end_block(struct case_gatherer *gatherer);

/* One visit by itself; needs no passes.  The case lives until the next call. */
bool cases_of_visit(
    struct case_gatherer *gatherer,
    int64_t visit,
    struct visit_case *visit_case,
    struct error *error) MUST_CHECK;

/* The gatherer's reader of bodies, for whoever opens more about the same visits. */
struct part_cache *cases_cache(struct case_gatherer *gatherer);

#endif
