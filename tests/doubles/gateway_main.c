/*
 * gateway_double --certificates DIR --script FILE --port-file FILE [--port N] [--server NAME]
 *                [--tls 12|13] [--log FILE] [--limit-seconds N] [--stop-file FILE]
 *
 * Runs the gateway double on 127.0.0.1 until N seconds have passed (60, at most 3600) or the stop file
 * is there; the port it has is written to the port file.  DIR is what certificates_make has made;
 * NAME.pem and NAME.key are what the server shows ("server"); clients need a certificate of client-ca.pem.
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "tests/doubles/gateway_serve.h"

enum {
    LIMIT_SECONDS = 60,
    LONGEST_SECONDS = 3600,
    STEP_MS = 20,
    PATH = 1024
};

struct options {
    const char *certificates;
    const char *script;
    const char *port_file;
    const char *server;
    const char *stop_file;
    const char *log;
    long port;
    long tls;
    long limit_seconds;
};

struct serving {
    struct gateway_double *gateway;
    SSL *connection;
};

static bool read_option(struct options *options, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **text;
        long *number;
    } table[] = {
        {"--certificates", &options->certificates, NULL},
        {"--script", &options->script, NULL},
        {"--port-file", &options->port_file, NULL},
        {"--server", &options->server, NULL},
        {"--stop-file", &options->stop_file, NULL},
        {"--log", &options->log, NULL},
        {"--port", NULL, &options->port},
        {"--tls", NULL, &options->tls},
        {"--limit-seconds", NULL, &options->limit_seconds},
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(name, table[i].name) == 0) {
            if (table[i].text != NULL) {
                *table[i].text = value;
            } else {
                *table[i].number = strtol(value, NULL, 10);
            }
            return true;
        }
    }
    return false;
}

static bool read_options(struct options *options, int count, char **words)
{
    *options = (struct options){.server = "server", .tls = 13, .limit_seconds = LIMIT_SECONDS};
    for (int i = 1; i < count; i += 2) {
        if (i + 1 == count || !read_option(options, words[i], words[i + 1])) {
            return false;
        }
    }
    return options->certificates != NULL && options->script != NULL && options->port_file != NULL &&
           options->limit_seconds > 0 && options->limit_seconds <= LONGEST_SECONDS;
}

static SSL_CTX *open_tls(const struct options *options)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    char certificate[PATH];
    char key[PATH];
    char authority[PATH];
    (void)snprintf(
        certificate, sizeof certificate, "%s/%s.pem", options->certificates, options->server);
    (void)snprintf(key, sizeof key, "%s/%s.key", options->certificates, options->server);
    (void)snprintf(authority, sizeof authority, "%s/client-ca.pem", options->certificates);
    if (context == NULL ||
        SSL_CTX_use_certificate_file(context, certificate, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_load_verify_locations(context, authority, NULL) != 1) {
        ERR_print_errors_fp(stderr);
        exit(1);
    }
    (void)SSL_CTX_set_max_proto_version(
        context, options->tls == 12 ? TLS1_2_VERSION : TLS1_3_VERSION);
    (void)SSL_CTX_set_session_id_context(context, (const unsigned char *)"double", 6);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return context;
}

static int listen_here(const struct options *options)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int yes = 1;
    FILE *file = NULL;
    address.sin_port = htons((uint16_t)options->port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 128) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("gateway_double");
        exit(1);
    }
    file = fopen(options->port_file, "w");
    if (file == NULL || fprintf(file, "%u\n", (unsigned)ntohs(address.sin_port)) < 0 ||
        fclose(file) != 0) {
        perror(options->port_file);
        exit(1);
    }
    return listener;
}

/* What was said last must not be lost because the other side is still talking. */
static void linger(int socket)
{
    struct timeval patience = {1, 0};
    char piece[256];
    (void)shutdown(socket, SHUT_WR);
    (void)setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while (read(socket, piece, sizeof piece) > 0) {
    }
}

static void *serve(void *context)
{
    struct serving *serving = context;
    if (SSL_accept(serving->connection) == 1) {
        gateway_double_serve(serving->gateway, serving->connection);
    } else {
        linger(SSL_get_fd(serving->connection));
    }
    (void)close(SSL_get_fd(serving->connection));
    SSL_free(serving->connection);
    free(serving);
    return NULL;
}

static void take_connection(struct gateway_double *gateway, SSL_CTX *tls, int listener)
{
    int socket = accept(listener, NULL, NULL);
    struct serving *serving = calloc(1, sizeof *serving);
    pthread_t thread;
    if (socket < 0 || serving == NULL) {
        free(serving);
        return;
    }
    *serving = (struct serving){gateway, SSL_new(tls)};
    (void)SSL_set_fd(serving->connection, socket);
    if (pthread_create(&thread, NULL, serve, serving) == 0) {
        (void)pthread_detach(thread);
    }
}

static int64_t clock_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int main(int count, char **words)
{
    struct options options;
    struct gateway_double gateway;
    SSL_CTX *tls = NULL;
    int listener = -1;
    int64_t end_ms = 0;
    FILE *log = NULL;
    if (!read_options(&options, count, words)) {
        (void)fputs("usage: see tests/doubles/gateway_main.c\n", stderr);
        return 2;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    log = options.log == NULL ? NULL : fopen(options.log, "a");
    if (!gateway_double_open(&gateway, options.script, log)) {
        return 1;
    }
    tls = open_tls(&options);
    listener = listen_here(&options);
    end_ms = clock_ms() + options.limit_seconds * 1000;
    while (clock_ms() < end_ms &&
           (options.stop_file == NULL || access(options.stop_file, F_OK) != 0)) {
        struct pollfd wait = {listener, POLLIN, 0};
        if (poll(&wait, 1, STEP_MS) > 0) {
            take_connection(&gateway, tls, listener);
        }
    }
    /* Threads may still be serving: the end of the program ends them. */
    _exit(0);
}
