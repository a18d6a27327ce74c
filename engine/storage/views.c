#include "engine/storage/views.h"

#include <string.h>

#include "engine/storage/answers.h"
#include "engine/storage/bulk.h"
#include "engine/storage/corrections.h"
#include "engine/storage/exports.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/inside.h"
#include "engine/storage/purge.h"
#include "engine/storage/returns.h"
#include "engine/storage/settings.h"
#include "engine/storage/submissions.h"
#include "engine/storage/view_version.h"
#include "engine/storage/visits.h"
#include "engine/storage/written_claims.h"

/* Every view, in the order of schema.c, with the order in which its rows are digested. */
struct view {
    const char *empty;
    const char *select;
};

static const struct view views[] = {
    {"DELETE FROM setting", "SELECT * FROM setting ORDER BY name"},
    {"DELETE FROM counter", "SELECT * FROM counter ORDER BY name"},
    {"DELETE FROM bulk", "SELECT * FROM bulk ORDER BY entry"},
    {"DELETE FROM part", "SELECT * FROM part ORDER BY entry"},
    {"DELETE FROM visit", "SELECT * FROM visit ORDER BY id"},
    {"DELETE FROM evidence", "SELECT * FROM evidence ORDER BY visit, entry, row"},
    {"DELETE FROM inquiry", "SELECT * FROM inquiry ORDER BY entry"},
    {"DELETE FROM inquiry_visit", "SELECT * FROM inquiry_visit ORDER BY visit, inquiry"},
    {"DELETE FROM answer", "SELECT * FROM answer ORDER BY id"},
    {"DELETE FROM verdict", "SELECT * FROM verdict ORDER BY visit"},
    {"DELETE FROM open_work", "SELECT * FROM open_work ORDER BY visit"},
    {"DELETE FROM alias", "SELECT * FROM alias ORDER BY visit"},
    {"DELETE FROM ticket", "SELECT * FROM ticket ORDER BY id"},
    {"DELETE FROM site_verdict",
     "SELECT * FROM site_verdict ORDER BY kind, subject, question, slot"},
    {"DELETE FROM export", "SELECT * FROM export ORDER BY entry"},
    {"DELETE FROM submission", "SELECT * FROM submission ORDER BY entry"},
    {"DELETE FROM returned", "SELECT * FROM returned ORDER BY print"},
    {"DELETE FROM seen", "SELECT * FROM seen ORDER BY month, chart, entry, row"},
    {"DELETE FROM erased", "SELECT * FROM erased ORDER BY entry"},
    {"DELETE FROM written_file", "SELECT * FROM written_file ORDER BY export"},
    {"DELETE FROM written", "SELECT * FROM written ORDER BY claim, export, exact, out"},
    {"DELETE FROM returned_claim", "SELECT * FROM returned_claim ORDER BY claim, entry"},
    {"DELETE FROM returned_visit", "SELECT * FROM returned_visit ORDER BY visit, entry"},
};

enum {
    VIEW_COUNT = sizeof views / sizeof views[0]
};

/* ---- applying ---- */

bool views_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    switch (header->kind) {
    case ENTRY_SETTING_CHANGED:
        return settings_apply(store, header, body, error);
    case ENTRY_VISIT_CAPTURED:
        return visits_apply(store, header, body, error);
    case ENTRY_VISIT_LINKED:
    case ENTRY_VISIT_MERGED:
    case ENTRY_VISIT_WITHDRAWN:
        return corrections_apply(store, header, body, error);
    case ENTRY_BULK_BEGUN:
    case ENTRY_BULK_PART:
    case ENTRY_BULK_ENDED:
    case ENTRY_BULK_ABANDONED:
        return bulk_apply(store, header, body, error);
    case ENTRY_INQUIRY_BEGUN:
    case ENTRY_INQUIRY_MOVED:
        return inquiries_apply(store, header, body, error);
    case ENTRY_ANSWER_LINKED:
        return answers_apply_link(store, header, body, error);
    case ENTRY_EXPORTED:
        return exports_apply(store, header, body, error);
    case ENTRY_CLAIMS_WRITTEN:
        return written_apply(store, header, body, error);
    case ENTRY_SUBMITTED:
        return submissions_apply(store, header, body, error);
    case ENTRY_CLAIM_RETURNED:
    case ENTRY_RETURN_SETTLED:
        return returns_apply(store, header, body, error);
    case ENTRY_PURGED:
        return purge_apply(store, header, body, error);
    default:
        /* Kinds that stand in the journal only: keys, rulebooks, accesses, reports. */
        return true;
    }
}

