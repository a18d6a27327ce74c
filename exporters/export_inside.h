/*
 * Inside the export: deciding one receipt, writing the new files, and reading them back.
 */
#ifndef EXPORTERS_EXPORT_INSIDE_H
#define EXPORTERS_EXPORT_INSIDE_H

#include "exporters/receipt_export.h"
#include "exporters/receipt_patch.h"

/* What the first reading found for a receipt, kept for the second; one for each. */
struct export_note {
    uint64_t read_sum;    /* bytes_sum of the receipt as it was read */
    uint64_t written_sum; /* and as it goes out, its number not yet changed */
    enum receipt_outcome outcome;
};

struct export_decider {
    const struct receipt_export_order *order;
    unsigned payer;         /* of the file */
    unsigned other_payer;   /* of the file beside it, that receipts may move to; UNRECORDED: none */
    const char *other_code; /* its code */
    struct month claim_month;
    struct arena arena;

    /* the receipt at hand */
    struct receipt_key key;
    struct receipt_visits visits;
    struct receipt_rewrite rewrite;
    struct receipt_ruling ruling;
    struct receipt_decided decided;
    unsigned split; /* SPLIT_... */
    enum split_reason split_reason;
    uint64_t split_line;
    struct receipt_piece pieces[SPLIT_PARTS]; /* of a split that was proved */
};

/* Whether a receipt with these visits belongs into the other payer's file, which is written too. */
bool export_moves(const struct export_decider *decider, const struct receipt_visits *visits);

/* Numbers of 医療扶助, by the rules of the claim month. */
struct slice export_assistance(const struct export_decider *decider);

/* Splits a receipt of several insurers or paths, or finds why not; nothing for any other. */
bool export_split(
    struct export_decider *decider,
    const struct receipt *receipt,
    struct error *error) MUST_CHECK;

/* Asks for the visits, drafts the new receipt and decides; all lives until the next call. */
bool export_decide(
    struct export_decider *decider,
    const struct receipt *receipt,
    struct export_note *note,
    struct error *error) MUST_CHECK;

/* Tells the order's announced of the receipt. */
bool export_announce(
    struct export_decider *decider,
    const struct receipt *receipt,
    struct error *error) MUST_CHECK;

/* The fate that a receipt would have by its visits; FATE_WITHHOLD when there is none. */
enum receipt_fate export_fate_of(const struct receipt_visits *visits);

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

/* One file on its way: read, decided, written. */
struct export
{
    const struct receipt_export_order *order;
    struct receipt_export_result *result;
    struct export_decider decider;
    struct receipt_file *file;
    struct buffer notes; /* struct export_note for each receipt */
    const struct receipt_layout *layout;
    struct export *other; /* the file of the other payer; NULL: there is none */
    char code[4];         /* of the payer */

    /* the second reading */
    struct safe_file target;
    struct receipt_patch patch;
    struct buffer sums;       /* of what was written, for each receipt that went out */
    struct slice missing_end; /* of the last line written, which has none; empty */
    struct export_expected expected;
    int64_t seen;
    int64_t number; /* of the receipt that went out last */
    bool renumbers; /* one was left out before, or came in */
};

/* Streams the source through a taker; faults have its path. */
bool export_read_source(
    struct export *export,
    const struct receipt_taker *taker,
    struct error *error) MUST_CHECK;

/* ---- claiming again what came back ---- */

bool export_is_reclaim(const struct export *export);

/* The head of the claim month in the place of that of the returned file.  RECLAIM_FILES, RECLAIM_PAYER. */
bool export_begin_reclaim(
    struct export *export,
    const struct receipt_head *returned,
    struct receipt_head *head,
    struct error *error) MUST_CHECK;

/* A returned receipt without its HR rows; history rows and all others byte for byte. */
bool export_put_reclaim(
    const struct export *export,
    const struct receipt *receipt,
    struct slice bytes,
    struct buffer *claim,
    struct error *error) MUST_CHECK;

/* A receipt that would need an IR of its own and came without. */
bool export_lacks_own_head(const struct export_decider *decider, const struct receipt *receipt);

bool export_write_reclaim_tail(struct export *export, struct error *error) MUST_CHECK;

/* The second reading: target and lists are written and settled, not yet named. */
bool export_write(struct export *export, struct error *error) MUST_CHECK;

#endif
