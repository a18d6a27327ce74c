/*
 * One receipt (レセプト) of a file: its rows as raw bytes, and what they say.
 *
 * Pure.  Nothing is decoded but what is asked for, nothing is changed: writing a changed receipt is
 * exporters/receipt_overlay.  How a file is parted into receipts is receipt_file.h.
 */
#ifndef ENGINE_VOCABULARY_RECEIPT_H
#define ENGINE_VOCABULARY_RECEIPT_H

#include "engine/foundation/arena.h"
#include "engine/vocabulary/claim.h"
#include "engine/vocabulary/receipt_layout.h"

/* A row; its bytes are text followed by end_size bytes of line end. */
struct receipt_row {
    struct slice text;
    size_t end_size;
    const struct receipt_form *form; /* NULL: carried through, not looked into */
};

struct receipt {
    const struct receipt_layout *layout;
    struct slice bytes; /* all rows with their line ends */
    uint64_t line;      /* of the first row in the file, from 1 */
    const struct receipt_row *rows;
    size_t count;
};

/*
 * Parts the bytes into rows, which live in the arena and point into the bytes.  TOO_BIG over
 * LIMIT_RECEIPT_RECORDS.
 */
bool receipt_open(
    const struct receipt_layout *layout,
    struct slice bytes,
    uint64_t line,
    struct arena *arena,
    struct receipt *receipt,
    struct error *error) MUST_CHECK;

bool receipt_row_is(const struct receipt_row *row, enum receipt_record record);

/* Index of the first row of that record from `from` on; receipt->count when there is none. */
size_t receipt_find_row(const struct receipt *receipt, enum receipt_record record, size_t from);

size_t receipt_count_rows(const struct receipt *receipt, enum receipt_record record);

/* An item of a row, raw; empty when the layout or the row does not have it. */
struct slice
receipt_item(const struct receipt *receipt, const struct receipt_row *row, enum receipt_item item);

/*
 * A month or day as the file writes it: digits only, era (GYYMM, GYYMMDD) or western, whatever the
 * edition.  False for anything else and for days that do not exist.
 */
bool receipt_month(struct slice digits, struct month *month) MUST_CHECK;
bool receipt_date(struct slice digits, struct date *date) MUST_CHECK;

/* An item as UTF-8 in the arena; characters that cannot be read become U+FFFD, ends are trimmed. */
bool receipt_item_text(
    struct slice raw,
    struct arena *arena,
    struct slice *text,
    struct error *error) MUST_CHECK;

/*
 * What pairing and the rules ask of a receipt.  Texts live in the arena.  assistance: the first
 * digits of a 負担者番号 of 医療扶助, from the rules (public.assistance); may be empty.  What cannot
 * be read is left as "not given", it is no fault.
 */
bool receipt_read_key(
    const struct receipt *receipt,
    struct slice assistance,
    struct arena *arena,
    struct receipt_key *key,
    struct error *error) MUST_CHECK;

/*
 * The days on which items of the treatment were done (1日の情報 and so on), bit 0 the first of the month; 0
 * where the layout has no such items or none is dated.
 */
uint32_t receipt_dated_days(const struct receipt *receipt);

/*
 * What a receipt adds to GO: 1 and the number of KO with the points of HO, or without HO the number
 * of KO with the points of the first (docs/formats/receipts.md, "GO").
 */
struct receipt_total {
    int64_t count;
    int64_t points;
};

/* False when the points cannot be read; they count as 0 then. */
bool receipt_add_total(const struct receipt *receipt, struct receipt_total *total);

#endif
