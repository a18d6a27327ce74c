/*
 * golden_make FOLDER              a golden store of this version in an empty folder
 * golden_make --expected FOLDER   only what it says, of a store that is there
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/backup.h"
#include "tests/support/every_kind.h"
#include "tests/support/golden_store.h"
#include "tests/support/raw_store.h"

static const char *in(const char *folder, const char *name)
{
    static char path[LIMIT_PATH];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void make(const char *folder)
{
    struct test_store test;
    struct error error = {0};
    test_store_open(&test, 1);
    test.world.clock.step_ms = 1;
    every_kind_fill(&test, TEST_RULES);
    if (!backup_write(test.store, in(folder, "totsugo.db"), &error)) {
        (void)fprintf(stderr, "%s\n", error_name(error.fault));
        exit(1);
    }
    raw_put_file(in(folder, "key"), slice_of(test.key_file));
    raw_put_file(in(folder, "recovery"), slice_of(test.recovery_key));
    test_store_close(&test);
}

static void say(const char *folder)
{
    struct test_store test;
    struct buffer said;
    golden_store_open(&test, folder);
    test_store_reopen(&test);
    said = golden_store_says(&test);
    raw_put_file(in(folder, "expected.txt"), buffer_slice(&said));
    buffer_close(&said);
    test_store_close(&test);
}

int main(int count, char **words)
{
    if (count == 3 && strcmp(words[1], "--expected") == 0) {
        say(words[2]);
    } else if (count == 2) {
        make(words[1]);
        say(words[1]);
    } else {
        (void)fputs("golden_make [--expected] FOLDER\n", stderr);
        return 2;
    }
    return 0;
}
