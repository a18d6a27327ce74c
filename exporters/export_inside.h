/*
 * Inside the export: deciding one receipt, and reading the new file back.
 */
#ifndef EXPORTERS_EXPORT_INSIDE_H
#define EXPORTERS_EXPORT_INSIDE_H

#include "exporters/receipt_export.h"

/* What the first reading found for a receipt, kept for the second; one for each. */
struct export_note {
    uint64_t read_sum;    /* bytes_sum of the receipt as it was read */
    uint64_t written_sum; /* and as it goes out, its number not yet changed */
    enum receipt_outcome outcome;
};

struct export_decider {
    const struct receipt_export_order *order;
    unsigned payer; /* of the file */
    struct month claim_month;
    struct arena arena;

    /* the receipt at hand */
    struct receipt_key key;
    struct receipt_visits visits;
    struct receipt_rewrite rewrite;
    struct receipt_ruling ruling;
    struct receipt_decided decided;
};

/* Asks for the visits, drafts the new receipt and decides; all lives until the next call. */
bool export_decide(
    struct export_decider *decider,
    const struct receipt *receipt,
    struct export_note *note,
    struct error *error) MUST_CHECK;

/* What the new file must be when it is read again. */
struct export_expected {
    const struct buffer *sums; /* uint64_t for each receipt, as written */
    uint64_t head_sum;
    uint64_t after_sum; /* of what follows GO */
    int64_t receipts;
    struct receipt_total total;
};

bool export_read_back(
    const struct disk_port *disk,
    const char *path,
    const struct export_expected *expected,
    struct error *error) MUST_CHECK;

#endif
