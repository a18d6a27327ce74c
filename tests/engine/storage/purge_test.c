/* A purge takes out what is said of settled months, for good, and moves nothing that stays. */
#include "engine/storage/purge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/journal_check.h"
#include "engine/storage/returns.h"
#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/every_kind.h"
#include "tests/support/must.h"
#include "tests/support/old_months.h"
#include "tests/support/raw_store.h"
#include "tests/support/store_dump.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define PERSON(kana) "birth_date=19800401", "kana_name=" kana, "sex=male"

enum {
    DUMP_BYTES = 4 * 1024 * 1024,
    BODY_HEAD = 32, /* bytes of a sealed body that are looked for in the file */
    BODIES = 256
};

static int open_fixture(void **state)
{
    struct old_months *f = calloc(1, sizeof *f);
    assert_non_null(f);
    test_store_open(&f->test, 171);
    old_months_fill(f);
    *state = f;
    return 0;
}

static int close_fixture(void **state)
{
    struct old_months *f = *state;
    test_store_close(&f->test);
    free(f);
    return 0;
}

/* ---- looking ---- */

static void check_whole(struct old_months *f)
{
    struct buffer rows[2] = {buffer_open(DUMP_BYTES), buffer_open(DUMP_BYTES)};
    struct chain_report report;
    struct error error = {0};
    char empty[64];
    must(
        journal_check(f->test.store, (struct slice){NULL, 0}, NULL, NULL, &report, &error), &error,
        "chain");
    assert_int_equal(report.problems, 0);
    views_dump(&f->test, &rows[0], empty);
    must(views_rebuild(f->test.store, &error), &error, "rebuild");
    views_dump(&f->test, &rows[1], empty);
    assert_slice(buffer_slice(&rows[1]), buffer_slice(&rows[0]));
    buffer_close(&rows[0]);
    buffer_close(&rows[1]);
}

static bool holds(struct slice bytes, struct slice piece)
{
    for (size_t i = 0; i + piece.size <= bytes.size; i++) {
        if (memcmp(bytes.data + i, piece.data, piece.size) == 0) {
            return true;
        }
    }
    return false;
}

static bool file_holds(struct old_months *f, struct slice piece)
{
    struct buffer file = raw_file(raw_path(&f->test, "totsugo.db"));
    bool found = holds(buffer_slice(&file), piece);
    buffer_close(&file);
    return found;
}

static struct buffer said(struct old_months *f)
{
    struct buffer text = buffer_open(DUMP_BYTES);
    store_dump(&f->test, &text);
    return text;
}

/* The line of a dump that begins so; empty when there is none. */
static struct slice line_of(struct slice text, const char *beginning)
{
    while (text.size > 0) {
        size_t end = slice_find_byte(text, '\n');
        struct slice line = slice_part(text, 0, end);
        if (slice_equal_text(slice_part(line, 0, strlen(beginning)), beginning)) {
            return line;
        }
        text = slice_part(text, end + 1, text.size);
    }
    return (struct slice){NULL, 0};
}

static int64_t gone_of(struct old_months *f, int64_t visit)
{
    struct visit_row row;
    struct error error = {0};
    bool found = false;
    must(visits_get(f->test.store, visit, &row, &found, &error) && found, &error, "visit");
    return row.gone;
}

/* ---- tests ---- */

static void a_month_with_something_open_is_left(void **state)
{
    struct old_months *f = *state;
    static struct purge_plan plan;
    struct error error = {0};
    assert_true(purge_plan_make(f->test.store, old_month("20260301"), &plan, &error));
    assert_int_equal(plan.count, 2);
    assert_int_equal(plan.months[0].open, JANUARY_ROWS);
    assert_int_equal(plan.months[0].visits, JANUARY_ROWS + 2);
    assert_int_equal(plan.months[1].open, 0);
    assert_false(purge_plan_takes(&plan, old_month("20260101")));
    assert_true(purge_plan_takes(&plan, old_month("20260201")));
    assert_false(purge_plan_takes(&plan, old_month("20260301")));
    assert_int_equal(purge_plan_visits(&plan), 1);
    old_months_purge(f, "20260301");
    assert_int_equal(f->result.visits, 1);
    assert_true(f->result.kept_bulks > 0);
    assert_int_equal(gone_of(f, f->january), 0);
    assert_int_equal(gone_of(f, f->february), VISIT_PURGED);
    assert_int_equal(gone_of(f, f->march), 0);
    check_whole(f);
}

