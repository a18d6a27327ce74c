/* The chain as a stranger may have left it: what is found by walking it, what only by an anchor. */
#include "engine/storage/journal_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"

enum {
    ENTRIES = 5
};

struct found {
    struct chain_report report;
    struct chain_finding first;
    unsigned problems; /* bit per enum chain_problem */
    char anchor[ANCHOR_TEXT];
};

struct fixture {
    struct test_store test;
    struct found found;
};

static void append(struct test_store *test)
{
    struct error error = {0};
    int64_t entry = 0;
    assert_true(store_begin(test->store, &error));
    assert_true(journal_append(
        test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, MONTH_NONE, LITERAL("a body"), &entry,
        &error));
    assert_true(store_commit(test->store, &error));
}

static int make_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    test_store_open(&f->test, 3);
    for (int i = 0; i < ENTRIES; i++) {
        append(&f->test);
    }
    *state = f;
    return 0;
}

static int drop_fixture(void **state)
{
    struct fixture *f = *state;
    test_store_close(&f->test);
    free(f);
    return 0;
}

static void take(void *taker, const struct chain_finding *finding)
{
    struct found *found = taker;
    if (found->problems == 0) {
        found->first = *finding;
    }
    found->problems |= 1U << finding->problem;
}

static void check(struct fixture *f, struct slice anchors)
{
    struct error error = {0};
    f->found.problems = 0;
    assert_true(journal_check(f->test.store, anchors, take, &f->found, &f->found.report, &error));
    assert_int_equal(f->found.problems == 0, f->found.report.problems == 0);
}

static bool has(const struct fixture *f, enum chain_problem problem)
{
    return (f->found.problems >> problem & 1U) != 0;
}

static void check_only(const struct fixture *f, enum chain_problem problem)
{
    assert_int_equal(f->found.problems, 1U << problem);
}

static struct slice anchor_of(struct fixture *f)
{
    struct error error = {0};
    assert_true(journal_anchor(f->test.store, f->found.anchor, &error));
    return slice_of(f->found.anchor);
}

/* ---- whole chains ---- */

static void an_untouched_chain_has_no_problem(void **state)
{
    struct fixture *f = *state;
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.problems, 0);
    assert_int_equal(f->found.report.entries, ENTRIES);
    assert_int_equal(f->found.report.anchors, 0);
    vault_close(f->test.store);
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.problems, 0);
}

static void a_chain_longer_than_a_block_is_walked_to_its_end(void **state)
{
    struct fixture *f = *state;
    for (int i = ENTRIES; i < 192; i++) {
        append(&f->test);
    }
    check(f, anchor_of(f));
    assert_int_equal(f->found.report.problems, 0);
    assert_int_equal(f->found.report.entries, 192);
    raw_flip(&f->test, "body", 192, 3);
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.problems, 1);
    assert_int_equal(f->found.first.seq, 192);
}

static void an_empty_chain_has_no_problem_and_no_anchor(void **state)
{
    struct fixture *f = *state;
    raw_tamper(&f->test, "DELETE FROM journal");
    assert_int_equal(anchor_of(f).size, 0);
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.entries, 0);
    assert_int_equal(f->found.report.problems, 0);
}

/* ---- bytes ---- */

static void every_changed_byte_of_a_body_is_found(void **state)
{
    struct fixture *f = *state;
    int size = (int)raw_number(&f->test, "SELECT length(body) FROM journal WHERE entry = 3");
    assert_true(size > SEAL_OVERHEAD);
    for (int i = 0; i < size; i++) {
        raw_flip(&f->test, "body", 3, i);
        check(f, (struct slice){NULL, 0});
        check_only(f, CHAIN_BODY_CHANGED);
        assert_int_equal(f->found.first.seq, 3);
        assert_string_equal(f->found.first.terminal, f->test.store->terminal);
        assert_int_equal(f->found.first.incarnation, 1);
        raw_flip(&f->test, "body", 3, i);
    }
}

static void every_changed_byte_of_a_hash_is_found(void **state)
{
    static const char *const columns[] = {"body_hash", "prev_hash", "hash"};
    struct fixture *f = *state;
    for (size_t c = 0; c < COUNT_OF(columns); c++) {
        for (int64_t entry = 1; entry <= ENTRIES; entry++) {
            for (int i = 0; i < HASH_BYTES; i += 5) {
                raw_flip(&f->test, columns[c], entry, i);
                check(f, (struct slice){NULL, 0});
                assert_true(has(f, CHAIN_LINK_CHANGED));
                assert_int_equal(f->found.first.seq, entry);
                raw_flip(&f->test, columns[c], entry, i);
            }
        }
    }
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.problems, 0);
}

