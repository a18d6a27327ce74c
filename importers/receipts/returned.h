/*
 * Returned claims (.HEN, .SAH): kept, matched to the visits they were made of, noted one by one.
 *
 * The file's bytes are kept as those of any receipt file; each returned receipt becomes an entry of
 * engine/storage/returns.h with the reason that HR gives.  The same file taken in twice adds nothing.
 * Writing the claim anew is exporters/receipt_export.h.  What comes back without a file is told by hand.
 */
#ifndef IMPORTERS_RECEIPTS_RETURNED_H
#define IMPORTERS_RECEIPTS_RETURNED_H

#include "engine/law/rulebook.h"
#include "engine/storage/returns.h"

struct returned_report {
    int64_t receipts;
    int64_t added;   /* the others were there */
    int64_t unknown; /* of the added: no visit, or nobody for sure */
};

enum {
    RETURNED_BY_HAND = 64 /* receipts at once */
};

/* Which receipts of a receipt computer's file a person tells about, by their レセプト番号. */
struct returned_by_hand_order {
    const char *path;
    unsigned how; /* RETURN_HOW_...; not FILE */
    const int64_t *receipts;
    size_t count;
};

/* Each claim as it was noted; everything lives during the call. */
typedef bool
returned_teller(void *context, const struct returned_claim *claim, bool added, struct error *error);

/*
 * The store must be unlocked and the role of the caller taken.  Faults: those of uke_keep, RECLAIM_FILES
 * when it is no file of returned claims.
 */
bool returned_import(
    struct store *store,
    const struct rulebook *book,
    const char *path,
    returned_teller *tell,
    void *context,
    struct returned_report *report,
    struct error *error) MUST_CHECK;

/*
 * Claims that came back without a file, or never went: told about the receipts of the file in which they
 * are to go out, because that is where they are withheld.  All of them or none.  The file is kept as well.
 * RETURN_NOT_IN_FILE when it has no such receipt, RETURN_NOT_SUBMITTED when it is not known that such a one
 * was submitted; else as above.
 */
bool returned_by_hand(
    struct store *store,
    const struct rulebook *book,
    const struct returned_by_hand_order *order,
    returned_teller *tell,
    void *context,
    struct returned_report *report,
    struct error *error) MUST_CHECK;

#endif
