#include "engine/storage/vault_secret.h"

#include <stdio.h>

#include "engine/storage/inside.h"
#include "engine/storage/vault_row.h"

static void row_name(const char *name, char row[VAULT_NAME])
{
    (void)snprintf(row, VAULT_NAME, "secret/%.40s", name);
}

static bool put(struct store *store, const char *name, struct slice sealed, struct error *error)
{
    static const char *const sql =
        "INSERT INTO vault(name, salt, cost, sealed, open_part) VALUES(?1, x'', 0, ?2, x'')"
        " ON CONFLICT(name) DO UPDATE SET sealed = ?2";
    sqlite3_stmt *statement = NULL;
    require(store->in_transaction);
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name);
    sql_bind_bytes(statement, 2, sealed);
    return sql_run(store, statement, error);
}

bool vault_keep_secret(
    struct store *store,
    const char *name,
    struct slice bytes,
    struct error *error)
{
    struct buffer sealed = buffer_open(bytes.size + SEAL_OVERHEAD);
    struct sealer *sealer = NULL;
    uint8_t nonce[NONCE_BYTES];
    char row[VAULT_NAME];
    bool done = false;
    row_name(name, row);
    done = vault_random(store, nonce, sizeof nonce, error) &&
           sealer_open(store->store_key, &sealer, error) &&
           sealer_seal(sealer, nonce, slice_of(row), bytes, &sealed, error) &&
           put(store, row, buffer_slice(&sealed), error);
    sealer_close(sealer);
    buffer_close(&sealed);
    return done;
}

bool vault_take_secret(
    struct store *store,
    const char *name,
    struct buffer *bytes,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT sealed FROM vault WHERE name = ?1";
    struct sealer *sealer = NULL;
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    char row[VAULT_NAME];
    bool done = true;
    row_name(name, row);
    *found = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, row);
    step = sql_step(store, statement, error);
    if (step == SQL_ROW) {
        *found = true;
        done = sealer_open(store->store_key, &sealer, error) &&
               sealer_unseal(sealer, slice_of(row), sql_bytes(statement, 0), bytes, error);
        sealer_close(sealer);
        (void)sqlite3_reset(statement);
    }
    return done && step != SQL_FAULT;
}
