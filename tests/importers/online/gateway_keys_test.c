/*
 * A day has 9,999 keys: who is left is asked about on the next one, and nothing else stands still.
 * Without a rulebook nobody new is asked about, and nothing else stands still either.
 */
#include <stdio.h>
#include <string.h>

#include "engine/storage/asking.h"
#include "engine/storage/part_cache.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/sync.h"
#include "importers/online/gateway_verifier.h"
#include "tests/importers/online/days.h"
#include "tests/importers/online/simulated_gateway.h"
#include "tests/support/check.h"

enum {
    VISITS = 6
};

struct site {
    struct test_store store;
    struct simulated_gateway *gateway;
    struct gateway_verifier verifier;
};

static void open_site(struct site *site)
{
    struct error error;
    FILE *script = NULL;
    struct web_port web;
    uint64_t state = 1;
    memset(site, 0, sizeof *site);
    test_store_open(&site->store, 1);
    test_store_adopt_rules(&site->store, TEST_RULES);
    script = fopen(test_path(&site->store.world, "script.txt"), "wb");
    assert_non_null(script);
    days_write_people(script);
    assert_int_equal(fclose(script), 0);
    site->gateway = simulated_open(test_path(&site->store.world, "script.txt"), 1);
    simulated_service(site->gateway)->is_smooth = true;
    simulated_service(site->gateway)->passed_ms = site->store.world.clock.now_ms;
    assert_true(store_begin(site->store.store, &error));
    days_set(&site->store, SETTING_FACILITY_CODE, "1310000003");
    days_set(&site->store, SETTING_CHANNEL_GATEWAY, "yes");
    days_set(&site->store, SETTING_GATEWAY_URL, SIMULATED_URL);
    assert_true(store_commit(site->store.store, &error));
    for (unsigned long i = 1; i <= VISITS; i++) {
        days_capture(&site->store, &state, i);
    }
    site->store.world.world.clock =
        (struct clock_port){site->gateway, simulated_now, simulated_wait};
    test_store_reopen(&site->store);
    web = simulated_web(site->gateway);
    assert_true(gateway_verifier_open(site->store.store, &web, &site->verifier, &error));
}

static void close_site(struct site *site)
{
    gateway_verifier_close(&site->verifier);
    simulated_close(site->gateway);
    test_store_close(&site->store);
}

/* The first visit has been asked about under the third key from the end, and no answer has come. */
static void begin_near_the_end(struct site *site)
{
    const int64_t visit = 1;
    struct inquiry_person person;
    struct inquiry_plan plan = {
        .kind = INQUIRY_SINGLE,
        .channel = INQUIRY_BY_GATEWAY,
        .key = "202603319997",
        .day = {20543}, /* 2026-03-31 */
        .last_day = DATE_NONE,
        .visits = &visit,
        .count = 1,
    };
    const struct request_content content = {
        INQUIRY_SINGLE, plan.key, {plan.day, DATE_NONE}, &person, 1};
    struct arena arena = arena_open(4096);
    struct part_cache *cache = NULL;
    struct buffer bytes = buffer_open(4096);
    struct error error;
    int64_t inquiry = 0;
    assert_true(part_cache_open(site->store.store, &cache, &error));
    assert_true(asking_person(site->store.store, cache, visit, &arena, &person, &error));
    inquiries_identifier(plan.key, 1, person.identifier);
    assert_true(
        site->verifier.verifier.write(site->verifier.verifier.context, &content, &bytes, &error));
    assert_true(store_begin(site->store.store, &error));
    assert_true(inquiries_begin(site->store.store, &plan, buffer_slice(&bytes), &inquiry, &error));
    assert_true(store_commit(site->store.store, &error));
    buffer_close(&bytes);
    arena_close(&arena);
    part_cache_close(cache);
}

static void run(struct site *site, struct sync_summary *summary)
{
    const struct sync_options options = {
        .verifier = &site->verifier.verifier, .language = LANGUAGE_JAPANESE, .budget_ms = 600000};
    struct error error;
    assert_true(sync_run(site->store.store, &options, summary, &error));
}

static void who_has_no_key_today_is_asked_about_tomorrow(void **state)
{
    static struct site site; /* large: not for the stack */
    struct sync_summary summary;
    (void)state;
    open_site(&site);
    begin_near_the_end(&site);
    run(&site, &summary);
    assert_int_equal(summary.sent, 2); /* ...9998 and ...9999 */
    assert_int_equal(summary.still_open, 0);
    assert_int_equal(summary.to_send, VISITS - 3);
    assert_int_equal(summary.answered, 3);
    simulated_service(site.gateway)->passed_ms += INT64_C(24) * 3600 * 1000;
    run(&site, &summary);
    assert_int_equal(summary.sent, VISITS - 3);
    assert_int_equal(summary.answered, VISITS - 3);
    assert_int_equal(summary.to_send, 0);
    site.store.world.clock.now_ms = simulated_now(site.gateway);
    days_check_counts(&site.store);
    days_check_all_answered(&site.store);
    close_site(&site);
}

/* As a store is whose rulebook another version adopted. */
static void adopt_unreadable(const struct test_store *test)
{
    const struct rule_file files[] = {{.name = "a.yaml", .bytes = slice_of("table: a")}};
    struct error error = {0};
    bool adopted = false;
    assert_true(store_begin(test->store, &error));
    assert_true(rulebooks_adopt(test->store, files, 1, &adopted, &error));
    assert_true(store_commit(test->store, &error));
}

static void what_was_asked_is_answered_without_rules_and_nobody_new_is_asked_about(void **state)
{
    static struct site site; /* large: not for the stack */
    struct sync_summary summary;
    (void)state;
    open_site(&site);
    begin_near_the_end(&site);
    adopt_unreadable(&site.store);
    run(&site, &summary);
    assert_int_equal(summary.no_rules.fault, FAULT_RULEBOOK_UNREADABLE);
    assert_int_equal(summary.answered, 1);
    assert_int_equal(summary.sent, 0);
    assert_int_equal(summary.still_open, 0);
    test_store_adopt_rules(&site.store, TEST_RULES);
    simulated_service(site.gateway)->passed_ms += INT64_C(24) * 3600 * 1000;
    run(&site, &summary);
    assert_int_equal(summary.no_rules.fault, FAULT_NONE);
    assert_int_equal(summary.answered, VISITS - 1);
    site.store.world.clock.now_ms = simulated_now(site.gateway);
    days_check_all_answered(&site.store);
    close_site(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_asked_is_answered_without_rules_and_nobody_new_is_asked_about),
        cmocka_unit_test(who_has_no_key_today_is_asked_about_tomorrow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
