#include "tests/support/rules_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/world.h"

#ifndef TOTSUGO_RULES
#define TOTSUGO_RULES "rules"
#endif

struct folder {
    struct disk_port disk;
    struct rule_file files[LIMIT_RULE_FILES];
    struct buffer bytes[LIMIT_RULE_FILES];
    char names[LIMIT_RULE_FILES][LIMIT_RULE_NAME];
    size_t count;
};

static _Noreturn void stop(const struct error *error)
{
    char text[1024];
    error_render(error, LANGUAGE_ENGLISH, text, sizeof text);
    (void)fprintf(stderr, "rules: %s\n", text);
    abort();
}

static bool take_name(void *taker, const char *name)
{
    struct folder *folder = taker;
    size_t length = strlen(name);
    char path[LIMIT_PATH];
    struct error error;
    if (length < 5 || length >= LIMIT_RULE_NAME || strcmp(name + length - 5, ".yaml") != 0) {
        return true;
    }
    if (folder->count == LIMIT_RULE_FILES ||
        !path_join(path, sizeof path, TOTSUGO_RULES, name, &error) ||
        !disk_read_all(
            &folder->disk, path, LIMIT_RULE_FILE_BYTES, &folder->bytes[folder->count], &error)) {
        abort();
    }
    (void)strcpy(folder->names[folder->count], name);
    folder->files[folder->count] = (struct rule_file){
        folder->names[folder->count], buffer_slice(&folder->bytes[folder->count])};
    folder->count++;
    return true;
}

struct rulebook *test_rules_load(void)
{
    struct folder *folder = calloc(1, sizeof *folder);
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    if (folder == NULL) {
        abort();
    }
    folder->disk = disk_real();
    if (!folder->disk.list(NULL, TOTSUGO_RULES, take_name, folder, &error) ||
        !rulebook_load(folder->files, folder->count, &book, &error)) {
        stop(&error);
    }
    for (size_t i = 0; i < folder->count; i++) {
        buffer_close(&folder->bytes[i]);
    }
    free(folder);
    return book;
}
