#include "importers/online/filter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    CANNOT_RUN = 127,
    PIECE_BYTES = 8192
};

struct child {
    pid_t id;
    int in;  /* we write */
    int out; /* we read */
};

static void close_one(int *handle)
{
    if (*handle >= 0) {
        (void)close(*handle);
        *handle = -1;
    }
}

/* In the child: only calls that are safe after a fork. */
static void become(const char *path, int in, int out)
{
    static char search[] = "PATH=/usr/local/bin:/usr/bin:/bin";
    static char name[] = "filter";
    static char *const environment[] = {search, NULL};
    static char *const words[] = {name, NULL};
    if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0) {
        (void)execve(path, words, environment);
    }
    _exit(CANNOT_RUN);
}

static bool start(const char *path, struct child *child)
{
    int to[2] = {-1, -1};
    int from[2] = {-1, -1};
    *child = (struct child){.id = -1, .in = -1, .out = -1};
    if (pipe(to) == 0 && pipe(from) == 0) {
        child->id = fork();
    }
    if (child->id == 0) {
        (void)close(to[1]);
        (void)close(from[0]);
        become(path, to[0], from[1]);
    }
    close_one(&to[0]);
    close_one(&from[1]);
    if (child->id < 0) {
        close_one(&to[1]);
        close_one(&from[0]);
        return false;
    }
    child->in = to[1];
    child->out = from[0];
    (void)fcntl(child->in, F_SETFL, O_NONBLOCK);
    (void)fcntl(child->in, F_SETFD, FD_CLOEXEC);
    (void)fcntl(child->out, F_SETFD, FD_CLOEXEC);
    return true;
}

static int64_t clock_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A program that ends without having read all is judged by its exit code. */
static void feed(struct child *child, struct slice *in)
{
    ssize_t done = in->size == 0 ? 0 : write(child->in, in->data, in->size);
    if (done > 0) {
        *in = slice_part(*in, (size_t)done, in->size);
    }
    if (in->size == 0 || (done < 0 && errno != EAGAIN && errno != EINTR)) {
        close_one(&child->in);
    }
}

static bool drain(struct child *child, struct buffer *out, struct error *error)
{
    uint8_t piece[PIECE_BYTES];
    ssize_t got = read(child->out, piece, sizeof piece);
    if (got > 0) {
        return buffer_append(out, (struct slice){piece, (size_t)got}, error);
    }
    if (got == 0 || errno != EINTR) {
        close_one(&child->out);
    }
    return true;
}

static bool exchange(struct child *child, struct slice in, struct buffer *out, struct error *error)
{
    int64_t end_ms = clock_ms() + LIMIT_FILTER_MS;
    while (child->out >= 0) {
        struct pollfd waits[] = {{child->out, POLLIN, 0}, {child->in, POLLOUT, 0}};
        int64_t left_ms = end_ms - clock_ms();
        if (left_ms <= 0) {
            return error_set(error, FAULT_NONE);
        }
        (void)poll(waits, child->in >= 0 ? 2 : 1, (int)left_ms);
        if (child->in >= 0 && waits[1].revents != 0) {
            feed(child, &in);
        }
        if (waits[0].revents != 0 && !drain(child, out, error)) {
            return false;
        }
    }
    return true;
}

static int end(struct child *child, bool is_cut)
{
    int status = -1;
    close_one(&child->in);
    close_one(&child->out);
    if (is_cut) {
        (void)kill(child->id, SIGKILL);
    }
    while (waitpid(child->id, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool filter_run(const char *path, struct slice in, struct buffer *out, struct error *error)
{
    struct child child;
    bool done = false;
    int code = -1;
    if (access(path, X_OK) != 0 || !start(path, &child)) {
        return error_set_text(error, FAULT_FILTER_MISSING, path);
    }
    done = exchange(&child, in, out, error);
    code = end(&child, !done);
    if (!done && error->fault != FAULT_NONE) {
        return false;
    }
    if (code == CANNOT_RUN) {
        return error_set_text(error, FAULT_FILTER_MISSING, path);
    }
    return (done && code == 0 && out->size > 0) || error_set_text(error, FAULT_FILTER_FAILED, path);
}
