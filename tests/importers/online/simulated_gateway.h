/*
 * The gateway as a port below libcurl (gateway_web.h), with time that only passes when somebody waits:
 * a service that answers each key once, a line that loses, cuts, delays and refuses by a seed, and a
 * program that may be killed at any call.
 *
 * What the service knows lies in memory that outlives the process that uses it (simulated_open): a
 * program that is killed loses its own state, the service does not.
 */
#ifndef TESTS_IMPORTERS_ONLINE_SIMULATED_GATEWAY_H
#define TESTS_IMPORTERS_ONLINE_SIMULATED_GATEWAY_H

#include "importers/online/gateway_web.h"

#define SIMULATED_URL "https://gateway.example"

enum {
    SIMULATED_KEY = 13,
    SIMULATED_KEYS = 16384,
    SIMULATED_BODY = 2048,
    SIMULATED_SLOTS = 8,
    SIMULATED_KILLED = 9 /* the exit code of a process that was killed */
};

/* What is wrong with the line for a whole day. */
enum simulated_day {
    SIMULATED_FAIR,
    SIMULATED_DOWN,
    SIMULATED_SERVER_REFUSED,
    SIMULATED_CLIENT_REFUSED,
    SIMULATED_TLS,
    SIMULATED_BUSY,
    SIMULATED_DAYS
};

struct simulated_key {
    char key[SIMULATED_KEY];
    uint8_t body[SIMULATED_BODY];
    size_t size;
    long later;      /* how often it still says 202 */
    bool is_refused; /* with 400 */
};

/* The part that outlives a process. */
struct simulated_service {
    uint64_t random;
    int64_t passed_ms;
    int64_t wrong_ms; /* how wrong the site's clock is */
    long calls_left;  /* until the program is killed; negative: it is not */
    enum simulated_day day;
    bool is_smooth; /* no faults of single requests, no jumps of the clock */
    unsigned long jumps;
    unsigned long used_for_another; /* a key that came with other bytes: must stay 0 */
    size_t count;
    struct simulated_key keys[SIMULATED_KEYS];
};

struct simulated_gateway;

/* script: of the terminal double, for what the answers say and what is wrong in them. */
struct simulated_gateway *simulated_open(const char *script, uint64_t seed);
void simulated_close(struct simulated_gateway *gateway);
struct simulated_service *simulated_service(struct simulated_gateway *gateway);
struct web_port simulated_web(struct simulated_gateway *gateway);

/* One call by the program: it may be its last. */
void simulated_call(struct simulated_gateway *gateway);

/* The site's own clock, and time that passes; sometimes the clock is set meanwhile. */
int64_t simulated_now(void *gateway);
bool simulated_wait(void *gateway, int64_t wait_ms);

#endif
