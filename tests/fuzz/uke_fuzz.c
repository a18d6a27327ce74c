/*
 * The first byte says how much is pushed at a time; the rest is taken as a receipt file.
 *
 * Parts laid together are the file; how it is pushed makes no difference to what is given, told or
 * refused; rows laid together are their receipt; a row written back unchanged is the same; what was
 * given is a file again, with the same parts.
 */
#include <string.h>

#include "engine/vocabulary/receipt_file.h"
#include "tests/fuzz/fuzz.h"

enum {
    PLENTY = 8 * 1024 * 1024
};

struct seen {
    struct buffer bytes;
    uint64_t receipts;
    uint64_t findings;
    uint64_t sum; /* over all that was given and told */
    struct receipt_total counted;
    bool has_tail;
};

static void add_number(struct seen *seen, uint64_t number)
{
    seen->sum = bytes_sum(seen->sum, (struct slice){(const uint8_t *)&number, sizeof number});
}

static void check_row(const struct receipt *receipt, const struct receipt_row *row)
{
    struct buffer again = buffer_open(PLENTY);
    struct record record;
    struct error error;
    (void)receipt;
    require(record_read(row->text, &record));
    require(record_rewrite(&record, NULL, 0, &again, &error));
    require(slice_equal(buffer_slice(&again), row->text));
    buffer_close(&again);
}

static void check_key(const struct receipt *receipt)
{
    struct arena arena = arena_open(PLENTY);
    struct receipt_key key;
    struct error error;
    require(receipt_read_key(receipt, slice_of("12"), &arena, &key, &error));
    require(key.line == receipt->line && key.days >= -1);
    require(key.has_public || !key.has_assistance);
    arena_close(&arena);
}

static bool take_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct seen *seen = context;
    require(strlen(head->facility) <= RECEIPT_FACILITY_DIGITS);
    return buffer_append(&seen->bytes, head->bytes, error);
}

static bool take_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct seen *seen = context;
    const uint8_t *at = receipt->bytes.data;
    for (size_t i = 0; i < receipt->count; i++) {
        require(receipt->rows[i].text.data == at);
        at += receipt->rows[i].text.size + receipt->rows[i].end_size;
        check_row(receipt, &receipt->rows[i]);
    }
    require(at == receipt->bytes.data + receipt->bytes.size);
    check_key(receipt);
    seen->receipts++;
    add_number(seen, receipt->line);
    return buffer_append(&seen->bytes, receipt->bytes, error);
}

static bool take_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    struct seen *seen = context;
    seen->has_tail = true;
    seen->counted = tail->counted;
    require(tail->receipts == (int64_t)seen->receipts);
    return buffer_append(&seen->bytes, tail->row, error) &&
           buffer_append(&seen->bytes, tail->after, error);
}

static bool take_finding(void *context, const struct receipt_finding *finding, struct error *error)
{
    struct seen *seen = context;
    char text[1024];
    (void)error;
    require(finding->line > 0 && finding->column > 0);
    receipt_finding_render(finding, "a.uke", LANGUAGE_JAPANESE, text, sizeof text);
    require(text[0] != '\0');
    seen->findings++;
    add_number(seen, finding->finding);
    add_number(seen, finding->line);
    add_number(seen, finding->column);
    return true;
}

static bool read(struct seen *seen, struct slice bytes, size_t piece, struct error *error)
{
    struct receipt_taker taker = {seen, take_head, take_receipt, take_tail, take_finding};
    struct receipt_file *file = NULL;
    bool done = true;
    memset(seen, 0, sizeof *seen);
    memset(error, 0, sizeof *error);
    seen->bytes = buffer_open(PLENTY);
    seen->sum = BYTES_SUM;
    require(receipt_file_open(&taker, &file, error));
    while (done && bytes.size > 0) {
        struct slice next = slice_part(bytes, 0, piece);
        done = receipt_file_push(file, next, error);
        bytes = slice_part(bytes, next.size, bytes.size);
    }
    done = done && receipt_file_end(file, error);
    receipt_file_close(file);
    require(done == seen->has_tail);
    return done;
}

static void same(const struct seen *one, const struct seen *other)
{
    require(slice_equal(buffer_slice(&one->bytes), buffer_slice(&other->bytes)));
    require(one->receipts == other->receipts && one->findings == other->findings);
    require(one->sum == other->sum && one->counted.points == other->counted.points);
    require(one->counted.count == other->counted.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = slice_part((struct slice){data, size}, 1, size);
    size_t piece = size == 0 ? 1 : (size_t)data[0] + 1;
    struct seen whole;
    struct seen pieces;
    struct error error;
    struct error other;
    bool done = read(&whole, bytes, bytes.size + 1, &error);
    require(done == read(&pieces, bytes, piece, &other));
    if (!done) {
        require(error.fault == other.fault && error.place.line == other.place.line);
        require(error.place.column == other.place.column);
        require(error.place.line > 0);
    } else {
        require(slice_equal(buffer_slice(&whole.bytes), bytes));
        same(&whole, &pieces);
        buffer_close(&pieces.bytes);
        require(read(&pieces, buffer_slice(&whole.bytes), piece, &other));
        same(&whole, &pieces);
    }
    buffer_close(&whole.bytes);
    buffer_close(&pieces.bytes);
    return 0;
}
