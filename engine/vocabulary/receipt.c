#include "engine/vocabulary/receipt.h"

#include "engine/foundation/date_read.h"
#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"

static size_t count_lines(struct slice bytes)
{
    size_t count = 0;
    while (bytes.size > 0) {
        struct line line = line_first(bytes);
        bytes = slice_part(bytes, line.text.size + line.end_size, bytes.size);
        count++;
    }
    return count;
}

static struct slice record_id_of(struct slice line)
{
    return slice_part(line, 0, slice_find_byte(line, ','));
}

bool receipt_open(
    const struct receipt_layout *layout,
    struct slice bytes,
    uint64_t line,
    struct arena *arena,
    struct receipt *receipt,
    struct error *error)
{
    size_t count = count_lines(bytes);
    struct receipt_row *rows = NULL;
    struct slice rest = bytes;
    if (count > LIMIT_RECEIPT_RECORDS) {
        return error_set_number(error, FAULT_TOO_BIG, LIMIT_RECEIPT_RECORDS);
    }
    rows = arena_take(arena, (count + 1) * sizeof *rows, error);
    if (rows == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct line next = line_first(rest);
        rows[i] = (struct receipt_row){
            next.text, next.end_size, receipt_form_of(layout, record_id_of(next.text))};
        rest = slice_part(rest, next.text.size + next.end_size, rest.size);
    }
    *receipt = (struct receipt){layout, bytes, line, rows, count};
    return true;
}

bool receipt_row_is(const struct receipt_row *row, enum receipt_record record)
{
    return row->form != NULL && row->form->record == record;
}

size_t receipt_find_row(const struct receipt *receipt, enum receipt_record record, size_t from)
{
    while (from < receipt->count && !receipt_row_is(&receipt->rows[from], record)) {
        from++;
    }
    return from;
}

size_t receipt_count_rows(const struct receipt *receipt, enum receipt_record record)
{
    size_t count = 0;
    for (size_t i = 0; i < receipt->count; i++) {
        count += receipt_row_is(&receipt->rows[i], record) ? 1 : 0;
    }
    return count;
}

struct slice
receipt_item(const struct receipt *receipt, const struct receipt_row *row, enum receipt_item item)
{
    struct record record;
    if (!receipt_row_is(row, receipt_item_record(receipt->layout, item)) ||
        !record_read(row->text, &record)) {
        return (struct slice){NULL, 0};
    }
    return receipt_layout_item(receipt->layout, &record, item);
}

/* ---- values ---- */

enum {
    ERA_MONTH_DIGITS = 5,
    ERA_DATE_DIGITS = 7
};

static bool all_digits(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return true;
}

bool receipt_month(struct slice digits, struct month *month)
{
    if (!all_digits(digits)) {
        return false;
    }
    return digits.size == ERA_MONTH_DIGITS ? month_read(digits, month)
                                           : month_from_digits(digits, month);
}

bool receipt_date(struct slice digits, struct date *date)
{
    if (!all_digits(digits)) {
        return false;
    }
    return digits.size == ERA_DATE_DIGITS ? date_read(digits, date)
                                          : date_from_digits(digits, date);
}

static bool decode_item(struct slice raw, struct buffer *text, struct error *error)
{
    while (raw.size > 0) {
        uint32_t character = 0;
        uint8_t bytes[TEXT_CHARACTER_BYTES] = {0};
        size_t size = 0;
        size_t used = jis_decode_one(raw, &character);
        if (used == 0) {
            character = 0xFFFD;
            used = raw.data[0] >= 0x80 && raw.size > 1 ? 2 : 1;
        }
        size = text_put(character, bytes);
        if (!buffer_append(text, (struct slice){bytes, size}, error)) {
            return false;
        }
        raw = slice_part(raw, used, raw.size);
    }
    return true;
}

bool receipt_item_text(
    struct slice raw,
    struct arena *arena,
    struct slice *text,
    struct error *error)
{
    struct buffer buffer = buffer_open((size_t)LIMIT_LINE_BYTES * 2);
    bool done = decode_item(raw, &buffer, error);
    *text = (struct slice){NULL, 0};
    if (done && buffer.size > 0) {
        done = arena_copy(arena, slice_trim(buffer_slice(&buffer)), text, error);
    }
    if (text->size == 0) {
        *text = (struct slice){NULL, 0};
    }
    buffer_close_wiped(&buffer);
    return done;
}

/* ---- the key ---- */

