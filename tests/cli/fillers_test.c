/* Fillers of unknown claims come from the adopted rulebook; without one that loads capturing goes on. */
#include "cli/fillers.h"

#include <string.h>

#include "engine/storage/asking.h"
#include "engine/storage/rulebooks.h"
#include "tests/cli/cli_rig.h"
#include "tests/cli/export_rig.h"
#include "tests/support/check.h"

static int make_store(void **state)
{
    return test_store_setup(state, 90);
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
static void adopt_unreadable(const struct test_store *test)
{
    const struct rule_file files[] = {{.name = "a.yaml", .bytes = slice_of("table: a")}};
    struct error error = {0};
    bool adopted = false;
    assert_true(store_begin(test->store, &error));
    assert_true(rulebooks_adopt(test->store, files, 1, &adopted, &error));
    assert_true(store_commit(test->store, &error));
}

static void a_rulebook_that_does_not_load_stops_no_capture(void **state)
{
    const struct test_store *test = *state;
    struct cli cli = {.store = test->store};
    struct fillers fillers;
    struct error error = {0};
    adopt_unreadable(test);
    assert_true(fillers_open(&cli, &fillers, &error));
    assert_int_equal(fillers.count, 0);
    fillers_close(&fillers);
}

static void run(
    struct test_store *test,
    int (*command)(struct cli *cli),
    const char *word,
    int code,
    const char *said)
{
    struct cli cli = cli_rig_open(test);
    cli.command = "test";
    cli.arguments[0] = word;
    cli.argument_count = word == NULL ? 0 : 1;
    assert_int_equal(cli_rig_run(test, &cli, command), code);
    assert_non_null(strstr(cli_rig_said(), said));
}

static const char unreadable[] = "this version cannot read the adopted rulebook";

/* Typed while nothing told the desk that it is nobody's number: kept, and never claimed with. */
static void a_filler_typed_without_rules_is_never_claimed_with(void **state)
{
    static const char lines[] =
        "受診日=20260330\nカルテ番号=00101\nカナ氏名=シカク タロウ\n生年月日=19800101\n性別=男\n"
        "番号の出所=過去の受診\n保険者番号=77777779\n番号=777777777\n";
    struct test_store *test = *state;
    struct asking_list list;
    struct error error = {0};
    cli_rig_keep_key(test);
    adopt_unreadable(test);
    assert_int_equal(cli_rig_capture_lines(test, lines), EXIT_DONE);
    assert_non_null(strstr(cli_rig_said(), unreadable));
    assert_non_null(strstr(cli_rig_said(), "kept V1"));
    run(test, cmd_decide, NULL, EXIT_REFUSED, unreadable);
    run(test, cmd_explain, "V1", EXIT_REFUSED, unreadable);

    test_store_adopt_rules(test, TEST_RULES);
    assert_int_equal(cli_rig_capture_lines(test, lines), EXIT_REFUSED);
    run(test, cmd_decide, NULL, EXIT_PEOPLE, "current 0, past 0, unknown 0");
    run(test, cmd_explain, "V1", EXIT_DONE, "V1");
    assert_null(strstr(cli_rig_said(), "numbers of the claim"));
    assert_true(asking_collect(test->store, &list, &error));
    assert_int_equal(list.count, 0);
    asking_close(&list);
}

static void each_command_that_needs_rules_says_the_same(void **state)
{
    struct test_store *test = *state;
    struct asking_list list;
    struct error error = {0};
    cli_rig_keep_key(test);
    adopt_unreadable(test);
    run(test, cmd_decide, NULL, EXIT_REFUSED, unreadable);
    run(test, cmd_work, "list", EXIT_DONE, "nothing is left");
    assert_false(asking_collect(test->store, &list, &error));
    assert_int_equal(error.fault, FAULT_RULEBOOK_UNREADABLE);
}

/* Receipts, verdicts and visits are all there; only the rules cannot be read. */
static void without_rules_no_receipt_goes_out_and_capturing_goes_on(void **state)
{
    static struct test_store test;
    (void)state;
    test_world_open(&test.world, 91);
    export_rig_make(&test);
    adopt_unreadable(&test);
    assert_int_equal(export_rig_run(&test, 0), EXIT_REFUSED);
    assert_non_null(strstr(cli_rig_said(), unreadable));
    assert_int_equal(export_rig_count(&test), 0);
    assert_int_equal(cli_rig_capture(&test, 20, 1), EXIT_DONE);
    test_store_adopt_rules(&test, TEST_RULES);
    assert_int_equal(export_rig_run(&test, 0), EXIT_DONE);
    assert_true(export_rig_count(&test) > 0);
    test_store_close(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_numbers_of_the_rulebook_are_told, make_store, test_store_teardown),
        cmocka_unit_test_setup_teardown(
            a_filler_typed_without_rules_is_never_claimed_with, make_store, test_store_teardown),
        cmocka_unit_test_setup_teardown(
            each_command_that_needs_rules_says_the_same, make_store, test_store_teardown),
        cmocka_unit_test(without_rules_no_receipt_goes_out_and_capturing_goes_on),
        cmocka_unit_test_setup_teardown(
            a_rulebook_that_does_not_load_stops_no_capture, make_store, test_store_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
