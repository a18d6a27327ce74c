/*
 * The overlay: one receipt with what is known of its visits becomes the receipt that may go out.
 *
 * Pure.  Only what must change is changed: the numbers of HO, the branch of SN, the comments of past
 * and unknown claims, type and ratio of RE, the payer of an IR of its own; every other byte stays.  Codes and wordings come from the rules in force in the
 * month of treatment.  Whether a receipt may go out is the table receipt-path's affair, not this
 * module's; what this one cannot write it says as a trouble, and the receipt is withheld.
 */
#ifndef EXPORTERS_RECEIPT_OVERLAY_H
#define EXPORTERS_RECEIPT_OVERLAY_H

#include "engine/law/receipt_type.h"
#include "engine/vocabulary/receipt.h"
#include "exporters/receipt_terms.h"

/* Settings of the site. */
struct receipt_choices {
    bool unknown_sn;             /* an SN record on unknown claims */
    const char *unknown_insurer; /* filler of unknown claims; NULL or "": the standard one */
    unsigned foreign;            /* FOREIGN_CHARACTERS_...: of text that is carried through */
    unsigned split_months;       /* SPLIT_MONTHS_... */
};

/* The fate must be FATE_CURRENT, FATE_PAST or FATE_UNKNOWN. */
struct overlay_order {
    const struct receipt *receipt;
    const struct receipt_key *key;
    const struct receipt_visits *visits;
    const struct receipt_terms *terms;
    const struct receipt_choices *choices;
    enum receipt_fate fate;
    struct receipt_type type;
    const char *payer; /* code of the payer whose file it goes into; NULL: it stays in its own */
};

/* One item, or a whole record (RECEIPT_WHOLE_RECORD) that came or went. */
struct receipt_change {
    uint64_t
        line; /* of the record in the file that was read; of a new one: that it stands before */
    enum receipt_record record;
    enum receipt_item item;
    struct slice old_text; /* UTF-8; empty for a new record */
    struct slice new_text; /* UTF-8; empty for a record that went */
    const char *rule;      /* of the visits, or the parameter that gave the value */
};

struct receipt_rewrite {
    struct receipt_trouble trouble; /* TROUBLE_NONE: bytes and changes hold */
    struct slice bytes;             /* the receipt's own when nothing changed */
    const struct receipt_change *changes;
    size_t change_count;
};

/* What is made lives in the arena; faults are the arena's.  A trouble is no fault. */
bool receipt_overlay(
    const struct overlay_order *order,
    struct arena *arena,
    struct receipt_rewrite *rewrite,
    struct error *error) MUST_CHECK;

/*
 * Vendor characters of a receipt that goes out, by the choice: nothing, trouble FOREIGN, or each
 * replaced, with a change for each row that had one.  Rows that were made here hold none.
 */
bool receipt_settle_foreign(
    const struct receipt *receipt,
    unsigned choice,
    struct arena *arena,
    struct receipt_rewrite *rewrite,
    struct error *error) MUST_CHECK;

/* The item RE レセプト番号 changed, in the bytes of a receipt; the width of the number is kept. */
bool receipt_renumber(
    const struct receipt *receipt,
    struct slice bytes,
    int64_t number,
    struct buffer *renumbered,
    struct error *error) MUST_CHECK;

#endif
