/* Claiming again what came back: the head of the month, the receipts without HR, a GO of their own. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "exporters/export_inside.h"

/* ---- the head of the month ---- */

struct head_reading {
    struct receipt_file *file;
    struct buffer *head;
};

static bool take_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct head_reading *reading = context;
    return buffer_append(reading->head, head->bytes, error) && error_set(error, FAULT_CANCELLED);
}

static bool no_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    (void)context;
    (void)receipt;
    return error_set(error, FAULT_CANCELLED);
}

static bool no_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    (void)context;
    (void)tail;
    return error_set(error, FAULT_CANCELLED);
}

static bool take_bytes(void *context, struct slice bytes, struct error *error)
{
    struct head_reading *reading = context;
    return receipt_file_push(reading->file, bytes, error);
}

bool receipt_export_read_head(
    const struct disk_port *disk,
    const char *path,
    struct buffer *head,
    struct error *error)
{
    struct head_reading reading = {.head = head};
    const struct receipt_taker taker = {&reading, take_head, no_receipt, no_tail, NULL};
    bool done = false;
    if (!receipt_file_open(&taker, &reading.file, error)) {
        return false;
    }
    done = disk_stream(disk, path, take_bytes, &reading, error) &&
           receipt_file_end(reading.file, error);
    receipt_file_close(reading.file);
    if (!done && error->fault == FAULT_CANCELLED && head->size > 0) {
        return true;
    }
    return error->place.file[0] != '\0'
               ? false
               : error_set_place(error, path, error->place.line, error->place.column);
}

/* ---- beginning ---- */

bool export_is_reclaim(const struct export *export)
{
    return export->order->reclaim_head.size > 0;
}

bool export_begin_reclaim(
    struct export *export,
    const struct receipt_head *returned,
    struct receipt_head *head,
    struct error *error)
{
    struct receipt_lines lines = {.line = 1};
    struct slice line = line_first(export->order->reclaim_head).text;
    enum receipt_kind kind = receipt_kind_of(line);
    if (returned->kind != RECEIPT_KIND_RETURNED || kind == RECEIPT_KIND_RETURNED) {
        error_set(error, FAULT_RECLAIM_FILES);
        return error_set_place(error, export->order->source, 1, 1);
    }
    if (!receipt_head_read(&lines, line, kind, head, error)) {
        return false;
    }
    head->bytes = export->order->reclaim_head;
    if (strcmp(head->payer, returned->payer) != 0) {
        error_set(error, FAULT_RECLAIM_PAYER);
        return error_set_place(error, export->order->source, 1, 1);
    }
    return true;
}

/* ---- one receipt ---- */

/* An IR of the receipt's own says the month in which it is claimed. */
static bool put_own(
    const struct export *export,
    const struct receipt *receipt,
    struct slice text,
    struct buffer *bytes,
    struct error *error)
{
    struct record head;
    struct record record;
    struct receipt_place place;
    if (!record_read(line_first(export->order->reclaim_head).text, &head) ||
        !record_read(text, &record) ||
        !receipt_place_of(receipt->layout, RECEIPT_OWN_MONTH, &place)) {
        return buffer_append(bytes, text, error);
    }
    return record_rewrite(
        &record,
        &(struct record_change){
            place.position, receipt_layout_item(export->layout, &head, RECEIPT_HEAD_MONTH)},
        1, bytes, error);
}

static bool starts_with(struct slice text, enum receipt_record record)
{
    return slice_equal_text(slice_part(text, 0, RECORD_ID_BYTES), receipt_record_id(record));
}

bool export_put_reclaim(
    const struct export *export,
    const struct receipt *receipt,
    struct slice bytes,
    struct buffer *claim,
    struct error *error)
{
    while (bytes.size > 0) {
        struct line line = line_first(bytes);
        struct slice end = slice_part(bytes, line.text.size, line.end_size);
        bytes = slice_part(bytes, line.text.size + line.end_size, bytes.size);
        if (starts_with(line.text, RECORD_HR)) {
            continue;
        }
        if (!(starts_with(line.text, RECORD_IR) ? put_own(export, receipt, line.text, claim, error)
                                                : buffer_append(claim, line.text, error)) ||
            !buffer_append(claim, end, error)) {
            return false;
        }
    }
    return true;
}

bool export_lacks_own_head(const struct export_decider *decider, const struct receipt *receipt)
{
    struct slice head = decider->order->reclaim_head;
    enum receipt_kind kind = receipt_kind_of(line_first(head).text);
    return head.size > 0 && receipt_kind_first(kind) == RECORD_IR &&
           receipt_find_row(receipt, RECORD_IR, 0) == receipt->count;
}

/* ---- the end ---- */

bool export_write_reclaim_tail(struct export *export, struct error *error)
{
    static const char after[] = "\r\n\x1a";
    const struct receipt_form *form = receipt_form_of(export->layout, slice_of("GO"));
    const struct receipt_total *total = &export->result->after;
    char row[96];
    struct slice rest = slice_of(after);
    if (form == NULL || form->items == 1) {
        rest = slice_part(rest, 2, rest.size);
    } else {
        (void)snprintf(
            row, sizeof row, "GO,%" PRId64 ",%" PRId64 ",%s", total->count, total->points,
            receipt_code_for(RECEIPT_GO_VOLUME, VOLUME_WHOLE));
        if (!safe_file_write(&export->target, slice_of(row), error)) {
            return false;
        }
    }
    export->expected.total = *total;
    export->expected.after_sum = bytes_sum(BYTES_SUM, rest);
    return safe_file_write(&export->target, rest, error);
}
