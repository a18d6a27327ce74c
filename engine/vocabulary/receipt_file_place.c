/* Where a line of a receipt file belongs: head, the receipt at hand, a new one, or the tail. */
#include "engine/vocabulary/receipt_file_inside.h"

static bool check_order(struct receipt_file *file, struct slice line, struct error *error)
{
    int64_t before = file->number;
    struct receipt_place place;
    struct record record;
    struct slice item = {NULL, 0};
    struct receipt_finding finding = {
        .finding = FINDING_RECEIPT_NUMBER_ORDER,
        .line = file->lines.line,
        .record = RECORD_RE,
        .item = RECEIPT_RE_NUMBER,
    };
    if (receipt_place_of(file->head.layout, RECEIPT_RE_NUMBER, &place) &&
        record_read(line, &record)) {
        item = record_item(&record, place.position);
    }
    if (!slice_read_number(item, &file->number)) {
        file->number = 0;
    }
    finding.receipt = file->number;
    finding.numbers[0] = file->number;
    finding.numbers[1] = before;
    finding.column = item.data == NULL ? 1 : receipt_column(line, (size_t)(item.data - line.data));
    return file->number > before || file->head.kind == RECEIPT_KIND_RETURNED ||
           receipt_tell(&file->lines.listener, &finding, error);
}

static bool
begin_receipt(struct receipt_file *file, struct slice line, size_t at, struct error *error)
{
    if (!receipt_file_end_part(file, at, error)) {
        return false;
    }
    file->phase = PHASE_RECEIPT;
    file->has_person = false;
    if (file->tail.receipts >= LIMIT_RECEIPTS) {
        error_set_number(error, FAULT_RECEIPT_MANY, LIMIT_RECEIPTS);
        return receipt_line_place(&file->lines, line, 0, error);
    }
    return true;
}

static bool begin_tail(struct receipt_file *file, struct slice line, size_t at, struct error *error)
{
    if (!receipt_file_end_part(file, at, error)) {
        return false;
    }
    file->phase = PHASE_TAIL;
    file->tail.line = file->lines.line;
    file->tail_row_size = line.size;
    return true;
}

/* A record id, or the digits that lead the rows of a history block. */
static bool leads_record(struct slice id)
{
    bool leads = id.size >= 1 && id.size <= RECORD_ID_BYTES;
    for (size_t i = 0; leads && i < id.size; i++) {
        leads =
            (id.data[i] >= 'A' && id.data[i] <= 'Z') || (id.data[i] >= '0' && id.data[i] <= '9');
    }
    return leads;
}

static bool refuse_row(struct receipt_file *file, struct slice line, struct error *error)
{
    char id[RECORD_ID_BYTES + 1];
    if (record_id_is_usual(receipt_line_id(line)) &&
        slice_copy_text(receipt_line_id(line), id, sizeof id)) {
        error_set_text(error, FAULT_RECEIPT_ORDER, id);
    } else {
        error_set(error, FAULT_RECEIPT_ROW);
    }
    return receipt_line_place(&file->lines, line, 0, error);
}

/* A medical file turns out to be one of DPC by its first such record. */
static bool take_telling(struct receipt_file *file, struct slice line, struct error *error)
{
    enum receipt_kind told = receipt_kind_told_by(receipt_line_id(line));
    if (told == RECEIPT_KIND_NONE || told == file->claims) {
        return true;
    }
    if (told != RECEIPT_KIND_DPC || file->claims != RECEIPT_KIND_MEDICAL) {
        return refuse_row(file, line, error);
    }
    file->claims = told;
    file->head.layout = receipt_layout_of(
        told,
        slice_of(
            receipt_layout_month_digits(file->head.layout) == MONTH_DIGITS ? "000000" : "00000"));
    return true;
}

/* The claims of a returned file are told apart by the first レセプト種別. */
static void take_claims(struct receipt_file *file, const struct record *record)
{
    struct slice type = receipt_layout_item(file->head.layout, record, RECEIPT_RE_TYPE);
    struct slice month = receipt_layout_item(file->head.layout, record, RECEIPT_RE_MONTH);
    enum receipt_kind kind = receipt_kind_of_type(type);
    if (file->claims == RECEIPT_KIND_RETURNED && kind != RECEIPT_KIND_NONE) {
        file->claims = kind;
        file->head.layout = receipt_layout_of(kind, month);
    }
}

/* The first row of a receipt may be an IR of its own; its RE comes once. */
static bool take_person(struct receipt_file *file, struct slice line, struct error *error)
{
    struct record record;
    if (file->has_person) {
        return refuse_row(file, line, error);
    }
    if (record_read(line, &record)) {
        take_claims(file, &record);
    }
    file->has_person = true;
    return check_order(file, line, error);
}

static bool begins_receipt(const struct receipt_file *file, enum receipt_record record)
{
    if (file->head.kind == RECEIPT_KIND_RETURNED) {
        return record == RECORD_IR ||
               (record == RECORD_RE && (file->phase != PHASE_RECEIPT || file->has_person));
    }
    return record == receipt_kind_first(file->head.kind);
}

/* GO of a kind whose files have it behind the head, without totals. */
static bool is_front_total(const struct receipt_file *file, const struct receipt_form *form)
{
    return form->record == RECORD_GO && form->items == 1 && file->phase == PHASE_HEAD &&
           !file->has_front_total;
}

static bool is_tail(const struct receipt_file *file, enum receipt_record record)
{
    bool returned = file->head.kind == RECEIPT_KIND_RETURNED;
    return record == (returned ? RECORD_HG : RECORD_GO) && !file->has_front_total;
}

static bool place_record(
    struct receipt_file *file,
    const struct receipt_form *form,
    struct slice line,
    size_t at,
    struct error *error)
{
    if (is_front_total(file, form)) {
        file->has_front_total = true;
        return true;
    }
    if (is_tail(file, form->record)) {
        return begin_tail(file, line, at, error);
    }
    if (begins_receipt(file, form->record) && !begin_receipt(file, line, at, error)) {
        return false;
    }
    if (file->phase != PHASE_RECEIPT || form->section == SECTION_HEAD ||
        form->section == SECTION_TAIL) {
        return refuse_row(file, line, error);
    }
    return form->record != RECORD_RE || take_person(file, line, error);
}

bool receipt_file_place(
    struct receipt_file *file,
    struct slice line,
    size_t at,
    struct error *error)
{
    struct slice id = receipt_line_id(line);
    const struct receipt_form *form = NULL;
    if (line.size == 0 && (file->phase == PHASE_TAIL || file->lines.has_end_mark)) {
        return true;
    }
    if (file->phase == PHASE_TAIL || !leads_record(id)) {
        return refuse_row(file, line, error);
    }
    if (!take_telling(file, line, error)) {
        return false;
    }
    form = receipt_form_of(file->head.layout, id);
    return form == NULL || place_record(file, form, line, at, error);
}

bool receipt_file_end_at_mark(struct receipt_file *file, size_t at, struct error *error)
{
    if (!file->has_front_total || file->phase == PHASE_TAIL || !file->lines.has_end_mark) {
        return true;
    }
    if (!receipt_file_end_part(file, at, error)) {
        return false;
    }
    file->phase = PHASE_TAIL;
    file->tail.line = file->lines.line;
    return true;
}
