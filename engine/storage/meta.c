#include "engine/storage/meta.h"

#include "engine/storage/inside.h"

bool meta_get(struct store *store, const char *name, char value[META_VALUE], struct error *error)
{
    static const char *const sql = "SELECT value FROM meta WHERE name = ?1";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    bool copied = true;
    value[0] = '\0';
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name);
    step = sql_step(store, statement, error);
    if (step == SQL_ROW) {
        copied = slice_copy_text(sql_bytes(statement, 0), value, META_VALUE);
        (void)sqlite3_reset(statement);
    }
    if (step == SQL_FAULT) {
        return false;
    }
    return copied || error_set_text(error, FAULT_STORE_BROKEN, name);
}

bool meta_put(struct store *store, const char *name, const char *value, struct error *error)
{
    static const char *const sql = "INSERT INTO meta(name, value) VALUES(?1, ?2)"
                                   " ON CONFLICT(name) DO UPDATE SET value = ?2";
    sqlite3_stmt *statement = NULL;
    require(store->in_transaction);
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name);
    sql_bind_text(statement, 2, value);
    return sql_run(store, statement, error);
}
