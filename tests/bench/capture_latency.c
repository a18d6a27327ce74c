/*
 * How long durable captures take, alone or while something else runs on the same store.
 *
 *   capture_latency STORE KEY_FILE CHART COUNT               COUNT captures
 *   capture_latency STORE KEY_FILE CHART COMMAND WORDS...    as many as there is time for while it runs
 *
 * Charts count up from CHART; a command has a slash in its name.  Prints the number of captures, and half,
 * 99 of 100 and the longest of them in microseconds; ends with the command's exit code.  Between two
 * captures there is a pause, as there is at a desk.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/storage/incarnation.h"
#include "engine/storage/vault.h"
#include "engine/storage/visits.h"

enum {
    MOST = 100000,
    PAUSE_MS = 2
};

static int64_t taken_us[MOST];

static void stop(const char *what, const struct error *error)
{
    char text[600] = "";
    if (error != NULL) {
        error_render(error, LANGUAGE_ENGLISH, text, sizeof text);
    }
    (void)fprintf(stderr, "%s: %s\n", what, text);
    exit(1);
}

static int64_t now_us(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct store *open_store(const struct world *world, const char *folder, const char *key_file)
{
    const struct store_options options = {.folder = folder, .world = world};
    struct store *store = NULL;
    struct buffer key;
    struct error error;
    bool begun = false;
    if (!disk_read_all(&world->disk, key_file, KEY_FILE_TEXT, &key, &error) ||
        !store_open(&options, &store, &error) ||
        !vault_unlock_key_file(store, buffer_slice(&key), "bench", &error) ||
        !incarnation_settle(store, &begun, &error)) {
        stop(folder, &error);
    }
    buffer_close_wiped(&key);
    return store;
}

/* From the beginning of the transaction to its last sync. */
static int64_t capture(struct store *store, unsigned chart)
{
    struct evidence evidence = {0};
    struct error error;
    char text[16];
    int64_t visit = 0;
    int64_t begun = now_us();
    bool opened = false;
    (void)snprintf(text, sizeof text, "%u", chart);
    evidence.values[FIELD_VISIT_DATE] = slice_of("20260331");
    evidence.values[FIELD_CHART_NUMBER] = slice_of(text);
    evidence.values[FIELD_SHARE_CHARGED] = slice_of("30");
    if (!store_begin(store, &error) ||
        !visits_capture(store, CAPTURE_CHARGE, &evidence, &visit, &opened, &error) ||
        !store_commit(store, &error)) {
        stop("capture", &error);
    }
    return now_us() - begun;
}

static pid_t start(char **words)
{
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0) {
            (void)execv(words[0], words);
        }
        perror(words[0]);
        _exit(127);
    }
    return child;
}

static int compare(const void *left, const void *right)
{
    const int64_t *a = left;
    const int64_t *b = right;
    return *a < *b ? -1 : *a > *b ? 1 : 0;
}

static void print_taken(int count)
{
    qsort(taken_us, (size_t)count, sizeof taken_us[0], compare);
    (void)printf(
        "%d %" PRId64 " %" PRId64 " %" PRId64 "\n", count, taken_us[count / 2],
        taken_us[(int64_t)count * 99 / 100], taken_us[count - 1]);
}

int main(int count, char **words)
{
    const struct world world = {
        .clock = clock_real(), .random = random_real(), .disk = disk_real()};
    const struct timespec pause = {0, PAUSE_MS * 1000000L};
    struct store *store = NULL;
    unsigned chart = 0;
    long wanted = MOST;
    int status = 0;
    int done = 0;
    pid_t child = 0;
    if (count < 5) {
        (void)fputs("capture_latency STORE KEY_FILE CHART COUNT|COMMAND WORDS...\n", stderr);
        return 2;
    }
    store = open_store(&world, words[1], words[2]);
    chart = (unsigned)strtoul(words[3], NULL, 10);
    if (strchr(words[4], '/') == NULL) {
        wanted = strtol(words[4], NULL, 10);
    } else {
        child = start(words + 4);
    }
    while (done < MOST && done < wanted && (child == 0 || waitpid(child, &status, WNOHANG) == 0)) {
        taken_us[done++] = capture(store, chart++);
        (void)nanosleep(&pause, NULL);
    }
    store_close(store);
    if (done == 0) {
        stop("no capture", NULL);
    }
    print_taken(done);
    return child == 0 ? 0 : WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
