#include "engine/storage/purge.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/bulk.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/inside.h"
#include "engine/storage/purge_tags.h"

enum {
    PURGE_BLOCK = 512, /* headers read at once */
    ERASED_BYTES = 40  /* of one erased entry at the most */
};

struct purging {
    struct store *store;
    struct purge_result *result;
    int64_t before;  /* key id of care of the cut */
    int64_t horizon; /* the same of the first month that is left */
    struct buffer erased;
    int64_t erased_last; /* the entry that was written into it last */
    struct buffer body;
    struct entry_header block[PURGE_BLOCK];
    size_t count;
    int64_t after;
};

static struct month key_month(int64_t key_id)
{
    struct month month = MONTH_NONE;
    require(month_make((int)(key_id / 100 % 10000), (int)(key_id % 100), &month));
    return month;
}

/* ---- PURGED entries ---- */

static bool append(struct purging *purging, struct error *error)
{
    int64_t entry = 0;
    bool done =
        packed_add(&purging->body, PURGE_TAG_ERASED, buffer_slice(&purging->erased), error) &&
        journal_append(
            purging->store, ENTRY_PURGED, RETAIN_HOUSEKEEPING, purging->result->plan.cut,
            buffer_slice(&purging->body), &entry, error);
    buffer_clear(&purging->body);
    buffer_clear(&purging->erased);
    purging->erased_last = 0;
    return done;
}

static bool append_some(struct purging *purging, struct error *error)
{
    buffer_clear(&purging->body);
    return packed_begin(&purging->body, PURGE_FORMAT, error) && append(purging, error);
}

static uint64_t folded(int64_t number)
{
    return number < 0 ? (uint64_t)(-(number + 1)) * 2 + 1 : (uint64_t)number * 2;
}

/* What replay has to know of an entry whose body goes; bulk 0 for one that opened a visit. */
static bool note_erased(
    struct purging *purging,
    int64_t entry,
    int64_t kind,
    int64_t rows,
    int64_t bulk,
    struct error *error)
{
    uint8_t bytes[ERASED_BYTES];
    size_t size = varint_write(bytes, folded(entry - purging->erased_last));
    size += varint_write(bytes + size, (uint64_t)kind);
    size += varint_write(bytes + size, (uint64_t)rows);
    size += varint_write(bytes + size, bulk == 0 ? 0 : (uint64_t)(entry - bulk));
    purging->erased_last = entry;
    return buffer_append(&purging->erased, (struct slice){bytes, size}, error) &&
           (purging->erased.size < LIMIT_PART_BYTES || append_some(purging, error));
}

static bool add_month(struct buffer *body, uint32_t tag, struct month month, struct error *error)
{
    char digits[DATE_TEXT];
    month_write_digits(month, digits);
    return packed_add_text(body, tag, digits, error);
}

static bool add_kind(struct buffer *body, int64_t kind, int64_t count, struct error *error)
{
    uint8_t bytes[ERASED_BYTES];
    size_t size = varint_write(bytes, (uint64_t)kind);
    size += varint_write(bytes + size, (uint64_t)count);
    return packed_add(body, PURGE_TAG_KIND, (struct slice){bytes, size}, error);
}

static bool append_last(struct purging *purging, struct error *error)
{
    const struct purge_result *result = purging->result;
    const struct purge_plan *plan = &result->plan;
    struct buffer *body = &purging->body;
    bool done = false;
    buffer_clear(body);
    done = packed_begin(body, PURGE_FORMAT, error) &&
           add_month(body, PURGE_TAG_UNTIL, plan->cut, error);
    for (size_t i = 0; done && i < plan->count; i++) {
        done = !purge_month_is_left(&plan->months[i]) ||
               add_month(body, PURGE_TAG_LEFT, plan->months[i].month, error);
    }
    for (int64_t kind = 0; done && kind < PURGE_KINDS; kind++) {
        done = result->kinds[kind] == 0 || add_kind(body, kind, result->kinds[kind], error);
    }
    return done && packed_add_number(body, PURGE_TAG_VISITS, result->visits, error) &&
           append(purging, error);
}