static void every_changed_field_of_a_header_is_found(void **state)
{
    static const char *const changes[] = {
        "UPDATE journal SET at_ms = at_ms + 1 WHERE entry = 4",
        "UPDATE journal SET operator = 'tester2' WHERE entry = 4",
        "UPDATE journal SET operator = '' WHERE entry = 4",
        "UPDATE journal SET operator = printf('%.*c', 200, 'x') WHERE entry = 4",
        "UPDATE journal SET kind = kind + 1 WHERE entry = 4",
        "UPDATE journal SET key_id = key_id + 1 WHERE entry = 4",
        "UPDATE journal SET seq = 9 WHERE entry = 5",
        "UPDATE journal SET incarnation = 2 WHERE entry = 5",
        "UPDATE journal SET terminal = 'ZZZZZZZZ' WHERE entry = 5",
        "UPDATE journal SET terminal = printf('%.*c', 200, 'Z') WHERE entry = 5",
        "UPDATE journal SET terminal = '', incarnation = -1 WHERE entry = 5",
        "UPDATE journal SET body = NULL WHERE entry = 4",
        "UPDATE journal SET body = x'' WHERE entry = 4",
        "UPDATE journal SET hash = x'' WHERE entry = 5",
        "UPDATE journal SET body_hash = x'00' WHERE entry = 4",
        "UPDATE journal SET prev_hash = x'' WHERE entry = 1",
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct fixture *f = NULL;
        void *fresh = NULL;
        assert_int_equal(make_fixture(&fresh), 0);
        f = fresh;
        raw_tamper(&f->test, changes[i]);
        check(f, (struct slice){NULL, 0});
        assert_row(f->found.report.problems > 0, changes[i]);
        (void)drop_fixture(&fresh);
    }
    (void)state;
}

/* ---- entries ---- */

static void a_missing_entry_is_found(void **state)
{
    for (int64_t entry = 1; entry < ENTRIES; entry++) {
        struct fixture *f = NULL;
        void *fresh = NULL;
        char sql[64];
        assert_int_equal(make_fixture(&fresh), 0);
        f = fresh;
        (void)snprintf(sql, sizeof sql, "DELETE FROM journal WHERE entry = %d", (int)entry);
        raw_tamper(&f->test, sql);
        check(f, (struct slice){NULL, 0});
        assert_true(has(f, CHAIN_GAP));
        assert_true(has(f, CHAIN_LINK_BROKEN));
        assert_int_equal(f->found.first.seq, entry + 1);
        (void)drop_fixture(&fresh);
    }
    (void)state;
}

/* The columns named change places between two entries. */
static void swap(struct fixture *f, const char *column)
{
    char sql[256];
    (void)snprintf(
        sql, sizeof sql,
        "CREATE TABLE kept AS SELECT entry, %s AS was FROM journal WHERE entry IN (2, 3);"
        "UPDATE journal SET %s = (SELECT was FROM kept WHERE kept.entry = 5 - journal.entry)"
        " WHERE entry IN (2, 3); DROP TABLE kept;",
        column, column);
    raw_tamper(&f->test, sql);
}

static void a_swapped_pair_is_found(void **state)
{
    struct fixture *f = *state;
    swap(f, "body");
    check(f, (struct slice){NULL, 0});
    check_only(f, CHAIN_BODY_CHANGED);
    swap(f, "body_hash");
    swap(f, "prev_hash");
    swap(f, "hash");
    check(f, (struct slice){NULL, 0});
    assert_true(has(f, CHAIN_LINK_CHANGED));
    assert_true(has(f, CHAIN_LINK_BROKEN));
    assert_false(has(f, CHAIN_BODY_CHANGED));
}

static void a_pair_that_changed_places_within_the_file_is_found(void **state)
{
    struct fixture *f = *state;
    raw_tamper(
        &f->test, "UPDATE journal SET entry = 100 WHERE entry = 2;"
                  "UPDATE journal SET entry = 2 WHERE entry = 3;"
                  "UPDATE journal SET entry = 3 WHERE entry = 100;");
    check(f, (struct slice){NULL, 0});
    check_only(f, CHAIN_LINK_BROKEN);
    assert_int_equal(f->found.first.seq, 3);
}

