#include "engine/storage/journal.h"

#include <string.h>

#include "engine/storage/chain.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"

struct kind_row {
    const char *name;
    const char *japanese;
};

enum {
    ENTRY_KINDS = 64
};

static const struct kind_row kind_rows[ENTRY_KINDS] = {
#define ENTRY(number, kind, name, japanese) [number] = {name, japanese},
#include "engine/storage/entries.def"
#undef ENTRY
};

const char *entry_kind_name(int64_t kind)
{
    return kind > 0 && kind < ENTRY_KINDS ? kind_rows[kind].name : NULL;
}

const char *entry_kind_label(int64_t kind)
{
    return kind > 0 && kind < ENTRY_KINDS ? kind_rows[kind].japanese : NULL;
}

/* ---- the end of this terminal's journal ---- */

void journal_forget_end(struct store *store)
{
    store->end.known = false;
}

/* prev_hash reaches over incarnations; seq starts anew in each. */
static bool find_end(struct store *store, struct error *error)
{
    static const char *const sql = "SELECT incarnation, seq, hash FROM journal WHERE terminal = ?1"
                                   " ORDER BY incarnation DESC, seq DESC LIMIT 1";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    if (store->end.known) {
        return true;
    }
    if (!vault_follow_destroyed(store, error)) {
        return false;
    }
    store->end = (struct journal_end){.known = true};
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, store->terminal);
    step = sql_step(store, statement, error);
    if (step == SQL_ROW) {
        struct slice hash = sql_bytes(statement, 2);
        bool same = sql_number(statement, 0) == store->incarnation;
        store->end.seq = same ? sql_number(statement, 1) : 0;
        if (hash.size == HASH_BYTES) {
            memcpy(store->end.hash, hash.data, HASH_BYTES);
        }
        (void)sqlite3_reset(statement);
    }
    store->end.known = step != SQL_FAULT;
    return step != SQL_FAULT;
}

bool journal_holds(
    struct store *store,
    const struct journal_end *end,
    bool *holds,
    struct error *error)
{
    static const char *const sql = "SELECT 1 FROM journal WHERE terminal = ?1"
                                   " AND incarnation = ?2 AND seq = ?3 AND hash = ?4";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    *holds = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, store->terminal);
    sql_bind_number(statement, 2, store->incarnation);
    sql_bind_number(statement, 3, end->seq);
    sql_bind_bytes(statement, 4, (struct slice){end->hash, HASH_BYTES});
    step = sql_step(store, statement, error);
    *holds = step == SQL_ROW;
    (void)sqlite3_reset(statement);
    return step != SQL_FAULT;
}

/* ---- appending ---- */

struct link {
    struct entry_header header;
    struct buffer header_bytes;
    struct buffer sealed;
    uint8_t body_hash[HASH_BYTES];
    uint8_t hash[HASH_BYTES];
};

static bool
seal_body(struct store *store, struct link *link, struct slice body, struct error *error)
{
    struct sealer *sealer = NULL;
    uint8_t nonce[NONCE_BYTES];
    return vault_sealer(store, link->header.key_id, true, &sealer, error) &&
           vault_random(store, nonce, sizeof nonce, error) &&
           sealer_seal(
               sealer, nonce, buffer_slice(&link->header_bytes), body, &link->sealed, error) &&
           hash_bytes(buffer_slice(&link->sealed), link->body_hash, error);
}

static bool hash_link(struct store *store, struct link *link, struct error *error)
{
    struct hasher *hasher = NULL;
    bool done = hasher_open(&hasher, error) &&
                chain_hash(
                    hasher, store->end.hash, buffer_slice(&link->header_bytes), link->body_hash,
                    link->hash, error);
    hasher_close(hasher);
    return done;
}

