/*
 * delay_proxy --to PORT --port-file FILE --delay MS [--limit-seconds N]
 *
 * Relays connections on 127.0.0.1 to another port there and holds every byte back for so many
 * milliseconds each way, without making the way narrower.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS = 256,
    PIECE = 16 * 1024,
    LIMIT_SECONDS = 60
};

/* Bytes on their way. */
struct piece {
    int64_t due_ms;
    size_t size;
    size_t sent;
    bool is_end;
    struct piece *next;
    char bytes[PIECE];
};

/* One direction. */
struct lane {
    int from;
    int to;
    bool is_over;
    struct piece *first;
    struct piece *last;
};

static struct lane lanes[CONNECTIONS * 2];
static size_t lane_count;

static int64_t clock_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct sockaddr_in here(long port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void settle(int handle)
{
    int yes = 1;
    (void)fcntl(handle, F_SETFL, O_NONBLOCK);
    (void)setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void take_connection(int listener, long to)
{
    struct sockaddr_in address = here(to);
    int client = accept(listener, NULL, NULL);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (client < 0 || server < 0 || lane_count + 2 > CONNECTIONS * 2 ||
        connect(server, (struct sockaddr *)&address, sizeof address) != 0) {
        (void)close(client);
        (void)close(server);
        return;
    }
    settle(client);
    settle(server);
    lanes[lane_count++] = (struct lane){.from = client, .to = server};
    lanes[lane_count++] = (struct lane){.from = server, .to = client};
}

static void take_bytes(struct lane *lane, long delay_ms)
{
    struct piece *piece = malloc(sizeof *piece);
    ssize_t got = 0;
    if (piece == NULL) {
        exit(1);
    }
    got = read(lane->from, piece->bytes, PIECE);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        free(piece);
        return;
    }
    piece->due_ms = clock_ms() + delay_ms;
    piece->size = got > 0 ? (size_t)got : 0;
    piece->sent = 0;
    piece->is_end = got <= 0;
    piece->next = NULL;
    lane->is_over = got <= 0;
    if (lane->last != NULL) {
        lane->last->next = piece;
    } else {
        lane->first = piece;
    }
    lane->last = piece;
}

static void give_bytes(struct lane *lane)
{
    int64_t now = clock_ms();
    while (lane->first != NULL && lane->first->due_ms <= now) {
        struct piece *piece = lane->first;
        ssize_t done = 0;
        if (piece->is_end) {
            (void)shutdown(lane->to, SHUT_WR);
        } else {
            done = write(lane->to, piece->bytes + piece->sent, piece->size - piece->sent);
            if (done < 0 && (errno == EAGAIN || errno == EINTR)) {
                return;
            }
            piece->sent = done < 0 ? piece->size : piece->sent + (size_t)done;
        }
        if (piece->sent < piece->size) {
            return;
        }
        lane->first = piece->next;
        lane->last = lane->first == NULL ? NULL : lane->last;
        free(piece);
    }
}

static void step(int listener, long to, long delay_ms)
{
    static struct pollfd waits[CONNECTIONS * 2 + 1];
    waits[0] = (struct pollfd){listener, POLLIN, 0};
    for (size_t i = 0; i < lane_count; i++) {
        waits[i + 1] = (struct pollfd){lanes[i].is_over ? -1 : lanes[i].from, POLLIN, 0};
    }
    (void)poll(waits, lane_count + 1, 1);
    for (size_t i = 0; i < lane_count; i++) {
        if ((waits[i + 1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
            take_bytes(&lanes[i], delay_ms);
        }
        give_bytes(&lanes[i]);
    }
    if ((waits[0].revents & POLLIN) != 0) {
        take_connection(listener, to);
    }
}

static int listen_here(const char *port_file)
{
    struct sockaddr_in address = here(0);
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    FILE *file = NULL;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 128) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0) {
        perror("delay_proxy");
        exit(1);
    }
    file = fopen(port_file, "w");
    if (file == NULL || fprintf(file, "%u\n", (unsigned)ntohs(address.sin_port)) < 0 ||
        fclose(file) != 0) {
        perror(port_file);
        exit(1);
    }
    return listener;
}

int main(int count, char **words)
{
    const char *port_file = NULL;
    long to = 0;
    long delay_ms = 0;
    long limit_seconds = LIMIT_SECONDS;
    int64_t end_ms = 0;
    int listener = -1;
    for (int i = 1; i + 1 < count; i += 2) {
        to = strcmp(words[i], "--to") == 0 ? strtol(words[i + 1], NULL, 10) : to;
        delay_ms = strcmp(words[i], "--delay") == 0 ? strtol(words[i + 1], NULL, 10) : delay_ms;
        limit_seconds = strcmp(words[i], "--limit-seconds") == 0 ? strtol(words[i + 1], NULL, 10)
                                                                 : limit_seconds;
        port_file = strcmp(words[i], "--port-file") == 0 ? words[i + 1] : port_file;
    }
    if (to == 0 || port_file == NULL || limit_seconds <= 0) {
        (void)fputs("usage: see tests/doubles/delay_proxy.c\n", stderr);
        return 2;
    }
    (void)signal(SIGPIPE, SIG_IGN);
    listener = listen_here(port_file);
    end_ms = clock_ms() + limit_seconds * 1000;
    while (clock_ms() < end_ms) {
        step(listener, to, delay_ms);
    }
    return 0;
}
