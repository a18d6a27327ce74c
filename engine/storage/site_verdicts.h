/*
 * Verdicts of sites that file no receipts: by subject, question and payer slot (decision 26).
 *
 * Kept as bulks whose begin holds the legend of verdicts.h; a new one is written only when facts, rules
 * or outcome differ from the last.  Outcomes are kept by name.
 */
#ifndef ENGINE_STORAGE_SITE_VERDICTS_H
#define ENGINE_STORAGE_SITE_VERDICTS_H

#include "engine/law/site_decide.h"
#include "engine/storage/visits.h"

/* The number stands in packed rows for ever. */
enum site_subject {
    SITE_SUBJECT_SESSION = 1, /* a visit: a person on a day */
    SITE_SUBJECT_TICKET = 2   /* a row of tickets: a person in an archive */
};

struct site_verdict_row {
    enum site_subject subject_kind;
    int64_t subject; /* a visit or a ticket of this store */
    enum site_question question;
    int64_t slot; /* payer slot: 0 the only one */
    int64_t entry;
    int64_t row;
    unsigned result; /* SITE_RESULT_... */
    int64_t digest;
};

/* One in full.  Slices live as those of part_cache_read. */
struct site_verdict {
    struct slice class_name;
    struct slice todo_name;
    struct slice problem;
    struct slice returns; /* "01 06" */
    struct slice rules;   /* "TN-07 TT-08 ..." */
    struct slice ticket;  /* reference of the ticket, empty for none */
};

/* One row and its digest.  subject and ticket are references; ticket may be NULL. */
bool site_verdicts_pack_row(
    struct store *store,
    enum site_subject kind,
    const struct visit_reference *subject,
    const struct visit_reference *ticket,
    const struct site_ruling *ruling,
    struct buffer *row,
    int64_t *digest,
    struct error *error) MUST_CHECK;

/* The newest of a subject; *found false when there is none. */
bool site_verdicts_get(
    struct store *store,
    enum site_subject kind,
    int64_t subject,
    struct site_verdict_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

/* Visits of the site without a verdict, and those whose newest one a person has to check. */
bool site_verdicts_standing(
    struct store *store,
    int64_t *undecided,
    int64_t *to_check,
    struct error *error) MUST_CHECK;

bool site_verdicts_open(
    struct part_cache *cache,
    const struct site_verdict_row *row,
    struct site_verdict *verdict,
    struct error *error) MUST_CHECK;

bool site_verdicts_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    struct error *error) MUST_CHECK;

#endif
