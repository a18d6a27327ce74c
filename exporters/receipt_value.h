/*
 * Values for items of a receipt: strictly encoded, in one width, never with a substitute.
 *
 * Shift_JIS bytes of JIS X 0208 (engine/vocabulary/jis.h).  A value that cannot be written is a
 * trouble of its receipt (receipt_trouble.h) and no fault; faults are those of the arena.  Functions
 * return false only for faults: look at the trouble after each.
 */
#ifndef EXPORTERS_RECEIPT_VALUE_H
#define EXPORTERS_RECEIPT_VALUE_H

#include "engine/foundation/arena.h"
#include "exporters/receipt_trouble.h"

enum value_width {
    WIDTH_NONE, /* empty */
    WIDTH_HALF,
    WIDTH_FULL,
    WIDTH_MIXED
};

/* In which width the bytes of an item are. */
enum value_width value_width_of(struct slice raw);

/* Characters of a value in one width. */
size_t value_length(struct slice raw);

/*
 * A symbol or number (UTF-8) without blanks, in half width where it consists of letters, digits and
 * hyphens.  *fits is false when it does not, or when a comma or quote would stand in it.
 */
bool value_half(
    struct slice text,
    struct arena *arena,
    struct slice *raw,
    bool *fits,
    struct error *error) MUST_CHECK;

/*
 * A text (UTF-8) in full width.  Trouble UNWRITABLE with the first character that cannot be written
 * and the field; control characters cannot.
 */
bool value_full(
    struct slice text,
    struct field_label field,
    struct arena *arena,
    struct slice *raw,
    struct receipt_trouble *trouble,
    struct error *error) MUST_CHECK;

/* The same without the blanks, for symbols and numbers. */
bool value_full_number(
    struct slice text,
    struct field_label field,
    struct arena *arena,
    struct slice *raw,
    struct receipt_trouble *trouble,
    struct error *error) MUST_CHECK;

/* Whether ● stands in it: a character that the service did not show. */
bool value_is_masked(struct slice text);

/* 1 or 2 digits of either width as the 2 half-width digits of a branch; false for anything else. */
bool value_branch(struct slice text, uint8_t branch[2]) MUST_CHECK;

/* The longest start of a full-width value that has at most so many bytes. */
struct slice value_piece(struct slice raw, size_t bytes);

#endif
