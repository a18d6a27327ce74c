#include "tests/support/golden_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/storage/views.h"
#include "tests/support/raw_store.h"
#include "tests/support/store_dump.h"

enum {
    SAID_BYTES = 4 * 1024 * 1024
};

static void read_text(const char *folder, const char *name, char *text, size_t size)
{
    char path[LIMIT_PATH];
    struct buffer bytes;
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    bytes = raw_file(path);
    if (!slice_copy_text(buffer_slice(&bytes), text, size)) {
        abort();
    }
    buffer_close(&bytes);
}

void golden_store_open(struct test_store *test, const char *folder)
{
    char path[LIMIT_PATH];
    struct buffer bytes;
    memset(test, 0, sizeof *test);
    test_world_open(&test->world, 171);
    (void)snprintf(path, sizeof path, "%s/totsugo.db", folder);
    bytes = raw_file(path);
    (void)mkdir(test_path(&test->world, "store"), S_IRWXU);
    raw_put_file(raw_path(test, "totsugo.db"), buffer_slice(&bytes));
    buffer_close(&bytes);
    read_text(folder, "key", test->key_file, sizeof test->key_file);
    read_text(folder, "recovery", test->recovery_key, sizeof test->recovery_key);
}

struct buffer golden_store_says(struct test_store *test)
{
    struct buffer said = buffer_open(SAID_BYTES);
    struct error error = {0};
    if (!views_rebuild(test->store, &error)) {
        (void)fprintf(stderr, "rebuild: %s\n", error_name(error.fault));
        abort();
    }
    store_dump(test, &said);
    return said;
}
