#include "engine/storage/returns.h"

#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/prints.h"
#include "engine/storage/return_body.h"
#include "engine/storage/written_claims.h"
#include "engine/vocabulary/domain.h"

enum {
    BY_HAND_ATTEMPTS = 100
};

bool returns_print(
    struct store *store,
    struct slice bytes,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    static const char label[] = "returned";
    uint8_t message[sizeof label + HASH_BYTES] = {0};
    struct hasher *hasher = NULL;
    bool done = hasher_open(&hasher, error) && hasher_add(hasher, bytes, error) &&
                hasher_finish(hasher, message + sizeof label, error);
    hasher_close(hasher);
    memcpy(message, label, sizeof label);
    return done &&
           fingerprint(
               vault_fingerprinter(store), (struct slice){message, sizeof message}, print, error);
}

/* attempt: one that was closed as a mistake does not stand in the way of a return that came after it. */
static bool print_by_hand(
    struct store *store,
    const struct returned_claim *claim,
    struct month submitted,
    uint8_t attempt,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    static const char label[] = "returned by hand";
    char month[DATE_TEXT] = "";
    uint8_t message[sizeof label + FINGERPRINT_BYTES + DATE_TEXT + 1] = {0};
    month_write(submitted, month);
    memcpy(message, label, sizeof label);
    memcpy(message + sizeof label, claim->claim, FINGERPRINT_BYTES);
    memcpy(message + sizeof label + FINGERPRINT_BYTES, month, sizeof month);
    message[sizeof message - 1] = attempt;
    return fingerprint(
        vault_fingerprinter(store), (struct slice){message, sizeof message}, print, error);
}

/* ---- writing ---- */

static bool find_state(
    struct store *store,
    const uint8_t print[FINGERPRINT_BYTES],
    int64_t *state,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT state FROM returned WHERE print = ?1";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_bytes(rows.statement, 1, (struct slice){print, FINGERPRINT_BYTES});
    *found = false;
    if (sql_rows_next(&rows, error)) {
        *state = sql_number(rows.statement, 0);
        *found = true;
    }
    return sql_rows_close(&rows);
}

bool returns_state(
    struct store *store,
    const uint8_t print[FINGERPRINT_BYTES],
    enum return_state *state,
    struct error *error)
{
    int64_t number = RETURN_OPEN;
    bool found = false;
    if (!find_state(store, print, &number, &found, error)) {
        return false;
    }
    *state = found ? (enum return_state)number : RETURN_OPEN;
    return true;
}

static bool
append_returned(struct store *store, const struct returned_claim *claim, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    int64_t entry = 0;
    bool done = return_body_pack(store, claim, &body, error) &&
                journal_append(
                    store, ENTRY_CLAIM_RETURNED, RETAIN_CARE, claim->treated, buffer_slice(&body),
                    &entry, error);
    buffer_close_wiped(&body);
    return done;
}

bool returns_note(
    struct store *store,
    const struct returned_claim *claim,
    bool *added,
    struct error *error)
{
    int64_t state = RETURN_OPEN;
    bool found = false;
    *added = false;
    if (!find_state(store, claim->print, &state, &found, error)) {
        return false;
    }
    *added = !found;
    return found || append_returned(store, claim, error);
}

bool returns_note_by_hand(
    struct store *store,
    struct returned_claim *claim,
    struct month submitted,
    struct error *error)
{
    int64_t state = RETURN_OPEN;
    bool used = true;
    require(claim->how != RETURN_HOW_FILE && print_is_some(claim->claim));
    for (uint8_t attempt = 0; attempt < BY_HAND_ATTEMPTS && used; attempt++) {
        if (!print_by_hand(store, claim, submitted, attempt, claim->print, error) ||
            !find_state(store, claim->print, &state, &used, error)) {
            return false;
        }
    }
    return used ? error_set(error, FAULT_RETURN_TOO_OFTEN) : append_returned(store, claim, error);
}

static bool append_settled(
    struct store *store,
    const uint8_t print[FINGERPRINT_BYTES],
    enum return_state state,
    unsigned reason,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    int64_t entry = 0;
    bool done = return_body_pack_settled(print, state, reason, &body, error) &&
                journal_append(
                    store, ENTRY_RETURN_SETTLED, RETAIN_CARE, MONTH_NONE, buffer_slice(&body),
                    &entry, error);
    buffer_close(&body);
    return done;
}

static bool read_return(
    struct store *store,
    int64_t entry,
    struct buffer *body,
    struct return_body *read,
    struct error *error)
{
    struct entry_header header;
    return journal_read(store, entry, &header, body, error) &&
           return_body_read(store, entry, buffer_slice(body), read, error);
}

