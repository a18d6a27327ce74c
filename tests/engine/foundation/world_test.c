#include "engine/foundation/world.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

static int64_t fixed_now(void *context)
{
    const int64_t *now = context;
    return *now;
}

static void now_is_what_the_clock_says(void **state)
{
    int64_t now = INT64_C(1774969200000);
    struct world world = {.clock = {.context = &now, .now_ms = fixed_now}};
    (void)state;
    assert_true(world_now_ms(&world) == now);
    now = -1;
    assert_true(world_now_ms(&world) == -1);
}

static void a_path_is_joined_or_too_big(void **state)
{
    char path[8] = "";
    struct error error;
    (void)state;
    assert_true(path_join(path, sizeof path, "abc", "def", &error));
    assert_string_equal(path, "abc/def");
    assert_false(path_join(path, sizeof path, "abc", "defg", &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
}

static void a_path_lies_in_the_folder_before_its_last_part(void **state)
{
    static const char *const rows[][2] = {
        {"a", "."},    {"a/b", "a"},      {"/a", "/"},   {"/a/b", "/a"}, {"a/b/", "a"},
        {"a//b", "a"}, {"/a//b//", "/a"}, {"out/", "."}, {"//a", "/"},   {"", "."},
    };
    char folder[LIMIT_PATH];
    static char deep[LIMIT_PATH + 16];
    struct error error;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(path_folder(rows[i][0], folder, &error));
        assert_string_equal(folder, rows[i][1]);
    }
    memset(deep, 'a', sizeof deep - 1);
    deep[sizeof deep - 3] = '/';
    assert_false(path_folder(deep, folder, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
}

/* A disk of one folder; the sync of the one that it lies in fails. */
struct folder_disk {
    bool is_there;
    char synced[LIMIT_PATH];
};

static bool folder_exists(void *context, const char *path)
{
    const struct folder_disk *disk = context;
    (void)path;
    return disk->is_there;
}

static bool folder_made(void *context, const char *path, struct error *error)
{
    (void)context;
    (void)path;
    (void)error;
    return true;
}

static bool folder_not_synced(void *context, const char *path, struct error *error)
{
    struct folder_disk *disk = context;
    (void)snprintf(disk->synced, sizeof disk->synced, "%s", path);
    return error_set(error, FAULT_FILE_DENIED);
}

static void a_new_folder_counts_once_its_own_folder_was_synced(void **state)
{
    struct folder_disk folder = {.is_there = false};
    const struct disk_port disk = {
        .context = &folder,
        .exists = folder_exists,
        .make_folder = folder_made,
        .sync_folder = folder_not_synced};
    struct error error = {0};
    (void)state;
    assert_false(disk_settle_folder(&disk, "a/out", &error));
    assert_int_equal(error.fault, FAULT_FILE_DENIED);
    assert_string_equal(folder.synced, "a");
    folder.is_there = true;
    assert_true(disk_settle_folder(&disk, "b/out", &error));
    assert_string_equal(folder.synced, "b");
}

static bool fail_after_first(
    void *context,
    int handle,
    uint8_t *bytes,
    size_t size,
    size_t *got,
    struct error *error)
{
    int *reads = context;
    (void)handle;
    assert_true(size >= 3);
    if (++*reads > 1) {
        return error_set_text(error, FAULT_FILE_BROKEN, "reason");
    }
    memcpy(bytes, "abc", 3);
    *got = 3;
    return true;
}

static bool open_always(void *context, const char *path, int *handle, struct error *error)
{
    (void)context;
    (void)path;
    (void)error;
    *handle = 41;
    return true;
}

static void close_once(void *context, int handle)
{
    (void)context;
    function_called();
    assert_int_equal(handle, 41);
}

static void a_read_that_breaks_off_closes_the_file_and_keeps_nothing(void **state)
{
    int reads = 0;
    struct disk_port disk = {
        .context = &reads, .open = open_always, .read = fail_after_first, .close = close_once};
    struct buffer bytes;
    struct error error;
    (void)state;
    expect_function_call(close_once);
    assert_false(disk_read_all(&disk, "a/b", 100, &bytes, &error));
    assert_int_equal(error.fault, FAULT_FILE_BROKEN);
    assert_string_equal(error.place.file, "a/b");
    assert_null(bytes.data);
    assert_int_equal(bytes.size, 0);
}

static void random_bytes_differ(void **state)
{
    struct random_port random = random_real();
    uint8_t one[600] = {0};
    uint8_t other[600] = {0};
    struct error error;
    (void)state;
    assert_true(random.fill(random.context, one, sizeof one, &error));
    assert_true(random.fill(random.context, other, sizeof other, &error));
    assert_memory_not_equal(one, other, sizeof one);
    assert_memory_not_equal(one + 400, other + 400, 200);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(now_is_what_the_clock_says),
        cmocka_unit_test(a_path_is_joined_or_too_big),
        cmocka_unit_test(a_path_lies_in_the_folder_before_its_last_part),
        cmocka_unit_test(a_new_folder_counts_once_its_own_folder_was_synced),
        cmocka_unit_test(a_read_that_breaks_off_closes_the_file_and_keeps_nothing),
        cmocka_unit_test(random_bytes_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
