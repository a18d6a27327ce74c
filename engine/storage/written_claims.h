/*
 * Written claims: which claims of an export were in its file, so that one that was submitted does not go
 * out again (decision 21).
 *
 * A claim is a person (chart number and birth date) in a month of treatment, in hospital or not, in files
 * of one kind; only fingerprints of it are kept (prints.h).  The insurer is no part of it: a claim with a
 * corrected insurer is the same claim.  Only where one of several claims of a person stayed behind while
 * another went out is the one that stayed known by its insurer, and free to go; and where several went out,
 * the return of one is not that of the others.  Claims without a chart number or a birth date are not known
 * again.
 */
#ifndef ENGINE_STORAGE_WRITTEN_CLAIMS_H
#define ENGINE_STORAGE_WRITTEN_CLAIMS_H

#include "engine/storage/journal.h"
#include "engine/storage/prints.h"
#include "engine/vocabulary/claim.h"
#include "engine/vocabulary/receipt_layout.h"

struct written_file {
    int64_t export;         /* its EXPORTED entry */
    unsigned payer;         /* PAYER_...; not UNRECORDED */
    struct month month;     /* 請求年月 */
    enum receipt_kind kind; /* of the file */
};

struct written_claim {
    uint8_t claim[FINGERPRINT_BYTES];
    uint8_t exact[FINGERPRINT_BYTES]; /* with its insurer */
    struct month month;               /* 診療年月 */
    bool out;                         /* it was in the file; else it stayed behind */
};

/* A file of returned claims does not say whether they are DPC: both are medical here. */
enum receipt_kind written_kind(enum receipt_kind kind);

/* Fills in all but out; *known false: it is not known whose it is, and the fingerprints are zeros. */
bool written_claim_of(
    struct store *store,
    const struct receipt_key *key,
    struct written_claim *claim,
    bool *known,
    struct error *error) MUST_CHECK;

/* Appends what was in a file, in the open transaction: one entry or, of very many claims, several. */
bool written_note(
    struct store *store,
    const struct written_file *file,
    const struct written_claim *claims,
    size_t count,
    struct error *error) MUST_CHECK;

/*
 * The 請求年月 with which a claim was submitted last: it was in the last file that was written for that
 * payer, month and kind before the act "submitted".  MONTH_NONE: it was not, or it came back since and that
 * is not settled yet (returns.h).
 */
bool written_submitted(
    struct store *store,
    const struct receipt_key *key,
    enum receipt_kind kind,
    struct month *month,
    struct error *error) MUST_CHECK;

/*
 * How many claims, each known again, are in the last file that was written for that payer, month and kind;
 * export is filled in, 0 when there is none.
 */
bool written_in_last(
    struct store *store,
    struct written_file *file,
    int64_t *claims,
    struct error *error) MUST_CHECK;

/*
 * A file was submitted: returns that went out again in the last one written for that payer, month and kind
 * before that are settled.  Of applying the act; export is not looked at.
 */
bool written_went(struct store *store, const struct written_file *file, struct error *error)
    MUST_CHECK;

/* The act was a mistake: those returns are open again.  Before the act is forgotten. */
bool written_went_not(struct store *store, const struct written_file *file, struct error *error)
    MUST_CHECK;

bool written_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
