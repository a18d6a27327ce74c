/* Stores that earlier versions wrote (tests/golden) are opened, understood and gone on with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/incarnation.h"
#include "engine/storage/inside.h"
#include "tests/support/check.h"
#include "tests/support/every_kind.h"
#include "tests/support/golden_store.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

enum {
    GOLDEN_STORES = 32
};

struct folders {
    char paths[GOLDEN_STORES][LIMIT_PATH];
    size_t count;
};

static struct folders folders;

static bool take_folder(void *taker, const char *name)
{
    (void)taker;
    if (strncmp(name, "format-", 7) == 0) {
        assert_true(folders.count < GOLDEN_STORES);
        (void)snprintf(folders.paths[folders.count], LIMIT_PATH, "%s/%s", TEST_GOLDEN, name);
        folders.count++;
    }
    return true;
}

static int find_folders(void **state)
{
    struct disk_port disk = disk_real();
    struct error error = {0};
    (void)state;
    return disk.list(disk.context, TEST_GOLDEN, take_folder, NULL, &error) && folders.count > 0
               ? 0
               : -1;
}

/* Line by line, so that a difference can be read. */
static void check_lines(struct slice said, struct slice expected)
{
    while (said.size > 0 || expected.size > 0) {
        size_t end = slice_find_byte(said, '\n');
        size_t wanted = slice_find_byte(expected, '\n');
        assert_slice(slice_part(said, 0, end), slice_part(expected, 0, wanted));
        said = slice_part(said, end + 1, said.size);
        expected = slice_part(expected, wanted + 1, expected.size);
    }
}

static void each_says_what_it_said_when_it_was_made(void **state)
{
    (void)state;
    for (size_t i = 0; i < folders.count; i++) {
        struct test_store test;
        struct buffer said;
        struct buffer expected;
        char path[LIMIT_PATH + 16];
        golden_store_open(&test, folders.paths[i]);
        test_store_reopen(&test);
        said = golden_store_says(&test);
        (void)snprintf(path, sizeof path, "%s/expected.txt", folders.paths[i]);
        expected = raw_file(path);
        check_lines(buffer_slice(&said), buffer_slice(&expected));
        assert_string_equal(tagged_store_fault(&test), "");
        buffer_close(&expected);
        buffer_close(&said);
        test_store_close(&test);
    }
}

static void each_opens_by_every_way_in(void **state)
{
    (void)state;
    for (size_t i = 0; i < folders.count; i++) {
        struct test_store test;
        struct error error = {0};
        golden_store_open(&test, folders.paths[i]);
        test_store_reopen(&test);
        vault_close(test.store);
        assert_true(
            vault_unlock_operator(test.store, "clerk", slice_of(every_kind_passphrase), &error));
        vault_close(test.store);
        assert_true(vault_unlock_recovery(test.store, slice_of(test.recovery_key), &error));
        vault_close(test.store);
        assert_false(
            vault_unlock_operator(test.store, "clerk", slice_of("another one...."), &error));
        test_store_close(&test);
    }
}

/* The chart number is known again: keys and the way values are folded are those of that store. */
static void each_is_gone_on_with(void **state)
{
    static const char *const pairs[] = {
        "visit_date=20260301", "chart_number=1", "share_charged=20", NULL};
    (void)state;
    for (size_t i = 0; i < folders.count; i++) {
        struct test_store test;
        struct error error = {0};
        struct buffer said;
        bool begun = false;
        golden_store_open(&test, folders.paths[i]);
        test_store_reopen(&test);
        said = golden_store_says(&test);
        assert_true(incarnation_settle(test.store, &begun, &error));
        assert_true(begun);
        assert_int_equal(test_capture(&test, CAPTURE_CHARGE, pairs), 1);
        assert_string_equal(tagged_store_fault(&test), "");
        buffer_close(&said);
        test_store_close(&test);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_says_what_it_said_when_it_was_made),
        cmocka_unit_test(each_opens_by_every_way_in),
        cmocka_unit_test(each_is_gone_on_with),
    };
    return cmocka_run_group_tests(tests, find_folders, NULL);
}
