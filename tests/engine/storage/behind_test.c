#include "engine/storage/behind.h"

#include "tests/support/check.h"

struct work {
    int done;
    bool fails;
};

static bool do_work(void *context, struct error *error)
{
    struct work *work = context;
    work->done++;
    return !work->fails || error_set_number(error, FAULT_TOO_BIG, work->done);
}

static void each_job_is_done_once_and_its_outcome_handed_over_once(void **state)
{
    struct behind *behind = NULL;
    struct work work = {0};
    struct error error = {0};
    (void)state;
    assert_true(behind_open(&behind, &error));
    assert_true(behind_wait(behind, &error));
    for (int i = 1; i <= 1000; i++) {
        work.fails = i % 3 == 0;
        behind_start(behind, do_work, &work);
        assert_int_equal(behind_wait(behind, &error), !work.fails);
        assert_int_equal(work.done, i);
        assert_true(behind_wait(behind, &error));
    }
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_string_equal(error.arguments[0], "999");
    behind_close(behind);
}

static void closing_waits_for_the_job(void **state)
{
    struct behind *behind = NULL;
    struct work work = {0};
    struct error error = {0};
    (void)state;
    assert_true(behind_open(&behind, &error));
    behind_start(behind, do_work, &work);
    behind_close(behind);
    assert_int_equal(work.done, 1);
    behind_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_job_is_done_once_and_its_outcome_handed_over_once),
        cmocka_unit_test(closing_waits_for_the_job),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
