/*
 * terminal_double --folder DIR --script FILE [--limit-seconds N] [--stop-file FILE]
 *
 * Runs the terminal double until N seconds have passed (60, at most 3600) or the stop file is there.
 * One line on standard output for each event.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/doubles/terminal.h"

enum {
    LIMIT_SECONDS = 60,
    LONGEST_SECONDS = 3600,
    STEP_MS = 3
};

struct options {
    const char *folder;
    const char *script;
    const char *stop_file;
    long limit_seconds;
};

static bool read_option(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "--folder") == 0) {
        options->folder = value;
    } else if (strcmp(name, "--script") == 0) {
        options->script = value;
    } else if (strcmp(name, "--stop-file") == 0) {
        options->stop_file = value;
    } else if (strcmp(name, "--limit-seconds") == 0) {
        options->limit_seconds = strtol(value, NULL, 10);
        return options->limit_seconds > 0 && options->limit_seconds <= LONGEST_SECONDS;
    } else {
        return false;
    }
    return true;
}

static bool read_options(struct options *options, int count, char **words)
{
    *options = (struct options){.limit_seconds = LIMIT_SECONDS};
    for (int i = 1; i < count; i += 2) {
        if (i + 1 == count || !read_option(options, words[i], words[i + 1])) {
            return false;
        }
    }
    return options->folder != NULL && options->script != NULL;
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void run(struct terminal *terminal, const struct options *options)
{
    const struct timespec step = {0, STEP_MS * 1000000L};
    int64_t end_ms = clock_ms(CLOCK_MONOTONIC) + options->limit_seconds * 1000;
    while (clock_ms(CLOCK_MONOTONIC) < end_ms &&
           (options->stop_file == NULL || access(options->stop_file, F_OK) != 0)) {
        terminal_step(terminal, clock_ms(CLOCK_REALTIME));
        (void)nanosleep(&step, NULL);
    }
}

int main(int count, char **words)
{
    struct options options;
    struct terminal terminal;
    if (!read_options(&options, count, words)) {
        (void)fputs(
            "usage: terminal_double --folder DIR --script FILE [--limit-seconds N] "
            "[--stop-file FILE]\n",
            stderr);
        return 2;
    }
    if (!terminal_open(&terminal, options.folder, options.script, stdout)) {
        terminal_close(&terminal);
        return 1;
    }
    run(&terminal, &options);
    terminal_close(&terminal);
    return 0;
}
