/*
 * card_double --port N --today DAYS [--roots FILE] [--log FILE] [--limit-seconds N]
 *
 * A card on the virtual reader that listens on the port: speaks the protocol of vpcd.  --today counts days
 * since 1970.  Takes one command a line on standard input and answers each with one line, "ok" or what is
 * wrong:
 *
 *   insert PROFILE     lay the card on the reader (a connection)
 *   same               lay the card of before on it again, with the tries that are left
 *   remove             take it away
 *   at N pull|mute|empty|byte   what happens at the N-th command to the card from now on; 0 never
 *   delay MS           before each answer
 *   count              commands since the card was laid down
 *   first              microseconds of the monotonic clock at which the first of them came
 *   quit
 *
 * The log has one line for each command and answer, in hexadecimal; a line "= PROFILE" begins a card, "~"
 * is a power cycle, "!" a reset.  Ends by itself after the limit (600 s).
 */
#define _DEFAULT_SOURCE /* TCP_QUICKACK */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/doubles/card.h"

enum {
    LIMIT_SECONDS = 600,
    PAYLOAD = 70000,
    POWER_OFF = 0,
    POWER_ON = 1,
    RESET = 2,
    GIVE_ATR = 4,
    STEP_MS = 50,
    CONNECT_TRIES = 200
};

struct running {
    long port;
    long today;
    const char *roots;
    const char *log_name;
    long limit_seconds;
    FILE *log;
    struct card_authority *authority;
    struct card_double card;
    int reader; /* the connection; -1: no card there */
    long count;
    long first_us;
    long fault_at;
    char fault[16];
    long delay_ms;
};

static void wait_ms(long milliseconds)
{
    const struct timespec span = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    (void)nanosleep(&span, NULL);
}

static void note(struct running *running, char mark, const uint8_t *bytes, size_t size)
{
    if (running->log == NULL) {
        return;
    }
    (void)fprintf(running->log, "%c", mark);
    for (size_t i = 0; i < size; i++) {
        (void)fprintf(running->log, "%s%02X", i == 0 ? " " : "", (unsigned)bytes[i]);
    }
    (void)fprintf(running->log, "\n");
    (void)fflush(running->log);
}

/* ---- the reader ---- */

static void take_away(struct running *running)
{
    if (running->reader >= 0) {
        (void)close(running->reader);
        running->reader = -1;
    }
}

static void answer_at_once(const struct running *running)
{
    const int on = 1;
    (void)setsockopt(running->reader, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
    (void)setsockopt(running->reader, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static bool lay_down(struct running *running)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)running->port),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    for (int i = 0; i < CONNECT_TRIES; i++) {
        running->reader = socket(AF_INET, SOCK_STREAM, 0);
        if (running->reader >= 0 &&
            connect(running->reader, (const struct sockaddr *)&address, sizeof address) == 0) {
            answer_at_once(running);
            running->count = 0;
            return true;
        }
        take_away(running);
        wait_ms(STEP_MS);
    }
    return false;
}

static bool take_all(const struct running *running, uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t got = 0;
        answer_at_once(running);
        got = recv(running->reader, bytes, size, 0);
        if (got <= 0) {
            return false;
        }
        bytes += got;
        size -= (size_t)got;
    }
    answer_at_once(running);
    return true;
}

static bool give(const struct running *running, const uint8_t *bytes, size_t size)
{
    uint8_t message[2 + CARD_ANSWER_ROOM];
    message[0] = (uint8_t)(size >> 8);
    message[1] = (uint8_t)size;
    memcpy(message + 2, bytes, size);
    return send(running->reader, message, size + 2, MSG_NOSIGNAL) == (ssize_t)size + 2;
}

static bool control(struct running *running, uint8_t code)
{
    uint8_t atr[33];
    switch (code) {
    case POWER_OFF:
    case POWER_ON:
        card_double_power(&running->card);
        note(running, '~', NULL, 0);
        return true;
    case RESET:
        card_double_reset(&running->card);
        note(running, '!', NULL, 0);
        return true;
    case GIVE_ATR:
        return give(running, atr, card_double_atr(&running->card, atr));
    default:
        return true;
    }
}

static bool is_fault(const struct running *running, const char *name)
{
    return running->count == running->fault_at && strcmp(running->fault, name) == 0;
}

static bool answer(struct running *running, const uint8_t *command, size_t size)
{
    uint8_t reply[CARD_ANSWER_ROOM];
    size_t length = 0;
    running->count++;
    if (running->count == 1) {
        struct timespec now = {0};
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        running->first_us = now.tv_sec * 1000000 + now.tv_nsec / 1000;
    }
    note(running, '>', command, size);
    if (is_fault(running, "pull")) {
        return false;
    }
    if (is_fault(running, "mute")) {
        return true;
    }
    length = card_double_answer(&running->card, command, size, reply);
    length = is_fault(running, "empty") ? 0 : is_fault(running, "byte") ? 1 : length;
    note(running, '<', reply, length);
    if (running->delay_ms > 0) {
        wait_ms(running->delay_ms);
    }
    return give(running, reply, length);
}

