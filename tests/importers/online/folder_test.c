#include "importers/online/folder.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "importers/online/unzip.h"
#include "tests/doubles/zip_store.h"
#include "tests/support/check.h"
#include "tests/support/world_fixture.h"

#define KEY "202603310001"
#define BATCH_REQUEST "OQSmuquc01req_" KEY ".xml"
#define BATCH_TEMPORARY "totsugo-OQSmuquc01req_" KEY ".tmp"
#define WHOLE "<XmlMsg></XmlMsg>"

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

/* ---- a site ---- */

struct site {
    struct test_world world;
    struct folder folder;
    const char *request;
    const char *answer;
};

static struct folder_settings settings_of(const struct site *site)
{
    return (struct folder_settings){.root = site->world.folder};
}

static void open_site(struct site *site, const char *request, const char *answer)
{
    struct folder_settings settings;
    struct error error;
    test_world_open(&site->world, 7);
    site->request = request;
    site->answer = answer;
    assert_int_equal(mkdir(test_path(&site->world, request), 0700), 0);
    assert_int_equal(mkdir(test_path(&site->world, answer), 0700), 0);
    settings = settings_of(site);
    assert_true(folder_open(
        &site->folder, &settings, &site->world.world.disk, &site->world.world.clock, &error));
}

static void close_site(struct site *site)
{
    test_world_close(&site->world);
}

static const char *path_in(const struct site *site, const char *folder, const char *name)
{
    char both[256];
    (void)snprintf(both, sizeof both, "%s/%s", folder, name);
    return test_path(&site->world, both);
}

static void put(const struct site *site, const char *folder, const char *name, struct slice bytes)
{
    FILE *file = fopen(path_in(site, folder, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

static bool is_there(const struct site *site, const char *folder, const char *name)
{
    struct stat status;
    return stat(path_in(site, folder, name), &status) == 0;
}

static enum folder_state state_of(const struct site *site, enum folder_kind kind)
{
    enum folder_state state = FOLDER_GONE;
    struct error error;
    assert_true(folder_state(&site->folder, kind, KEY, &state, &error));
    return state;
}

/* ---- tests ---- */

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
    assert_string_equal(error.arguments[0], "FILE_MISSING");
    settings = (struct folder_settings){.root = world.folder};
    assert_false(folder_open(&folder, &settings, &world.world.disk, &world.world.clock, &error));
    assert_int_equal(error.fault, FAULT_LINE_DOWN);
    assert_string_equal(error.place.file, world.folder);
    test_world_close(&world);
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

/* ---- stopping at every call ---- */

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

/* ---- taking ---- */

static bool take_now(const struct site *site, enum folder_kind kind, struct folder_answer *answer)
{
    bool is_ready = false;
    struct error error;
    assert_true(folder_take(&site->folder, kind, KEY, answer, &is_ready, &error));
    return is_ready;
}

static void a_whole_answer_is_taken_after_two_reads_and_stays(void **state)
{
    struct site site;
    struct folder_answer answer;
    (void)state;
    open_site(&site, "req", "res");
    assert_false(take_now(&site, FOLDER_FETCH, &answer));
    assert_int_equal(site.world.clock.waited_ms, 0);
    put(&site, "res", "OQSMUQUC02RES_" KEY ".xml", LITERAL(WHOLE));
    assert_true(take_now(&site, FOLDER_FETCH, &answer));
    assert_true(site.world.clock.waited_ms >= FOLDER_SETTLE_MS);
    assert_string_equal(answer.name, "OQSMUQUC02RES_" KEY ".xml");
    assert_text(folder_answer_message(&answer), WHOLE);
    folder_answer_close(&answer);
    assert_true(is_there(&site, "res", "OQSMUQUC02RES_" KEY ".xml"));
    close_site(&site);
}

struct meddler {
    struct site *site;
    const char *text; /* what the file holds after the wait; NULL: it is gone */
    bool is_cancelled;
};

static bool meddle(void *context, int64_t wait_ms)
{
    struct meddler *meddler = context;
    (void)wait_ms;
    if (meddler->text == NULL) {
        (void)remove(path_in(meddler->site, "res", "OQSmuquc02res_" KEY ".xml"));
    } else {
        put(meddler->site, "res", "OQSmuquc02res_" KEY ".xml", slice_of(meddler->text));
    }
    return !meddler->is_cancelled;
}

static void an_answer_that_changes_or_goes_away_between_two_reads_is_not_taken(void **state)
{
    static const char *const texts[] = {
        "<XmlMsg> </XmlMsg>", WHOLE "\n", "<XmlMsg></Xml", "", NULL};
    struct site site;
    struct meddler meddler = {.site = &site};
    (void)state;
    open_site(&site, "req", "res");
    site.folder.clock = (struct clock_port){&meddler, NULL, meddle};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct folder_answer answer;
        put(&site, "res", "OQSmuquc02res_" KEY ".xml", LITERAL(WHOLE));
        meddler.text = texts[i];
        assert_row(!take_now(&site, FOLDER_FETCH, &answer), texts[i] ? texts[i] : "gone");
    }
    close_site(&site);
}

static void a_cancelled_wait_is_no_answer(void **state)
{
    struct site site;
    struct meddler meddler = {.site = &site, .text = WHOLE, .is_cancelled = true};
    struct folder_answer answer;
    bool is_ready = true;
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    site.folder.clock = (struct clock_port){&meddler, NULL, meddle};
    put(&site, "res", "OQSmuquc02res_" KEY ".xml", LITERAL(WHOLE));
    assert_false(folder_take(&site.folder, FOLDER_FETCH, KEY, &answer, &is_ready, &error));
    assert_int_equal(error_kind(&error), ERROR_CANCELLED);
    assert_false(is_ready);
    close_site(&site);
}

static void an_answer_that_is_too_big_is_refused(void **state)
{
    struct site site;
    struct folder_answer answer;
    bool is_ready = true;
    struct error error;
    FILE *file = NULL;
    (void)state;
    open_site(&site, "req", "res");
    file = fopen(path_in(&site, "res", "OQSsiquc01res_" KEY ".xml"), "wb");
    assert_non_null(file);
    assert_int_equal(fseek(file, LIMIT_SINGLE_ANSWER_BYTES, SEEK_SET), 0);
    assert_int_equal(fputc('x', file), 'x');
    assert_int_equal(fclose(file), 0);
    assert_false(folder_take(&site.folder, FOLDER_SINGLE, KEY, &answer, &is_ready, &error));
    assert_int_equal(error.fault, FAULT_FILE_TOO_BIG);
    close_site(&site);
}

static void a_rejection_is_seen_in_any_case_and_an_answer_goes_before_it(void **state)
{
    struct site site;
    struct buffer bytes = buffer_open(100);
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    put(&site, "res", "OQSMUQUC01REQ_" KEY ".ERR", LITERAL("E01"));
    put(&site, "res", BATCH_REQUEST, LITERAL("the request"));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_REJECTED);
    assert_true(folder_take_rejection(&site.folder, FOLDER_BATCH, KEY, &bytes, &error));
    assert_text(buffer_slice(&bytes), "E01");
    put(&site, "res", "OQSmuquc01res_" KEY ".xml", LITERAL(WHOLE));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_ANSWERED);
    buffer_close(&bytes);
    close_site(&site);
}

