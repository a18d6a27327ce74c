/* Applying and reading bulks (bulk.h). */
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/answers.h"
#include "engine/storage/bulk.h"
#include "engine/storage/bulk_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/packer.h"
#include "engine/storage/seen_numbers.h"
#include "engine/storage/site_verdicts.h"
#include "engine/storage/tickets.h"
#include "engine/storage/verdicts.h"
#include "engine/storage/views.h"
#include "engine/storage/visits.h"

/* ---- bodies ---- */

struct bulk_body {
    int64_t seq;
    int64_t kind;
    int64_t stream;
    int64_t first;
    int64_t count;
    struct slice content;
    struct slice bytes;
};

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct bulk_body *body = into;
    switch (tag) {
    case BULK_TAG_SEQ:
        return packed_number(bytes, &body->seq);
    case BULK_TAG_KIND:
        return packed_number(bytes, &body->kind);
    case BULK_TAG_STREAM:
        return packed_number(bytes, &body->stream);
    case BULK_TAG_FIRST:
        return packed_number(bytes, &body->first);
    case BULK_TAG_COUNT:
        return packed_number(bytes, &body->count);
    case BULK_TAG_CONTENT:
        body->content = bytes;
        return true;
    case BULK_TAG_BYTES:
        body->bytes = bytes;
        return true;
    default:
        return true;
    }
}

static bool read_body(struct slice bytes, struct bulk_body *body)
{
    *body = (struct bulk_body){0};
    return packed_read(bytes, BULK_FORMAT, take_field, body);
}

bool bulk_part_read(struct slice bytes, struct bulk_part *part)
{
    struct bulk_body body;
    if (!read_body(bytes, &body)) {
        return false;
    }
    *part = (struct bulk_part){body.seq, body.stream, body.first, body.count, body.bytes};
    return true;
}

bool bulk_next_row(struct slice *bytes, struct slice *row, bool *broken)
{
    const uint8_t *at = bytes->data;
    const uint8_t *end = bytes->data + bytes->size;
    uint64_t size = 0;
    *broken = false;
    if (bytes->size == 0) {
        return false;
    }
    if (!varint_read(&at, end, &size) || size > (uint64_t)(end - at)) {
        *broken = true;
        return false;
    }
    *row = (struct slice){at, (size_t)size};
    *bytes = (struct slice){at + size, (size_t)(end - at) - (size_t)size};
    return true;
}

/* ---- applying ---- */

/*
 * The BULK_BEGUN entry that a part or an end belongs to, and the kind of that bulk.  One that has its
 * end, or that somebody abandoned while it was written, takes no more.
 */
static bool find_bulk(
    struct store *store,
    const struct entry_header *header,
    int64_t seq,
    int64_t *bulk,
    int64_t *kind,
    struct error *error)
{
    static const char *const sql = "SELECT bulk.entry, bulk.kind, bulk.state FROM journal"
                                   " JOIN bulk ON bulk.entry = journal.entry"
                                   " WHERE terminal = ?1 AND incarnation = ?2 AND seq = ?3";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    bool is_open = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, header->terminal);
    sql_bind_number(statement, 2, header->incarnation);
    sql_bind_number(statement, 3, seq);
    step = sql_step(store, statement, error);
    if (step != SQL_ROW) {
        return step == SQL_FAULT ? false : error_set_number(error, FAULT_JOURNAL_BODY, seq);
    }
    *bulk = sql_number(statement, 0);
    *kind = sql_number(statement, 1);
    is_open = sql_number(statement, 2) == BULK_OPEN;
    (void)sqlite3_reset(statement);
    return is_open || error_set_text(error, FAULT_STORE_REFUSED, "bulk");
}

static bool
insert_bulk(struct store *store, int64_t entry, const struct bulk_body *body, struct error *error)
{
    static const char *const sql =
        "INSERT INTO bulk(entry, kind, content, rows, state) VALUES(?1, ?2, ?3, 0, 0)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, entry);
    sql_bind_number(statement, 2, body->kind);
    sql_bind_bytes(statement, 3, body->content);
    return sql_run(store, statement, error);
}

