#include "importers/tickets/ticket_value.h"

#include <string.h>

#include "engine/foundation/date_read.h"
#include "engine/foundation/fold.h"
#include "engine/foundation/text.h"
#include "engine/vocabulary/individual_number.h"

enum {
    EIGHT_DIGITS = 8,
    SEVEN_DIGITS = 7,
    NATIONAL_DIGITS =
        6, /* 国保 numbers have no more; padding them restores nothing that was lost */
    NUMBER_CHARACTERS = 20, /* of symbols and numbers in the official schema */
    YEN_DIGITS = 9,
    ERA_DATE_DIGITS = 7,
    YEAR_DIGITS = 2,
    SERIAL_DATE_DIGITS = 5,
    SERIAL_DATE_OFFSET = 25569 /* 1970-01-01 as spreadsheets count days */
};

static void note(struct ticket_value *value, enum finding finding)
{
    for (size_t i = 0; i < value->note_count; i++) {
        if (value->notes[i] == finding) {
            return;
        }
    }
    require(value->note_count < TICKET_VALUE_NOTES);
    value->notes[value->note_count] = finding;
    value->note_count++;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool all_digits(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!is_digit(text.data[i])) {
            return false;
        }
    }
    return text.size > 0;
}

/* ---- what a spreadsheet leaves behind ---- */

/* ="0123" or ='0123' and the apostrophe that marks a text. */
static struct slice unwrap(struct slice text, struct ticket_value *value)
{
    struct slice inner = text;
    if (inner.size > 1 && inner.data[0] == '=') {
        inner = slice_trim(slice_part(inner, 1, inner.size));
        if (inner.size >= 2 && inner.data[0] == '"' && inner.data[inner.size - 1] == '"') {
            inner = slice_part(inner, 1, inner.size - 2);
        }
    } else if (inner.size > 1 && inner.data[0] == '\'') {
        inner = slice_part(inner, 1, inner.size);
    }
    if (inner.size != text.size) {
        note(value, FINDING_ROW_REPAIRED);
    }
    return slice_trim(inner);
}

/* Digits, perhaps a point and more of them, then E and a whole number: 2.41E+10. */
static bool is_scientific(struct slice text)
{
    size_t at = 0;
    size_t digits = 0;
    while (at < text.size && (is_digit(text.data[at]) || text.data[at] == '.')) {
        digits += text.data[at] == '.' ? 0 : 1;
        at++;
    }
    if (digits == 0 || at == text.size || (text.data[at] != 'E' && text.data[at] != 'e')) {
        return false;
    }
    at++;
    if (at < text.size && (text.data[at] == '+' || text.data[at] == '-')) {
        at++;
    }
    return all_digits(slice_part(text, at, text.size));
}

static struct slice without_point(struct slice text, struct ticket_value *value)
{
    size_t at = slice_find_byte(text, '.');
    struct slice whole = slice_part(text, 0, at);
    if (at + 1 >= text.size || !all_digits(whole)) {
        return text;
    }
    for (size_t i = at + 1; i < text.size; i++) {
        if (text.data[i] != '0') {
            return text;
        }
    }
    note(value, FINDING_ROW_REPAIRED);
    return whole;
}

/* Half-width digits alone, in value->bytes; separators between them are taken out and said. */
static enum finding read_digits(struct slice text, struct ticket_value *value, size_t most)
{
    struct folded folded;
    struct folded without_blanks;
    struct slice plain;
    size_t count = 0;
    if (!fold_width(text, &folded)) {
        return FINDING_ROW_LENGTH;
    }
    plain = slice_trim(folded_slice(&folded));
    if (is_scientific(plain)) {
        return FINDING_ROW_SCIENTIFIC;
    }
    plain = without_point(plain, value);
    if (!fold_number(plain, &without_blanks)) {
        return FINDING_ROW_LENGTH;
    }
    if (without_blanks.size != plain.size) {
        note(value, FINDING_ROW_REPAIRED);
    }
    plain = folded_slice(&without_blanks);
    for (size_t i = 0; i < plain.size; i++) {
        uint8_t byte = plain.data[i];
        if (byte == '-') {
            note(value, FINDING_ROW_REPAIRED);
            continue;
        }
        if (!is_digit(byte)) {
            return FINDING_ROW_VALUE;
        }
        if (count == most) {
            return FINDING_ROW_LENGTH;
        }
        value->bytes[count] = byte;
        count++;
    }
    value->text = (struct slice){value->bytes, count};
    return count > 0 ? FINDING_NONE : FINDING_ROW_VALUE;
}

