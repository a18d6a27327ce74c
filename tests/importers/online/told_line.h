/*
 * A gateway over a line that answers what it was told to, one plan for each request in order, and
 * well after that.  It remembers what was asked.
 */
#ifndef TESTS_IMPORTERS_ONLINE_TOLD_LINE_H
#define TESTS_IMPORTERS_ONLINE_TOLD_LINE_H

#include "importers/online/gateway.h"
#include "tests/support/world_fixture.h"

#define TOLD_URL "https://gateway.example"

enum {
    MOST_STARTS = 64,
    TOLD_AT_ONCE = 4,
    ONE_SECOND_MS = 1000
};

/* What becomes of a request; the first one that is left over goes on for all others. */
struct plan {
    enum web_end end;
    long status;
    int64_t retry_after_s;
    const char *location;
    const char *body;
};

struct start {
    bool is_post;
    bool has_own_connection;
    char url[LIMIT_GATEWAY_URL];
    char key[INQUIRY_KEY];
    char body[64];
    int64_t at_ms;
};

struct told_line {
    struct test_world world;
    struct gateway gateway;
    const struct plan *plans;
    size_t plan_count;
    struct start starts[MOST_STARTS];
    size_t start_count;
    struct plan flying[LIMIT_GATEWAY_AT_ONCE];
    bool is_flying[LIMIT_GATEWAY_AT_ONCE];
    size_t most_flying;
};

void told_line_open(struct told_line *line, const struct plan *plans, size_t count);
void told_line_close(struct told_line *line);

/* The request's bytes are those of its key. */
void told_line_prepare(struct told_line *line, const char *key);
void told_line_ask(struct told_line *line, const char *key); /* prepared and released */
void told_line_wait(struct told_line *line, int64_t length_ms);

enum gateway_phase told_line_phase(const struct told_line *line, const char *key);
bool told_line_is_well(const struct told_line *line, enum fault *fault);

#endif
