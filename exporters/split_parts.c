/* Writing the two receipts of a split, and what each has that the source has not. */
#include <inttypes.h>
#include <stdio.h>

#include "exporters/split_inside.h"

static const char split_rule[] = "split_months";

enum {
    NUMBER_TEXT = 24,
    /* times and every day of a row */
    ROW_CHANGES = SPLIT_DAYS + 1
};

/* One part as it is written. */
struct parting {
    const struct splitting *splitting;
    size_t number; /* of the part, from 0 */
    struct split_part *part;
    struct receipt_change *changes;
    size_t *sources;
    struct buffer bytes;
};

/* New values of items of one row, and room for their texts. */
struct row_change {
    struct record record;
    struct record_change items[ROW_CHANGES];
    size_t count;
    char text[NUMBER_TEXT];
};

static const struct receipt_row *row_of(const struct parting *parting, size_t row)
{
    return &parting->splitting->order->receipt->rows[row];
}

static bool note(
    struct parting *parting,
    size_t row,
    enum receipt_item item,
    struct slice old_raw,
    struct slice new_raw,
    struct error *error)
{
    struct arena *arena = parting->splitting->arena;
    struct receipt_change *change = &parting->changes[parting->part->change_count++];
    *change = (struct receipt_change){
        .line = parting->splitting->order->receipt->line + row,
        .record = row_of(parting, row)->form->record,
        .item = item,
        .rule = split_rule,
    };
    return receipt_item_text(old_raw, arena, &change->old_text, error) &&
           receipt_item_text(new_raw, arena, &change->new_text, error);
}

/* ---- rows ---- */

/* A row of the part; what follows its text in the source is its line end. */
static bool put_row(struct parting *parting, size_t row, struct slice text, struct error *error)
{
    const struct receipt_row *from = row_of(parting, row);
    struct slice end = {from->text.data + from->text.size, from->end_size};
    parting->sources[parting->part->count++] = row;
    return buffer_append(&parting->bytes, text, error) &&
           buffer_append(&parting->bytes, end, error);
}

static void clear_days(struct parting *parting, size_t first, struct row_change *change)
{
    uint32_t own = parting->splitting->order->days[parting->number];
    for (unsigned day = 0; day < SPLIT_DAYS; day++) {
        if ((own & split_day(day)) == 0 && record_item(&change->record, first + day).size > 0) {
            change->items[change->count++] =
                (struct record_change){first + day, (struct slice){NULL, 0}};
        }
    }
}

/* The row with only the days of this part, and their times. */
static bool put_divided(struct parting *parting, size_t row, struct error *error)
{
    const struct receipt *receipt = parting->splitting->order->receipt;
    const struct receipt_row *from = row_of(parting, row);
    size_t first = split_position(receipt, from, TREATMENT_FIRST_DAY);
    struct row_change change = {.count = 0};
    struct buffer line = buffer_open(LIMIT_LINE_BYTES);
    struct receipt_place place = {.position = 0};
    bool done = true;
    require(record_read(from->text, &change.record));
    if (first == 0) {
        require(receipt_place_of(receipt->layout, RECEIPT_JD_FIRST_DAY, &place));
        first = place.position;
    } else {
        (void)snprintf(
            change.text, NUMBER_TEXT, "%" PRId64,
            split_times(parting->splitting, row, parting->number));
        change.items[change.count++] = (struct record_change){
            split_position(receipt, from, TREATMENT_TIMES), slice_of(change.text)};
    }
    clear_days(parting, first, &change);
    done = record_rewrite(&change.record, change.items, change.count, &line, error) &&
           note(parting, row, RECEIPT_WHOLE_RECORD, from->text, buffer_slice(&line), error) &&
           put_row(parting, row, buffer_slice(&line), error);
    buffer_close_wiped(&line);
    return done;
}

static bool put_item(
    struct parting *parting,
    size_t row,
    enum receipt_item item,
    struct row_change *change,
    const char *value,
    struct error *error)
{
    struct receipt_place place = {.position = 0};
    require(receipt_place_of(parting->splitting->order->receipt->layout, item, &place));
    change->items[change->count++] = (struct record_change){place.position, slice_of(value)};
    return note(
        parting, row, item, record_item(&change->record, place.position), slice_of(value), error);
}

/* HO: days and points of this part. */
static bool put_insurance(struct parting *parting, size_t row, struct error *error)
{
    struct row_change change = {.count = 0};
    struct buffer line = buffer_open(LIMIT_LINE_BYTES);
    char days[NUMBER_TEXT];
    char points[NUMBER_TEXT];
    bool done = true;
    require(record_read(row_of(parting, row)->text, &change.record));
    (void)snprintf(days, NUMBER_TEXT, "%" PRId64, parting->part->days);
    (void)snprintf(points, NUMBER_TEXT, "%" PRId64, parting->part->points);
    done = put_item(parting, row, RECEIPT_HO_DAYS, &change, days, error) &&
           put_item(parting, row, RECEIPT_HO_POINTS, &change, points, error) &&
           record_rewrite(&change.record, change.items, change.count, &line, error) &&
           put_row(parting, row, buffer_slice(&line), error);
    buffer_close_wiped(&line);
    return done;
}

static bool put_any(struct parting *parting, size_t row, struct error *error)
{
    const struct receipt_row *from = row_of(parting, row);
    const struct split_row *plan = &parting->splitting->rows[row];
    if ((plan->sides & 1U << parting->number) == 0) {
        return note(parting, row, RECEIPT_WHOLE_RECORD, from->text, (struct slice){NULL, 0}, error);
    }
    if (receipt_row_is(from, RECORD_HO)) {
        return put_insurance(parting, row, error);
    }
    return plan->is_divided ? put_divided(parting, row, error)
                            : put_row(parting, row, from->text, error);
}

/* ---- a part ---- */

static bool make_part(struct splitting *splitting, size_t number, struct error *error)
{
    const struct receipt *receipt = splitting->order->receipt;
    struct split_part *part = &splitting->split->parts[number];
    struct parting parting = {
        .splitting = splitting,
        .number = number,
        .part = part,
        /* every row makes at most one, HO two */
        .changes =
            arena_take(splitting->arena, (receipt->count + 1) * sizeof *parting.changes, error),
        .sources = arena_take(splitting->arena, receipt->count * sizeof *parting.sources, error),
        .bytes = buffer_open((size_t)LIMIT_RECEIPT_BYTES * 2),
    };
    bool done = parting.changes != NULL && parting.sources != NULL;
    part->days = split_count_days(splitting->order->days[number]);
    part->points = splitting->points[number];
    for (size_t row = 0; done && row < receipt->count; row++) {
        done = put_any(&parting, row, error);
    }
    part->changes = parting.changes;
    part->sources = parting.sources;
    done = done && arena_copy(splitting->arena, buffer_slice(&parting.bytes), &part->bytes, error);
    buffer_close_wiped(&parting.bytes);
    return done;
}

bool split_make_parts(struct splitting *splitting, struct error *error)
{
    return make_part(splitting, 0, error) && make_part(splitting, 1, error);
}
