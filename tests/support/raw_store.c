#include "tests/support/raw_store.h"

#include <stdio.h>
#include <stdlib.h>

static void die(const char *what, const char *why)
{
    (void)fprintf(stderr, "%s: %s\n", what, why);
    abort();
}

const char *raw_path(const struct test_store *test, const char *name)
{
    static char paths[4][600];
    static unsigned turn = 0;
    char *path = paths[turn++ % 4];
    (void)snprintf(path, sizeof paths[0], "%s/store/%s", test->world.folder, name);
    return path;
}

sqlite3 *raw_open(const struct test_store *test)
{
    sqlite3 *database = NULL;
    const char *path = raw_path(test, "totsugo.db");
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
        die(path, sqlite3_errmsg(database));
    }
    return database;
}

int raw_run(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, NULL, NULL, NULL) & 0xFF;
}

void raw_do(const struct test_store *test, const char *sql)
{
    sqlite3 *database = raw_open(test);
    if (raw_run(database, sql) != SQLITE_OK) {
        die(sql, sqlite3_errmsg(database));
    }
    (void)sqlite3_close(database);
}

void raw_text(const struct test_store *test, const char *sql, char *text, size_t size)
{
    sqlite3 *database = raw_open(test);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        die(sql, sqlite3_errmsg(database));
    }
    (void)snprintf(text, size, "%s", (const char *)sqlite3_column_text(statement, 0));
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(database);
}

int64_t raw_number(const struct test_store *test, const char *sql)
{
    char text[32];
    raw_text(test, sql, text, sizeof text);
    return strtoll(text, NULL, 10);
}

void raw_tamper(const struct test_store *test, const char *sql)
{
    static const char *const names[] = {"journal_insert", "journal_update", "journal_delete"};
    char text[3][2048];
    char query[128];
    for (unsigned i = 0; i < 3; i++) {
        (void)snprintf(
            query, sizeof query, "SELECT sql FROM sqlite_schema WHERE name = '%s'", names[i]);
        raw_text(test, query, text[i], sizeof text[i]);
        (void)snprintf(query, sizeof query, "DROP TRIGGER %s", names[i]);
        raw_do(test, query);
    }
    raw_do(test, sql);
    for (unsigned i = 0; i < 3; i++) {
        raw_do(test, text[i]);
    }
}

void raw_flip(const struct test_store *test, const char *column, int64_t entry, int offset)
{
    sqlite3 *database = raw_open(test);
    sqlite3_blob *blob = NULL;
    unsigned char byte = 0;
    if (sqlite3_blob_open(database, "main", "journal", column, entry, 1, &blob) != SQLITE_OK ||
        sqlite3_blob_read(blob, &byte, 1, offset) != SQLITE_OK) {
        die(column, sqlite3_errmsg(database));
    }
    byte ^= 1;
    if (sqlite3_blob_write(blob, &byte, 1, offset) != SQLITE_OK ||
        sqlite3_blob_close(blob) != SQLITE_OK) {
        die(column, sqlite3_errmsg(database));
    }
    (void)sqlite3_close(database);
}

struct buffer raw_file(const char *path)
{
    struct disk_port disk = disk_real();
    struct buffer bytes = buffer_open(0);
    struct error error = {0};
    if (!disk_read_all(&disk, path, (size_t)1 << 30, &bytes, &error)) {
        die(path, error_name(error.fault));
    }
    return bytes;
}

void raw_put_file(const char *path, struct slice bytes)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes.data, 1, bytes.size, file) != bytes.size ||
        fclose(file) != 0) {
        die(path, "cannot write");
    }
}
