#include "engine/storage/inquiries.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inquiry_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"

enum {
    INQUIRY_STATES = 11
};

struct state_row {
    const char *name;
    const char *japanese;
};

static const struct state_row state_rows[INQUIRY_STATES] = {
    [INQUIRY_BEGUN] = {"begun", "準備"},
    [INQUIRY_WRITTEN] = {"written", "書き込み済み"},
    [INQUIRY_SENT] = {"sent", "送信済み"},
    [INQUIRY_ACCEPTED] = {"accepted", "受付済み"},
    [INQUIRY_FETCH_WRITTEN] = {"fetch_written", "結果の要求を準備"},
    [INQUIRY_FETCHING] = {"fetching", "結果待ち"},
    [INQUIRY_ANSWERED] = {"answered", "回答済み"},
    [INQUIRY_REJECTED] = {"rejected", "差し戻し"},
    [INQUIRY_PARKED] = {"parked", "回答なし（待機）"},
    [INQUIRY_FAILED] = {"failed", "失敗"},
};

const char *inquiry_state_name(enum inquiry_state state)
{
    require(state >= INQUIRY_BEGUN && (int)state < INQUIRY_STATES);
    return state_rows[state].name;
}

const char *inquiry_state_label(enum inquiry_state state)
{
    require(state >= INQUIRY_BEGUN && (int)state < INQUIRY_STATES);
    return state_rows[state].japanese;
}

static bool find_state(struct slice name, enum inquiry_state *state)
{
    for (int i = INQUIRY_BEGUN; i < INQUIRY_STATES; i++) {
        if (slice_equal_text(name, state_rows[i].name)) {
            *state = (enum inquiry_state)i;
            return true;
        }
    }
    return false;
}

/* ---- keys ---- */

bool inquiries_next_key(
    struct store *store,
    struct date today,
    char key[INQUIRY_KEY],
    struct error *error)
{
    static const char *const sql =
        "SELECT max(key) FROM (SELECT key FROM inquiry UNION ALL SELECT fetch_key FROM inquiry)"
        " WHERE key >= ?1 AND key < ?1 || ':'";
    char day[DATE_TEXT];
    int64_t last = 0;
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    date_write_digits(today, day);
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, day);
    step = sql_step(store, statement, error);
    if (step == SQL_FAULT) {
        return false;
    }
    if (step == SQL_ROW) {
        struct slice text = sql_bytes(statement, 0);
        if (!slice_read_number(slice_part(text, DATE_DIGITS, text.size), &last)) {
            last = 0;
        }
        (void)sqlite3_reset(statement);
    }
    if (last >= 9999) {
        return error_set_number(error, FAULT_TOO_BIG, 9999);
    }
    (void)snprintf(key, INQUIRY_KEY, "%.8s%04u", day, (unsigned)(last + 1) % 10000U);
    return true;
}

void inquiries_identifier(const char *key, size_t position, char identifier[INQUIRY_IDENTIFIER])
{
    (void)snprintf(identifier, INQUIRY_IDENTIFIER, "%.12s%04u", key, (unsigned)position % 10000U);
}

/* ---- writing entries ---- */

static bool add_visits(
    struct store *store,
    const int64_t *visits,
    size_t count,
    struct buffer *body,
    struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct visit_reference reference;
        char text[REFERENCE_TEXT];
        if (!visits_reference(store, visits[i], &reference, error)) {
            return false;
        }
        reference_write(&reference, text);
        if (!packed_add_text(body, TAG_VISIT, text, error)) {
            return false;
        }
    }
    return true;
}

bool inquiries_begin(
    struct store *store,
    const char *key,
    struct date day,
    const int64_t *visits,
    size_t count,
    struct slice request,
    int64_t *inquiry,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    char day_text[DATE_TEXT];
    bool done = false;
    date_write_digits(day, day_text);
    done = packed_begin(&body, INQUIRY_FORMAT, error) &&
           packed_add_text(&body, TAG_KEY, key, error) &&
           packed_add_text(&body, TAG_DAY, day_text, error) &&
           add_visits(store, visits, count, &body, error) &&
           packed_add(&body, TAG_REQUEST, request, error) &&
           journal_append(
               store, ENTRY_INQUIRY_BEGUN, RETAIN_CARE, month_of(day), buffer_slice(&body), inquiry,
               error);
    buffer_close_wiped(&body);
    return done;
}

