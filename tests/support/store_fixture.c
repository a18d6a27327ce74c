#include "tests/support/store_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/must.h"

static struct store_options options_of(struct test_store *test)
{
    static char folder[512];
    (void)snprintf(folder, sizeof folder, "%s/store", test->world.folder);
    return (struct store_options){.folder = folder, .world = &test->world.world, .vfs = test->vfs};
}

void test_store_make(struct test_store *test)
{
    struct error error = {0};
    struct store_options options = options_of(test);
    must(store_create(&options, &test->store, &error), &error, "create");
    must(vault_create(test->store, &error), &error, "vault");
    must(vault_make_key_file(test->store, test->key_file, &error), &error, "key file");
    must(vault_make_recovery_key(test->store, test->recovery_key, &error), &error, "recovery");
    must(store_commit(test->store, &error), &error, "commit");
    test_store_reopen(test);
}

void test_store_open(struct test_store *test, uint64_t seed)
{
    memset(test, 0, sizeof *test);
    test_world_open(&test->world, seed);
    test_store_make(test);
}

void test_store_close(struct test_store *test)
{
    store_close(test->store);
    test_world_close(&test->world);
}

int test_store_setup(void **state, uint64_t seed)
{
    struct test_store *test = calloc(1, sizeof *test);
    if (test == NULL) {
        return -1;
    }
    test_store_open(test, seed);
    *state = test;
    return 0;
}

int test_store_teardown(void **state)
{
    test_store_close(*state);
    free(*state);
    return 0;
}

void test_store_begin(struct test_store *test)
{
    struct error error = {0};
    must(store_begin(test->store, &error), &error, "begin");
}

void test_store_commit(struct test_store *test)
{
    struct error error = {0};
    must(store_commit(test->store, &error), &error, "commit");
}

bool test_store_try(struct test_store *test, struct error *error)
{
    struct store_options options = options_of(test);
    return store_open(&options, &test->store, error) &&
           vault_unlock_key_file(test->store, slice_of(test->key_file), "tester", error);
}

void test_store_reopen(struct test_store *test)
{
    struct error error = {0};
    store_close(test->store);
    must(test_store_try(test, &error), &error, "open");
}

struct rule_folder {
    const struct disk_port *disk;
    const char *path;
    struct rule_file files[LIMIT_RULE_FILES];
    struct buffer bytes[LIMIT_RULE_FILES];
    char names[LIMIT_RULE_FILES][64];
    size_t count;
};

static bool take_rule_file(void *taker, const char *name)
{
    struct rule_folder *folder = taker;
    struct error error = {0};
    char path[LIMIT_PATH];
    size_t length = strlen(name);
    if (length < 5 || strcmp(name + length - 5, ".yaml") != 0) {
        return true;
    }
    (void)snprintf(path, sizeof path, "%s/%s", folder->path, name);
    must(
        disk_read_all(
            folder->disk, path, LIMIT_RULE_FILE_BYTES, &folder->bytes[folder->count], &error),
        &error, path);
    (void)snprintf(folder->names[folder->count], sizeof folder->names[0], "%s", name);
    folder->files[folder->count].name = folder->names[folder->count];
    folder->files[folder->count].bytes = buffer_slice(&folder->bytes[folder->count]);
    folder->count++;
    return true;
}

void test_store_adopt_rules(struct test_store *test, const char *path)
{
    struct disk_port disk = disk_real();
    struct rule_folder folder = {.disk = &disk, .path = path};
    struct error error = {0};
    bool adopted = false;
    must(disk.list(disk.context, path, take_rule_file, &folder, &error), &error, "rules");
    must(store_begin(test->store, &error), &error, "begin");
    must(
        rulebooks_adopt(test->store, folder.files, folder.count, &adopted, &error), &error,
        "adopt");
    must(store_commit(test->store, &error), &error, "commit");
    for (size_t i = 0; i < folder.count; i++) {
        buffer_close(&folder.bytes[i]);
    }
}

struct evidence test_evidence(const char *const *pairs)
{
    struct evidence evidence = {0};
    for (; *pairs != NULL; pairs++) {
        const char *equals = strchr(*pairs, '=');
        struct slice name = {(const uint8_t *)*pairs, 0};
        enum field field = FIELD_VISIT_DATE;
        if (equals == NULL) {
            abort();
        }
        name.size = (size_t)(equals - *pairs);
        if (!field_read(name, &field)) {
            (void)fprintf(stderr, "no field %s\n", *pairs);
            abort();
        }
        evidence.values[field] = slice_of(equals + 1);
    }
    return evidence;
}

int64_t test_capture(struct test_store *test, enum capture capture, const char *const *pairs)
{
    struct evidence evidence = test_evidence(pairs);
    struct error error = {0};
    int64_t visit = 0;
    bool opened = false;
    must(store_begin(test->store, &error), &error, "begin");
    must(
        visits_capture(test->store, capture, &evidence, &visit, &opened, &error), &error,
        "capture");
    must(store_commit(test->store, &error), &error, "commit");
    return visit;
}
