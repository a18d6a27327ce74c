#include "tests/importers/online/told_line.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

static const struct plan well = {WEB_ANSWERED, 200, WEB_NO_WAIT, "", "<XmlMsg></XmlMsg>"};

static size_t count_flying(const struct told_line *line)
{
    size_t count = 0;
    for (size_t i = 0; i < LIMIT_GATEWAY_AT_ONCE; i++) {
        count += line->is_flying[i] ? 1 : 0;
    }
    return count;
}

static bool
start(void *context, size_t slot, const struct web_request *request, struct error *error)
{
    struct told_line *line = context;
    struct start *noted = &line->starts[line->start_count];
    (void)error;
    assert_true(line->start_count < MOST_STARTS && !line->is_flying[slot]);
    noted->is_post = request->is_post;
    noted->has_own_connection = request->has_own_connection;
    (void)snprintf(noted->url, sizeof noted->url, "%s", request->url);
    (void)snprintf(noted->key, sizeof noted->key, "%s", request->key == NULL ? "" : request->key);
    if (!slice_copy_text(request->body, noted->body, sizeof noted->body)) {
        noted->body[0] = '\0';
    }
    noted->at_ms = line->world.clock.now_ms;
    line->flying[slot] =
        line->start_count < line->plan_count ? line->plans[line->start_count] : well;
    line->is_flying[slot] = true;
    line->start_count++;
    line->most_flying =
        count_flying(line) > line->most_flying ? count_flying(line) : line->most_flying;
    return true;
}

static bool wait_for_any(void *context, int64_t wait_ms)
{
    struct told_line *line = context;
    line->world.clock.now_ms += wait_ms < 10 ? wait_ms : 10;
    return true;
}

static bool take(void *context, size_t *slot, struct web_reply *reply)
{
    struct told_line *line = context;
    for (*slot = 0; *slot < LIMIT_GATEWAY_AT_ONCE; (*slot)++) {
        if (line->is_flying[*slot]) {
            const struct plan *plan = &line->flying[*slot];
            struct error error;
            *reply = (struct web_reply){
                .end = plan->end,
                .status = plan->status,
                .retry_after_s = plan->retry_after_s,
                .body = buffer_open(1024)};
            (void)snprintf(reply->location, sizeof reply->location, "%s", plan->location);
            (void)snprintf(reply->detail, sizeof reply->detail, "as told");
            assert_true(buffer_append_text(&reply->body, plan->body, &error));
            line->is_flying[*slot] = false;
            return true;
        }
    }
    return false;
}

void told_line_open(struct told_line *line, const struct plan *plans, size_t count)
{
    static const struct gateway_settings settings = {
        .url = TOLD_URL, .at_once = TOLD_AT_ONCE, .backoff_ms = 1000, .backoff_most_ms = 60000};
    struct web_port web = {line, start, wait_for_any, take};
    struct error error;
    memset(line, 0, sizeof *line);
    test_world_open(&line->world, 1);
    line->plans = plans;
    line->plan_count = count;
    assert_true(gateway_open(&line->gateway, &settings, &line->world.world, &web, &error));
}

void told_line_close(struct told_line *line)
{
    gateway_close(&line->gateway);
    test_world_close(&line->world);
}

void told_line_prepare(struct told_line *line, const char *key)
{
    struct error error;
    assert_true(gateway_prepare(&line->gateway, key, slice_of(key), &error));
}

void told_line_ask(struct told_line *line, const char *key)
{
    struct error error;
    told_line_prepare(line, key);
    assert_true(gateway_release(&line->gateway, key, &error));
}

void told_line_wait(struct told_line *line, int64_t length_ms)
{
    int64_t end_ms = line->world.clock.now_ms + length_ms;
    while (line->world.clock.now_ms < end_ms) {
        assert_true(gateway_wait(&line->gateway, end_ms - line->world.clock.now_ms));
    }
}

enum gateway_phase told_line_phase(const struct told_line *line, const char *key)
{
    const struct gateway_job *job = gateway_find(&line->gateway, key);
    return job == NULL ? GATEWAY_FREE : job->phase;
}

bool told_line_is_well(const struct told_line *line, enum fault *fault)
{
    struct error error = {.fault = FAULT_NONE};
    bool well_now = gateway_is_well(&line->gateway, &error);
    *fault = error.fault;
    return well_now;
}
