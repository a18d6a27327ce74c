#include "engine/storage/returns.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "engine/storage/prints.h"

enum {
    RETURN_FORMAT = 1
};

/* The first four are of both kinds of entry. */
enum return_tag {
    RETURN_TAG_PRINT = 1,
    RETURN_TAG_STATE = 2,
    RETURN_TAG_RECEIPT = 3,
    RETURN_TAG_TREATED = 4,
    RETURN_TAG_RETURNED = 5,
    RETURN_TAG_CLASS = 6,
    RETURN_TAG_REASON = 7,
    RETURN_TAG_TEXT = 8,
    RETURN_TAG_SEARCH = 9,
    RETURN_TAG_VISIT = 10,
    RETURN_TAG_INSURER = 11,
    RETURN_TAG_SYMBOL = 12,
    RETURN_TAG_NUMBER = 13,
    RETURN_TAG_BRANCH = 14,
    RETURN_TAG_PUBLIC = 15,
    RETURN_TAG_CLOSED = 16,
    RETURN_TAG_CLAIM = 17
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

/* ---- writing ---- */

static bool add_visits(
    struct store *store,
    const struct returned_claim *claim,
    struct buffer *body,
    struct error *error)
{
    for (size_t i = 0; i < claim->visit_count; i++) {
        struct visit_reference reference;
        char text[REFERENCE_TEXT];
        if (!visits_reference(store, claim->visits[i], &reference, error)) {
            return false;
        }
        reference_write(&reference, text);
        if (!packed_add_text(body, RETURN_TAG_VISIT, text, error)) {
            return false;
        }
    }
    return true;
}

static bool
add_claimed(const struct returned_claim *claim, struct buffer *body, struct error *error)
{
    const struct identifiers *claimed = &claim->claimed;
    return packed_add(body, RETURN_TAG_INSURER, claimed->insurer_number, error) &&
           packed_add(body, RETURN_TAG_SYMBOL, claimed->symbol, error) &&
           packed_add(body, RETURN_TAG_NUMBER, claimed->number, error) &&
           packed_add(body, RETURN_TAG_BRANCH, claimed->branch, error) &&
           packed_add_number(body, RETURN_TAG_PUBLIC, claim->has_public ? 1 : 0, error);
}

static bool pack(
    struct store *store,
    const struct returned_claim *claim,
    struct buffer *body,
    struct error *error)
{
    struct slice print = {claim->print, FINGERPRINT_BYTES};
    return packed_begin(body, RETURN_FORMAT, error) &&
           packed_add(body, RETURN_TAG_PRINT, print, error) &&
           packed_add_number(body, RETURN_TAG_RECEIPT, claim->receipt, error) &&
           packed_add_number(body, RETURN_TAG_TREATED, claim->treated.months, error) &&
           packed_add_number(body, RETURN_TAG_RETURNED, claim->returned.months, error) &&
           packed_add(body, RETURN_TAG_CLASS, claim->class_code, error) &&
           packed_add(body, RETURN_TAG_REASON, claim->reason, error) &&
           packed_add(body, RETURN_TAG_TEXT, claim->text, error) &&
           packed_add(body, RETURN_TAG_SEARCH, claim->search, error) &&
           (!print_is_some(claim->claim) ||
            packed_add(
                body, RETURN_TAG_CLAIM, (struct slice){claim->claim, FINGERPRINT_BYTES}, error)) &&
           add_claimed(claim, body, error) && add_visits(store, claim, body, error);
}

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

bool returns_note(
    struct store *store,
    const struct returned_claim *claim,
    bool *added,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    int64_t state = 0;
    int64_t entry = 0;
    bool found = false;
    bool done = find_state(store, claim->print, &state, &found, error);
    *added = done && !found;
    if (*added) {
        done = pack(store, claim, &body, error) &&
               journal_append(
                   store, ENTRY_CLAIM_RETURNED, RETAIN_CARE, claim->treated, buffer_slice(&body),
                   &entry, error);
    }
    buffer_close_wiped(&body);
    return done;
}

/* reason 0: none is kept. */
static bool settle(
    struct store *store,
    const uint8_t print[FINGERPRINT_BYTES],
    enum return_state state,
    unsigned reason,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    int64_t before = RETURN_OPEN;
    int64_t entry = 0;
    bool found = false;
    bool done = find_state(store, print, &before, &found, error);
    if (done && (!found || before != RETURN_OPEN)) {
        done = error_set(error, FAULT_RETURN_MISSING);
    }
    done =
        done && packed_begin(&body, RETURN_FORMAT, error) &&
        packed_add(&body, RETURN_TAG_PRINT, (struct slice){print, FINGERPRINT_BYTES}, error) &&
        packed_add_number(&body, RETURN_TAG_STATE, state, error) &&
        (reason == RETURN_CLOSED_UNRECORDED ||
         packed_add_text(
             &body, RETURN_TAG_CLOSED, domain_value_name(DOMAIN_RETURN_CLOSED, reason), error)) &&
        journal_append(
            store, ENTRY_RETURN_SETTLED, RETAIN_CARE, MONTH_NONE, buffer_slice(&body), &entry,
            error);
    buffer_close(&body);
    return done;
}

bool returns_reclaimed(
    struct store *store,
    const uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    return settle(store, print, RETURN_CLAIMED, RETURN_CLOSED_UNRECORDED, error);
}

bool returns_close(struct store *store, int64_t entry, unsigned reason, struct error *error)
{
    static const char *const sql = "SELECT print FROM returned WHERE entry = ?1 AND state = 0";
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
    /* Without such a row the print is nobody's. */
    return step != SQL_FAULT && settle(store, print, RETURN_CLOSED, reason, error);
}

/* ---- reading bodies ---- */

struct return_reading {
    struct store *store;
    struct returned_claim claim;
    int64_t state;
    bool has_print;
    struct error *error;
    bool failed; /* of the store, with error filled */
};

static bool take_month(struct slice bytes, struct month *month)
{
    int64_t number = 0;
    if (!packed_number(bytes, &number)) {
        return false;
    }
    month->months = (int32_t)number;
    return true;
}

static bool take_flag(struct slice bytes, bool *flag)
{
    int64_t number = 0;
    if (!packed_number(bytes, &number)) {
        return false;
    }
    *flag = number != 0;
    return true;
}

static bool take_visit(struct return_reading *reading, struct slice bytes)
{
    struct returned_claim *claim = &reading->claim;
    struct visit_reference reference;
    int64_t visit = 0;
    if (claim->visit_count == RETURN_VISITS || !reference_read(bytes, &reference)) {
        return false;
    }
    if (!visits_resolve(reading->store, &reference, &visit, reading->error)) {
        reading->failed = true;
        return false;
    }
    claim->visits[claim->visit_count++] = visit;
    return true;
}

static bool take_fingerprint(struct slice bytes, uint8_t print[FINGERPRINT_BYTES])
{
    if (bytes.size != FINGERPRINT_BYTES) {
        return false;
    }
    memcpy(print, bytes.data, FINGERPRINT_BYTES);
    return true;
}

static bool take_print(struct return_reading *reading, struct slice bytes)
{
    reading->has_print = take_fingerprint(bytes, reading->claim.print);
    return reading->has_print;
}

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct return_reading *reading = into;
    struct returned_claim *claim = &reading->claim;
    switch (tag) {
    case RETURN_TAG_PRINT:
        return take_print(reading, bytes);
    case RETURN_TAG_STATE:
        return packed_number(bytes, &reading->state);
    case RETURN_TAG_RECEIPT:
        return packed_number(bytes, &claim->receipt);
    case RETURN_TAG_TREATED:
        return take_month(bytes, &claim->treated);
    case RETURN_TAG_RETURNED:
        return take_month(bytes, &claim->returned);
    case RETURN_TAG_CLASS:
        claim->class_code = bytes;
        return true;
    case RETURN_TAG_REASON:
        claim->reason = bytes;
        return true;
    case RETURN_TAG_TEXT:
        claim->text = bytes;
        return true;
    case RETURN_TAG_SEARCH:
        claim->search = bytes;
        return true;
    case RETURN_TAG_VISIT:
        return take_visit(reading, bytes);
    case RETURN_TAG_INSURER:
        claim->claimed.insurer_number = bytes;
        return true;
    case RETURN_TAG_SYMBOL:
        claim->claimed.symbol = bytes;
        return true;
    case RETURN_TAG_NUMBER:
        claim->claimed.number = bytes;
        return true;
    case RETURN_TAG_BRANCH:
        claim->claimed.branch = bytes;
        return true;
    case RETURN_TAG_CLAIM:
        return take_fingerprint(bytes, claim->claim);
    case RETURN_TAG_PUBLIC:
        return take_flag(bytes, &claim->has_public);
    default:
        return true;
    }
}

