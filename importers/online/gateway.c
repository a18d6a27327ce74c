#include "importers/online/gateway.h"

#include <stdio.h>
#include <string.h>

#include "importers/online/gateway_inside.h"
#include "importers/online/message.h"

#define CONFIRM_PATH "/v1/eligibility/confirm"

enum {
    HANDFUL = 200, /* answers that are stored together */
    HANDFUL_MS = 100
};

static int64_t now_of(const struct gateway *gateway)
{
    return world_now_ms(gateway->world);
}

/* ---- opening ---- */

bool gateway_open(
    struct gateway *gateway,
    const struct gateway_settings *settings,
    const struct world *world,
    const struct web_port *web,
    struct error *error)
{
    memset(gateway, 0, sizeof *gateway);
    gateway->settings = *settings;
    gateway->world = world;
    gateway->web = *web;
    require(settings->at_once > 0 && settings->at_once <= LIMIT_GATEWAY_AT_ONCE);
    return (strncmp(settings->url, "https://", 8) == 0 &&
            strlen(settings->url) < LIMIT_GATEWAY_URL / 2) ||
           error_set(error, FAULT_GATEWAY_ADDRESS);
}

static void free_job(struct gateway_job *job)
{
    buffer_close_wiped(&job->request);
    buffer_close_wiped(&job->answer);
    *job = (struct gateway_job){.phase = GATEWAY_FREE};
}

void gateway_close(struct gateway *gateway)
{
    for (size_t i = 0; i < LIMIT_GATEWAY_JOBS; i++) {
        free_job(&gateway->jobs[i]);
    }
}

/* ---- what came ---- */

static void take_answer(struct gateway *gateway, struct gateway_job *job, struct web_reply *reply)
{
    struct slice body = buffer_slice(&reply->body);
    if (!message_is_whole(body)) {
        /* A body without a stated length that was cut looks like an end. */
        gateway_note_trouble(gateway, FAULT_GATEWAY_DOWN, "cut");
        return;
    }
    buffer_close_wiped(&job->answer);
    job->answer = reply->body;
    reply->body = buffer_open(0);
    job->phase = GATEWAY_ANSWERED;
}

/* Only below the gateway itself; a place somewhere else is none. */
static void
take_location(struct gateway *gateway, struct gateway_job *job, const struct web_reply *reply)
{
    const char *url = gateway->settings.url;
    size_t size = strlen(url);
    int length = 0;
    if (reply->location[0] == '/' && reply->location[1] != '/') {
        length = snprintf(job->location, sizeof job->location, "%s%s", url, reply->location);
    } else if (strncmp(reply->location, url, size) == 0 && reply->location[size] == '/') {
        length = snprintf(job->location, sizeof job->location, "%s", reply->location);
    }
    if (length <= 0 || (size_t)length >= sizeof job->location) {
        job->location[0] = '\0';
    }
    job->pause = gateway_pause_of(gateway, gateway_said_pause_ms(gateway, reply, job->polls));
    job->polls++;
}

static void reject(struct gateway_job *job, struct web_reply *reply)
{
    struct error ignored;
    char text[32];
    bool done = true;
    gateway_name_status(reply, text);
    job->answer = buffer_open(LIMIT_REJECTION_BYTES);
    done = buffer_append_text(&job->answer, text, &ignored) &&
           buffer_append_byte(&job->answer, '\n', &ignored) &&
           buffer_append(
               &job->answer,
               slice_part(buffer_slice(&reply->body), 0, LIMIT_REJECTION_BYTES - sizeof text),
               &ignored);
    job->phase = done ? GATEWAY_REJECTED : GATEWAY_DUE;
}

static void take_status(struct gateway *gateway, struct gateway_job *job, struct web_reply *reply)
{
    if (!gateway_note_status(gateway, reply)) {
        return;
    }
    if (reply->status == 200) {
        take_answer(gateway, job, reply);
    } else if (reply->status == 202 || reply->status == 204) {
        take_location(gateway, job, reply);
    } else if (job->location[0] != '\0') {
        /* What was promised there is gone: the same key asks for it again. */
        job->location[0] = '\0';
        job->pause = gateway_pause_of(gateway, gateway_pause_ms(gateway, job->polls));
        job->polls++;
    } else {
        reject(job, reply);
    }
}

