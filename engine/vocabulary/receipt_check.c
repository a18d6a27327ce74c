#include "engine/vocabulary/receipt_check.h"

#include <inttypes.h>
#include <stdio.h>

#include "engine/vocabulary/encoding_watch.h"
#include "engine/vocabulary/insurer.h"

bool receipt_tell(
    const struct receipt_listener *listener,
    const struct receipt_finding *finding,
    struct error *error)
{
    return listener->finding == NULL || listener->finding(listener->context, finding, error);
}

static void
write_label(const struct receipt_finding *finding, enum language language, char *text, size_t size)
{
    enum receipt_record record = finding->record;
    const char *label = finding->item == RECEIPT_WHOLE_RECORD
                            ? receipt_record_label(record, language)
                            : receipt_item_label(finding->item, language);
    if (record == RECORD_UNKNOWN) {
        label = language == LANGUAGE_JAPANESE ? "その他の記録" : "another record";
    }
    (void)snprintf(
        text, size, "%s%s%s", receipt_record_id(record), record == RECORD_UNKNOWN ? "" : " ",
        label);
}

/* "レセプト 4（カルテ 00101） " */
static void write_receipt(
    const struct receipt_finding *finding,
    enum language language,
    char *text,
    size_t size)
{
    bool japanese = language == LANGUAGE_JAPANESE;
    int chart = (int)(finding->chart.size < 20 ? finding->chart.size : 20);
    if (finding->receipt == 0) {
        return;
    }
    if (chart == 0) {
        (void)snprintf(
            text, size, "%s %" PRId64 ": ", japanese ? "レセプト" : "receipt", finding->receipt);
        return;
    }
    (void)snprintf(
        text, size,
        japanese ? "レセプト %" PRId64 "（カルテ %.*s）: " : "receipt %" PRId64 " (chart %.*s): ",
        finding->receipt, chart, (const char *)finding->chart.data);
}

void receipt_finding_render(
    const struct receipt_finding *finding,
    const char *file,
    enum language language,
    char *text,
    size_t size)
{
    char label[LIMIT_ERROR_ARGUMENT];
    char first[32];
    char second[32];
    const char *arguments[] = {label, first, second};
    char place[LIMIT_ERROR_FILE + 64];
    char message[512];
    char of[96] = "";
    write_label(finding, language, label, sizeof label);
    (void)snprintf(first, sizeof first, "%" PRId64, finding->numbers[0]);
    (void)snprintf(second, sizeof second, "%" PRId64, finding->numbers[1]);
    (void)snprintf(
        place, sizeof place, "%.255s:%" PRIu64 ":%" PRIu64 ": ", file, finding->line,
        finding->column);
    wording_fill(
        finding_wording(finding->finding, language), arguments, 3, message, sizeof message);
    write_receipt(finding, language, of, sizeof of);
    arguments[0] = place;
    arguments[1] = of;
    arguments[2] = message;
    wording_fill("{1}{2}{3}", arguments, 3, text, size);
}

uint64_t receipt_column(struct slice line, size_t at)
{
    uint64_t column = 1;
    size_t here = 0;
    while (here < at && here < line.size) {
        size_t step = encoding_step(slice_part(line, here, 2));
        here += step == 0 ? 1 : step;
        column++;
    }
    return column;
}

/* ---- one row ---- */

struct row_check {
    const struct receipt_row *row;
    struct record record;
    struct receipt_finding finding; /* place and receipt filled in */
    const struct receipt_listener *listener;
};

/* An item that is empty stands where its comma is, one that is not there at the end of the row. */
static size_t item_start(const struct row_check *check, size_t position)
{
    const struct slice *items = check->record.items;
    size_t at = 0;
    for (size_t i = 0; i + 1 < position; i++) {
        if (i == check->record.count) {
            return check->row->text.size;
        }
        at += items[i].size + 1;
    }
    return at;
}

static bool tell_item(
    struct row_check *check,
    enum finding finding,
    const struct receipt_place *place,
    struct error *error)
{
    check->finding.finding = finding;
    check->finding.item = place->item;
    check->finding.column = receipt_column(check->row->text, item_start(check, place->position));
    return receipt_tell(check->listener, &check->finding, error);
}

static bool is_wrong_date(const struct receipt_place *place, struct slice value)
{
    struct date date;
    struct month month;
    switch (place->mode) {
    case MODE_DATE:
        return !receipt_date(value, &date);
    case MODE_MONTH:
        return !receipt_month(value, &month);
    case MODE_DIGITS:
    case MODE_ALPHANUMERIC:
    case MODE_KANJI:
    case MODE_EITHER:
        break;
    }
    return false;
}

/* An item of blanks only is as empty as one of nothing. */
static bool
check_item(struct row_check *check, const struct receipt_place *place, struct error *error)
{
    struct slice value = record_item(&check->record, place->position);
    if (slice_trim(value).size == 0) {
        return place->need != NEED_REQUIRED ||
               tell_item(check, FINDING_RECEIPT_MISSING, place, error);
    }
    if (is_wrong_date(place, value)) {
        return tell_item(check, FINDING_RECEIPT_DATE, place, error);
    }
    return receipt_code_is_listed(place->item, value) ||
           tell_item(check, FINDING_RECEIPT_CODE, place, error);
}

static bool check_width(struct row_check *check, struct error *error)
{
    size_t wanted = check->row->form->items;
    if (wanted == 0 || check->record.count <= wanted) {
        return true;
    }
    check->finding.finding = FINDING_RECEIPT_COLUMNS;
    check->finding.item = RECEIPT_WHOLE_RECORD;
    check->finding.column = receipt_column(check->row->text, item_start(check, wanted + 1));
    check->finding.numbers[0] = (int64_t)check->record.count;
    check->finding.numbers[1] = (int64_t)wanted;
    return receipt_tell(check->listener, &check->finding, error);
}

