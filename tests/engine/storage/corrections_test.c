/* Visits withdrawn, merged, linked and unlinked: values, verdicts, inquiries and counts stay true. */
#include "engine/storage/corrections.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/exports.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/inside.h"
#include "engine/storage/verdict_tags.h"
#include "engine/storage/verdicts.h"
#include "tests/support/answer_fixture.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const char key[] = "202603310001";

static int make_store(void **state)
{
    return test_store_setup(state, 67);
}

/* A visit of one day: its chart number and one more value. */
static int64_t capture(struct test_store *test, const char *number, const char *value)
{
    return test_capture(test, CAPTURE_VISIT, PAIRS("visit_date=20260330", number, value));
}

static enum fault end(struct test_store *test, bool done, const struct error *error)
{
    struct error fault = {.fault = FAULT_NONE};
    if (!done) {
        store_rollback(test->store);
        return error->fault;
    }
    return store_commit(test->store, &fault) ? FAULT_NONE : fault.fault;
}

static enum fault merge(struct test_store *test, int64_t visit, int64_t into)
{
    struct error error = {.fault = FAULT_NONE};
    assert_true(store_begin(test->store, &error));
    return end(test, corrections_merge(test->store, visit, into, false, &error), &error);
}

static enum fault withdraw(struct test_store *test, int64_t visit, bool supersedes)
{
    struct error error = {.fault = FAULT_NONE};
    assert_true(store_begin(test->store, &error));
    return end(
        test, corrections_withdraw(test->store, visit, WITHDRAWAL_WRONG_DATE, supersedes, &error),
        &error);
}

static enum fault unlink_chart(struct test_store *test, int64_t visit)
{
    struct error error = {.fault = FAULT_NONE};
    assert_true(store_begin(test->store, &error));
    return end(test, corrections_unlink(test->store, visit, false, &error), &error);
}

static enum fault link_chart(struct test_store *test, int64_t visit, const char *number)
{
    struct error error = {.fault = FAULT_NONE};
    assert_true(store_begin(test->store, &error));
    return end(test, corrections_link(test->store, visit, slice_of(number), &error), &error);
}

static void
check_value(struct test_store *test, int64_t visit, enum field field, const char *expected)
{
    struct arena arena = arena_open(100000);
    struct part_cache *cache = NULL;
    struct evidence evidence;
    struct visit_row row;
    struct error error = {0};
    assert_true(visits_get_counting(test->store, visit, &row, &error));
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(visits_merged_evidence(test->store, cache, &row, &arena, &evidence, &error));
    if (expected == NULL) {
        assert_false(evidence_has(&evidence, field));
    } else {
        assert_text(evidence.values[field], expected);
    }
    part_cache_close(cache);
    arena_close(&arena);
}

/* ---- verdicts ---- */

static void
pack_verdict(struct test_store *test, int64_t visit, const char *path, struct buffer *row)
{
    struct visit_reference reference;
    char text[REFERENCE_TEXT];
    struct error error = {0};
    assert_true(visits_reference(test->store, visit, &reference, &error));
    reference_write(&reference, text);
    assert_true(packed_add_text(row, VERDICT_TAG_PATH, path, &error));
    assert_true(packed_add_text(row, VERDICT_TAG_VISIT, text, &error));
    assert_true(packed_add_number(row, VERDICT_TAG_DIGEST, 7, &error));
}

/* between is done while the verdict is made and not yet written. */
static void put_verdict(
    struct test_store *test,
    int64_t visit,
    const char *path,
    enum fault (*between)(struct test_store *test, int64_t visit))
{
    const struct month march = {(2026 - 1970) * 12 + 2};
    struct bulk_writer *writer = NULL;
    struct buffer row = buffer_open(1000);
    struct error error = {0};
    pack_verdict(test, visit, path, &row);
    assert_true(bulk_open(
        test->store, BULK_VERDICTS, (struct slice){NULL, 0}, LITERAL("legend"), &writer, &error));
    if (between != NULL) {
        assert_int_equal(between(test, visit), FAULT_NONE);
    }
    assert_true(bulk_add_row(writer, buffer_slice(&row), march, &error));
    assert_true(bulk_close(writer, (struct slice){NULL, 0}, &error));
    buffer_close(&row);
}

