/*
 * Days of a site that asks through the gateway, from a seed: requests that are lost, cut, delayed or
 * refused, days without a line or without trust, a clock that jumps, and processes that are killed at
 * any call to the line, the clock or the random source, which is in the middle of transactions too.
 * Each day ends with the counts true; each time the line is up, every attempt is answered once.
 *
 *   gateway_days_test [DAYS [SEED]]
 */
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/storage/inside.h"
#include "engine/storage/sync.h"
#include "importers/online/gateway_verifier.h"
#include "tests/importers/online/days.h"
#include "tests/importers/online/simulated_gateway.h"
#include "tests/support/check.h"

enum {
    DAYS = 25,
    FAULTS_IN_TURN = 200,
    MOST_ROUNDS = 80,
    NEWEST_KEYS = 64, /* looked at after each run that was killed */
    MOST_CALLS = 120, /* until a run is killed */
    RUN_DONE = 0,
    RUN_UNREACHABLE = 4,
    RUN_BROKEN = 1
};

static unsigned long days_wanted = DAYS;
static unsigned long seed_wanted = 20260331;

struct site {
    struct test_store store;
    struct simulated_gateway *gateway;
    struct simulated_service *service;
    uint64_t state;
    unsigned long charts;
    unsigned long kills;
    unsigned long unreachable;
};

static unsigned long pick(struct site *site, unsigned long below)
{
    return days_pick(&site->state, below);
}

/* ---- the script ---- */

static void write_script(struct site *site, const char *path)
{
    static const char *const faults[] = {
        "scramble",
        "bom",
        "extra Odd",
        "encoding shift_jis",
        "institution 9999999999",
        "identifier X",
        "dtd",
        "mark 7",
        "date 19990101",
        "declare UTF-16",
        "segment 9",
        "twice SegmentOfResult"};
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (unsigned long i = 1; i <= FAULTS_IN_TURN; i++) {
        if (pick(site, 4) == 0) {
            (void)fprintf(file, "fault single %lu %s\n", i, faults[pick(site, COUNT_OF(faults))]);
        }
    }
    days_write_people(file);
    assert_int_equal(fclose(file), 0);
}

/* ---- the site ---- */

/*
 * A transaction takes random bytes for each entry that it seals.  They are the service's, because a
 * process that was killed must not leave the next one the same.
 */
static bool fill(void *context, uint8_t *bytes, size_t size, struct error *error)
{
    struct site *site = context;
    (void)error;
    simulated_call(site->gateway);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)days_pick(&site->service->random, 256);
    }
    return true;
}

static void open_site(struct site *site)
{
    struct error error;
    memset(site, 0, sizeof *site);
    site->state = seed_wanted * UINT64_C(0x9E3779B97F4A7C15) + 1;
    test_store_open(&site->store, seed_wanted);
    test_store_adopt_rules(&site->store, TEST_RULES);
    write_script(site, test_path(&site->store.world, "script.txt"));
    site->gateway = simulated_open(test_path(&site->store.world, "script.txt"), seed_wanted);
    site->service = simulated_service(site->gateway);
    site->service->passed_ms = site->store.world.clock.now_ms;
    assert_true(store_begin(site->store.store, &error));
    days_set(&site->store, SETTING_FACILITY_CODE, "1310000003");
    days_set(&site->store, SETTING_CHANNEL_GATEWAY, "yes");
    days_set(&site->store, SETTING_GATEWAY_URL, SIMULATED_URL);
    days_set(&site->store, SETTING_GATEWAY_AT_ONCE, "4");
    days_set(&site->store, SETTING_RETRY_MS, "60000");
    assert_true(store_commit(site->store.store, &error));
    site->store.world.world.random = (struct random_port){site, fill};
    site->store.world.world.clock =
        (struct clock_port){site->gateway, simulated_now, simulated_wait};
}

static void close_site(struct site *site)
{
    simulated_close(site->gateway);
    test_store_close(&site->store);
}

/* ---- running ---- */

static int run_here(struct site *site)
{
    static struct gateway_verifier verifier; /* large: not for the stack */
    const struct web_port web = simulated_web(site->gateway);
    const struct sync_options options = {
        .verifier = &verifier.verifier, .language = LANGUAGE_JAPANESE, .budget_ms = 120000};
    struct sync_summary summary;
    struct error error = {.fault = FAULT_NONE};
    char text[512];
    if (test_store_try(&site->store, &error) &&
        gateway_verifier_open(site->store.store, &web, &verifier, &error) &&
        sync_run(site->store.store, &options, &summary, &error)) {
        return RUN_DONE;
    }
    if (error_kind(&error) == ERROR_TRY_LATER || error.fault == FAULT_GATEWAY_SERVER ||
        error.fault == FAULT_GATEWAY_CLIENT || error.fault == FAULT_GATEWAY_TLS) {
        return RUN_UNREACHABLE;
    }
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    (void)fprintf(stderr, "a run ended with: %s\n", text);
    return RUN_BROKEN;
}