static void an_entry_put_in_twice_out_of_the_index_is_found(void **state)
{
    struct fixture *f = *state;
    sqlite3 *raw = NULL;
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.problems, 0);
    raw_tamper(&f->test, "SELECT 1");
    /* The schema without the index, the row, and the schema as it was. */
    raw = raw_open(&f->test);
    assert_int_equal(
        raw_run(
            raw, "PRAGMA writable_schema = ON; CREATE TABLE kept AS SELECT rowid AS r, * FROM"
                 " sqlite_schema WHERE tbl_name = 'journal' AND type IN ('table', 'index')"
                 " AND name <> 'journal_rulebook'; DELETE FROM sqlite_schema WHERE name ="
                 " 'sqlite_autoindex_journal_1'; UPDATE sqlite_schema SET sql = replace(sql,"
                 " 'UNIQUE(terminal, incarnation, seq)', 'CHECK(1)') WHERE name = 'journal';"
                 "DROP TRIGGER journal_insert;"),
        SQLITE_OK);
    (void)sqlite3_close(raw);
    raw_do(
        &f->test, "INSERT INTO journal SELECT 6, terminal, incarnation, seq, at_ms, operator, kind,"
                  " key_id, body, body_hash, prev_hash, hash FROM journal WHERE entry = 2");
    raw_do(
        &f->test, "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name IN"
                  " (SELECT name FROM kept); INSERT INTO sqlite_schema(rowid, type, name, tbl_name,"
                  " rootpage, sql) SELECT r, type, name, tbl_name, rootpage, sql FROM kept;");
    test_store_reopen(&f->test);
    assert_int_equal(raw_number(&f->test, "SELECT count(*) FROM journal NOT INDEXED"), 6);
    check(f, (struct slice){NULL, 0});
    check_only(f, CHAIN_LINK_BROKEN);
}

/* ---- anchors ---- */

static void an_anchor_is_one_line_that_tells_where_the_head_is(void **state)
{
    struct fixture *f = *state;
    char wanted[64];
    struct slice anchor = anchor_of(f);
    (void)snprintf(wanted, sizeof wanted, "totsugo-anchor-1 %s 1 5 ", f->test.store->terminal);
    assert_true(slice_starts(anchor, wanted));
    assert_int_equal(slice_find_byte(anchor, '\n'), anchor.size);
    check(f, anchor);
    assert_int_equal(f->found.report.problems, 0);
    assert_int_equal(f->found.report.anchors, 1);
}

static void an_anchor_needs_the_key_to_make_and_none_to_compare(void **state)
{
    struct fixture *f = *state;
    struct slice anchor = anchor_of(f);
    char text[ANCHOR_TEXT];
    struct error error = {0};
    vault_close(f->test.store);
    check(f, anchor);
    assert_int_equal(f->found.report.problems, 0);
    assert_false(journal_anchor(f->test.store, text, &error));
    assert_int_equal(error.fault, FAULT_NOT_UNLOCKED);
}

static void a_cut_tail_shows_against_an_anchor_only(void **state)
{
    struct fixture *f = *state;
    struct slice anchor = anchor_of(f);
    raw_tamper(&f->test, "DELETE FROM journal WHERE entry > 3");
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.problems, 0);
    check(f, anchor);
    check_only(f, CHAIN_ANCHOR_MISSING);
    assert_int_equal(f->found.first.seq, ENTRIES);
}

static void restore(struct fixture *f, struct slice bytes)
{
    char path[600];
    (void)snprintf(path, sizeof path, "%s", raw_path(&f->test, "totsugo.db"));
    raw_put_file(path, bytes);
    test_store_reopen(&f->test);
}

static void an_old_file_put_back_shows_against_an_anchor_only(void **state)
{
    struct fixture *f = *state;
    struct buffer old = raw_file(raw_path(&f->test, "totsugo.db"));
    struct slice anchor;
    append(&f->test);
    anchor = anchor_of(f);
    restore(f, buffer_slice(&old));
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.problems, 0);
    check(f, anchor);
    check_only(f, CHAIN_ANCHOR_MISSING);
    append(&f->test);
    test_store_reopen(&f->test);
    f->test.world.clock.now_ms++;
    check(f, (struct slice){NULL, 0});
    assert_int_equal(f->found.report.problems, 0);
    check(f, anchor);
    check_only(f, CHAIN_ANCHOR_DIFFERS);
    buffer_close(&old);
}