/* ---- numbers of a fixed width ---- */

static enum finding read_serial(struct slice text, struct ticket_value *value)
{
    enum finding finding = read_digits(text, value, sizeof value->bytes);
    if (finding != FINDING_NONE) {
        return finding == FINDING_ROW_VALUE ? FINDING_ROW_SERIAL : finding;
    }
    if (value->text.size != TICKET_SERIAL_DIGITS) {
        return FINDING_ROW_SERIAL;
    }
    if (ticket_serial_is_placeholder(value->text)) {
        note(value, FINDING_ROW_SERIAL_SHARED);
    }
    return FINDING_NONE;
}

static void pad(struct ticket_value *value, size_t digits)
{
    size_t missing = digits - value->text.size;
    memmove(value->bytes + missing, value->bytes, value->text.size);
    memset(value->bytes, '0', missing);
    value->text = (struct slice){value->bytes, digits};
}

static enum finding read_padded(struct slice text, struct ticket_value *value, size_t digits)
{
    enum finding finding = read_digits(text, value, digits);
    if (finding != FINDING_NONE) {
        return finding;
    }
    if (value->text.size < digits) {
        note(value, FINDING_ROW_ZERO_RESTORED);
        pad(value, digits);
    }
    if (!check_digit_is_right(value->text)) {
        note(value, FINDING_ROW_CHECK_DIGIT);
    }
    return FINDING_NONE;
}

static enum finding
read_insurer(struct slice text, const struct value_rules *rules, struct ticket_value *value)
{
    enum finding finding = read_digits(text, value, EIGHT_DIGITS);
    if (finding != FINDING_NONE) {
        return finding;
    }
    for (size_t i = 0; i < rules->filler_count; i++) {
        if (slice_equal(value->text, rules->fillers[i])) {
            return FINDING_ROW_FILLED_NUMBER;
        }
    }
    if (value->text.size != EIGHT_DIGITS && value->text.size != NATIONAL_DIGITS) {
        note(value, FINDING_ROW_ZERO_RESTORED);
    }
    pad(value, EIGHT_DIGITS);
    if (!check_digit_is_right(value->text)) {
        note(value, FINDING_ROW_CHECK_DIGIT);
    }
    return FINDING_NONE;
}

static enum finding read_yen(struct slice text, struct ticket_value *value)
{
    struct folded folded;
    size_t count = 0;
    if (!fold_width(text, &folded) || folded.size > sizeof value->bytes) {
        return FINDING_ROW_LENGTH;
    }
    if (is_scientific(folded_slice(&folded))) {
        return FINDING_ROW_SCIENTIFIC;
    }
    for (size_t i = 0; i < folded.size; i++) {
        if (is_digit(folded.bytes[i]) && count < YEN_DIGITS) {
            value->bytes[count] = folded.bytes[i];
            count++;
        } else if (
            folded.bytes[i] != ',' &&
            !slice_equal_text(slice_part(folded_slice(&folded), i, folded.size), "円")) {
            return FINDING_ROW_VALUE;
        } else if (folded.bytes[i] != ',') {
            break;
        }
    }
    value->text = (struct slice){value->bytes, count};
    return count > 0 ? FINDING_NONE : FINDING_ROW_VALUE;
}

/* ---- dates ---- */

