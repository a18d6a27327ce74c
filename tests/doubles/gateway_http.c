#include "tests/doubles/gateway_http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    HEAD_BYTES = 4 * 1024,
    DRIP_BYTES = 16
};

void http_request_free(struct http_request *request)
{
    double_text_free(&request->body);
}

/* Byte by byte up to the empty line: slow and simple. */
static bool read_head(SSL *connection, char head[HEAD_BYTES])
{
    size_t size = 0;
    while (size + 1 < HEAD_BYTES) {
        if (SSL_read(connection, head + size, 1) != 1) {
            return false;
        }
        size++;
        head[size] = '\0';
        if (size >= 4 && memcmp(head + size - 4, "\r\n\r\n", 4) == 0) {
            return true;
        }
    }
    return false;
}

static void header_value(const char *head, const char *name, char value[HTTP_TEXT])
{
    size_t size = strlen(name);
    const char *line = strstr(head, "\r\n");
    value[0] = '\0';
    while (line != NULL && line[2] != '\r') {
        line += 2;
        if (strncasecmp(line, name, size) == 0 && line[size] == ':') {
            const char *from = line + size + 1 + strspn(line + size + 1, " ");
            (void)snprintf(value, HTTP_TEXT, "%.*s", (int)strcspn(from, "\r"), from);
            return;
        }
        line = strstr(line, "\r\n");
    }
}

static bool read_body(SSL *connection, struct http_request *request, long size)
{
    while (size > 0) {
        char piece[4096];
        int wanted = size < (long)sizeof piece ? (int)size : (int)sizeof piece;
        int got = SSL_read(connection, piece, wanted);
        if (got <= 0) {
            return false;
        }
        double_text_add(&request->body, piece, (size_t)got);
        size -= got;
    }
    return true;
}

bool http_read(SSL *connection, struct http_request *request)
{
    char head[HEAD_BYTES];
    char length[HTTP_TEXT];
    long size = 0;
    *request = (struct http_request){.method = ""};
    if (!read_head(connection, head) ||
        sscanf(head, "%15s %255s", request->method, request->path) != 2) {
        return false;
    }
    header_value(head, "Idempotency-Key", request->key);
    header_value(head, "Content-Length", length);
    size = strtol(length, NULL, 10);
    return size >= 0 && size <= HTTP_BODY && read_body(connection, request, size);
}

static void rest_ms(long wait_ms)
{
    struct timespec length = {wait_ms / 1000, (wait_ms % 1000) * 1000000L};
    (void)nanosleep(&length, NULL);
}

static bool send_bytes(SSL *connection, const char *bytes, size_t size, long drip_ms)
{
    while (size > 0) {
        int piece = drip_ms > 0 && size > DRIP_BYTES ? DRIP_BYTES : (int)size;
        int done = SSL_write(connection, bytes, piece);
        if (done <= 0) {
            return false;
        }
        bytes += done;
        size -= (size_t)done;
        if (drip_ms > 0) {
            rest_ms(drip_ms);
        }
    }
    return true;
}

bool http_write(SSL *connection, const struct http_answer *answer)
{
    struct double_text text = {0};
    char line[512];
    size_t size = 0;
    bool done = false;
    (void)snprintf(line, sizeof line, "HTTP/1.1 %d Answer\r\n", answer->status);
    double_text_put(&text, line);
    if (answer->location != NULL) {
        (void)snprintf(line, sizeof line, "Location: %s\r\n", answer->location);
        double_text_put(&text, line);
    }
    if (answer->retry_after != NULL) {
        (void)snprintf(line, sizeof line, "Retry-After: %s\r\n", answer->retry_after);
        double_text_put(&text, line);
    }
    if (answer->has_no_length) {
        (void)snprintf(line, sizeof line, "Connection: close\r\n");
    } else {
        (void)snprintf(line, sizeof line, "Content-Length: %zu\r\n", answer->body.size);
    }
    double_text_put(&text, line);
    (void)snprintf(line, sizeof line, "Content-Type: %s\r\n\r\n", answer->type);
    double_text_put(&text, line);
    double_text_add(&text, answer->body.bytes, answer->body.size);
    size = text.size;
    if (answer->has_no_length) {
        size -= answer->body.size / 2;
    }
    if (answer->cut_after >= 0 && (size_t)answer->cut_after < size) {
        size = (size_t)answer->cut_after;
    }
    done = send_bytes(connection, text.bytes, size, answer->drip_ms) && size == text.size &&
           !answer->has_no_length;
    double_text_free(&text);
    return done;
}
