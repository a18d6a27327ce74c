#include "importers/card/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/foundation/machine.h"

enum {
    LOOK_MS = 250, /* how long one look waits: also the time until a question is heard */
    NO_SERVICE_MS = 500,
    DESCRIPTORS = 1024 /* all that the program may have open */
};

struct card_worker {
    struct card_worker_options options;
    pid_t process;
    int channel;
    uint32_t number;
    int64_t alive_ms;
    bool is_first;
};

/* ---- in the worker ---- */

struct work {
    int channel;
    const struct card_worker *worker;
    struct card_reader *reader;
    uint32_t presence; /* of the card laid down last; 0: none */
};

/* A program that is not listening loses signs of life, never an event. */
static void say(const struct work *work, const struct card_event *event)
{
    int flags = MSG_NOSIGNAL | (event->kind == CARD_EVENT_ALIVE ? MSG_DONTWAIT : 0);
    if (send(work->channel, event, sizeof *event, flags) < 0 && errno != EAGAIN &&
        errno != EWOULDBLOCK && errno != EINTR) {
        _exit(0);
    }
}

static void say_alive(void *context)
{
    const struct work *work = context;
    const struct card_event event = {.kind = CARD_EVENT_ALIVE};
    say(work, &event);
}

static void
read_card(struct work *work, struct card_request *request, bool was_there, bool was_asked)
{
    struct card_event event = {
        .kind = CARD_EVENT_READ,
        .worker = work->worker->number,
        .presence = work->presence,
        .was_there = was_there,
        .was_asked = was_asked};
    memcpy(request->token_key, work->worker->options.token_key, sizeof request->token_key);
    event.fault = work->presence == 0
                      ? CARD_FAULT_NO_CARD
                      : card_reader_read(
                            work->reader, work->presence, request, work->worker->options.roots,
                            say_alive, work, &event.reading);
    if (event.fault != CARD_FAULT_NONE) {
        event.kind = CARD_EVENT_FAILED;
    }
    card_request_wipe(request);
    say(work, &event);
    bytes_wipe(&event, sizeof event);
}

static void tell_look(struct work *work, const struct card_look *look)
{
    struct card_event event = {
        .fault = look->fault,
        .readers = look->readers,
        .worker = work->worker->number,
        .presence = look->presence,
        .was_there = look->was_there};
    event.kind = look->change == CARD_CHANGE_READERS ? CARD_EVENT_READERS
                 : look->change == CARD_CHANGE_IN    ? CARD_EVENT_CARD_IN
                                                     : CARD_EVENT_CARD_OUT;
    say(work, &event);
}

/* A worker that took the place of a stuck one reads nothing that lay there already. */
static void look(struct work *work)
{
    struct card_look seen;
    struct card_request request = {.pin = ""};
    card_reader_look(work->reader, LOOK_MS, &seen);
    if (seen.change == CARD_CHANGE_IN) {
        work->presence = seen.presence;
        if (work->worker->is_first || !seen.was_there) {
            tell_look(work, &seen);
            read_card(work, &request, seen.was_there, false);
        }
    } else if (seen.change != CARD_CHANGE_NONE) {
        work->presence = seen.change == CARD_CHANGE_OUT ? 0 : work->presence;
        tell_look(work, &seen);
    }
}

/* What the program asks; waits a little where there is no service to wait in. */
static void listen_to_program(struct work *work, int wait_ms)
{
    struct pollfd waiting = {.fd = work->channel, .events = POLLIN};
    struct card_request request;
    ssize_t size = 0;
    if (poll(&waiting, 1, wait_ms) <= 0) {
        return;
    }
    size = recv(work->channel, &request, sizeof request, MSG_DONTWAIT);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) {
        _exit(0);
    }
    if (size == (ssize_t)sizeof request) {
        read_card(work, &request, false, true);
    }
    bytes_wipe(&request, sizeof request);
}

