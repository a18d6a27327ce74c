/*
 * Days in the life of a site with a bad line, from a seed: faults of the terminal, days without a line,
 * runs that are killed at any call to the disk of the terminal.  Each day ends with the counts true; each
 * time the line is up, every visit that was asked about is answered, each attempt once.
 *
 *   days_test [DAYS [SEED]]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/storage/sync.h"
#include "importers/online/folder_verifier.h"
#include "tests/doubles/terminal.h"
#include "tests/importers/online/days.h"
#include "tests/support/check.h"

enum {
    DAYS = 25,
    FAULTS_EACH = 1200, /* requests of each kind that the script may spoil */
    SWEEP_DAYS = 20,
    JUMP_EVERY = 25, /* waits */
    MOST_ROUNDS = 60
};

static unsigned long days_wanted = DAYS;
static unsigned long seed_wanted = 20260331;

struct site {
    struct test_store store;
    struct terminal terminal;
    struct disk_port real;
    struct clock_port clock;
    struct folder_verifier verifier;
    uint64_t random;
    int64_t passed_ms; /* what the terminal's clock says; the site's own may be wrong */
    int64_t wrong_ms;
    unsigned long jumps;
    bool is_down;
    bool is_watched; /* nobody sets the clock */
    long calls_left; /* until the run is killed; negative: it is not */
    unsigned long charts;
    unsigned long kills;
};

static unsigned long pick(struct site *site, unsigned long below)
{
    return days_pick(&site->random, below);
}

/* ---- the world ---- */

/* The terminal's share is away, or the program dies at this call; the store has a disk of its own. */
static bool goes_on(void *context, struct error *error)
{
    struct site *site = context;
    if (site->calls_left == 0) {
        return error_set_text(error, FAULT_FILE_BROKEN, "killed");
    }
    site->calls_left -= site->calls_left > 0 ? 1 : 0;
    return !site->is_down || error_set(error, FAULT_FILE_MISSING);
}

static bool bad_create(void *context, const char *path, int *handle, struct error *error)
{
    struct site *site = context;
    return goes_on(site, error) && site->real.create(site->real.context, path, handle, error);
}

static bool bad_open(void *context, const char *path, int *handle, struct error *error)
{
    struct site *site = context;
    return goes_on(site, error) && site->real.open(site->real.context, path, handle, error);
}

static bool
bad_read(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct site *site = context;
    return goes_on(site, error) &&
           site->real.read(site->real.context, handle, bytes, size, got, error);
}

static bool bad_write(void *context, int handle, struct slice bytes, struct error *error)
{
    struct site *site = context;
    struct error ignored;
    if (!goes_on(site, error)) {
        (void)site->real.write(
            site->real.context, handle, slice_part(bytes, 0, bytes.size / 2), &ignored);
        return false;
    }
    return site->real.write(site->real.context, handle, bytes, error);
}

static bool bad_sync(void *context, int handle, struct error *error)
{
    (void)handle;
    return goes_on(context, error);
}

static void bad_close(void *context, int handle)
{
    struct site *site = context;
    site->real.close(site->real.context, handle);
}

static bool
bad_rename(void *context, const char *from, const char *to, bool replace, struct error *error)
{
    struct site *site = context;
    return goes_on(site, error) && site->real.rename(site->real.context, from, to, replace, error);
}

static bool bad_remove(void *context, const char *path, struct error *error)
{
    struct site *site = context;
    return goes_on(site, error) && site->real.remove(site->real.context, path, error);
}

static bool bad_sync_folder(void *context, const char *path, struct error *error)
{
    (void)path;
    return goes_on(context, error);
}

static bool bad_make_folder(void *context, const char *path, struct error *error)
{
    struct site *site = context;
    return goes_on(site, error) && site->real.make_folder(site->real.context, path, error);
}

static bool bad_exists(void *context, const char *path)
{
    struct site *site = context;
    return site->real.exists(site->real.context, path);
}

static bool bad_list(
    void *context,
    const char *path,
    bool (*found)(void *taker, const char *name),
    void *taker,
    struct error *error)
{
    struct site *site = context;
    return goes_on(site, error) && site->real.list(site->real.context, path, found, taker, error);
}

static struct disk_port bad_disk(struct site *site)
{
    return (struct disk_port){
        site,       bad_create, bad_open,        bad_read,        bad_write,  bad_sync, bad_close,
        bad_rename, bad_remove, bad_sync_folder, bad_make_folder, bad_exists, bad_list,
    };
}

