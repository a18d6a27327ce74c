#include "engine/vocabulary/receipt_head.h"

#include <string.h>

static bool has_zero_beside_letter(struct slice line)
{
    return line.size >= 2 && (line.data[0] == '\0') != (line.data[1] == '\0');
}

static const char *marked_encoding(struct slice line)
{
    const char *mark = encoding_by_mark(line);
    return mark == NULL && has_zero_beside_letter(line) ? "UTF-16" : mark;
}

bool receipt_head_recognise(
    const struct receipt_lines *lines,
    struct slice line,
    enum receipt_kind *kind,
    struct error *error)
{
    const char *mark = marked_encoding(line);
    *kind = receipt_kind_of(line);
    if (mark != NULL) {
        error_set_text(error, FAULT_RECEIPT_ENCODING, mark);
        return receipt_line_place(lines, line, 0, error);
    }
    if (slice_starts(line, "\"IR\"")) {
        error_set(error, FAULT_RECEIPT_QUOTED);
        return receipt_line_place(lines, line, 0, error);
    }
    if (*kind == RECEIPT_KIND_NONE) {
        error_set(error, FAULT_RECEIPT_NOT_ONE);
        return receipt_line_place(lines, line, 0, error);
    }
    return true;
}

static void read_facility(struct receipt_head *head, const struct record *record)
{
    static const enum receipt_item items[] = {
        RECEIPT_HEAD_PREFECTURE, RECEIPT_HEAD_SCORE, RECEIPT_HEAD_FACILITY};

    size_t used = 0;
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        struct slice part = receipt_layout_item(head->layout, record, items[i]);
        if (part.size == 0 || part.size > RECEIPT_FACILITY_DIGITS - used) {
            head->facility[0] = '\0';
            return;
        }
        memcpy(head->facility + used, part.data, part.size);
        used += part.size;
    }
    head->facility[used] = '\0';
}

bool receipt_head_check_volume(
    const struct receipt_lines *lines,
    uint64_t line,
    enum receipt_item item,
    struct slice code,
    struct error *error)
{
    struct receipt_finding finding = {
        .finding = FINDING_RECEIPT_VOLUMES,
        .line = line,
        .column = 1,
        .record = receipt_item_record(lines->layout, item),
        .item = item,
    };
    return code.size == 0 || receipt_code(item, code) == VOLUME_WHOLE ||
           receipt_tell(&lines->listener, &finding, error);
}

static void read_items(struct receipt_head *head, const struct record *record)
{
    /* The claim month stands in the same place in every edition of a kind. */
    struct slice month = receipt_layout_item(
        receipt_layout_of(head->kind, slice_of("")), record, RECEIPT_HEAD_MONTH);
    struct slice payer;
    head->layout = receipt_layout_of(head->kind, month);
    payer = receipt_layout_item(head->layout, record, RECEIPT_HEAD_PAYER);
    if (!receipt_month(month, &head->claim_month)) {
        head->claim_month = MONTH_NONE;
    }
    if (!slice_copy_text(payer, head->payer, sizeof head->payer)) {
        head->payer[0] = '\0';
    }
    read_facility(head, record);
}

bool receipt_head_read(
    struct receipt_lines *lines,
    struct slice line,
    enum receipt_kind kind,
    struct receipt_head *head,
    struct error *error)
{
    struct record record;
    struct receipt_row row = {.text = line};
    *head = (struct receipt_head){.kind = kind};
    if (!record_read(line, &record)) {
        error_set_number(error, FAULT_RECEIPT_ITEMS_MANY, LIMIT_RECORD_ITEMS);
        return receipt_line_place(lines, line, 0, error);
    }
    read_items(head, &record);
    lines->layout = head->layout;
    row.form = receipt_form_of(head->layout, record.items[0]);
    return receipt_check_row(&row, lines->line, 0, &lines->listener, error) &&
           receipt_head_check_volume(
               lines, lines->line, RECEIPT_HEAD_VOLUME,
               receipt_layout_item(head->layout, &record, RECEIPT_HEAD_VOLUME), error);
}
