/* Inquiries through all their states; keys; people and counts. */
#include "engine/storage/inquiries.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "tests/support/answer_fixture.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

static const char key[] = "202603310001";
static const struct inquiry_move nothing = {.answers = 0};

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    struct error error = {0};
    assert_non_null(test);
    test_store_open(test, 121);
    for (unsigned i = 1; i <= 3; i++) {
        assert_true(tagged_capture(test->store, i, i, &error));
    }
    *state = test;
    return 0;
}

static struct date day(const char *text)
{
    struct date date = DATE_NONE;
    assert_true(date_from_digits(slice_of(text), &date));
    return date;
}

/* About the first so many of the three visits. */
static int64_t begin(struct test_store *test, const char *name, size_t count)
{
    static const int64_t visits[] = {1, 2, 3};
    const struct inquiry_plan plan = {
        .key = name, .day = day("20260301"), .visits = visits, .count = count};
    struct error error = {0};
    int64_t inquiry = 0;
    assert_true(store_begin(test->store, &error));
    assert_true(inquiries_begin(test->store, &plan, LITERAL("<a request>"), &inquiry, &error));
    assert_true(store_commit(test->store, &error));
    return inquiry;
}

static enum fault try_move(
    struct test_store *test,
    int64_t inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move)
{
    struct error error = {.fault = FAULT_NONE};
    assert_true(store_begin(test->store, &error));
    if (inquiries_move(test->store, inquiry, state, move, &error)) {
        assert_true(store_commit(test->store, &error));
    } else {
        store_rollback(test->store);
    }
    return error.fault;
}

static void
move(struct test_store *test, int64_t inquiry, enum inquiry_state state, struct inquiry_move how)
{
    assert_int_equal(try_move(test, inquiry, state, &how), FAULT_NONE);
}

static struct inquiry_row get(struct test_store *test, int64_t inquiry)
{
    struct inquiry_row row;
    struct error error = {0};
    bool found = false;
    assert_true(inquiries_get(test->store, inquiry, &row, &found, &error));
    assert_true(found);
    return row;
}

static bool take_history(void *taker, int64_t visit, const struct inquiry_history *history)
{
    (void)visit;
    *(struct inquiry_history *)taker = *history;
    return true;
}

static struct inquiry_history history(struct test_store *test, int64_t visit)
{
    struct inquiry_history history = {0};
    struct error error = {0};
    assert_true(inquiries_of_visits(test->store, visit, visit, take_history, &history, &error));
    return history;
}

static struct inquiry_counts counts(struct test_store *test)
{
    struct inquiry_counts counts = {0};
    struct error error = {0};
    assert_true(inquiries_count(test->store, &counts, &error));
    assert_int_equal(counts.sent, counts.answered + counts.waiting + counts.failed);
    return counts;
}

static bool is_open(struct test_store *test, int64_t inquiry)
{
    struct inquiry_row row;
    struct error error = {0};
    bool found = false;
    assert_true(
        inquiries_next_open(test->store, INQUIRY_BY_FOLDER, inquiry - 1, &row, &found, &error));
    return found && row.entry == inquiry;
}

/* ---- beginning ---- */

static void what_was_begun_is_kept_with_its_request_and_people(void **state)
{
    struct test_store *test = *state;
    struct buffer request = buffer_open(100);
    struct inquiry_row row;
    struct error error = {0};
    int64_t visit = 0;
    int64_t inquiry = begin(test, key, 2);
    test_store_reopen(test);
    row = get(test, inquiry);
    assert_string_equal(row.key, key);
    assert_int_equal(row.state, INQUIRY_BEGUN);
    assert_int_equal(row.people, 2);
    assert_int_equal(row.day.days, day("20260301").days);
    assert_int_equal(row.since_ms, test->world.clock.now_ms);
    assert_true(inquiries_request(test->store, inquiry, &request, &error));
    assert_text(buffer_slice(&request), "<a request>");
    assert_true(inquiries_visit(test->store, inquiry, 2, &visit, &error));
    assert_int_equal(visit, 2);
    assert_true(inquiries_visit(test->store, inquiry, 3, &visit, &error));
    assert_int_equal(visit, 0);
    assert_int_equal(history(test, 1).waiting, 1);
    assert_int_equal(history(test, 3).waiting, 0);
    assert_int_equal(counts(test).sent, 2);
    assert_int_equal(counts(test).waiting, 2);
    buffer_close(&request);
}

