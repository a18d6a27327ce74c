/*
 * Requests over the web as a port: what the gateway needs of a connection, so that a test can be one.
 *
 * A slot is a place for one request under way.  Nothing here knows keys of inquiries or messages.
 */
#ifndef IMPORTERS_ONLINE_GATEWAY_WEB_H
#define IMPORTERS_ONLINE_GATEWAY_WEB_H

#include "engine/foundation/bytes.h"
#include "engine/foundation/error.h"

enum {
    WEB_DETAIL = 96,
    WEB_NO_WAIT = -1
};

struct web_request {
    bool is_post;
    const char *url;
    const char *key;         /* Idempotency-Key; NULL: none */
    struct slice body;       /* must live until the request has ended */
    bool has_own_connection; /* does not wait for one that others might share */
};

/* How a request ended.  All but an answer leave open what has become of it. */
enum web_end {
    WEB_ANSWERED,
    WEB_UNREACHABLE, /* no connection */
    WEB_CUT,         /* a connection that ended, stood still or took too long */
    WEB_TOO_BIG,
    WEB_SERVER_REFUSED, /* its certificate cannot be verified: nothing was sent */
    WEB_CLIENT_REFUSED, /* ours was not taken */
    WEB_TLS             /* no common version or way of ciphering */
};

struct web_reply {
    enum web_end end;
    long status;
    int64_t retry_after_s; /* WEB_NO_WAIT: not said */
    char location[LIMIT_GATEWAY_URL];
    struct buffer body; /* whoever takes the reply closes it */
    char detail[WEB_DETAIL];
};

struct web_port {
    void *context;
    bool (
        *start)(void *context, size_t slot, const struct web_request *request, struct error *error);
    /* Until one has ended or so many milliseconds are over; false: a signal says stop. */
    bool (*wait)(void *context, int64_t wait_ms);
    /* One that has ended; false: none. */
    bool (*take)(void *context, size_t *slot, struct web_reply *reply);
};

#endif
