/*
 * A world for tests: the real disk, a clock that only moves when told, random bytes from a seed.
 */
#ifndef TESTS_SUPPORT_WORLD_FIXTURE_H
#define TESTS_SUPPORT_WORLD_FIXTURE_H

#include "engine/foundation/world.h"

struct test_clock {
    int64_t now_ms;
    int64_t step_ms; /* added at each look */
    int64_t waited_ms;
};

struct test_random {
    uint64_t state;
};

struct test_world {
    struct world world;
    struct test_clock clock;
    struct test_random random;
    char folder[256]; /* fresh, under the build folder's own temporary place */
};

/* The clock starts at 2026-03-31 18:00 in Japan. */
void test_world_open(struct test_world *test, uint64_t seed);

/* Removes the folder and all in it. */
void test_world_close(struct test_world *test);

/* folder + "/" + name, in a buffer of its own that the next call but three overwrites. */
const char *test_path(const struct test_world *test, const char *name);

#endif
