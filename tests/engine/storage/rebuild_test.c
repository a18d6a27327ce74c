/* Views made anew from a journal with every kind of entry are the same rows, and say the same. */
#include <stdlib.h>
#include <string.h>

#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/every_kind.h"
#include "tests/support/raw_store.h"
#include "tests/support/store_dump.h"

enum {
    DUMP_BYTES = 4 * 1024 * 1024
};

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    assert_non_null(test);
    test_store_open(test, 161);
    every_kind_fill(test, TEST_RULES);
    *state = test;
    return 0;
}

/* A kind that is new in entries.def needs a sample in every_kind.c. */
static void there_is_an_entry_of_every_kind(void **state)
{
    const struct test_store *test = *state;
    const char *missing = every_kind_missing(test);
    if (missing != NULL) {
        fail_msg("no entry of kind %s", missing);
    }
}

static void there_is_a_row_in_every_view(void **state)
{
    const struct test_store *test = *state;
    struct buffer rows = buffer_open(DUMP_BYTES);
    char empty[64];
    views_dump(test, &rows, empty);
    assert_string_equal(empty, "");
    buffer_close(&rows);
}

static void check_same(struct test_store *test)
{
    struct buffer rows[2] = {buffer_open(DUMP_BYTES), buffer_open(DUMP_BYTES)};
    struct buffer said[2] = {buffer_open(DUMP_BYTES), buffer_open(DUMP_BYTES)};
    struct error error = {0};
    char empty[64];
    views_dump(test, &rows[0], empty);
    store_dump(test, &said[0]);
    assert_true(views_rebuild(test->store, &error));
    views_dump(test, &rows[1], empty);
    store_dump(test, &said[1]);
    assert_slice(buffer_slice(&rows[1]), buffer_slice(&rows[0]));
    assert_slice(buffer_slice(&said[1]), buffer_slice(&said[0]));
    for (int i = 0; i < 2; i++) {
        buffer_close(&rows[i]);
        buffer_close(&said[i]);
    }
}

static void views_made_anew_are_the_same_rows(void **state)
{
    struct test_store *test = *state;
    check_same(test);
    test_store_reopen(test);
    check_same(test);
}

/* Rows that are wrong, missing or too many do not outlive a rebuild. */
static void spoiled_views_come_back_as_they_were(void **state)
{
    static const char *const spoilings[] = {
        "UPDATE visit SET content = content + 1, gone = 0",
        "DELETE FROM verdict",
        "INSERT INTO open_work VALUES(999, 1, 1)",
        "UPDATE counter SET value = value + 1",
        "DELETE FROM evidence",
        "UPDATE setting SET value = 'x'",
        "UPDATE bulk SET state = 0",
        "DELETE FROM part",
        "UPDATE inquiry SET state = 1",
        "DELETE FROM inquiry_visit",
        "UPDATE answer SET visit = 0",
        "DELETE FROM export",
        "UPDATE alias SET same = 0",
    };
    struct test_store *test = *state;
    struct buffer before = buffer_open(DUMP_BYTES);
    struct error error = {0};
    char empty[64];
    views_dump(test, &before, empty);
    for (size_t i = 0; i < COUNT_OF(spoilings); i++) {
        struct buffer spoiled = buffer_open(DUMP_BYTES);
        struct buffer after = buffer_open(DUMP_BYTES);
        raw_do(test, spoilings[i]);
        views_dump(test, &spoiled, empty);
        assert_row(!slice_equal(buffer_slice(&spoiled), buffer_slice(&before)), spoilings[i]);
        assert_true(views_rebuild(test->store, &error));
        views_dump(test, &after, empty);
        assert_slice(buffer_slice(&after), buffer_slice(&before));
        buffer_close(&spoiled);
        buffer_close(&after);
    }
    buffer_close(&before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_is_an_entry_of_every_kind),
        cmocka_unit_test(there_is_a_row_in_every_view),
        cmocka_unit_test(views_made_anew_are_the_same_rows),
        cmocka_unit_test(spoiled_views_come_back_as_they_were),
    };
    return cmocka_run_group_tests(tests, make_store, test_store_teardown);
}
