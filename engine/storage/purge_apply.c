/* What PURGED entries and entries without a body make of the views (purge.h). */
#include "engine/foundation/packed.h"
#include "engine/storage/answers.h"
#include "engine/storage/bulk.h"
#include "engine/storage/inside.h"
#include "engine/storage/purge.h"
#include "engine/storage/purge_tags.h"
#include "engine/storage/tickets.h"
#include "engine/storage/verdicts.h"
#include "engine/storage/views.h"
#include "engine/storage/visits.h"

/* ---- bodies ---- */

struct purge_body {
    struct month until; /* MONTH_NONE: not the last of its purge */
    struct month left[PURGE_MONTHS];
    size_t left_count;
    struct slice erased;
};

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct purge_body *body = into;
    switch (tag) {
    case PURGE_TAG_UNTIL:
        return month_from_digits(bytes, &body->until);
    case PURGE_TAG_LEFT:
        return body->left_count < PURGE_MONTHS &&
               month_from_digits(bytes, &body->left[body->left_count++]);
    case PURGE_TAG_ERASED:
        body->erased = bytes;
        return true;
    default:
        return true;
    }
}

static bool read_body(struct slice bytes, struct purge_body *body)
{
    body->until = MONTH_NONE;
    body->left_count = 0;
    body->erased = (struct slice){NULL, 0};
    return packed_read(bytes, PURGE_FORMAT, take_field, body);
}

static int64_t unfolded(uint64_t number)
{
    return number % 2 != 0 ? -(int64_t)(number / 2) - 1 : (int64_t)(number / 2);
}

static bool read_erased(struct store *store, struct slice bytes, bool *broken, struct error *error)
{
    static const char *const sql =
        "INSERT OR REPLACE INTO erased(entry, kind, count, bulk) VALUES(?1, ?2, ?3, ?4)";
    const uint8_t *at = bytes.data;
    const uint8_t *end = bytes.size == 0 ? at : at + bytes.size;
    int64_t entry = 0;
    *broken = false;
    while (at != end) {
        uint64_t steps = 0;
        uint64_t kind = 0;
        uint64_t count = 0;
        uint64_t back = 0;
        if (!varint_read(&at, end, &steps) || !varint_read(&at, end, &kind) ||
            !varint_read(&at, end, &count) || !varint_read(&at, end, &back)) {
            *broken = true;
            return true;
        }
        entry += unfolded(steps);
        if (!sql_run_numbers(
                store, sql,
                SQL_NUMBERS(
                    entry, (int64_t)kind, (int64_t)count, kind == 0 ? 0 : entry - (int64_t)back),
                error)) {
            return false;
        }
    }
    return true;
}

static bool take_erased(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct purge_body *read,
    struct error *error)
{
    bool broken = false;
    if (!read_body(body, read)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    return read_erased(store, read->erased, &broken, error) &&
           (!broken || error_set_number(error, FAULT_JOURNAL_BODY, header->entry));
}

static bool next_purged(struct store *store, int64_t *entry, struct error *error)
{
    static const char *const sql =
        "SELECT coalesce(min(entry), 0) FROM journal WHERE kind = 54 AND entry > ?1";
    return sql_query_numbers(store, sql, SQL_NUMBERS(*entry), entry, error);
}

bool purge_read_erased(struct store *store, struct error *error)
{
    struct purge_body read;
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    int64_t entry = 0;
    bool done = next_purged(store, &entry, error);
    while (done && entry != 0) {
        struct entry_header header;
        buffer_clear(&body);
        done = journal_read(store, entry, &header, &body, error) &&
               take_erased(store, &header, buffer_slice(&body), &read, error) &&
               next_purged(store, &entry, error);
    }
    buffer_close_wiped(&body);
    return done;
}

/* ---- entries without a body ---- */

struct erased {
    bool found;
    int64_t kind;
    int64_t count;
    int64_t bulk;
};

static bool
get_erased(struct store *store, int64_t entry, struct erased *erased, struct error *error)
{
    static const char *const sql = "SELECT kind, count, bulk FROM erased WHERE entry = ?1";
    struct sql_rows rows;
    *erased = (struct erased){.found = false};
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, entry);
    if (sql_rows_next(&rows, error)) {
        *erased = (struct erased){
            true, sql_number(rows.statement, 0), sql_number(rows.statement, 1),
            sql_number(rows.statement, 2)};
    }
    return sql_rows_close(&rows);
}

