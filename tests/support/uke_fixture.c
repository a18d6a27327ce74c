#include "tests/support/uke_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "engine/vocabulary/jis.h"

enum {
    TEXT_BYTES = 64 * 1024 * 1024
};

static void must(bool condition)
{
    if (!condition) {
        abort();
    }
}

struct buffer uke_bytes(const char *utf8, const char *line_end)
{
    struct buffer text = buffer_open(TEXT_BYTES);
    struct buffer bytes = buffer_open(TEXT_BYTES);
    struct error error;
    size_t bad = 0;
    for (const char *at = utf8; *at != '\0'; at++) {
        must(
            *at == '\n' ? buffer_append_text(&text, line_end, &error)
                        : buffer_append_byte(&text, (uint8_t)*at, &error));
    }
    must(jis_encode_cp932(buffer_slice(&text), &bytes, &bad, &error));
    buffer_close(&text);
    return bytes;
}

static bool take_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct uke_log *log = context;
    log->head = *head;
    return buffer_append(&log->bytes, head->bytes, error);
}

static bool take_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct uke_log *log = context;
    if (log->receipts < UKE_LOG_FINDINGS) {
        log->lines[log->receipts] = receipt->line;
    }
    log->receipts++;
    log->rows += (int64_t)receipt->count;
    log->claims = receipt_layout_kind(receipt->layout);
    if (log->receipts == log->stop_at) {
        return error_set(error, FAULT_CANCELLED);
    }
    return buffer_append(&log->bytes, receipt->bytes, error);
}

static bool take_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    struct uke_log *log = context;
    log->tail = *tail;
    log->has_tail = true;
    return buffer_append(&log->bytes, tail->row, error) &&
           buffer_append(&log->bytes, tail->after, error);
}

static bool take_finding(void *context, const struct receipt_finding *finding, struct error *error)
{
    struct uke_log *log = context;
    (void)error;
    if (log->finding_count < UKE_LOG_FINDINGS) {
        log->findings[log->finding_count] = *finding;
    }
    log->finding_count++;
    return true;
}

struct receipt_taker uke_log_taker(struct uke_log *log)
{
    return (struct receipt_taker){log, take_head, take_receipt, take_tail, take_finding};
}

void uke_log_open(struct uke_log *log)
{
    memset(log, 0, sizeof *log);
    log->bytes = buffer_open(TEXT_BYTES);
}

void uke_log_close(struct uke_log *log)
{
    buffer_close(&log->bytes);
}

bool uke_log_read(struct uke_log *log, struct slice bytes, size_t piece, struct error *error)
{
    struct receipt_taker taker = uke_log_taker(log);
    struct receipt_file *file = NULL;
    bool done = receipt_file_open(&taker, &file, error);
    while (done && bytes.size > 0) {
        struct slice next = slice_part(bytes, 0, piece);
        done = receipt_file_push(file, next, error);
        bytes = slice_part(bytes, next.size, bytes.size);
    }
    done = done && receipt_file_end(file, error);
    receipt_file_close(file);
    return done;
}

struct receipt uke_receipt(const char *utf8, struct arena *arena)
{
    struct buffer bytes = uke_bytes(utf8, "\r\n");
    struct receipt receipt;
    struct slice kept;
    struct error error;
    must(arena_copy(arena, buffer_slice(&bytes), &kept, &error));
    must(receipt_open(
        receipt_layout_of(RECEIPT_KIND_MEDICAL, slice_of("202607")), kept, 2, arena, &receipt,
        &error));
    buffer_close(&bytes);
    return receipt;
}
