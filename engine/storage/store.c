#include "engine/storage/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/storage/inside.h"

static const char *const store_file = "totsugo.db";
static const char *const store_journal = "totsugo.db-journal"; /* as SQLite calls it */

static const char *const sql_settings = "PRAGMA synchronous = FULL;"
                                        "PRAGMA temp_store = MEMORY;"
                                        "PRAGMA recursive_triggers = ON;"
                                        "PRAGMA trusted_schema = OFF;"
                                        "PRAGMA cell_size_check = ON;"
                                        "PRAGMA cache_size = -16384;";

enum {
    APPLICATION_ID = 0x746F7473 /* "tots" */
};

/* ---- the walls inside SQLite ---- */

static int refuse_stray_commit(void *context)
{
    const struct store *store = context;
    return store->may_commit ? 0 : 1;
}

/*
 * A second lock beside the triggers: outside journal_append and purge nothing changes the journal,
 * and nothing ever deletes from it, alters tables or attaches another file (decision 28).  Not a
 * protection against whoever holds the file.
 */
static int authorize(
    void *context,
    int action,
    const char *first,
    const char *second,
    const char *database,
    const char *trigger)
{
    const struct store *store = context;
    bool on_journal = first != NULL && strcmp(first, "journal") == 0;
    (void)second;
    (void)database;
    (void)trigger;
    if (action == SQLITE_ATTACH || action == SQLITE_ALTER_TABLE || action == SQLITE_DROP_TRIGGER ||
        action == SQLITE_DROP_TABLE) {
        return SQLITE_DENY;
    }
    if (on_journal && action == SQLITE_DELETE) {
        return SQLITE_DENY;
    }
    if (on_journal && (action == SQLITE_INSERT || action == SQLITE_UPDATE) &&
        !store->may_change_journal) {
        return SQLITE_DENY;
    }
    return SQLITE_OK;
}

static bool run_script(struct store *store, const char *sql, struct error *error)
{
    int code = sqlite3_exec(store->database, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || sql_fail(store, code, error);
}

/* ---- opening ---- */

static bool
new_store(const struct store_options *options, struct store **store, struct error *error)
{
    struct store *made = calloc(1, sizeof *made);
    *store = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->world = *options->world;
    made->role_handle = -1;
    for (size_t i = 0; i < STORE_ROLES; i++) {
        made->role_handles[i] = -1;
    }
    made->entry_limit = LIMIT_JOURNAL_ENTRIES;
    if (!slice_copy_text(slice_of(options->folder), made->folder, sizeof made->folder)) {
        free(made);
        return error_set_number(error, FAULT_TOO_BIG, LIMIT_PATH);
    }
    *store = made;
    return true;
}

/* SQLite's own check would refuse every link on the way, a home folder's too. */
static bool refuse_link(const struct store *store, const char *path, struct error *error)
{
    struct stat status;
    if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
        error_set(error, FAULT_FILE_DENIED);
        return error_set_place(error, store->folder, 0, 0);
    }
    return true;
}

/*
 * Looks again every millisecond.  SQLite's own handler waits longer each time, up to 100 ms, and
 * would hardly ever meet the moment in which a file that is being taken in leaves the store free.
 */
static int wait_for_lock(void *context, int times)
{
    (void)context;
    if (times >= LIMIT_BUSY_WAIT_MS) {
        return 0;
    }
    (void)sqlite3_sleep(1);
    return 1;
}

