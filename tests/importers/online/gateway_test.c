/* The gateway's requests and rests, with a line that answers what it was told to. */
#include "tests/importers/online/told_line.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

/* ---- sending ---- */

static void nothing_goes_out_before_it_is_released(void **state)
{
    static struct told_line line;
    struct error error;
    (void)state;
    told_line_open(&line, NULL, 0);
    told_line_prepare(&line, "202603310001");
    told_line_wait(&line, ONE_SECOND_MS);
    assert_int_equal(line.start_count, 0);
    assert_true(gateway_release(&line.gateway, "202603310001", &error));
    told_line_wait(&line, ONE_SECOND_MS);
    assert_int_equal(line.start_count, 1);
    assert_true(line.starts[0].is_post);
    assert_string_equal(line.starts[0].url, TOLD_URL "/v1/eligibility/confirm");
    assert_string_equal(line.starts[0].key, "202603310001");
    assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_ANSWERED);
    assert_string_equal(gateway_next_ended(&line.gateway)->key, "202603310001");
    gateway_forget(&line.gateway, "202603310001");
    assert_null(gateway_next_ended(&line.gateway));
    told_line_close(&line);
}

static void no_more_fly_than_the_setting_says_and_they_are_taken_together(void **state)
{
    static struct told_line line;
    char key[INQUIRY_KEY];
    (void)state;
    told_line_open(&line, NULL, 0);
    for (unsigned i = 1; i <= 10; i++) {
        (void)snprintf(key, sizeof key, "20260331%04u", i);
        told_line_ask(&line, key);
    }
    assert_true(gateway_wait(&line.gateway, ONE_SECOND_MS));
    assert_int_equal(line.start_count, 10);
    assert_int_equal(line.most_flying, TOLD_AT_ONCE);
    assert_int_equal(gateway_room(&line.gateway), LIMIT_GATEWAY_JOBS - 10);
    told_line_close(&line);
}

static void an_outcome_that_is_not_known_is_asked_again_under_the_same_key(void **state)
{
    static const struct plan lost[] = {
        {WEB_CUT, 0, WEB_NO_WAIT, "", ""},
        {WEB_UNREACHABLE, 0, WEB_NO_WAIT, "", ""},
        {WEB_TOO_BIG, 0, WEB_NO_WAIT, "", ""},
        {WEB_ANSWERED, 500, WEB_NO_WAIT, "", ""},
        {WEB_ANSWERED, 302, WEB_NO_WAIT, "https://elsewhere.example/", ""},
        {WEB_ANSWERED, 200, WEB_NO_WAIT, "", "<XmlMsg><Messa"},
        {WEB_ANSWERED, 200, WEB_NO_WAIT, "", "<html>"},
        {WEB_ANSWERED, 429, WEB_NO_WAIT, "", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(lost); i++) {
        static struct told_line line;
        told_line_open(&line, &lost[i], 1);
        told_line_ask(&line, "202603310001");
        told_line_wait(&line, ONE_SECOND_MS / 2);
        assert_int_equal(line.start_count, 1);
        assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_DUE);
        told_line_wait(&line, 2 * ONE_SECOND_MS);
        assert_int_equal(line.start_count, 2);
        assert_memory_equal(&line.starts[0].key, &line.starts[1].key, INQUIRY_KEY);
        assert_string_equal(line.starts[0].body, line.starts[1].body);
        assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_ANSWERED);
        told_line_close(&line);
    }
}

