/* The gateway's line as a whole: whether it is well, how long it rests, and asking for its state. */
#include <stdio.h>

#include "importers/online/gateway_inside.h"

#define STATE_PATH "/v1/state"

enum {
    HICCUPS = 3, /* failures in a row before the line counts as down */
    MOST_DOUBLES = 16,
    REACH_STEP_MS = 50
};

static int64_t now_of(const struct gateway *gateway)
{
    return world_now_ms(gateway->world);
}

/* ---- resting ---- */

/* Doubled each time, and up to half of it more, so that sites do not come back all at once. */
int64_t gateway_pause_ms(struct gateway *gateway, unsigned times)
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

int64_t
gateway_said_pause_ms(struct gateway *gateway, const struct web_reply *reply, unsigned times)
{
    int64_t said_s = reply->retry_after_s;
    if (said_s < 0) {
        return gateway_pause_ms(gateway, times);
    }
    return (said_s < LIMIT_GATEWAY_PAUSE_S ? said_s : LIMIT_GATEWAY_PAUSE_S) * 1000;
}

struct gateway_pause gateway_pause_of(const struct gateway *gateway, int64_t for_ms)
{
    int64_t now = now_of(gateway);
    return (struct gateway_pause){now, now + for_ms};
}

/* How much of it is left; 0: it is over. */
int64_t gateway_left_ms(const struct gateway_pause *pause, int64_t now)
{
    return now < pause->from_ms || now >= pause->until_ms ? 0 : pause->until_ms - now;
}

static void rest(struct gateway *gateway, int64_t for_ms)
{
    if (for_ms > gateway_left_ms(&gateway->pause, now_of(gateway))) {
        gateway->pause = gateway_pause_of(gateway, for_ms);
    }
}

void gateway_note_trouble(struct gateway *gateway, enum fault fault, const char *detail)
{
    error_set_text(&gateway->trouble, fault, detail);
    rest(gateway, gateway_pause_ms(gateway, gateway->failures));
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

bool gateway_note_end(struct gateway *gateway, const struct web_reply *reply)
{
    switch (reply->end) {
    case WEB_ANSWERED:
        return true;
    case WEB_UNREACHABLE:
    case WEB_CUT:
    case WEB_TOO_BIG:
        gateway_note_trouble(gateway, FAULT_GATEWAY_DOWN, reply->detail);
        break;
    case WEB_SERVER_REFUSED:
        gateway_note_trouble(gateway, FAULT_GATEWAY_SERVER, reply->detail);
        break;
    case WEB_CLIENT_REFUSED:
        gateway_note_trouble(gateway, FAULT_GATEWAY_CLIENT, reply->detail);
        break;
    case WEB_TLS:
        gateway_note_trouble(gateway, FAULT_GATEWAY_TLS, reply->detail);
        break;
    }
    return false;
}

static bool is_good(const struct web_reply *reply)
{
    return reply->end == WEB_ANSWERED && reply->status >= 200 && reply->status < 300;
}

void gateway_name_status(const struct web_reply *reply, char text[32])
{
    (void)snprintf(text, 32, "HTTP %ld", reply->status);
}

/* True when the status says something about this request alone. */
bool gateway_note_status(struct gateway *gateway, const struct web_reply *reply)
{
    char text[32];
    gateway_name_status(reply, text);
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
        gateway_note_trouble(gateway, FAULT_GATEWAY_CLIENT, text);
        return false;
    case 429:
    case 503:
        rest(gateway, gateway_said_pause_ms(gateway, reply, gateway->failures));
        error_set_text(&gateway->trouble, FAULT_GATEWAY_BUSY, text);
        gateway->failures++;
        return false;
    default:
        gateway_note_trouble(gateway, FAULT_GATEWAY_DOWN, text);
        return false;
    }
}

/* ---- reaching ---- */

static bool start_state(struct gateway *gateway, size_t slot, struct error *error)
{
    char url[LIMIT_GATEWAY_URL];
    const struct web_request request = {.url = url, .has_own_connection = true};
    (void)snprintf(url, sizeof url, "%s" STATE_PATH, gateway->settings.url);
    if (!gateway->web.start(gateway->web.context, slot, &request, error)) {
        return false;
    }
    gateway->slots[slot] = SLOT_STATE;
    gateway->flying++;
    return true;
}

/*
 * As many as will be needed, so that the connections of the inquiries that follow are there by then.
 * What another one than the first says does not matter: who asks there will hear it.
 */
static bool start_states(struct gateway *gateway, struct error *error)
{
    size_t count = gateway->expected < gateway->settings.at_once ? gateway->expected
                                                                 : gateway->settings.at_once;
    for (size_t slot = 0; slot == 0 || slot < count; slot++) {
        if (!start_state(gateway, slot, error)) {
            return false;
        }
    }
    return true;
}

static void end_state(struct gateway *gateway, size_t slot)
{
    gateway->slots[slot] = 0;
    gateway->flying--;
}

/* Waits for one reply; of those that are no good the last one is looked at. */
static bool hear_state(struct gateway *gateway, struct error *error)
{
    for (;;) {
        struct web_reply reply;
        size_t slot = 0;
        bool done = false;
        if (!gateway->web.take(gateway->web.context, &slot, &reply)) {
            if (!gateway->web.wait(gateway->web.context, REACH_STEP_MS)) {
                return error_set(error, FAULT_CANCELLED);
            }
            continue;
        }
        end_state(gateway, slot);
        done = is_good(&reply);
        if (done || gateway->flying == 0) {
            done = gateway_note_end(gateway, &reply) && gateway_note_status(gateway, &reply);
            buffer_close_wiped(&reply.body);
            *error = gateway->trouble;
            return done;
        }
        buffer_close_wiped(&reply.body);
    }
}

void gateway_expect(struct gateway *gateway, size_t people)
{
    gateway->expected = people;
}

bool gateway_reach(struct gateway *gateway, struct error *error)
{
    if (gateway->flying > 0) {
        return gateway_is_well(gateway, error); /* it is being used */
    }
    gateway->trouble.fault = FAULT_NONE;
    return start_states(gateway, error) && hear_state(gateway, error);
}
