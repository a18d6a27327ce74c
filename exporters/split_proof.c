/*
 * The proof of a split, counted anew: from the finished receipts, and without the plan by which they
 * were made.
 */
#include "exporters/receipt_split.h"
#include "exporters/split_inside.h"

/* The source and the two receipts, each read from top to bottom. */
struct proving {
    const struct receipt *source;
    const struct receipt *parts[SPLIT_PARTS];
    size_t at[SPLIT_PARTS]; /* the next row of each */
    int64_t points[SPLIT_PARTS];
    uint32_t days[SPLIT_PARTS]; /* treated */
};

static const struct receipt_row *next_of(const struct proving *proving, size_t part)
{
    const struct receipt *receipt = proving->parts[part];
    return proving->at[part] < receipt->count ? &receipt->rows[proving->at[part]] : NULL;
}

static bool next_is(const struct proving *proving, size_t part, enum receipt_record record)
{
    const struct receipt_row *row = next_of(proving, part);
    return row != NULL && receipt_row_is(row, record);
}

static int64_t
number_of(const struct receipt *receipt, enum receipt_record record, enum receipt_item item)
{
    size_t row = receipt_find_row(receipt, record, 0);
    int64_t number = -1;
    if (row == receipt->count ||
        !slice_read_number(receipt_item(receipt, &receipt->rows[row], item), &number)) {
        return -1;
    }
    return number;
}

/* ---- rows that stand in both ---- */

/* Equal but for some items. */
static bool same_but(
    const struct proving *proving,
    const struct receipt_row *one,
    const struct receipt_row *other,
    const enum receipt_item *items,
    size_t count)
{
    struct record left;
    struct record right;
    if (!record_read(one->text, &left) || !record_read(other->text, &right)) {
        return false;
    }
    for (size_t position = 1; position <= left.count || position <= right.count; position++) {
        bool may_differ = false;
        for (size_t i = 0; i < count; i++) {
            struct receipt_place place;
            may_differ =
                may_differ || (receipt_place_of(proving->source->layout, items[i], &place) &&
                               place.position == position);
        }
        if (!may_differ &&
            !slice_equal(record_item(&left, position), record_item(&right, position))) {
            return false;
        }
    }
    return true;
}

/* RE and HO: in both, at the same place, but for what follows the insurer and the days. */
static bool take_head(struct proving *proving, const struct receipt_row *row)
{
    static const enum receipt_item items[] = {RECEIPT_RE_NUMBER, RECEIPT_RE_TYPE, RECEIPT_RE_RATIO};

    static const enum receipt_item insurance[] = {
        RECEIPT_HO_INSURER, RECEIPT_HO_SYMBOL, RECEIPT_HO_NUMBER, RECEIPT_HO_DAYS,
        RECEIPT_HO_POINTS};

    bool is_person = receipt_row_is(row, RECORD_RE);
    for (size_t part = 0; part < SPLIT_PARTS; part++) {
        const struct receipt_row *own = next_of(proving, part);
        if (own == NULL || own->form != row->form ||
            !same_but(
                proving, row, own, is_person ? items : insurance,
                is_person ? sizeof items / sizeof items[0]
                          : sizeof insurance / sizeof insurance[0])) {
            return false;
        }
        proving->at[part]++;
    }
    return true;
}

/* The overlay may make, change or take away one SN. */
static void skip_qualification(struct proving *proving)
{
    for (size_t part = 0; part < SPLIT_PARTS; part++) {
        if (next_is(proving, part, RECORD_SN)) {
            proving->at[part]++;
        }
    }
}

static bool same_row(const struct receipt_row *one, const struct receipt_row *other)
{
    return one != NULL && slice_equal(one->text, other->text);
}

/* A disease: in one or both, to the byte. */
static bool take_disease(struct proving *proving, const struct receipt_row *row)
{
    bool found = false;
    for (size_t part = 0; part < SPLIT_PARTS; part++) {
        if (same_row(next_of(proving, part), row)) {
            proving->at[part]++;
            found = true;
        }
    }
    return found;
}

/* ---- rows that are divided ---- */

static int64_t times_at(const struct record *record, size_t position)
{
    int64_t number = 0;
    struct slice item = record_item(record, position);
    return item.size == 0 ? 0 : slice_read_number(item, &number) ? number : -1;
}

/* Each day of the row is in one of the two with what it had; `times`, the sum, is that of both. */
static bool is_parted(
    const struct record *whole,
    const struct record parts[SPLIT_PARTS],
    size_t first,
    size_t times)
{
    for (size_t position = 1; position < first + SPLIT_DAYS; position++) {
        struct slice own = record_item(whole, position);
        bool in_one = slice_equal(record_item(&parts[0], position), own);
        bool in_other = slice_equal(record_item(&parts[1], position), own);
        bool day_right = own.size == 0
                             ? in_one && in_other
                             : (in_one && record_item(&parts[1], position).size == 0) ||
                                   (in_other && record_item(&parts[0], position).size == 0);
        bool right = position >= first ? day_right
                     : position == times
                         ? times_at(&parts[0], position) > 0 && times_at(&parts[1], position) > 0 &&
                               times_at(&parts[0], position) + times_at(&parts[1], position) ==
                                   times_at(whole, position)
                         : in_one && in_other;
        if (!right) {
            return false;
        }
    }
    return true;
}