static enum finding read_date(struct slice text, struct ticket_value *value)
{
    struct folded folded;
    struct slice plain;
    int64_t serial = 0;
    char digits[DATE_TEXT];
    if (!fold_width(text, &folded)) {
        return FINDING_ROW_LENGTH;
    }
    plain = slice_trim(folded_slice(&folded));
    if (is_scientific(plain)) {
        return FINDING_ROW_SCIENTIFIC;
    }
    plain = without_point(plain, value);
    if (plain.size == SERIAL_DATE_DIGITS && slice_read_number(plain, &serial)) {
        note(value, FINDING_ROW_SERIAL_DATE);
        date_write_digits((struct date){(int32_t)serial - SERIAL_DATE_OFFSET}, digits);
        memcpy(value->bytes, digits, DATE_DIGITS);
        value->text = (struct slice){value->bytes, DATE_DIGITS};
        return FINDING_NONE;
    }
    return value_read_kind(KIND_DATE, DOMAIN_NONE, plain, &(struct value_rules){0}, &value->value);
}

/*
 * The year that is written behind an era, with 元 as 1; 0 where there is none.  Numbers are led by the era's
 * name or letter, or are seven digits with the era as the first.
 */
static int64_t year_behind_era(struct slice plain)
{
    size_t from = 0;
    size_t to = 0;
    size_t size = 0;
    int64_t year = 0;
    while (from < plain.size && !is_digit(plain.data[from])) {
        if (slice_starts(slice_part(plain, from, plain.size), "元")) {
            return 1;
        }
        from++;
    }
    to = from;
    while (to < plain.size && is_digit(plain.data[to])) {
        to++;
    }
    if (from == 0 && to == ERA_DATE_DIGITS) {
        from = 1;
    } else if (from == 0) {
        return 0;
    }
    size = to - from > YEAR_DIGITS ? YEAR_DIGITS : to - from;
    return slice_read_number(slice_part(plain, from, size), &year) ? year : 0;
}

/* Forms are printed ahead of a change of eras, but nobody was born in a year that an era did not have. */
static enum finding read_birth(struct slice text, struct ticket_value *value)
{
    enum finding finding = read_date(text, value);
    struct slice digits = value->text.data == NULL ? value->value.text : value->text;
    struct folded folded;
    struct date birth = DATE_NONE;
    int64_t year = 0;
    if (finding != FINDING_NONE || !fold_width(text, &folded) ||
        !date_from_digits(digits, &birth)) {
        return finding;
    }
    year = year_behind_era(slice_trim(folded_slice(&folded)));
    if (year != 0 && year != date_year_of_era(birth)) {
        note(value, FINDING_ROW_ERA_YEAR);
    }
    return FINDING_NONE;
}

static enum finding read_rate(struct slice text, struct ticket_value *value)
{
    struct slice percent = slice_of("%");
    struct folded folded;
    struct slice plain;
    if (!fold_width(text, &folded)) {
        return FINDING_ROW_LENGTH;
    }
    plain = slice_trim(folded_slice(&folded));
    if (plain.size > percent.size &&
        slice_equal(slice_part(plain, plain.size - percent.size, plain.size), percent)) {
        plain = slice_part(plain, 0, plain.size - percent.size);
    }
    return read_digits(plain, value, YEN_DIGITS);
}

static enum finding read_month(struct slice text, struct ticket_value *value)
{
    struct month month = MONTH_NONE;
    char digits[DATE_TEXT];
    if (!month_read(without_point(text, value), &month)) {
        return FINDING_ROW_VALUE;
    }
    month_write_digits(month, digits);
    memcpy(value->bytes, digits, MONTH_DIGITS);
    value->text = (struct slice){value->bytes, MONTH_DIGITS};
    return FINDING_NONE;
}

/* ---- symbols and numbers ---- */

static size_t count_characters(struct slice text)
{
    size_t at = 0;
    size_t count = 0;
    uint32_t character = 0;
    while (text_next(text, &at, &character)) {
        count++;
    }
    return count;
}

