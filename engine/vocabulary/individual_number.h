/*
 * Individual numbers (個人番号, マイナンバー): knowing one when it is seen, so that it is never kept.
 *
 * There is no type for one and no function that reads one (decision 18).  Of random numbers of 12
 * digits about one in ten passes the check, so that a hit is something to refuse and to ask about,
 * not a proof.
 */
#ifndef ENGINE_VOCABULARY_INDIVIDUAL_NUMBER_H
#define ENGINE_VOCABULARY_INDIVIDUAL_NUMBER_H

#include "engine/foundation/bytes.h"

enum {
    INDIVIDUAL_NUMBER_DIGITS = 12
};

/*
 * Whether these are exactly 12 half-width digits, the last of which is the check digit of an
 * individual number (総務省令第85号第5条: 11 - sum of P_n Q_n mod 11, 0 for a remainder of 0 or 1).
 */
bool individual_number_is_right(struct slice digits);

/* 12 digits that stand by themselves. */
struct individual_number_run {
    size_t at;
    size_t size; /* in bytes, blanks or hyphens within it included */
    bool is_right;
};

/*
 * Finds the next run of exactly 12 digits at or after a position, anywhere in a text or in the raw
 * bytes of a file: half width, or full width in UTF-8 or in CP932, one form throughout, written
 * together or in three groups of four parted by one blank or hyphen each.  Longer and shorter
 * numbers are none.  False, and run as it was, when there is no more.
 */
bool individual_number_next(struct slice bytes, size_t from, struct individual_number_run *run)
    MUST_CHECK;

/* Whether any run in the bytes is right. */
bool individual_number_is_in(struct slice bytes);

#endif
