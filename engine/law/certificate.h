/*
 * How a card's certificate stands on a day: in date, soon to end, expired but still good for the
 * qualification, or expired beyond that.  An expired certificate says nothing about the insurance.
 */
#ifndef ENGINE_LAW_CERTIFICATE_H
#define ENGINE_LAW_CERTIFICATE_H

#include "engine/law/rulebook.h"

/*
 * CERTIFICATE_STATE_VALID, ENDING, GRACE, EXPIRED or EARLY of a certificate that covers these days, on
 * a day.  Where the book is NULL or lacks the numbers of months: VALID without a warning, and
 * UNRECORDED once it has run out, because nobody knows then whether it is still good.
 */
unsigned certificate_state(const struct rulebook *book, struct interval covers, struct date day);

#endif