static bool insert_part(
    struct store *store,
    int64_t entry,
    const struct bulk_part *part,
    int64_t base,
    struct error *error)
{
    static const char *const sql =
        "INSERT INTO part(entry, bulk, stream, first, count, base) VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
    return sql_run_numbers(
        store, sql, SQL_NUMBERS(entry, part->bulk, part->stream, part->first, part->count, base),
        error);
}

static bool set_state(
    struct store *store,
    int64_t bulk,
    enum bulk_state state,
    int64_t rows,
    struct error *error)
{
    static const char *const sql = "UPDATE bulk SET state = ?2, rows = ?3 WHERE entry = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(bulk, state, rows), error);
}

static bool apply_rows(
    struct store *store,
    const struct entry_header *header,
    int64_t kind,
    const struct bulk_part *part,
    int64_t *base,
    struct error *error)
{
    *base = 0;
    if (part->stream == BULK_MATCHES) {
        return visits_apply_match_part(store, part, error);
    }
    if (part->stream != BULK_ROWS) {
        return true;
    }
    switch (kind) {
    case BULK_CAPTURES:
        return visits_apply_rows(store, header, part, base, error);
    case BULK_ANSWERS:
    case BULK_LISTED:
    case BULK_CARDS:
        return answers_apply_rows(store, header, part, base, error);
    case BULK_VERDICTS:
        return verdicts_apply_rows(store, header, part, error);
    case BULK_SITE_VERDICTS:
        return site_verdicts_apply_rows(store, header, part, error);
    case BULK_TICKETS:
        return tickets_apply_rows(store, header, part, base, error);
    case BULK_RECEIPTS:
    case BULK_AGENCY:
        return seen_apply_rows(store, header, part, error);
    default:
        return true;
    }
}

static bool apply_part(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_body *body,
    struct error *error)
{
    struct bulk_part part = {0, body->stream, body->first, body->count, body->bytes};
    int64_t base = 0;
    int64_t kind = 0;
    return find_bulk(store, header, body->seq, &part.bulk, &kind, error) &&
           apply_rows(store, header, kind, &part, &base, error) &&
           insert_part(store, header->entry, &part, base, error);
}

static bool apply_end(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_body *body,
    struct error *error)
{
    int64_t bulk = 0;
    int64_t kind = 0;
    if (!find_bulk(store, header, body->seq, &bulk, &kind, error) ||
        !set_state(store, bulk, BULK_WHOLE, body->count, error)) {
        return false;
    }
    return kind != BULK_CAPTURES || visits_apply_corrections(store, bulk, error);
}

static bool apply_abandoned(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_body *body,
    struct error *error)
{
    int64_t bulk = 0;
    int64_t kind = 0;
    if (!find_bulk(store, header, body->seq, &bulk, &kind, error) ||
        !set_state(store, bulk, BULK_DROPPED, 0, error)) {
        return false;
    }
    switch (kind) {
    case BULK_CAPTURES:
        return visits_drop_bulk(store, bulk, error);
    case BULK_ANSWERS:
    case BULK_LISTED:
    case BULK_CARDS:
        return answers_drop_bulk(store, bulk, error);
    case BULK_TICKETS:
        return tickets_drop_bulk(store, bulk, error);
    case BULK_RECEIPTS:
    case BULK_AGENCY:
        return seen_drop_bulk(store, bulk, error);
    default:
        /* Each part of verdicts stands on its own: what was decided stays decided. */
        return true;
    }
}

bool bulk_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct bulk_body read;
    if (!read_body(body, &read)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    switch (header->kind) {
    case ENTRY_BULK_BEGUN:
        return insert_bulk(store, header->entry, &read, error);
    case ENTRY_BULK_PART:
        return apply_part(store, header, &read, error);
    case ENTRY_BULK_ENDED:
        return apply_end(store, header, &read, error);
    default:
        return apply_abandoned(store, header, &read, error);
    }
}

/* ---- finding, abandoning, reading ---- */

