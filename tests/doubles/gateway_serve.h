/*
 * The gateway double: what it answers over one connection, after the same script of people and faults as
 * the terminal double.  Faults of kind "single" count requests as they come, repeated ones too.  The
 * same key is answered the same way.
 */
#ifndef TESTS_DOUBLES_GATEWAY_SERVE_H
#define TESTS_DOUBLES_GATEWAY_SERVE_H

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdio.h>

#include "tests/doubles/terminal_script.h"

struct gateway_key;

struct gateway_double {
    struct script script;
    FILE *log;            /* one line for each request; NULL: none */
    pthread_mutex_t lock; /* of what follows */
    unsigned long taken;
    struct gateway_key *keys;
};

bool gateway_double_open(struct gateway_double *gateway, const char *script, FILE *log);
void gateway_double_close(struct gateway_double *gateway);

/* Answers until the other side or a fault ends the connection. */
void gateway_double_serve(struct gateway_double *gateway, SSL *connection);

#endif
