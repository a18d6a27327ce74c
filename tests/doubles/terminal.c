#include "tests/doubles/terminal.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/doubles/terminal_answer.h"
#include "tests/doubles/zip_store.h"

enum {
    AWAY_MS = 1500
};

enum job_kind {
    JOB_WRITE, /* bytes to be added to the end of a file in res */
    JOB_AWAY,  /* the file goes from res to work */
    JOB_BACK
};

/* What is done to an answer at some time. */
struct terminal_job {
    enum job_kind kind;
    int64_t due_ms;
    char name[TERMINAL_NAME];
    bool is_first; /* begins the file */
    bool is_whole; /* appears at once, under its name */
    struct double_text bytes;
    struct terminal_job *next;
};

struct terminal_left {
    char name[TERMINAL_NAME];
    struct terminal_left *next;
};

struct terminal_wait {
    char reception[REQUEST_VALUE];
    long left;
    struct terminal_wait *next;
};

static const struct function {
    const char *prefix;
    enum terminal_kind kind;
    enum terminal_kind asked; /* a fetch: what is fetched */
    const char *pull;
} functions[] = {
    {"OQSsiquc01req_", TERMINAL_SINGLE, TERMINAL_ANY, NULL},
    {"OQSmuquc01req_", TERMINAL_BATCH, TERMINAL_ANY, NULL},
    {"OQSmuquc02req_", TERMINAL_FETCH, TERMINAL_BATCH, NULL},
    {"OQSmutic01req_", TERMINAL_PULL, TERMINAL_ANY, "assistance"},
    {"OQSmutic02req_", TERMINAL_FETCH, TERMINAL_PULL, "assistance"},
    {"OQSmuhvq01req_", TERMINAL_PULL, TERMINAL_ANY, "visiting"},
    {"OQSmuhvq02req_", TERMINAL_FETCH, TERMINAL_PULL, "visiting"},
    {"OQSmuonq01req_", TERMINAL_PULL, TERMINAL_ANY, "online"},
    {"OQSmuonq02req_", TERMINAL_FETCH, TERMINAL_PULL, "online"},
    {"OQSsiimm01req_", TERMINAL_REGISTER, TERMINAL_ANY, NULL},
    {"OQSmuimm01req_", TERMINAL_REGISTER, TERMINAL_ANY, NULL},
    {"OQSmuimm02req_", TERMINAL_FETCH, TERMINAL_REGISTER, NULL},
};

