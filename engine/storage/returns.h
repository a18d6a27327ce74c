/*
 * Returned claims (返戻): what came back, why, and the visits that are open again because of it.
 *
 * One entry for each returned receipt, known again by a fingerprint of its bytes, so that the same file
 * taken in twice adds nothing.  Its visits are asked about anew (asking.h) and stand in the work list
 * until the receipt is claimed again or a person closes it.  Reading the file is importers/receipts.
 *
 * What came back without a file, and what never went though it was written, a person tells: known again
 * by its claim and the month with which it had been submitted.  Claimed again is: written as a re-claim,
 * or submitted in a file that was written after the return.
 */
#ifndef ENGINE_STORAGE_RETURNS_H
#define ENGINE_STORAGE_RETURNS_H

#include "engine/storage/visits.h"
#include "engine/vocabulary/receipt_layout.h"

enum {
    RETURN_VISITS = 62 /* of one person in one month, as in pairing */
};

enum return_state {
    RETURN_OPEN = 0,
    RETURN_CLAIMED = 1,  /* a re-claim was written: not done before a person says so */
    RETURN_CLOSED = 2,   /* a person settled it otherwise */
    RETURN_NOT_SENT = 3, /* it never went: may go out, and nothing is to be done */
    RETURN_WENT = 4      /* a file with it was submitted since */
};

/* What HR and the receipt say; texts UTF-8, empty where the file does not say. */
struct returned_claim {
    unsigned how;                     /* RETURN_HOW_... */
    uint8_t print[FINGERPRINT_BYTES]; /* of the receipt's bytes: returns_print */
    uint8_t
        claim[FINGERPRINT_BYTES]; /* which claim it was (written_claims.h); zeros: nobody can say */
    uint8_t exact[FINGERPRINT_BYTES]; /* the same with its insurer */
    enum receipt_kind kind;           /* of claims; NONE: not known */
    int64_t receipt;                  /* レセプト番号 as it was sent */
    struct month treated;             /* 診療年月; MONTH_NONE */
    struct month returned;            /* 処理年月; MONTH_NONE */
    struct slice class_code;          /* 返戻区分 */
    struct slice reason;              /* 返戻事由コード */
    struct slice text;                /* 返戻理由 */
    struct slice search;              /* 検索番号 */
    struct identifiers claimed;       /* of the returned receipt; empty where it had none */
    bool has_public;                  /* it carried public expense */
    int64_t visits[RETURN_VISITS];
    size_t visit_count;      /* 0: nobody recorded */
    enum return_state state; /* of one that is listed */
};

bool returns_print(
    struct store *store,
    struct slice bytes,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* What became of it; OPEN where nobody took it in. */
bool returns_state(
    struct store *store,
    const uint8_t print[FINGERPRINT_BYTES],
    enum return_state *state,
    struct error *error) MUST_CHECK;

/* Appends one in the open transaction; *added false: it was there. */
bool returns_note(
    struct store *store,
    const struct returned_claim *claim,
    bool *added,
    struct error *error) MUST_CHECK;

/*
 * Appends one that a person tells, by claim, which must be known, and how; fills in print.  submitted is the
 * 請求年月 of written_submitted, which says that it did not come back yet.  RETURN_TOO_OFTEN when a hundred
 * of them were closed as mistakes.
 */
bool returns_note_by_hand(
    struct store *store,
    struct returned_claim *claim,
    struct month submitted,
    struct error *error) MUST_CHECK;

/*
 * Appends that it was claimed again, and with it what was told of its return before; where the one of print
 * is not open, then the one that a person told of claim, exact and kind.  RETURN_MISSING when neither is
 * open.
 */
bool returns_reclaimed(struct store *store, const struct returned_claim *claim, struct error *error)
    MUST_CHECK;

/*
 * Appends that a person settled the one of that entry otherwise, with the reason: RETURN_CLOSED_...,
 * not UNRECORDED; or that its re-claim went.  RETURN_MISSING when it is settled already, or none.
 */
bool returns_close(struct store *store, int64_t entry, unsigned reason, struct error *error)
    MUST_CHECK;

/* Appends that all re-claims that were written went; *count of them. */
bool returns_close_written(struct store *store, int64_t *count, struct error *error) MUST_CHECK;

/*
 * How the returned receipt differs from what its visits say now: CLAIM_DIFFERENCE_...; UNRECORDED when
 * they say nothing that it could be compared with, or the same.
 */
bool returns_difference(
    struct store *store,
    const struct returned_claim *claim,
    unsigned *difference,
    struct error *error) MUST_CHECK;

/* Calls take with each that is left for people, open or claimed again, with its entry's number for them. */
typedef bool
returned_taker(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error);
bool returns_each_left(struct store *store, returned_taker *take, void *taker, struct error *error)
    MUST_CHECK;

/* Visits of open returns that were not asked about since: in order of visit. */
typedef bool return_visit_taker(void *taker, const struct visit_row *visit, struct error *error);
bool returns_each_unasked(
    struct store *store,
    return_visit_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

bool returns_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