/* Rows that have a number and nothing else; answers with a finding are never looked at. */
static const char *stub_of(int64_t kind)
{
    static const char *const visit = "INSERT INTO visit(day, entry, row, bulk, gone, keys, content)"
                                     " VALUES(?1, ?2, ?3, ?4, -2, zeroblob(64), 0)";
    static const char *const answer =
        "INSERT INTO answer(entry, row, bulk, visit, finding, codes, confirmed, covers_from,"
        " covers_to, at_ms, keys) VALUES(?2, ?3, ?4, 0, ?5, 0, ?1, ?6, ?6, 0, zeroblob(32))";
    static const char *const ticket = "INSERT INTO ticket(entry, row, bulk, family, content, keys)"
                                      " VALUES(?2, ?3, ?4, 0, 0, zeroblob(64))";
    switch (kind) {
    case 0:
    case BULK_CAPTURES:
        return visit;
    case BULK_ANSWERS:
    case BULK_LISTED:
    case BULK_CARDS:
        return answer;
    case BULK_TICKETS:
        return ticket;
    default:
        return NULL;
    }
}

static bool insert_stubs(
    struct store *store,
    const struct entry_header *header,
    const struct erased *erased,
    int64_t *base,
    struct error *error)
{
    const char *sql = stub_of(erased->kind);
    struct month month = MONTH_NONE;
    if (sql == NULL ||
        !month_make((int)(header->key_id / 100 % 10000), (int)(header->key_id % 100), &month)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    for (int64_t row = 0; row < erased->count; row++) {
        sqlite3_stmt *statement = NULL;
        if (!sql_prepare(store, sql, &statement, error)) {
            return false;
        }
        sql_bind_number(statement, 1, month_first_day(month).days);
        sql_bind_number(statement, 2, header->entry);
        sql_bind_number(statement, 3, erased->bulk == 0 ? ROW_WHOLE_BODY : row);
        sql_bind_number(statement, 4, erased->bulk);
        if (sqlite3_bind_parameter_count(statement) > 4) {
            sql_bind_number(statement, 5, FINDING_ANSWER_UNREADABLE);
            sql_bind_number(statement, 6, DATE_NONE.days);
        }
        if (!sql_run(store, statement, error)) {
            return false;
        }
        *base = row == 0 ? sqlite3_last_insert_rowid(store->database) : *base;
    }
    return true;
}

/* References to rows of the part are still found by it. */
static bool apply_part(
    struct store *store,
    const struct entry_header *header,
    const struct erased *erased,
    struct error *error)
{
    static const char *const sql =
        "INSERT INTO part(entry, bulk, stream, first, count, base) VALUES(?1, ?2, ?3, 0, ?4, ?5)";
    int64_t base = 0;
    return insert_stubs(store, header, erased, &base, error) &&
           sql_run_numbers(
               store, sql, SQL_NUMBERS(header->entry, erased->bulk, BULK_ROWS, erased->count, base),
               error);
}

static bool apply_begun(struct store *store, int64_t entry, int64_t kind, struct error *error)
{
    static const char *const sql =
        "INSERT INTO bulk(entry, kind, content, rows, state) VALUES(?1, ?2, x'', 0, ?3)";
    return sql_run_numbers(store, sql, SQL_NUMBERS(entry, kind, BULK_PURGED), error);
}

/* The numbers that an abandoned bulk gave are free again, as they were. */
static bool apply_abandoned(struct store *store, const struct erased *erased, struct error *error)
{
    switch (erased->kind) {
    case BULK_CAPTURES:
        return visits_drop_bulk(store, erased->bulk, error);
    case BULK_ANSWERS:
    case BULK_LISTED:
    case BULK_CARDS:
        return answers_drop_bulk(store, erased->bulk, error);
    case BULK_TICKETS:
        return tickets_drop_bulk(store, erased->bulk, error);
    default:
        return true;
    }
}

bool purge_apply_erased(struct store *store, const struct entry_header *header, struct error *error)
{
    struct erased erased;
    int64_t visit = 0;
    if (!get_erased(store, header->entry, &erased, error)) {
        return false;
    }
    if (!erased.found) {
        return true;
    }
    if (erased.bulk == 0) {
        return insert_stubs(store, header, &erased, &visit, error);
    }
    if (erased.bulk == header->entry) {
        return apply_begun(store, header->entry, erased.kind, error);
    }
    return erased.count == 0 ? apply_abandoned(store, &erased, error)
                             : apply_part(store, header, &erased, error);
}

/* ---- the sweep: what entries that are kept say of months that are not ---- */

static bool count_out(struct store *store, struct interval days, struct error *error)
{
    static const char *const sql =
        "SELECT count(*) FROM visit WHERE gone = 0 AND day BETWEEN ?1 AND ?2";
    int64_t visits = 0;
    return sql_query_numbers(
               store, sql, SQL_NUMBERS(days.first.days, days.last.days), &visits, error) &&
           (visits == 0 || counter_add(store, "visits", -visits, error));
}

/* ?1 and ?2 are days, both included. */
static bool sweep_rows(struct store *store, struct interval days, struct error *error)
{
    static const char *const rows[] = {
        "DELETE FROM evidence WHERE visit IN (SELECT id FROM visit WHERE day BETWEEN ?1 AND ?2)",
        "DELETE FROM alias WHERE visit IN (SELECT id FROM visit WHERE day BETWEEN ?1 AND ?2)",
        "DELETE FROM returned_visit WHERE visit IN"
        " (SELECT id FROM visit WHERE day BETWEEN ?1 AND ?2)",
        "DELETE FROM site_verdict WHERE kind = 1 AND subject IN"
        " (SELECT id FROM visit WHERE day BETWEEN ?1 AND ?2)",
        "DELETE FROM site_verdict WHERE kind = 2 AND subject IN (SELECT ticket.id FROM ticket"
        " JOIN bulk ON bulk.entry = ticket.bulk WHERE state = 3) AND ?1 <= ?2",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!sql_run_numbers(store, rows[i], SQL_NUMBERS(days.first.days, days.last.days), error)) {
            return false;
        }
    }
    return true;
}