static enum finding
read_number(struct slice text, const struct value_rules *rules, struct ticket_value *value)
{
    struct folded folded;
    if (!fold_width(text, &folded)) {
        return FINDING_ROW_LENGTH;
    }
    if (is_scientific(slice_trim(folded_slice(&folded)))) {
        return FINDING_ROW_SCIENTIFIC;
    }
    text = without_point(text, value);
    if (count_characters(text) > NUMBER_CHARACTERS) {
        return FINDING_ROW_LENGTH;
    }
    return value_read_kind(KIND_NUMBER, DOMAIN_NONE, text, rules, &value->value);
}

/* ---- all ---- */

static enum finding read_desk(
    enum field_kind kind,
    enum domain domain,
    struct slice text,
    const struct value_rules *rules,
    struct ticket_value *value)
{
    enum finding finding = value_read_kind(kind, domain, text, rules, &value->value);
    if (finding == FINDING_NONE && value->value.zero_restored) {
        note(value, FINDING_ROW_ZERO_RESTORED);
    }
    return finding;
}

static enum finding read_form(
    enum ticket_form form,
    struct slice text,
    const struct value_rules *rules,
    struct ticket_value *value)
{
    switch (form) {
    case TICKET_FORM_SERIAL:
        return read_serial(text, value);
    case TICKET_FORM_DATE:
        return read_date(text, value);
    case TICKET_FORM_BIRTH:
        return read_birth(text, value);
    case TICKET_FORM_MONTH:
        return read_month(text, value);
    case TICKET_FORM_INSURER:
        return read_insurer(text, rules, value);
    case TICKET_FORM_EIGHT:
        return read_padded(text, value, EIGHT_DIGITS);
    case TICKET_FORM_SEVEN:
        return read_padded(text, value, SEVEN_DIGITS);
    case TICKET_FORM_NUMBER:
        return read_number(text, rules, value);
    case TICKET_FORM_BRANCH:
        return read_desk(KIND_BRANCH, DOMAIN_NONE, without_point(text, value), rules, value);
    case TICKET_FORM_CODE:
        return read_desk(KIND_CODE, DOMAIN_NONE, without_point(text, value), rules, value);
    case TICKET_FORM_KANA:
        return read_desk(KIND_KANA, DOMAIN_NONE, text, rules, value);
    case TICKET_FORM_TEXT:
        return read_desk(KIND_TEXT, DOMAIN_NONE, text, rules, value);
    case TICKET_FORM_KIND:
        return read_desk(KIND_CHOICE, DOMAIN_TICKET_KIND, text, rules, value);
    case TICKET_FORM_SEX:
        return read_desk(KIND_CHOICE, DOMAIN_SEX, text, rules, value);
    case TICKET_FORM_COMBINED:
        return read_desk(KIND_CHOICE, DOMAIN_COMBINED, text, rules, value);
    case TICKET_FORM_CONSIGNED:
        return read_desk(KIND_CHOICE, DOMAIN_CONSIGNED, text, rules, value);
    case TICKET_FORM_RATE:
        return read_rate(text, value);
    case TICKET_FORM_YEN:
        return read_yen(text, value);
    case TICKET_FORM_COUNT:
        break;
    }
    require(false);
    return FINDING_ROW_VALUE;
}

enum finding ticket_value_read(
    enum ticket_form form,
    struct slice text,
    const struct value_rules *rules,
    struct ticket_value *value)
{
    enum finding finding = FINDING_NONE;
    value->text = (struct slice){NULL, 0};
    value->value.text = (struct slice){NULL, 0};
    value->value.zero_restored = false;
    value->note_count = 0;
    text = slice_trim(text);
    if (text.size > LIMIT_FIELD_BYTES) {
        return FINDING_ROW_LENGTH;
    }
    if (text.size >= INDIVIDUAL_NUMBER_DIGITS && individual_number_is_in(text)) {
        return FINDING_ROW_INDIVIDUAL_NUMBER;
    }
    text = unwrap(text, value);
    if (text.size == 0) {
        value->note_count = 0;
        return FINDING_NONE;
    }
    finding = read_form(form, text, rules, value);
    if (finding == FINDING_NONE && value->text.data == NULL) {
        value->text = value->value.text;
    }
    return finding;
}