static void take_ended(struct gateway *gateway)
{
    struct web_reply reply;
    size_t slot = 0;
    while (gateway->web.take(gateway->web.context, &slot, &reply)) {
        size_t index = gateway->slots[slot];
        if (index > 0) {
            gateway->slots[slot] = 0;
            gateway->flying--;
        }
        if (index > 0 && index != SLOT_STATE) {
            struct gateway_job *job = &gateway->jobs[index - 1];
            if (job->phase == GATEWAY_FLYING) {
                job->phase = GATEWAY_DUE;
                if (gateway_note_end(gateway, &reply)) {
                    take_status(gateway, job, &reply);
                }
            }
        }
        buffer_close_wiped(&reply.body);
    }
}

/* ---- sending ---- */

static bool free_slot(const struct gateway *gateway, size_t *slot)
{
    for (*slot = 0; *slot < gateway->settings.at_once; (*slot)++) {
        if (gateway->slots[*slot] == 0) {
            return true;
        }
    }
    return false;
}

static bool fly(struct gateway *gateway, size_t index, size_t slot)
{
    struct gateway_job *job = &gateway->jobs[index];
    char url[LIMIT_GATEWAY_URL];
    struct web_request request = {
        .is_post = job->location[0] == '\0',
        .url = job->location,
        .key = job->key,
        .body = buffer_slice(&job->request),
    };
    struct error ignored;
    if (request.is_post) {
        (void)snprintf(url, sizeof url, "%s" CONFIRM_PATH, gateway->settings.url);
        request.url = url;
    }
    if (!gateway->web.start(gateway->web.context, slot, &request, &ignored)) {
        return false;
    }
    gateway->slots[slot] = index + 1;
    gateway->flying++;
    job->phase = GATEWAY_FLYING;
    return true;
}

/* While the line is in doubt one inquiry tries it, not all of them. */
static void send_due(struct gateway *gateway)
{
    int64_t now = now_of(gateway);
    size_t most = gateway->failures > 0 ? 1 : gateway->settings.at_once;
    size_t slot = 0;
    if (gateway_left_ms(&gateway->pause, now) > 0) {
        return;
    }
    for (size_t i = 0; i < LIMIT_GATEWAY_JOBS && gateway->flying < most; i++) {
        struct gateway_job *job = &gateway->jobs[i];
        if (job->phase == GATEWAY_DUE && gateway_left_ms(&job->pause, now) == 0 &&
            (!free_slot(gateway, &slot) || !fly(gateway, i, slot))) {
            return;
        }
    }
}

/* ---- jobs ---- */

/* Its place; LIMIT_GATEWAY_JOBS when nothing is held under the key. */
static size_t place_of(const struct gateway *gateway, const char *key)
{
    size_t i = 0;
    while (i < LIMIT_GATEWAY_JOBS &&
           (gateway->jobs[i].phase == GATEWAY_FREE || strcmp(gateway->jobs[i].key, key) != 0)) {
        i++;
    }
    return i;
}

static struct gateway_job *find(struct gateway *gateway, const char *key)
{
    size_t place = place_of(gateway, key);
    return place == LIMIT_GATEWAY_JOBS ? NULL : &gateway->jobs[place];
}

size_t gateway_room(const struct gateway *gateway)
{
    size_t room = 0;
    for (size_t i = 0; i < LIMIT_GATEWAY_JOBS; i++) {
        room += gateway->jobs[i].phase == GATEWAY_FREE ? 1 : 0;
    }
    return room;
}