/* A process of its own: one that is killed leaves nothing but the files. */
static int run(struct site *site)
{
    pid_t process = 0;
    int status = 0;
    struct error error;
    store_close(site->store.store);
    site->store.store = NULL;
    process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        _exit(run_here(site));
    }
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_true(WIFEXITED(status));
    site->service->calls_left = -1;
    assert_true(test_store_try(&site->store, &error));
    site->store.world.clock.now_ms = simulated_now(site->gateway);
    return WEXITSTATUS(status);
}

/* What the service knows the store knew before; nothing else was sent, and no key said two things. */
static void check_service(struct site *site, size_t newest)
{
    size_t count = site->service->count;
    size_t first = count > newest ? count - newest : 0;
    assert_int_equal(site->service->used_for_another, 0);
    assert_true(count <= days_count_begun(&site->store));
    for (size_t i = count; i > first; i--) {
        struct inquiry_row row;
        struct error error;
        bool found = false;
        assert_true(inquiries_find(
            site->store.store, site->service->keys[i - 1].key, &row, &found, &error));
        assert_true(found);
    }
}

static void run_and_die(struct site *site)
{
    int code = 0;
    site->service->calls_left = (long)pick(site, MOST_CALLS);
    code = run(site);
    assert_true(code == RUN_DONE || code == RUN_UNREACHABLE || code == SIMULATED_KILLED);
    site->kills += code == SIMULATED_KILLED ? 1 : 0;
    check_service(site, NEWEST_KEYS);
}

static int64_t count_waiting(struct site *site)
{
    struct error error;
    int64_t due = 0;
    int64_t open = 0;
    assert_true(sync_count_waiting(site->store.store, &due, &error));
    assert_true(inquiries_count_open(site->store.store, INQUIRY_BY_GATEWAY, &open, &error));
    return due + open;
}

static void run_to_the_end(struct site *site)
{
    for (unsigned i = 0; i < MOST_ROUNDS; i++) {
        int code = 0;
        /* Longer than what failed just before has to wait. */
        site->service->passed_ms += 61000;
        site->service->wrong_ms = 0;
        code = run(site);
        assert_true(code == RUN_DONE || code == RUN_UNREACHABLE);
        site->service->wrong_ms = 0;
        site->service->passed_ms += 61000;
        if (code == RUN_DONE && count_waiting(site) == 0) {
            return;
        }
    }
    fail_msg("still open after many rounds");
}

static void live_one_day(struct site *site)
{
    unsigned long visits = pick(site, 4);
    site->service->wrong_ms = 0;
    site->service->passed_ms = days_next_evening(site->service->passed_ms);
    site->store.world.clock.now_ms = site->service->passed_ms;
    for (unsigned long i = 0; i < visits; i++) {
        days_capture(&site->store, &site->state, ++site->charts);
    }
    site->service->day =
        pick(site, 3) == 0 ? (enum simulated_day)pick(site, SIMULATED_DAYS) : SIMULATED_FAIR;
    for (unsigned long i = pick(site, 4); i > 0; i--) {
        run_and_die(site);
    }
    days_check_counts(&site->store);
    if (site->service->day == SIMULATED_FAIR) {
        run_to_the_end(site);
        site->service->wrong_ms = 0;
        site->store.world.clock.now_ms = site->service->passed_ms;
        days_check_all_answered(&site->store);
        days_check_counts(&site->store);
    } else {
        site->unreachable += run(site) == RUN_UNREACHABLE ? 1 : 0;
        days_check_counts(&site->store);
    }
}

static void days_go_by(void **state)
{
    static struct site site; /* large: not for the stack */
    (void)state;
    open_site(&site);
    for (unsigned long day = 1; day <= days_wanted; day++) {
        live_one_day(&site);
    }
    site.service->day = SIMULATED_FAIR;
    run_to_the_end(&site);
    days_check_all_answered(&site.store);
    days_check_counts(&site.store);
    check_service(&site, SIMULATED_KEYS);
    days_check_rebuilt(&site.store);
    print_message(
        "%lu days, seed %lu: %lu visits, %zu keys, %lu runs killed, %lu without a line, %lu clock "
        "jumps\n",
        days_wanted, seed_wanted, site.charts, site.service->count, site.kills, site.unreachable,
        site.service->jumps);
    assert_true(site.kills > 0 && site.unreachable > 0 && site.service->jumps > 0);
    close_site(&site);
}

int main(int argument_count, char **arguments)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(days_go_by)};
    days_wanted = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : days_wanted;
    seed_wanted = argument_count > 2 ? strtoul(arguments[2], NULL, 10) : seed_wanted;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