static void a_month_that_was_not_claimed_is_left(void **state)
{
    struct old_months *f = *state;
    static struct purge_plan plan;
    struct error error = {0};
    old_months_go_to(f, "20260410");
    assert_true(purge_plan_make(f->test.store, old_month("20260401"), &plan, &error));
    assert_int_equal(plan.count, 3);
    assert_int_equal(plan.months[2].open, 1);
    old_months_submit(f, "20260401");
    assert_true(purge_plan_make(f->test.store, old_month("20260401"), &plan, &error));
    assert_int_equal(plan.months[2].open, 0);
}

static void what_stays_keeps_its_number_and_says_the_same(void **state)
{
    struct old_months *f = *state;
    char name[32];
    struct buffer before;
    struct buffer after;
    old_months_take_back(f);
    (void)snprintf(name, sizeof name, "visit %lld:", (long long)f->march);
    before = said(f);
    old_months_purge(f, "20260301");
    assert_int_equal(f->result.visits, JANUARY_ROWS + 3);
    after = said(f);
    assert_true(line_of(buffer_slice(&before), name).size > 0);
    assert_slice(line_of(buffer_slice(&after), name), line_of(buffer_slice(&before), name));
    check_whole(f);
    test_store_reopen(&f->test);
    check_whole(f);
    buffer_close(&after);
    after = said(f);
    assert_slice(line_of(buffer_slice(&after), name), line_of(buffer_slice(&before), name));
    assert_int_equal(
        test_capture(
            &f->test, CAPTURE_VISIT,
            PAIRS("visit_date=20260310", "chart_number=4", "records=none")),
        f->march + 1);
    buffer_close(&before);
    buffer_close(&after);
}

