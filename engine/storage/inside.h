/*
 * Inside the storage line: what its files share and nobody else may see.
 *
 * The connection, cached statements with bound values, and the places where the vault and the
 * views keep their state.
 */
#ifndef ENGINE_STORAGE_INSIDE_H
#define ENGINE_STORAGE_INSIDE_H

#include <sqlite3.h>

#include "engine/storage/crypto.h"
#include "engine/storage/journal.h"
#include "engine/storage/store.h"
#include "engine/storage/vault.h"

enum {
    STORE_STATEMENTS = 192,
    STORE_KEYS = 64,
    STORE_ROLES = 5,
    TERMINAL_TEXT = 9 /* 8 characters and NUL */
};

struct cached_statement {
    const char *sql; /* compared by address: SQL is a constant of the file that owns the table */
    sqlite3_stmt *statement;
};

struct open_key {
    int64_t id;
    struct sealer *sealer;
};

/* Where the next entry goes; read at the start of a transaction, moved by each append. */
struct journal_end {
    bool known;
    bool moved; /* by an append of the open transaction */
    int64_t seq;
    uint8_t hash[HASH_BYTES];
};

struct store {
    sqlite3 *database;
    struct world world;
    char folder[LIMIT_PATH];
    struct cached_statement statements[STORE_STATEMENTS];
    bool in_transaction;
    bool is_reading;
    bool may_commit;
    bool may_change_journal; /* journal_append and purge only; the authorizer looks at it */
    int64_t begun_ms;
    int role_handle;
    int role_handles[STORE_ROLES]; /* with every role taken; -1 where not */

    char terminal[TERMINAL_TEXT];
    int64_t incarnation;
    struct journal_end end;
    int64_t entry_limit; /* LIMIT_JOURNAL_ENTRIES; a test lowers it */

    bool unlocked;
    char operator_name[LIMIT_OPERATOR_NAME + 1];
    uint8_t store_key[KEY_BYTES];
    char way[VAULT_NAME]; /* by which the session was opened */
    uint8_t way_salt[SALT_BYTES];
    struct fingerprinter *printer;
    struct open_key keys[STORE_KEYS];
    size_t key_count;
    int64_t destroyed; /* how often keys had been destroyed when the first of these was opened */
};

/* Turns a SQLite result into a fault; always false. */
bool sql_fail(struct store *store, int code, struct error *error);

/* The same for a connection that is not the store's own. */
bool sql_fail_on(struct store *store, sqlite3 *database, int code, struct error *error);

/*
 * A prepared statement for a constant text, reset and with nothing bound.  Kept until the store is
 * closed.  Two uses of one text must not overlap.
 */
bool sql_prepare(
    struct store *store,
    const char *sql,
    sqlite3_stmt **statement,
    struct error *error) MUST_CHECK;

enum sql_step {
    SQL_ROW,
    SQL_DONE,
    SQL_FAULT
};

enum sql_step sql_step(struct store *store, sqlite3_stmt *statement, struct error *error)
    MUST_CHECK;

/*
 * The rows of a statement, one after the other:
 *
 *     if (!sql_rows_open(store, sql, &rows, error)) ...; bind to rows.statement;
 *     while (sql_rows_next(&rows, error)) { the columns of rows.statement }
 *     return sql_rows_close(&rows);
 *
 * Leaving the loop early is fine.  close resets the statement; false where a step failed, with the error
 * that next has set.
 */
struct sql_rows {
    struct store *store;
    sqlite3_stmt *statement;
    enum sql_step step; /* the last one */
};

bool sql_rows_open(struct store *store, const char *sql, struct sql_rows *rows, struct error *error)
    MUST_CHECK;
bool sql_rows_next(struct sql_rows *rows, struct error *error) MUST_CHECK;
bool sql_rows_close(struct sql_rows *rows) MUST_CHECK;

/* Resets the statement, where the caller has an error of its own to return. */
void sql_rows_stop(struct sql_rows *rows);

/* Steps a statement that gives no row. */
bool sql_run(struct store *store, sqlite3_stmt *statement, struct error *error) MUST_CHECK;

