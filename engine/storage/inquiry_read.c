/* Reading inquiries (inquiries.h). */
#include "engine/foundation/packed.h"
#include "engine/storage/inquiry_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"

/* ---- reading ---- */

static bool take_row(sqlite3_stmt *statement, struct inquiry_row *row)
{
    *row = (struct inquiry_row){
        .entry = sql_number(statement, 0),
        .day = {(int32_t)sql_number(statement, 2)},
        .state = (enum inquiry_state)sql_number(statement, 3),
        .since_ms = sql_number(statement, 4),
        .people = sql_number(statement, 5),
        .fetches = sql_number(statement, 8),
        .kind = (enum inquiry_kind)sql_number(statement, 9),
        .channel = (enum inquiry_channel)sql_number(statement, 10),
        .detail = sql_number(statement, 11),
    };
    return slice_copy_text(sql_bytes(statement, 1), row->key, sizeof row->key) &&
           slice_copy_text(sql_bytes(statement, 6), row->reception, sizeof row->reception) &&
           slice_copy_text(sql_bytes(statement, 7), row->fetch_key, sizeof row->fetch_key);
}

/* Steps a prepared statement whose row is an inquiry. */
static bool step_row(
    struct store *store,
    sqlite3_stmt *statement,
    struct inquiry_row *row,
    bool *found,
    struct error *error)
{
    enum sql_step step = sql_step(store, statement, error);
    *found = false;
    if (step == SQL_ROW) {
        *found = take_row(statement, row);
        (void)sqlite3_reset(statement);
        return *found || error_set_text(error, FAULT_STORE_BROKEN, "inquiry");
    }
    return step != SQL_FAULT;
}

bool inquiries_get(
    struct store *store,
    int64_t inquiry,
    struct inquiry_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT " INQUIRY_COLUMNS " FROM inquiry WHERE entry = ?1";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, inquiry);
    return step_row(store, statement, row, found, error);
}

bool inquiries_find(
    struct store *store,
    const char *key,
    struct inquiry_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT " INQUIRY_COLUMNS " FROM inquiry WHERE key = ?1";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, key);
    return step_row(store, statement, row, found, error);
}

bool inquiries_next_open(
    struct store *store,
    enum inquiry_channel channel,
    int64_t after,
    struct inquiry_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql =
        "SELECT " INQUIRY_COLUMNS " FROM inquiry WHERE state IN (1, 2, 3, 4, 5, 6, 9)"
        " AND channel = ?1 AND entry > ?2 ORDER BY entry LIMIT 1";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, channel);
    sql_bind_number(statement, 2, after);
    return step_row(store, statement, row, found, error);
}

bool inquiries_count_open(
    struct store *store,
    enum inquiry_channel channel,
    int64_t *count,
    struct error *error)
{
    static const char *const sql = "SELECT count(*) FROM inquiry WHERE channel = ?1"
                                   " AND state IN (1, 2, 3, 4, 5, 6, 9)";
    return sql_query_numbers(store, sql, SQL_NUMBERS(channel), count, error);
}

bool inquiries_is_open(
    struct store *store,
    enum inquiry_kind kind,
    struct date day,
    bool *is_open,
    struct error *error)
{
    static const char *const sql =
        "SELECT 1 FROM inquiry WHERE state IN (1, 2, 3, 4, 5, 6, 9) AND kind = ?1 AND day = ?2";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, kind);
    sql_bind_number(rows.statement, 2, day.days);
    *is_open = sql_rows_next(&rows, error);
    return sql_rows_close(&rows);
}

bool inquiries_each_registered(
    struct store *store,
    chart_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT keys FROM inquiry JOIN inquiry_visit ON inquiry_visit.inquiry = inquiry.entry"
        " JOIN visit ON visit.id = inquiry_visit.visit WHERE kind NOT IN (0, 1) AND outcome <> 2";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    while (sql_rows_next(&rows, error)) {
        if (sql_bytes(rows.statement, 0).size == VISIT_PRINTS &&
            !take(taker, sql_bytes(rows.statement, 0).data + PRINT_CHART, error)) {
            sql_rows_stop(&rows);
            return false;
        }
    }
    return sql_rows_close(&rows);
}

