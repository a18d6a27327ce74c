/*
 * Facts that follow from a day: what a date, seen from the day of the visit, means for a table.
 *
 * Months are counted on calendar days in Japan, with the dated numbers of the law from the rulebook.
 * Asking and the cases beside the rules give the date ("certificate_end=2025-08-17"); the fact and
 * its value follow.  Pure.
 */
#ifndef ENGINE_LAW_DAY_FACT_H
#define ENGINE_LAW_DAY_FACT_H

#include "engine/law/rulebook.h"

/* The days that an electronic certificate which ends on a day brings with it. */
struct certificate_days {
    struct date alert_from;  /* same day so many months earlier, or the last of a shorter month */
    struct date renew_from;  /* the day after */
    struct date last_full;   /* the end itself */
    struct date last_usable; /* the end of the month so many months after the month of the end */
};

/* False when the rulebook has no number of months for that day. */
bool certificate_days_find(
    const struct rulebook *book,
    struct date end,
    struct certificate_days *days) MUST_CHECK;

/*
 * Whether name is an input from which a fact follows, and which: certificate_end, birth_date,
 * lost_on (days), registration_day (a day of the month), disaster_area (a name in the parameters).
 */
bool day_fact_find(struct slice name, enum fact *fact) MUST_CHECK;

/*
 * The value that follows on the day.  False when the text is not what the input needs, or when the
 * rulebook lacks the number for it.
 */
bool day_fact_value(
    const struct rulebook *book,
    struct slice name,
    struct slice text,
    struct date day,
    unsigned *value) MUST_CHECK;

#endif
