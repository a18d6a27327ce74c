#include "engine/foundation/date_read.h"

#include <stdio.h>

#include "engine/foundation/text.h"

struct era {
    const char *spellings[3]; /* the name first: 明 begins 明治 */
    char letter;
    char digit;
    struct civil first;
};

static const struct era eras[] = {
#define ERA(name, one, square, letter, digit, year, month, day)                                    \
    {{name, one, square}, letter, digit, {year, month, day}},
#include "engine/foundation/eras.def"
#undef ERA
};

enum {
    ERA_COUNT = sizeof eras / sizeof eras[0],
    LINE_SYMBOLS = 48
};

/*
 * The text in symbols of one byte, so that parsing does not see widths and encodings: digits, the
 * letters of eras, a blank, '-' '/' '.', and y m d g for 年 月 日 元.
 */
struct line {
    char symbols[LINE_SYMBOLS];
    size_t count;
    size_t at;
};

struct parts {
    const struct era *era; /* NULL: the year is a Gregorian one */
    int year;
    int month;
    int day;
};

enum parts_wanted {
    PARTS_OF_MONTH = 2,
    PARTS_OF_DATE = 3
};

static const struct era *era_of(char symbol)
{
    for (size_t i = 0; i < ERA_COUNT; i++) {
        if (symbol == eras[i].letter || symbol == eras[i].digit) {
            return &eras[i];
        }
    }
    return NULL;
}

static bool is_digit(char symbol)
{
    return symbol >= '0' && symbol <= '9';
}

static char symbol_of_ascii(uint32_t character)
{
    char symbol = (char)(character >= 'a' && character <= 'z' ? character - 32 : character);
    switch (symbol) {
    case ' ':
    case '\t':
        return ' ';
    case '-':
    case '/':
    case '.':
        return symbol;
    default:
        return is_digit(symbol) || era_of(symbol) != NULL ? symbol : '\0';
    }
}

static char symbol_of(uint32_t character)
{
    switch (character) {
    case 0x5E74:
        return 'y';
    case 0x6708:
        return 'm';
    case 0x65E5:
        return 'd';
    case 0x5143:
        return 'g';
    case 0x3000:
        return ' ';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0x30FC:
    case 0xFF70:
        return '-';
    default:
        break;
    }
    if (character >= 0xFF01 && character <= 0xFF5E) {
        character -= 0xFF01 - '!';
    }
    return character < 0x80 ? symbol_of_ascii(character) : '\0';
}

/* The letter of an era whose name stands at this position, which is moved past it. */
static char take_era_name(struct slice text, size_t *at)
{
    struct slice rest = slice_part(text, *at, text.size);
    for (size_t i = 0; i < ERA_COUNT; i++) {
        for (size_t k = 0; k < sizeof eras[i].spellings / sizeof eras[i].spellings[0]; k++) {
            if (slice_starts(rest, eras[i].spellings[k])) {
                *at += slice_of(eras[i].spellings[k]).size;
                return eras[i].letter;
            }
        }
    }
    return '\0';
}

static bool line_read(struct slice text, struct line *line)
{
    size_t at = 0;
    line->count = 0;
    line->at = 0;
    while (at < text.size) {
        size_t before = at;
        uint32_t character = 0;
        char symbol = text_next(text, &at, &character) ? symbol_of(character) : '\0';
        if (symbol == '\0') {
            at = before;
            symbol = take_era_name(text, &at);
        }
        if (symbol == '\0' || line->count == LINE_SYMBOLS) {
            return false;
        }
        line->symbols[line->count] = symbol;
        line->count++;
    }
    return true;
}

static void skip_blanks(struct line *line)
{
    while (line->at < line->count && line->symbols[line->at] == ' ') {
        line->at++;
    }
}

/* The symbol that comes next after blanks, '\0' at the end. */
static char next_symbol(struct line *line)
{
    skip_blanks(line);
    return line->at < line->count ? line->symbols[line->at] : '\0';
}

static bool take_symbol(struct line *line, char symbol)
{
    if (symbol == '\0' || next_symbol(line) != symbol) {
        return false;
    }
    line->at++;
    return true;
}

static size_t digits_ahead(struct line *line)
{
    size_t count = 0;
    skip_blanks(line);
    while (line->at + count < line->count && is_digit(line->symbols[line->at + count])) {
        count++;
    }
    return count;
}

/* So many digits, which may be the beginning of more. */
static int take_digits(struct line *line, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        value = value * 10 + (line->symbols[line->at] - '0');
        line->at++;
    }
    return value;
}

static bool take_number(struct line *line, size_t least, size_t most, int *value)
{
    size_t count = digits_ahead(line);
    if (count < least || count > most) {
        return false;
    }
    *value = take_digits(line, count);
    return true;
}

