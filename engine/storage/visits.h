/*
 * Visits: one person at one facility on one date, and what was captured about each.
 *
 * A visit is the identity of its opening entry (decision 31).  Whatever is captured later about the
 * same chart number (or local number) and day is further evidence of the same visit.  The view holds
 * dates, fingerprints and pointers; values are read from the journal.
 */
#ifndef ENGINE_STORAGE_VISITS_H
#define ENGINE_STORAGE_VISITS_H

#include "engine/foundation/arena.h"
#include "engine/storage/bulk.h"
#include "engine/storage/part_cache.h"
#include "engine/storage/prints.h"

/* The identity of whatever opened a visit, valid in every copy of the journal. */
struct visit_reference {
    char terminal[9];
    int64_t incarnation;
    int64_t seq;
    int64_t row; /* ROW_WHOLE_BODY for a single capture */
};

enum {
    VISIT_WITHDRAWN = -1,
    VISIT_PURGED = -2 /* purge.h: only its number and its month are left */
};

struct visit_row {
    int64_t id; /* in this file; shown to people as V followed by it */
    struct date day;
    int64_t entry;
    int64_t row;
    int64_t bulk;
    int64_t
        gone; /* 0: it counts; the visit that it became part of; VISIT_WITHDRAWN, VISIT_PURGED */
    uint8_t prints[VISIT_PRINTS];
    int64_t content;
};

/* ---- capturing ---- */

/*
 * Appends one capture in the open transaction: to the visit that has the evidence's chart number on
 * its day, else to the one that has its local number and no other chart number, else to a new one.
 * Evidence needs a visit date and one of the two numbers.  *visit is the visit, *opened whether it is
 * new.
 */
bool visits_capture(
    struct store *store,
    enum capture capture,
    const struct evidence *evidence,
    int64_t *visit,
    bool *opened,
    struct error *error) MUST_CHECK;

/* Appends a capture to a known visit that counts; faults as visits_get_counting. */
bool visits_add(
    struct store *store,
    int64_t visit,
    enum capture capture,
    const struct evidence *evidence,
    struct error *error) MUST_CHECK;

/* The same; answer, if not NULL, is what a person had before them who said who it is about (confirming.h). */
bool visits_add_confirming(
    struct store *store,
    int64_t visit,
    enum capture capture,
    const struct evidence *evidence,
    const struct visit_reference *answer,
    struct error *error) MUST_CHECK;

/* One row of a bulk of captures, as packed fields for bulk_add_row. */
bool visits_pack_row(const struct evidence *evidence, struct buffer *row, struct error *error)
    MUST_CHECK;

struct bulk_matching {
    int64_t same;      /* rows that were there already with the same values */
    int64_t corrected; /* rows that gave a visit further or other values */
};

/*
 * Before bulk_close of a bulk of captures: finds the rows whose visit is there already (or twice in
 * the file) and adds them to the writer's matches.  In passes of fixed memory.
 */
bool visits_match_bulk(
    struct store *store,
    struct bulk_writer *writer,
    struct bulk_matching *matching,
    struct error *error) MUST_CHECK;

/* ---- finding and reading ---- */

/* The visit with that print (PRINT_CHART or PRINT_LOCAL) on that day; *visit 0 when there is none. */
bool visits_find(
    struct store *store,
    struct date day,
    int which,
    const uint8_t print[FINGERPRINT_BYTES],
    int64_t *visit,
    struct error *error) MUST_CHECK;

bool visits_get(
    struct store *store,
    int64_t visit,
    struct visit_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

/* One that counts; else VISIT_MISSING, VISIT_WITHDRAWN, VISIT_PURGED or VISIT_MERGED. */
bool visits_get_counting(
    struct store *store,
    int64_t visit,
    struct visit_row *row,
    struct error *error) MUST_CHECK;

/*
 * Calls take with each visit that counts (not gone, its bulk whole), with an id above after, in order
 * of id, of days first to last.  take may not write.  A false from take ends it without a fault.
 */
typedef bool visit_taker(void *taker, const struct visit_row *row);
bool visits_each(
    struct store *store,
    int64_t after,
    struct interval days,
    visit_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/*
 * What was captured about a visit, every capture in order: calls take with the capture's evidence,
 * whose slices live during the call.  The opening one comes first.
 */
typedef bool evidence_taker(
    void *taker,
    int64_t entry,
    int64_t row,
    const struct evidence *evidence,
    struct error *error);
bool visits_each_evidence(
    struct store *store,
    struct part_cache *cache,
    const struct visit_row *visit,
    evidence_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* Where a further capture of a visit stands; the opening one stands in its row. */
struct evidence_pointer {
    int64_t visit;
    int64_t entry;
    int64_t row;
};

/* Those of the visits first to last, in order of visit and then of the journal. */
typedef bool pointer_taker(void *taker, const struct evidence_pointer *pointer);
bool visits_each_pointer(
    struct store *store,
    int64_t first,
    int64_t last,
    pointer_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* What stands at a pointer; slices live as those of part_cache_read. */
bool visits_read_evidence(
    struct part_cache *cache,
    int64_t entry,
    int64_t row,
    struct evidence *evidence,
    struct error *error) MUST_CHECK;

/* Later values over earlier ones, copied into the arena. */
bool visits_merged_evidence(
    struct store *store,
    struct part_cache *cache,
    const struct visit_row *visit,
    struct arena *arena,
    struct evidence *evidence,
    struct error *error) MUST_CHECK;

/* ---- references ---- */

enum {
    REFERENCE_TEXT = 80
};

bool visits_reference(
    struct store *store,
    int64_t visit,
    struct visit_reference *reference,
    struct error *error) MUST_CHECK;
/* The reference of any row of a part, of answers too; visits_resolve gives its number in the view. */
bool visits_reference_row(
    struct store *store,
    int64_t entry,
    int64_t row,
    struct visit_reference *reference,
    struct error *error) MUST_CHECK;
bool visits_resolve(
    struct store *store,
    const struct visit_reference *reference,
    int64_t *visit,
    struct error *error) MUST_CHECK;

/*
 * The same for many visits in turn: most of them stand in the same part as the one before.  Zeroed to
 * begin with; good as long as no entry is taken away.
 */
struct reference_cache {
    int64_t entry;                    /* of the part that was looked up last; 0: none */
    struct visit_reference reference; /* of its rows */
    int64_t base;                     /* the visit of its row 0; 0: not looked up */
};

bool visits_reference_cached(
    struct store *store,
    const struct visit_row *visit,
    struct reference_cache *cache,
    struct visit_reference *reference,
    struct error *error) MUST_CHECK;
bool visits_resolve_cached(
    struct store *store,
    const struct visit_reference *reference,
    struct reference_cache *cache,
    int64_t *visit,
    struct error *error) MUST_CHECK;

/* "7H2K9QXA.1.12.345": terminal, incarnation, seq and row (left out when -1). */
void reference_write(const struct visit_reference *reference, char text[REFERENCE_TEXT]);
bool reference_read(struct slice text, struct visit_reference *reference) MUST_CHECK;

/* ---- applying (views.c, bulk_view.c) ---- */

bool visits_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;
bool visits_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    int64_t *base,
    struct error *error) MUST_CHECK;
bool visits_apply_match_part(struct store *store, const struct bulk_part *part, struct error *error)
    MUST_CHECK;
bool visits_apply_corrections(struct store *store, int64_t bulk, struct error *error) MUST_CHECK;
bool visits_drop_bulk(struct store *store, int64_t bulk, struct error *error) MUST_CHECK;

#endif