/* ---- counters ---- */

bool counter_add(struct store *store, const char *name, int64_t change, struct error *error)
{
    static const char *const sql = "INSERT INTO counter(name, value) VALUES(?1, ?2)"
                                   " ON CONFLICT(name) DO UPDATE SET value = value + ?2";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name);
    sql_bind_number(statement, 2, change);
    return sql_run(store, statement, error);
}

bool counter_get(struct store *store, const char *name, int64_t *value, struct error *error)
{
    static const char *const sql = "SELECT value FROM counter WHERE name = ?1";
    struct sql_rows rows;
    *value = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_text(rows.statement, 1, name);
    if (sql_rows_next(&rows, error)) {
        *value = sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

/* ---- rebuilding ---- */

static bool
apply_again(void *taker, const struct entry_header *header, struct slice body, struct error *error)
{
    return body.data == NULL ? purge_apply_erased(taker, header, error)
                             : views_apply(taker, header, body, error);
}

static bool empty_all(struct store *store, struct error *error)
{
    for (size_t i = 0; i < VIEW_COUNT; i++) {
        sqlite3_stmt *statement = NULL;
        if (!sql_prepare(store, views[i].empty, &statement, error) ||
            !sql_run(store, statement, error)) {
            return false;
        }
    }
    return true;
}

bool views_make_anew(struct store *store, struct error *error)
{
    return empty_all(store, error) && purge_read_erased(store, error) &&
           journal_each(store, 1, apply_again, store, error) && views_note_version(store, error);
}

bool views_rebuild(struct store *store, struct error *error)
{
    if (!store_take_role(store, "rebuild", error)) {
        return false;
    }
    if (!store_begin(store, error)) {
        store_leave_role(store);
        return false;
    }
    if (!views_make_anew(store, error) || !store_commit(store, error)) {
        store_rollback(store);
        store_leave_role(store);
        return false;
    }
    store_leave_role(store);
    return true;
}

/* ---- digest ---- */

static bool
add_column(struct hasher *hasher, sqlite3_stmt *statement, int column, struct error *error)
{
    uint8_t head[2 + 8];
    int64_t number = 0;
    struct slice bytes = {NULL, 0};
    head[0] = (uint8_t)sqlite3_column_type(statement, column);
    head[1] = (uint8_t)column;
    if (head[0] == SQLITE_INTEGER) {
        number = sql_number(statement, column);
    } else {
        bytes = sql_bytes(statement, column);
        number = (int64_t)bytes.size;
    }
    for (unsigned i = 0; i < 8; i++) {
        head[2 + i] = (uint8_t)((uint64_t)number >> (8 * i));
    }
    return hasher_add(hasher, (struct slice){head, sizeof head}, error) &&
           hasher_add(hasher, bytes, error);
}

static bool
add_view(struct store *store, struct hasher *hasher, const char *select, struct error *error)
{
    struct sql_rows rows;
    if (!sql_rows_open(store, select, &rows, error) ||
        !hasher_add(hasher, slice_of(select), error)) {
        return false;
    }
    while (sql_rows_next(&rows, error)) {
        for (int column = 0; column < sqlite3_column_count(rows.statement); column++) {
            if (!add_column(hasher, rows.statement, column, error)) {
                sql_rows_stop(&rows);
                return false;
            }
        }
    }
    return sql_rows_close(&rows);
}

bool views_digest(struct store *store, uint8_t hash[HASH_BYTES], struct error *error)
{
    struct hasher *hasher = NULL;
    bool done = hasher_open(&hasher, error);
    for (size_t i = 0; done && i < VIEW_COUNT; i++) {
        done = add_view(store, hasher, views[i].select, error);
    }
    done = done && hasher_finish(hasher, hash, error);
    hasher_close(hasher);
    return done;
}
