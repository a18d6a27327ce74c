/* The treatment: groups of rows, whose times by day say whose they are. */
#include <string.h>

#include "exporters/split_inside.h"

enum {
    MOST_TIMES = 999, /* on one day */
    MOST_POINTS = 9999999
};

/* A row with a class and those after it without one. */
struct group {
    size_t first;
    size_t end;
    uint32_t days;
    size_t last_points; /* the last row with points; end: none */
    size_t last_item;   /* the last row that is no comment; end: none */
    bool has_comment;
};

/* ---- one row ---- */

static struct slice treatment_item(
    const struct splitting *splitting,
    size_t row,
    const struct record *record,
    enum treatment_item item)
{
    const struct receipt *receipt = splitting->order->receipt;
    return record_item(record, split_position(receipt, &receipt->rows[row], item));
}

static bool
has_own_comment(const struct splitting *splitting, size_t row, const struct record *record)
{
    const struct receipt *receipt = splitting->order->receipt;
    const struct receipt_row *part = &receipt->rows[row];
    size_t position = split_position(receipt, part, TREATMENT_FIRST_COMMENT);
    size_t end = split_position(receipt, part, TREATMENT_FIRST_DAY);
    for (; position < end; position++) {
        if (slice_trim(record_item(record, position)).size > 0) {
            return true;
        }
    }
    return false;
}

/* Times by day; false when they are no numbers or do not add up to 回数. */
static bool read_times(struct splitting *splitting, size_t row, const struct record *record)
{
    const struct receipt *receipt = splitting->order->receipt;
    size_t first = split_position(receipt, &receipt->rows[row], TREATMENT_FIRST_DAY);
    int64_t *times = splitting->rows[row].times;
    int64_t total = 0;
    int64_t sum = 0;
    for (unsigned day = 0; day < SPLIT_DAYS; day++) {
        struct slice item = record_item(record, first + day);
        if (item.size > 0 && (!slice_read_number(item, &times[day]) || times[day] > MOST_TIMES)) {
            return false;
        }
        sum += times[day];
    }
    return record->count < first + SPLIT_DAYS &&
           slice_read_number(treatment_item(splitting, row, record, TREATMENT_TIMES), &total) &&
           total > 0 && total == sum;
}

static uint32_t days_of(const struct splitting *splitting, size_t row)
{
    uint32_t days = 0;
    for (unsigned day = 0; day < SPLIT_DAYS; day++) {
        days |= splitting->rows[row].times[day] > 0 ? split_day(day) : 0;
    }
    return days;
}

static bool read_points(struct splitting *splitting, size_t row, const struct record *record)
{
    struct slice item = treatment_item(splitting, row, record, TREATMENT_POINTS);
    splitting->rows[row].points = -1;
    return item.size == 0 || (slice_read_number(item, &splitting->rows[row].points) &&
                              splitting->rows[row].points <= MOST_POINTS);
}

static bool read_item(struct splitting *splitting, size_t row, struct group *group)
{
    const struct receipt *receipt = splitting->order->receipt;
    struct record record;
    bool is_read = record_read(receipt->rows[row].text, &record);
    if (!is_read ||
        receipt_code(
            RECEIPT_DETAIL_BEARER, treatment_item(splitting, row, &record, TREATMENT_BEARER)) !=
            BEARER_INSURANCE) {
        return split_stop(splitting, SPLIT_REASON_PUBLIC, row);
    }
    if (!read_times(splitting, row, &record)) {
        return split_stop(splitting, SPLIT_REASON_UNDATED, row);
    }
    if (!read_points(splitting, row, &record)) {
        return split_stop(splitting, SPLIT_REASON_POINTS, row);
    }
    group->days |= days_of(splitting, row);
    group->last_item = row;
    group->last_points = splitting->rows[row].points >= 0 ? row : group->last_points;
    group->has_comment = group->has_comment || has_own_comment(splitting, row, &record);
    return true;
}