/* The next open return of a claim after that entry; 0 when there is none. */
static bool next_open(
    struct store *store,
    const struct returned_claim *claim,
    int64_t *entry,
    struct error *error)
{
    static const char *const sql =
        "SELECT min(c.entry) FROM returned_claim AS c JOIN returned AS r ON r.entry = c.entry"
        " WHERE c.claim = ?1 AND r.state = 0 AND (?3 = 0 OR c.kind IN (?3, 0)) AND c.entry > ?4"
        " AND NOT " SQL_IS_OTHER_CLAIM("c", "?2", "c.entry");
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_bytes(rows.statement, 1, (struct slice){claim->claim, FINGERPRINT_BYTES});
    sql_bind_bytes(rows.statement, 2, (struct slice){claim->exact, FINGERPRINT_BYTES});
    sql_bind_number(rows.statement, 3, (int64_t)written_kind(claim->kind));
    sql_bind_number(rows.statement, 4, *entry);
    *entry = sql_rows_next(&rows, error) ? sql_number(rows.statement, 0) : 0;
    return sql_rows_close(&rows);
}

/* The open return that a person told of that claim: it has no file that could be claimed again from. */
static bool find_told(
    struct store *store,
    const struct returned_claim *claim,
    uint8_t print[FINGERPRINT_BYTES],
    bool *told,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    int64_t entry = 0;
    bool done = true;
    bool more = print_is_some(claim->claim);
    *told = false;
    while (done && more) {
        struct return_body read;
        buffer_clear(&body);
        done = next_open(store, claim, &entry, error) &&
               (entry == 0 || read_return(store, entry, &body, &read, error));
        *told = done && entry != 0 && read.claim.how != RETURN_HOW_FILE;
        if (*told) {
            memcpy(print, read.claim.print, FINGERPRINT_BYTES);
        }
        more = entry != 0 && !*told;
    }
    buffer_close_wiped(&body);
    return done;
}

static bool
append_reclaimed(struct store *store, const uint8_t print[FINGERPRINT_BYTES], struct error *error)
{
    return append_settled(store, print, RETURN_CLAIMED, RETURN_CLOSED_UNRECORDED, error);
}

bool returns_reclaimed(struct store *store, const struct returned_claim *claim, struct error *error)
{
    uint8_t print[FINGERPRINT_BYTES] = {0};
    int64_t state = RETURN_OPEN;
    bool found = false;
    bool told = false;
    if (!find_state(store, claim->print, &state, &found, error)) {
        return false;
    }
    if (found && state == RETURN_OPEN) {
        return append_reclaimed(store, claim->print, error);
    }
    if (!find_told(store, claim, print, &told, error)) {
        return false;
    }
    if (!told) {
        return error_set(error, FAULT_RETURN_MISSING);
    }
    return append_reclaimed(store, print, error) &&
           (!found || append_reclaimed(store, claim->print, error));
}

bool returns_close(struct store *store, int64_t entry, unsigned reason, struct error *error)
{
    static const char *const sql =
        "SELECT print FROM returned WHERE entry = ?1 AND state IN (0, 1)";
    sqlite3_stmt *statement = NULL;
    uint8_t print[FINGERPRINT_BYTES] = {0};
    enum sql_step step = SQL_FAULT;
    require(reason != RETURN_CLOSED_UNRECORDED);
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, entry);
    step = sql_step(store, statement, error);
    if (step == SQL_ROW) {
        struct slice bytes = sql_bytes(statement, 0);
        memcpy(print, bytes.data, bytes.size < sizeof print ? bytes.size : sizeof print);
        (void)sqlite3_reset(statement);
    }
    if (step == SQL_DONE) {
        return error_set(error, FAULT_RETURN_MISSING);
    }
    return step == SQL_ROW && append_settled(store, print, RETURN_CLOSED, reason, error);
}

/* ---- applying ---- */

static bool insert_visits(
    struct store *store,
    int64_t entry,
    const struct returned_claim *claim,
    struct error *error)
{
    static const char *const sql =
        "INSERT INTO returned_visit(visit, entry) VALUES(?1, ?2) ON CONFLICT DO NOTHING";
    for (size_t i = 0; i < claim->visit_count; i++) {
        sqlite3_stmt *statement = NULL;
        if (!sql_prepare(store, sql, &statement, error)) {
            return false;
        }
        sql_bind_number(statement, 1, claim->visits[i]);
        sql_bind_number(statement, 2, entry);
        if (!sql_run(store, statement, error)) {
            return false;
        }
    }
    return true;
}

/* A claim that came back may go out again: written_claims.h. */
static bool insert_claim(
    struct store *store,
    int64_t entry,
    const struct returned_claim *claim,
    struct error *error)
{
    static const char *const sql =
        "INSERT INTO returned_claim(claim, entry, exact, kind, processed)"
        " VALUES(?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT DO NOTHING";
    sqlite3_stmt *statement = NULL;
    if (!print_is_some(claim->claim)) {
        return true;
    }
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_bytes(statement, 1, (struct slice){claim->claim, FINGERPRINT_BYTES});
    sql_bind_number(statement, 2, entry);
    sql_bind_bytes(statement, 3, (struct slice){claim->exact, FINGERPRINT_BYTES});
    sql_bind_number(statement, 4, (int64_t)written_kind(claim->kind));
    sql_bind_number(
        statement, 5, month_is_some(claim->returned) ? claim->returned.months : INT32_MAX);
    return sql_run(store, statement, error);
}

