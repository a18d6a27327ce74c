/*
 * The gateway (docs/formats/gateway.md): inquiries about one person each over HTTPS, many at a time.
 *
 * Holds the requests that are open, sends them, asks again where the gateway says "later", sends again
 * under the same key where it is not known what has become of one, and rests in between: after
 * failures for a doubling time with jitter, after 429 and 503 for as long as they say.  Nothing here is
 * durable; after a crash the same keys are given again.  What stands in the messages is dialogue.h.
 */
#ifndef IMPORTERS_ONLINE_GATEWAY_H
#define IMPORTERS_ONLINE_GATEWAY_H

#include "engine/foundation/world.h"
#include "engine/storage/ports.h"
#include "importers/online/gateway_web.h"

struct gateway_settings {
    const char *url; /* without the path; must outlive the gateway */
    size_t at_once;
    int64_t backoff_ms;
    int64_t backoff_most_ms;
};

enum gateway_phase {
    GATEWAY_FREE,
    GATEWAY_READY,  /* prepared, not to be sent yet */
    GATEWAY_DUE,    /* to be sent as soon as there is room */
    GATEWAY_FLYING, /* under way */
    GATEWAY_ANSWERED,
    GATEWAY_REJECTED
};

/* Rest until then; over as well when the clock stands before its begin, because it was set back. */
struct gateway_pause {
    int64_t from_ms;
    int64_t until_ms;
};

struct gateway_job {
    enum gateway_phase phase;
    char key[INQUIRY_KEY];
    struct buffer request;
    struct buffer answer;
    char location[LIMIT_GATEWAY_URL]; /* where the answer will be; "": ask anew */
    struct gateway_pause pause;
    unsigned polls;
};

struct gateway {
    struct gateway_settings settings;
    const struct world *world;
    struct web_port web;
    struct gateway_job jobs[LIMIT_GATEWAY_JOBS];
    size_t slots
        [LIMIT_GATEWAY_AT_ONCE]; /* the job that flies in it, and 1; 0: free; SLOT_STATE: the state */
    size_t flying;
    size_t expected;            /* how many may be asked about after the next reach */
    struct gateway_pause pause; /* of the line as a whole */
    unsigned failures;          /* of the line, in a row */
    struct error trouble;       /* why, FAULT_NONE: none */
};

/* GATEWAY_ADDRESS when the URL is none of https. */
bool gateway_open(
    struct gateway *gateway,
    const struct gateway_settings *settings,
    const struct world *world,
    const struct web_port *web,
    struct error *error) MUST_CHECK;
void gateway_close(struct gateway *gateway); /* wipes what is held */

/* How many there may be to ask about, so that connections are made ready while the state is asked. */
void gateway_expect(struct gateway *gateway, size_t people);

/* An exchange that shows that the gateway takes inquiries; a fault says why it does not. */
bool gateway_reach(struct gateway *gateway, struct error *error) MUST_CHECK;

/* How many more it can hold. */
size_t gateway_room(const struct gateway *gateway);

/* Holds a request; one that is held under the key stays as it is.  There must be room. */
bool gateway_prepare(
    struct gateway *gateway,
    const char *key,
    struct slice request,
    struct error *error) MUST_CHECK;
bool gateway_release(struct gateway *gateway, const char *key, struct error *error) MUST_CHECK;

/* NULL when nothing is held under the key. */
const struct gateway_job *gateway_find(const struct gateway *gateway, const char *key);
const struct gateway_job *gateway_next_ended(const struct gateway *gateway);
void gateway_forget(struct gateway *gateway, const char *key);

/* Sends, waits and takes what comes, at most so long; false: a signal says stop. */
bool gateway_wait(struct gateway *gateway, int64_t wait_ms);

/* False with why when the line is down for longer than a hiccup. */
bool gateway_is_well(const struct gateway *gateway, struct error *error) MUST_CHECK;

#endif
