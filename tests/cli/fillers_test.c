/* Fillers of unknown claims come from the adopted rulebook; without one that loads capturing goes on. */
#include "cli/fillers.h"

#include <stdlib.h>

#include "engine/storage/rulebooks.h"
#include "tests/support/check.h"
#include "tests/support/store_fixture.h"

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    assert_non_null(test);
    test_store_open(test, 90);
    *state = test;
    return 0;
}

static int drop_store(void **state)
{
    test_store_close(*state);
    free(*state);
    return 0;
}

static void the_numbers_of_the_rulebook_are_told(void **state)
{
    struct test_store *test = *state;
    struct cli cli = {.store = test->store};
    struct fillers fillers;
    struct error error = {0};
    test_store_adopt_rules(test, TEST_RULES);
    assert_true(fillers_open(&cli, &fillers, &error));
    assert_int_equal(fillers.count, 3);
    fillers_close(&fillers);
}

/* As a store is whose rulebook a newer program does not understand. */
static void a_rulebook_that_does_not_load_stops_no_capture(void **state)
{
    const struct test_store *test = *state;
    const struct rule_file files[] = {{.name = "a.yaml", .bytes = slice_of("table: a")}};
    struct cli cli = {.store = test->store};
    struct fillers fillers;
    struct error error = {0};
    bool adopted = false;
    assert_true(store_begin(test->store, &error));
    assert_true(rulebooks_adopt(test->store, files, 1, &adopted, &error));
    assert_true(store_commit(test->store, &error));
    assert_true(fillers_open(&cli, &fillers, &error));
    assert_int_equal(fillers.count, 0);
    fillers_close(&fillers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_numbers_of_the_rulebook_are_told, make_store, drop_store),
        cmocka_unit_test_setup_teardown(
            a_rulebook_that_does_not_load_stops_no_capture, make_store, drop_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