static void while_the_line_is_in_doubt_one_inquiry_tries_it(void **state)
{
    static const struct plan lost[] = {
        {WEB_CUT, 0, WEB_NO_WAIT, "", ""},
        {WEB_CUT, 0, WEB_NO_WAIT, "", ""},
        {WEB_CUT, 0, WEB_NO_WAIT, "", ""},
        {WEB_CUT, 0, WEB_NO_WAIT, "", ""},
        {WEB_CUT, 0, WEB_NO_WAIT, "", ""}};
    static struct told_line line;
    enum fault fault = FAULT_NONE;
    (void)state;
    told_line_open(&line, lost, COUNT_OF(lost));
    for (unsigned i = 0; i < TOLD_AT_ONCE; i++) {
        static const char *const keys[TOLD_AT_ONCE] = {
            "202603310001", "202603310002", "202603310003", "202603310004"};
        told_line_ask(&line, keys[i]);
    }
    told_line_wait(&line, 10);
    assert_int_equal(line.start_count, TOLD_AT_ONCE);
    assert_false(told_line_is_well(&line, &fault));
    assert_int_equal(fault, FAULT_GATEWAY_DOWN);
    line.most_flying = 0;
    while (line.start_count < TOLD_AT_ONCE + 1) {
        told_line_wait(&line, ONE_SECOND_MS);
    }
    assert_int_equal(line.most_flying, 1);
    while (line.start_count < TOLD_AT_ONCE + 5) {
        told_line_wait(&line, ONE_SECOND_MS);
    }
    assert_true(told_line_is_well(&line, &fault));
    told_line_close(&line);
}

/* ---- answers that are none yet ---- */

static void a_promised_place_is_looked_at_with_the_same_key(void **state)
{
    static const struct plan later[] = {
        {WEB_ANSWERED, 202, 2, "/v1/eligibility/confirm/202603310001", ""},
        {WEB_ANSWERED, 202, WEB_NO_WAIT, TOLD_URL "/elsewhere/1", ""},
    };
    static struct told_line line;
    (void)state;
    told_line_open(&line, later, COUNT_OF(later));
    told_line_ask(&line, "202603310001");
    told_line_wait(&line, 10 * ONE_SECOND_MS);
    assert_int_equal(line.start_count, 3);
    assert_true(line.starts[1].at_ms - line.starts[0].at_ms >= 2 * ONE_SECOND_MS);
    assert_false(line.starts[1].is_post);
    assert_string_equal(line.starts[1].url, TOLD_URL "/v1/eligibility/confirm/202603310001");
    assert_string_equal(line.starts[1].key, "202603310001");
    assert_string_equal(line.starts[2].url, TOLD_URL "/elsewhere/1");
    assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_ANSWERED);
    told_line_close(&line);
}

static void a_place_that_is_not_below_the_gateway_is_none(void **state)
{
    static const char *const places[] = {
        "https://elsewhere.example/1", TOLD_URL ".example/1", "//elsewhere.example/1", "1", ""};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        static struct told_line line;
        const struct plan later = {WEB_ANSWERED, 202, 1, places[i], ""};
        told_line_open(&line, &later, 1);
        told_line_ask(&line, "202603310001");
        told_line_wait(&line, 3 * ONE_SECOND_MS);
        assert_row(line.start_count == 2, places[i]);
        assert_row(line.starts[1].is_post, places[i]);
        told_line_close(&line);
    }
}

static void a_place_that_is_gone_is_no_refusal(void **state)
{
    static const struct plan gone[] = {
        {WEB_ANSWERED, 202, 1, "/v1/eligibility/confirm/202603310001", ""},
        {WEB_ANSWERED, 404, WEB_NO_WAIT, "", ""}};
    static struct told_line line;
    (void)state;
    told_line_open(&line, gone, COUNT_OF(gone));
    told_line_ask(&line, "202603310001");
    told_line_wait(&line, 10 * ONE_SECOND_MS);
    assert_int_equal(line.start_count, 3);
    assert_true(line.starts[2].is_post);
    assert_string_equal(line.starts[2].key, "202603310001");
    assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_ANSWERED);
    told_line_close(&line);
}

static void a_refusal_is_the_inquirys_own_and_keeps_what_was_said(void **state)
{
    static const struct plan refused[] = {{WEB_ANSWERED, 400, WEB_NO_WAIT, "", "架空の理由"}};
    static struct told_line line;
    enum fault fault = FAULT_NONE;
    (void)state;
    told_line_open(&line, refused, COUNT_OF(refused));
    told_line_ask(&line, "202603310001");
    told_line_ask(&line, "202603310002");
    told_line_wait(&line, 10);
    assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_REJECTED);
    assert_text(
        buffer_slice(&gateway_find(&line.gateway, "202603310001")->answer), "HTTP 400\n架空の理由");
    assert_int_equal(told_line_phase(&line, "202603310002"), GATEWAY_ANSWERED);
    assert_true(told_line_is_well(&line, &fault));
    told_line_close(&line);
}

