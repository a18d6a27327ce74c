/*
 * As much of HTTP/1.1 as the gateway double needs, over one TLS connection.
 */
#ifndef TESTS_DOUBLES_GATEWAY_HTTP_H
#define TESTS_DOUBLES_GATEWAY_HTTP_H

#include <openssl/ssl.h>

#include "tests/doubles/double_text.h"

enum {
    HTTP_TEXT = 256,
    HTTP_BODY = 1024 * 1024
};

struct http_request {
    char method[16];
    char path[HTTP_TEXT];
    char key[HTTP_TEXT];
    struct double_text body;
};

struct http_answer {
    int status;
    const char *location;    /* NULL: none */
    const char *retry_after; /* NULL: none */
    const char *type;
    struct double_text body;
    bool has_no_length;
    long cut_after; /* bytes; -1: whole */
    long drip_ms;
};

/* False when the connection has ended or says something else. */
bool http_read(SSL *connection, struct http_request *request);
void http_request_free(struct http_request *request);

/* False when nothing more can be said over the connection. */
bool http_write(SSL *connection, const struct http_answer *answer);

#endif