static void *take(size_t size)
{
    void *memory = calloc(1, size);
    if (memory == NULL) {
        (void)fputs("double: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

static void say(const struct terminal *terminal, const char *event, const char *name)
{
    if (terminal->log != NULL) {
        (void)fprintf(terminal->log, "%s %s\n", event, name);
        (void)fflush(terminal->log);
    }
}

static void join(char path[TERMINAL_PATH], const char *folder, const char *name)
{
    int size = snprintf(path, TERMINAL_PATH, "%s/%s", folder, name);
    if (size < 0 || size >= TERMINAL_PATH) {
        (void)fputs("double: path too long\n", stderr);
        exit(1);
    }
}

/* ---- opening ---- */

/* The folder of that name in any case; made in lower case when there is none. */
static bool find_folder(char path[TERMINAL_PATH], const char *root, const char *name)
{
    DIR *folder = opendir(root);
    const struct dirent *entry = NULL;
    const char *found = NULL;
    if (folder == NULL) {
        return false;
    }
    while (found == NULL && (entry = readdir(folder)) != NULL) {
        found = strcasecmp(entry->d_name, name) == 0 ? entry->d_name : NULL;
    }
    join(path, root, found == NULL ? name : found);
    (void)closedir(folder);
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

bool terminal_open(struct terminal *terminal, const char *folder, const char *script, FILE *log)
{
    *terminal = (struct terminal){.log = log};
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) ||
        !find_folder(terminal->req, folder, "req") || !find_folder(terminal->res, folder, "res") ||
        !find_folder(terminal->work, folder, "work")) {
        (void)fprintf(stderr, "%s: %s\n", folder, strerror(errno));
        return false;
    }
    return script_read(&terminal->script, script);
}

void terminal_close(struct terminal *terminal)
{
    while (terminal->jobs != NULL) {
        struct terminal_job *next = terminal->jobs->next;
        double_text_free(&terminal->jobs->bytes);
        free(terminal->jobs);
        terminal->jobs = next;
    }
    while (terminal->left != NULL) {
        struct terminal_left *next = terminal->left->next;
        free(terminal->left);
        terminal->left = next;
    }
    while (terminal->waits != NULL) {
        struct terminal_wait *next = terminal->waits->next;
        free(terminal->waits);
        terminal->waits = next;
    }
    script_free(&terminal->script);
}

/* ---- writing ---- */

static void append(const char *path, const char *mode, const struct double_text *bytes)
{
    FILE *file = fopen(path, mode);
    if (file == NULL || fwrite(bytes->bytes, 1, bytes->size, file) != bytes->size ||
        fclose(file) != 0) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
}

static void write_job(const struct terminal *terminal, const struct terminal_job *job)
{
    char path[TERMINAL_PATH];
    char aside[TERMINAL_PATH];
    join(path, terminal->res, job->name);
    if (!job->is_whole) {
        append(path, job->is_first ? "wb" : "ab", &job->bytes);
        say(terminal, job->is_first ? "half" : "answered", job->name);
        return;
    }
    join(aside, terminal->work, job->name);
    append(aside, "wb", &job->bytes);
    if (rename(aside, path) != 0) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    say(terminal, "answered", job->name);
}

static void move_answer(const struct terminal *terminal, const struct terminal_job *job)
{
    char there[TERMINAL_PATH];
    char aside[TERMINAL_PATH];
    bool is_away = job->kind == JOB_AWAY;
    join(there, terminal->res, job->name);
    join(aside, terminal->work, job->name);
    if (rename(is_away ? there : aside, is_away ? aside : there) != 0) {
        (void)fprintf(stderr, "%s: %s\n", there, strerror(errno));
        exit(1);
    }
    say(terminal, is_away ? "away" : "back", job->name);
}

static void run_job(const struct terminal *terminal, const struct terminal_job *job)
{
    if (job->kind == JOB_WRITE) {
        write_job(terminal, job);
    } else {
        move_answer(terminal, job);
    }
}

static void run_jobs(struct terminal *terminal)
{
    struct terminal_job **place = &terminal->jobs;
    while (*place != NULL) {
        struct terminal_job *job = *place;
        if (job->due_ms > terminal->now_ms) {
            place = &job->next;
            continue;
        }
        run_job(terminal, job);
        *place = job->next;
        double_text_free(&job->bytes);
        free(job);
    }
}

/* Behind those that are there: pieces of one file stay in order. */
static struct terminal_job *add_job(struct terminal *terminal, const char *name, int64_t due_ms)
{
    struct terminal_job **place = &terminal->jobs;
    struct terminal_job *job = take(sizeof *job);
    while (*place != NULL) {
        place = &(*place)->next;
    }
    *place = job;
    job->due_ms = due_ms;
    (void)snprintf(job->name, sizeof job->name, "%s", name);
    return job;
}

static void add_answer(
    struct terminal *terminal,
    const struct terminal_case *one,
    const char *name,
    const struct double_text *bytes)
{
    const char *delay = terminal_case_fault(one, TERMINAL_DELAY);
    const char *half = terminal_case_fault(one, TERMINAL_HALF);
    const char *away = terminal_case_fault(one, TERMINAL_AWAY);
    bool is_cut = terminal_case_fault(one, TERMINAL_CUT) != NULL;
    int64_t due_ms = terminal->now_ms + terminal->script.delay_ms +
                     (delay == NULL ? 0 : strtol(delay, NULL, 10));
    size_t middle = bytes->size / 2;
    struct terminal_job *job = add_job(terminal, name, due_ms);
    if (delay != NULL) {
        say(terminal, "late", name);
    }
    job->is_first = true;
    job->is_whole = half == NULL && !is_cut;
    double_text_add(&job->bytes, bytes->bytes, job->is_whole ? bytes->size : middle);
    if (half != NULL) {
        job = add_job(terminal, name, due_ms + strtol(half, NULL, 10));
        double_text_add(&job->bytes, bytes->bytes + middle, bytes->size - middle);
    }
    if (away != NULL) {
        int64_t away_ms = due_ms + strtol(away, NULL, 10);
        add_job(terminal, name, away_ms)->kind = JOB_AWAY;
        add_job(terminal, name, away_ms + AWAY_MS)->kind = JOB_BACK;
    }
}

/* ---- answering ---- */

static void answer_name(char to[TERMINAL_NAME], const char *name, bool is_zip, bool is_upper)
{
    /* The six characters req_ and the prefix before it have a fixed length. */
    (void)snprintf(to, TERMINAL_NAME, "%.10sres%s", name, name + strlen("OQSmuquc01req"));
    if (is_zip) {
        memcpy(to + strlen(to) - 3, "zip", 3);
    }
    for (char *at = to; is_upper && *at != '\0'; at++) {
        *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    }
}

static void finish(struct terminal *terminal, const struct terminal_case *one, const char *name)
{
    bool is_in_folder = terminal_case_fault(one, TERMINAL_ZIP_FOLDER) != NULL;
    bool is_zip = is_in_folder || terminal_case_fault(one, TERMINAL_ZIP) != NULL;
    bool is_upper = terminal_case_fault(one, TERMINAL_UPPER) != NULL;
    char answer[TERMINAL_NAME];
    char inside[TERMINAL_NAME + 8];
    struct double_text bytes = {0};
    struct double_text zip = {0};
    if (terminal_case_fault(one, TERMINAL_NEVER) != NULL) {
        return;
    }
    terminal_answer(one, &bytes);
    answer_name(answer, name, is_zip, is_upper);
    (void)snprintf(inside, sizeof inside, "%s", is_in_folder ? "res/" : "");
    answer_name(inside + strlen(inside), name, false, is_upper);
    if (is_zip) {
        zip_store(&zip, inside, bytes.bytes, bytes.size);
    }
    add_answer(terminal, one, answer, is_zip ? &zip : &bytes);
    double_text_free(&bytes);
    double_text_free(&zip);
}

/* How often a reception still says 処理中; made when it is first asked for. */
static struct terminal_wait *
wait_of(struct terminal *terminal, const char *reception, long processing)
{
    struct terminal_wait *wait = terminal->waits;
    while (wait != NULL && strcmp(wait->reception, reception) != 0) {
        wait = wait->next;
    }
    if (wait == NULL) {
        wait = take(sizeof *wait);
        (void)snprintf(wait->reception, sizeof wait->reception, "%s", reception);
        wait->left = processing;
        wait->next = terminal->waits;
        terminal->waits = wait;
    }
    return wait;
}

static void set_processing(struct terminal *terminal, const struct terminal_case *one)
{
    const char *fault = terminal_case_fault(one, TERMINAL_PROCESSING);
    long processing = fault == NULL ? terminal->script.processing : strtol(fault, NULL, 10);
    (void)wait_of(terminal, one->reception, processing);
}

static void answer_fetch(struct terminal *terminal, struct terminal_case *one, const char *name)
{
    struct request people = {.body = NULL};
    struct terminal_wait *wait = NULL;
    char path[TERMINAL_PATH];
    char batch[REQUEST_VALUE + 32];
    one->reception = one->request->reception;
    wait = wait_of(terminal, one->reception, terminal->script.processing);
    one->is_processing = wait->left > 0;
    wait->left -= wait->left > 0 ? 1 : 0;
    /* The reception number is R and the key of what was asked. */
    (void)snprintf(batch, sizeof batch, "%.8s01req_%s.xml", name, one->reception + 1);
    join(path, terminal->work, batch);
    if (one->reception[0] == 'R' && request_read(&people, one->asked, path) == NULL) {
        one->people = &people;
    }
    finish(terminal, one, name);
    request_free(&people);
}

static void answer_request(struct terminal *terminal, struct terminal_case *one, const char *name)
{
    char reception[REQUEST_VALUE];
    if (one->kind == TERMINAL_FETCH) {
        answer_fetch(terminal, one, name);
        return;
    }
    (void)snprintf(
        reception, sizeof reception, "R%.*s", TERMINAL_NAME / 2, name + strlen("OQSmuquc01req_"));
    reception[strcspn(reception, ".")] = '\0';
    one->reception = reception;
    if (!one->is_at_once) {
        set_processing(terminal, one);
    }
    finish(terminal, one, name);
}

/* ---- taking ---- */

static void reject(const struct terminal *terminal, const char *name, const char *reason)
{
    struct double_text text = {0};
    char from[TERMINAL_PATH];
    char to[TERMINAL_PATH];
    char error[TERMINAL_NAME];
    (void)snprintf(error, sizeof error, "%.*serr", (int)(strlen(name) - 3), name);
    double_text_put(&text, reason);
    double_text_put(&text, "\r\n");
    double_text_to_shift_jis(&text);
    join(from, terminal->work, name);
    join(to, terminal->res, name);
    (void)rename(from, to);
    join(to, terminal->res, error);
    append(to, "wb", &text);
    double_text_free(&text);
    say(terminal, "rejected", name);
}

static bool was_left(const struct terminal *terminal, const char *name)
{
    const struct terminal_left *left = terminal->left;
    while (left != NULL && strcmp(left->name, name) != 0) {
        left = left->next;
    }
    return left != NULL;
}

static void leave(struct terminal *terminal, const char *name)
{
    struct terminal_left *left = take(sizeof *left);
    (void)snprintf(left->name, sizeof left->name, "%s", name);
    left->next = terminal->left;
    terminal->left = left;
    say(terminal, "left", name);
}

static void write_now(int64_t now_ms, char text[32])
{
    time_t seconds = (time_t)(now_ms / 1000) + 9 * 3600;
    struct tm day;
    text[0] = '\0';
    if (gmtime_r(&seconds, &day) != NULL) {
        (void)strftime(text, 32, "%Y%m%d%H%M%S", &day);
    }
}

static void
take_request(struct terminal *terminal, const struct function *function, const char *name)
{
    enum terminal_kind kind = function->kind;
    struct request request;
    struct terminal_case one = {
        .script = &terminal->script,
        .kind = kind,
        .request = &request,
        .asked = function->asked,
        .pull = function->pull,
        .is_at_once = strncmp(function->prefix, "OQSsi", 5) == 0,
    };
    char from[TERMINAL_PATH];
    char to[TERMINAL_PATH];
    char now[32];
    const char *wrong = NULL;
    terminal->taken[kind]++;
    one.which = terminal->taken[kind];
    if (terminal_case_fault(&one, TERMINAL_LEAVE) != NULL) {
        leave(terminal, name);
        return;
    }
    join(from, terminal->req, name);
    join(to, terminal->work, name);
    if (rename(from, to) != 0) {
        return;
    }
    say(terminal, "taken", name);
    write_now(terminal->now_ms, now);
    one.now = now;
    wrong = request_read(&request, kind, to);
    if (wrong == NULL) {
        wrong = terminal_case_fault(&one, TERMINAL_REJECT);
    }
    if (wrong != NULL) {
        reject(terminal, name, wrong);
    } else {
        answer_request(terminal, &one, name);
    }
    request_free(&request);
}

static const struct function *function_of(const char *name)
{
    size_t size = strlen(name);
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        size_t prefix = strlen(functions[i].prefix);
        if (strncasecmp(name, functions[i].prefix, prefix) == 0 && size > prefix + 4 &&
            size < 100 && strcasecmp(name + size - 4, ".xml") == 0) {
            return &functions[i];
        }
    }
    return NULL;
}

static int by_name(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

void terminal_step(struct terminal *terminal, int64_t now_ms)
{
    struct dirent **entries = NULL;
    int count = scandir(terminal->req, &entries, NULL, by_name);
    terminal->now_ms = now_ms;
    for (int i = 0; i < count; i++) {
        const struct function *function = function_of(entries[i]->d_name);
        if (function != NULL && !was_left(terminal, entries[i]->d_name)) {
            take_request(terminal, function, entries[i]->d_name);
        }
        free(entries[i]);
    }
    free(entries);
    run_jobs(terminal);
}

int64_t terminal_next_ms(const struct terminal *terminal)
{
    int64_t next = INT64_MAX;
    for (const struct terminal_job *job = terminal->jobs; job != NULL; job = job->next) {
        next = job->due_ms < next ? job->due_ms : next;
    }
    return next;
}