static bool sweep_answers(struct store *store, struct interval days, struct error *error)
{
    static const char *const sql =
        "UPDATE answer SET visit = 0, finding = ?3, codes = 0, covers_from = ?4, covers_to = ?4,"
        " keys = zeroblob(32) WHERE (visit = 0 AND confirmed BETWEEN ?1 AND ?2)"
        " OR visit IN (SELECT id FROM visit WHERE day BETWEEN ?1 AND ?2)";
    return sql_run_numbers(
        store, sql,
        SQL_NUMBERS(days.first.days, days.last.days, FINDING_ANSWER_UNREADABLE, DATE_NONE.days),
        error);
}

static bool
sweep_months(struct store *store, struct month first, struct month last, struct error *error)
{
    static const char *const seen = "DELETE FROM seen WHERE month BETWEEN ?1 AND ?2";
    static const char *const returned = "DELETE FROM returned WHERE month BETWEEN ?1 AND ?2";
    static const char *const written = "DELETE FROM written WHERE month BETWEEN ?1 AND ?2";
    static const char *const claims =
        "DELETE FROM returned_claim WHERE entry NOT IN (SELECT entry FROM returned) AND ?1 <= ?2";
    return sql_run_numbers(store, seen, SQL_NUMBERS(first.months, last.months), error) &&
           sql_run_numbers(store, returned, SQL_NUMBERS(first.months, last.months), error) &&
           sql_run_numbers(store, written, SQL_NUMBERS(first.months, last.months), error) &&
           sql_run_numbers(store, claims, SQL_NUMBERS(first.months, last.months), error);
}

/* Of a visit its number, its month and the purge are left. */
static bool
sweep_visits(struct store *store, struct interval days, int64_t purge, struct error *error)
{
    static const char *const sql =
        "UPDATE visit SET gone = -2, keys = zeroblob(64), content = ?3,"
        " day = CAST(strftime('%s', day * 86400, 'unixepoch', 'start of month') AS INTEGER) / 86400"
        " WHERE day BETWEEN ?1 AND ?2 AND (gone <> -2 OR content = 0)";
    return sql_run_numbers(store, sql, SQL_NUMBERS(days.first.days, days.last.days, purge), error);
}

/* The months first to last, both included. */
static bool sweep(
    struct store *store,
    struct month first,
    struct month last,
    int64_t purge,
    struct error *error)
{
    const struct interval days = {month_first_day(first), month_last_day(last)};
    return verdicts_drop_days(store, days, error) && sweep_rows(store, days, error) &&
           sweep_answers(store, days, error) && sweep_months(store, first, last, error) &&
           count_out(store, days, error) && sweep_visits(store, days, purge, error);
}

bool purge_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct purge_body read;
    struct month first = MONTH_NONE;
    bool done = take_erased(store, header, body, &read, error);
    if (!done || !month_is_some(read.until)) {
        return done;
    }
    done = month_make(1800, 1, &first);
    for (size_t i = 0; done && i <= read.left_count; i++) {
        struct month stop = i < read.left_count ? read.left[i] : read.until;
        done = month_compare(first, stop) >= 0 ||
               sweep(store, first, month_add(stop, -1), header->entry, error);
        first = month_add(stop, 1);
    }
    return done;
}

/* ---- asking ---- */

bool purge_of_visit(
    struct store *store,
    int64_t visit,
    struct entry_header *header,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct visit_row row;
    bool found = false;
    bool done = visits_get(store, visit, &row, &found, error);
    if (done && (!found || row.gone != VISIT_PURGED)) {
        done = error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    done = done && journal_read(store, row.content, header, &body, error);
    buffer_close_wiped(&body);
    return done;
}