/* The counters and a count of all visits agree; so many of them stand on a path. */
static void check_path(struct test_store *test, unsigned path, int64_t expected)
{
    int64_t counted[PATH_NONE + 1] = {0};
    int64_t surveyed[PATH_NONE + 1] = {0};
    struct error error = {0};
    assert_true(verdicts_count(test->store, counted, &error));
    assert_true(verdicts_survey(test->store, surveyed, &error));
    for (unsigned i = 0; i <= PATH_NONE; i++) {
        assert_int_equal(counted[i], surveyed[i]);
    }
    assert_int_equal(counted[path], expected);
}

static int64_t open_work(struct test_store *test)
{
    return raw_number(test, "SELECT count(*) FROM open_work");
}

/* ---- inquiries ---- */

static int64_t begin(struct test_store *test, const char *name, const int64_t *visits, size_t count)
{
    const struct inquiry_plan plan = {
        .key = name, .day = {20542}, .visits = visits, .count = count}; /* 2026-03-30 */
    struct error error = {0};
    int64_t inquiry = 0;
    assert_true(store_begin(test->store, &error));
    assert_true(inquiries_begin(test->store, &plan, LITERAL("<a request>"), &inquiry, &error));
    assert_true(store_commit(test->store, &error));
    return inquiry;
}

static void answered(struct test_store *test, int64_t inquiry, int64_t bulk)
{
    const struct inquiry_move how = {.answers = bulk};
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    assert_true(inquiries_move(
        test->store, inquiry, bulk == 0 ? INQUIRY_FAILED : INQUIRY_ANSWERED, &how, &error));
    assert_true(store_commit(test->store, &error));
}

static struct inquiry_counts counts(struct test_store *test)
{
    struct inquiry_counts counts = {0};
    struct error error = {0};
    assert_true(inquiries_count(test->store, &counts, &error));
    assert_int_equal(counts.sent, counts.answered + counts.waiting + counts.failed);
    return counts;
}

/* ---- values ---- */

static void values_keep_the_order_in_which_they_were_captured(void **state)
{
    struct test_store *test = *state;
    for (int turn = 0; turn < 2; turn++) {
        const char *chart = turn == 0 ? "chart_number=1" : "chart_number=2";
        const char *local = turn == 0 ? "local_number=a" : "local_number=b";
        int64_t early = capture(test, local, "records=usable");
        int64_t late = capture(test, chart, "records=none");
        int64_t kept = turn == 0 ? early : late;
        assert_int_equal(capture(test, local, "name=架空"), early);
        assert_int_equal(merge(test, turn == 0 ? late : early, kept), FAULT_NONE);
        check_value(test, kept, FIELD_RECORDS, "none");
        check_value(test, kept, FIELD_NAME, "架空");
        check_value(test, kept, FIELD_CHART_NUMBER, turn == 0 ? "1" : "2");
        assert_int_equal(capture(test, chart, "records=usable"), kept);
        assert_int_equal(capture(test, local, "verbal=unchanged"), kept);
        check_value(test, kept, FIELD_RECORDS, "usable");
    }
    assert_string_equal(tagged_store_fault(test), "");
}

static void a_number_that_was_taken_off_can_be_put_on_elsewhere(void **state)
{
    struct test_store *test = *state;
    int64_t visit = capture(test, "chart_number=1", "local_number=a");
    int64_t other = capture(test, "local_number=b", "records=none");
    assert_int_equal(link_chart(test, visit, "2"), FAULT_VISIT_LINKED);
    assert_int_equal(link_chart(test, other, "1"), FAULT_VISIT_TWIN);
    assert_int_equal(unlink_chart(test, visit), FAULT_NONE);
    check_value(test, visit, FIELD_CHART_NUMBER, NULL);
    assert_int_equal(unlink_chart(test, visit), FAULT_VISIT_NOT_LINKED);
    assert_int_equal(link_chart(test, other, "1"), FAULT_NONE);
    assert_int_equal(link_chart(test, visit, "3"), FAULT_NONE);
    assert_int_equal(capture(test, "chart_number=1", "name=架空"), other);
    assert_int_equal(capture(test, "chart_number=3", "name=架空"), visit);
    assert_string_equal(tagged_store_fault(test), "");
}

static void only_one_visit_of_one_person_and_day_is_merged(void **state)
{
    struct test_store *test = *state;
    int64_t visit = capture(test, "chart_number=1", "birth_date=19800101");
    int64_t chart = capture(test, "chart_number=2", "birth_date=19800101");
    int64_t birth = capture(test, "local_number=a", "birth_date=19800102");
    int64_t day = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20260331", "local_number=c", "records=none"));
    assert_int_equal(merge(test, visit, visit), FAULT_VISITS_SAME);
    assert_int_equal(merge(test, chart, visit), FAULT_VISITS_OTHER_CHART);
    assert_int_equal(merge(test, birth, visit), FAULT_VISITS_OTHER_PERSON);
    assert_int_equal(merge(test, day, visit), FAULT_VISITS_OTHER_DAY);
    assert_int_equal(merge(test, visit, 99), FAULT_VISIT_MISSING);
    check_path(test, PATH_UNDECIDED, 4);
    assert_string_equal(tagged_store_fault(test), "");
}

