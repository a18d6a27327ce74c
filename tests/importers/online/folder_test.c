#include "importers/online/folder.h"

#include <string.h>

#include "tests/importers/online/folder_site.h"

static void folders_are_found_in_any_case(void **state)
{
    static const char *const names[][2] = {{"req", "res"}, {"REQ", "RES"}, {"Req", "rEs"}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct site site;
        open_site(&site, names[i][0], names[i][1]);
        assert_non_null(strstr(site.folder.request, names[i][0]));
        assert_non_null(strstr(site.folder.answer, names[i][1]));
        close_site(&site);
    }
}

static void folders_may_be_named_outright(void **state)
{
    struct site site;
    struct folder folder;
    struct folder_settings settings = {.root = NULL};
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    assert_int_equal(mkdir(test_path(&site.world, "in"), 0700), 0);
    settings.request = test_path(&site.world, "in");
    settings.answer = test_path(&site.world, "res");
    assert_true(
        folder_open(&folder, &settings, &site.world.world.disk, &site.world.world.clock, &error));
    assert_true(folder_prepare(&folder, FOLDER_BATCH, KEY, LITERAL("x"), &error));
    assert_true(is_there(&site, "in", BATCH_TEMPORARY));
    close_site(&site);
}

static void a_folder_that_cannot_be_reached_is_a_line_that_is_down(void **state)
{
    struct test_world world;
    struct folder folder;
    struct folder_settings settings;
    struct error error;
    (void)state;
    test_world_open(&world, 1);
    settings = (struct folder_settings){.root = test_path(&world, "none")};
    assert_false(folder_open(&folder, &settings, &world.world.disk, &world.world.clock, &error));
    assert_int_equal(error.fault, FAULT_LINE_DOWN);
    assert_int_equal(error_kind(&error), ERROR_TRY_LATER);
    assert_string_equal(error.place.file, settings.root);
    settings = (struct folder_settings){.root = world.folder};
    assert_false(folder_open(&folder, &settings, &world.world.disk, &world.world.clock, &error));
    assert_int_equal(error.fault, FAULT_LINE_DOWN);
    assert_string_equal(error.place.file, world.folder);
    test_world_close(&world);
}

static void two_folders_that_differ_in_case_only_are_refused(void **state)
{
    struct site site;
    struct folder folder;
    struct folder_settings settings;
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    assert_int_equal(mkdir(test_path(&site.world, "REQ"), 0700), 0);
    settings = settings_of(&site);
    assert_false(
        folder_open(&folder, &settings, &site.world.world.disk, &site.world.world.clock, &error));
    assert_int_equal(error.fault, FAULT_FOLDER_AMBIGUOUS);
    close_site(&site);
}

static void a_request_is_prepared_released_taken_and_answered(void **state)
{
    struct site site;
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_GONE);
    assert_true(folder_prepare(&site.folder, FOLDER_BATCH, KEY, LITERAL("one"), &error));
    assert_true(folder_prepare(&site.folder, FOLDER_BATCH, KEY, LITERAL("two"), &error));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_PREPARED);
    assert_int_equal(state_of(&site, FOLDER_FETCH), FOLDER_GONE);
    assert_true(is_there(&site, "req", BATCH_TEMPORARY));
    assert_true(folder_release(&site.folder, FOLDER_BATCH, KEY, &error));
    assert_true(folder_release(&site.folder, FOLDER_BATCH, KEY, &error));
    assert_false(is_there(&site, "req", BATCH_TEMPORARY));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_WAITING);
    assert_int_equal(remove(path_in(&site, "req", BATCH_REQUEST)), 0);
    assert_true(folder_release(&site.folder, FOLDER_BATCH, KEY, &error));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_GONE);
    put(&site, "res", "oqsMUQUC01Res_" KEY ".XML", LITERAL(WHOLE));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_ANSWERED);
    assert_true(folder_release(&site.folder, FOLDER_BATCH, KEY, &error));
    close_site(&site);
}

static void what_was_prepared_last_is_what_is_sent(void **state)
{
    struct site site;
    struct buffer bytes;
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    assert_true(folder_prepare(&site.folder, FOLDER_BATCH, KEY, LITERAL("a longer one"), &error));
    assert_true(folder_prepare(&site.folder, FOLDER_BATCH, KEY, LITERAL("two"), &error));
    assert_true(folder_release(&site.folder, FOLDER_BATCH, KEY, &error));
    assert_true(disk_read_all(
        &site.world.world.disk, path_in(&site, "req", BATCH_REQUEST), 100, &bytes, &error));
    assert_text(buffer_slice(&bytes), "two");
    buffer_close(&bytes);
    close_site(&site);
}

static void a_key_that_somebody_else_uses_is_refused(void **state)
{
    static const char *const files[][2] = {
        {"req", BATCH_REQUEST},
        {"req", "oqsmuquc01REQ_" KEY ".XML"},
        {"res", "OQSmuquc01res_" KEY ".xml"},
        {"res", "OQSmuquc01res_" KEY ".zip"},
        {"res", "OQSmuquc01req_" KEY ".err"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct site site;
        struct error error;
        open_site(&site, "req", "res");
        assert_true(folder_prepare(&site.folder, FOLDER_BATCH, KEY, LITERAL("ours"), &error));
        put(&site, files[i][0], files[i][1], LITERAL("theirs"));
        assert_false(folder_release(&site.folder, FOLDER_BATCH, KEY, &error));
        assert_int_equal(error.fault, FAULT_FOLDER_KEY_TAKEN);
        assert_true(is_there(&site, "req", BATCH_TEMPORARY));
        assert_true(is_there(&site, files[i][0], files[i][1]));
        assert_false(folder_prepare(&site.folder, FOLDER_BATCH, KEY, LITERAL("ours"), &error));
        assert_int_equal(error.fault, FAULT_FOLDER_KEY_TAKEN);
        close_site(&site);
    }
}

/* What a disk without "rename unless it is there" leaves after a crash between link and unlink. */
static void one_file_under_both_names_was_sent(void **state)
{
    struct site site;
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    assert_true(folder_prepare(&site.folder, FOLDER_BATCH, KEY, LITERAL("ours"), &error));
    put(&site, "req", BATCH_REQUEST, LITERAL("ours"));
    assert_true(folder_release(&site.folder, FOLDER_BATCH, KEY, &error));
    assert_false(is_there(&site, "req", BATCH_TEMPORARY));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_WAITING);
    close_site(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_found_in_any_case),
        cmocka_unit_test(folders_may_be_named_outright),
        cmocka_unit_test(a_folder_that_cannot_be_reached_is_a_line_that_is_down),
        cmocka_unit_test(two_folders_that_differ_in_case_only_are_refused),
        cmocka_unit_test(a_request_is_prepared_released_taken_and_answered),
        cmocka_unit_test(what_was_prepared_last_is_what_is_sent),
        cmocka_unit_test(a_key_that_somebody_else_uses_is_refused),
        cmocka_unit_test(one_file_under_both_names_was_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