/* Digits without separators: the year has the given number of them, the other parts two each. */
static bool
take_compact(struct line *line, size_t year_digits, enum parts_wanted wanted, struct parts *parts)
{
    parts->year = take_digits(line, year_digits);
    parts->month = take_digits(line, 2);
    if (wanted == PARTS_OF_DATE) {
        parts->day = take_digits(line, 2);
    }
    return next_symbol(line) == '\0';
}

static bool take_year(struct line *line, struct parts *parts)
{
    if (parts->era == NULL) {
        return take_number(line, 4, 4, &parts->year);
    }
    parts->year = 1;
    return take_symbol(line, 'g') || take_number(line, 1, 2, &parts->year);
}

static bool take_separated(struct line *line, enum parts_wanted wanted, struct parts *parts)
{
    char separator = '\0';
    bool kanji = false;
    if (!take_year(line, parts)) {
        return false;
    }
    separator = next_symbol(line);
    kanji = separator == 'y';
    if (!kanji && separator != '-' && separator != '/' && separator != '.') {
        return false;
    }
    line->at++;
    if (!take_number(line, 1, 2, &parts->month)) {
        return false;
    }
    if (wanted == PARTS_OF_DATE) {
        if (!take_symbol(line, kanji ? 'm' : separator) || !take_number(line, 1, 2, &parts->day)) {
            return false;
        }
    }
    if (kanji && !take_symbol(line, wanted == PARTS_OF_DATE ? 'd' : 'm')) {
        return false;
    }
    return next_symbol(line) == '\0';
}

static bool read_parts(struct slice text, enum parts_wanted wanted, struct parts *parts)
{
    const size_t after_year = wanted == PARTS_OF_DATE ? 4 : 2;
    struct line line;
    size_t digits = 0;
    char first = '\0';
    if (!line_read(text, &line)) {
        return false;
    }
    *parts = (struct parts){.day = 1};
    first = next_symbol(&line);
    digits = digits_ahead(&line);
    if (digits == 4 + after_year) {
        return take_compact(&line, 4, wanted, parts);
    }
    /* A digit is an era only where digits follow without separators: 5.8.3 is nothing. */
    if (!is_digit(first) || digits == 3 + after_year) {
        parts->era = era_of(first);
        if (parts->era == NULL) {
            return false;
        }
        line.at++;
        digits = digits_ahead(&line);
        if (digits == 2 + after_year) {
            return take_compact(&line, 2, wanted, parts);
        }
    }
    return take_separated(&line, wanted, parts);
}

/* Year 0 of an era ends before the era begins, and is refused for that. */
static void to_gregorian_year(struct parts *parts)
{
    if (parts->era != NULL) {
        parts->year += parts->era->first.year - 1;
    }
}

static struct date first_day(const struct era *era)
{
    struct date date = DATE_NONE;
    require(date_make(era->first.year, era->first.month, era->first.day, &date));
    return date;
}

bool date_read(struct slice text, struct date *date)
{
    struct parts parts;
    struct date found = DATE_NONE;
    if (text.size == DATE_DIGITS && date_from_digits(text, date)) {
        return true;
    }
    if (!read_parts(text, PARTS_OF_DATE, &parts)) {
        return false;
    }
    to_gregorian_year(&parts);
    if (!date_make(parts.year, parts.month, parts.day, &found) ||
        (parts.era != NULL && date_compare(found, first_day(parts.era)) < 0)) {
        return false;
    }
    *date = found;
    return true;
}

bool month_read(struct slice text, struct month *month)
{
    struct parts parts;
    struct month found = MONTH_NONE;
    if (text.size == MONTH_DIGITS && month_from_digits(text, month)) {
        return true;
    }
    if (!read_parts(text, PARTS_OF_MONTH, &parts)) {
        return false;
    }
    to_gregorian_year(&parts);
    if (!month_make(parts.year, parts.month, &found) ||
        (parts.era != NULL && month_compare(found, month_of(first_day(parts.era))) < 0)) {
        return false;
    }
    *month = found;
    return true;
}

/* The era that has begun on a day; NULL before the first. */
static const struct era *era_on(struct date date)
{
    size_t index = ERA_COUNT;
    while (index > 0 && date_compare(date, first_day(&eras[index - 1])) < 0) {
        index--;
    }
    return index == 0 ? NULL : &eras[index - 1];
}

int date_year_of_era(struct date date)
{
    const struct era *era = era_on(date);
    return era == NULL ? 0 : date_civil(date).year - era->first.year + 1;
}

bool date_write_wareki(struct date date, char text[WAREKI_TEXT])
{
    struct civil civil = date_civil(date);
    const struct era *era = era_on(date);
    int year = date_year_of_era(date);
    text[0] = '\0';
    if (era == NULL) {
        return false;
    }
    if (year == 1) {
        (void)snprintf(
            text, WAREKI_TEXT, "%s元年%d月%d日", era->spellings[0], civil.month, civil.day);
    } else {
        (void)snprintf(
            text, WAREKI_TEXT, "%s%d年%d月%d日", era->spellings[0], year, civil.month, civil.day);
    }
    return true;
}
