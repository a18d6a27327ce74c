/*
 * What is read as a date or month is one: it reads back from every form in which it is written.
 * What is refused leaves the result alone, and the width of the text makes no difference.
 */
#include "engine/foundation/date_read.h"
#include "engine/foundation/fold.h"
#include "tests/fuzz/fuzz.h"

static void reads_as(const char *text, struct date date)
{
    struct date read = DATE_NONE;
    require(date_read(slice_of(text), &read));
    require(date_compare(read, date) == 0);
}

static void check_date(struct date date)
{
    struct civil civil = date_civil(date);
    char text[DATE_TEXT];
    char wareki[WAREKI_TEXT];
    require(civil.year >= 1800 && civil.year <= 2200);
    date_write(date, text);
    reads_as(text, date);
    date_write_digits(date, text);
    reads_as(text, date);
    /* Readers take two digits for the year of an era, and nobody lives to write three. */
    if (date_write_wareki(date, wareki) && civil.year < 2019 + 99) {
        reads_as(wareki, date);
    }
}

static void check_month(struct month month)
{
    struct month read = MONTH_NONE;
    char text[DATE_TEXT];
    month_write(month, text);
    require(month_read(slice_of(text), &read) && month_compare(read, month) == 0);
    month_write_digits(month, text);
    require(month_read(slice_of(text), &read) && month_compare(read, month) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = {data, size};
    struct folded folded;
    struct date date = {12345};
    struct date other = {12345};
    struct month month = {4321};
    bool is_date = date_read(text, &date);
    if (is_date) {
        check_date(date);
    }
    require(is_date || date.days == 12345);
    if (month_read(text, &month)) {
        require(!is_date);
        check_month(month);
    } else {
        require(month.months == 4321);
    }
    if (fold_width(text, &folded)) {
        require(date_read(folded_slice(&folded), &other) == is_date);
        require(date.days == other.days);
    }
    return 0;
}
