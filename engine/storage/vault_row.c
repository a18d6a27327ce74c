#include "engine/storage/vault_row.h"

#include <string.h>

#include "engine/storage/inside.h"

/* ---- rows ---- */

bool vault_row_put(
    struct store *store,
    const char *name,
    const struct vault_row *row,
    struct error *error)
{
    static const char *const sql =
        "INSERT INTO vault(name, salt, cost, sealed, open_part) VALUES(?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT(name) DO UPDATE SET salt = ?2, cost = ?3, sealed = ?4, open_part = ?5";
    sqlite3_stmt *statement = NULL;
    require(store->in_transaction);
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name);
    sql_bind_bytes(statement, 2, (struct slice){row->salt, sizeof row->salt});
    sql_bind_number(statement, 3, row->cost);
    sql_bind_bytes(statement, 4, (struct slice){row->sealed, sizeof row->sealed});
    sql_bind_bytes(statement, 5, (struct slice){row->open_part, row->open_size});
    return sql_run(store, statement, error);
}

static bool take_columns(sqlite3_stmt *statement, struct vault_row *row)
{
    struct slice salt = sql_bytes(statement, 0);
    struct slice sealed = sql_bytes(statement, 2);
    struct slice open_part = sql_bytes(statement, 3);
    int64_t cost = sql_number(statement, 1);
    if (salt.size != sizeof row->salt || sealed.size != sizeof row->sealed ||
        open_part.size > sizeof row->open_part || cost < 0 || cost > 23) {
        return false;
    }
    memcpy(row->salt, salt.data, salt.size);
    memcpy(row->sealed, sealed.data, sealed.size);
    if (open_part.size > 0) {
        memcpy(row->open_part, open_part.data, open_part.size);
    }
    row->open_size = open_part.size;
    row->cost = (unsigned)cost;
    return true;
}

/* *found is false, and there is no fault, when the vault has no such row. */
bool vault_row_get(
    struct store *store,
    const char *name,
    struct vault_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql =
        "SELECT salt, cost, sealed, open_part FROM vault WHERE name = ?1";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    *found = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name);
    step = sql_step(store, statement, error);
    if (step != SQL_ROW) {
        return step == SQL_DONE;
    }
    *found = take_columns(statement, row);
    (void)sqlite3_reset(statement);
    return *found || error_set_text(error, FAULT_STORE_BROKEN, "vault");
}

bool vault_row_delete(struct store *store, const char *name, struct error *error)
{
    static const char *const sql = "DELETE FROM vault WHERE name = ?1";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name);
    return sql_run(store, statement, error);
}

/* ---- wrapping: a key sealed under a key, bound to the name of its row ---- */

bool vault_wrap(
    struct store *store,
    const uint8_t under[KEY_BYTES],
    const char *name,
    const uint8_t key[KEY_BYTES],
    struct vault_row *row,
    struct error *error)
{
    struct sealer *sealer = NULL;
    struct buffer bytes = buffer_open(KEY_BYTES + SEAL_OVERHEAD);
    uint8_t nonce[NONCE_BYTES];
    bool done =
        vault_random(store, nonce, sizeof nonce, error) && sealer_open(under, &sealer, error) &&
        sealer_seal(sealer, nonce, slice_of(name), (struct slice){key, KEY_BYTES}, &bytes, error);
    if (done) {
        memcpy(row->sealed, bytes.data, sizeof row->sealed);
    }
    sealer_close(sealer);
    buffer_close(&bytes);
    return done;
}

bool vault_unwrap(
    const uint8_t under[KEY_BYTES],
    const char *name,
    const struct vault_row *row,
    uint8_t key[KEY_BYTES],
    struct error *error)
{
    struct sealer *sealer = NULL;
    struct buffer bytes = buffer_open(KEY_BYTES + 1);
    bool done =
        sealer_open(under, &sealer, error) &&
        sealer_unseal(
            sealer, slice_of(name), (struct slice){row->sealed, sizeof row->sealed}, &bytes, error);
    if (done) {
        memcpy(key, bytes.data, KEY_BYTES);
    }
    sealer_close(sealer);
    buffer_close_wiped(&bytes);
    return done;
}