bool gateway_prepare(
    struct gateway *gateway,
    const char *key,
    struct slice request,
    struct error *error)
{
    struct gateway_job *job = NULL;
    size_t place = 0;
    if (place_of(gateway, key) < LIMIT_GATEWAY_JOBS) {
        return true;
    }
    while (place + 1 < LIMIT_GATEWAY_JOBS && gateway->jobs[place].phase != GATEWAY_FREE) {
        place++;
    }
    job = &gateway->jobs[place];
    require(job->phase == GATEWAY_FREE);
    *job = (struct gateway_job){.phase = GATEWAY_FREE, .request = buffer_open(request.size)};
    if (!slice_copy_text(slice_of(key), job->key, sizeof job->key) ||
        !buffer_append(&job->request, request, error)) {
        return false;
    }
    job->phase = GATEWAY_READY;
    return true;
}

bool gateway_release(struct gateway *gateway, const char *key, struct error *error)
{
    struct gateway_job *job = find(gateway, key);
    (void)error;
    if (job != NULL && job->phase == GATEWAY_READY) {
        job->phase = GATEWAY_DUE;
    }
    return true;
}

const struct gateway_job *gateway_find(const struct gateway *gateway, const char *key)
{
    size_t place = place_of(gateway, key);
    return place == LIMIT_GATEWAY_JOBS ? NULL : &gateway->jobs[place];
}

static bool is_ended(const struct gateway_job *job)
{
    return job->phase == GATEWAY_ANSWERED || job->phase == GATEWAY_REJECTED;
}

const struct gateway_job *gateway_next_ended(const struct gateway *gateway)
{
    for (size_t i = 0; i < LIMIT_GATEWAY_JOBS; i++) {
        const struct gateway_job *job = &gateway->jobs[i];
        if (is_ended(job)) {
            return job;
        }
    }
    return NULL;
}

void gateway_forget(struct gateway *gateway, const char *key)
{
    struct gateway_job *job = find(gateway, key);
    if (job != NULL && job->phase != GATEWAY_FLYING) {
        free_job(job);
    }
}

static size_t count_ended(const struct gateway *gateway)
{
    size_t count = 0;
    for (size_t i = 0; i < LIMIT_GATEWAY_JOBS; i++) {
        count += is_ended(&gateway->jobs[i]) ? 1 : 0;
    }
    return count;
}

/* Until something rests no longer, at most so long.  What waits for room is sent when another one ends. */
static int64_t until_due_ms(const struct gateway *gateway, int64_t most_ms)
{
    int64_t now = now_of(gateway);
    int64_t line_ms = gateway_left_ms(&gateway->pause, now);
    for (size_t i = 0; i < LIMIT_GATEWAY_JOBS; i++) {
        const struct gateway_job *job = &gateway->jobs[i];
        int64_t left_ms = gateway_left_ms(&job->pause, now);
        left_ms = left_ms > line_ms ? left_ms : line_ms;
        if (job->phase == GATEWAY_DUE && left_ms > 0 && left_ms < most_ms) {
            most_ms = left_ms;
        }
    }
    return most_ms;
}

static bool wait_once(struct gateway *gateway, int64_t wait_ms)
{
    const struct clock_port *clock = &gateway->world->clock;
    bool goes_on = true;
    send_due(gateway);
    wait_ms = until_due_ms(gateway, wait_ms);
    if (gateway->flying == 0) {
        return clock->wait_ms(clock->context, wait_ms);
    }
    goes_on = gateway->web.wait(gateway->web.context, wait_ms) && clock->wait_ms(clock->context, 0);
    take_ended(gateway);
    send_due(gateway);
    return goes_on;
}

/* Answers are stored together, and storing waits for the disk: a handful is waited for, but not long. */
bool gateway_wait(struct gateway *gateway, int64_t wait_ms)
{
    struct gateway_pause handful;
    if (!wait_once(gateway, wait_ms)) {
        return false;
    }
    handful = gateway_pause_of(gateway, HANDFUL_MS);
    for (;;) {
        size_t ended = count_ended(gateway);
        int64_t left = gateway_left_ms(&handful, now_of(gateway));
        if (ended == 0 || ended >= HANDFUL || gateway->flying == 0 || left == 0) {
            return true;
        }
        if (!wait_once(gateway, left)) {
            return false;
        }
    }
}
