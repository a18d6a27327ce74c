#include "engine/storage/tickets.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"

#define TICKET_COLUMNS                                                                             \
    "ticket.id, ticket.entry, ticket.row, ticket.bulk, ticket.family, ticket.content, ticket.keys"

enum {
    WALK_BLOCK = 16384,         /* read under one lock: some 10 ms */
    KEY_BYTES_MOST = FOLD_BYTES /* print_code takes no more */
};

/* ---- fingerprints ---- */

bool tickets_serial_print(
    struct store *store,
    struct slice serial,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    if (serial.size != TICKET_SERIAL_DIGITS || ticket_serial_is_placeholder(serial)) {
        memset(print, 0, FINGERPRINT_BYTES);
        return true;
    }
    return print_code(store->printer, "ticket serial", serial, print, error);
}

bool tickets_issue_print(
    struct store *store,
    struct slice issue_number,
    struct month month,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    char text[LIMIT_FIELD_BYTES];
    char digits[DATE_TEXT];
    int length = 0;
    if (issue_number.size == 0 || !month_is_some(month)) {
        memset(print, 0, FINGERPRINT_BYTES);
        return true;
    }
    month_write_digits(month, digits);
    length = snprintf(
        text, sizeof text, "%s %.*s", digits, (int)issue_number.size,
        (const char *)issue_number.data);
    return print_code(
        store->printer, "ticket issue",
        (struct slice){(const uint8_t *)text, length < 0 ? 0 : (size_t)length}, print, error);
}

static bool number_print(
    struct store *store,
    const struct ticket *ticket,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    if (ticket->family == TICKET_FAMILY_TREATMENT) {
        return tickets_issue_print(
            store, ticket->values[TICKET_ISSUE_NUMBER], ticket_month(ticket, TICKET_MONTH), print,
            error);
    }
    return tickets_serial_print(store, ticket->values[TICKET_SERIAL], print, error);
}

static struct slice content_key(int64_t content, char text[32])
{
    (void)snprintf(text, 32, "%lld", (long long)content);
    return slice_of(text);
}

/* Texts parted by NUL, as the key of a ticket. */
static bool join(const struct slice *texts, size_t count, char *key, struct slice *joined)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (texts[i].size == 0 || at + texts[i].size + 1 > KEY_BYTES_MOST) {
            return false;
        }
        memcpy(key + at, texts[i].data, texts[i].size);
        at += texts[i].size;
        key[at] = '\0';
        at++;
    }
    *joined = (struct slice){(const uint8_t *)key, at};
    return true;
}

/*
 * Numbers are the insurer's, so that the insurer belongs to the key; 交付番号 are a month's.  受給者番号 is no
 * key: the same one stands for other people in another month.
 */
static bool key_print(
    struct store *store,
    const struct ticket *ticket,
    int64_t content,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    const struct slice *values = ticket->values;
    const struct slice checkup[] = {values[TICKET_INSURER], values[TICKET_SERIAL]};
    const struct slice treatment[] = {
        values[TICKET_PUBLIC_PAYER], values[TICKET_ISSUE_NUMBER], values[TICKET_MONTH]};
    const struct slice archive[] = {
        values[TICKET_INSURER], values[TICKET_SERIAL], values[TICKET_EXAM_DAY], ticket->entry};
    char key[KEY_BYTES_MOST];
    char text[32];
    struct slice joined;
    bool has_key = false;
    const char *label = "ticket content";
    if (ticket->family == TICKET_FAMILY_CHECKUP) {
        has_key =
            !ticket_serial_is_placeholder(values[TICKET_SERIAL]) && join(checkup, 2, key, &joined);
        label = has_key ? "ticket checkup" : label;
    } else if (ticket->family == TICKET_FAMILY_TREATMENT) {
        has_key = join(treatment, 3, key, &joined);
        label = has_key ? "ticket treatment" : label;
    } else {
        has_key = join(archive, 4, key, &joined);
        label = has_key ? "ticket archive" : label;
    }
    return print_code(
        store->printer, label, has_key ? joined : content_key(content, text), print, error);
}

static bool make_prints(
    struct store *store,
    const struct ticket *ticket,
    struct ticket_row *row,
    struct error *error)
{
    const struct identifiers identifiers = ticket_identifiers(ticket);
    struct date birth = ticket_date(ticket, TICKET_BIRTH);
    return key_print(store, ticket, row->content, row->prints + TICKET_PRINT_KEY, error) &&
           number_print(store, ticket, row->prints + TICKET_PRINT_SERIAL, error) &&
           print_numbers(
               store->printer, &identifiers, birth, row->prints + TICKET_PRINT_NUMBERS, error) &&
           print_person(
               store->printer, ticket->values[TICKET_KANA], birth,
               ticket_choice(ticket, TICKET_SEX), row->prints + TICKET_PRINT_PERSON, error);
}