static bool read_body(
    struct store *store,
    int64_t entry,
    struct slice body,
    struct return_reading *reading,
    struct error *error)
{
    *reading = (struct return_reading){.store = store, .error = error};
    reading->claim.treated = MONTH_NONE;
    reading->claim.returned = MONTH_NONE;
    if (packed_read(body, RETURN_FORMAT, take_field, reading) && reading->has_print) {
        return true;
    }
    return reading->failed ? false : error_set_number(error, FAULT_JOURNAL_BODY, entry);
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
        "INSERT INTO returned_claim(claim, entry) VALUES(?1, ?2) ON CONFLICT DO NOTHING";
    sqlite3_stmt *statement = NULL;
    if (!print_is_some(claim->claim)) {
        return true;
    }
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_bytes(statement, 1, (struct slice){claim->claim, FINGERPRINT_BYTES});
    sql_bind_number(statement, 2, entry);
    return sql_run(store, statement, error);
}

static bool
insert(struct store *store, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    static const char *const sql = "INSERT INTO returned(print, entry, month, state)"
                                   " VALUES(?1, ?2, ?3, 0) ON CONFLICT DO NOTHING";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_bytes(statement, 1, (struct slice){claim->print, FINGERPRINT_BYTES});
    sql_bind_number(statement, 2, entry);
    sql_bind_number(statement, 3, claim->treated.months);
    return sql_run(store, statement, error) && insert_claim(store, entry, claim, error) &&
           insert_visits(store, entry, claim, error);
}

static bool update(struct store *store, const struct return_reading *reading, struct error *error)
{
    static const char *const sql = "UPDATE returned SET state = ?2 WHERE print = ?1 AND state = 0";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_bytes(statement, 1, (struct slice){reading->claim.print, FINGERPRINT_BYTES});
    sql_bind_number(statement, 2, reading->state);
    return sql_run(store, statement, error);
}

bool returns_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct return_reading reading;
    if (!read_body(store, header->entry, body, &reading, error)) {
        return false;
    }
    return header->kind == ENTRY_CLAIM_RETURNED
               ? insert(store, header->entry, &reading.claim, error)
               : update(store, &reading, error);
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
    struct entry_header header;
    struct return_reading reading;
    bool done = journal_read(store, entry, &header, &body, error) &&
                read_body(store, entry, buffer_slice(&body), &reading, error) &&
                take(taker, entry, &reading.claim, error);
    buffer_close_wiped(&body);
    return done;
}

bool returns_each_open(struct store *store, returned_taker *take, void *taker, struct error *error)
{
    static const char *const sql = "SELECT min(entry) FROM returned WHERE state = 0 AND entry > ?1";
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