/* Binding keeps no copy: the bytes must live until the statement was stepped. */
void sql_bind_number(sqlite3_stmt *statement, int position, int64_t number);
void sql_bind_text(sqlite3_stmt *statement, int position, const char *text);
void sql_bind_bytes(sqlite3_stmt *statement, int position, struct slice bytes);
void sql_bind_null(sqlite3_stmt *statement, int position);

/* Columns of the row that was stepped to; they live until the next step. */
int64_t sql_number(sqlite3_stmt *statement, int column);
struct slice sql_bytes(sqlite3_stmt *statement, int column); /* of a text as well */
bool sql_is_null(sqlite3_stmt *statement, int column);

/* Numbers to bind, ?1 first, and how many. */
#define SQL_NUMBERS(...)                                                                           \
    (const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)

/* Runs a statement that takes numbers and gives no row. */
bool sql_run_numbers(
    struct store *store,
    const char *sql,
    const int64_t *numbers,
    size_t count,
    struct error *error) MUST_CHECK;

/* The single number that a query gives; 0 when it gives no row. */
bool sql_query_number(struct store *store, const char *sql, int64_t *number, struct error *error)
    MUST_CHECK;
bool sql_query_numbers(
    struct store *store,
    const char *sql,
    const int64_t *numbers,
    size_t count,
    int64_t *number,
    struct error *error) MUST_CHECK;

/* The text of the tables (schema.c): what is true, and the views. */
extern const char *const store_schema;
extern const char *const store_schema_views;
extern const char *const store_schema_inquiries;
extern const char *const store_schema_claims; /* exports, submissions, returned claims */
extern const char *const store_schema_tickets;
extern const char *const store_schema_aliases;
extern const char *const store_schema_sites;
extern const char *const store_schema_seen;
extern const char *const store_schema_purge;
extern const char *const store_schema_written;
extern const char *const store_schema_dropped; /* what an older version has otherwise */

/*
 * Whether a claim with that fingerprint is another one than that of the row, which has claim and exact,
 * though of the same person and month: both stood side by side in one file before that entry.
 */
#define SQL_IS_OTHER_CLAIM(row, print, before)                                                     \
    "(" row ".exact <> " print " AND EXISTS(SELECT 1 FROM written AS x JOIN written AS y"          \
    "  ON y.claim = x.claim AND y.export = x.export WHERE x.claim = " row ".claim"                 \
    "  AND x.exact = " print " AND y.exact = " row ".exact AND x.export < " before "))"

/* Forgets what was read of the journal's end (after a rollback). */
void journal_forget_end(struct store *store);

/* Whether the entry that end stands for is in the file. */
bool journal_holds(
    struct store *store,
    const struct journal_end *end,
    bool *holds,
    struct error *error) MUST_CHECK;

/*
 * Drops the data keys held open.  After a rollback this is a must: a key made in the transaction
 * that was undone is in memory only, and what it seals could never be opened again.
 */
void vault_forget_keys(struct store *store);

/* The same where another process has destroyed keys meanwhile: nothing may be sealed under those. */
bool vault_follow_destroyed(struct store *store, struct error *error) MUST_CHECK;

/*
 * Destroys the data keys of care before a key id under which no body is left, and counts them.  What was
 * sealed under them can be opened by nobody any more, in no copy that is made from now on.
 */
bool vault_destroy_keys(struct store *store, int64_t before, int64_t *count, struct error *error)
    MUST_CHECK;

/* Takes the body of an entry away; its hashes stay.  For purge alone. */
bool journal_erase(struct store *store, int64_t entry, struct error *error) MUST_CHECK;

/* Whether a purge that came later says that a body of this month and kind is gone.  Needs no key. */
bool journal_was_purged(
    struct store *store,
    const struct entry_header *header,
    bool *purged,
    struct error *error) MUST_CHECK;

/* Every role, against all other work on files; given back by store_leave_every_role. */
bool store_take_every_role(struct store *store, struct error *error) MUST_CHECK;
void store_leave_every_role(struct store *store);

/* Empties all views and applies the whole journal, within the open transaction. */
bool views_make_anew(struct store *store, struct error *error) MUST_CHECK;

/* Wipes keys and the session. */
void vault_close(struct store *store);

#endif
