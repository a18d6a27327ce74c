/*
 * Keeping a receipt file in the journal, so that what was exported can be made and looked at again.
 *
 * The bytes as they were read, once for the same file, and beside them the insured numbers of each
 * receipt with its month and chart number, as evidence for later visits (seen_numbers.h).  Receipts
 * without a chart number or a birth date leave no evidence: nobody could say whose it is.
 */
#ifndef IMPORTERS_RECEIPTS_UKE_KEEP_H
#define IMPORTERS_RECEIPTS_UKE_KEEP_H

#include "engine/storage/bulk.h"
#include "importers/receipts/uke.h"

struct uke_kept {
    int64_t bulk;       /* in the journal */
    bool was_there;     /* the same file was kept before */
    struct month first; /* the months of treatment in it, MONTH_NONE when none can be read */
    struct month last;
    struct uke_summary summary;
};

/*
 * Reads the file as uke_read does and keeps it.  The store must be unlocked and the role "export"
 * taken, which is that of this kind of bulk.  Faults: those of uke_read, the disk's and the store's; nothing counts then.
 */
bool uke_keep(struct store *store, const char *path, struct uke_kept *kept, struct error *error)
    MUST_CHECK;

#endif