/* No byte of a body that went, sealed; and opened with every key that there is, nobody of those months. */
static void what_went_is_not_in_the_file_any_more(void **state)
{
    struct old_months *f = *state;
    static uint8_t heads[BODIES][BODY_HEAD];
    sqlite3 *raw = NULL;
    sqlite3_stmt *statement = NULL;
    struct buffer text;
    size_t count = 0;
    size_t gone = 0;
    old_months_take_back(f);
    raw = raw_open(&f->test);
    assert_int_equal(
        sqlite3_prepare_v2(raw, "SELECT body FROM journal ORDER BY entry", -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW && count < BODIES) {
        memcpy(heads[count++], sqlite3_column_blob(statement, 0), BODY_HEAD);
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(raw);
    for (size_t i = 0; i < count; i++) {
        assert_true(file_holds(f, (struct slice){heads[i], BODY_HEAD}));
    }
    old_months_purge(f, "20260301");
    for (size_t i = 0; i < count; i++) {
        char sql[80];
        bool there = file_holds(f, (struct slice){heads[i], BODY_HEAD});
        (void)snprintf(
            sql, sizeof sql, "SELECT body IS NOT NULL FROM journal WHERE entry = %zu", i + 1);
        assert_int_equal(there, raw_number(&f->test, sql));
        gone += there ? 0 : 1;
    }
    assert_int_equal(gone, f->result.bodies);
    text = said(f);
    assert_false(holds(buffer_slice(&text), slice_of(JANUARY_KANA)));
    assert_false(holds(buffer_slice(&text), slice_of(FEBRUARY_KANA)));
    assert_true(holds(buffer_slice(&text), slice_of(MARCH_KANA)));
    buffer_close(&text);
}

static void keys_without_a_body_are_destroyed(void **state)
{
    static const char *const sql = "SELECT count(*) FROM vault WHERE name IN ('data/2202601',"
                                   " 'data/2202602')";
    struct old_months *f = *state;
    old_months_take_back(f);
    assert_int_equal(raw_number(&f->test, sql), 2);
    old_months_purge(f, "20260301");
    assert_int_equal(raw_number(&f->test, sql), 0);
    assert_true(f->result.keys >= 2);
    assert_int_equal(
        raw_number(&f->test, "SELECT count(*) FROM vault WHERE name = 'data/2202603'"), 1);
}

/* Another process had the key open: what it keeps afterwards is sealed under one that is there. */
static void nothing_is_sealed_under_a_destroyed_key(void **state)
{
    struct old_months *f = *state;
    struct test_store other = f->test;
    struct error error = {0};
    struct buffer text;
    old_months_take_back(f);
    assert_true(test_store_try(&other, &error));
    (void)test_capture(
        &other, CAPTURE_VISIT, PAIRS("visit_date=20260131", "chart_number=50", "records=none"));
    old_months_withdraw(f, f->march + 1);
    old_months_purge(f, "20260301");
    (void)test_capture(
        &other, CAPTURE_VISIT,
        PAIRS("visit_date=20260131", "chart_number=51", "records=none", PERSON("アトカラ タロウ")));
    store_close(other.store);
    test_store_reopen(&f->test);
    text = said(f);
    assert_true(holds(buffer_slice(&text), slice_of("アトカラ タロウ")));
    buffer_close(&text);
    check_whole(f);
}

static void a_later_purge_takes_what_the_first_one_left(void **state)
{
    struct old_months *f = *state;
    int64_t kept = 0;
    old_months_purge(f, "20260301"); /* January is left */
    kept = f->result.bodies;
    old_months_take_back(f);
    old_months_purge(f, "20260301");
    assert_true(f->result.bodies > kept);
    assert_int_equal(f->result.visits, JANUARY_ROWS + 2);
    assert_int_equal(gone_of(f, f->january), VISIT_PURGED);
    check_whole(f);
    old_months_go_to(f, "20260410");
    old_months_submit(f, "20260401");
    old_months_purge(f, "20260401");
    assert_int_equal(f->result.visits, 1);
    assert_int_equal(gone_of(f, f->march), VISIT_PURGED);
    check_whole(f);
    old_months_purge(f, "20260401");
    assert_int_equal(f->result.bodies, 0);
}

static void a_purged_visit_says_when_it_went_and_takes_nothing_more(void **state)
{
    struct old_months *f = *state;
    struct visit_row row;
    struct entry_header purged;
    struct error error = {0};
    old_months_purge(f, "20260301");
    assert_true(purge_of_visit(f->test.store, f->february, &purged, &error));
    assert_string_equal(purged.operator_name, "tester");
    assert_int_equal(purged.at_ms, f->test.world.clock.now_ms);
    assert_false(purge_of_visit(f->test.store, f->march, &purged, &error));
    assert_false(visits_get_counting(f->test.store, f->february, &row, &error));
    assert_int_equal(error.fault, FAULT_VISIT_PURGED);
}

/* The counts that need no key are those of what is left. */
static void counters_are_those_of_what_is_left(void **state)
{
    struct old_months *f = *state;
    int64_t counts[PATH_NONE + 1];
    int64_t visits = 0;
    struct error error = {0};
    old_months_take_back(f);
    old_months_purge(f, "20260301");
    assert_true(counter_get(f->test.store, "visits", &visits, &error));
    assert_int_equal(visits, 1);
    assert_true(verdicts_count(f->test.store, counts, &error));
    assert_int_equal(counts[PATH_CURRENT], 1);
    assert_int_equal(counts[PATH_UNDECIDED], 0);
}

static void count_problem(void *taker, const struct chain_finding *finding)
{
    int *count = taker;
    *count += finding->problem == CHAIN_BODY_CHANGED ? 1 : 0;
}

/* A body that goes without a purge that covers its month is a change. */
static void only_a_purge_excuses_a_body_that_is_gone(void **state)
{
    struct old_months *f = *state;
    struct chain_report report;
    struct error error = {0};
    char sql[120];
    int problems = 0;
    old_months_purge(f, "20260301");
    assert_true(journal_check(
        f->test.store, (struct slice){NULL, 0}, count_problem, &problems, &report, &error));
    assert_int_equal(report.purged, f->result.bodies);
    assert_int_equal(problems, 0);
    (void)snprintf(
        sql, sizeof sql,
        "UPDATE journal SET body = NULL WHERE entry = (SELECT entry FROM visit WHERE id = %lld)",
        (long long)f->march);
    raw_tamper(&f->test, sql);
    assert_true(journal_check(
        f->test.store, (struct slice){NULL, 0}, count_problem, &problems, &report, &error));
    assert_int_equal(problems, 1);
    assert_false(views_rebuild(f->test.store, &error));
    assert_int_equal(error.fault, FAULT_JOURNAL_BODY);
}

static void what_may_not_be_purged_is_refused(void **state)
{
    struct old_months *f = *state;
    struct test_store other = f->test;
    struct error error = {0};
    int64_t before = 0;
    int64_t after = 0;
    assert_true(journal_last(f->test.store, &before, &error));
    assert_false(purge_run(f->test.store, old_month("20260401"), &f->result, &error));
    assert_int_equal(error.fault, FAULT_PURGE_FUTURE);
    assert_true(test_store_try(&other, &error));
    assert_true(store_take_role(other.store, "import", &error));
    assert_false(purge_run(f->test.store, old_month("20260301"), &f->result, &error));
    assert_int_equal(error.fault, FAULT_ROLE_BUSY);
    store_close(other.store);
    old_months_purge(f, "20260101");
    assert_int_equal(f->result.bodies, 0);
    assert_true(journal_last(f->test.store, &after, &error));
    assert_int_equal(after, before);
}

/* ---- every kind of entry ---- */

static bool
keep_first(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    int64_t *first = taker;
    (void)claim;
    (void)error;
    *first = *first == 0 ? entry : *first;
    return true;
}

static void close_return(struct old_months *f)
{
    struct error error = {0};
    int64_t entry = 0;
    must(
        returns_each_left(f->test.store, keep_first, &entry, &error) && entry != 0, &error, "open");
    old_months_begin(f);
    must(returns_close(f->test.store, entry, RETURN_CLOSED_OTHER_PAYER, &error), &error, "close");
    old_months_commit(f);
}

static void everything_about_visits_can_go(void **state)
{
    struct old_months *f = *state;
    int64_t visits = 0;
    test_store_close(&f->test);
    test_store_open(&f->test, 172);
    every_kind_fill(&f->test, TEST_RULES);
    close_return(f);
    visits = raw_number(&f->test, "SELECT max(id) FROM visit");
    for (int64_t visit = 1; visit <= visits; visit++) {
        if (gone_of(f, visit) == 0) {
            old_months_withdraw(f, visit);
        }
    }
    old_months_go_to(f, "20300110");
    old_months_purge(f, "20300101");
    assert_int_equal(
        raw_number(
            &f->test, "SELECT count(*) FROM journal WHERE key_id >= 2000000 AND body IS NOT NULL"),
        0);
    assert_int_equal(
        raw_number(&f->test, "SELECT count(*) FROM vault WHERE name LIKE 'data/2%'"), 0);
    assert_int_equal(raw_number(&f->test, "SELECT max(id) FROM visit"), visits);
    assert_int_equal(f->result.kept_bulks, 0);
    check_whole(f);
    old_months_decide(f);
    assert_int_equal(
        test_capture(
            &f->test, CAPTURE_VISIT,
            PAIRS("visit_date=20300110", "chart_number=1", "records=none")),
        visits + 1);
    check_whole(f);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)
    const struct CMUnitTest tests[] = {
        TEST(a_month_with_something_open_is_left),
        TEST(a_month_that_was_not_claimed_is_left),
        TEST(what_stays_keeps_its_number_and_says_the_same),
        TEST(what_went_is_not_in_the_file_any_more),
        TEST(keys_without_a_body_are_destroyed),
        TEST(nothing_is_sealed_under_a_destroyed_key),
        TEST(a_later_purge_takes_what_the_first_one_left),
        TEST(a_purged_visit_says_when_it_went_and_takes_nothing_more),
        TEST(counters_are_those_of_what_is_left),
        TEST(only_a_purge_excuses_a_body_that_is_gone),
        TEST(what_may_not_be_purged_is_refused),
        TEST(everything_about_visits_can_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
