#include "tests/doubles/gateway_serve.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/doubles/gateway_http.h"
#include "tests/doubles/terminal_answer.h"

/* What is remembered of a key: that it is idempotent. */
struct gateway_key {
    char key[HTTP_TEXT];
    long later; /* how often it still says 202 */
    struct double_text request;
    struct gateway_key *next;
};

bool gateway_double_open(struct gateway_double *gateway, const char *script, FILE *log)
{
    *gateway = (struct gateway_double){.log = log};
    return pthread_mutex_init(&gateway->lock, NULL) == 0 && script_read(&gateway->script, script);
}

void gateway_double_close(struct gateway_double *gateway)
{
    while (gateway->keys != NULL) {
        struct gateway_key *next = gateway->keys->next;
        double_text_free(&gateway->keys->request);
        free(gateway->keys);
        gateway->keys = next;
    }
    script_free(&gateway->script);
}

static void rest_ms(long wait_ms)
{
    struct timespec length = {wait_ms / 1000, (wait_ms % 1000) * 1000000L};
    (void)nanosleep(&length, NULL);
}

/* With the lock taken. */
static struct gateway_key *find_key(struct gateway_double *gateway, const char *name)
{
    struct gateway_key *key = gateway->keys;
    while (key != NULL && strcmp(key->key, name) != 0) {
        key = key->next;
    }
    return key;
}

static struct gateway_key *
note_key(struct gateway_double *gateway, const struct http_request *request, long later)
{
    struct gateway_key *key = find_key(gateway, request->key);
    if (key == NULL) {
        key = calloc(1, sizeof *key);
        if (key == NULL) {
            abort();
        }
        (void)snprintf(key->key, sizeof key->key, "%s", request->key);
        key->later = later;
        double_text_add(&key->request, request->body.bytes, request->body.size);
        key->next = gateway->keys;
        gateway->keys = key;
    }
    return key;
}

/* One request on its way to an answer. */
struct serving {
    struct gateway_double *gateway;
    unsigned long which;
    struct http_answer answer;
    char location[HTTP_TEXT];
    const char *event;
};

static const char *fault(const struct serving *serving, enum terminal_fault which)
{
    return script_fault_of(&serving->gateway->script, TERMINAL_SINGLE, serving->which, which);
}

static long number(const struct serving *serving, enum terminal_fault which, long usual)
{
    const char *text = fault(serving, which);
    return text == NULL ? usual : strtol(text, NULL, 10);
}

static void write_now(char text[32])
{
    time_t seconds = time(NULL) + 9 * 3600;
    struct tm day;
    text[0] = '\0';
    if (gmtime_r(&seconds, &day) != NULL) {
        (void)strftime(text, 32, "%Y%m%d%H%M%S", &day);
    }
}

static void answer_person(struct serving *serving, const struct double_text *bytes)
{
    struct request request;
    struct terminal_case one = {
        .script = &serving->gateway->script,
        .kind = TERMINAL_SINGLE,
        .which = serving->which,
        .request = &request,
        .reception = "",
        .is_at_once = true,
    };
    char now[32];
    const char *wrong = request_read_bytes(&request, TERMINAL_SINGLE, bytes->bytes, bytes->size);
    write_now(now);
    one.now = now;
    if (wrong != NULL) {
        serving->answer.status = 400;
        double_text_put(&serving->answer.body, wrong);
        serving->event = "refused";
    } else {
        serving->answer.status = 200;
        terminal_answer(&one, &serving->answer.body);
        serving->event = "answered";
    }
    request_free(&request);
}

static void say_later(struct serving *serving, const char *key)
{
    serving->answer.status = 202;
    serving->answer.retry_after = fault(serving, TERMINAL_RETRY_AFTER);
    if (fault(serving, TERMINAL_NO_PLACE) == NULL) {
        (void)snprintf(
            serving->location, sizeof serving->location, "/v1/eligibility/confirm/%.100s", key);
        serving->answer.location = serving->location;
    }
    serving->event = "later";
}

