/*
 * Returned claims (.HEN, .SAH): kept, matched to the visits they were made of, noted one by one.
 *
 * The file's bytes are kept as those of any receipt file; each returned receipt becomes an entry of
 * engine/storage/returns.h with the reason that HR gives.  The same file taken in twice adds nothing.
 * Writing the claim anew is exporters/receipt_export.h.
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

#endif
