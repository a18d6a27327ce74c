#include "importers/receipts/uke.h"

#include <string.h>

#include "engine/vocabulary/individual_tally.h"

bool uke_recognise(struct slice beginning, enum receipt_kind *kind)
{
    *kind = receipt_kind_of(line_first(beginning).text);
    return *kind != RECEIPT_KIND_NONE;
}

/* One reading.  taker is NULL in the first one. */
struct reading {
    const struct receipt_taker *taker;
    struct uke_summary summary;
    struct individual_tally tally;
    uint64_t individual_line; /* of the first number that passes */
    struct receipt_file *file;
};

static void look_for_numbers(struct reading *reading, struct slice line, uint64_t number)
{
    if (individual_tally_add(&reading->tally, line) && reading->individual_line == 0) {
        reading->individual_line = number;
    }
}

static bool take_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct reading *reading = context;
    struct uke_summary *summary = &reading->summary;
    summary->kind = head->kind;
    summary->claim_month = head->claim_month;
    memcpy(summary->payer, head->payer, sizeof summary->payer);
    memcpy(summary->facility, head->facility, sizeof summary->facility);
    look_for_numbers(reading, head->bytes, 1);
    return reading->taker == NULL || reading->taker->head(reading->taker->context, head, error);
}

static bool take_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct reading *reading = context;
    for (size_t i = 0; i < receipt->count; i++) {
        look_for_numbers(reading, receipt->rows[i].text, receipt->line + i);
    }
    return reading->taker == NULL ||
           reading->taker->receipt(reading->taker->context, receipt, error);
}

static bool take_finding(void *context, const struct receipt_finding *finding, struct error *error)
{
    struct reading *reading = context;
    reading->summary.findings++;
    return reading->taker == NULL || reading->taker->finding == NULL ||
           reading->taker->finding(reading->taker->context, finding, error);
}

static bool tell_numbers(struct reading *reading, struct error *error)
{
    struct receipt_finding finding = {
        .finding = FINDING_RECEIPT_INDIVIDUAL_NUMBER,
        .line = reading->individual_line,
        .column = 1,
        .numbers = {(int64_t)reading->tally.passing, 0},
    };
    if (individual_tally_is_bulk(&reading->tally)) {
        error_set_number(error, FAULT_RECEIPT_INDIVIDUAL_NUMBERS, (int64_t)reading->tally.passing);
        return error_set_place(error, NULL, reading->individual_line, 1);
    }
    reading->summary.individual_numbers = reading->tally.passing;
    return reading->tally.passing == 0 || take_finding(reading, &finding, error);
}

static bool take_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    struct reading *reading = context;
    struct uke_summary *summary = &reading->summary;
    summary->kind = tail->kind;
    summary->receipts = tail->receipts;
    summary->count = tail->count;
    summary->points = tail->points;
    summary->counted = tail->counted;
    look_for_numbers(reading, tail->row, tail->line);
    return tell_numbers(reading, error) &&
           (reading->taker == NULL || reading->taker->tail(reading->taker->context, tail, error));
}

static bool take_bytes(void *context, struct slice bytes, struct error *error)
{
    struct reading *reading = context;
    reading->summary.bytes += bytes.size;
    reading->summary.sum = bytes_sum(reading->summary.sum, bytes);
    return receipt_file_push(reading->file, bytes, error);
}

static bool read_once(
    const struct disk_port *disk,
    const char *path,
    struct reading *reading,
    struct error *error)
{
    struct receipt_taker taker = {reading, take_head, take_receipt, take_tail, take_finding};
    bool done = false;
    reading->summary.claim_month = MONTH_NONE;
    reading->summary.sum = BYTES_SUM;
    if (!receipt_file_open(&taker, &reading->file, error)) {
        return false;
    }
    done = disk_stream(disk, path, take_bytes, reading, error) &&
           receipt_file_end(reading->file, error);
    receipt_file_close(reading->file);
    individual_tally_wipe(&reading->tally);
    if (!done && error->place.file[0] == '\0') {
        error_set_place(error, path, error->place.line, error->place.column);
    }
    return done;
}

bool uke_check(
    const struct disk_port *disk,
    const char *path,
    struct uke_summary *summary,
    struct error *error)
{
    struct reading reading = {.taker = NULL};
    bool done = read_once(disk, path, &reading, error);
    *summary = reading.summary;
    return done;
}

bool uke_read(
    const struct disk_port *disk,
    const char *path,
    const struct receipt_taker *taker,
    struct uke_summary *summary,
    struct error *error)
{
    struct reading reading = {.taker = taker};
    if (!uke_check(disk, path, summary, error) || !read_once(disk, path, &reading, error)) {
        return false;
    }
    if (reading.summary.bytes != summary->bytes || reading.summary.sum != summary->sum) {
        error_set(error, FAULT_RECEIPT_CHANGED);
        return error_set_place(error, path, 0, 0);
    }
    return true;
}