static int64_t now(void *context)
{
    const struct site *site = context;
    return site->store.world.clock.now_ms;
}

static void set_clock(struct site *site, int64_t wrong_ms)
{
    site->wrong_ms = wrong_ms;
    site->store.world.clock.now_ms = site->passed_ms + wrong_ms;
}

/* Now and then somebody sets the clock: a month back at most, two days forward. */
static void maybe_jump(struct site *site)
{
    const int64_t hour_ms = INT64_C(60) * 60 * 1000;
    if (!site->is_watched && pick(site, JUMP_EVERY) == 0) {
        int64_t hours =
            pick(site, 2) == 0 ? -(int64_t)pick(site, 30 * 24) : (int64_t)pick(site, 48);
        set_clock(site, hours * hour_ms);
        site->jumps++;
    }
}

/* What the terminal has to do meanwhile it does. */
static bool wait_for(void *context, int64_t wait_ms)
{
    struct site *site = context;
    int64_t end_ms = site->passed_ms + wait_ms;
    while (site->passed_ms < end_ms) {
        int64_t at = site->passed_ms;
        int64_t next_ms = terminal_next_ms(&site->terminal);
        next_ms = next_ms > end_ms ? end_ms : next_ms <= at ? at + 1 : next_ms;
        site->passed_ms = next_ms;
        terminal_step(&site->terminal, next_ms);
    }
    set_clock(site, site->wrong_ms);
    maybe_jump(site);
    return true;
}

/* ---- the script ---- */

static void write_faults(struct site *site, FILE *file, const char *kind)
{
    static const char *const any[] = {"delay 90000", "half 2000", "scramble",          "bom",
                                      "extra Odd",   "upper",     "encoding shift_jis"};
    static const char *const bad[] = {
        "reject 架空の理由", "institution 9999999999", "identifier X",         "dtd", "mark 7",
        "date 19990101",     "declare UTF-16",         "twice SegmentOfResult"};
    static const char *const fetch[] = {
        "processing 3", "count-results 99", "duplicate", "missing", "swap",
        "zip",          "zip-folder",       "segment 9"};
    for (unsigned long i = 1; i <= FAULTS_EACH; i++) {
        switch (pick(site, 12)) {
        case 0:
        case 1:
            (void)fprintf(file, "fault %s %lu %s\n", kind, i, any[pick(site, 7)]);
            break;
        case 2:
            (void)fprintf(file, "fault %s %lu %s\n", kind, i, bad[pick(site, 8)]);
            break;
        case 3:
            (void)fprintf(
                file, "fault %s %lu %s\n", kind, i,
                strcmp(kind, "fetch") == 0 ? fetch[pick(site, 8)] : any[pick(site, 7)]);
            break;
        default:
            break;
        }
    }
}

static void write_script(struct site *site, const char *path)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    write_faults(site, file, "batch");
    write_faults(site, file, "fetch");
    write_faults(site, file, "single");
    days_write_people(file);
    assert_int_equal(fclose(file), 0);
}

/* ---- the site ---- */

static void open_store(struct site *site)
{
    struct error error;
    test_store_reopen(&site->store);
    assert_true(folder_verifier_open(site->store.store, &site->verifier, &error));
}

static void open_site(struct site *site)
{
    struct error error;
    memset(site, 0, sizeof *site);
    site->random = seed_wanted * UINT64_C(0x9E3779B97F4A7C15) + 1;
    site->calls_left = -1;
    test_store_open(&site->store, seed_wanted);
    test_store_adopt_rules(&site->store, TEST_RULES);
    write_script(site, test_path(&site->store.world, "script.txt"));
    assert_true(terminal_open(
        &site->terminal, test_path(&site->store.world, "oqs"),
        test_path(&site->store.world, "script.txt"), NULL));
    assert_true(store_begin(site->store.store, &error));
    days_set(&site->store, SETTING_FACILITY_CODE, "1310000003");
    days_set(&site->store, SETTING_CHANNEL_FOLDER, "yes");
    days_set(&site->store, SETTING_FOLDER_ROOT, test_path(&site->store.world, "oqs"));
    days_set(&site->store, SETTING_FETCH_AFTER_MS, "1000");
    days_set(&site->store, SETTING_FETCH_SPACING_MS, "1000");
    days_set(&site->store, SETTING_RETRY_MS, "60000");
    assert_true(store_commit(site->store.store, &error));
    site->real = site->store.world.world.disk;
    site->passed_ms = site->store.world.clock.now_ms;
    site->store.world.world.clock = (struct clock_port){site, now, wait_for};
    site->store.world.world.disk = bad_disk(site);
    open_store(site);
}

