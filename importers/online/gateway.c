#include "importers/online/gateway.h"

#include <stdio.h>
#include <string.h>

#include "importers/online/message.h"

#define STATE_PATH "/v1/state"
#define CONFIRM_PATH "/v1/eligibility/confirm"

enum {
    HICCUPS = 3, /* failures in a row before the line counts as down */
    MOST_DOUBLES = 16,
    REACH_STEP_MS = 50
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

/* ---- resting ---- */

/* Doubled each time, and up to half of it more, so that sites do not come back all at once. */
static int64_t pause_ms(struct gateway *gateway, unsigned times)
{
    const struct random_port *random = &gateway->world->random;
    unsigned doubles = times < MOST_DOUBLES ? times : MOST_DOUBLES;
    int64_t pause = gateway->settings.backoff_ms << doubles;
    uint8_t bytes[2] = {0, 0};
    struct error ignored;
    if (pause > gateway->settings.backoff_most_ms) {
        pause = gateway->settings.backoff_most_ms;
    }
    if (!random->fill(random->context, bytes, sizeof bytes, &ignored)) {
        bytes[0] = 0;
    }
    return pause + pause * ((int64_t)bytes[0] * 256 + bytes[1]) / (INT64_C(2) * 65536);
}

static int64_t said_pause_ms(struct gateway *gateway, const struct web_reply *reply, unsigned times)
{
    int64_t said_s = reply->retry_after_s;
    if (said_s < 0) {
        return pause_ms(gateway, times);
    }
    return (said_s < LIMIT_GATEWAY_PAUSE_S ? said_s : LIMIT_GATEWAY_PAUSE_S) * 1000;
}

static struct gateway_pause pause_of(const struct gateway *gateway, int64_t for_ms)
{
    int64_t now = now_of(gateway);
    return (struct gateway_pause){now, now + for_ms};
}

/* How much of it is left; 0: it is over. */
static int64_t left_ms(const struct gateway_pause *pause, int64_t now)
{
    return now < pause->from_ms || now >= pause->until_ms ? 0 : pause->until_ms - now;
}

static void rest(struct gateway *gateway, int64_t for_ms)
{
    if (for_ms > left_ms(&gateway->pause, now_of(gateway))) {
        gateway->pause = pause_of(gateway, for_ms);
    }
}

static void note_trouble(struct gateway *gateway, enum fault fault, const char *detail)
{
    error_set_text(&gateway->trouble, fault, detail);
    rest(gateway, pause_ms(gateway, gateway->failures));
    gateway->failures++;
}

static void note_well(struct gateway *gateway)
{
    gateway->failures = 0;
    gateway->trouble.fault = FAULT_NONE;
}

bool gateway_is_well(const struct gateway *gateway, struct error *error)
{
    bool is_certain = gateway->trouble.fault == FAULT_GATEWAY_SERVER ||
                      gateway->trouble.fault == FAULT_GATEWAY_CLIENT ||
                      gateway->trouble.fault == FAULT_GATEWAY_TLS;
    if (gateway->trouble.fault == FAULT_NONE || (!is_certain && gateway->failures <= HICCUPS)) {
        return true;
    }
    *error = gateway->trouble;
    return false;
}

/* ---- what came ---- */

static bool note_end(struct gateway *gateway, const struct web_reply *reply)
{
    switch (reply->end) {
    case WEB_ANSWERED:
        return true;
    case WEB_UNREACHABLE:
    case WEB_CUT:
    case WEB_TOO_BIG:
        note_trouble(gateway, FAULT_GATEWAY_DOWN, reply->detail);
        break;
    case WEB_SERVER_REFUSED:
        note_trouble(gateway, FAULT_GATEWAY_SERVER, reply->detail);
        break;
    case WEB_CLIENT_REFUSED:
        note_trouble(gateway, FAULT_GATEWAY_CLIENT, reply->detail);
        break;
    case WEB_TLS:
        note_trouble(gateway, FAULT_GATEWAY_TLS, reply->detail);
        break;
    }
    return false;
}

static void name_status(const struct web_reply *reply, char text[32])
{
    (void)snprintf(text, 32, "HTTP %ld", reply->status);
}

/* True when the status says something about this request alone. */
static bool note_status(struct gateway *gateway, const struct web_reply *reply)
{
    char text[32];
    name_status(reply, text);
    switch (reply->status) {
    case 200:
    case 202:
    case 204:
    case 400:
    case 404:
    case 409:
    case 410:
    case 413:
    case 415:
    case 422:
        note_well(gateway);
        return true;
    case 401:
    case 403:
        note_trouble(gateway, FAULT_GATEWAY_CLIENT, text);
        return false;
    case 429:
    case 503:
        rest(gateway, said_pause_ms(gateway, reply, gateway->failures));
        error_set_text(&gateway->trouble, FAULT_GATEWAY_BUSY, text);
        gateway->failures++;
        return false;
    default:
        note_trouble(gateway, FAULT_GATEWAY_DOWN, text);
        return false;
    }
}

static void take_answer(struct gateway *gateway, struct gateway_job *job, struct web_reply *reply)
{
    struct slice body = buffer_slice(&reply->body);
    if (!message_is_whole(body)) {
        /* A body without a stated length that was cut looks like an end. */
        note_trouble(gateway, FAULT_GATEWAY_DOWN, "cut");
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
    job->pause = pause_of(gateway, said_pause_ms(gateway, reply, job->polls));
    job->polls++;
}

static void reject(struct gateway_job *job, struct web_reply *reply)
{
    struct error ignored;
    char text[32];
    bool done = true;
    name_status(reply, text);
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
    if (!note_status(gateway, reply)) {
        return;
    }
    if (reply->status == 200) {
        take_answer(gateway, job, reply);
    } else if (reply->status == 202 || reply->status == 204) {
        take_location(gateway, job, reply);
    } else if (job->location[0] != '\0') {
        /* What was promised there is gone: the same key asks for it again. */
        job->location[0] = '\0';
        job->pause = pause_of(gateway, pause_ms(gateway, job->polls));
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
        gateway->slots[slot] = 0;
        if (index > 0) {
            struct gateway_job *job = &gateway->jobs[index - 1];
            gateway->flying--;
            if (job->phase == GATEWAY_FLYING) {
                job->phase = GATEWAY_DUE;
                if (note_end(gateway, &reply)) {
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
    if (left_ms(&gateway->pause, now) > 0) {
        return;
    }
    for (size_t i = 0; i < LIMIT_GATEWAY_JOBS && gateway->flying < most; i++) {
        struct gateway_job *job = &gateway->jobs[i];
        if (job->phase == GATEWAY_DUE && left_ms(&job->pause, now) == 0 &&
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

const struct gateway_job *gateway_next_ended(const struct gateway *gateway)
{
    for (size_t i = 0; i < LIMIT_GATEWAY_JOBS; i++) {
        const struct gateway_job *job = &gateway->jobs[i];
        if (job->phase == GATEWAY_ANSWERED || job->phase == GATEWAY_REJECTED) {
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

bool gateway_wait(struct gateway *gateway, int64_t wait_ms)
{
    int64_t until_line = left_ms(&gateway->pause, now_of(gateway));
    bool goes_on = true;
    send_due(gateway);
    if (gateway->flying == 0) {
        const struct clock_port *clock = &gateway->world->clock;
        int64_t least = until_line > 0 && until_line < wait_ms ? until_line : wait_ms;
        return clock->wait_ms(clock->context, least);
    }
    goes_on = gateway->web.wait(gateway->web.context, wait_ms) &&
              gateway->world->clock.wait_ms(gateway->world->clock.context, 0);
    take_ended(gateway);
    send_due(gateway);
    return goes_on;
}

/* ---- reaching ---- */

bool gateway_reach(struct gateway *gateway, struct error *error)
{
    char url[LIMIT_GATEWAY_URL];
    struct web_request request = {.url = url};
    struct web_reply reply;
    size_t slot = 0;
    bool done = false;
    if (gateway->flying > 0) {
        return gateway_is_well(gateway, error); /* it is being used */
    }
    (void)snprintf(url, sizeof url, "%s" STATE_PATH, gateway->settings.url);
    gateway->trouble.fault = FAULT_NONE;
    if (!gateway->web.start(gateway->web.context, 0, &request, error)) {
        return false;
    }
    while (!gateway->web.take(gateway->web.context, &slot, &reply)) {
        if (!gateway->web.wait(gateway->web.context, REACH_STEP_MS)) {
            return error_set(error, FAULT_CANCELLED);
        }
    }
    done = note_end(gateway, &reply) && note_status(gateway, &reply);
    buffer_close_wiped(&reply.body);
    if (!done) {
        *error = gateway->trouble;
    }
    return done;
}
