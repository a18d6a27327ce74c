#include "importers/desk/value_date.h"

#include <string.h>

#include "engine/foundation/date_read.h"
#include "engine/foundation/fold.h"

enum {
    LONGEST_DAY = 4 /* digits of a month and a day that stand together; more of them have a year */
};

/* A run of digits in a text. */
struct run {
    size_t from;
    size_t to;
};

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/* The last run of digits before a position; false when there is none. */
static bool run_before(struct slice text, size_t before, struct run *run)
{
    run->to = before;
    while (run->to > 0 && !is_digit(text.data[run->to - 1])) {
        run->to--;
    }
    run->from = run->to;
    while (run->from > 0 && is_digit(text.data[run->from - 1])) {
        run->from--;
    }
    return run->from < run->to;
}

/* The text with other bytes in the place of a run. */
static void replace(struct folded *text, struct run run, const char *with)
{
    size_t size = strlen(with);
    size_t rest = text->size - run.to;
    if (run.from + size + rest > sizeof text->bytes) {
        return;
    }
    memmove(text->bytes + run.from + size, text->bytes + run.to, rest);
    memcpy(text->bytes + run.from, with, size);
    text->size = run.from + size + rest;
}

/* Whether it would be a date with 31 December in the place of its month and day. */
static bool is_date_but_for_the_day(struct slice text)
{
    struct folded other;
    struct run day;
    struct run month;
    struct date date;
    if (!fold_width(text, &other) || !run_before(folded_slice(&other), other.size, &day)) {
        return false;
    }
    if (day.to - day.from > LONGEST_DAY) {
        replace(&other, (struct run){day.to - LONGEST_DAY, day.to}, "1231");
    } else {
        replace(&other, day, "31");
        if (!run_before(folded_slice(&other), day.from, &month)) {
            return false;
        }
        replace(&other, month, "12");
    }
    return date_read(folded_slice(&other), &date);
}

static void put_number(uint8_t *to, int number, size_t digits)
{
    for (size_t i = digits; i > 0; i--) {
        to[i - 1] = (uint8_t)('0' + number % 10);
        number /= 10;
    }
}

enum finding value_read_date(struct slice text, uint8_t digits[DATE_DIGITS])
{
    struct date date = DATE_NONE;
    struct civil civil;
    if (text.size == DATE_DIGITS && date_from_digits(text, &date)) {
        memcpy(digits, text.data, DATE_DIGITS);
        return FINDING_NONE;
    }
    if (!date_read(text, &date)) {
        return is_date_but_for_the_day(text) ? FINDING_ROW_DATE : FINDING_ROW_VALUE;
    }
    civil = date_civil(date);
    put_number(digits, civil.year, 4);
    put_number(digits + 4, civil.month, 2);
    put_number(digits + 6, civil.day, 2);
    return FINDING_NONE;
}
