#include "importers/receipts/uke_keep.h"

#include <string.h>

#include "engine/storage/seen_numbers.h"

/* Name and version of what reads the file; of what is read only the numbers are kept beside the bytes. */
static const char reader_name[] = "receipts/2";

enum {
    ARENA_BYTES = 2 * LIMIT_RECEIPT_BYTES
};

struct keeping {
    struct store *store;
    struct uke_kept *kept;
    struct bulk_writer *writer; /* NULL: the file is there already */
    struct hasher *hasher;
    struct arena arena; /* texts of the receipt at hand */
    struct buffer row;
    bool returned; /* the file holds claims that came back */
};

static bool hash_piece(void *taker, struct slice bytes, struct error *error)
{
    struct keeping *keeping = taker;
    return hasher_add(keeping->hasher, bytes, error);
}

static bool find_content(
    struct keeping *keeping,
    const char *path,
    uint8_t content[FINGERPRINT_BYTES],
    struct error *error)
{
    const struct disk_port *disk = &store_world(keeping->store)->disk;
    uint8_t hash[HASH_BYTES];
    bool done = hasher_open(&keeping->hasher, error) &&
                disk_stream(disk, path, hash_piece, keeping, error) &&
                hasher_finish(keeping->hasher, hash, error);
    hasher_close(keeping->hasher);
    return done && bulk_content(keeping->store, hash, reader_name, content, error);
}

/* ---- the parts, which laid together are the file ---- */

static bool keep_bytes(struct keeping *keeping, struct slice bytes, struct error *error)
{
    return keeping->writer == NULL || bulk_add_raw(keeping->writer, bytes, error);
}

static bool take_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct keeping *keeping = context;
    keeping->returned = head->kind == RECEIPT_KIND_RETURNED;
    return keep_bytes(context, head->bytes, error);
}

/* The numbers of a receipt, as evidence for later visits (seen_numbers.h). */
static bool
keep_numbers(struct keeping *keeping, const struct receipt *receipt, struct error *error)
{
    struct receipt_key key;
    struct seen_numbers numbers;
    arena_reset(&keeping->arena);
    buffer_clear(&keeping->row);
    if (keeping->writer == NULL) {
        return true;
    }
    if (!receipt_read_key(receipt, slice_of(""), &keeping->arena, &key, error)) {
        return false;
    }
    if (!key.has_insurance || key.identifiers.number.size == 0 || key.chart_number.size == 0 ||
        !month_is_some(key.month) || !date_is_some(key.birth)) {
        return true;
    }
    numbers = (struct seen_numbers){
        .kind = keeping->returned ? SEEN_RETURNED : SEEN_CLAIMED,
        .receipt = key.number,
        .month = key.month,
        .since = DATE_NONE,
        .chart_number = key.chart_number,
        .birth = key.birth,
        .sex = key.sex,
        .identifiers = key.identifiers,
    };
    return seen_write(&numbers, &keeping->row, error) &&
           bulk_add_row(keeping->writer, buffer_slice(&keeping->row), key.month, error);
}

static void note_month(struct uke_kept *kept, const struct receipt *receipt)
{
    size_t row = receipt_find_row(receipt, RECORD_RE, 0);
    struct month month = MONTH_NONE;
    if (row == receipt->count ||
        !receipt_month(receipt_item(receipt, &receipt->rows[row], RECEIPT_RE_MONTH), &month)) {
        return;
    }
    if (!month_is_some(kept->first) || month_compare(month, kept->first) < 0) {
        kept->first = month;
    }
    if (!month_is_some(kept->last) || month_compare(month, kept->last) > 0) {
        kept->last = month;
    }
}

static bool take_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct keeping *keeping = context;
    note_month(keeping->kept, receipt);
    return keep_bytes(keeping, receipt->bytes, error) && keep_numbers(keeping, receipt, error);
}

static bool take_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    return keep_bytes(context, tail->row, error) && keep_bytes(context, tail->after, error);
}

/* ---- keeping ---- */

static bool read_parts(struct keeping *keeping, const char *path, struct error *error)
{
    const struct receipt_taker taker = {
        .context = keeping, .head = take_head, .receipt = take_receipt, .tail = take_tail};
    return uke_read(
        &store_world(keeping->store)->disk, path, &taker, &keeping->kept->summary, error);
}

static struct slice base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slice_of(slash == NULL ? path : slash + 1);
}

static bool
keep_new(struct keeping *keeping, const char *path, struct slice content, struct error *error)
{
    struct bulk_writer *writer = NULL;
    if (!bulk_open(
            keeping->store, BULK_RECEIPTS, content, base_name(path), &keeping->writer, error)) {
        return false;
    }
    keeping->kept->bulk = bulk_entry(keeping->writer);
    writer = keeping->writer;
    if (!read_parts(keeping, path, error)) {
        bulk_cancel(writer);
        return false;
    }
    return bulk_close(writer, (struct slice){NULL, 0}, error);
}

static bool keep(struct keeping *keeping, const char *path, struct error *error)
{
    struct uke_kept *kept = keeping->kept;
    uint8_t content[FINGERPRINT_BYTES];
    const struct slice print = {content, sizeof content};
    if (!bulk_abandon_open(keeping->store, BULK_RECEIPTS, error) ||
        !find_content(keeping, path, content, error) ||
        !bulk_find(keeping->store, BULK_RECEIPTS, print, &kept->bulk, error)) {
        return false;
    }
    kept->was_there = kept->bulk != 0;
    return kept->was_there ? read_parts(keeping, path, error)
                           : keep_new(keeping, path, print, error);
}

bool uke_keep(struct store *store, const char *path, struct uke_kept *kept, struct error *error)
{
    struct keeping keeping = {
        .store = store,
        .kept = kept,
        .arena = arena_open(ARENA_BYTES),
        .row = buffer_open(LIMIT_BODY_BYTES),
    };
    bool done = false;
    *kept = (struct uke_kept){.first = MONTH_NONE, .last = MONTH_NONE};
    done = keep(&keeping, path, error);
    buffer_close_wiped(&keeping.row);
    arena_close(&keeping.arena);
    return done;
}