bool inquiries_each_of_visit(
    struct store *store,
    int64_t visit,
    inquiry_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT " INQUIRY_COLUMNS " FROM inquiry WHERE entry IN"
        " (SELECT inquiry FROM inquiry_visit WHERE visit = ?1) ORDER BY entry";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, visit);
    while (sql_rows_next(&rows, error)) {
        struct inquiry_row row;
        if (!take_row(rows.statement, &row)) {
            sql_rows_stop(&rows);
            return error_set_text(error, FAULT_STORE_BROKEN, "inquiry");
        }
        if (!take(taker, &row)) {
            break;
        }
    }
    return sql_rows_close(&rows);
}

/* Appends the bytes that stand under a tag of an entry. */
static bool read_tagged(
    struct store *store,
    int64_t entry,
    uint32_t wanted,
    struct buffer *into,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct entry_header header;
    struct packed_reader reader;
    struct slice bytes;
    uint32_t tag = 0;
    bool found = false;
    bool done = journal_read(store, entry, &header, &body, error) &&
                (packed_open(&reader, buffer_slice(&body)) ||
                 error_set_number(error, FAULT_JOURNAL_BODY, entry));
    while (done && !found && packed_next(&reader, &tag, &bytes) == PACKED_FIELD) {
        if (tag == wanted) {
            found = true;
            done = buffer_append(into, bytes, error);
        }
    }
    if (done && !found) {
        done = error_set_number(error, FAULT_JOURNAL_BODY, entry);
    }
    buffer_close_wiped(&body);
    return done;
}

bool inquiries_request(
    struct store *store,
    int64_t inquiry,
    struct buffer *request,
    struct error *error)
{
    return read_tagged(store, inquiry, TAG_REQUEST, request, error);
}

bool inquiries_detail(
    struct store *store,
    const struct inquiry_row *inquiry,
    struct buffer *detail,
    struct error *error)
{
    return inquiry->detail == 0 || read_tagged(store, inquiry->detail, TAG_DETAIL, detail, error);
}

bool inquiries_visit(
    struct store *store,
    int64_t inquiry,
    int64_t position,
    int64_t *visit,
    struct error *error)
{
    static const char *const sql =
        "SELECT visit FROM inquiry_visit WHERE inquiry = ?1 AND position = ?2";
    return sql_query_numbers(store, sql, SQL_NUMBERS(inquiry, position), visit, error);
}

bool inquiries_of_visits(
    struct store *store,
    int64_t first,
    int64_t last,
    history_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT visit, sum(outcome = 0), sum(outcome = 2), max(since_ms) FROM inquiry_visit"
        " JOIN inquiry ON inquiry.entry = inquiry_visit.inquiry WHERE visit BETWEEN ?1 AND ?2"
        "  AND inquiry.kind IN (0, 1)"
        " GROUP BY visit ORDER BY visit";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, first);
    sql_bind_number(rows.statement, 2, last);
    while (sql_rows_next(&rows, error)) {
        struct inquiry_history history;
        history = (struct inquiry_history){
            sql_number(rows.statement, 1), sql_number(rows.statement, 2),
            sql_number(rows.statement, 3)};
        if (!take(taker, sql_number(rows.statement, 0), &history)) {
            break;
        }
    }
    return sql_rows_close(&rows);
}

bool inquiries_count(struct store *store, struct inquiry_counts *counts, struct error *error)
{
    if (!counter_get(store, "inquiry/sent", &counts->sent, error) ||
        !counter_get(store, "inquiry/answered", &counts->answered, error) ||
        !counter_get(store, "inquiry/failed", &counts->failed, error) ||
        !counter_get(store, "inquiry/unwanted", &counts->unwanted, error) ||
        !counter_get(store, "inquiry/last_contact_ms", &counts->last_contact_ms, error)) {
        return false;
    }
    counts->waiting = counts->sent - counts->answered - counts->failed;
    return true;
}
