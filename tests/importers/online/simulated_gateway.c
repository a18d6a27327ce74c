#define _DEFAULT_SOURCE

#include "tests/importers/online/simulated_gateway.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/doubles/terminal_answer.h"

enum {
    FAULTS_IN_TURN = 200, /* the script's faults are those of every so many keys */
    JUMP_EVERY = 60,      /* waits */
    SLOW_MS = 90000
};

/* What the line does to one request. */
enum fate {
    FATE_WELL,
    FATE_UNREACHABLE,
    FATE_LOST_ON_THE_WAY,
    FATE_LOST_ON_THE_WAY_BACK,
    FATE_BUSY,
    FATE_BUSY_UNTIL,
    FATE_BROKEN,
    FATE_PAGE,
    FATE_HALF,
    FATE_SLOW,
    FATES
};

struct flight {
    bool is_busy;
    int64_t due_ms;
    struct web_reply reply;
};

struct simulated_gateway {
    struct script script;
    struct simulated_service *service;
    struct flight flights[SIMULATED_SLOTS];
};

static unsigned long pick(struct simulated_service *service, unsigned long below)
{
    service->random ^= service->random << 13;
    service->random ^= service->random >> 7;
    service->random ^= service->random << 17;
    return (unsigned long)((service->random >> 20) % below);
}

struct simulated_gateway *simulated_open(const char *script, uint64_t seed)
{
    struct simulated_gateway *gateway = calloc(1, sizeof *gateway);
    if (gateway == NULL || !script_read(&gateway->script, script)) {
        abort();
    }
    gateway->service = mmap(
        NULL, sizeof *gateway->service, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (gateway->service == MAP_FAILED) {
        abort();
    }
    gateway->service->random = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    gateway->service->calls_left = -1;
    return gateway;
}

void simulated_close(struct simulated_gateway *gateway)
{
    (void)munmap(gateway->service, sizeof *gateway->service);
    script_free(&gateway->script);
    free(gateway);
}

struct simulated_service *simulated_service(struct simulated_gateway *gateway)
{
    return gateway->service;
}

void simulated_call(struct simulated_gateway *gateway)
{
    struct simulated_service *service = gateway->service;
    if (service->calls_left == 0) {
        _exit(SIMULATED_KILLED);
    }
    service->calls_left -= service->calls_left > 0 ? 1 : 0;
}

/* ---- time ---- */

int64_t simulated_now(void *context)
{
    const struct simulated_gateway *gateway = context;
    return gateway->service->passed_ms + gateway->service->wrong_ms;
}

/* Now and then somebody sets the clock: a month back at most, two days forward. */
static void maybe_jump(struct simulated_service *service)
{
    const int64_t hour_ms = INT64_C(60) * 60 * 1000;
    if (!service->is_smooth && pick(service, JUMP_EVERY) == 0) {
        service->wrong_ms = pick(service, 2) == 0 ? -(int64_t)pick(service, 30 * 24) * hour_ms
                                                  : (int64_t)pick(service, 48) * hour_ms;
        service->jumps++;
    }
}

bool simulated_wait(void *context, int64_t wait_ms)
{
    struct simulated_gateway *gateway = context;
    simulated_call(gateway);
    gateway->service->passed_ms += wait_ms;
    maybe_jump(gateway->service);
    return true;
}

/* ---- the service ---- */

/* Newest first: those are asked for. */
static struct simulated_key *find_key(struct simulated_service *service, const char *key)
{
    for (size_t i = service->count; i > 0; i--) {
        if (strcmp(service->keys[i - 1].key, key) == 0) {
            return &service->keys[i - 1];
        }
    }
    return NULL;
}

static struct simulated_key *note_key(
    struct simulated_service *service,
    const struct web_request *request)
{
    struct simulated_key *noted = &service->keys[service->count];
    if (service->count++ == SIMULATED_KEYS || request->body.size > SIMULATED_BODY) {
        abort();
    }
    (void)snprintf(noted->key, sizeof noted->key, "%s", request->key);
    memcpy(noted->body, request->body.data, request->body.size);
    noted->size = request->body.size;
    noted->later = !service->is_smooth && pick(service, 5) == 0 ? 1 + (long)pick(service, 3) : 0;
    noted->is_refused = !service->is_smooth && pick(service, 15) == 0;
    return noted;
}

static void put(struct web_reply *reply, const void *bytes, size_t size)
{
    struct error ignored;
    if (!buffer_append(&reply->body, (struct slice){bytes, size}, &ignored)) {
        abort();
    }
}

/* The same key has the same answer, also what is wrong with it. */
static void
answer(struct simulated_gateway *gateway, const struct simulated_key *key, struct web_reply *reply)
{
    struct double_text bytes = {0};
    struct request request;
    struct terminal_case one = {
        .script = &gateway->script,
        .kind = TERMINAL_SINGLE,
        .which = (unsigned long)(key - gateway->service->keys) % FAULTS_IN_TURN + 1,
        .request = &request,
        .reception = "",
        .is_at_once = true,
        .now = "20260331180000",
    };
    if (request_read_bytes(&request, TERMINAL_SINGLE, key->body, key->size) != NULL) {
        abort(); /* the product wrote something that is no request */
    }
    terminal_answer(&one, &bytes);
    put(reply, bytes.bytes, bytes.size);
    reply->status = 200;
    double_text_free(&bytes);
    request_free(&request);
}

static void
serve(struct simulated_gateway *gateway, const struct web_request *request, struct web_reply *reply)
{
    struct simulated_service *service = gateway->service;
    struct simulated_key *key = find_key(service, request->key);
    if (key == NULL) {
        key = note_key(service, request);
    }
    if (request->is_post && !slice_equal((struct slice){key->body, key->size}, request->body)) {
        service->used_for_another++;
    }
    if (key->is_refused) {
        reply->status = 400;
    } else if (key->later > 0) {
        key->later--;
        reply->status = 202;
        reply->retry_after_s = pick(service, 2) == 0 ? 1 : WEB_NO_WAIT;
        if (pick(service, 3) != 0) {
            (void)snprintf(
                reply->location, sizeof reply->location, "/v1/eligibility/confirm/%s", key->key);
        }
    } else {
        answer(gateway, key, reply);
    }
}

/* ---- the line ---- */

static enum web_end end_of_day(enum simulated_day day)
{
    static const enum web_end ends[SIMULATED_DAYS] = {
        [SIMULATED_FAIR] = WEB_ANSWERED,
        [SIMULATED_DOWN] = WEB_UNREACHABLE,
        [SIMULATED_SERVER_REFUSED] = WEB_SERVER_REFUSED,
        [SIMULATED_CLIENT_REFUSED] = WEB_CLIENT_REFUSED,
        [SIMULATED_TLS] = WEB_TLS,
        [SIMULATED_BUSY] = WEB_ANSWERED,
    };