static void a_key_is_used_once(void **state)
{
    struct test_store *test = *state;
    const int64_t visit = 1;
    const struct inquiry_plan plan = {
        .key = key, .day = day("20260301"), .visits = &visit, .count = 1};
    struct error error = {0};
    int64_t inquiry = 0;
    (void)begin(test, key, 1);
    assert_true(store_begin(test->store, &error));
    assert_false(inquiries_begin(test->store, &plan, LITERAL("x"), &inquiry, &error));
    assert_int_equal(error.fault, FAULT_STORE_REFUSED);
    store_rollback(test->store);
    assert_int_equal(counts(test).sent, 1);
}

static void next_key(struct test_store *test, const char *today, const char *expected)
{
    char next[INQUIRY_KEY];
    struct error error = {0};
    assert_true(inquiries_next_key(test->store, day(today), next, &error));
    assert_string_equal(next, expected);
}

static void keys_count_from_one_each_day_over_requests_and_fetches(void **state)
{
    struct test_store *test = *state;
    char next[INQUIRY_KEY];
    char identifier[INQUIRY_IDENTIFIER];
    struct error error = {0};
    int64_t inquiry = 0;
    next_key(test, "20260331", "202603310001");
    inquiry = begin(test, "202603310001", 1);
    next_key(test, "20260331", "202603310002");
    move(
        test, inquiry, INQUIRY_FETCH_WRITTEN,
        (struct inquiry_move){.fetch_key = LITERAL("202603310007")});
    next_key(test, "20260331", "202603310008");
    next_key(test, "20260401", "202604010001");
    next_key(test, "20260330", "202603300001");
    (void)begin(test, "202604019999", 1);
    assert_false(inquiries_next_key(test->store, day("20260401"), next, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    inquiries_identifier("202603310001", 12, identifier);
    assert_string_equal(identifier, "2026033100010012");
}

/* ---- states ---- */

static void every_state_is_open_or_an_end(void **state)
{
    static const struct {
        enum inquiry_state state;
        bool open;
        bool contact;
    } rows[] = {
        {INQUIRY_BEGUN, true, false},         {INQUIRY_WRITTEN, true, false},
        {INQUIRY_SENT, true, false},          {INQUIRY_ACCEPTED, true, true},
        {INQUIRY_FETCH_WRITTEN, true, false}, {INQUIRY_FETCHING, true, false},
        {INQUIRY_PARKED, true, false},        {INQUIRY_ANSWERED, false, true},
        {INQUIRY_REJECTED, false, true},      {INQUIRY_FAILED, false, true},
    };
    struct test_store *test = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char name[INQUIRY_KEY];
        int64_t before = counts(test).last_contact_ms;
        int64_t inquiry = 0;
        (void)snprintf(name, sizeof name, "20260331%04u", (unsigned)i + 1);
        inquiry = begin(test, name, 1);
        test->world.clock.now_ms += 1000;
        move(test, inquiry, rows[i].state, nothing);
        assert_int_equal(get(test, inquiry).state, rows[i].state);
        assert_int_equal(get(test, inquiry).since_ms, test->world.clock.now_ms);
        assert_row(is_open(test, inquiry) == rows[i].open, inquiry_state_name(rows[i].state));
        assert_row(
            (counts(test).last_contact_ms != before) == rows[i].contact,
            inquiry_state_name(rows[i].state));
        assert_true(strlen(inquiry_state_label(rows[i].state)) > 0);
    }
    assert_string_equal(tagged_store_fault(test), "");
}

static void the_whole_way_to_an_answer(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = {.visit = 1, .asked_by = ASKED_BY_NUMBER, .nobody = true};
    struct inquiry_row row;
    int64_t inquiry = begin(test, key, 2);
    move(test, inquiry, INQUIRY_WRITTEN, nothing);
    move(test, inquiry, INQUIRY_SENT, nothing);
    move(test, inquiry, INQUIRY_ACCEPTED, (struct inquiry_move){.reception = LITERAL("R-1")});
    move(
        test, inquiry, INQUIRY_FETCH_WRITTEN,
        (struct inquiry_move){.fetch_key = LITERAL("202603310002")});
    move(test, inquiry, INQUIRY_FETCHING, nothing);
    move(
        test, inquiry, INQUIRY_FETCH_WRITTEN,
        (struct inquiry_move){.fetch_key = LITERAL("202603310003")});
    move(test, inquiry, INQUIRY_FETCHING, nothing);
    row = get(test, inquiry);
    assert_string_equal(row.reception, "R-1");
    assert_string_equal(row.fetch_key, "202603310003");
    assert_int_equal(row.fetches, 2);
    move(
        test, inquiry, INQUIRY_ANSWERED,
        (struct inquiry_move){.answers = test_answers(test, &given, 1)});
    assert_int_equal(history(test, 1).waiting, 0);
    assert_int_equal(history(test, 1).failed, 0);
    assert_int_equal(history(test, 2).failed, 1);
    assert_int_equal(counts(test).answered, 1);
    assert_int_equal(counts(test).failed, 1);
    assert_int_equal(counts(test).waiting, 0);
    assert_string_equal(tagged_store_fault(test), "");
}

static void a_second_end_counts_nobody_twice(void **state)
{
    struct test_store *test = *state;
    struct given_answer given[2] = {{.visit = 1, .nobody = true}, {.visit = 2, .nobody = true}};
    int64_t inquiry = begin(test, key, 2);
    move(test, inquiry, INQUIRY_FAILED, nothing);
    assert_int_equal(counts(test).failed, 2);
    move(test, inquiry, INQUIRY_FAILED, nothing);
    assert_int_equal(counts(test).failed, 2);
    move(
        test, inquiry, INQUIRY_ANSWERED,
        (struct inquiry_move){.answers = test_answers(test, given, 2)});
    assert_int_equal(counts(test).failed, 0);
    assert_int_equal(counts(test).answered, 2);
    assert_int_equal(history(test, 1).failed, 0);
    assert_string_equal(tagged_store_fault(test), "");
}

static void a_rejected_batch_failed_for_all_and_may_be_asked_again(void **state)
{
    struct test_store *test = *state;
    int64_t first = begin(test, key, 3);
    move(test, first, INQUIRY_REJECTED, (struct inquiry_move){.detail = LITERAL("an .err file")});
    assert_int_equal(history(test, 3).failed, 1);
    (void)begin(test, "202603310002", 3);
    assert_int_equal(history(test, 3).failed, 1);
    assert_int_equal(history(test, 3).waiting, 1);
    assert_int_equal(counts(test).sent, 6);
    assert_int_equal(counts(test).waiting, 3);
}

static void what_does_not_fit_or_is_not_there_is_refused(void **state)
{
    struct test_store *test = *state;
    char long_text[RECEPTION_TEXT + 1];
    struct inquiry_move how = {.answers = 0};
    int64_t inquiry = begin(test, key, 1);
    memset(long_text, '1', sizeof long_text);
    how.reception = (struct slice){(uint8_t *)long_text, RECEPTION_TEXT};
    assert_int_equal(try_move(test, inquiry, INQUIRY_ACCEPTED, &how), FAULT_JOURNAL_BODY);
    how.reception.size--;
    assert_int_equal(try_move(test, inquiry, INQUIRY_ACCEPTED, &how), FAULT_NONE);
    assert_int_equal(try_move(test, 999, INQUIRY_SENT, &nothing), FAULT_JOURNAL_BODY);
    assert_int_equal(get(test, inquiry).state, INQUIRY_ACCEPTED);
}

static void open_ones_come_in_order(void **state)
{
    struct test_store *test = *state;
    struct inquiry_row row;
    struct error error = {0};
    int64_t one = begin(test, "202603310001", 1);
    int64_t two = begin(test, "202603310002", 1);
    int64_t three = begin(test, "202603310003", 1);
    bool found = false;
    move(test, two, INQUIRY_FAILED, nothing);
    assert_true(inquiries_next_open(test->store, INQUIRY_BY_FOLDER, 0, &row, &found, &error));
    assert_int_equal(row.entry, one);
    assert_true(inquiries_next_open(test->store, INQUIRY_BY_FOLDER, one, &row, &found, &error));
    assert_int_equal(row.entry, three);
    assert_true(inquiries_next_open(test->store, INQUIRY_BY_FOLDER, three, &row, &found, &error));
    assert_false(found);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(what_was_begun_is_kept_with_its_request_and_people),
        WITH(a_key_is_used_once),
        WITH(keys_count_from_one_each_day_over_requests_and_fetches),
        WITH(every_state_is_open_or_an_end),
        WITH(the_whole_way_to_an_answer),
        WITH(a_second_end_counts_nobody_twice),
        WITH(a_rejected_batch_failed_for_all_and_may_be_asked_again),
        WITH(what_does_not_fit_or_is_not_there_is_refused),
        WITH(open_ones_come_in_order),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
