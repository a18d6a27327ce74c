/*
 * How a card's certificate stands on a day: in date, soon to end, expired but still good for the
 * qualification, or expired beyond that (rules.md section 4, EC-1 to EC-7).
 *
 * The end counts with its month: grace runs to the last day of a month, never "three months later".
 * An expired certificate says nothing about the insurance.
 */
#ifndef ENGINE_LAW_CERTIFICATE_H
#define ENGINE_LAW_CERTIFICATE_H

#include "engine/law/rulebook.h"

/*
 * CERTIFICATE_STATE_VALID, ENDING, GRACE, EXPIRED or EARLY of a certificate that covers these days, on
 * a day, by the parameters certificate.warning.months and certificate.grace.months in force on it.
 * Where the book lacks one (or is NULL): VALID without warning, and UNRECORDED once it has run out,
 * because nobody knows then whether it is still good.
 */
unsigned certificate_state(const struct rulebook *book, struct interval days, struct date day);

#endif
