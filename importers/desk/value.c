#include "importers/desk/value.h"

#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/foundation/text.h"
#include "engine/vocabulary/individual_number.h"
#include "engine/vocabulary/insurer.h"
#include "importers/desk/value_date.h"

enum {
    CODE_CHARACTERS = 20,
    NUMBER_BYTES = 38, /* of Shift_JIS (rules.md 7.4, SB-1) */
    PHONE_DIGITS_LEAST = 10,
    PHONE_DIGITS_MOST = 15,
    BRANCH_DIGITS = 2,
    HALF_KANA_FIRST = 0xFF61,
    HALF_KANA_LAST = 0xFF9F
};

static bool is_digit(uint32_t character)
{
    return character >= '0' && character <= '9';
}

static bool is_control(uint32_t character)
{
    return character < ' ' || (character >= 0x7F && character < 0xA0);
}

static bool is_ascii(struct slice text)
{
    return text_find_beyond_ascii(text, 0) == text.size;
}

static bool is_blank_byte(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* Bytes of white space here, where so many are left: ASCII, the hard and the ideographic space. */
static size_t blank_at(const uint8_t *at, size_t left)
{
    if (left >= 1 && is_blank_byte(at[0])) {
        return 1;
    }
    if (left >= 2 && at[0] == 0xC2 && at[1] == 0xA0) {
        return 2;
    }
    return left >= 3 && at[0] == 0xE3 && at[1] == 0x80 && at[2] == 0x80 ? 3 : 0;
}

static size_t blank_before(const uint8_t *data, size_t size)
{
    for (size_t bytes = 1; bytes <= 3 && bytes <= size; bytes++) {
        if (blank_at(data + size - bytes, bytes) == bytes) {
            return bytes;
        }
    }
    return 0;
}

static struct slice trim(struct slice text)
{
    size_t blank = blank_at(text.data, text.size);
    while (blank > 0) {
        text = slice_part(text, blank, text.size);
        blank = blank_at(text.data, text.size);
    }
    blank = blank_before(text.data, text.size);
    while (blank > 0) {
        text.size -= blank;
        blank = blank_before(text.data, text.size);
    }
    return text;
}

static void put(struct value *value, uint8_t byte)
{
    require(value->text.size < sizeof value->bytes);
    value->bytes[value->text.size] = byte;
    value->text.size++;
}

static void start(struct value *value)
{
    value->text = (struct slice){value->bytes, 0};
}

static void put_all(struct value *value, struct slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        put(value, bytes.data[i]);
    }
}

