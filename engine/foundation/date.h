/*
 * Civil dates, months and intervals of days.
 *
 * A date is a day of the Gregorian calendar without time or zone; the days of visits are Japanese
 * days (JST, UTC+9 by arithmetic, no time-zone data needed).  Reading what people write is
 * date_read.h.  An interval says in the name of its maker which convention its end came with:
 * 有効終了日 is the last covered day, 資格喪失日 the first day not covered (rules.md 6.2).
 */
#ifndef ENGINE_FOUNDATION_DATE_H
#define ENGINE_FOUNDATION_DATE_H

#include "engine/foundation/bytes.h"

/* Days since 1970-01-01; DATE_NONE for "no date". */
struct date {
    int32_t days;
};

/* Months since 1970-01; MONTH_NONE for "no month". */
struct month {
    int32_t months;
};

#define DATE_NONE ((struct date){INT32_MIN})
#define MONTH_NONE ((struct month){INT32_MIN})

struct civil {
    int year;
    int month;
    int day;
};

/* False when there is no such day (31 February) or the year is outside 1800 to 2200. */
bool date_make(int year, int month, int day, struct date *date) MUST_CHECK;
struct civil date_civil(struct date date);
bool date_is_some(struct date date);

/* Below 0, 0, above 0.  Both must be dates. */
int date_compare(struct date left, struct date right);
struct date date_add_days(struct date date, int days);

/*
 * The same day of another month; where that month is too short, its last day.  The rounding is part
 * of the name because grace periods turn on it (rules.md section 4).
 */
struct date date_add_months_to_shorter(struct date date, int months);

struct date month_first_day(struct month month);
struct date month_last_day(struct month month);
struct month month_of(struct date date);
bool month_make(int year, int month_of_year, struct month *month) MUST_CHECK;
bool month_is_some(struct month month);
struct month month_add(struct month month, int months);
int month_compare(struct month left, struct month right);

/* Exactly "YYYYMMDD" or "YYYYMM": the form of bodies and of the service's files. */
bool date_from_digits(struct slice digits, struct date *date) MUST_CHECK;
bool month_from_digits(struct slice digits, struct month *month) MUST_CHECK;

enum {
    DATE_DIGITS = 8,
    MONTH_DIGITS = 6,
    DATE_TEXT = 16 /* room for either form below, with NUL */
};

void date_write_digits(struct date date, char text[DATE_TEXT]);    /* 20260331 */
void date_write(struct date date, char text[DATE_TEXT]);           /* 2026-03-31 */
void month_write_digits(struct month month, char text[DATE_TEXT]); /* 202603 */
void month_write(struct month month, char text[DATE_TEXT]);        /* 2026-03 */

/* The Japanese day on which an instant falls. */
struct date date_of_utc_ms(int64_t utc_ms);

/* "2026-03-31T18:00:00+09:00" in room for INSTANT_TEXT bytes. */
enum {
    INSTANT_TEXT = 32
};

void instant_write_jst(int64_t utc_ms, char text[INSTANT_TEXT]);

/* Whole years of age on a day; a year is complete on the birthday itself. */
int age_on(struct date birth, struct date day);

/* Days from first to last, both covered; DATE_NONE on either side means open. */
struct interval {
    struct date first;
    struct date last;
};

struct interval interval_to_last_covered(struct date first, struct date last);
struct interval interval_to_first_uncovered(struct date first, struct date first_uncovered);
struct interval interval_both(struct interval left, struct interval right);
bool interval_covers(struct interval interval, struct date day);

#endif