static bool find_whole(
    struct store *store,
    const char *sql,
    enum bulk_kind kind,
    struct slice content,
    int64_t *bulk,
    struct error *error)
{
    struct sql_rows rows;
    *bulk = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, kind);
    sql_bind_bytes(rows.statement, 2, content);
    if (sql_rows_next(&rows, error)) {
        *bulk = sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

bool bulk_find(
    struct store *store,
    enum bulk_kind kind,
    struct slice content,
    int64_t *bulk,
    struct error *error)
{
    static const char *const sql =
        "SELECT entry FROM bulk WHERE kind = ?1 AND content = ?2 AND state = 1";
    return find_whole(store, sql, kind, content, bulk, error);
}

bool bulk_find_starting(
    struct store *store,
    enum bulk_kind kind,
    struct slice beginning,
    int64_t *bulk,
    struct error *error)
{
    static const char *const sql = "SELECT entry FROM bulk WHERE kind = ?1 AND content >= ?2"
                                   " AND substr(content, 1, length(?2)) = ?2 AND state = 1"
                                   " ORDER BY entry LIMIT 1";
    return find_whole(store, sql, kind, beginning, bulk, error);
}

/* The oldest open bulk of a kind: *entry 0 when there is none. */
static bool find_open(
    struct store *store,
    enum bulk_kind kind,
    int64_t *entry,
    int64_t *seq,
    struct error *error)
{
    static const char *const sql =
        "SELECT bulk.entry, journal.seq FROM bulk JOIN journal ON journal.entry = bulk.entry"
        " WHERE bulk.kind = ?1 AND state = 0 AND terminal = ?2 AND incarnation = ?3";
    struct sql_rows rows;
    *entry = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, kind);
    sql_bind_text(rows.statement, 2, store->terminal);
    sql_bind_number(rows.statement, 3, store->incarnation);
    if (sql_rows_next(&rows, error)) {
        *entry = sql_number(rows.statement, 0);
        *seq = sql_number(rows.statement, 1);
    }
    return sql_rows_close(&rows);
}

static bool append_abandoned(struct store *store, int64_t seq, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    int64_t entry = 0;
    bool done = packed_begin(&body, BULK_FORMAT, error) &&
                packed_add_number(&body, BULK_TAG_SEQ, seq, error) &&
                journal_append(
                    store, ENTRY_BULK_ABANDONED, RETAIN_CARE, MONTH_NONE, buffer_slice(&body),
                    &entry, error);
    buffer_close(&body);
    return done;
}

bool bulk_abandon_open(struct store *store, enum bulk_kind kind, struct error *error)
{
    for (;;) {
        int64_t entry = 0;
        int64_t seq = 0;
        if (!find_open(store, kind, &entry, &seq, error)) {
            return false;
        }
        if (entry == 0) {
            return true;
        }
        if (!store_begin(store, error)) {
            return false;
        }
        if (!append_abandoned(store, seq, error) || !store_commit(store, error)) {
            store_rollback(store);
            return false;
        }
    }
}

bool bulk_next_part(
    struct store *store,
    int64_t bulk,
    enum bulk_stream stream,
    int64_t *entry,
    struct error *error)
{
    static const char *const sql = "SELECT entry FROM part WHERE bulk = ?1 AND stream = ?2"
                                   " AND entry > ?3 ORDER BY entry LIMIT 1";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, bulk);
    sql_bind_number(rows.statement, 2, stream);
    sql_bind_number(rows.statement, 3, *entry);
    *entry = 0;
    if (sql_rows_next(&rows, error)) {
        *entry = sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

static bool unpack_part(
    struct store *store,
    int64_t entry,
    struct buffer *body,
    struct buffer *plain,
    struct error *error)
{
    struct entry_header header;
    struct bulk_part part;
    buffer_clear(body);
    buffer_clear(plain);
    if (!journal_read(store, entry, &header, body, error)) {
        return false;
    }
    return bulk_part_read(buffer_slice(body), &part)
               ? packer_unpack(part.bytes, plain, error)
               : error_set_number(error, FAULT_JOURNAL_BODY, entry);
}

bool bulk_read_raw(
    struct store *store,
    int64_t bulk,
    bool (*take)(void *taker, struct slice bytes, struct error *error),
    void *taker,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct buffer plain = buffer_open(PACKER_BLOCK_BYTES);
    int64_t entry = bulk;
    bool done = true;
    do {
        done = bulk_next_part(store, bulk, BULK_RAW, &entry, error);
        if (done && entry != 0) {
            done = unpack_part(store, entry, &body, &plain, error) &&
                   take(taker, buffer_slice(&plain), error);
        }
    } while (done && entry != 0);
    buffer_close_wiped(&body);
    buffer_close_wiped(&plain);
    return done;
}
