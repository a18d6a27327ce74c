#include "engine/vocabulary/receipt_file_inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    PIECE_BYTES = 64 * 1024,
    HELD_BYTES = LIMIT_RECEIPT_BYTES + LIMIT_LINE_BYTES + 2 * PIECE_BYTES,
    ARENA_BYTES = 4 * LIMIT_RECEIPT_BYTES
};

bool receipt_file_open(
    const struct receipt_taker *taker,
    struct receipt_file **file,
    struct error *error)
{
    struct receipt_file *made = calloc(1, sizeof *made);
    *file = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->taker = *taker;
    made->lines.listener = (struct receipt_listener){taker->context, taker->finding};
    made->held = buffer_open(HELD_BYTES);
    made->arena = arena_open(ARENA_BYTES);
    made->tail.points_readable = true;
    *file = made;
    return true;
}

void receipt_file_close(struct receipt_file *file)
{
    if (file != NULL) {
        buffer_close_wiped(&file->held);
        arena_close(&file->arena);
        free(file);
    }
}

/* ---- parts ---- */

static struct slice part_bytes(const struct receipt_file *file, size_t end)
{
    return slice_part(buffer_slice(&file->held), file->start, end - file->start);
}

static bool
check_points(struct receipt_file *file, const struct receipt *receipt, struct error *error)
{
    size_t row = receipt_find_row(receipt, RECORD_HO, 0);
    struct receipt_finding finding = {
        .finding = FINDING_RECEIPT_VALUE,
        .column = 1,
        .receipt = file->number,
        .record = RECORD_HO,
        .item = RECEIPT_HO_POINTS,
    };
    if (receipt_add_total(receipt, &file->tail.counted)) {
        return true;
    }
    file->tail.points_readable = false;
    if (row == receipt->count) {
        row = receipt_find_row(receipt, RECORD_KO, 0);
        finding.record = RECORD_KO;
        finding.item = RECEIPT_KO_POINTS;
    } else if (receipt_item(receipt, &receipt->rows[row], RECEIPT_HO_POINTS).size == 0) {
        return true; /* an empty one was told already */
    }
    finding.line = receipt->line + row;
    return receipt_tell(&file->lines.listener, &finding, error);
}

static bool give_receipt(struct receipt_file *file, struct slice bytes, struct error *error)
{
    struct receipt receipt;
    bool done =
        receipt_open(file->head.layout, bytes, file->part_line, &file->arena, &receipt, error) &&
        receipt_check(&receipt, file->number, &file->lines.listener, error) &&
        check_points(file, &receipt, error) &&
        file->taker.receipt(file->taker.context, &receipt, error);
    arena_reset(&file->arena);
    file->tail.receipts++;
    return done;
}

bool receipt_file_end_part(struct receipt_file *file, size_t end, struct error *error)
{
    struct slice bytes = part_bytes(file, end);
    bool done = true;
    if (file->phase == PHASE_HEAD) {
        file->head.bytes = bytes;
        done = file->taker.head(file->taker.context, &file->head, error);
        file->head.bytes = (struct slice){NULL, 0};
    } else if (file->phase == PHASE_RECEIPT) {
        done = give_receipt(file, bytes, error);
    }
    file->start = end;
    file->part_line = file->lines.line;
    return done;
}

/* ---- one line ---- */

/* A line that has fewer bytes than items are allowed has fewer items. */
static bool has_too_many_items(struct slice line, size_t *at)
{
    size_t items = 1;
    *at = 0;
    while (line.size >= LIMIT_RECORD_ITEMS && *at < line.size) {
        items += line.data[*at] == ',' ? 1 : 0;
        if (items > LIMIT_RECORD_ITEMS) {
            return true;
        }
        (*at)++;
    }
    return false;
}

static bool check_sizes(struct receipt_file *file, struct slice line, struct error *error)
{
    size_t at = 0;
    if (line.size > LIMIT_LINE_BYTES) {
        error_set_number(error, FAULT_RECEIPT_LINE_LONG, LIMIT_LINE_BYTES);
        return error_set_place(error, NULL, file->lines.line, 1);
    }
    if (has_too_many_items(line, &at)) {
        error_set_number(error, FAULT_RECEIPT_ITEMS_MANY, LIMIT_RECORD_ITEMS);
        return receipt_line_place(&file->lines, line, at, error);
    }
    if (file->next - file->start > LIMIT_RECEIPT_BYTES ||
        file->lines.line - file->part_line > LIMIT_RECEIPT_RECORDS) {
        error_set_number(error, FAULT_RECEIPT_BIG, LIMIT_RECEIPT_BYTES);
        return receipt_line_place(&file->lines, line, 0, error);
    }
    return true;
}

static bool take_line(struct receipt_file *file, struct slice line, size_t at, struct error *error)
{
    file->lines.line++;
    if (!check_sizes(file, line, error) ||
        (file->phase == PHASE_FIRST_LINE &&
         !receipt_head_recognise(&file->lines, line, &file->head.kind, error))) {
        return false;
    }
    file->lines.layout = file->head.layout;
    file->lines.receipt = file->phase == PHASE_RECEIPT ? file->number : 0;
    if (!receipt_line_check(&file->lines, &line, error)) {
        return false;
    }
    if (file->phase == PHASE_FIRST_LINE) {
        file->phase = PHASE_HEAD;
        file->part_line = 1;
        file->claims = file->head.kind;
        return receipt_head_read(&file->lines, line, file->head.kind, &file->head, error);
    }
    return receipt_file_place(file, line, at, error) &&
           receipt_file_end_at_mark(file, at + line.size, error);
}