/* ---- counts ---- */

static void what_no_longer_counts_has_no_verdict_and_no_work(void **state)
{
    struct test_store *test = *state;
    int64_t held = capture(test, "chart_number=1", "records=none");
    int64_t current = capture(test, "chart_number=2", "records=none");
    int64_t other = capture(test, "local_number=a", "records=none");
    put_verdict(test, held, "held", NULL);
    put_verdict(test, current, "current", NULL);
    put_verdict(test, other, "waiting", NULL);
    assert_int_equal(open_work(test), 2);
    assert_int_equal(withdraw(test, held, false), FAULT_NONE);
    assert_int_equal(open_work(test), 1);
    check_path(test, PATH_HELD, 0);
    assert_int_equal(merge(test, other, current), FAULT_NONE);
    assert_int_equal(open_work(test), 0);
    check_path(test, PATH_WAITING, 0);
    check_path(test, PATH_CURRENT, 1);
    assert_int_equal(withdraw(test, held, false), FAULT_VISIT_WITHDRAWN);
    assert_int_equal(merge(test, other, current), FAULT_VISIT_MERGED);
    assert_string_equal(tagged_store_fault(test), "");
}

static enum fault withdraw_meanwhile(struct test_store *test, int64_t visit)
{
    return withdraw(test, visit, false);
}

static void a_verdict_that_comes_too_late_counts_for_nothing(void **state)
{
    struct test_store *test = *state;
    int64_t visit = capture(test, "chart_number=1", "records=none");
    put_verdict(test, visit, "held", withdraw_meanwhile);
    check_path(test, PATH_HELD, 0);
    assert_int_equal(open_work(test), 0);
    assert_string_equal(tagged_store_fault(test), "");
}

static void why_and_when_a_visit_was_withdrawn_is_kept(void **state)
{
    struct test_store *test = *state;
    struct withdrawal withdrawal = {0};
    struct error error = {0};
    int64_t visit = capture(test, "chart_number=1", "records=none");
    test->world.clock.now_ms += 5000;
    assert_int_equal(withdraw(test, visit, false), FAULT_NONE);
    test_store_reopen(test);
    assert_true(corrections_withdrawal(test->store, visit, &withdrawal, &error));
    assert_int_equal(withdrawal.reason, WITHDRAWAL_WRONG_DATE);
    assert_int_equal(withdrawal.at_ms, test->world.clock.now_ms);
    assert_string_equal(withdrawal.operator_name, "tester");
    assert_true(capture(test, "chart_number=1", "records=none") != visit);
}

/* ---- what was asked ---- */

static void the_answer_of_a_withdrawn_visit_ends_its_inquiry(void **state)
{
    struct test_store *test = *state;
    int64_t visits[2] = {
        capture(test, "chart_number=1", "records=none"),
        capture(test, "chart_number=2", "records=none")};
    struct given_answer given[2] = {
        {.visit = visits[0], .nobody = true}, {.visit = visits[1], .nobody = true}};
    int64_t inquiry = begin(test, key, visits, 2);
    assert_int_equal(counts(test).unwanted, 0);
    assert_int_equal(withdraw(test, visits[0], false), FAULT_NONE);
    assert_int_equal(counts(test).waiting, 2);
    assert_int_equal(counts(test).unwanted, 1);
    answered(test, inquiry, 0);
    assert_int_equal(counts(test).unwanted, 0);
    answered(test, inquiry, test_answers(test, given, 2));
    assert_int_equal(counts(test).answered, 2);
    assert_int_equal(counts(test).unwanted, 0);
    assert_string_equal(tagged_store_fault(test), "");
}

static void a_visit_that_was_withdrawn_before_it_is_asked_is_awaited_by_nobody(void **state)
{
    struct test_store *test = *state;
    int64_t visit = capture(test, "chart_number=1", "records=none");
    assert_int_equal(withdraw(test, visit, false), FAULT_NONE);
    (void)begin(test, key, &visit, 1);
    assert_int_equal(counts(test).unwanted, 1);
    assert_string_equal(tagged_store_fault(test), "");
}

