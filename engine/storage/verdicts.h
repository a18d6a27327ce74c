/*
 * Verdicts in the store: kept as bulks, the newest of each visit in a view.
 *
 * Facts and rules of a verdict are kept as small numbers; what the numbers mean stands once in the
 * begin of the bulk (the legend), so that a verdict can be read by any later version.  Outcomes are
 * kept by name.  A verdict that was exported is never rewritten: a change of mind is a new one.
 */
#ifndef ENGINE_STORAGE_VERDICTS_H
#define ENGINE_STORAGE_VERDICTS_H

#include "engine/foundation/arena.h"
#include "engine/law/rulebook.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/visits.h"
#include "engine/vocabulary/verdict.h"

struct verdict_row {
    int64_t visit;
    int64_t entry;
    int64_t row;
    unsigned path;
    int64_t digest;
};

/* ---- writing ---- */

/* The legend of a bulk of verdicts: the name that bulk_open takes. */
bool verdicts_legend(
    const struct rulebook *book,
    const struct rulebook_identity *identity,
    struct buffer *legend,
    struct error *error) MUST_CHECK;

/* One row, and the digest by which a verdict is known to be the same as the last. */
bool verdicts_pack_row(
    struct fingerprinter *printer,
    const struct visit_reference *visit,
    int64_t answer,
    const struct verdict *verdict,
    const struct decision *decision,
    struct buffer *row,
    int64_t *digest,
    struct error *error) MUST_CHECK;

/* ---- reading ---- */

bool verdicts_get(
    struct store *store,
    int64_t visit,
    struct verdict_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

/* Calls take with the verdicts of visits first to last, in order; a false ends it. */
typedef bool verdict_taker(void *taker, const struct verdict_row *row);
bool verdicts_each(
    struct store *store,
    int64_t first,
    int64_t last,
    verdict_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* One in full.  Texts and slices live in the arena that it was opened with. */
struct verdict_record {
    struct verdict verdict;
    int64_t answer; /* its id in this store; 0: none */
    int64_t at_ms;
    uint8_t rulebook_hash[HASH_BYTES];
};
/* A reader keeps the legend and the parts that it used last. */
struct verdict_reader;
bool verdict_reader_open(
    struct store *store,
    struct part_cache *cache,
    struct verdict_reader **reader,
    struct error *error) MUST_CHECK;
void verdict_reader_close(struct verdict_reader *reader);

bool verdicts_open(
    struct verdict_reader *reader,
    const struct verdict_row *row,
    struct arena *arena,
    struct verdict_record *record,
    struct error *error) MUST_CHECK;

/* How many visits stand on each path (PATH_UNDECIDED: no verdict yet). */
bool verdicts_count(struct store *store, int64_t counts[PATH_NONE + 1], struct error *error)
    MUST_CHECK;

/*
 * The same, counted visit by visit and without the counters: the two must agree, which is the proof
 * that the reports print.
 */
bool verdicts_survey(struct store *store, int64_t counts[PATH_NONE + 1], struct error *error)
    MUST_CHECK;

/* Visits above after with an open verdict (held or waiting), in order; take's path is the verdict's. */
typedef bool open_work_taker(void *taker, int64_t visit, struct date day, unsigned path);
bool verdicts_open_work(
    struct store *store,
    int64_t after,
    open_work_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* A visit no longer counts, and neither does its verdict; applying only. */
bool verdicts_drop(struct store *store, int64_t visit, struct error *error) MUST_CHECK;

/* The same for all visits of days, both ends included. */
bool verdicts_drop_days(struct store *store, struct interval days, struct error *error) MUST_CHECK;

bool verdicts_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    struct error *error) MUST_CHECK;

#endif