bool inquiries_move(
    struct store *store,
    int64_t inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    struct inquiry_row row;
    bool found = false;
    int64_t entry = 0;
    bool done = inquiries_get(store, inquiry, &row, &found, error) &&
                (found || error_set_number(error, FAULT_JOURNAL_BODY, inquiry));
    done = done && packed_begin(&body, INQUIRY_FORMAT, error) &&
           packed_add_text(&body, TAG_KEY, row.key, error) &&
           packed_add_text(&body, TAG_STATE, inquiry_state_name(state), error) &&
           packed_add(&body, TAG_RECEPTION, move->reception, error) &&
           packed_add(&body, TAG_FETCH_KEY, move->fetch_key, error) &&
           packed_add(&body, TAG_DETAIL, move->detail, error) &&
           packed_add_number(&body, TAG_ANSWERS, move->answers, error) &&
           journal_append(
               store, ENTRY_INQUIRY_MOVED, RETAIN_CARE, month_of(row.day), buffer_slice(&body),
               &entry, error);
    buffer_close_wiped(&body);
    return done;
}

/* ---- applying ---- */

struct inquiry_body {
    char key[INQUIRY_KEY];
    struct date day;
    enum inquiry_state state;
    struct slice reception;
    struct slice fetch_key;
    int64_t answers;
    int64_t people;
};

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct inquiry_body *body = into;
    switch (tag) {
    case TAG_KEY:
        return slice_copy_text(bytes, body->key, sizeof body->key);
    case TAG_DAY:
        return date_from_digits(bytes, &body->day);
    case TAG_VISIT:
        body->people++;
        return true;
    case TAG_STATE:
        return find_state(bytes, &body->state);
    case TAG_RECEPTION:
        body->reception = bytes;
        return bytes.size < RECEPTION_TEXT;
    case TAG_FETCH_KEY:
        body->fetch_key = bytes;
        return bytes.size < INQUIRY_KEY;
    case TAG_ANSWERS:
        return packed_number(bytes, &body->answers);
    default:
        return true;
    }
}

static bool read_body(struct slice bytes, struct inquiry_body *body)
{
    *body = (struct inquiry_body){.state = INQUIRY_BEGUN, .day = DATE_NONE};
    return packed_read(bytes, INQUIRY_FORMAT, take_field, body);
}

static bool insert_inquiry(
    struct store *store,
    const struct entry_header *header,
    const struct inquiry_body *body,
    struct error *error)
{
    static const char *const sql =
        "INSERT INTO inquiry(" INQUIRY_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, '', '', 0)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, header->entry);
    sql_bind_text(statement, 2, body->key);
    sql_bind_number(statement, 3, body->day.days);
    sql_bind_number(statement, 4, INQUIRY_BEGUN);
    sql_bind_number(statement, 5, header->at_ms);
    sql_bind_number(statement, 6, body->people);
    return sql_run(store, statement, error) &&
           counter_add(store, "inquiry/sent", body->people, error);
}

static bool insert_visit(
    struct store *store,
    int64_t inquiry,
    int64_t visit,
    int64_t position,
    struct error *error)
{
    static const char *const sql =
        "INSERT INTO inquiry_visit(visit, inquiry, position, outcome) VALUES(?1, ?2, ?3, 0)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, visit);
    sql_bind_number(statement, 2, inquiry);
    sql_bind_number(statement, 3, position);
    return sql_run(store, statement, error);
}

static bool apply_begun(
    struct store *store,
    const struct entry_header *header,
    const struct inquiry_body *body,
    struct slice bytes,
    struct error *error)
{
    struct packed_reader reader;
    uint32_t tag = 0;
    struct slice field;
    int64_t position = 0;
    if (!insert_inquiry(store, header, body, error) || !packed_open(&reader, bytes)) {
        return false;
    }
    while (packed_next(&reader, &tag, &field) == PACKED_FIELD) {
        struct visit_reference reference;
        int64_t visit = 0;
        if (tag != TAG_VISIT) {
            continue;
        }
        position++;
        if (!reference_read(field, &reference)) {
            return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
        }
        if (!visits_resolve(store, &reference, &visit, error) ||
            !insert_visit(store, header->entry, visit, position, error)) {
            return false;
        }
    }
    return true;
}