/* Every whole line among the held bytes, and at the end what is left as the last one. */
static bool take_lines(struct receipt_file *file, bool is_end, struct error *error)
{
    while (file->next < file->held.size) {
        struct slice rest = slice_part(buffer_slice(&file->held), file->next, file->held.size);
        struct line line = line_first(rest);
        size_t at = file->next;
        if (line.end_size == 0 && !is_end) {
            break;
        }
        file->next += line.text.size + line.end_size;
        if (!take_line(file, line.text, at, error)) {
            return false;
        }
    }
    if (file->held.size - file->next > LIMIT_LINE_BYTES + 1) {
        error_set_number(error, FAULT_RECEIPT_LINE_LONG, LIMIT_LINE_BYTES);
        return error_set_place(error, NULL, file->lines.line + 1, 1);
    }
    return true;
}

/* What was given away makes room; once for each piece, not for each receipt. */
static void drop_given(struct receipt_file *file)
{
    size_t left = file->held.size - file->start;
    if (file->start > 0) {
        memmove(file->held.data, file->held.data + file->start, left);
        file->held.size = left;
        file->next -= file->start;
        file->start = 0;
    }
}

bool receipt_file_push(struct receipt_file *file, struct slice bytes, struct error *error)
{
    while (bytes.size > 0) {
        struct slice piece = slice_part(bytes, 0, PIECE_BYTES);
        bytes = slice_part(bytes, piece.size, bytes.size);
        drop_given(file);
        if (!buffer_append(&file->held, piece, error) || !take_lines(file, false, error)) {
            return false;
        }
    }
    return true;
}

/* ---- the end ---- */

static bool check_total(
    struct receipt_file *file,
    enum receipt_item item,
    int64_t written,
    int64_t counted,
    struct error *error)
{
    struct receipt_finding finding = {
        .finding = item == RECEIPT_GO_COUNT ? FINDING_RECEIPT_GO_COUNT : FINDING_RECEIPT_GO_POINTS,
        .line = file->tail.line,
        .column = 1,
        .record = RECORD_GO,
        .item = item,
        .numbers = {written, counted},
    };
    if (written < 0) {
        finding.finding = FINDING_RECEIPT_VALUE;
    }
    return written == counted || receipt_tell(&file->lines.listener, &finding, error);
}

static int64_t number_of(struct slice item)
{
    int64_t number = -1;
    return slice_read_number(item, &number) ? number : -1;
}

/* The totals of GO, or of HG in a returned file, against what was counted. */
static bool
check_totals(struct receipt_file *file, const struct record *record, struct error *error)
{
    struct receipt_tail *tail = &file->tail;
    const struct receipt_layout *layout = file->head.layout;
    bool returned = file->head.kind == RECEIPT_KIND_RETURNED;
    enum receipt_item volume = returned ? RECEIPT_HG_VOLUME : RECEIPT_GO_VOLUME;
    enum receipt_item count = returned ? RECEIPT_HG_COUNT : RECEIPT_GO_COUNT;
    enum receipt_item points = returned ? RECEIPT_HG_POINTS : RECEIPT_GO_POINTS;
    tail->count = number_of(receipt_layout_item(layout, record, count));
    tail->points = number_of(receipt_layout_item(layout, record, points));
    return receipt_head_check_volume(
               &file->lines, tail->line, volume, receipt_layout_item(layout, record, volume),
               error) &&
           (returned || (check_total(file, count, tail->count, tail->counted.count, error) &&
                         check_total(file, points, tail->points, tail->counted.points, error)));
}

static bool give_tail(struct receipt_file *file, struct error *error)
{
    struct receipt_tail *tail = &file->tail;
    struct slice bytes = part_bytes(file, file->held.size);
    struct receipt_row row = {.text = slice_part(bytes, 0, file->tail_row_size)};
    struct record record;
    if (!record_read(row.text, &record)) {
        error_set_number(error, FAULT_RECEIPT_ITEMS_MANY, LIMIT_RECORD_ITEMS);
        return error_set_place(error, NULL, tail->line, 1);
    }
    tail->kind = file->head.kind == RECEIPT_KIND_RETURNED ? file->head.kind : file->claims;
    tail->row = row.text;
    tail->after = slice_part(bytes, file->tail_row_size, bytes.size);
    row.form = receipt_form_of(file->head.layout, record.items[0]);
    tail->has_totals = row.form != NULL && row.form->items != 1;
    tail->count = -1;
    tail->points = -1;
    return receipt_check_row(&row, tail->line, 0, &file->lines.listener, error) &&
           (!tail->has_totals || check_totals(file, &record, error)) &&
           file->taker.tail(file->taker.context, tail, error);
}

bool receipt_file_end(struct receipt_file *file, struct error *error)
{
    if (!take_lines(file, true, error)) {
        return false;
    }
    if (file->phase == PHASE_FIRST_LINE) {
        error_set(error, FAULT_RECEIPT_NOT_ONE);
        return error_set_place(error, NULL, 1, 1);
    }
    if (!receipt_lines_end(&file->lines, error)) {
        return false;
    }
    if (file->phase != PHASE_TAIL && file->has_front_total) {
        if (!receipt_file_end_part(file, file->held.size, error)) {
            return false;
        }
        file->phase = PHASE_TAIL;
    }
    if (file->phase != PHASE_TAIL) {
        error_set(error, FAULT_RECEIPT_CUT);
        return error_set_place(error, NULL, file->lines.line, 1);
    }
    return give_tail(file, error);
}