static bool has_checks(const struct receipt_place *place)
{
    return place->need == NEED_REQUIRED || place->mode == MODE_DATE || place->mode == MODE_MONTH ||
           receipt_item_codes(place->item)[0] != '\0';
}

/* Most rows are of a treatment: there only the number of items can be wrong, and seldom is. */
static bool is_surely_right(const struct receipt_row *row)
{
    size_t commas = 0;
    struct receipt_place place;
    for (size_t i = 0; receipt_form_item(row->form, i, &place); i++) {
        if (has_checks(&place)) {
            return false;
        }
    }
    for (size_t i = 0; i < row->text.size; i++) {
        commas += row->text.data[i] == ',' ? 1 : 0;
    }
    return row->form->items == 0 || commas < row->form->items;
}

bool receipt_check_row(
    const struct receipt_row *row,
    uint64_t line,
    int64_t receipt,
    const struct receipt_listener *listener,
    struct error *error)
{
    struct row_check check;
    struct receipt_place place;
    if (row->form == NULL || is_surely_right(row) || !record_read(row->text, &check.record)) {
        return true;
    }
    check.row = row;
    check.listener = listener;
    check.finding =
        (struct receipt_finding){.line = line, .receipt = receipt, .record = row->form->record};
    if (!check_width(&check, error)) {
        return false;
    }
    for (size_t i = 0; receipt_form_item(row->form, i, &place); i++) {
        if (!check_item(&check, &place, error)) {
            return false;
        }
    }
    return true;
}

/* ---- one receipt ---- */

bool receipt_is_of_one_digit(struct slice raw)
{
    for (size_t i = 1; i + 1 < raw.size; i++) {
        if (raw.data[i] != raw.data[0]) {
            return false;
        }
    }
    return raw.size == INSURER_DIGITS;
}

/* The check digit of an insurer number; that of a claim with a filler is not one. */
static bool check_insurer(
    const struct receipt *receipt,
    int64_t number,
    const struct receipt_listener *listener,
    struct error *error)
{
    size_t at = receipt_find_row(receipt, RECORD_HO, 0);
    struct insurer_number insurer;
    struct slice raw = {NULL, 0};
    struct receipt_finding finding = {
        .finding = FINDING_RECEIPT_INSURER,
        .line = receipt->line + at,
        .column = 1,
        .receipt = number,
        .record = RECORD_HO,
        .item = RECEIPT_HO_INSURER,
    };
    if (at == receipt->count) {
        return true;
    }
    raw = receipt_item(receipt, &receipt->rows[at], RECEIPT_HO_INSURER);
    if (slice_trim(raw).size == 0 || receipt_is_of_one_digit(raw) ||
        insurer_read(raw, &insurer) == INSURER_RIGHT) {
        return true; /* an empty one was told already */
    }
    return receipt_tell(listener, &finding, error);
}

static bool check_payers(
    const struct receipt *receipt,
    int64_t number,
    const struct receipt_listener *listener,
    struct error *error)
{
    size_t insurers = receipt_count_rows(receipt, RECORD_HO);
    struct receipt_finding finding = {
        .line = receipt->line,
        .column = 1,
        .receipt = number,
        .record = RECORD_RE,
        .numbers = {(int64_t)insurers, 0},
    };
    if (insurers > 1) {
        finding.finding = FINDING_RECEIPT_TWO_INSURERS;
    } else if (insurers == 0 && receipt_count_rows(receipt, RECORD_KO) == 0) {
        finding.finding = FINDING_RECEIPT_NO_PAYER;
    }
    return finding.finding == FINDING_NONE || receipt_tell(listener, &finding, error);
}

/* Whoever hears of a receipt hears its chart number as well. */
struct naming {
    const struct receipt_listener *to;
    struct slice chart;
};

static bool name_chart(void *context, const struct receipt_finding *finding, struct error *error)
{
    const struct naming *naming = context;
    struct receipt_finding named = *finding;
    named.chart = naming->chart;
    return receipt_tell(naming->to, &named, error);
}

/* Only what can be shown everywhere: other bytes are a finding of their own. */
static struct slice chart_of(const struct receipt *receipt)
{
    size_t row = receipt_find_row(receipt, RECORD_RE, 0);
    struct slice chart = {NULL, 0};
    if (row < receipt->count) {
        chart = slice_trim(receipt_item(receipt, &receipt->rows[row], RECEIPT_RE_CHART));
    }
    for (size_t i = 0; i < chart.size; i++) {
        if (chart.data[i] <= ' ' || chart.data[i] > '~') {
            return (struct slice){NULL, 0};
        }
    }
    return chart;
}

static bool check_all(
    const struct receipt *receipt,
    int64_t number,
    const struct receipt_listener *listener,
    struct error *error)
{
    for (size_t i = 0; i < receipt->count; i++) {
        if (!receipt_check_row(&receipt->rows[i], receipt->line + i, number, listener, error)) {
            return false;
        }
    }
    return check_insurer(receipt, number, listener, error) &&
           check_payers(receipt, number, listener, error);
}

bool receipt_check(
    const struct receipt *receipt,
    int64_t number,
    const struct receipt_listener *listener,
    struct error *error)
{
    struct naming naming = {listener, chart_of(receipt)};
    const struct receipt_listener named = {&naming, name_chart};
    return check_all(receipt, number, &named, error);
}
