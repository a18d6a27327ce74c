#include "engine/storage/backup.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/inside.h"

/* ---- one file ---- */

static bool temporary_name(const char *path, char temporary[LIMIT_PATH], struct error *error)
{
    int length = snprintf(temporary, LIMIT_PATH, "%s.part", path);
    return (length > 0 && length < LIMIT_PATH) ||
           error_set_number(error, FAULT_TOO_BIG, LIMIT_PATH);
}

/* Every page readable and every table whole: what is checked before a copy gets its name. */
static bool check_copy(struct store *store, sqlite3 *copy, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(copy, "PRAGMA integrity_check", -1, &statement, NULL);
    bool whole = code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW &&
                 slice_equal_text(sql_bytes(statement, 0), "ok");
    (void)sqlite3_finalize(statement);
    if (code != SQLITE_OK) {
        return sql_fail_on(store, copy, code, error);
    }
    return whole || error_set_text(error, FAULT_STORE_BROKEN, "integrity_check");
}

/* The place of a file is used again when it is removed: a copy says itself that it is one. */
static bool mark_copy(struct store *store, sqlite3 *copy, struct error *error)
{
    static const char *const sql = "UPDATE meta SET value = 'copy' WHERE name = 'file'";
    int code = sqlite3_exec(copy, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || sql_fail_on(store, copy, code, error);
}

static bool copy_pages(struct store *store, sqlite3 *from, sqlite3 *to, struct error *error)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    int code = SQLITE_OK;
    if (backup == NULL) {
        return sql_fail_on(store, to, sqlite3_errcode(to), error);
    }
    do {
        code = sqlite3_backup_step(backup, 1024);
        if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
            (void)sqlite3_sleep(5);
        }
    } while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
    code = sqlite3_backup_finish(backup);
    if (code != SQLITE_OK) {
        return sql_fail_on(store, to, code, error);
    }
    return mark_copy(store, to, error) && check_copy(store, to, error);
}

/* The file is made here: what SQLite makes is not of mode 0600. */
static bool copy_to(struct store *store, const char *path, struct error *error)
{
    const struct disk_port *disk = &store->world.disk;
    sqlite3 *copy = NULL;
    int handle = -1;
    int code = SQLITE_OK;
    bool done = false;
    if (!disk->create(disk->context, path, &handle, error)) {
        return false;
    }
    disk->close(disk->context, handle);
    code = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE, NULL);
    done = code == SQLITE_OK ? copy_pages(store, store->database, copy, error)
                             : sql_fail_on(store, copy, code, error);
    (void)sqlite3_close(copy);
    return done;
}

bool backup_write(struct store *store, const char *path, struct error *error)
{
    const struct disk_port *disk = &store->world.disk;
    char temporary[LIMIT_PATH];
    char folder[LIMIT_PATH];
    struct error ignored;
    if (!temporary_name(path, temporary, error) || !path_folder(path, folder, error) ||
        !disk->remove(disk->context, temporary, error)) {
        return false;
    }
    /* SQLite syncs the copy when its transaction ends; the name becomes durable here. */
    if (copy_to(store, temporary, error) &&
        disk->rename(disk->context, temporary, path, false, error) &&
        disk->sync_folder(disk->context, folder, error)) {
        return true;
    }
    (void)disk->remove(disk->context, temporary, &ignored);
    return false;
}

/* ---- restoring ---- */

/* The words in which a store says that it is one. */
static bool check_is_store(struct store *shell, struct error *error)
{
    static const char *const sql = "SELECT value FROM meta WHERE name = 'terminal'";
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(shell->database, sql, -1, &statement, NULL);
    bool found = code == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW;
    (void)sqlite3_finalize(statement);
    return found || error_set(error, FAULT_BACKUP_NOT_ONE);
}

bool backup_restore(
    const struct world *world,
    const char *path,
    const char *folder,
    struct error *error)
{
    const struct disk_port *disk = &world->disk;
    struct store shell = {.world = *world};
    char target[LIMIT_PATH];
    bool done = false;
    if (!path_join(target, sizeof target, folder, "totsugo.db", error) ||
        !disk_settle_folder(disk, folder, error)) {
        return false;
    }
    if (disk->exists(disk->context, target)) {
        error_set(error, FAULT_STORE_EXISTS);
        return error_set_place(error, folder, 0, 0);
    }
    if (!disk->exists(disk->context, path)) {
        error_set(error, FAULT_FILE_MISSING);
        return error_set_place(error, path, 0, 0);
    }
    (void)snprintf(shell.folder, sizeof shell.folder, "%s", folder);
    if (sqlite3_open_v2(path, &shell.database, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK) {
        done = check_is_store(&shell, error) && backup_write(&shell, target, error);
    } else {
        error_set(error, FAULT_BACKUP_NOT_ONE);
    }
    if (!done && error->fault == FAULT_BACKUP_NOT_ONE) {
        error_set_place(error, path, 0, 0);
    }
    (void)sqlite3_close(shell.database);
    return done;
}
