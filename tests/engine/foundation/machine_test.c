/* What the system is asked for beyond POSIX: a hardened process, random bytes, renaming without taking. */
#include "engine/foundation/machine.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/check.h"

/* In a process of its own: hardening is for good. */
static int in_child(bool (*holds)(void))
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(holds() ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static bool may_dump(void)
{
    return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
}

static bool dumps_no_core_once_hardened(void)
{
    struct rlimit limit = {1, 1};
    machine_harden();
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0 &&
           prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
}

static void a_hardened_process_dumps_no_core_and_cannot_be_looked_into(void **state)
{
    (void)state;
    assert_int_equal(in_child(may_dump), 0);
    assert_int_equal(in_child(dumps_no_core_once_hardened), 0);
}

/* More than the kernel gives in one piece. */
static void random_bytes_fill_all_of_the_room(void **state)
{
    uint8_t one[1000] = {0};
    uint8_t other[1000] = {0};
    (void)state;
    assert_true(machine_random(one, sizeof one));
    assert_true(machine_random(other, sizeof other));
    for (size_t i = 0; i + 50 <= sizeof one; i += 50) {
        assert_memory_not_equal(one + i, other + i, 50);
    }
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void a_name_that_is_taken_is_not_taken_over(void **state)
{
    char folder[] = "/tmp/totsugo-machine-XXXXXX";
    char from[64];
    char to[64];
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(from, sizeof from, "%s/from", folder);
    (void)snprintf(to, sizeof to, "%s/to", folder);
    put(from, "new");
    put(to, "old");
    assert_int_not_equal(machine_rename_new(from, to), 0);
    assert_int_equal(access(from, F_OK), 0);
    assert_int_equal(unlink(to), 0);
    assert_int_equal(machine_rename_new(from, to), 0);
    assert_int_not_equal(access(from, F_OK), 0);
    assert_int_equal(unlink(to), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hardened_process_dumps_no_core_and_cannot_be_looked_into),
        cmocka_unit_test(random_bytes_fill_all_of_the_room),
        cmocka_unit_test(a_name_that_is_taken_is_not_taken_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