/* Width folded and trimmed; a text that is ASCII already stays where it is. */
static bool fold(struct slice text, struct folded *folded, struct slice *plain)
{
    if (is_ascii(text)) {
        *plain = text;
        return true;
    }
    if (!fold_width(text, folded)) {
        return false;
    }
    *plain = trim(folded_slice(folded));
    return true;
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

/* ---- individual numbers ---- */

/* A run of digits in one width is found in the text itself, one of both widths when it is folded. */
static bool has_individual_number(struct slice text)
{
    struct folded folded;
    bool has_digit = false;
    if (text.size < INDIVIDUAL_NUMBER_DIGITS) {
        return false;
    }
    if (individual_number_is_in(text)) {
        return true;
    }
    for (size_t i = 0; i < text.size && !has_digit; i++) {
        has_digit = is_digit(text.data[i]);
    }
    return has_digit && !is_ascii(text) && fold_width(text, &folded) &&
           individual_number_is_in(folded_slice(&folded));
}

/* ---- dates ---- */

static enum finding read_date(struct value *value)
{
    uint8_t digits[DATE_DIGITS];
    enum finding finding = value_read_date(value->text, digits);
    if (finding == FINDING_NONE) {
        start(value);
        put_all(value, (struct slice){digits, sizeof digits});
    }
    return finding;
}

/* ---- codes, numbers ---- */

static enum finding read_code(struct value *value)
{
    struct folded folded;
    struct slice plain;
    if (!fold(value->text, &folded, &plain)) {
        return FINDING_ROW_LENGTH;
    }
    for (size_t i = 0; i < plain.size; i++) {
        if (plain.data[i] <= ' ' || plain.data[i] > '~') {
            return FINDING_ROW_VALUE;
        }
    }
    if (plain.size > CODE_CHARACTERS) {
        return FINDING_ROW_LENGTH;
    }
    if (plain.data == folded.bytes) {
        start(value);
        put_all(value, plain);
    }
    return FINDING_NONE;
}

static size_t shift_jis_bytes(uint32_t character)
{
    return character < 0x80 || (character >= HALF_KANA_FIRST && character <= HALF_KANA_LAST) ? 1
                                                                                             : 2;
}

/* Symbols and numbers stay as written, for receipts; only comparing folds them. */
static enum finding read_number(struct value *value)
{
    size_t at = 0;
    size_t size = 0;
    uint32_t character = 0;
    while (text_next(value->text, &at, &character)) {
        if (is_control(character)) {
            return FINDING_ROW_VALUE;
        }
        size += shift_jis_bytes(character);
    }
    return size > NUMBER_BYTES ? FINDING_ROW_LENGTH : FINDING_NONE;
}

static enum finding read_branch(struct value *value)
{
    struct folded folded;
    struct slice plain;
    if (!fold(value->text, &folded, &plain)) {
        return FINDING_ROW_LENGTH;
    }
    if (!all_digits(plain)) {
        return FINDING_ROW_VALUE;
    }
    if (plain.size > BRANCH_DIGITS) {
        return FINDING_ROW_LENGTH;
    }
    start(value);
    value->zero_restored = plain.size < BRANCH_DIGITS;
    if (value->zero_restored) {
        put(value, '0');
    }
    put_all(value, plain);
    return FINDING_NONE;
}

/* ---- insurer numbers ---- */

static bool is_filler(struct slice digits, const struct value_rules *rules)
{
    for (size_t i = 0; i < rules->filler_count; i++) {
        if (slice_equal(digits, rules->fillers[i])) {
            return true;
        }
    }
    return false;
}

/*
 * A zero in front changes no check digit, so that 5 and 7 digits can have lost just one.  A number that
 * still begins with a zero has lost none: a spreadsheet takes all of them.
 */
static bool has_lost_zero(struct slice digits, const struct value_rules *rules)
{
    return rules->restores_zeros && (digits.size == 5 || digits.size == 7) &&
           digits.data[0] != '0' && check_digit_is_right(digits);
}

static enum finding read_insurer(struct value *value, const struct value_rules *rules)
{
    struct folded folded;
    struct slice plain;
    struct insurer_number number;
    if (!fold(value->text, &folded, &plain)) {
        return FINDING_ROW_LENGTH;
    }
    if (!all_digits(plain)) {
        return FINDING_ROW_VALUE;
    }
    if (is_filler(plain, rules)) {
        return FINDING_ROW_FILLED_NUMBER;
    }
    start(value);
    if (has_lost_zero(plain, rules)) {
        value->zero_restored = true;
        put(value, '0');
        put_all(value, plain);
        return FINDING_NONE;
    }
    switch (insurer_read(plain, &number)) {
    case INSURER_RIGHT:
        put_all(value, slice_of(number.digits));
        return FINDING_NONE;
    case INSURER_WRONG_LENGTH:
        return FINDING_ROW_LENGTH;
    case INSURER_WRONG_CHECK_DIGIT:
        return FINDING_ROW_CHECK_DIGIT;
    case INSURER_NOT_DIGITS:
        break;
    }
    return FINDING_ROW_VALUE;
}

/* ---- telephone numbers ---- */

/* Digits, and one hyphen for whatever else parts them: dashes of any kind, brackets, blanks. */
static bool take_phone(struct value *value, struct slice folded, size_t *digits)
{
    bool parted = false;
    *digits = 0;
    for (size_t i = 0; i < folded.size; i++) {
        uint8_t byte = folded.data[i];
        if (byte == '-' || byte == '(' || byte == ')') {
            parted = true;
            continue;
        }
        if (!is_digit(byte)) {
            return false;
        }
        if (parted && *digits > 0) {
            put(value, '-');
        }
        put(value, byte);
        parted = false;
        *digits += 1;
    }
    return true;
}

static enum finding read_phone(struct value *value, const struct value_rules *rules)
{
    struct folded folded;
    size_t digits = 0;
    bool lost_zero = false;
    if (!fold_number(value->text, &folded)) {
        return FINDING_ROW_LENGTH;
    }
    lost_zero = rules->restores_zeros && all_digits(folded_slice(&folded)) &&
                folded.bytes[0] != '0' && (folded.size == 9 || folded.size == 10);
    start(value);
    if (lost_zero) {
        put(value, '0');
    }
    if (!take_phone(value, folded_slice(&folded), &digits)) {
        return FINDING_ROW_VALUE;
    }
    value->zero_restored = lost_zero;
    digits += lost_zero ? 1 : 0;
    return digits < PHONE_DIGITS_LEAST || digits > PHONE_DIGITS_MOST ? FINDING_ROW_LENGTH
                                                                     : FINDING_NONE;
}

/* ---- names, texts ---- */

static bool is_kanji(uint32_t character)
{
    return (character >= 0x2E80 && character <= 0x2FDF) || character == 0x3005 ||
           character == 0x3007 || (character >= 0x3400 && character <= 0x4DBF) ||
           (character >= 0x4E00 && character <= 0x9FFF) ||
           (character >= 0xF900 && character <= 0xFAFF) || character >= 0x20000;
}

/* As written: kana are folded only for comparing. */
static enum finding read_kana(const struct value *value)
{
    size_t at = 0;
    uint32_t character = 0;
    if (value->text.size > FOLD_BYTES) {
        return FINDING_ROW_LENGTH;
    }
    while (text_next(value->text, &at, &character)) {
        if (is_kanji(character) || is_control(character)) {
            return FINDING_ROW_VALUE;
        }
    }
    return FINDING_NONE;
}

/* A line end within a cell, as spreadsheets have them in addresses, is a blank to us. */
static void join_lines(struct value *value)
{
    struct slice lines = value->text;
    bool ended = false;
    start(value);
    for (size_t i = 0; i < lines.size; i++) {
        uint8_t byte = lines.data[i];
        if (byte == '\n' || byte == '\r' || byte == '\t') {
            ended = true;
            continue;
        }
        if (ended) {
            put(value, ' ');
        }
        put(value, byte);
        ended = false;
    }
}

static enum finding read_text(struct value *value)
{
    size_t at = 0;
    uint32_t character = 0;
    bool has_lines = false;
    while (text_next(value->text, &at, &character)) {
        if (character == '\n' || character == '\r' || character == '\t') {
            has_lines = true;
        } else if (is_control(character)) {
            return FINDING_ROW_VALUE;
        }
    }
    if (has_lines) {
        join_lines(value);
    }
    return FINDING_NONE;
}

/* ---- choices ---- */

static enum finding read_choice(struct value *value, enum domain domain)
{
    struct folded folded;
    unsigned chosen = 0;
    if (!domain_value_read(domain, value->text, &chosen)) {
        if (!fold_width(value->text, &folded)) {
            return FINDING_ROW_LENGTH;
        }
        if (!domain_value_read(domain, trim(folded_slice(&folded)), &chosen)) {
            return FINDING_ROW_VALUE;
        }
    }
    value->text =
        chosen == 0 ? (struct slice){NULL, 0} : slice_of(domain_value_name(domain, chosen));
    return FINDING_NONE;
}

static enum finding read_kind(
    enum field_kind kind,
    enum domain domain,
    const struct value_rules *rules,
    struct value *value)
{
    switch (kind) {
    case KIND_CHOICE:
        return read_choice(value, domain);
    case KIND_DATE:
        return read_date(value);
    case KIND_CODE:
        return read_code(value);
    case KIND_KANA:
        return read_kana(value);
    case KIND_TEXT:
        return read_text(value);
    case KIND_INSURER:
        return read_insurer(value, rules);
    case KIND_NUMBER:
        return read_number(value);
    case KIND_BRANCH:
        return read_branch(value);
    case KIND_PHONE:
        return read_phone(value, rules);
    }
    return FINDING_ROW_VALUE;
}

enum finding value_read_kind(
    enum field_kind kind,
    enum domain domain,
    struct slice text,
    const struct value_rules *rules,
    struct value *value)
{
    enum finding finding = FINDING_NONE;
    value->text = trim(text);
    value->zero_restored = false;
    if (value->text.size == 0) {
        return FINDING_NONE;
    }
    if (value->text.size > LIMIT_FIELD_BYTES) {
        return FINDING_ROW_LENGTH;
    }
    if (has_individual_number(value->text)) {
        return FINDING_ROW_INDIVIDUAL_NUMBER;
    }
    finding = read_kind(kind, domain, rules, value);
    /* Groups that were parted by line ends or brackets stand together now. */
    if (finding == FINDING_NONE && value->text.data == value->bytes &&
        has_individual_number(value->text)) {
        return FINDING_ROW_INDIVIDUAL_NUMBER;
    }
    return finding;
}

enum finding value_check_day(enum field field, struct slice text, const struct value_rules *rules)
{
    struct date day = DATE_NONE;
    return rules->knows_today && field_is_of_the_past(field) && date_from_digits(text, &day) &&
                   date_compare(day, rules->today) > 0
               ? FINDING_ROW_FUTURE
               : FINDING_NONE;
}

enum finding value_read(
    enum field field,
    struct slice text,
    const struct value_rules *rules,
    struct value *value)
{
    enum finding finding = FINDING_NONE;
    if (text_find_bad(text) < text.size) {
        return FINDING_ROW_ENCODING;
    }
    finding = value_read_kind(field_kind(field), field_domain(field), text, rules, value);
    return finding == FINDING_NONE ? value_check_day(field, value->text, rules) : finding;
}