/* ---- resting ---- */

static void what_only_a_person_can_put_right_is_told_at_once(void **state)
{
    static const struct {
        struct plan plan;
        enum fault fault;
    } rows[] = {
        {{WEB_ANSWERED, 401, WEB_NO_WAIT, "", ""}, FAULT_GATEWAY_CLIENT},
        {{WEB_ANSWERED, 403, WEB_NO_WAIT, "", ""}, FAULT_GATEWAY_CLIENT},
        {{WEB_CLIENT_REFUSED, 0, WEB_NO_WAIT, "", ""}, FAULT_GATEWAY_CLIENT},
        {{WEB_SERVER_REFUSED, 0, WEB_NO_WAIT, "", ""}, FAULT_GATEWAY_SERVER},
        {{WEB_TLS, 0, WEB_NO_WAIT, "", ""}, FAULT_GATEWAY_TLS},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static struct told_line line;
        enum fault fault = FAULT_NONE;
        told_line_open(&line, &rows[i].plan, 1);
        told_line_ask(&line, "202603310001");
        told_line_wait(&line, 10);
        assert_false(told_line_is_well(&line, &fault));
        assert_int_equal(fault, rows[i].fault);
        assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_DUE);
        told_line_close(&line);
    }
}

static void who_says_come_back_later_is_left_alone_until_then(void **state)
{
    static const struct {
        int64_t said_s;
        int64_t rest_s;
    } rows[] = {{20, 20}, {INT64_C(400) * 24 * 3600, LIMIT_GATEWAY_PAUSE_S}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static struct told_line line;
        const struct plan busy = {WEB_ANSWERED, 503, rows[i].said_s, "", ""};
        told_line_open(&line, &busy, 1);
        told_line_ask(&line, "202603310001");
        told_line_wait(&line, 10);
        told_line_ask(&line, "202603310002");
        told_line_wait(&line, (rows[i].rest_s - 1) * 1000);
        assert_int_equal(line.start_count, 1);
        told_line_wait(&line, 2 * ONE_SECOND_MS);
        assert_int_equal(line.start_count, 3);
        told_line_close(&line);
    }
}

static void a_clock_that_is_set_back_ends_a_rest(void **state)
{
    static const struct plan plans[] = {
        {WEB_ANSWERED, 503, 3600, "", ""},
        {WEB_ANSWERED, 202, 3600, "/v1/eligibility/confirm/202603310001", ""}};
    const int64_t year_ms = INT64_C(365) * 24 * 3600 * 1000;
    static struct told_line line;
    (void)state;
    told_line_open(&line, plans, COUNT_OF(plans));
    told_line_ask(&line, "202603310001");
    for (size_t i = 1; i <= 3; i++) {
        told_line_wait(&line, ONE_SECOND_MS);
        assert_int_equal(line.start_count, i);
        line.world.clock.now_ms -= year_ms;
    }
    assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_ANSWERED);
    told_line_close(&line);
}

static void a_clock_that_is_set_forward_ends_it_too(void **state)
{
    static const struct plan busy = {WEB_ANSWERED, 503, 3600, "", ""};
    static struct told_line line;
    (void)state;
    told_line_open(&line, &busy, 1);
    told_line_ask(&line, "202603310001");
    told_line_wait(&line, ONE_SECOND_MS);
    line.world.clock.now_ms += INT64_C(2) * 3600 * 1000;
    told_line_wait(&line, ONE_SECOND_MS);
    assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_ANSWERED);
    told_line_close(&line);
}

/* ---- reaching ---- */

static void the_state_is_asked_on_as_many_connections_as_will_be_needed(void **state)
{
    static const struct {
        size_t people;
        size_t states;
    } rows[] = {{0, 1}, {1, 1}, {3, 3}, {1000, TOLD_AT_ONCE}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        static struct told_line line;
        struct error error;
        told_line_open(&line, NULL, 0);
        gateway_expect(&line.gateway, rows[i].people);
        assert_true(gateway_reach(&line.gateway, &error));
        assert_int_equal(line.start_count, rows[i].states);
        for (size_t k = 0; k < line.start_count; k++) {
            assert_false(line.starts[k].is_post);
            assert_true(line.starts[k].has_own_connection);
            assert_string_equal(line.starts[k].url, TOLD_URL "/v1/state");
            assert_string_equal(line.starts[k].key, "");
        }
        /* What is still under way harms no inquiry. */
        told_line_ask(&line, "202603310001");
        told_line_wait(&line, ONE_SECOND_MS);
        assert_int_equal(told_line_phase(&line, "202603310001"), GATEWAY_ANSWERED);
        assert_int_equal(line.gateway.flying, 0);
        told_line_close(&line);
    }
}

