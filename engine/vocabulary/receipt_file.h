/*
 * A receipt file (UKE) as it streams by: head, receipts one at a time, tail.
 *
 * Bytes are pushed in, parts come out; the parts laid together are the file, byte for byte.  No more
 * than one receipt is held.  Taken are CP932, CRLF or LF, with or without 1A at the end, short rows
 * and a missing last line end.  What makes the file something else than it claims is a fault with
 * line and column (in characters): other encodings, NUL, 1A or CR in the middle, quoted items, lines
 * without a record id, no head, no GO, records where they cannot be.  What is odd about one row is a
 * finding; unknown records are carried through.
 *
 * What kind a file is shows in its head but for two: DPC shows by its records, and the claims of a
 * returned file (HI) by the レセプト種別 of the first.  A receipt's layout is that of its claim.
 *
 * Pure: reading a disk is importers/receipts/uke.h and exporters/receipt_export.h.
 */
#ifndef ENGINE_VOCABULARY_RECEIPT_FILE_H
#define ENGINE_VOCABULARY_RECEIPT_FILE_H

#include "engine/vocabulary/receipt_head.h"

struct receipt_tail {
    struct slice row;       /* GO (HG) without its line end; empty where GO stood after the head */
    struct slice after;     /* line end, 1A and whatever blank lines come after */
    enum receipt_kind kind; /* as known now that all was read */
    bool has_totals;        /* of the kinds that have any */
    uint64_t line;
    int64_t count; /* 総件数 as written; -1: cannot be read */
    int64_t points;
    struct receipt_total counted;
    int64_t receipts;
    bool points_readable; /* every receipt had points that can be read */
};

/* Slices live during the call only.  False stops, with error filled. */
struct receipt_taker {
    void *context;
    bool (*head)(void *context, const struct receipt_head *head, struct error *error);
    bool (*receipt)(void *context, const struct receipt *receipt, struct error *error);
    bool (*tail)(void *context, const struct receipt_tail *tail, struct error *error);
    bool (*finding)(
        void *context,
        const struct receipt_finding *finding,
        struct error *error); /* may be NULL */
};

struct receipt_file;

/* The taker is copied; its context must live until close. */
bool receipt_file_open(
    const struct receipt_taker *taker,
    struct receipt_file **file,
    struct error *error) MUST_CHECK;

/* NULL is allowed. */
void receipt_file_close(struct receipt_file *file);

/* Any number of bytes.  After a fault only close may follow. */
bool receipt_file_push(struct receipt_file *file, struct slice bytes, struct error *error)
    MUST_CHECK;

/* No more bytes: the last line, the checks over the whole, the tail. */
bool receipt_file_end(struct receipt_file *file, struct error *error) MUST_CHECK;

#endif