static bool insert_link(struct store *store, const struct link *link, struct error *error)
{
    static const char *const sql =
        "INSERT INTO journal(entry, terminal, incarnation, seq, at_ms, operator, kind, key_id,"
        " body, body_hash, prev_hash, hash)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    const struct entry_header *header = &link->header;
    sqlite3_stmt *statement = NULL;
    bool done = false;
    store->may_change_journal = true;
    if (sql_prepare(store, sql, &statement, error)) {
        sql_bind_number(statement, 1, header->entry);
        sql_bind_text(statement, 2, header->terminal);
        sql_bind_number(statement, 3, header->incarnation);
        sql_bind_number(statement, 4, header->seq);
        sql_bind_number(statement, 5, header->at_ms);
        sql_bind_text(statement, 6, header->operator_name);
        sql_bind_number(statement, 7, header->kind);
        sql_bind_number(statement, 8, header->key_id);
        sql_bind_bytes(statement, 9, buffer_slice(&link->sealed));
        sql_bind_bytes(statement, 10, (struct slice){link->body_hash, HASH_BYTES});
        sql_bind_bytes(statement, 11, (struct slice){store->end.hash, HASH_BYTES});
        sql_bind_bytes(statement, 12, (struct slice){link->hash, HASH_BYTES});
        done = sql_run(store, statement, error);
    }
    store->may_change_journal = false;
    return done;
}

static void fill_header(
    struct store *store,
    struct entry_header *header,
    enum entry_kind kind,
    enum retention retention,
    struct month about)
{
    struct month month = month_is_some(about) ? about : month_of(date_of_utc_ms(header->at_ms));
    memcpy(header->terminal, store->terminal, sizeof header->terminal);
    memcpy(header->operator_name, store->operator_name, sizeof header->operator_name);
    header->incarnation = store->incarnation;
    header->seq = store->end.seq + 1;
    header->kind = kind;
    header->key_id = vault_key_id(retention, month);
}

bool journal_append(
    struct store *store,
    enum entry_kind kind,
    enum retention retention,
    struct month about,
    struct slice body,
    int64_t *entry,
    struct error *error)
{
    struct link link = {
        .header.at_ms = world_now_ms(&store->world),
        .header_bytes = buffer_open(LIMIT_LINE_BYTES),
        .sealed = buffer_open(LIMIT_BODY_BYTES + SEAL_OVERHEAD),
    };
    bool done = false;
    require(store->in_transaction);
    if (!store->unlocked) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!find_end(store, error) || !journal_last(store, &link.header.entry, error)) {
        return false;
    }
    if (link.header.entry >= store->entry_limit) {
        return error_set_number(error, FAULT_JOURNAL_FULL, store->entry_limit);
    }
    link.header.entry++;
    fill_header(store, &link.header, kind, retention, about);
    done = chain_header(&link.header, &link.header_bytes, error) &&
           seal_body(store, &link, body, error) && hash_link(store, &link, error) &&
           insert_link(store, &link, error) && views_apply(store, &link.header, body, error);
    if (done) {
        store->end.moved = true;
        store->end.seq = link.header.seq;
        memcpy(store->end.hash, link.hash, HASH_BYTES);
        *entry = link.header.entry;
    }
    buffer_close(&link.header_bytes);
    buffer_close(&link.sealed);
    return done;
}

/* ---- reading ---- */

static bool take_text(struct slice text, char *to, size_t size)
{
    return slice_copy_text(text, to, size);
}

static bool take_header(sqlite3_stmt *statement, struct entry_header *header)
{
    header->entry = sql_number(statement, 0);
    header->incarnation = sql_number(statement, 2);
    header->seq = sql_number(statement, 3);
    header->at_ms = sql_number(statement, 4);
    header->kind = sql_number(statement, 6);
    header->key_id = sql_number(statement, 7);
    return take_text(sql_bytes(statement, 1), header->terminal, sizeof header->terminal) &&
           take_text(sql_bytes(statement, 5), header->operator_name, sizeof header->operator_name);
}

