/*
 * Inside the overlay: the draft that person (RE), numbers (HO), check (SN) and comments (CO) fill one after another.
 *
 * Each overlay_make_... returns false for faults only; after a trouble the draft is worthless.
 */
#ifndef EXPORTERS_OVERLAY_INSIDE_H
#define EXPORTERS_OVERLAY_INSIDE_H

#include "exporters/receipt_overlay.h"
#include "exporters/receipt_value.h"

enum {
    /* One code, seven items, and an address of LIMIT_FIELD_BYTES over several rows. */
    OVERLAY_COMMENTS = 64,
    OVERLAY_CHANGES = OVERLAY_COMMENTS + 8
};

struct overlay {
    const struct overlay_order *order;
    struct arena *arena;
    struct receipt_trouble *trouble;
    struct receipt_change *changes; /* room for OVERLAY_CHANGES */
    size_t change_count;
    /* rows that are there: data NULL when they stay */
    size_t own_row; /* IR of a dental receipt */
    struct slice own_text;
    size_t person_row;
    struct slice person_text;
    size_t insurance_row;
    struct slice insurance_text;
    size_t check_row;
    struct slice check_text;
    bool check_removed;
    /* rows that are new, and the row that they stand before */
    size_t check_at;
    struct slice check_new;
    size_t comments_at;
    struct slice comments[OVERLAY_COMMENTS];
    size_t comment_count;
    bool numbers_change; /* insurer, symbol or number is another one, not just in another width */
};

/* The label of an item for troubles. */
struct field_label overlay_label(enum receipt_item item);

/* Sets a trouble about an item or record; returns true, for it is no fault. */
bool overlay_stop(struct overlay *overlay, enum trouble trouble, enum receipt_item item);
bool overlay_stop_record(struct overlay *overlay, enum trouble trouble, enum receipt_record record);

static inline bool overlay_stopped(const struct overlay *overlay)
{
    return overlay->trouble->trouble != TROUBLE_NONE;
}

/* Parts a row that is to be changed; trouble RECORD_SHAPE when it has more items than its layout. */
bool overlay_part(struct overlay *overlay, size_t row, struct record *record);

/* The raw item of a parted row. */
struct slice
overlay_item(const struct overlay *overlay, const struct record *record, enum receipt_item item);

/* An item with its new raw value. */
struct overlay_value {
    enum receipt_item item;
    struct slice raw;
};

/* The row with some items replaced, in the arena, and a change for each that is not as it was. */
bool overlay_replace(
    struct overlay *overlay,
    size_t row,
    const struct record *record,
    const struct overlay_value *values,
    size_t count,
    struct slice *text,
    struct error *error) MUST_CHECK;

/* A new row of a record with these items, the others empty; trouble NOT_IN_LAYOUT. */
bool overlay_row(
    struct overlay *overlay,
    enum receipt_record record,
    const struct overlay_value *values,
    size_t count,
    struct slice *text,
    struct error *error) MUST_CHECK;

/* Notes that a whole row came (old empty) or went (new empty). */
bool overlay_note_row(
    struct overlay *overlay,
    size_t row,
    enum receipt_record record,
    struct slice old_raw,
    struct slice new_raw,
    const char *rule,
    struct error *error) MUST_CHECK;

/* The label of an item of the declaration. */
struct field_label overlay_text_label(enum claim_text text);

/* After trouble UNWRITABLE: all such characters of what was to be written, into the trouble. */
bool overlay_list_refused(struct overlay *overlay, struct error *error) MUST_CHECK;

bool overlay_make_person(struct overlay *overlay, struct error *error) MUST_CHECK;
bool overlay_make_numbers(struct overlay *overlay, struct error *error) MUST_CHECK;
bool overlay_make_check(struct overlay *overlay, struct error *error) MUST_CHECK;
bool overlay_make_comments(struct overlay *overlay, struct error *error) MUST_CHECK;

#endif