static void encrypted_functions_are_refused_and_never_written_in_the_clear(void **state)
{
    struct site site;
    struct folder folder;
    struct folder_settings settings;
    struct folder_answer answer;
    enum folder_state seen = FOLDER_GONE;
    bool is_ready = false;
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    settings = settings_of(&site);
    settings.encrypted = "  OQSmutic oqsMUQUC01\tOQSsi ";
    assert_true(
        folder_open(&folder, &settings, &site.world.world.disk, &site.world.world.clock, &error));
    assert_false(folder_prepare(&folder, FOLDER_BATCH, KEY, LITERAL("x"), &error));
    assert_int_equal(error.fault, FAULT_FOLDER_ENCRYPTED);
    assert_int_equal(error_kind(&error), ERROR_NOT_ALLOWED);
    assert_string_equal(error.arguments[0], "OQSmuquc01");
    assert_false(folder_release(&folder, FOLDER_SINGLE, KEY, &error));
    assert_int_equal(error.fault, FAULT_FOLDER_ENCRYPTED);
    assert_false(folder_state(&folder, FOLDER_BATCH, KEY, &seen, &error));
    assert_false(folder_take(&folder, FOLDER_BATCH, KEY, &answer, &is_ready, &error));
    assert_true(folder_prepare(&folder, FOLDER_FETCH, KEY, LITERAL("x"), &error));
    assert_false(is_there(&site, "req", BATCH_TEMPORARY));
    close_site(&site);
}

/* ---- ZIP ---- */

