#include "exporters/receipt_overlay.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "exporters/overlay_inside.h"

struct field_label overlay_label(enum receipt_item item)
{
    return (struct field_label){
        receipt_item_label(item, LANGUAGE_JAPANESE), receipt_item_label(item, LANGUAGE_ENGLISH)};
}

bool overlay_stop(struct overlay *overlay, enum trouble trouble, enum receipt_item item)
{
    *overlay->trouble = (struct receipt_trouble){.trouble = trouble, .field = overlay_label(item)};
    return true;
}

bool overlay_stop_record(struct overlay *overlay, enum trouble trouble, enum receipt_record record)
{
    const char *id = receipt_record_id(record);
    *overlay->trouble = (struct receipt_trouble){.trouble = trouble, .field = {id, id}};
    return true;
}

bool overlay_part(struct overlay *overlay, size_t row, struct record *record)
{
    const struct receipt_row *part = &overlay->order->receipt->rows[row];
    if (!record_read(part->text, record) ||
        (part->form->items > 0 && record->count > part->form->items)) {
        overlay_stop_record(overlay, TROUBLE_RECORD_SHAPE, part->form->record);
        return false;
    }
    return true;
}

struct slice
overlay_item(const struct overlay *overlay, const struct record *record, enum receipt_item item)
{
    return receipt_layout_item(overlay->order->receipt->layout, record, item);
}

/* ---- changes ---- */

static struct receipt_change *add_change(struct overlay *overlay)
{
    require(overlay->change_count < OVERLAY_CHANGES);
    return &overlay->changes[overlay->change_count++];
}

/* Lines of a receipt count on from its first; a row at the end stands before the next receipt. */
static uint64_t line_of(const struct overlay *overlay, size_t row)
{
    return overlay->order->receipt->line + row;
}

static bool note_item(
    struct overlay *overlay,
    size_t row,
    const struct overlay_value *value,
    struct slice old_raw,
    struct error *error)
{
    struct receipt_change *change = add_change(overlay);
    *change = (struct receipt_change){
        .line = line_of(overlay, row),
        .record = receipt_item_record(overlay->order->receipt->layout, value->item),
        .item = value->item,
        .rule = overlay->order->visits->rule,
    };
    return receipt_item_text(old_raw, overlay->arena, &change->old_text, error) &&
           receipt_item_text(value->raw, overlay->arena, &change->new_text, error);
}

bool overlay_note_row(
    struct overlay *overlay,
    size_t row,
    enum receipt_record record,
    struct slice old_raw,
    struct slice new_raw,
    const char *rule,
    struct error *error)
{
    struct receipt_change *change = add_change(overlay);
    *change = (struct receipt_change){
        .line = line_of(overlay, row),
        .record = record,
        .item = RECEIPT_WHOLE_RECORD,
        .rule = rule,
    };
    return receipt_item_text(old_raw, overlay->arena, &change->old_text, error) &&
           receipt_item_text(new_raw, overlay->arena, &change->new_text, error);
}

/* ---- rows ---- */

bool overlay_replace(
    struct overlay *overlay,
    size_t row,
    const struct record *record,
    const struct overlay_value *values,
    size_t count,
    struct slice *text,
    struct error *error)
{
    struct record_change changes[OVERLAY_CHANGES];
    struct buffer line = buffer_open(LIMIT_LINE_BYTES);
    size_t used = 0;
    bool done = true;
    require(count <= OVERLAY_CHANGES);
    *text = (struct slice){NULL, 0};
    for (size_t i = 0; done && i < count; i++) {
        struct receipt_place place = {.position = 0};
        struct slice old_raw = overlay_item(overlay, record, values[i].item);
        require(receipt_place_of(overlay->order->receipt->layout, values[i].item, &place));
        if (!slice_equal(old_raw, values[i].raw)) {
            changes[used++] = (struct record_change){place.position, values[i].raw};
            done = note_item(overlay, row, &values[i], old_raw, error);
        }
    }
    if (done && used > 0) {
        done = record_rewrite(record, changes, used, &line, error) &&
               arena_copy(overlay->arena, buffer_slice(&line), text, error);
    }
    buffer_close_wiped(&line);
    return done;
}

static const struct receipt_form *form_of(const struct overlay *overlay, enum receipt_record record)
{
    return receipt_form_of(overlay->order->receipt->layout, slice_of(receipt_record_id(record)));
}

bool overlay_row(
    struct overlay *overlay,
    enum receipt_record record,
    const struct overlay_value *values,
    size_t count,
    struct slice *text,
    struct error *error)
{
    const struct receipt_form *form = form_of(overlay, record);
    struct slice items[LIMIT_RECORD_ITEMS] = {{NULL, 0}};
    struct buffer line = buffer_open(LIMIT_LINE_BYTES);
    bool done = true;
    *text = (struct slice){NULL, 0};
    if (form == NULL || form->items == 0) {
        return overlay_stop_record(overlay, TROUBLE_NOT_IN_LAYOUT, record);
    }
    items[0] = slice_of(form->id);
    for (size_t i = 0; i < count; i++) {
        struct receipt_place place = {.position = 0};
        require(receipt_place_of(overlay->order->receipt->layout, values[i].item, &place));
        items[place.position - 1] = values[i].raw;
    }
    done = record_write(items, form->items, &line, error) &&
           arena_copy(overlay->arena, buffer_slice(&line), text, error);
    buffer_close_wiped(&line);
    return done;
}

/* ---- putting together ---- */

static struct slice line_end_of(const struct receipt *receipt)
{
    static const char crlf[] = "\r\n";
    bool bare = receipt->count > 0 && receipt->rows[0].end_size == 1;
    return slice_of(bare ? crlf + 1 : crlf);
}

