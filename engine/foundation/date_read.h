/*
 * Reading dates and months as people and files write them.
 *
 * Taken, in half or full width: 20260331  2026-03-31  2026/3/31  2026.3.31  2026年3月31日
 * R8.3.31  R08/03/31  R080331  令和8年3月31日  令和 8年 3月31日  令和元年5月1日  5080331 (era digit
 * 5令 4平 3昭 2大 1明).  Both separators must be alike; any dash is one.  Blanks may stand at the ends
 * and between the parts, never inside a number.
 * Eras are 明治 大正 昭和 平成 令和, their kanji, first kanji, one-character form, letter M T S H R in
 * either case, or digit (before six digits only); the table is eras.def.  A year of an era has one
 * or two digits, any other year four.  A day outside its era (平成31年5月1日) is taken: forms were
 * printed ahead of the change.  A day of an era before it began (令和1年1月1日) is refused, as is any
 * day that does not exist.  Six digits alone are no date: nobody knows which year they mean.
 */
#ifndef ENGINE_FOUNDATION_DATE_READ_H
#define ENGINE_FOUNDATION_DATE_READ_H

#include "engine/foundation/date.h"

/* False, and date as it was, for anything else; empty text is nothing, not a date. */
bool date_read(struct slice text, struct date *date) MUST_CHECK;

/* 202603 2026-03 2026年3月 令和8年3月 R8.3 R0803 50803; the first month of an era is its own. */
bool month_read(struct slice text, struct month *month) MUST_CHECK;

enum {
    WAREKI_TEXT = 64
};

/*
 * 令和8年3月31日 in half-width digits, 元年 as 元年; the day on which an era begins is its own.
 * Before 明治: false.
 */
bool date_write_wareki(struct date date, char text[WAREKI_TEXT]) MUST_CHECK;

/* The year within its era, 元年 as 1; 0 before 明治. */
int date_year_of_era(struct date date);

#endif