static void every_changed_character_of_an_anchor_is_found(void **state)
{
    struct fixture *f = *state;
    struct slice anchor = anchor_of(f);
    for (size_t i = 0; i < anchor.size; i++) {
        f->found.anchor[i] ^= 1;
        check(f, anchor);
        assert_int_equal(f->found.report.anchors, 1);
        check_only(f, CHAIN_ANCHOR_FALSE);
        f->found.anchor[i] ^= 1;
    }
    for (size_t size = 1; size < anchor.size; size++) {
        check(f, (struct slice){anchor.data, size});
        check_only(f, CHAIN_ANCHOR_FALSE);
    }
}

static void an_anchor_of_another_store_is_false(void **state)
{
    struct fixture *f = *state;
    struct test_store other;
    char text[ANCHOR_TEXT];
    struct error error = {0};
    test_store_open(&other, 77);
    append(&other);
    assert_true(journal_anchor(other.store, text, &error));
    check(f, slice_of(text));
    check_only(f, CHAIN_ANCHOR_FALSE);
    test_store_close(&other);
}

static void a_file_of_anchors_may_have_blank_lines_and_any_line_end(void **state)
{
    struct fixture *f = *state;
    char text[4 * ANCHOR_TEXT];
    char first[ANCHOR_TEXT];
    struct error error = {0};
    assert_true(journal_anchor(f->test.store, first, &error));
    append(&f->test);
    (void)anchor_of(f);
    (void)snprintf(text, sizeof text, "\n%s\r\n\n\r\n%s", first, f->found.anchor);
    check(f, slice_of(text));
    assert_int_equal(f->found.report.problems, 0);
    assert_int_equal(f->found.report.anchors, 2);
    check(f, LITERAL("totsugo-anchor-1\nnoise\n"));
    assert_int_equal(f->found.report.problems, 2);
    check_only(f, CHAIN_ANCHOR_FALSE);
}

static void a_changed_public_key_makes_true_anchors_false(void **state)
{
    struct fixture *f = *state;
    struct slice anchor = anchor_of(f);
    raw_do(&f->test, "UPDATE vault SET open_part = zeroblob(32) WHERE name LIKE 'terminal/%'");
    check(f, anchor);
    check_only(f, CHAIN_ANCHOR_FALSE);
}

static void problems_have_words(void **state)
{
    (void)state;
    for (int i = CHAIN_BODY_CHANGED; i <= CHAIN_ANCHOR_FALSE; i++) {
        assert_true(strlen(chain_problem_label((enum chain_problem)i, LANGUAGE_JAPANESE)) > 0);
        assert_true(strlen(chain_problem_label((enum chain_problem)i, LANGUAGE_ENGLISH)) > 0);
    }
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_fixture, drop_fixture)
    const struct CMUnitTest tests[] = {
        WITH(an_untouched_chain_has_no_problem),
        WITH(a_chain_longer_than_a_block_is_walked_to_its_end),
        WITH(an_empty_chain_has_no_problem_and_no_anchor),
        WITH(every_changed_byte_of_a_body_is_found),
        WITH(every_changed_byte_of_a_hash_is_found),
        cmocka_unit_test(every_changed_field_of_a_header_is_found),
        cmocka_unit_test(a_missing_entry_is_found),
        WITH(a_swapped_pair_is_found),
        WITH(a_pair_that_changed_places_within_the_file_is_found),
        WITH(an_entry_put_in_twice_out_of_the_index_is_found),
        WITH(an_anchor_is_one_line_that_tells_where_the_head_is),
        WITH(an_anchor_needs_the_key_to_make_and_none_to_compare),
        WITH(a_cut_tail_shows_against_an_anchor_only),
        WITH(an_old_file_put_back_shows_against_an_anchor_only),
        WITH(every_changed_character_of_an_anchor_is_found),
        WITH(an_anchor_of_another_store_is_false),
        WITH(a_file_of_anchors_may_have_blank_lines_and_any_line_end),
        WITH(a_changed_public_key_makes_true_anchors_false),
        cmocka_unit_test(problems_have_words),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
