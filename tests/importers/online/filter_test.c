/* Programs that encrypt or decrypt: what goes in, what comes out, and how they fail. */
#include "importers/online/filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tests/support/check.h"
#include "tests/support/world_fixture.h"

static const char *write_program(const struct test_world *world, const char *name, const char *line)
{
    const char *path = test_path(world, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fprintf(file, "#!/bin/sh\n%s\n", line) > 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static void bytes_go_through_whole(void **state)
{
    struct buffer in = buffer_open(4 * 1024 * 1024);
    struct buffer out = buffer_open(4 * 1024 * 1024);
    struct error error;
    (void)state;
    for (unsigned i = 0; i < 300000; i++) {
        assert_true(buffer_append_byte(&in, (uint8_t)(i * 7 + i / 251), &error));
    }
    assert_true(filter_run("/bin/cat", buffer_slice(&in), &out, &error));
    assert_true(slice_equal(buffer_slice(&in), buffer_slice(&out)));
    buffer_close(&in);
    buffer_close(&out);
}

static void a_program_that_is_not_there_is_a_fault_of_the_machine(void **state)
{
    struct buffer out = buffer_open(64);
    struct error error;
    (void)state;
    assert_false(filter_run("/nowhere/at/all", LITERAL("x"), &out, &error));
    assert_int_equal(error.fault, FAULT_FILTER_MISSING);
    assert_int_equal(error_kind(&error), ERROR_LOOK_AT_MACHINE);
    buffer_close(&out);
}

static enum fault fault_of(const struct test_world *world, const char *line, size_t limit)
{
    struct buffer out = buffer_open(limit);
    struct error error = {.fault = FAULT_NONE};
    bool done = filter_run(write_program(world, "program", line), LITERAL("abc"), &out, &error);
    buffer_close(&out);
    return done ? FAULT_NONE : error.fault;
}

static void what_a_program_may_do(void **state)
{
    struct test_world world;
    (void)state;
    test_world_open(&world, 1);
    assert_int_equal(fault_of(&world, "tr a-z A-Z", 64), FAULT_NONE);
    assert_int_equal(fault_of(&world, "echo all the same", 64), FAULT_NONE);
    assert_int_equal(fault_of(&world, "cat; exit 3", 64), FAULT_FILTER_FAILED);
    assert_int_equal(fault_of(&world, "cat >/dev/null", 64), FAULT_FILTER_FAILED);
    assert_int_equal(fault_of(&world, "kill -9 $$", 64), FAULT_FILTER_FAILED);
    assert_int_equal(fault_of(&world, "cat; cat /bin/sh", 1000), FAULT_TOO_BIG);
    /* It has nothing of our environment. */
    (void)setenv("TOTSUGO_KEY_FILE", "secret", 1);
    assert_int_equal(fault_of(&world, "test -z \"$TOTSUGO_KEY_FILE\" && cat", 64), FAULT_NONE);
    test_world_close(&world);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_go_through_whole),
        cmocka_unit_test(a_program_that_is_not_there_is_a_fault_of_the_machine),
        cmocka_unit_test(what_a_program_may_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
