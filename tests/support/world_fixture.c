#define _XOPEN_SOURCE 700

#include "tests/support/world_fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int64_t clock_now(void *context)
{
    struct test_clock *clock = context;
    clock->now_ms += clock->step_ms;
    return clock->now_ms;
}

static bool clock_wait(void *context, int64_t milliseconds)
{
    struct test_clock *clock = context;
    clock->now_ms += milliseconds;
    clock->waited_ms += milliseconds;
    return true;
}

static bool random_fill(void *context, uint8_t *bytes, size_t size, struct error *error)
{
    struct test_random *random = context;
    (void)error;
    for (size_t i = 0; i < size; i++) {
        random->state ^= random->state << 13;
        random->state ^= random->state >> 7;
        random->state ^= random->state << 17;
        bytes[i] = (uint8_t)(random->state >> 24);
    }
    return true;
}

void test_world_open(struct test_world *test, uint64_t seed)
{
    const char *base = getenv("TMPDIR");
    memset(test, 0, sizeof *test);
    test->clock.now_ms = INT64_C(1774947600000);
    test->random.state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    (void)snprintf(
        test->folder, sizeof test->folder, "%s/totsugo-test-XXXXXX", base == NULL ? "/tmp" : base);
    if (mkdtemp(test->folder) == NULL) {
        perror("mkdtemp");
        abort();
    }
    test->world.clock = (struct clock_port){&test->clock, clock_now, clock_wait};
    test->world.random = (struct random_port){&test->random, random_fill};
    test->world.disk = disk_real();
    test->world.in_turn = true;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

void test_world_close(struct test_world *test)
{
    (void)nftw(test->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *test_path(const struct test_world *test, const char *name)
{
    static char paths[4][512];
    static unsigned turn = 0;
    char *path = paths[turn++ % 4];
    (void)snprintf(path, sizeof paths[0], "%s/%s", test->folder, name);
    return path;
}