static bool update_state(
    struct store *store,
    const struct entry_header *header,
    const struct inquiry_body *body,
    struct error *error)
{
    static const char *const sql = "UPDATE inquiry SET state = ?2, since_ms = ?3,"
                                   " reception = CASE WHEN ?4 = '' THEN reception ELSE ?4 END,"
                                   " fetch_key = CASE WHEN ?5 = '' THEN fetch_key ELSE ?5 END,"
                                   " fetches = fetches + (?5 <> '') WHERE key = ?1";
    char reception[RECEPTION_TEXT];
    char fetch_key[INQUIRY_KEY];
    sqlite3_stmt *statement = NULL;
    if (!slice_copy_text(body->reception, reception, sizeof reception) ||
        !slice_copy_text(body->fetch_key, fetch_key, sizeof fetch_key)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, body->key);
    sql_bind_number(statement, 2, body->state);
    sql_bind_number(statement, 3, header->at_ms);
    sql_bind_text(statement, 4, reception);
    sql_bind_text(statement, 5, fetch_key);
    return sql_run(store, statement, error);
}

struct settled {
    int64_t answered;
    int64_t failed;
};

static bool
count_settled(struct store *store, const char *key, struct settled *settled, struct error *error)
{
    static const char *const sql =
        "SELECT coalesce(sum(outcome = 1), 0), coalesce(sum(outcome = 2), 0) FROM inquiry_visit"
        " WHERE inquiry = (SELECT entry FROM inquiry WHERE key = ?1)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, key);
    switch (sql_step(store, statement, error)) {
    case SQL_FAULT:
        return false;
    case SQL_DONE:
        return error_set_text(error, FAULT_STORE_BROKEN, "inquiry_visit");
    case SQL_ROW:
        break;
    }
    *settled = (struct settled){sql_number(statement, 0), sql_number(statement, 1)};
    (void)sqlite3_reset(statement);
    return true;
}

/*
 * An end: each person has an answer in that bulk, or none.  A second end (an answer after a failure
 * was noted) takes back what the first one counted.
 */
static bool settle_people(struct store *store, const struct inquiry_body *body, struct error *error)
{
    static const char *const sql =
        "UPDATE inquiry_visit SET outcome = CASE WHEN EXISTS("
        "   SELECT 1 FROM answer WHERE answer.visit = inquiry_visit.visit AND answer.bulk = ?2)"
        "  THEN 1 ELSE 2 END"
        " WHERE inquiry = (SELECT entry FROM inquiry WHERE key = ?1)";
    sqlite3_stmt *statement = NULL;
    struct settled before = {0};
    struct settled after = {0};
    if (!count_settled(store, body->key, &before, error) ||
        !sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, body->key);
    sql_bind_number(statement, 2, body->answers);
    return sql_run(store, statement, error) && count_settled(store, body->key, &after, error) &&
           counter_add(store, "inquiry/answered", after.answered - before.answered, error) &&
           counter_add(store, "inquiry/failed", after.failed - before.failed, error);
}

static bool is_end(enum inquiry_state state)
{
    return state == INQUIRY_ANSWERED || state == INQUIRY_REJECTED || state == INQUIRY_FAILED;
}

/* States that show that the service was reached. */
static bool is_contact(enum inquiry_state state)
{
    return state == INQUIRY_ACCEPTED || state == INQUIRY_ANSWERED || state == INQUIRY_REJECTED ||
           state == INQUIRY_FAILED;
}

static bool note_contact(struct store *store, int64_t at_ms, struct error *error)
{
    int64_t last = 0;
    return counter_get(store, "inquiry/last_contact_ms", &last, error) &&
           counter_add(store, "inquiry/last_contact_ms", at_ms > last ? at_ms - last : 0, error);
}

bool inquiries_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct inquiry_body read;
    if (!read_body(body, &read)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    if (header->kind == ENTRY_INQUIRY_BEGUN) {
        return apply_begun(store, header, &read, body, error);
    }
    return update_state(store, header, &read, error) &&
           (!is_end(read.state) || settle_people(store, &read, error)) &&
           (!is_contact(read.state) || note_contact(store, header->at_ms, error));
}
