/*
 * The split: a receipt whose insurer changes within the month becomes one for each of the two.
 *
 * Pure.  Only what the rows of the receipt prove is done: every day is of one insurer, every treatment
 * has its times by day, every disease and comment is of one side or stands on both by what it says
 * itself, and the points that are counted are those of the receipt.  What leaves a doubt is a reason
 * (split_reason.h), and the receipt is withheld whole.  The insurers' numbers are not this module's:
 * each part is overlaid like any receipt (receipt_overlay.h).  Whether a receipt may be split is the
 * table receipt-path's affair.
 */
#ifndef EXPORTERS_RECEIPT_SPLIT_H
#define EXPORTERS_RECEIPT_SPLIT_H

#include "exporters/receipt_overlay.h"
#include "exporters/split_reason.h"

enum {
    SPLIT_PARTS = 2,
    SPLIT_DAYS = 31
};

struct split_order {
    const struct receipt *receipt;
    const struct receipt_key *key;
    struct slice
        classes; /* 診療識別 that days alone part, with blanks between (receipt.split.classes) */
    uint32_t days[SPLIT_PARTS]; /* days of the visits of each part; bit 0 is the 1st of the month */
};

/* A receipt of its own, with the insurer's numbers of the source still. */
struct split_part {
    struct slice bytes;
    const struct receipt_change
        *changes; /* against the source, rows that went to the other included */
    size_t change_count;
    const size_t *sources; /* of each row: its place in the source */
    size_t count;          /* rows */
    int64_t days;
    int64_t points;
};

struct receipt_split {
    enum split_reason reason; /* NONE: the parts hold */
    uint64_t line;            /* in the file, of the record that leaves the doubt; 0: none */
    struct split_part parts[SPLIT_PARTS];
};

/* What is made lives in the arena; faults are the arena's.  A reason is no fault. */
bool receipt_split(
    const struct split_order *order,
    struct arena *arena,
    struct receipt_split *split,
    struct error *error) MUST_CHECK;

/*
 * The proof, counted anew from the finished receipts: points, days and times of the two are those of
 * the source, each group of records is in one of them or divided by its days, no record is lost, and
 * none is doubled but RE, HO, SN and diseases that stand on both.
 */
bool receipt_split_holds(
    const struct receipt *source,
    const struct receipt *first,
    const struct receipt *second);

#endif