static bool
take_divided(struct proving *proving, const struct receipt_row *row, size_t first, size_t times)
{
    struct record whole;
    struct record parts[SPLIT_PARTS];
    for (size_t part = 0; part < SPLIT_PARTS; part++) {
        const struct receipt_row *own = next_of(proving, part);
        if (own == NULL || own->form != row->form || !record_read(own->text, &parts[part])) {
            return false;
        }
        proving->at[part]++;
    }
    return record_read(row->text, &whole) && is_parted(&whole, parts, first, times);
}

/* ---- groups of treatment ---- */

static size_t end_of_group(const struct receipt *receipt, size_t first)
{
    size_t row = first + 1;
    while (row < receipt->count && split_is_detail(&receipt->rows[row]) &&
           split_class(receipt, &receipt->rows[row]).size == 0) {
        row++;
    }
    return row;
}

/* The whole group stands next in a part, to the byte. */
static bool has_group(const struct proving *proving, size_t part, size_t first, size_t end)
{
    const struct receipt *receipt = proving->parts[part];
    size_t at = proving->at[part];
    if (end - first > receipt->count - at) {
        return false;
    }
    for (size_t row = first; row < end; row++) {
        if (!same_row(&receipt->rows[at + row - first], &proving->source->rows[row])) {
            return false;
        }
    }
    return true;
}

static bool take_group(struct proving *proving, size_t first, size_t end)
{
    bool in_first = has_group(proving, 0, first, end);
    bool in_second = has_group(proving, 1, first, end);
    if (in_first != in_second) {
        proving->at[in_first ? 0 : 1] += end - first;
        return true;
    }
    for (size_t row = first; !in_first && row < end; row++) {
        const struct receipt_row *whole = &proving->source->rows[row];
        size_t days = split_position(proving->source, whole, TREATMENT_FIRST_DAY);
        if (days == 0 ||
            !take_divided(
                proving, whole, days, split_position(proving->source, whole, TREATMENT_TIMES))) {
            return false;
        }
    }
    return !in_first;
}

/* ---- sums ---- */

static bool add_row(struct proving *proving, size_t part, const struct receipt_row *row)
{
    const struct receipt *receipt = proving->parts[part];
    size_t first = split_position(receipt, row, TREATMENT_FIRST_DAY);
    struct record record;
    int64_t times = 0;
    int64_t points = 0;
    if (first == 0) {
        return true;
    }
    if (!record_read(row->text, &record)) {
        return false;
    }
    for (unsigned day = 0; day < SPLIT_DAYS; day++) {
        int64_t on_day = times_at(&record, first + day);
        if (on_day < 0) {
            return false;
        }
        proving->days[part] |= on_day > 0 ? split_day(day) : 0;
        times += on_day;
    }
    points = times_at(&record, split_position(receipt, row, TREATMENT_POINTS));
    proving->points[part] += points * times;
    return points >= 0 && times == times_at(&record, split_position(receipt, row, TREATMENT_TIMES));
}

static bool sums_hold(struct proving *proving)
{
    int64_t points = 0;
    int64_t days = 0;
    for (size_t part = 0; part < SPLIT_PARTS; part++) {
        const struct receipt *receipt = proving->parts[part];
        int64_t own = number_of(receipt, RECORD_HO, RECEIPT_HO_POINTS);
        for (size_t row = 0; row < receipt->count; row++) {
            if (!add_row(proving, part, &receipt->rows[row])) {
                return false;
            }
        }
        if (own <= 0 || own != proving->points[part] ||
            number_of(receipt, RECORD_HO, RECEIPT_HO_DAYS) !=
                split_count_days(proving->days[part])) {
            return false;
        }
        points += own;
        days += split_count_days(proving->days[part]);
    }
    return (proving->days[0] & proving->days[1]) == 0 &&
           points == number_of(proving->source, RECORD_HO, RECEIPT_HO_POINTS) &&
           days == number_of(proving->source, RECORD_HO, RECEIPT_HO_DAYS);
}

/* ---- all of it ---- */

static bool take_days(struct proving *proving, const struct receipt_row *row)
{
    struct receipt_place place = {.position = 0};
    return receipt_place_of(proving->source->layout, RECEIPT_JD_FIRST_DAY, &place) &&
           take_divided(proving, row, place.position, 0);
}

static bool take_all(struct proving *proving)
{
    const struct receipt *source = proving->source;
    size_t row = 0;
    while (row < source->count) {
        const struct receipt_row *own = &source->rows[row];
        size_t end = row + 1;
        bool right = false;
        skip_qualification(proving);
        if (own->form == NULL) {
            return false;
        }
        if (split_is_detail(own)) {
            end = end_of_group(source, row);
            right = take_group(proving, row, end);
        } else if (receipt_row_is(own, RECORD_RE) || receipt_row_is(own, RECORD_HO)) {
            right = take_head(proving, own);
        } else if (receipt_row_is(own, RECORD_JD)) {
            right = take_days(proving, own);
        } else {
            right = receipt_row_is(own, RECORD_SN) ||
                    (receipt_row_is(own, RECORD_SY) && take_disease(proving, own));
        }
        if (!right) {
            return false;
        }
        row = end;
    }
    return proving->at[0] == proving->parts[0]->count && proving->at[1] == proving->parts[1]->count;
}

bool receipt_split_holds(
    const struct receipt *source,
    const struct receipt *first,
    const struct receipt *second)
{
    struct proving proving = {.source = source, .parts = {first, second}};
    return take_all(&proving) && sums_hold(&proving) && receipt_count_rows(first, RECORD_SN) <= 1 &&
           receipt_count_rows(second, RECORD_SN) <= 1;
}