/* ---- applying ---- */

static bool insert_ticket(struct store *store, struct ticket_row *row, struct error *error)
{
    static const char *const sql = "INSERT INTO ticket(entry, row, bulk, family, content, keys)"
                                   " VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, row->entry);
    sql_bind_number(statement, 2, row->row);
    sql_bind_number(statement, 3, row->bulk);
    sql_bind_number(statement, 4, row->family);
    sql_bind_number(statement, 5, row->content);
    sql_bind_bytes(statement, 6, (struct slice){row->prints, sizeof row->prints});
    if (!sql_run(store, statement, error)) {
        return false;
    }
    row->id = sqlite3_last_insert_rowid(store->database);
    return true;
}

static bool apply_row(
    struct store *store,
    struct ticket_row *row,
    struct slice fields,
    struct buffer *values,
    struct error *error)
{
    struct ticket ticket;
    if (!ticket_read(fields, &ticket)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, row->entry);
    }
    row->family = ticket.family;
    buffer_clear(values);
    return ticket_write(&ticket, true, values, error) &&
           print_short(store->printer, "ticket", buffer_slice(values), &row->content, error) &&
           make_prints(store, &ticket, row, error) && insert_ticket(store, row, error);
}

bool tickets_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    int64_t *base,
    struct error *error)
{
    struct buffer values = buffer_open(LIMIT_BODY_BYTES);
    struct slice bytes = part->bytes;
    struct slice fields;
    bool broken = false;
    bool done = true;
    int64_t count = 0;
    while (done && bulk_next_row(&bytes, &fields, &broken)) {
        struct ticket_row row = {.entry = header->entry, .row = count, .bulk = part->bulk};
        done = apply_row(store, &row, fields, &values, error);
        *base = count == 0 ? row.id : *base;
        count++;
    }
    buffer_close_wiped(&values);
    return done && (!broken || error_set_number(error, FAULT_JOURNAL_BODY, header->entry));
}

bool tickets_drop_bulk(struct store *store, int64_t bulk, struct error *error)
{
    static const char *const sql = "DELETE FROM ticket WHERE bulk = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(bulk), error);
}

/* ---- reading ---- */

static void take_row(sqlite3_stmt *statement, struct ticket_row *row)
{
    struct slice prints = sql_bytes(statement, 6);
    *row = (struct ticket_row){
        .id = sql_number(statement, 0),
        .entry = sql_number(statement, 1),
        .row = sql_number(statement, 2),
        .bulk = sql_number(statement, 3),
        .family = (enum ticket_family)sql_number(statement, 4),
        .content = sql_number(statement, 5),
    };
    if (prints.size == TICKET_PRINTS) {
        memcpy(row->prints, prints.data, TICKET_PRINTS);
    }
}

struct walk {
    int64_t last;
    int count;
    bool ended; /* by the taker */
};

static bool walk_block(
    struct store *store,
    ticket_taker *take,
    void *taker,
    struct walk *walk,
    struct error *error)
{
    static const char *const sql =
        "SELECT " TICKET_COLUMNS " FROM ticket WHERE id > ?1"
        " AND bulk NOT IN (SELECT entry FROM bulk WHERE state <> 1) ORDER BY id LIMIT ?2";
    struct sql_rows rows;
    walk->count = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, walk->last);
    sql_bind_number(rows.statement, 2, WALK_BLOCK);
    while (!walk->ended && sql_rows_next(&rows, error)) {
        struct ticket_row row;
        take_row(rows.statement, &row);
        walk->last = row.id;
        walk->count++;
        walk->ended = !take(taker, &row);
    }
    return sql_rows_close(&rows);
}

bool tickets_each(
    struct store *store,
    int64_t after,
    ticket_taker *take,
    void *taker,
    struct error *error)
{
    struct walk walk = {.last = after};
    do {
        if (!walk_block(store, take, taker, &walk, error)) {
            return false;
        }
    } while (!walk.ended && walk.count == WALK_BLOCK);
    return true;
}

bool tickets_get(
    struct store *store,
    int64_t id,
    struct ticket_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT " TICKET_COLUMNS " FROM ticket WHERE id = ?1";
    struct sql_rows rows;
    *found = false;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, id);
    if (sql_rows_next(&rows, error)) {
        take_row(rows.statement, row);
        *found = true;
    }
    return sql_rows_close(&rows);
}

bool tickets_open(
    struct part_cache *cache,
    const struct ticket_row *row,
    struct ticket *ticket,
    struct error *error)
{
    struct slice fields;
    if (!part_cache_read(cache, row->entry, row->row, &fields, error)) {
        return false;
    }
    return ticket_read(fields, ticket) || error_set_number(error, FAULT_JOURNAL_BODY, row->entry);
}