/* The file must be there: what SQLite makes is not of mode 0600. */
static bool connect(struct store *store, const char *vfs, struct error *error)
{
    char path[LIMIT_PATH];
    int code = SQLITE_OK;
    if (!path_join(path, sizeof path, store->folder, store_file, error) ||
        !refuse_link(store, path, error)) {
        return false;
    }
    /*
     * One thread at a time uses a store (bulk_write_behind hands it over), and nobody asks SQLite how
     * much memory it has: its locks around both are left out.
     */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    code =
        sqlite3_open_v2(path, &store->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, vfs);
    if (code != SQLITE_OK) {
        return sql_fail(store, code, error);
    }
    (void)sqlite3_extended_result_codes(store->database, 1);
    (void)sqlite3_busy_handler(store->database, wait_for_lock, NULL);
    (void)sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(store->database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    return true;
}

/* Only for a file that is known to be ours: this may write to it. */
static bool settle_mode(struct store *store, struct error *error)
{
    static const char *const sql = "PRAGMA journal_mode = TRUNCATE";
    sqlite3_stmt *statement = NULL;
    bool right = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    switch (sql_step(store, statement, error)) {
    case SQL_FAULT:
        return false;
    case SQL_DONE:
        break;
    case SQL_ROW:
        right = slice_equal_text(sql_bytes(statement, 0), "truncate");
        (void)sqlite3_reset(statement);
        break;
    }
    return (right || error_set_text(error, FAULT_STORE_BROKEN, "journal_mode")) &&
           run_script(store, sql_settings, error);
}

static void build_walls(struct store *store)
{
    (void)sqlite3_commit_hook(store->database, refuse_stray_commit, store);
    (void)sqlite3_set_authorizer(store->database, authorize, store);
}

/* An empty file, in which nobody made anything since the transaction was begun. */
static bool check_is_empty(struct store *store, struct error *error)
{
    int64_t found = 0;
    if (!sql_query_number(store, "SELECT count(*) FROM sqlite_schema", &found, error)) {
        return false;
    }
    if (found == 0) {
        return true;
    }
    error_set(error, FAULT_STORE_EXISTS);
    return error_set_place(error, store->folder, 0, 0);
}

/* Tables that version 1 did not have. */
static bool make_later_tables(struct store *store, struct error *error)
{
    return run_script(store, store_schema_inquiries, error) &&
           run_script(store, store_schema_claims, error) &&
           run_script(store, store_schema_tickets, error) &&
           run_script(store, store_schema_aliases, error) &&
           run_script(store, store_schema_sites, error) &&
           run_script(store, store_schema_seen, error) &&
           run_script(store, store_schema_purge, error) &&
           run_script(store, store_schema_written, error);
}

static bool write_schema(struct store *store, struct error *error)
{
    char versions[128];
    (void)snprintf(
        versions, sizeof versions, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
        APPLICATION_ID, STORE_SCHEMA_VERSION);
    return run_script(store, "BEGIN IMMEDIATE;", error) && check_is_empty(store, error) &&
           run_script(store, store_schema, error) && run_script(store, store_schema_views, error) &&
           make_later_tables(store, error) && run_script(store, versions, error);
}

/* A file of no size is what a making that was cut off leaves; it is used again. */
static bool make_file(const struct disk_port *disk, const char *path, struct error *error)
{
    struct error why;
    int handle = -1;
    if (disk->create(disk->context, path, &handle, &why)) {
        disk->close(disk->context, handle);
        return true;
    }
    if (why.fault != FAULT_FILE_EXISTS) {
        *error = why;
        return false;
    }
    return true;
}

bool store_create(const struct store_options *options, struct store **store, struct error *error)
{
    const struct disk_port *disk = &options->world->disk;
    char path[LIMIT_PATH];
    *store = NULL;
    if (!path_join(path, sizeof path, options->folder, store_file, error) ||
        !disk_settle_folder(disk, options->folder, error) || !make_file(disk, path, error) ||
        !new_store(options, store, error)) {
        return false;
    }
    require(*store != NULL);
    if (!connect(*store, options->vfs, error) || !settle_mode(*store, error) ||
        !write_schema(*store, error)) {
        store_close(*store);
        *store = NULL;
        return false;
    }
    build_walls(*store);
    (*store)->in_transaction = true;
    (*store)->begun_ms = world_now_ms(&(*store)->world);
    return true;
}

/* Tables of views that an older version did not have; its views are then made anew (view_version.h). */
static bool upgrade(struct store *store, int64_t version, struct error *error)
{
    char versions[64];
    if (version >= STORE_SCHEMA_VERSION) {
        return true;
    }
    (void)snprintf(versions, sizeof versions, "PRAGMA user_version = %d;", STORE_SCHEMA_VERSION);
    return run_script(store, "BEGIN IMMEDIATE;", error) &&
           run_script(store, store_schema_dropped, error) && make_later_tables(store, error) &&
           run_script(store, versions, error) && run_script(store, "COMMIT;", error);
}

static bool check_version(struct store *store, int64_t *found, struct error *error)
{
    int64_t application = 0;
    int64_t version = 0;
    if (!sql_query_number(store, "PRAGMA application_id", &application, error) ||
        !sql_query_number(store, "PRAGMA user_version", &version, error)) {
        return false;
    }
    if (application == 0 && version == 0) {
        /* A power cut during init leaves an empty file. */
        error_set(error, FAULT_STORE_MISSING);
        return error_set_place(error, store->folder, 0, 0);
    }
    if (application != APPLICATION_ID) {
        return error_set_text(error, FAULT_STORE_BROKEN, "application_id");
    }
    if (version > STORE_SCHEMA_VERSION) {
        error_set_number(error, FAULT_STORE_NEWER, version);
        return error_add_number(error, STORE_SCHEMA_VERSION);
    }
    *found = version;
    return true;
}

static bool
read_meta(struct store *store, const char *name, char *value, size_t size, struct error *error)
{
    static const char *const sql = "SELECT value FROM meta WHERE name = ?1";
    sqlite3_stmt *statement = NULL;
    bool found = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name);
    switch (sql_step(store, statement, error)) {
    case SQL_FAULT:
        return false;
    case SQL_DONE:
        break;
    case SQL_ROW:
        found = slice_copy_text(sql_bytes(statement, 0), value, size);
        (void)sqlite3_reset(statement);
        break;
    }
    return found || error_set_text(error, FAULT_STORE_BROKEN, name);
}

