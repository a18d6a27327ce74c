/* The machine stops at any call to the disk: what was sent, and what is left. */
#include "tests/importers/online/folder_site.h"

/* The real disk, of which one call fails, and all after it: the machine has stopped. */
struct failing_disk {
    struct disk_port real;
    unsigned calls;
    unsigned last; /* the first call that fails; 0: none */
};

static bool goes_on(struct failing_disk *disk, struct error *error)
{
    disk->calls++;
    return disk->last == 0 || disk->calls < disk->last ||
           error_set_text(error, FAULT_FILE_BROKEN, "stopped");
}

static bool fail_create(void *context, const char *path, int *handle, struct error *error)
{
    struct failing_disk *disk = context;
    return goes_on(disk, error) && disk->real.create(NULL, path, handle, error);
}

static bool fail_write(void *context, int handle, struct slice bytes, struct error *error)
{
    struct failing_disk *disk = context;
    if (!goes_on(disk, error)) {
        struct error ignored;
        /* A part of it may be there. */
        (void)disk->real.write(NULL, handle, slice_part(bytes, 0, bytes.size / 2), &ignored);
        return false;
    }
    return disk->real.write(NULL, handle, bytes, error);
}

static bool fail_sync(void *context, int handle, struct error *error)
{
    struct failing_disk *disk = context;
    return goes_on(disk, error) && disk->real.sync(NULL, handle, error);
}

static bool
fail_rename(void *context, const char *from, const char *to, bool replace, struct error *error)
{
    struct failing_disk *disk = context;
    return goes_on(disk, error) && disk->real.rename(NULL, from, to, replace, error);
}

static bool fail_remove(void *context, const char *path, struct error *error)
{
    struct failing_disk *disk = context;
    return goes_on(disk, error) && disk->real.remove(NULL, path, error);
}

static bool fail_sync_folder(void *context, const char *path, struct error *error)
{
    struct failing_disk *disk = context;
    return goes_on(disk, error) && disk->real.sync_folder(NULL, path, error);
}

static bool fail_list(
    void *context,
    const char *path,
    bool (*found)(void *taker, const char *name),
    void *taker,
    struct error *error)
{
    struct failing_disk *disk = context;
    return goes_on(disk, error) && disk->real.list(NULL, path, found, taker, error);
}

static void pass_close(void *context, int handle)
{
    struct failing_disk *disk = context;
    disk->real.close(NULL, handle);
}

static struct disk_port failing_port(struct failing_disk *disk)
{
    struct disk_port port = disk_real();
    port.context = disk;
    port.create = fail_create;
    port.write = fail_write;
    port.sync = fail_sync;
    port.rename = fail_rename;
    port.remove = fail_remove;
    port.sync_folder = fail_sync_folder;
    port.list = fail_list;
    port.close = pass_close;
    return port;
}

static void opening_tries_to_write_and_leaves_nothing(void **state)
{
    struct site site;
    struct failing_disk disk = {.real = disk_real()};
    struct disk_port port = failing_port(&disk);
    struct folder folder;
    struct folder_settings settings;
    struct error error;
    unsigned calls = 0;
    (void)state;
    open_site(&site, "req", "res");
    assert_false(is_there(&site, "req", "totsugo-probe.tmp"));
    put(&site, "req", "totsugo-probe.tmp", LITERAL("left by a crash"));
    settings = settings_of(&site);
    assert_true(folder_open(&folder, &settings, &port, &site.world.world.clock, &error));
    assert_false(is_there(&site, "req", "totsugo-probe.tmp"));
    calls = disk.calls;
    for (disk.last = 1; disk.last <= calls; disk.last++) {
        disk.calls = 0;
        assert_false(folder_open(&folder, &settings, &port, &site.world.world.clock, &error));
        assert_int_equal(error.fault, FAULT_LINE_DOWN);
    }
    close_site(&site);
}

struct journal {
    bool is_written;
    bool is_sent;
};

/* What the caller does, again and again until it is through. */
static bool go_on(const struct folder *folder, struct journal *journal, struct error *error)
{
    if (!journal->is_written) {
        if (!folder_prepare(folder, FOLDER_BATCH, KEY, LITERAL("request"), error)) {
            return false;
        }
        journal->is_written = true;
    }
    if (!folder_release(folder, FOLDER_BATCH, KEY, error)) {
        return false;
    }
    journal->is_sent = true;
    return true;
}

static unsigned take_requests(const struct site *site)
{
    return remove(path_in(site, "req", BATCH_REQUEST)) == 0 ? 1 : 0;
}

/* forgets: the machine stops before the journal has what the last step did. */
static bool send_with_a_stop_at(unsigned call, bool forgets)
{
    struct site site;
    struct failing_disk disk = {.real = disk_real(), .last = call};
    struct journal journal = {false, false};
    struct folder broken;
    struct error error;
    unsigned sent = 0;
    bool was_stopped = false;
    open_site(&site, "req", "res");
    broken = site.folder;
    broken.disk = failing_port(&disk);
    was_stopped = !go_on(&broken, &journal, &error);
    if (forgets) {
        journal.is_sent = false;
    }
    sent += take_requests(&site);
    assert_true(go_on(&site.folder, &journal, &error));
    sent += take_requests(&site);
    assert_true(go_on(&site.folder, &journal, &error));
    sent += take_requests(&site);
    assert_int_equal(sent, 1);
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_GONE);
    close_site(&site);
    return was_stopped;
}

static void a_stop_at_any_call_sends_the_request_exactly_once(void **state)
{
    (void)state;
    for (unsigned forgets = 0; forgets < 2; forgets++) {
        unsigned call = 1;
        while (send_with_a_stop_at(call, forgets == 1)) {
            call++;
        }
        assert_true(call > 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opening_tries_to_write_and_leaves_nothing),
        cmocka_unit_test(a_stop_at_any_call_sends_the_request_exactly_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
