/* "journal verify" as people read it: each problem is one line that names the entry; exit code 1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/journal_check.h"
#include "tests/cli/cli_rig.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

enum {
    ENTRIES = 5
};

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    struct error error = {0};
    assert_non_null(test);
    test_store_open(test, 51);
    cli_rig_keep_key(test);
    for (unsigned i = 1; i <= ENTRIES; i++) {
        assert_true(tagged_capture(test->store, i, i, &error));
    }
    *state = test;
    return 0;
}

/* Needs no key: the session is closed first. */
static int verify(struct test_store *test, const char *anchors)
{
    struct cli cli = cli_rig_open(test);
    cli.command = "journal";
    cli.arguments[cli.argument_count++] = "verify";
    if (anchors != NULL) {
        cli.arguments[cli.argument_count++] = "--anchors";
        cli.arguments[cli.argument_count++] = anchors;
    }
    vault_close(test->store);
    return cli_rig_run(test, &cli, cmd_journal);
}

static void says(const struct test_store *test, int64_t seq, enum chain_problem problem)
{
    char line[256];
    (void)snprintf(
        line, sizeof line, "%s-1-%lld: %s", test->store->terminal, (long long)seq,
        chain_problem_label(problem, LANGUAGE_ENGLISH));
    if (strstr(cli_rig_said(), line) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", line, cli_rig_said());
    }
}

static void a_whole_chain_is_said_to_be_whole(void **state)
{
    assert_int_equal(verify(*state, NULL), EXIT_DONE);
    assert_non_null(strstr(cli_rig_said(), "5"));
}

static void a_changed_byte_is_named(void **state)
{
    struct test_store *test = *state;
    raw_flip(test, "body", 3, 7);
    assert_int_equal(verify(test, NULL), EXIT_FAULT);
    says(test, 3, CHAIN_BODY_CHANGED);
    raw_flip(test, "body", 3, 7);
    raw_tamper(test, "UPDATE journal SET at_ms = at_ms + 1 WHERE entry = 4");
    assert_int_equal(verify(test, NULL), EXIT_FAULT);
    says(test, 4, CHAIN_LINK_CHANGED);
}

static void a_missing_entry_is_named_by_the_one_after_it(void **state)
{
    struct test_store *test = *state;
    raw_tamper(test, "DELETE FROM journal WHERE entry = 2");
    assert_int_equal(verify(test, NULL), EXIT_FAULT);
    says(test, 3, CHAIN_GAP);
}

static void a_swapped_pair_is_named(void **state)
{
    struct test_store *test = *state;
    raw_tamper(
        test,
        "UPDATE journal SET seq = 100 WHERE seq = 2; UPDATE journal SET seq = 2 WHERE seq = 3;"
        "UPDATE journal SET seq = 3 WHERE seq = 100;");
    assert_int_equal(verify(test, NULL), EXIT_FAULT);
    says(test, 2, CHAIN_LINK_CHANGED);
    says(test, 3, CHAIN_LINK_CHANGED);
}

static void a_cut_tail_is_named_by_its_anchor(void **state)
{
    struct test_store *test = *state;
    char anchor[ANCHOR_TEXT];
    char path[LIMIT_PATH];
    struct error error = {0};
    assert_true(journal_anchor(test->store, anchor, &error));
    (void)snprintf(path, sizeof path, "%s", test_path(&test->world, "anchors"));
    raw_put_file(path, slice_of(anchor));
    assert_int_equal(verify(test, path), EXIT_DONE);
    raw_tamper(test, "DELETE FROM journal WHERE entry > 3");
    assert_int_equal(verify(test, NULL), EXIT_DONE);
    assert_int_equal(verify(test, path), EXIT_FAULT);
    says(test, ENTRIES, CHAIN_ANCHOR_MISSING);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(a_whole_chain_is_said_to_be_whole),
        WITH(a_changed_byte_is_named),
        WITH(a_missing_entry_is_named_by_the_one_after_it),
        WITH(a_swapped_pair_is_named),
        WITH(a_cut_tail_is_named_by_its_anchor),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
