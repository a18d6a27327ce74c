/* What entries of inquiries make of the views (inquiries.h). */
#include "engine/foundation/packed.h"
#include "engine/storage/inquiry_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"

struct inquiry_body {
    char key[INQUIRY_KEY];
    struct date day;
    enum inquiry_state state;
    struct slice reception;
    struct slice fetch_key;
    int64_t answers;
    int64_t people;
    enum inquiry_kind kind;
    int64_t channel;
    bool has_detail;
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
        return inquiry_state_find(bytes, &body->state);
    case TAG_RECEPTION:
        body->reception = bytes;
        return bytes.size < RECEPTION_TEXT;
    case TAG_FETCH_KEY:
        body->fetch_key = bytes;
        return bytes.size < INQUIRY_KEY;
    case TAG_ANSWERS:
        return packed_number(bytes, &body->answers);
    case TAG_DETAIL:
        body->has_detail = bytes.size > 0;
        return true;
    case TAG_KIND:
        return inquiry_kind_find(bytes, &body->kind);
    case TAG_CHANNEL:
        return packed_number(bytes, &body->channel);
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
    static const char *const sql = "INSERT INTO inquiry(" INQUIRY_COLUMNS
                                   ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, '', '', 0, ?7, ?8, 0)";
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
    sql_bind_number(statement, 7, body->kind);
    sql_bind_number(statement, 8, body->channel);
    return sql_run(store, statement, error) &&
           (inquiry_purpose(body->kind) != INQUIRY_ASKS ||
            counter_add(store, "inquiry/sent", body->people, error));
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
            !inquiry_add_visit(store, header->entry, visit, position, error)) {
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
                                   " fetches = fetches + (?5 <> ''),"
                                   " detail = CASE WHEN ?6 = 0 THEN detail ELSE ?6 END"
                                   " WHERE key = ?1";
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
    sql_bind_number(statement, 6, body->has_detail ? header->entry : 0);
    return sql_run(store, statement, error);
}

static bool set_outcome(struct store *store, const char *key, int64_t position, struct error *error)
{
    static const char *const sql =
        "UPDATE inquiry_visit SET outcome = CASE WHEN ?2 = 0 THEN 2 ELSE 1 END"
        " WHERE inquiry = (SELECT entry FROM inquiry WHERE key = ?1) AND ?2 IN (0, position)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, key);
    sql_bind_number(statement, 2, position);
    return sql_run(store, statement, error);
}

/* A registration: those named are registered, the others are not.  Nobody was asked about. */
static bool settle_registered(
    struct store *store,
    const struct inquiry_body *body,
    struct slice bytes,
    struct error *error)
{
    struct packed_reader reader;
    uint32_t tag = 0;
    struct slice field;
    if (!set_outcome(store, body->key, 0, error) || !packed_open(&reader, bytes)) {
        return false;
    }
    while (packed_next(&reader, &tag, &field) == PACKED_FIELD) {
        int64_t position = 0;
        if (tag == TAG_DONE && packed_number(field, &position) && position > 0 &&
            !set_outcome(store, body->key, position, error)) {
            return false;
        }
    }
    return true;
}

static bool settle(
    struct store *store,
    const struct inquiry_body *body,
    struct slice bytes,
    struct error *error)
{
    struct inquiry_row row;
    bool found = false;
    if (!inquiries_find(store, body->key, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_text(error, FAULT_STORE_BROKEN, "inquiry");
    }
    switch (inquiry_purpose(row.kind)) {
    case INQUIRY_ASKS:
        return inquiry_settle(store, body->key, body->answers, error);
    case INQUIRY_REGISTERS:
        return settle_registered(store, body, bytes, error);
    case INQUIRY_PULLS:
        break;
    }
    return true;
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
           (!is_end(read.state) || settle(store, &read, body, error)) &&
           (!is_contact(read.state) || note_contact(store, header->at_ms, error));
}

bool inquiries_of_entry(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    int64_t *inquiry,
    struct error *error)
{
    struct inquiry_body read;
    struct inquiry_row row;
    bool found = false;
    *inquiry = header->entry;
    if (header->kind == ENTRY_INQUIRY_BEGUN) {
        return true;
    }
    if (!read_body(body, &read)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    if (!inquiries_find(store, read.key, &row, &found, error)) {
        return false;
    }
    *inquiry = found ? row.entry : 0;
    return true;
}
