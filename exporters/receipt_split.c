#include "exporters/receipt_split.h"

#include <string.h>

#include "exporters/split_inside.h"

enum {
    /* More than a month of outpatient treatment ever has; what is made stays small. */
    SPLIT_ROWS = 2000,
    SPLIT_BYTES = 256 * 1024,
    WESTERN_DIGITS = 6
};

bool split_stop(struct splitting *splitting, enum split_reason reason, size_t row)
{
    const struct receipt *receipt = splitting->order->receipt;
    splitting->split->reason = reason;
    splitting->split->line = row < receipt->count ? receipt->line + row : 0;
    return false;
}

unsigned split_sides(const struct splitting *splitting, uint32_t days)
{
    unsigned sides = 0;
    for (size_t part = 0; part < SPLIT_PARTS; part++) {
        sides |= (days & splitting->order->days[part]) != 0 ? 1U << part : 0;
    }
    return sides;
}

int64_t split_times(const struct splitting *splitting, size_t row, size_t part)
{
    int64_t times = 0;
    for (unsigned day = 0; day < SPLIT_DAYS; day++) {
        if ((splitting->order->days[part] & split_day(day)) != 0) {
            times += splitting->rows[row].times[day];
        }
    }
    return times;
}

/* ---- rows of treatment ---- */

size_t split_position(
    const struct receipt *receipt,
    const struct receipt_row *row,
    enum treatment_item item)
{
    static const enum receipt_item items[TREATMENT_ITEMS][2] = {
        [TREATMENT_CLASS] = {RECEIPT_DETAIL_CLASS, RECEIPT_DRUG_CLASS},
        [TREATMENT_BEARER] = {RECEIPT_DETAIL_BEARER, RECEIPT_DRUG_BEARER},
        [TREATMENT_POINTS] = {RECEIPT_DETAIL_POINTS, RECEIPT_DRUG_POINTS},
        [TREATMENT_TIMES] = {RECEIPT_DETAIL_TIMES, RECEIPT_DRUG_TIMES},
        [TREATMENT_FIRST_COMMENT] = {RECEIPT_DETAIL_FIRST_COMMENT, RECEIPT_DRUG_FIRST_COMMENT},
        [TREATMENT_FIRST_DAY] = {RECEIPT_DETAIL_FIRST_DAY, RECEIPT_DRUG_FIRST_DAY},
    };

    bool is_drug = receipt_row_is(row, RECORD_IY);
    struct receipt_place place;
    if ((!is_drug && !receipt_row_is(row, RECORD_SI)) ||
        !receipt_place_of(receipt->layout, items[item][is_drug ? 1 : 0], &place)) {
        return 0;
    }
    return place.position;
}

bool split_is_detail(const struct receipt_row *row)
{
    return receipt_row_is(row, RECORD_SI) || receipt_row_is(row, RECORD_IY) ||
           receipt_row_is(row, RECORD_CO);
}

struct slice split_class(const struct receipt *receipt, const struct receipt_row *row)
{
    struct record record;
    if (receipt_row_is(row, RECORD_CO)) {
        return slice_trim(receipt_item(receipt, row, RECEIPT_COMMENT_CLASS));
    }
    if (split_position(receipt, row, TREATMENT_CLASS) == 0 || !record_read(row->text, &record)) {
        return (struct slice){NULL, 0};
    }
    return slice_trim(record_item(&record, split_position(receipt, row, TREATMENT_CLASS)));
}

/* ---- the split ---- */

static bool check_size(struct splitting *splitting)
{
    const struct receipt *receipt = splitting->order->receipt;
    if (receipt_layout_kind(receipt->layout) != RECEIPT_KIND_MEDICAL ||
        receipt_layout_month_digits(receipt->layout) != WESTERN_DIGITS ||
        splitting->order->key->inpatient || !month_is_some(splitting->order->key->month)) {
        return split_stop(splitting, SPLIT_REASON_KIND, receipt->count);
    }
    return (receipt->count <= SPLIT_ROWS && receipt->bytes.size <= SPLIT_BYTES) ||
           split_stop(splitting, SPLIT_REASON_SIZE, receipt->count);
}

static bool check_points(struct splitting *splitting)
{
    const struct receipt *receipt = splitting->order->receipt;
    size_t row = receipt_find_row(receipt, RECORD_HO, 0);
    int64_t points = 0;
    return (slice_read_number(
                receipt_item(receipt, &receipt->rows[row], RECEIPT_HO_POINTS), &points) &&
            splitting->points[0] > 0 && splitting->points[1] > 0 &&
            splitting->points[0] + splitting->points[1] == points) ||
           split_stop(splitting, SPLIT_REASON_POINTS, row);
}

static bool check_all(struct splitting *splitting)
{
    return split_check_heads(splitting) && split_check_diseases(splitting) &&
           split_check_treatment(splitting) && check_points(splitting);
}

bool receipt_split(
    const struct split_order *order,
    struct arena *arena,
    struct receipt_split *split,
    struct error *error)
{
    struct splitting splitting = {.order = order, .arena = arena, .split = split};
    size_t size = order->receipt->count * sizeof *splitting.rows;
    require((order->days[0] & order->days[1]) == 0 && order->days[0] != 0 && order->days[1] != 0);
    *split = (struct receipt_split){.reason = SPLIT_REASON_NONE};
    if (!check_size(&splitting)) {
        return true;
    }
    splitting.rows = arena_take(arena, size, error);
    if (splitting.rows == NULL) {
        return false;
    }
    memset(splitting.rows, 0, size);
    return !check_all(&splitting) || split_make_parts(&splitting, error);
}
