/*
 * Receipt files from a disk: recognising them by content and streaming them, never by name.
 *
 * A file is read twice: once to know that it is whole, what it claims to be and free of individual
 * numbers in bulk (decision 18), and only then once more for whoever takes it, so that nothing of a
 * file with a fault is ever taken.  At no time is more than one receipt held.  What the parts are and
 * which faults there are is engine/vocabulary/receipt_file.h.
 */
#ifndef IMPORTERS_RECEIPTS_UKE_H
#define IMPORTERS_RECEIPTS_UKE_H

#include "engine/foundation/world.h"
#include "engine/vocabulary/receipt_file.h"

/* Enough of the start of a file to recognise it. */
enum {
    UKE_BEGINNING_BYTES = 256
};

/*
 * Whether the first bytes of a file are those of a receipt file, and of which kind; a DPC file looks
 * like a medical one there.
 */
bool uke_recognise(struct slice beginning, enum receipt_kind *kind) MUST_CHECK;

struct uke_summary {
    enum receipt_kind kind;
    struct month claim_month; /* MONTH_NONE: cannot be read */
    char payer[4];            /* code of the 審査支払機関 */
    char facility[RECEIPT_FACILITY_TEXT];
    int64_t receipts;
    int64_t findings;
    int64_t count; /* of GO; -1: cannot be read */
    int64_t points;
    struct receipt_total counted;
    uint64_t individual_numbers; /* different values that pass the check; not in bulk */
    uint64_t bytes;
    uint64_t sum; /* bytes_sum of the file */
};

/* The first reading alone.  Faults are those of the file with its path, and of the disk. */
bool uke_check(
    const struct disk_port *disk,
    const char *path,
    struct uke_summary *summary,
    struct error *error) MUST_CHECK;

/*
 * Both readings; the taker gets the parts and findings of the second.  RECEIPT_CHANGED when the file
 * was not the same both times: what was taken is then to be thrown away.
 */
bool uke_read(
    const struct disk_port *disk,
    const char *path,
    const struct receipt_taker *taker,
    struct uke_summary *summary,
    struct error *error) MUST_CHECK;

#endif
