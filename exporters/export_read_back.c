/* The new file, read as any receipt file is, against what was meant to be written. */
#include <string.h>

#include "exporters/export_inside.h"

struct read_back {
    const struct export_expected *expected;
    int64_t receipts;
    struct receipt_file *file;
};

static bool differs(struct error *error)
{
    return error_set(error, FAULT_READ_BACK_DIFFERS);
}

static bool take_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct read_back *back = context;
    return bytes_sum(BYTES_SUM, head->bytes) == back->expected->head_sum || differs(error);
}

static bool take_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct read_back *back = context;
    struct slice sums = buffer_slice(back->expected->sums);
    uint64_t sum = 0;
    struct slice place = slice_part(sums, (size_t)back->receipts * sizeof sum, sizeof sum);
    back->receipts++;
    if (place.size != sizeof sum) {
        return differs(error);
    }
    memcpy(&sum, place.data, sizeof sum);
    return bytes_sum(BYTES_SUM, receipt->bytes) == sum || differs(error);
}

static bool take_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    const struct read_back *back = context;
    const struct export_expected *expected = back->expected;
    bool totals_right = !tail->has_totals || (tail->count == expected->total.count &&
                                              tail->points == expected->total.points);
    bool same = tail->receipts == expected->receipts && totals_right &&
                tail->counted.count == expected->total.count &&
                tail->counted.points == expected->total.points &&
                bytes_sum(BYTES_SUM, tail->after) == expected->after_sum;
    return same || differs(error);
}

static bool take_bytes(void *context, struct slice bytes, struct error *error)
{
    struct read_back *back = context;
    return receipt_file_push(back->file, bytes, error);
}

bool export_read_back(
    const struct disk_port *disk,
    const char *path,
    const struct export_expected *expected,
    struct error *error)
{
    struct read_back back = {.expected = expected};
    struct receipt_taker taker = {&back, take_head, take_receipt, take_tail, NULL};
    bool done = false;
    if (!receipt_file_open(&taker, &back.file, error)) {
        return false;
    }
    done = disk_stream(disk, path, take_bytes, &back, error) && receipt_file_end(back.file, error);
    receipt_file_close(back.file);
    return done;
}