bool journal_was_purged(
    struct store *store,
    const struct entry_header *header,
    bool *purged,
    struct error *error)
{
    static const char *const sql =
        "SELECT count(*) FROM journal WHERE kind = 54 AND entry > ?1 AND key_id % 1000000 > ?2";
    int64_t count = 0;
    *purged = false;
    if (header->key_id / 1000000 != RETAIN_CARE) {
        return true;
    }
    if (!sql_query_numbers(
            store, sql, SQL_NUMBERS(header->entry, header->key_id % 1000000), &count, error)) {
        return false;
    }
    *purged = count > 0;
    return true;
}

bool journal_erase(struct store *store, int64_t entry, struct error *error)
{
    static const char *const sql = "UPDATE journal SET body = NULL WHERE entry = ?1";
    bool done = false;
    require(store->in_transaction);
    store->may_change_journal = true;
    done = sql_run_numbers(store, sql, SQL_NUMBERS(entry), error);
    store->may_change_journal = false;
    return done;
}

/* A body that is gone, as a purge says, is no fault. */
static bool unseal_row(
    struct store *store,
    sqlite3_stmt *statement,
    struct entry_header *header,
    struct buffer *body,
    bool *purged,
    struct error *error)
{
    struct buffer associated = buffer_open(LIMIT_LINE_BYTES);
    struct sealer *sealer = NULL;
    struct slice sealed = sql_bytes(statement, 8);
    bool done = take_header(statement, header);
    *purged = false;
    if (!done) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    if (sql_is_null(statement, 8)) {
        return journal_was_purged(store, header, purged, error) &&
               (*purged || error_set_number(error, FAULT_JOURNAL_BODY, header->entry));
    }
    done = chain_header(header, &associated, error) &&
           vault_sealer(store, header->key_id, false, &sealer, error) &&
           sealer_unseal(sealer, buffer_slice(&associated), sealed, body, error);
    buffer_close(&associated);
    return done;
}

static bool read_entry(
    struct store *store,
    int64_t entry,
    struct entry_header *header,
    struct buffer *body,
    bool *purged,
    struct error *error)
{
    static const char *const sql =
        "SELECT entry, terminal, incarnation, seq, at_ms, operator, kind, key_id, body"
        " FROM journal WHERE entry = ?1";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    bool done = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, entry);
    step = sql_step(store, statement, error);
    if (step != SQL_ROW) {
        return step == SQL_FAULT ? false : error_set_number(error, FAULT_JOURNAL_BODY, entry);
    }
    done = unseal_row(store, statement, header, body, purged, error);
    (void)sqlite3_reset(statement);
    return done;
}

bool journal_read(
    struct store *store,
    int64_t entry,
    struct entry_header *header,
    struct buffer *body,
    struct error *error)
{
    bool purged = false;
    if (!read_entry(store, entry, header, body, &purged, error)) {
        return false;
    }
    return !purged || error_set_number(error, FAULT_KEY_DESTROYED, header->key_id % 1000000);
}

/* One without bytes is not one that is gone. */
static struct slice whole(const struct buffer *body)
{
    struct slice bytes = buffer_slice(body);
    return bytes.size == 0 ? (struct slice){(const uint8_t *)"", 0} : bytes;
}

bool journal_each(
    struct store *store,
    int64_t first,
    journal_taker *take,
    void *taker,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    int64_t last = 0;
    bool done = journal_last(store, &last, error);
    for (int64_t entry = first; done && entry <= last; entry++) {
        const struct slice nothing = {NULL, 0};
        struct entry_header header;
        bool purged = false;
        buffer_clear(&body);
        done = read_entry(store, entry, &header, &body, &purged, error) &&
               take(taker, &header, purged ? nothing : whole(&body), error);
    }
    buffer_close_wiped(&body);
    return done;
}

bool journal_last(struct store *store, int64_t *entry, struct error *error)
{
    return sql_query_number(store, "SELECT coalesce(max(entry), 0) FROM journal", entry, error);
}