static void serve_reader(struct running *running)
{
    static uint8_t payload[PAYLOAD];
    uint8_t head[2];
    size_t size = 0;
    bool goes_on = take_all(running, head, sizeof head);
    if (goes_on) {
        size = (size_t)head[0] << 8 | head[1];
        goes_on = take_all(running, payload, size);
    }
    if (goes_on && size == 1) {
        goes_on = control(running, payload[0]);
    } else if (goes_on && size > 1) {
        goes_on = answer(running, payload, size);
    }
    if (!goes_on) {
        take_away(running);
    }
}

/* ---- commands ---- */

static const char *insert(struct running *running, const char *profile)
{
    take_away(running);
    if (profile != NULL &&
        !card_double_open(&running->card, profile, running->authority, running->today)) {
        return "no such profile";
    }
    card_double_power(&running->card);
    if (running->log != NULL) {
        (void)fprintf(running->log, "= %s\n", running->card.profile->name);
        (void)fflush(running->log);
    }
    return lay_down(running) ? "ok" : "no reader";
}

static const char *obey(struct running *running, const char *line, bool *goes_on)
{
    static char number[24];
    char word[32] = "";
    char last[32] = "";
    long value = 0;
    if (sscanf(line, "insert %31s", word) == 1) {
        return insert(running, word);
    }
    if (strncmp(line, "same", 4) == 0 && running->card.profile != NULL) {
        return insert(running, NULL);
    }
    if (strncmp(line, "remove", 6) == 0) {
        take_away(running);
        return "ok";
    }
    if (sscanf(line, "at %ld %15s", &value, last) == 2) {
        running->fault_at = value;
        (void)snprintf(running->fault, sizeof running->fault, "%.15s", last);
        return "ok";
    }
    if (sscanf(line, "delay %ld", &running->delay_ms) == 1) {
        return "ok";
    }
    if (strncmp(line, "count", 5) == 0 || strncmp(line, "first", 5) == 0) {
        (void)snprintf(
            number, sizeof number, "%ld", line[0] == 'c' ? running->count : running->first_us);
        return number;
    }
    *goes_on = strncmp(line, "quit", 4) != 0;
    return *goes_on ? "not understood" : "ok";
}

static bool serve_command(struct running *running)
{
    char line[128];
    bool goes_on = true;
    if (fgets(line, sizeof line, stdin) == NULL) {
        return false;
    }
    (void)printf("%s\n", obey(running, line, &goes_on));
    (void)fflush(stdout);
    return goes_on;
}

static void serve(struct running *running)
{
    time_t end = time(NULL) + running->limit_seconds;
    bool goes_on = true;
    while (goes_on && time(NULL) < end) {
        struct pollfd waiting[2] = {
            {.fd = STDIN_FILENO, .events = POLLIN}, {.fd = running->reader, .events = POLLIN}};
        if (poll(waiting, 2, STEP_MS) <= 0) {
            continue;
        }
        if (running->reader >= 0 && waiting[1].revents != 0) {
            serve_reader(running);
        }
        if (waiting[0].revents != 0) {
            goes_on = serve_command(running);
        }
    }
}

/* ---- starting ---- */

static bool read_option(struct running *running, const char *name, const char *value)
{
    if (strcmp(name, "--port") == 0) {
        running->port = strtol(value, NULL, 10);
    } else if (strcmp(name, "--today") == 0) {
        running->today = strtol(value, NULL, 10);
    } else if (strcmp(name, "--roots") == 0) {
        running->roots = value;
    } else if (strcmp(name, "--log") == 0) {
        running->log_name = value;
    } else if (strcmp(name, "--limit-seconds") == 0) {
        running->limit_seconds = strtol(value, NULL, 10);
    } else {
        return false;
    }
    return true;
}

static bool write_roots(struct running *running)
{
    char *text = card_authority_roots(running->authority, running->today);
    FILE *file = text == NULL ? NULL : fopen(running->roots, "w");
    bool done = file != NULL && fputs(text, file) >= 0;
    done = file != NULL && fclose(file) == 0 && done;
    free(text);
    return done;
}

int main(int count, char **words)
{
    static struct running running = {.reader = -1, .limit_seconds = LIMIT_SECONDS};
    for (int i = 1; i < count; i += 2) {
        if (i + 1 == count || !read_option(&running, words[i], words[i + 1])) {
            (void)fputs("card_double --port N --today DAYS [--roots FILE] [--log FILE]\n", stderr);
            return 2;
        }
    }
    (void)setvbuf(stdin, NULL, _IONBF, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    running.authority = card_authority_new();
    running.log = running.log_name == NULL ? NULL : fopen(running.log_name, "w");
    if (running.authority == NULL || (running.roots != NULL && !write_roots(&running))) {
        return 1;
    }
    serve(&running);
    take_away(&running);
    card_authority_free(running.authority);
    return running.log != NULL && fclose(running.log) != 0;
}