static void close_site(struct site *site)
{
    terminal_close(&site->terminal);
    test_store_close(&site->store);
}

static struct date today_of(const struct site *site)
{
    return date_of_utc_ms(site->store.world.clock.now_ms);
}

/* ---- running ---- */

static bool run(struct site *site, struct sync_summary *summary)
{
    const struct sync_options options = {
        .verifier = &site->verifier.verifier,
        .language = LANGUAGE_JAPANESE,
        .budget_ms = 120000,
    };
    struct error error = {.fault = FAULT_NONE};
    if (sync_run(site->store.store, &options, summary, &error)) {
        return true;
    }
    if (site->calls_left != 0 && !site->is_down) {
        char text[512];
        error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
        fail_msg("day %d: %s", today_of(site).days, text);
    }
    return false;
}

/* A killed run leaves its store to be opened anew, by whoever comes next. */
static void run_and_die(struct site *site)
{
    struct sync_summary summary;
    site->calls_left = (long)pick(site, 120);
    if (!run(site, &summary)) {
        site->kills++;
    }
    site->calls_left = -1;
    open_store(site);
}

static void run_to_the_end(struct site *site)
{
    struct sync_summary summary = {.still_open = 1};
    for (unsigned i = 0; i < MOST_ROUNDS; i++) {
        /* Longer than what failed just before has to wait. */
        (void)wait_for(site, 61000);
        assert_true(run(site, &summary));
        if (summary.still_open == 0 && summary.failed == 0 && summary.odd == 0 &&
            summary.sent == 0) {
            return;
        }
    }
    fail_msg("day %d: still open after many rounds", today_of(site).days);
}

/* Visits of today are asked about once the clock is right, whatever it said before. */
static void run_to_the_end_of_the_day(struct site *site)
{
    run_to_the_end(site);
    set_clock(site, 0);
    site->is_watched = true;
    run_to_the_end(site);
    site->is_watched = false;
}

/* ---- what must be true ---- */

/* What was begun was taken once: the double takes whatever lies there, however often. */
static void check_taken(const struct site *site)
{
    assert_int_equal(
        site->terminal.taken[TERMINAL_BATCH] + site->terminal.taken[TERMINAL_SINGLE],
        days_count_begun(&site->store));
}

/* The receipt computer clears answers away now and then. */
static bool sweep_one(void *taker, const char *name)
{
    const struct site *site = taker;
    char path[TERMINAL_PATH + 300];
    (void)snprintf(path, sizeof path, "%s/%s", site->terminal.res, name);
    return unlink(path) == 0;
}

static void sweep(struct site *site)
{
    struct error error;
    assert_true(site->real.list(site->real.context, site->terminal.res, sweep_one, site, &error));
}

static void live_one_day(struct site *site)
{
    unsigned long visits = pick(site, 4);
    site->passed_ms = days_next_evening(site->passed_ms);
    set_clock(site, 0);
    for (unsigned long i = 0; i < visits; i++) {
        days_capture(&site->store, &site->random, ++site->charts);
    }
    site->is_down = pick(site, 4) == 0;
    for (unsigned long i = pick(site, 3); i > 0; i--) {
        run_and_die(site);
    }
    if (!site->is_down) {
        run_to_the_end_of_the_day(site);
        days_check_all_answered(&site->store);
    }
    days_check_counts(&site->store);
}

static void days_go_by(void **state)
{
    static struct site site; /* large: not for the stack */
    (void)state;
    open_site(&site);
    for (unsigned long day = 1; day <= days_wanted; day++) {
        live_one_day(&site);
        if (day % SWEEP_DAYS == 0 && !site.is_down) {
            sweep(&site);
        }
    }
    site.is_down = false;
    run_to_the_end_of_the_day(&site);
    days_check_all_answered(&site.store);
    days_check_counts(&site.store);
    check_taken(&site);
    days_check_rebuilt(&site.store);
    print_message(
        "%lu days, seed %lu: %lu visits, %lu runs killed, %lu clock jumps\n", days_wanted,
        seed_wanted, site.charts, site.kills, site.jumps);
    assert_true(site.kills > 0);
    close_site(&site);
}

int main(int argument_count, char **arguments)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(days_go_by)};
    days_wanted = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : days_wanted;
    seed_wanted = argument_count > 2 ? strtoul(arguments[2], NULL, 10) : seed_wanted;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