static bool take_answer(void *taker, const struct answer_row *row)
{
    (void)row;
    *(int *)taker += 1;
    return true;
}

static int answers_about(struct test_store *test, int64_t visit)
{
    struct error error = {0};
    int count = 0;
    assert_true(answers_of_visits(test->store, visit, visit, take_answer, &count, &error));
    return count;
}

static void answers_go_with_the_visit_over_any_number_of_steps(void **state)
{
    struct test_store *test = *state;
    int64_t visits[3] = {
        capture(test, "local_number=a", "records=none"),
        capture(test, "local_number=b", "records=none"),
        capture(test, "chart_number=1", "records=none")};
    struct given_answer given[3] = {
        {.visit = visits[0], .nobody = true},
        {.visit = visits[1], .nobody = true},
        {.visit = visits[2], .nobody = true}};
    int64_t early = begin(test, key, visits, 1);
    int64_t inquiry = 0;
    answered(test, early, test_answers(test, given, 1));
    inquiry = begin(test, "202603310002", visits, 3);
    assert_int_equal(merge(test, visits[0], visits[1]), FAULT_NONE);
    assert_int_equal(answers_about(test, visits[1]), 1);
    assert_int_equal(merge(test, visits[1], visits[2]), FAULT_NONE);
    assert_int_equal(answers_about(test, visits[2]), 1);
    assert_int_equal(counts(test).waiting, 3);
    assert_int_equal(counts(test).unwanted, 2);
    answered(test, inquiry, test_answers(test, given, 3));
    assert_int_equal(answers_about(test, visits[2]), 4);
    assert_int_equal(counts(test).answered, 4);
    assert_int_equal(counts(test).unwanted, 0);
    assert_string_equal(tagged_store_fault(test), "");
}

/* ---- what was exported ---- */

static void export(struct test_store *test, int32_t month)
{
    static const uint8_t hash[HASH_BYTES] = {1};
    const struct export_note note = {.month = {month}, .hash = hash};
    struct error error = {0};
    int64_t entry = 0;
    assert_true(store_begin(test->store, &error));
    assert_true(exports_note(test->store, &note, &entry, &error));
    assert_true(store_commit(test->store, &error));
}

static void what_may_stand_in_a_written_file_is_not_changed_in_passing(void **state)
{
    enum {
        MARCH = (2026 - 1970) * 12 + 2
    };
    struct test_store *test = *state;
    int64_t claimed = capture(test, "chart_number=1", "records=none");
    int64_t held = capture(test, "chart_number=2", "records=none");
    int64_t undecided = capture(test, "chart_number=3", "records=none");
    int64_t late = 0;
    put_verdict(test, claimed, "current", NULL);
    put_verdict(test, held, "held", NULL);
    export(test, MARCH);
    assert_int_equal(unlink_chart(test, claimed), FAULT_NONE);
    assert_int_equal(link_chart(test, claimed, "1"), FAULT_NONE);
    export(test, MARCH + 1);
    late = capture(test, "chart_number=4", "records=none");
    put_verdict(test, late, "current", NULL);
    assert_int_equal(unlink_chart(test, claimed), FAULT_VISIT_EXPORTED);
    assert_int_equal(withdraw(test, claimed, false), FAULT_VISIT_EXPORTED);
    assert_int_equal(withdraw(test, claimed, true), FAULT_NONE);
    assert_int_equal(withdraw(test, late, false), FAULT_NONE);
    assert_int_equal(withdraw(test, held, false), FAULT_NONE);
    assert_int_equal(withdraw(test, undecided, false), FAULT_NONE);
    assert_string_equal(tagged_store_fault(test), "");
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(values_keep_the_order_in_which_they_were_captured),
        WITH(a_number_that_was_taken_off_can_be_put_on_elsewhere),
        WITH(only_one_visit_of_one_person_and_day_is_merged),
        WITH(what_no_longer_counts_has_no_verdict_and_no_work),
        WITH(a_verdict_that_comes_too_late_counts_for_nothing),
        WITH(why_and_when_a_visit_was_withdrawn_is_kept),
        WITH(the_answer_of_a_withdrawn_visit_ends_its_inquiry),
        WITH(a_visit_that_was_withdrawn_before_it_is_asked_is_awaited_by_nobody),
        WITH(answers_go_with_the_visit_over_any_number_of_steps),
        WITH(what_may_stand_in_a_written_file_is_not_changed_in_passing),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