static bool read_comment(struct splitting *splitting, size_t row, struct group *group)
{
    const struct receipt *receipt = splitting->order->receipt;
    struct slice bearer = receipt_item(receipt, &receipt->rows[row], RECEIPT_COMMENT_BEARER);
    group->has_comment = true;
    return bearer.size == 0 || receipt_code(RECEIPT_COMMENT_BEARER, bearer) == BEARER_INSURANCE ||
           split_stop(splitting, SPLIT_REASON_PUBLIC, row);
}

/* ---- one group ---- */

static bool read_group(struct splitting *splitting, size_t first, struct group *group)
{
    const struct receipt *receipt = splitting->order->receipt;
    size_t row = first;
    *group =
        (struct group){.first = first, .last_points = receipt->count, .last_item = receipt->count};
    if (split_class(receipt, &receipt->rows[first]).size == 0) {
        return split_stop(splitting, SPLIT_REASON_GROUP, first);
    }
    do {
        if (!(receipt_row_is(&receipt->rows[row], RECORD_CO) ? read_comment(splitting, row, group)
                                                             : read_item(splitting, row, group))) {
            return false;
        }
        row++;
    } while (row < receipt->count && split_is_detail(&receipt->rows[row]) &&
             split_class(receipt, &receipt->rows[row]).size == 0);
    group->end = row;
    return true;
}

/* Every treatment of the group has the same times on the same days. */
static bool is_even(const struct splitting *splitting, const struct group *group)
{
    const struct receipt *receipt = splitting->order->receipt;
    const int64_t *times = splitting->rows[group->last_item].times;
    for (size_t row = group->first; row < group->end; row++) {
        if (!receipt_row_is(&receipt->rows[row], RECORD_CO) &&
            memcmp(splitting->rows[row].times, times, SPLIT_DAYS * sizeof *times) != 0) {
            return false;
        }
    }
    return true;
}

static bool check_group(struct splitting *splitting, const struct group *group)
{
    const struct receipt *receipt = splitting->order->receipt;
    uint32_t visited = splitting->order->days[0] | splitting->order->days[1];
    if (group->last_item == receipt->count) {
        return split_stop(splitting, SPLIT_REASON_COMMENT, group->first);
    }
    if (!slice_has_word(
            splitting->order->classes, split_class(receipt, &receipt->rows[group->first]))) {
        return split_stop(splitting, SPLIT_REASON_CLASSES, group->first);
    }
    if (group->last_points != group->last_item) {
        return split_stop(splitting, SPLIT_REASON_GROUP, group->last_item);
    }
    return (group->days & ~visited) == 0 ||
           split_stop(splitting, SPLIT_REASON_VISIT_DAYS, group->first);
}

static bool plan_group(struct splitting *splitting, const struct group *group)
{
    unsigned sides = split_sides(splitting, group->days);
    if (sides == SPLIT_BOTH && !is_even(splitting, group)) {
        return split_stop(splitting, SPLIT_REASON_GROUP, group->first);
    }
    if (sides == SPLIT_BOTH && group->has_comment) {
        return split_stop(splitting, SPLIT_REASON_COMMENT, group->first);
    }
    for (size_t row = group->first; row < group->end; row++) {
        struct split_row *plan = &splitting->rows[row];
        plan->sides = sides;
        plan->is_divided = sides == SPLIT_BOTH;
        for (size_t part = 0; part < SPLIT_PARTS && plan->points > 0; part++) {
            splitting->points[part] += plan->points * split_times(splitting, row, part);
        }
    }
    splitting->treated |= group->days;
    return true;
}

bool split_check_treatment(struct splitting *splitting)
{
    const struct receipt *receipt = splitting->order->receipt;
    size_t row = 0;
    struct group group;
    while (row < receipt->count) {
        if (!split_is_detail(&receipt->rows[row])) {
            row++;
            continue;
        }
        if (!read_group(splitting, row, &group) || !check_group(splitting, &group) ||
            !plan_group(splitting, &group)) {
            return false;
        }
        row = group.end;
    }
    return splitting->treated == (splitting->order->days[0] | splitting->order->days[1]) ||
           split_stop(splitting, SPLIT_REASON_VISIT_DAYS, receipt->count);
}