static bool
put_new(const struct overlay *overlay, struct slice text, struct buffer *bytes, struct error *error)
{
    return text.size == 0 || (buffer_append(bytes, text, error) &&
                              buffer_append(bytes, line_end_of(overlay->order->receipt), error));
}

static bool
put_before(const struct overlay *overlay, size_t row, struct buffer *bytes, struct error *error)
{
    if (row == overlay->check_at && !put_new(overlay, overlay->check_new, bytes, error)) {
        return false;
    }
    for (size_t i = 0; row == overlay->comments_at && i < overlay->comment_count; i++) {
        if (!put_new(overlay, overlay->comments[i], bytes, error)) {
            return false;
        }
    }
    return true;
}

/* The new text of a row; its own when it stays. */
static struct slice replaced(const struct overlay *overlay, size_t row, struct slice text)
{
    const struct {
        size_t row;
        struct slice text;
    } rows[] = {
        {overlay->own_row, overlay->own_text},
        {overlay->person_row, overlay->person_text},
        {overlay->insurance_row, overlay->insurance_text},
        {overlay->check_row, overlay->check_text},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].row == row && rows[i].text.data != NULL) {
            return rows[i].text;
        }
    }
    return text;
}

/* The bytes of a row as it goes out, its line end kept. */
static bool
put_row(const struct overlay *overlay, size_t row, struct buffer *bytes, struct error *error)
{
    const struct receipt_row *part = &overlay->order->receipt->rows[row];
    struct slice text = part->text;
    struct slice end = {part->text.data + part->text.size, part->end_size};
    if (row == overlay->check_row && overlay->check_removed) {
        return true;
    }
    text = replaced(overlay, row, text);
    return buffer_append(bytes, text, error) && buffer_append(bytes, end, error);
}

static bool
assemble(const struct overlay *overlay, struct receipt_rewrite *rewrite, struct error *error)
{
    const struct receipt *receipt = overlay->order->receipt;
    struct buffer bytes = buffer_open((size_t)LIMIT_RECEIPT_BYTES * 2);
    bool done = true;
    for (size_t row = 0; done && row <= receipt->count; row++) {
        done = put_before(overlay, row, &bytes, error) &&
               (row == receipt->count || put_row(overlay, row, &bytes, error));
    }
    done = done && arena_copy(overlay->arena, buffer_slice(&bytes), &rewrite->bytes, error);
    buffer_close_wiped(&bytes);
    return done;
}

bool receipt_overlay(
    const struct overlay_order *order,
    struct arena *arena,
    struct receipt_rewrite *rewrite,
    struct error *error)
{
    size_t none = order->receipt->count + 1;
    struct overlay overlay = {
        .order = order,
        .arena = arena,
        .trouble = &rewrite->trouble,
        .own_row = none,
        .person_row = none,
        .insurance_row = none,
        .check_row = none,
        .check_at = none,
        .comments_at = none,
    };
    require(order->fate == FATE_CURRENT || order->fate == FATE_PAST || order->fate == FATE_UNKNOWN);
    *rewrite = (struct receipt_rewrite){.bytes = order->receipt->bytes};
    overlay.changes = arena_take(arena, OVERLAY_CHANGES * sizeof *overlay.changes, error);
    if (overlay.changes == NULL || !overlay_make_person(&overlay, error) ||
        (!overlay_stopped(&overlay) && !overlay_make_numbers(&overlay, error)) ||
        (!overlay_stopped(&overlay) && !overlay_make_check(&overlay, error)) ||
        (!overlay_stopped(&overlay) && !overlay_make_comments(&overlay, error))) {
        return false;
    }
    if (rewrite->trouble.trouble == TROUBLE_UNWRITABLE) {
        return overlay_list_refused(&overlay, error);
    }
    if (overlay_stopped(&overlay) || overlay.change_count == 0) {
        return true;
    }
    rewrite->changes = overlay.changes;
    rewrite->change_count = overlay.change_count;
    return assemble(&overlay, rewrite, error);
}

/* ---- renumbering ---- */

/* What stands before RE: nothing, or an IR of the receipt's own. */
static struct slice before_person(struct slice bytes)
{
    size_t at = 0;
    while (at < bytes.size) {
        struct line line = line_first(slice_part(bytes, at, bytes.size));
        if (slice_equal_text(
                slice_part(line.text, 0, RECORD_ID_BYTES), receipt_record_id(RECORD_RE))) {
            return slice_part(bytes, 0, at);
        }
        at += line.text.size + line.end_size;
    }
    return slice_part(bytes, 0, 0);
}

bool receipt_renumber(
    const struct receipt *receipt,
    struct slice bytes,
    int64_t number,
    struct buffer *renumbered,
    struct error *error)
{
    struct slice before = before_person(bytes);
    struct line first = line_first(slice_part(bytes, before.size, bytes.size));
    struct receipt_place place;
    struct record record;
    struct slice old;
    char text[32];
    if (!receipt_place_of(receipt->layout, RECEIPT_RE_NUMBER, &place) ||
        !record_read(first.text, &record)) {
        return error_set_number(error, FAULT_RECEIPT_ITEMS_MANY, LIMIT_RECORD_ITEMS);
    }
    old = record_item(&record, place.position);
    (void)snprintf(
        text, sizeof text, "%0*" PRId64,
        old.size > 1 && old.size < 16 && old.data[0] == '0' ? (int)old.size : 1, number);
    return buffer_append(renumbered, before, error) &&
           record_rewrite(
               &record, &(struct record_change){place.position, slice_of(text)}, 1, renumbered,
               error) &&
           buffer_append(
               renumbered, slice_part(bytes, before.size + first.text.size, bytes.size), error);
}