    return ends[day];
}

static void say(struct web_reply *reply, long status, int64_t retry_after_s)
{
    buffer_clear(&reply->body);
    reply->location[0] = '\0';
    reply->status = status;
    reply->retry_after_s = retry_after_s;
}

static void lose(struct web_reply *reply, enum web_end end)
{
    say(reply, 0, WEB_NO_WAIT);
    reply->end = end;
}

static void spoil(struct simulated_service *service, enum fate fate, struct flight *flight)
{
    static const char page[] = "<html><body>架空のページ</body></html>";
    struct web_reply *reply = &flight->reply;
    switch (fate) {
    case FATE_WELL:
    case FATES:
        break;
    case FATE_UNREACHABLE:
        lose(reply, WEB_UNREACHABLE);
        break;
    case FATE_LOST_ON_THE_WAY:
    case FATE_LOST_ON_THE_WAY_BACK:
        lose(reply, WEB_CUT);
        break;
    case FATE_BUSY:
        say(reply, 429, WEB_NO_WAIT);
        break;
    case FATE_BUSY_UNTIL:
        say(reply, 503, 1 + (int64_t)pick(service, 20));
        break;
    case FATE_BROKEN:
        say(reply, 500, WEB_NO_WAIT);
        break;
    case FATE_PAGE:
        say(reply, 200, WEB_NO_WAIT);
        put(reply, page, sizeof page - 1);
        break;
    case FATE_HALF:
        reply->body.size /= 2;
        break;
    case FATE_SLOW:
        flight->due_ms += SLOW_MS;
        break;
    }
}

static bool reaches_the_service(enum fate fate)
{
    return fate != FATE_UNREACHABLE && fate != FATE_LOST_ON_THE_WAY && fate != FATE_BUSY &&
           fate != FATE_BUSY_UNTIL && fate != FATE_BROKEN && fate != FATE_PAGE;
}

static bool
start(void *context, size_t slot, const struct web_request *request, struct error *error)
{
    struct simulated_gateway *gateway = context;
    struct simulated_service *service = gateway->service;
    struct flight *flight = &gateway->flights[slot];
    enum fate fate = FATE_WELL;
    (void)error;
    simulated_call(gateway);
    *flight = (struct flight){
        .is_busy = true,
        .due_ms = service->passed_ms + 1 + (int64_t)pick(service, 400),
        .reply = {
            .end = end_of_day(service->day),
            .retry_after_s = WEB_NO_WAIT,
            .body = buffer_open(LIMIT_SINGLE_ANSWER_BYTES),
            .detail = "simulated"}};
    if (flight->reply.end != WEB_ANSWERED) {
        return true;
    }
    if (service->day == SIMULATED_BUSY) {
        say(&flight->reply, 503, 3600);
        return true;
    }
    if (!service->is_smooth && pick(service, 3) == 0) {
        fate = (enum fate)pick(service, FATES);
    }
    if (request->key == NULL) {
        flight->reply.status = 204;
    } else if (reaches_the_service(fate)) {
        serve(gateway, request, &flight->reply);
    }
    spoil(service, fate, flight);
    return true;
}

static bool wait_for_any(void *context, int64_t wait_ms)
{
    struct simulated_gateway *gateway = context;
    struct simulated_service *service = gateway->service;
    int64_t end_ms = service->passed_ms + wait_ms;
    for (size_t i = 0; i < SIMULATED_SLOTS; i++) {
        const struct flight *flight = &gateway->flights[i];
        end_ms = flight->is_busy && flight->due_ms < end_ms ? flight->due_ms : end_ms;
    }
    return simulated_wait(context, end_ms > service->passed_ms ? end_ms - service->passed_ms : 0);
}

static bool take(void *context, size_t *slot, struct web_reply *reply)
{
    struct simulated_gateway *gateway = context;
    simulated_call(gateway);
    for (size_t i = 0; i < SIMULATED_SLOTS; i++) {
        struct flight *flight = &gateway->flights[i];
        if (flight->is_busy && flight->due_ms <= gateway->service->passed_ms) {
            *slot = i;
            *reply = flight->reply;
            flight->is_busy = false;
            return true;
        }
    }
    return false;
}

struct web_port simulated_web(struct simulated_gateway *gateway)
{
    return (struct web_port){gateway, start, wait_for_any, take};
}