struct key_reading {
    const struct receipt *receipt;
    struct slice assistance;
    struct arena *arena;
    struct receipt_key *key;
    struct record record; /* the row at hand */
};

static struct slice raw_item(const struct key_reading *reading, enum receipt_item item)
{
    return receipt_layout_item(reading->receipt->layout, &reading->record, item);
}

static bool take_text(
    struct key_reading *reading,
    enum receipt_item item,
    struct slice *text,
    struct error *error)
{
    return receipt_item_text(raw_item(reading, item), reading->arena, text, error);
}

static bool is_inpatient(struct slice type)
{
    return type.size > 0 &&
           receipt_code(RECEIPT_RE_TYPE, slice_part(type, type.size - 1, 1)) == STAY_INPATIENT;
}

static bool is_item_of(const struct receipt_form *form, size_t position)
{
    struct receipt_place place;
    for (size_t i = 0; receipt_form_item(form, i, &place); i++) {
        if (place.position == position) {
            return true;
        }
    }
    return position == 1;
}

/* Where the place of the marks is not known they may stand in any item that is not another's. */
static bool may_hide_marks(const struct key_reading *reading)
{
    struct receipt_place place;
    const struct receipt_form *form =
        receipt_form_of(reading->receipt->layout, reading->record.items[0]);
    if (form == NULL || receipt_place_of(reading->receipt->layout, RECEIPT_RE_MARKS, &place)) {
        return false;
    }
    for (size_t i = 0; i < reading->record.count; i++) {
        if (slice_trim(reading->record.items[i]).size > 0 && !is_item_of(form, i + 1)) {
            return true;
        }
    }
    return false;
}

static bool take_person(struct key_reading *reading, struct error *error)
{
    struct receipt_key *key = reading->key;
    key->marks_hidden = may_hide_marks(reading);
    if (!slice_read_number(raw_item(reading, RECEIPT_RE_NUMBER), &key->number)) {
        key->number = 0;
    }
    if (!receipt_month(raw_item(reading, RECEIPT_RE_MONTH), &key->month)) {
        key->month = MONTH_NONE;
    }
    if (!receipt_date(raw_item(reading, RECEIPT_RE_BIRTH), &key->birth)) {
        key->birth = DATE_NONE;
    }
    key->sex = receipt_code(RECEIPT_RE_SEX, raw_item(reading, RECEIPT_RE_SEX));
    key->inpatient = key->inpatient || is_inpatient(raw_item(reading, RECEIPT_RE_TYPE));
    return take_text(reading, RECEIPT_RE_TYPE, &key->type, error) &&
           take_text(reading, RECEIPT_RE_CHART, &key->chart_number, error) &&
           take_text(reading, RECEIPT_RE_NAME, &key->name, error) &&
           take_text(reading, RECEIPT_RE_KANA, &key->kana, error) &&
           take_text(reading, RECEIPT_RE_MARKS, &key->marks, error) &&
           take_text(reading, RECEIPT_RE_RATIO, &key->ratio, error) &&
           take_text(reading, RECEIPT_RE_SEARCH, &key->search_number, error);
}

static bool take_insurance(struct key_reading *reading, struct error *error)
{
    struct receipt_key *key = reading->key;
    if (key->has_insurance) {
        return true; /* a second HO is a finding; the first one is compared */
    }
    key->has_insurance = true;
    key->has_desk_amount =
        key->has_desk_amount || raw_item(reading, RECEIPT_HO_DESK_AMOUNT).size > 0;
    if (!slice_read_number(raw_item(reading, RECEIPT_HO_DAYS), &key->days)) {
        key->days = -1;
    }
    return take_text(reading, RECEIPT_HO_INSURER, &key->identifiers.insurer_number, error) &&
           take_text(reading, RECEIPT_HO_SYMBOL, &key->identifiers.symbol, error) &&
           take_text(reading, RECEIPT_HO_NUMBER, &key->identifiers.number, error);
}

static void take_public(struct key_reading *reading)
{
    struct receipt_key *key = reading->key;
    struct slice payer = slice_trim(raw_item(reading, RECEIPT_KO_PAYER));
    struct slice assistance = reading->assistance;
    int64_t days = -1;
    if (!key->has_public && !key->has_insurance &&
        slice_read_number(raw_item(reading, RECEIPT_KO_DAYS), &days)) {
        key->days = days;
    }
    key->has_public = true;
    key->publics++;
    key->has_assistance =
        key->has_assistance || (assistance.size > 0 && payer.size >= assistance.size &&
                                slice_equal(slice_part(payer, 0, assistance.size), assistance));
}

