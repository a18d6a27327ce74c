/*
 * Reading dates and months as people and files write them.
 *
 * Taken, in half or full width: 20260331  2026-03-31  2026/3/31  2026.3.31  2026年3月31日
 * R8.3.31  R08/03/31  令和8年3月31日  令和元年5月1日  5080331 (era digit 5令 4平 3昭 2大 1明).
 * Eras are 明治 大正 昭和 平成 令和, their kanji, first kanji, letter M T S H R in either case, or
 * digit.  A day outside its era (平成31年5月1日) is taken: forms were printed ahead of the change.
 * A day of an era before it began (令和1年1月1日) is refused, as is any day that does not exist.
 */
#ifndef ENGINE_FOUNDATION_DATE_READ_H
#define ENGINE_FOUNDATION_DATE_READ_H

#include "engine/foundation/date.h"

bool date_read(struct slice text, struct date *date) MUST_CHECK;

/* 202603 2026-03 2026年3月 令和8年3月 R8.3 50803 */
bool month_read(struct slice text, struct month *month) MUST_CHECK;

enum {
    WAREKI_TEXT = 64
};

/* 令和8年3月31日 in half-width digits, 元年 as 元年.  Before 1868: false. */
bool date_write_wareki(struct date date, char text[WAREKI_TEXT]) MUST_CHECK;

#endif
