/* One function begins a transaction, one commits (store.h). */
#include "engine/storage/inside.h"

bool store_begin(struct store *store, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    require(!store->in_transaction && !store->is_reading);
    if (sqlite3_db_readonly(store->database, "main") == 1) {
        error_set(error, FAULT_DISK_READ_ONLY);
        return error_set_place(error, store->folder, 0, 0);
    }
    if (!sql_prepare(store, "BEGIN IMMEDIATE", &statement, error) ||
        !sql_run(store, statement, error)) {
        return false;
    }
    store->in_transaction = true;
    store->begun_ms = world_now_ms(&store->world);
    journal_forget_end(store);
    return true;
}

static bool run_commit(struct store *store, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    bool done = false;
    store->may_commit = true;
    done = sql_prepare(store, "COMMIT", &statement, error) && sql_run(store, statement, error);
    store->may_commit = false;
    if (!done) {
        store_rollback(store);
    }
    store->in_transaction = false;
    return done;
}

/* A transaction that changes nothing and is synced like any other. */
static bool write_something(struct store *store, struct error *error)
{
    static const char *const sql = "UPDATE meta SET value = value WHERE name = 'terminal'";
    sqlite3_stmt *statement = NULL;
    if (!store_begin(store, error)) {
        return false;
    }
    if (!sql_prepare(store, sql, &statement, error) || !sql_run(store, statement, error)) {
        store_rollback(store);
        return false;
    }
    return run_commit(store, error);
}

/*
 * The very last sync of a commit can fail when the file holds everything already.  A no would then
 * have the same done twice; a yes is true once another transaction came through, syncs and all.
 */
static bool is_kept_after_all(struct store *store, const struct journal_end *end)
{
    struct error ignored;
    bool holds = false;
    return end->moved && journal_holds(store, end, &holds, &ignored) && holds &&
           write_something(store, &ignored);
}

bool store_commit(struct store *store, struct error *error)
{
    const struct journal_end end = store->end;
    struct error why;
    require(store->in_transaction);
    if (run_commit(store, &why) || is_kept_after_all(store, &end)) {
        return true;
    }
    *error = why;
    return false;
}

void store_rollback(struct store *store)
{
    if (store->in_transaction) {
        (void)sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
        store->in_transaction = false;
        journal_forget_end(store);
        vault_forget_keys(store);
    }
}

bool store_is_due(const struct store *store)
{
    return store->in_transaction &&
           world_now_ms(&store->world) - store->begun_ms >= LIMIT_TRANSACTION_MS;
}

bool store_begin_read(struct store *store, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    require(!store->in_transaction && !store->is_reading);
    store->is_reading =
        sql_prepare(store, "BEGIN", &statement, error) && sql_run(store, statement, error);
    return store->is_reading;
}

void store_end_read(struct store *store)
{
    if (store->is_reading) {
        (void)sqlite3_exec(store->database, "ROLLBACK", NULL, NULL, NULL);
        store->is_reading = false;
    }
}
