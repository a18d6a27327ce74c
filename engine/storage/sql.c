/* Statements over SQLite: preparing, binding, stepping, and SQLite's codes turned into faults. */
#include <errno.h>
#include <string.h>

#include "engine/storage/inside.h"

/* SQLite says FULL for a disk without room only, not for a quota or the limit of a file's size. */
static bool has_no_room(sqlite3 *database, int code)
{
    int why = database == NULL ? 0 : sqlite3_system_errno(database);
    return (code & 0xFF) == SQLITE_IOERR && (why == EDQUOT || why == EFBIG);
}

bool sql_fail(struct store *store, int code, struct error *error)
{
    return sql_fail_on(store, store->database, code, error);
}

bool sql_fail_on(struct store *store, sqlite3 *database, int code, struct error *error)
{
    if (has_no_room(database, code)) {
        return error_set(error, FAULT_DISK_FULL);
    }
    switch (code & 0xFF) {
    case SQLITE_FULL:
        return error_set(error, FAULT_DISK_FULL);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return error_set(error, FAULT_DISK_READ_ONLY);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, FAULT_STORE_BUSY);
    case SQLITE_NOMEM:
        return error_set(error, FAULT_MEMORY);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set_text(error, FAULT_STORE_BROKEN, sqlite3_errstr(code));
    case SQLITE_CANTOPEN:
        error_set(error, FAULT_FILE_DENIED);
        return error_set_place(error, store->folder, 0, 0);
    case SQLITE_AUTH:
    case SQLITE_CONSTRAINT:
        return error_set_text(error, FAULT_STORE_REFUSED, sqlite3_errstr(code));
    default:
        return error_set_text(error, FAULT_FILE_BROKEN, sqlite3_errstr(code));
    }
}

/* Statements lie where their address puts them, or in the next free place after it. */
static struct cached_statement *find_statement(struct store *store, const char *sql)
{
    size_t first = (size_t)((uintptr_t)sql / sizeof(void *));
    for (size_t i = 0; i < STORE_STATEMENTS; i++) {
        struct cached_statement *place = &store->statements[(first + i) % STORE_STATEMENTS];
        if (place->sql == sql || place->sql == NULL) {
            return place;
        }
    }
    /* More constant statements than STORE_STATEMENTS. */
    require(false);
    return NULL;
}

/* A constant statement that does not fit the schema is a bug, unless the tables are not there. */
static bool cannot_prepare(struct store *store, int code, const char *sql, struct error *error)
{
    static const char missing[] = "no such table";
    const char *message = sqlite3_errmsg(store->database);
    if (code != SQLITE_ERROR) {
        return sql_fail(store, code, error);
    }
    if (strncmp(message, missing, sizeof missing - 1) != 0) {
        require_failed(message, sql, 0);
    }
    return error_set_text(error, FAULT_STORE_BROKEN, missing);
}

bool sql_prepare(
    struct store *store,
    const char *sql,
    sqlite3_stmt **statement,
    struct error *error)
{
    struct cached_statement *cached = find_statement(store, sql);
    if (cached->sql == NULL) {
        int code = sqlite3_prepare_v3(
            store->database, sql, -1, SQLITE_PREPARE_PERSISTENT, &cached->statement, NULL);
        if (code != SQLITE_OK) {
            return cannot_prepare(store, code, sql, error);
        }
        cached->sql = sql;
    }
    (void)sqlite3_reset(cached->statement);
    (void)sqlite3_clear_bindings(cached->statement);
    *statement = cached->statement;
    return true;
}

enum sql_step sql_step(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        return SQL_ROW;
    }
    (void)sqlite3_reset(statement);
    if (code == SQLITE_DONE) {
        return SQL_DONE;
    }
    sql_fail(store, code, error);
    return SQL_FAULT;
}

bool sql_rows_open(struct store *store, const char *sql, struct sql_rows *rows, struct error *error)
{
    *rows = (struct sql_rows){store, NULL, SQL_DONE};
    return sql_prepare(store, sql, &rows->statement, error);
}

bool sql_rows_next(struct sql_rows *rows, struct error *error)
{
    rows->step = sql_step(rows->store, rows->statement, error);
    return rows->step == SQL_ROW;
}

bool sql_rows_close(struct sql_rows *rows)
{
    sql_rows_stop(rows);
    return rows->step != SQL_FAULT;
}

void sql_rows_stop(struct sql_rows *rows)
{
    if (rows->step == SQL_ROW) {
        (void)sqlite3_reset(rows->statement);
    }
}

bool sql_run(struct store *store, sqlite3_stmt *statement, struct error *error)
{
    enum sql_step step = sql_step(store, statement, error);
    require(step != SQL_ROW);
    return step == SQL_DONE;
}

void sql_bind_number(sqlite3_stmt *statement, int position, int64_t number)
{
    require(sqlite3_bind_int64(statement, position, number) == SQLITE_OK);
}

void sql_bind_text(sqlite3_stmt *statement, int position, const char *text)
{
    require(sqlite3_bind_text(statement, position, text, -1, SQLITE_STATIC) == SQLITE_OK);
}

void sql_bind_bytes(sqlite3_stmt *statement, int position, struct slice bytes)
{
    /* A NULL pointer would bind NULL; an empty blob is meant. */
    const void *data = bytes.data == NULL ? (const void *)"" : bytes.data;
    require(sqlite3_bind_blob64(statement, position, data, bytes.size, SQLITE_STATIC) == SQLITE_OK);
}

void sql_bind_null(sqlite3_stmt *statement, int position)
{
    require(sqlite3_bind_null(statement, position) == SQLITE_OK);
}

int64_t sql_number(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_int64(statement, column);
}

struct slice sql_bytes(sqlite3_stmt *statement, int column)
{
    const uint8_t *data = sqlite3_column_blob(statement, column);
    return (struct slice){data, (size_t)sqlite3_column_bytes(statement, column)};
}

bool sql_is_null(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

static void bind_numbers(sqlite3_stmt *statement, const int64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sql_bind_number(statement, (int)i + 1, numbers[i]);
    }
}

bool sql_run_numbers(
    struct store *store,
    const char *sql,
    const int64_t *numbers,
    size_t count,
    struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    bind_numbers(statement, numbers, count);
    return sql_run(store, statement, error);
}

bool sql_query_numbers(
    struct store *store,
    const char *sql,
    const int64_t *numbers,
    size_t count,
    int64_t *number,
    struct error *error)
{
    struct sql_rows rows;
    *number = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    bind_numbers(rows.statement, numbers, count);
    if (sql_rows_next(&rows, error)) {
        *number = sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

bool sql_query_number(struct store *store, const char *sql, int64_t *number, struct error *error)
{
    return sql_query_numbers(store, sql, NULL, 0, number, error);
}