static void an_answer_in_a_zip_is_unpacked_and_its_file_kept(void **state)
{
    struct site site;
    struct folder_answer answer;
    struct double_text zip = {0};
    (void)state;
    open_site(&site, "req", "res");
    zip_store(&zip, "oqsmuquc02RES_x.xml", WHOLE, sizeof WHOLE - 1);
    put(&site, "res", "OQSmuquc02res_" KEY ".Zip",
        (struct slice){(const uint8_t *)zip.bytes, zip.size});
    assert_true(take_now(&site, FOLDER_FETCH, &answer));
    assert_text(folder_answer_message(&answer), WHOLE);
    assert_int_equal(answer.file.size, zip.size);
    folder_answer_close(&answer);
    double_text_free(&zip);
    close_site(&site);
}

static bool unzip(struct slice zip, size_t limit, bool *is_whole, struct error *error)
{
    struct buffer message = buffer_open(limit);
    bool done = unzip_message(zip, "OQSmuquc02res_", &message, is_whole, error);
    buffer_close(&message);
    return done;
}

static void a_zip_that_is_not_what_it_should_be_is_refused(void **state)
{
    static const struct {
        const char *name;
        size_t limit;
        enum fault fault;
    } rows[] = {
        {"other.xml", 1024, FAULT_FOLDER_ZIP},
        {"../OQSmuquc02res_1.xml", 1024, FAULT_FOLDER_ZIP},
        {"a\\OQSmuquc02res_1.xml", 1024, FAULT_FOLDER_ZIP},
        {"OQSmuquc02res_1.xml", 10, FAULT_TOO_BIG},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct double_text zip = {0};
        bool is_whole = false;
        struct error error;
        zip_store(&zip, rows[i].name, WHOLE, sizeof WHOLE - 1);
        assert_row(
            !unzip(
                (struct slice){(const uint8_t *)zip.bytes, zip.size}, rows[i].limit, &is_whole,
                &error),
            rows[i].name);
        assert_row(error.fault == rows[i].fault, rows[i].name);
        double_text_free(&zip);
    }
}

static void every_cut_and_every_changed_byte_of_a_zip_is_survived(void **state)
{
    struct double_text zip = {0};
    bool is_whole = false;
    struct error error;
    (void)state;
    zip_store(&zip, "OQSmuquc02res_1.xml", WHOLE, sizeof WHOLE - 1);
    for (size_t size = 2; size < zip.size; size++) {
        struct slice cut = {(const uint8_t *)zip.bytes, size};
        assert_true(!unzip(cut, 1024, &is_whole, &error) || !is_whole);
    }
    for (size_t i = 0; i < zip.size; i++) {
        zip.bytes[i] = (char)(zip.bytes[i] ^ 0x55);
        (void)!unzip((struct slice){(const uint8_t *)zip.bytes, zip.size}, 1024, &is_whole, &error);
        zip.bytes[i] = (char)(zip.bytes[i] ^ 0x55);
    }
    assert_false(unzip(LITERAL("no ZIP"), 1024, &is_whole, &error));
    assert_int_equal(error.fault, FAULT_FOLDER_ZIP);
    double_text_free(&zip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_found_in_any_case),
        cmocka_unit_test(folders_may_be_named_outright),
        cmocka_unit_test(a_folder_that_cannot_be_reached_is_a_line_that_is_down),
        cmocka_unit_test(opening_tries_to_write_and_leaves_nothing),
        cmocka_unit_test(two_folders_that_differ_in_case_only_are_refused),
        cmocka_unit_test(a_request_is_prepared_released_taken_and_answered),
        cmocka_unit_test(what_was_prepared_last_is_what_is_sent),
        cmocka_unit_test(a_key_that_somebody_else_uses_is_refused),
        cmocka_unit_test(one_file_under_both_names_was_sent),
        cmocka_unit_test(a_stop_at_any_call_sends_the_request_exactly_once),
        cmocka_unit_test(a_whole_answer_is_taken_after_two_reads_and_stays),
        cmocka_unit_test(an_answer_that_changes_or_goes_away_between_two_reads_is_not_taken),
        cmocka_unit_test(a_cancelled_wait_is_no_answer),
        cmocka_unit_test(an_answer_that_is_too_big_is_refused),
        cmocka_unit_test(a_rejection_is_seen_in_any_case_and_an_answer_goes_before_it),
        cmocka_unit_test(encrypted_functions_are_refused_and_never_written_in_the_clear),
        cmocka_unit_test(an_answer_in_a_zip_is_unpacked_and_its_file_kept),
        cmocka_unit_test(a_zip_that_is_not_what_it_should_be_is_refused),
        cmocka_unit_test(every_cut_and_every_changed_byte_of_a_zip_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