static void confirm(struct serving *serving, const struct http_request *request)
{
    long later = number(serving, TERMINAL_PROCESSING, serving->gateway->script.processing);
    struct gateway_key *key = NULL;
    bool is_later = false;
    if (request->key[0] == '\0') {
        serving->answer.status = 400;
        serving->event = "without-key";
        return;
    }
    (void)pthread_mutex_lock(&serving->gateway->lock);
    key = note_key(serving->gateway, request, later);
    is_later = key->later > 0;
    key->later -= is_later ? 1 : 0;
    (void)pthread_mutex_unlock(&serving->gateway->lock);
    /* Another request under the same key is a mistake of the other side. */
    if (key->request.size != request->body.size ||
        memcmp(key->request.bytes, request->body.bytes, key->request.size) != 0) {
        serving->answer.status = 409;
        serving->event = "key-used-for-another";
    } else if (is_later) {
        say_later(serving, request->key);
    } else {
        answer_person(serving, &key->request);
    }
}

static void look_up(struct serving *serving, const char *name)
{
    struct gateway_key *key = NULL;
    bool is_later = false;
    (void)pthread_mutex_lock(&serving->gateway->lock);
    key = find_key(serving->gateway, name);
    is_later = key != NULL && key->later > 0;
    if (is_later) {
        key->later--;
    }
    (void)pthread_mutex_unlock(&serving->gateway->lock);
    if (key == NULL) {
        serving->answer.status = 404;
        serving->event = "unknown";
    } else if (is_later) {
        say_later(serving, name);
    } else {
        answer_person(serving, &key->request);
    }
}

static void answer(struct serving *serving, const struct http_request *request)
{
    static const char place[] = "/v1/eligibility/confirm/";
    if (strcmp(request->method, "POST") == 0 &&
        strcmp(request->path, "/v1/eligibility/confirm") == 0) {
        confirm(serving, request);
    } else if (
        strcmp(request->method, "GET") == 0 && strncmp(request->path, place, strlen(place)) == 0) {
        look_up(serving, request->path + strlen(place));
    } else {
        serving->answer.status = 404;
        serving->event = "not-found";
    }
}

/* What the script does to the answer; false: the connection ends without one. */
static bool spoil(struct serving *serving)
{
    rest_ms(serving->gateway->script.delay_ms + number(serving, TERMINAL_DELAY, 0));
    if (fault(serving, TERMINAL_NEVER) != NULL || fault(serving, TERMINAL_DROP) != NULL) {
        return false;
    }
    if (fault(serving, TERMINAL_STATUS) != NULL) {
        serving->answer.status = (int)number(serving, TERMINAL_STATUS, 500);
        serving->answer.retry_after = fault(serving, TERMINAL_RETRY_AFTER);
        double_text_free(&serving->answer.body);
        serving->answer.body = (struct double_text){0};
    }
    if (fault(serving, TERMINAL_HTML) != NULL) {
        double_text_free(&serving->answer.body);
        serving->answer.body = (struct double_text){0};
        double_text_put(&serving->answer.body, "<html><body>架空のページ</body>");
        serving->answer.type = "text/html";
    }
    serving->answer.cut_after = number(serving, TERMINAL_CUT_AFTER, -1);
    serving->answer.drip_ms = number(serving, TERMINAL_DRIP, 0);
    serving->answer.has_no_length = fault(serving, TERMINAL_NO_LENGTH) != NULL;
    return true;
}

static bool serve_state(SSL *connection)
{
    const struct http_answer answer = {.status = 204, .type = "text/plain", .cut_after = -1};
    return http_write(connection, &answer);
}

static bool serve_one(struct gateway_double *gateway, SSL *connection)
{
    struct http_request request;
    struct serving serving = {
        .gateway = gateway,
        .answer = {.type = "application/xml", .cut_after = -1},
        .event = "",
    };
    bool goes_on = http_read(connection, &request);
    if (goes_on && strcmp(request.path, "/v1/state") == 0) {
        goes_on = serve_state(connection);
    } else if (goes_on) {
        (void)pthread_mutex_lock(&gateway->lock);
        serving.which = ++gateway->taken;
        (void)pthread_mutex_unlock(&gateway->lock);
        answer(&serving, &request);
        goes_on = spoil(&serving) && http_write(connection, &serving.answer);
        if (gateway->log != NULL) {
            (void)fprintf(
                gateway->log, "%s %s %s %d%s\n", request.method, request.key, serving.event,
                serving.answer.status, goes_on ? "" : " ended");
            (void)fflush(gateway->log);
        }
    }
    double_text_free(&serving.answer.body);
    http_request_free(&request);
    return goes_on;
}

void gateway_double_serve(struct gateway_double *gateway, SSL *connection)
{
    while (serve_one(gateway, connection)) {
    }
}