static void one_good_connection_is_enough(void **state)
{
    static const struct plan plans[] = {
        {WEB_CUT, 0, WEB_NO_WAIT, "", ""},
        {WEB_ANSWERED, 503, WEB_NO_WAIT, "", ""},
        {WEB_ANSWERED, 204, WEB_NO_WAIT, "", ""}};
    static struct told_line line;
    enum fault fault = FAULT_NONE;
    struct error error;
    (void)state;
    told_line_open(&line, plans, COUNT_OF(plans));
    gateway_expect(&line.gateway, 3);
    assert_true(gateway_reach(&line.gateway, &error));
    assert_true(told_line_is_well(&line, &fault));
    told_line_close(&line);
}

static void without_one_nothing_is_asked(void **state)
{
    static const struct plan plans[] = {
        {WEB_UNREACHABLE, 0, WEB_NO_WAIT, "", ""},
        {WEB_UNREACHABLE, 0, WEB_NO_WAIT, "", ""},
        {WEB_UNREACHABLE, 0, WEB_NO_WAIT, "", ""},
        {WEB_UNREACHABLE, 0, WEB_NO_WAIT, "", ""}};
    static struct told_line line;
    struct error error;
    (void)state;
    told_line_open(&line, plans, COUNT_OF(plans));
    gateway_expect(&line.gateway, TOLD_AT_ONCE);
    assert_false(gateway_reach(&line.gateway, &error));
    assert_int_equal(error.fault, FAULT_GATEWAY_DOWN);
    assert_int_equal(line.start_count, TOLD_AT_ONCE);
    /* All have been heard: the next try asks anew instead of believing that the line is in use. */
    assert_int_equal(line.gateway.flying, 0);
    assert_true(gateway_reach(&line.gateway, &error));
    told_line_close(&line);
}

static void an_address_without_tls_is_refused(void **state)
{
    static const char *const addresses[] = {"http://gateway.example", "gateway.example", ""};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        static struct gateway gateway;
        struct test_world world;
        const struct gateway_settings settings = {.url = addresses[i], .at_once = 1};
        const struct web_port web = {.context = NULL};
        struct error error;
        test_world_open(&world, 1);
        assert_false(gateway_open(&gateway, &settings, &world.world, &web, &error));
        assert_int_equal(error.fault, FAULT_GATEWAY_ADDRESS);
        test_world_close(&world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_goes_out_before_it_is_released),
        cmocka_unit_test(no_more_fly_than_the_setting_says_and_they_are_taken_together),
        cmocka_unit_test(an_outcome_that_is_not_known_is_asked_again_under_the_same_key),
        cmocka_unit_test(while_the_line_is_in_doubt_one_inquiry_tries_it),
        cmocka_unit_test(a_promised_place_is_looked_at_with_the_same_key),
        cmocka_unit_test(a_place_that_is_not_below_the_gateway_is_none),
        cmocka_unit_test(a_place_that_is_gone_is_no_refusal),
        cmocka_unit_test(a_refusal_is_the_inquirys_own_and_keeps_what_was_said),
        cmocka_unit_test(what_only_a_person_can_put_right_is_told_at_once),
        cmocka_unit_test(who_says_come_back_later_is_left_alone_until_then),
        cmocka_unit_test(a_clock_that_is_set_back_ends_a_rest),
        cmocka_unit_test(a_clock_that_is_set_forward_ends_it_too),
        cmocka_unit_test(the_state_is_asked_on_as_many_connections_as_will_be_needed),
        cmocka_unit_test(one_good_connection_is_enough),
        cmocka_unit_test(without_one_nothing_is_asked),
        cmocka_unit_test(an_address_without_tls_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
