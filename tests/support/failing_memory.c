#include "tests/support/failing_memory.h"

#include <openssl/crypto.h>
#include <sqlite3.h>
#include <stdlib.h>

static bool counting;
static int64_t requests;
static int64_t fails_at;
static bool fails_on;

static bool fails(void)
{
    if (!counting) {
        return false;
    }
    requests++;
    return fails_at != 0 && (requests == fails_at || (fails_on && requests > fails_at));
}

/* ---- the program ---- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
    return fails() ? NULL : __real_realloc(memory, size);
}

/* ---- OpenSSL ---- */

static void *crypto_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return fails() ? NULL : __real_malloc(size);
}

static void *crypto_realloc(void *memory, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return fails() ? NULL : __real_realloc(memory, size);
}

static void crypto_free(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    free(memory);
}

/* ---- SQLite: each piece is led by its size ---- */

enum {
    LEAD = 16
};

static void *sqlite_malloc(int size)
{
    char *memory = fails() ? NULL : __real_malloc((size_t)size + LEAD);
    if (memory == NULL) {
        return NULL;
    }
    *(int *)(void *)memory = size;
    return memory + LEAD;
}

static void sqlite_free(void *memory)
{
    if (memory != NULL) {
        free((char *)memory - LEAD);
    }
}

static int sqlite_size(void *memory)
{
    return memory == NULL ? 0 : *(int *)(void *)((char *)memory - LEAD);
}

static void *sqlite_realloc(void *memory, int size)
{
    char *moved = NULL;
    if (memory == NULL) {
        return sqlite_malloc(size);
    }
    moved = fails() ? NULL : __real_realloc((char *)memory - LEAD, (size_t)size + LEAD);
    if (moved == NULL) {
        return NULL;
    }
    *(int *)(void *)moved = size;
    return moved + LEAD;
}

static int sqlite_round(int size)
{
    return (size + 7) & ~7;
}

static int sqlite_init(void *context)
{
    (void)context;
    return SQLITE_OK;
}

static void sqlite_shutdown(void *context)
{
    (void)context;
}

void failing_memory_install(void)
{
    static const sqlite3_mem_methods methods = {sqlite_malloc,   sqlite_free,  sqlite_realloc,
                                                sqlite_size,     sqlite_round, sqlite_init,
                                                sqlite_shutdown, NULL};
    if (CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free) != 1 ||
        sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK) {
        abort();
    }
}

void failing_memory_begin(int64_t n, bool for_good)
{
    requests = 0;
    fails_at = n;
    fails_on = for_good;
    counting = true;
}

int64_t failing_memory_end(void)
{
    counting = false;
    return requests;
}