static bool
insert(struct store *store, int64_t entry, const struct return_body *read, struct error *error)
{
    const struct returned_claim *claim = &read->claim;
    static const char *const sql = "INSERT INTO returned(print, entry, month, state)"
                                   " VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_bytes(statement, 1, (struct slice){claim->print, FINGERPRINT_BYTES});
    sql_bind_number(statement, 2, entry);
    sql_bind_number(statement, 3, claim->treated.months);
    sql_bind_number(statement, 4, read->state);
    return sql_run(store, statement, error) && insert_claim(store, entry, claim, error) &&
           insert_visits(store, entry, claim, error);
}

/* ?1 the print of a return, ?2 the state to be. */
static bool run_settled(
    struct store *store,
    const char *sql,
    const struct returned_claim *claim,
    int64_t state,
    struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_bytes(statement, 1, (struct slice){claim->print, FINGERPRINT_BYTES});
    sql_bind_number(statement, 2, state);
    return sql_run(store, statement, error);
}

#define SQL_OLDER_IS_OTHER SQL_IS_OTHER_CLAIM("c", "o.exact", "c.entry")

/*
 * What was claimed again went once: what was told of its return before is closed by that and does not let
 * it out again.  One that had been closed is one that may be written again.
 */
static bool update(struct store *store, const struct return_body *read, struct error *error)
{
    static const char *const one =
        "UPDATE returned SET state = ?2 WHERE print = ?1 AND (state IN (0, 1) OR ?2 = 1)";
    static const char *const others =
        "UPDATE returned SET state = ?2 WHERE state IN (0, 1, 3) AND entry IN (SELECT o.entry"
        " FROM returned_claim AS o JOIN returned_claim AS c ON c.claim = o.claim"
        " JOIN returned AS r ON r.entry = c.entry WHERE r.print = ?1"
        " AND o.entry < c.entry AND (o.kind = c.kind OR o.kind = 0 OR c.kind = 0)"
        " AND NOT " SQL_OLDER_IS_OTHER ")";
    return run_settled(store, one, &read->claim, read->state, error) &&
           (read->state != RETURN_CLAIMED ||
            run_settled(store, others, &read->claim, RETURN_CLOSED, error));
}

bool returns_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct return_body read;
    if (!return_body_read(store, header->entry, body, &read, error)) {
        return false;
    }
    return header->kind == ENTRY_CLAIM_RETURNED ? insert(store, header->entry, &read, error)
                                                : update(store, &read, error);
}

/* ---- lists ---- */

/* The next number of a query with one number bound; 0 when there is none. */
static bool next_number(
    struct store *store,
    const char *sql,
    int64_t after,
    int64_t *number,
    struct error *error)
{
    return sql_query_numbers(store, sql, SQL_NUMBERS(after), number, error);
}

static bool give_claim(
    struct store *store,
    int64_t entry,
    returned_taker *take,
    void *taker,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    struct return_body read;
    bool done = read_return(store, entry, &body, &read, error) &&
                returns_state(store, read.claim.print, &read.claim.state, error) &&
                take(taker, entry, &read.claim, error);
    buffer_close_wiped(&body);
    return done;
}

bool returns_each_left(struct store *store, returned_taker *take, void *taker, struct error *error)
{
    static const char *const sql =
        "SELECT min(entry) FROM returned WHERE state IN (0, 1) AND entry > ?1";
    int64_t entry = 0;
    do {
        if (!next_number(store, sql, entry, &entry, error) ||
            (entry != 0 && !give_claim(store, entry, take, taker, error))) {
            return false;
        }
    } while (entry != 0);
    return true;
}

bool returns_each_unasked(
    struct store *store,
    return_visit_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT min(v.visit) FROM returned_visit v JOIN returned r ON r.entry = v.entry"
        " WHERE r.state = 0 AND v.visit > ?1 AND NOT EXISTS (SELECT 1 FROM inquiry_visit q"
        " WHERE q.visit = v.visit AND q.inquiry > v.entry)";
    int64_t visit = 0;
    do {
        struct visit_row row;
        bool found = false;
        if (!next_number(store, sql, visit, &visit, error) ||
            (visit != 0 && !visits_get(store, visit, &row, &found, error)) ||
            (found && row.gone == 0 && !take(taker, &row, error))) {
            return false;
        }
    } while (visit != 0);
    return true;
}

/* ---- all that were written ---- */

struct closing {
    struct store *store;
    int64_t count;
};

static bool
close_written(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    struct closing *closing = taker;
    (void)entry;
    if (claim->state != RETURN_CLAIMED) {
        return true;
    }
    closing->count++;
    return append_settled(
        closing->store, claim->print, RETURN_CLOSED, RETURN_CLOSED_RECLAIMED, error);
}

bool returns_close_written(struct store *store, int64_t *count, struct error *error)
{
    struct closing closing = {.store = store};
    bool done = returns_each_left(store, close_written, &closing, error);
    *count = closing.count;
    return done;
}
