/* The double as a program of its own, under the real clock. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/importers/online/exchange.h"

static pid_t start_program(const struct exchange *exchange)
{
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL) {
            _exit(126);
        }
        (void)execl(
            TERMINAL_DOUBLE, TERMINAL_DOUBLE, "--folder", test_path(&exchange->world, "oqs"),
            "--script", test_path(&exchange->world, "script.txt"), "--limit-seconds", "60",
            "--stop-file", test_path(&exchange->world, "stop"), (char *)NULL);
        _exit(127);
    }
    return child;
}

static void the_program_answers_until_the_stop_file_is_there(void **state)
{
    struct exchange exchange;
    struct clock_port clock = clock_real();
    enum folder_state seen = FOLDER_PREPARED;
    struct error error;
    int status = 0;
    int handle = -1;
    pid_t child = 0;
    (void)state;
    exchange_open(&exchange, "");
    child = start_program(&exchange);
    assert_true(child > 0);
    exchange_send(&exchange, FOLDER_BATCH);
    while (seen != FOLDER_ANSWERED) {
        assert_int_equal(waitpid(child, &status, WNOHANG), 0);
        assert_true(folder_state(&exchange.folder, FOLDER_BATCH, exchange.key, &seen, &error));
        assert_true(clock.wait_ms(clock.context, 2));
    }
    assert_true(exchange.world.world.disk.create(
        NULL, test_path(&exchange.world, "stop"), &handle, &error));
    exchange.world.world.disk.close(NULL, handle);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    exchange_close(&exchange);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_program_answers_until_the_stop_file_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
