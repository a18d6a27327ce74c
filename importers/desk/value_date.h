/*
 * Reading a date of a field, and telling a date that does not exist from what is no date at all.  Only
 * for value.c; how dates are written is engine/foundation/date_read.h.
 */
#ifndef IMPORTERS_DESK_VALUE_DATE_H
#define IMPORTERS_DESK_VALUE_DATE_H

#include "engine/foundation/date.h"
#include "engine/vocabulary/finding.h"

/*
 * YYYYMMDD in digits, or: ROW_DATE for what would be a date if it were 31 December, ROW_VALUE for
 * anything else.  The text is well-formed UTF-8.
 */
enum finding value_read_date(struct slice text, uint8_t digits[DATE_DIGITS]);

#endif