/* ---- bodies that go ---- */

static bool erase(struct purging *purging, int64_t entry, enum entry_kind kind, struct error *error)
{
    purging->result->bodies++;
    purging->result->kinds[kind]++;
    return journal_erase(purging->store, entry, error);
}

static bool
erase_capture(struct purging *purging, const struct entry_header *header, struct error *error)
{
    static const char *const sql = "SELECT count(*) FROM visit WHERE entry = ?1 AND bulk = 0";
    int64_t opened = 0;
    return sql_query_numbers(purging->store, sql, SQL_NUMBERS(header->entry), &opened, error) &&
           (opened == 0 || note_erased(purging, header->entry, 0, 1, 0, error)) &&
           erase(purging, header->entry, ENTRY_VISIT_CAPTURED, error);
}

/* An inquiry goes when all whom it asked about go; a registration names people of several days. */
static bool inquiry_goes(
    struct purging *purging,
    const struct entry_header *header,
    bool *goes,
    struct error *error)
{
    static const char *const sql = "SELECT DISTINCT day FROM inquiry_visit JOIN visit"
                                   " ON visit.id = inquiry_visit.visit WHERE inquiry = ?1";
    struct entry_header read;
    struct sql_rows rows;
    int64_t inquiry = 0;
    buffer_clear(&purging->body);
    *goes = purge_plan_takes(&purging->result->plan, key_month(header->key_id));
    if (!*goes) {
        return true;
    }
    if (!journal_read(purging->store, header->entry, &read, &purging->body, error) ||
        !inquiries_of_entry(purging->store, &read, buffer_slice(&purging->body), &inquiry, error) ||
        !sql_rows_open(purging->store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, inquiry);
    while (sql_rows_next(&rows, error)) {
        const struct date day = {(int32_t)sql_number(rows.statement, 0)};
        *goes = *goes && purge_plan_takes(&purging->result->plan, month_of(day));
    }
    return sql_rows_close(&rows);
}

/* ---- bulks ---- */

struct going_bulk {
    int64_t entry; /* BULK_BEGUN; 0: it stays */
    int64_t end;
    int64_t kind;
};

/* The bulk that an end ends, if no entry of it is of a month that stays. */
static bool find_bulk(
    struct purging *purging,
    const struct entry_header *header,
    struct going_bulk *bulk,
    struct error *error)
{
    static const char *const sql =
        "SELECT begun.entry, bulk.kind FROM journal AS begun JOIN bulk ON bulk.entry = begun.entry"
        " WHERE begun.terminal = ?1 AND begun.incarnation = ?2 AND begun.seq = ?3"
        "  AND begun.key_id < ?4 AND NOT EXISTS(SELECT 1 FROM part JOIN journal"
        "   ON journal.entry = part.entry WHERE part.entry BETWEEN begun.entry AND ?5"
        "   AND part.bulk = begun.entry AND journal.key_id >= ?4)";
    struct entry_header read;
    struct bulk_part part;
    struct sql_rows rows;
    *bulk = (struct going_bulk){.end = header->entry};
    buffer_clear(&purging->body);
    if (!journal_read(purging->store, header->entry, &read, &purging->body, error)) {
        return false;
    }
    if (!bulk_part_read(buffer_slice(&purging->body), &part)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    if (!sql_rows_open(purging->store, sql, &rows, error)) {
        return false;
    }
    sql_bind_text(rows.statement, 1, read.terminal);
    sql_bind_number(rows.statement, 2, read.incarnation);
    sql_bind_number(rows.statement, 3, part.bulk);
    sql_bind_number(rows.statement, 4, purging->horizon);
    sql_bind_number(rows.statement, 5, header->entry);
    if (sql_rows_next(&rows, error)) {
        bulk->entry = sql_number(rows.statement, 0);
        bulk->kind = sql_number(rows.statement, 1);
    }
    return sql_rows_close(&rows);
}

static bool erase_parts(struct purging *purging, const struct going_bulk *bulk, struct error *error)
{
    static const char *const sql = "SELECT entry, count, base FROM part"
                                   " WHERE entry BETWEEN ?1 AND ?2 AND bulk = ?1 ORDER BY entry";
    struct sql_rows rows;
    if (!sql_rows_open(purging->store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, bulk->entry);
    sql_bind_number(rows.statement, 2, bulk->end);
    while (sql_rows_next(&rows, error)) {
        int64_t entry = sql_number(rows.statement, 0);
        int64_t count = sql_number(rows.statement, 1);
        bool numbered = sql_number(rows.statement, 2) != 0;
        if ((numbered && !note_erased(purging, entry, bulk->kind, count, bulk->entry, error)) ||
            !erase(purging, entry, ENTRY_BULK_PART, error)) {
            sql_rows_stop(&rows);
            return false;
        }
    }
    return sql_rows_close(&rows);
}

static bool
erase_bulk(struct purging *purging, const struct entry_header *header, struct error *error)
{
    struct going_bulk bulk;
    if (header->key_id >= purging->horizon) {
        return true;
    }
    if (!find_bulk(purging, header, &bulk, error)) {
        return false;
    }
    if (bulk.entry == 0) {
        return true;
    }
    return note_erased(purging, bulk.entry, bulk.kind, 0, bulk.entry, error) &&
           erase(purging, bulk.entry, ENTRY_BULK_BEGUN, error) &&
           erase_parts(purging, &bulk, error) &&
           (header->kind != ENTRY_BULK_ABANDONED ||
            note_erased(purging, bulk.end, bulk.kind, 0, bulk.entry, error)) &&
           erase(purging, bulk.end, (enum entry_kind)header->kind, error);
}

/* ---- all of them ---- */

static bool
erase_entry(struct purging *purging, const struct entry_header *header, struct error *error)
{
    bool taken = purge_plan_takes(&purging->result->plan, key_month(header->key_id));
    switch (header->kind) {
    case ENTRY_VISIT_CAPTURED:
        return !taken || erase_capture(purging, header, error);
    case ENTRY_VISIT_LINKED:
    case ENTRY_VISIT_MERGED:
    case ENTRY_VISIT_WITHDRAWN:
    case ENTRY_ANSWER_LINKED:
    case ENTRY_CLAIM_RETURNED:
        return !taken || erase(purging, header->entry, (enum entry_kind)header->kind, error);
    case ENTRY_INQUIRY_BEGUN:
    case ENTRY_INQUIRY_MOVED:
        return inquiry_goes(purging, header, &taken, error) &&
               (!taken || erase(purging, header->entry, (enum entry_kind)header->kind, error));
    case ENTRY_EXPORTED:
    case ENTRY_CLAIMS_WRITTEN:
    case ENTRY_SUBMITTED:
    case ENTRY_RETURN_SETTLED:
        return header->key_id >= purging->horizon ||
               erase(purging, header->entry, (enum entry_kind)header->kind, error);
    case ENTRY_BULK_ENDED:
    case ENTRY_BULK_ABANDONED:
        return erase_bulk(purging, header, error);
    default:
        /* Of a bulk, which goes from its end; or of a kind that this version does not know. */
        return true;
    }
}

static bool read_block(struct purging *purging, struct error *error)
{
    static const char *const sql =
        "SELECT entry, kind, key_id FROM journal WHERE entry > ?1 AND body IS NOT NULL"
        " AND key_id >= ?2 AND key_id < ?3 ORDER BY entry LIMIT ?4";
    struct sql_rows rows;
    purging->count = 0;
    if (!sql_rows_open(purging->store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, purging->after);
    sql_bind_number(rows.statement, 2, (int64_t)RETAIN_CARE * 1000000);
    sql_bind_number(rows.statement, 3, purging->before);
    sql_bind_number(rows.statement, 4, PURGE_BLOCK);
    while (sql_rows_next(&rows, error)) {
        purging->block[purging->count++] = (struct entry_header){
            .entry = sql_number(rows.statement, 0),
            .kind = sql_number(rows.statement, 1),
            .key_id = sql_number(rows.statement, 2)};
        purging->after = sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

static bool erase_all(struct purging *purging, struct error *error)
{
    do {
        if (!read_block(purging, error)) {
            return false;
        }
        for (size_t i = 0; i < purging->count; i++) {
            if (!erase_entry(purging, &purging->block[i], error)) {
                return false;
            }
        }
    } while (purging->count == PURGE_BLOCK);
    return true;
}

/* Bulks that say something of visits before the cut and keep their bodies. */
static bool count_kept(struct purging *purging, struct error *error)
{
    static const char *const sql =
        "SELECT count(*) FROM (SELECT bulk FROM visit WHERE bulk <> 0 AND day < ?1"
        "  UNION SELECT answer.bulk FROM answer JOIN visit ON visit.id = answer.visit"
        "   WHERE day < ?1"
        "  UNION SELECT part.bulk FROM verdict JOIN visit ON visit.id = verdict.visit"
        "   JOIN part ON part.entry = verdict.entry WHERE day < ?1) AS told"
        " JOIN journal ON journal.entry = told.bulk WHERE body IS NOT NULL";
    const struct date first = month_first_day(purging->result->plan.cut);
    return sql_query_numbers(
        purging->store, sql, SQL_NUMBERS(first.days), &purging->result->kept_bulks, error);
}

static bool purge(struct purging *purging, struct error *error)
{
    struct purge_result *result = purging->result;
    struct store *store = purging->store;
    purging->before = vault_key_id(RETAIN_CARE, result->plan.cut);
    purging->horizon = vault_key_id(RETAIN_CARE, purge_plan_horizon(&result->plan));
    result->visits = purge_plan_visits(&result->plan);
    return erase_all(purging, error) && count_kept(purging, error) &&
           (result->bodies == 0 ||
            (append_last(purging, error) &&
             vault_destroy_keys(store, purging->before, &result->keys, error) &&
             views_make_anew(store, error)));
}

/* What is freed is overwritten with zeros as long as this is on. */
static bool set_secure(struct store *store, const char *sql, struct error *error)
{
    int code = sqlite3_exec(store->database, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || sql_fail(store, code, error);
}

static bool run(struct purging *purging, struct month cut, struct error *error)
{
    struct store *store = purging->store;
    const struct month now = month_of(date_of_utc_ms(world_now_ms(store_world(store))));
    if (!vault_is_unlocked(store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (month_compare(cut, now) > 0) {
        char text[DATE_TEXT];
        month_write(now, text);
        return error_set_text(error, FAULT_PURGE_FUTURE, text);
    }
    if (!store_begin(store, error)) {
        return false;
    }
    if (!purge_plan_make(store, cut, &purging->result->plan, error) || !purge(purging, error)) {
        store_rollback(store);
        return false;
    }
    if (purging->result->bodies == 0) {
        store_rollback(store);
        return true;
    }
    return store_commit(store, error);
}

static bool run_alone(struct purging *purging, struct month cut, struct error *error)
{
    struct store *store = purging->store;
    bool done = false;
    if (!store_take_every_role(store, error)) {
        return false;
    }
    done = set_secure(store, "PRAGMA secure_delete = ON", error) && run(purging, cut, error);
    /* Left on, it only costs time. */
    (void)sqlite3_exec(store->database, "PRAGMA secure_delete = OFF", NULL, NULL, NULL);
    store_leave_every_role(store);
    return done;
}

bool purge_run(
    struct store *store,
    struct month cut,
    struct purge_result *result,
    struct error *error)
{
    struct purging *purging = calloc(1, sizeof *purging);
    bool done = false;
    memset(result, 0, sizeof *result);
    if (purging == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    purging->store = store;
    purging->result = result;
    purging->erased = buffer_open(LIMIT_BODY_BYTES);
    purging->body = buffer_open(LIMIT_BODY_BYTES + 1);
    done = run_alone(purging, cut, error);
    buffer_close(&purging->erased);
    buffer_close_wiped(&purging->body);
    free(purging);
    return done;
}
