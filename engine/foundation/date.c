#include "engine/foundation/date.h"

#include <stdio.h>

enum {
    YEAR_FIRST = 1800,
    YEAR_LAST = 2200,
    MS_PER_MINUTE = 60 * 1000,
    JST_MINUTES = 9 * 60
};

/*
 * Days before a year's March in the proleptic Gregorian calendar, years counted from March so that
 * the leap day comes last; 719468 is the day number of 1970-01-01 counted from 0000-03-01.
 */
static int32_t days_from_civil(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int m = month <= 2 ? month + 9 : month - 3;
    return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int days_in_month(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : lengths[month - 1];
}

bool date_make(int year, int month, int day, struct date *date)
{
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month)) {
        return false;
    }
    date->days = days_from_civil(year, month, day);
    return true;
}

struct civil date_civil(struct date date)
{
    /* Years of 400 are 146097 days; within them the usual century and leap corrections. */
    int z = date.days + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    require(date_is_some(date));
    return (struct civil){
        .year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
        .month = month,
        .day = day_of_year - (153 * shifted + 2) / 5 + 1,
    };
}

bool date_is_some(struct date date)
{
    return date.days != INT32_MIN;
}

int date_compare(struct date left, struct date right)
{
    require(date_is_some(left) && date_is_some(right));
    return left.days < right.days ? -1 : left.days > right.days ? 1 : 0;
}

struct date date_add_days(struct date date, int days)
{
    require(date_is_some(date));
    return (struct date){date.days + days};
}

struct date date_add_months_to_shorter(struct date date, int months)
{
    struct civil civil = date_civil(date);
    struct month month = month_add(month_of(date), months);
    struct date last = month_last_day(month);
    struct date moved = date_add_days(month_first_day(month), civil.day - 1);
    return moved.days > last.days ? last : moved;
}

struct month month_of(struct date date)
{
    struct civil civil = date_civil(date);
    return (struct month){(civil.year - 1970) * 12 + civil.month - 1};
}

bool month_make(int year, int month_of_year, struct month *month)
{
    if (year < YEAR_FIRST || year > YEAR_LAST || month_of_year < 1 || month_of_year > 12) {
        return false;
    }
    month->months = (year - 1970) * 12 + month_of_year - 1;
    return true;
}

bool month_is_some(struct month month)
{
    return month.months != INT32_MIN;
}

static struct civil month_civil(struct month month)
{
    int months = month.months + 1970 * 12;
    require(month_is_some(month));
    return (struct civil){.year = months / 12, .month = months % 12 + 1, .day = 1};
}

struct date month_first_day(struct month month)
{
    struct civil civil = month_civil(month);
    return (struct date){days_from_civil(civil.year, civil.month, 1)};
}

struct date month_last_day(struct month month)
{
    return date_add_days(month_first_day(month_add(month, 1)), -1);
}

struct month month_add(struct month month, int months)
{
    require(month_is_some(month));
    return (struct month){month.months + months};
}

int month_compare(struct month left, struct month right)
{
    require(month_is_some(left) && month_is_some(right));
    return left.months < right.months ? -1 : left.months > right.months ? 1 : 0;
}

bool date_from_digits(struct slice digits, struct date *date)
{
    int64_t number = 0;
    if (digits.size != DATE_DIGITS || !slice_read_number(digits, &number)) {
        return false;
    }
    return date_make((int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100), date);
}

bool month_from_digits(struct slice digits, struct month *month)
{
    int64_t number = 0;
    if (digits.size != MONTH_DIGITS || !slice_read_number(digits, &number)) {
        return false;
    }
    return month_make((int)(number / 100), (int)(number % 100), month);
}

/* Dates are written for each row of a file: formatting by snprintf took a tenth of an export. */
static char *put_digits(char *at, int number, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        at[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return at + digits;
}

static char *put_byte(char *at, char byte)
{
    *at = byte;
    return at + 1;
}

void date_write_digits(struct date date, char text[DATE_TEXT])
{
    struct civil civil = date_civil(date);
    char *at = put_digits(text, civil.year, 4);
    at = put_digits(at, civil.month, 2);
    *put_digits(at, civil.day, 2) = '\0';
}

void date_write(struct date date, char text[DATE_TEXT])
{
    struct civil civil = date_civil(date);
    char *at = put_byte(put_digits(text, civil.year, 4), '-');
    at = put_byte(put_digits(at, civil.month, 2), '-');
    *put_digits(at, civil.day, 2) = '\0';
}

void month_write_digits(struct month month, char text[DATE_TEXT])
{
    struct civil civil = month_civil(month);
    *put_digits(put_digits(text, civil.year, 4), civil.month, 2) = '\0';
}

void month_write(struct month month, char text[DATE_TEXT])
{
    struct civil civil = month_civil(month);
    *put_digits(put_byte(put_digits(text, civil.year, 4), '-'), civil.month, 2) = '\0';
}

static int64_t floor_divide(int64_t number, int64_t by)
{
    return number >= 0 ? number / by : -((-number + by - 1) / by);
}

struct date date_of_utc_ms(int64_t utc_ms)
{
    int64_t local = utc_ms + (int64_t)JST_MINUTES * MS_PER_MINUTE;
    return (struct date){(int32_t)floor_divide(local, INT64_C(24) * 60 * MS_PER_MINUTE)};
}

void instant_write_jst(int64_t utc_ms, char text[INSTANT_TEXT])
{
    struct civil civil = date_civil(date_of_utc_ms(utc_ms));
    int64_t minutes = floor_divide(utc_ms, MS_PER_MINUTE) + JST_MINUTES;
    int64_t seconds = floor_divide(utc_ms, 1000);
    int minute_of_day = (int)(minutes - floor_divide(minutes, INT64_C(24) * 60) * INT64_C(24) * 60);
    int second = (int)(seconds - floor_divide(seconds, 60) * 60);
    (void)snprintf(
        text, INSTANT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d+09:00", civil.year % 10000,
        civil.month % 100, civil.day % 100, minute_of_day / 60 % 24, minute_of_day % 60,
        second % 60);
}

int age_on(struct date birth, struct date day)
{
    struct civil born = date_civil(birth);
    struct civil now = date_civil(day);
    bool before_birthday =
        now.month < born.month || (now.month == born.month && now.day < born.day);
    return now.year - born.year - (before_birthday ? 1 : 0);
}

struct interval interval_to_last_covered(struct date first, struct date last)
{
    return (struct interval){first, last};
}

struct interval interval_to_first_uncovered(struct date first, struct date first_uncovered)
{
    if (!date_is_some(first_uncovered)) {
        return (struct interval){first, DATE_NONE};
    }
    return (struct interval){first, date_add_days(first_uncovered, -1)};
}

static struct date later(struct date left, struct date right)
{
    if (!date_is_some(left) || !date_is_some(right)) {
        return date_is_some(left) ? left : right;
    }
    return date_compare(left, right) >= 0 ? left : right;
}

static struct date earlier(struct date left, struct date right)
{
    if (!date_is_some(left) || !date_is_some(right)) {
        return date_is_some(left) ? left : right;
    }
    return date_compare(left, right) <= 0 ? left : right;
}

struct interval interval_both(struct interval left, struct interval right)
{
    return (struct interval){later(left.first, right.first), earlier(left.last, right.last)};
}

bool interval_covers(struct interval interval, struct date day)
{
    return (!date_is_some(interval.first) || date_compare(interval.first, day) <= 0) &&
           (!date_is_some(interval.last) || date_compare(day, interval.last) <= 0);
}