static bool read_identity(struct store *store, struct error *error)
{
    char incarnation[24];
    if (!read_meta(store, "terminal", store->terminal, sizeof store->terminal, error) ||
        !read_meta(store, "incarnation", incarnation, sizeof incarnation, error)) {
        return false;
    }
    return slice_read_number(slice_of(incarnation), &store->incarnation) ||
           error_set_text(error, FAULT_STORE_BROKEN, "incarnation");
}

bool store_open(const struct store_options *options, struct store **store, struct error *error)
{
    const struct disk_port *disk = &options->world->disk;
    char path[LIMIT_PATH];
    int64_t version = 0;
    *store = NULL;
    if (!path_join(path, sizeof path, options->folder, store_file, error)) {
        return false;
    }
    if (!disk->exists(disk->context, path)) {
        error_set(error, FAULT_STORE_MISSING);
        return error_set_place(error, options->folder, 0, 0);
    }
    if (!new_store(options, store, error)) {
        return false;
    }
    require(*store != NULL);
    if (!connect(*store, options->vfs, error) || !check_version(*store, &version, error) ||
        !settle_mode(*store, error) || !read_identity(*store, error) ||
        !upgrade(*store, version, error)) {
        store_close(*store);
        *store = NULL;
        return false;
    }
    build_walls(*store);
    return true;
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    store_end_read(store);
    store_rollback(store);
    for (size_t i = 0; i < STORE_STATEMENTS; i++) {
        (void)sqlite3_finalize(store->statements[i].statement);
    }
    (void)sqlite3_close(store->database);
    store_leave_role(store);
    store_leave_every_role(store);
    vault_close(store);
    free(store);
}

void store_remove_unfinished(struct store *store)
{
    char path[LIMIT_PATH];
    char journal[LIMIT_PATH];
    struct error ignored;
    struct disk_port disk;
    bool unfinished = store != NULL && store->in_transaction;
    if (!unfinished || !path_join(path, sizeof path, store->folder, store_file, &ignored) ||
        !path_join(journal, sizeof journal, store->folder, store_journal, &ignored)) {
        store_close(store);
        return;
    }
    disk = store->world.disk;
    store_close(store);
    (void)disk.remove(disk.context, path, &ignored);
    (void)disk.remove(disk.context, journal, &ignored);
}

const struct world *store_world(const struct store *store)
{
    return &store->world;
}

const char *store_folder(const struct store *store)
{
    return store->folder;
}