static void close_all_but(int kept)
{
    for (int i = STDERR_FILENO + 1; i < DESCRIPTORS; i++) {
        if (i != kept) {
            (void)close(i);
        }
    }
}

static _Noreturn void work_on(const struct card_worker *worker, int channel)
{
    struct work work = {.channel = channel, .worker = worker};
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGTERM, SIG_DFL);
    machine_end_with_parent();
    close_all_but(channel);
    work.reader = card_reader_open(worker->options.wanted_reader);
    while (work.reader != NULL) {
        struct card_look state;
        look(&work);
        say_alive(&work);
        card_reader_state(work.reader, &state);
        listen_to_program(&work, state.fault == CARD_FAULT_NONE ? 0 : NO_SERVICE_MS);
    }
    _exit(1);
}

/* ---- in the program ---- */

static bool start_process(struct card_worker *worker, struct error *error)
{
    int ends[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) != 0) {
        return error_set_text(error, FAULT_FILE_BROKEN, "socketpair");
    }
    worker->number++;
    worker->process = fork();
    if (worker->process == 0) {
        work_on(worker, ends[1]);
    }
    (void)close(ends[1]);
    if (worker->process < 0) {
        (void)close(ends[0]);
        return error_set_text(error, FAULT_FILE_BROKEN, "fork");
    }
    worker->channel = ends[0];
    worker->alive_ms = machine_uptime_ms();
    return true;
}

/* Only its own process, by number, and its end is waited for: killed processes end at once. */
static void end_process(struct card_worker *worker)
{
    if (worker->process > 0) {
        (void)kill(worker->process, SIGKILL);
        while (waitpid(worker->process, NULL, 0) < 0 && errno == EINTR) {
        }
        (void)close(worker->channel);
    }
    worker->process = 0;
    worker->channel = -1;
}

bool card_worker_start(
    const struct card_worker_options *options,
    struct card_worker **worker,
    struct error *error)
{
    struct card_worker *made = calloc(1, sizeof *made);
    *worker = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->options = *options;
    made->is_first = true;
    made->channel = -1;
    if (!start_process(made, error)) {
        free(made);
        return false;
    }
    *worker = made;
    return true;
}

void card_worker_stop(struct card_worker *worker)
{
    if (worker != NULL) {
        end_process(worker);
        bytes_wipe(worker, sizeof *worker);
        free(worker);
    }
}

int card_worker_descriptor(const struct card_worker *worker)
{
    return worker->channel;
}

void card_worker_forgive(struct card_worker *worker)
{
    worker->alive_ms = machine_uptime_ms();
}

/* A worker that cannot be replaced now is tried again at the next call. */
static void replace(struct card_worker *worker, struct card_event *event)
{
    struct error error;
    end_process(worker);
    worker->is_first = false;
    worker->alive_ms = machine_uptime_ms();
    *event = (struct card_event){
        .kind = CARD_EVENT_FAILED, .fault = CARD_FAULT_STUCK, .worker = worker->number};
    (void)start_process(worker, &error);
}

void card_worker_take(struct card_worker *worker, struct card_event *event)
{
    int64_t now = machine_uptime_ms();
    ssize_t size = 0;
    for (;;) {
        size = worker->channel < 0 ? 0 : recv(worker->channel, event, sizeof *event, MSG_DONTWAIT);
        if (size != (ssize_t)sizeof *event) {
            break;
        }
        worker->alive_ms = now;
        if (event->kind != CARD_EVENT_ALIVE) {
            return;
        }
    }
    event->kind = CARD_EVENT_NONE;
    if (size == 0 || now - worker->alive_ms > (int64_t)worker->options.limit_ms) {
        replace(worker, event);
    }
}

void card_worker_ask(struct card_worker *worker, struct card_request *request)
{
    if (worker->channel >= 0) {
        (void)send(worker->channel, request, sizeof *request, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    card_request_wipe(request);
}