static bool take_check(struct key_reading *reading, struct error *error)
{
    struct slice *branch = &reading->key->identifiers.branch;
    if (branch->size > 0 ||
        receipt_code(RECEIPT_SN_BEARER, raw_item(reading, RECEIPT_SN_BEARER)) != BEARER_INSURANCE) {
        return true;
    }
    return take_text(reading, RECEIPT_SN_BRANCH, branch, error);
}

enum {
    MONTH_DAYS = 31
};

/* Days that JD says count as days of treatment; other codes name no visit of their own. */
static void take_days(struct key_reading *reading)
{
    struct receipt_place place;
    if (receipt_code(RECEIPT_JD_BEARER, raw_item(reading, RECEIPT_JD_BEARER)) != BEARER_INSURANCE ||
        !receipt_place_of(reading->receipt->layout, RECEIPT_JD_FIRST_DAY, &place)) {
        return;
    }
    for (size_t i = 0; i < MONTH_DAYS; i++) {
        struct slice code = record_item(&reading->record, place.position + i);
        if (receipt_code(RECEIPT_JD_FIRST_DAY, code) == JD_COUNTS) {
            reading->key->named_days |= (uint32_t)1 << i;
        }
    }
}

static bool take_row(struct key_reading *reading, enum receipt_record record, struct error *error)
{
    if (record == RECORD_RE) {
        return take_person(reading, error);
    }
    if (record == RECORD_HO) {
        return take_insurance(reading, error);
    }
    if (record == RECORD_SN) {
        return take_check(reading, error);
    }
    if (record == RECORD_KO) {
        take_public(reading);
    } else if (record == RECORD_JD) {
        take_days(reading);
    } else if (record == RECORD_MF) {
        reading->key->has_desk_amount = true;
    }
    return true;
}

static bool has_key_items(const struct receipt_row *row)
{
    return row->form != NULL && row->form->section >= SECTION_PERSON &&
           row->form->section <= SECTION_CHECK;
}

bool receipt_read_key(
    const struct receipt *receipt,
    struct slice assistance,
    struct arena *arena,
    struct receipt_key *key,
    struct error *error)
{
    struct key_reading reading = {
        .receipt = receipt, .assistance = assistance, .arena = arena, .key = key};
    *key = (struct receipt_key){
        .line = receipt->line, .month = MONTH_NONE, .birth = DATE_NONE, .days = -1};
    for (size_t i = 0; i < receipt->count; i++) {
        const struct receipt_row *row = &receipt->rows[i];
        key->inpatient =
            key->inpatient || receipt_kind_told_by(record_id_of(row->text)) == RECEIPT_KIND_DPC;
        if (has_key_items(row) && record_read(row->text, &reading.record) &&
            !take_row(&reading, row->form->record, error)) {
            return false;
        }
    }
    return true;
}

uint32_t receipt_dated_days(const struct receipt *receipt)
{
    struct receipt_place place;
    uint32_t days = 0;
    if (!receipt_place_of(receipt->layout, RECEIPT_DETAIL_FIRST_DAY, &place)) {
        return 0;
    }
    for (size_t row = receipt_find_row(receipt, place.form->record, 0); row < receipt->count;
         row = receipt_find_row(receipt, place.form->record, row + 1)) {
        struct record record;
        bool is_read = record_read(receipt->rows[row].text, &record);
        for (size_t i = 0; is_read && i < MONTH_DAYS; i++) {
            bool is_named = slice_trim(record_item(&record, place.position + i)).size > 0;
            days |= is_named ? (uint32_t)1 << i : 0;
        }
    }
    return days;
}

/* ---- what GO adds up ---- */

bool receipt_add_total(const struct receipt *receipt, struct receipt_total *total)
{
    size_t insurance = receipt_find_row(receipt, RECORD_HO, 0);
    bool has_insurance = insurance < receipt->count;
    size_t paying = has_insurance ? insurance : receipt_find_row(receipt, RECORD_KO, 0);
    int64_t points = 0;
    bool readable =
        paying == receipt->count || slice_read_number(
                                        receipt_item(
                                            receipt, &receipt->rows[paying],
                                            has_insurance ? RECEIPT_HO_POINTS : RECEIPT_KO_POINTS),
                                        &points);
    total->count += (has_insurance ? 1 : 0) + (int64_t)receipt_count_rows(receipt, RECORD_KO);
    total->points += points;
    return readable;
}
