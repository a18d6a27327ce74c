/*
 * Submissions: that the claims of a month went to a payer.  An act of a person, told once; one that was told
 * by mistake can be taken back.
 *
 * Exported is not submitted (decision 21): before it an export is a whole new file each time; after it
 * nothing is exported for that payer, month and kind any more, only withdrawals, returns and re-claims are
 * left.  Not for what was in the file: that is the last EXPORTED entry before.
 */
#ifndef ENGINE_STORAGE_SUBMISSIONS_H
#define ENGINE_STORAGE_SUBMISSIONS_H

#include "engine/storage/journal.h"
#include "engine/vocabulary/receipt_layout.h"

struct submission {
    unsigned payer;         /* PAYER_...; not UNRECORDED */
    struct month month;     /* 請求年月 */
    enum receipt_kind kind; /* medical, dental ...: each has a file of its own */
    struct date day;        /* on which it went */
    bool on_paper;
};

/*
 * Appends the act in the open transaction.  SUBMITTED_ALREADY, with the day, when there was one for that
 * payer, month and kind.
 */
bool submissions_note(struct store *store, const struct submission *submission, struct error *error)
    MUST_CHECK;

/* Appends that the act for payer, month and kind was a mistake.  SUBMISSION_MISSING when there is none. */
bool submissions_take_back(
    struct store *store,
    const struct submission *submission,
    struct error *error) MUST_CHECK;

/* Finds the act for payer, month and kind of *submission, and fills in the rest. */
bool submissions_find(
    struct store *store,
    struct submission *submission,
    bool *found,
    struct error *error) MUST_CHECK;

/* Calls take with each, in the order of the journal. */
typedef bool submission_taker(void *taker, const struct submission *submission);
bool submissions_each(struct store *store, submission_taker *take, void *taker, struct error *error)
    MUST_CHECK;

bool submissions_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
