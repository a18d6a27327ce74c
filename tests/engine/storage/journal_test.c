/* Appending and reading; what must not change an entry, through whichever connection. */
#include "engine/storage/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/journal_check.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"

static const struct month june = {2026 * 12 + 5};

static int make_store(void **state)
{
    return test_store_setup(state, 2);
}

static int64_t append(struct test_store *test, struct slice body)
{
    struct error error = {0};
    int64_t entry = 0;
    assert_true(store_begin(test->store, &error));
    assert_true(
        journal_append(test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, june, body, &entry, &error));
    assert_true(store_commit(test->store, &error));
    return entry;
}

static void check_body(struct test_store *test, int64_t entry, struct slice expected)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct entry_header header;
    struct error error = {0};
    assert_true(journal_read(test->store, entry, &header, &body, &error));
    assert_int_equal(header.entry, entry);
    assert_slice(buffer_slice(&body), expected);
    buffer_close(&body);
}

static void ignore(void *taker, const struct chain_finding *finding)
{
    (void)taker;
    (void)finding;
}

static int64_t problems(struct test_store *test)
{
    struct chain_report report;
    struct error error = {0};
    assert_true(journal_check(test->store, (struct slice){NULL, 0}, ignore, NULL, &report, &error));
    return report.problems;
}

/* ---- appending and reading ---- */

static void what_was_appended_reads_back(void **state)
{
    struct test_store *test = *state;
    struct buffer body = buffer_open(64);
    struct entry_header header;
    struct error error = {0};
    test->world.clock.now_ms = 1234567890123;
    assert_int_equal(append(test, LITERAL("資格\0太郎")), 1);
    assert_int_equal(append(test, LITERAL("")), 2);
    test_store_reopen(test);
    check_body(test, 1, LITERAL("資格\0太郎"));
    check_body(test, 2, LITERAL(""));
    assert_true(journal_read(test->store, 1, &header, &body, &error));
    assert_string_equal(header.terminal, test->store->terminal);
    assert_string_equal(header.operator_name, "tester");
    assert_int_equal(header.incarnation, 1);
    assert_int_equal(header.seq, 1);
    assert_int_equal(header.at_ms, 1234567890123);
    assert_int_equal(header.kind, ENTRY_DAY_REPORTED);
    assert_int_equal(header.key_id, vault_key_id(RETAIN_CARE, june));
    buffer_close(&body);
}

static void the_order_holds_over_transactions_and_openings(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    int64_t entry = 0;
    int64_t last = 0;
    assert_true(store_begin(test->store, &error));
    for (int i = 1; i <= 3; i++) {
        assert_true(journal_append(
            test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, MONTH_NONE, LITERAL("x"), &entry,
            &error));
        assert_int_equal(entry, i);
    }
    assert_true(store_commit(test->store, &error));
    test_store_reopen(test);
    assert_int_equal(append(test, LITERAL("y")), 4);
    assert_true(journal_last(test->store, &last, &error));
    assert_int_equal(last, 4);
    assert_int_equal(problems(test), 0);
}

static bool
take_entry(void *taker, const struct entry_header *header, struct slice body, struct error *error)
{
    struct buffer *seen = taker;
    assert_int_equal(header->seq, header->entry);
    return buffer_append(seen, body, error);
}

static void each_comes_in_order_from_where_it_is_wanted(void **state)
{
    struct test_store *test = *state;
    struct buffer seen = buffer_open(64);
    struct error error = {0};
    (void)append(test, LITERAL("a"));
    (void)append(test, LITERAL(""));
    (void)append(test, LITERAL("bc"));
    assert_true(journal_each(test->store, 1, take_entry, &seen, &error));
    assert_text(buffer_slice(&seen), "abc");
    assert_true(journal_each(test->store, 3, take_entry, &seen, &error));
    assert_true(journal_each(test->store, 4, take_entry, &seen, &error));
    assert_text(buffer_slice(&seen), "abcbc");
    buffer_close(&seen);
}

static void an_entry_that_is_not_there_is_a_fault(void **state)
{
    struct test_store *test = *state;
    struct buffer body = buffer_open(64);
    struct entry_header header;
    struct error error = {0};
    (void)append(test, LITERAL("a"));
    assert_false(journal_read(test->store, 2, &header, &body, &error));
    assert_int_equal(error.fault, FAULT_JOURNAL_BODY);
    assert_false(journal_read(test->store, 0, &header, &body, &error));
    assert_int_equal(error.fault, FAULT_JOURNAL_BODY);
    assert_int_equal(body.size, 0);
    buffer_close(&body);
}

static void a_body_may_be_as_large_as_its_limit_and_no_larger(void **state)
{
    struct test_store *test = *state;
    uint8_t *bytes = calloc(1, LIMIT_BODY_BYTES + 1);
    struct slice largest = {bytes, LIMIT_BODY_BYTES};
    struct slice larger = {bytes, LIMIT_BODY_BYTES + 1};
    struct error error = {0};
    int64_t entry = 0;
    assert_non_null(bytes);
    assert_int_equal(append(test, largest), 1);
    check_body(test, 1, largest);
    assert_true(store_begin(test->store, &error));
    assert_false(
        journal_append(test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, june, larger, &entry, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    store_rollback(test->store);
    assert_int_equal(append(test, LITERAL("next")), 2);
    free(bytes);
}

static void nothing_is_appended_without_a_key(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    int64_t entry = 0;
    vault_close(test->store);
    assert_true(store_begin(test->store, &error));
    assert_false(journal_append(
        test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, june, LITERAL("a"), &entry, &error));
    assert_int_equal(error.fault, FAULT_NOT_UNLOCKED);
    store_rollback(test->store);
}

static void kinds_have_names(void **state)
{
    (void)state;
    assert_string_equal(entry_kind_name(ENTRY_VISIT_CAPTURED), "visit_captured");
    assert_string_equal(entry_kind_label(ENTRY_VISIT_CAPTURED), "窓口の記録");
    assert_null(entry_kind_name(0));
    assert_null(entry_kind_name(9));
    assert_null(entry_kind_name(64));
    assert_null(entry_kind_label(-1));
    assert_null(entry_kind_label(INT64_MAX));
}

/* ---- what is refused ---- */

/* All of it is one entry further or nothing at all. */
#define COPY(change)                                                                               \
    "journal(entry, terminal, incarnation, seq, at_ms, operator, kind, key_id, body, body_hash,"   \
    " prev_hash, hash) SELECT " change " FROM journal WHERE entry = 2"

static const char *const attacks[] = {
    "UPDATE journal SET at_ms = at_ms + 1",
    "UPDATE journal SET body = x'00' WHERE entry = 2",
    "UPDATE journal SET hash = prev_hash WHERE entry = 2",
    "UPDATE journal SET operator = 'somebody', body = NULL WHERE entry = 2",
    "UPDATE OR REPLACE journal SET entry = 1 WHERE entry = 2",
    "UPDATE OR REPLACE journal SET seq = 1 WHERE entry = 2",
    "UPDATE OR IGNORE journal SET kind = 1 WHERE entry = 2",
    "UPDATE journal SET rowid = 9 WHERE entry = 2",
    "DELETE FROM journal",
    "DELETE FROM journal WHERE entry = 3",
    "INSERT INTO " COPY(
        "4, terminal, 1, 5, 0, operator, kind, key_id, body, body_hash, hash, hash"),
    "INSERT INTO " COPY(
        "5, terminal, 1, 4, 0, operator, kind, key_id, body, body_hash, hash, hash"),
    "INSERT OR REPLACE INTO " COPY(
        "2, terminal, 1, 2, 0, operator, kind, key_id, body, body_hash, hash, hash"),
    "INSERT OR REPLACE INTO " COPY(
        "2, terminal, 1, 4, 0, operator, kind, key_id, body, body_hash, hash, hash"),
    "INSERT OR REPLACE INTO " COPY(
        "4, terminal, 1, 2, 0, operator, kind, key_id, body, body_hash, hash, hash"),
    "REPLACE INTO " COPY(
        "NULL, terminal, 1, 2, 0, operator, kind, key_id, body, body_hash, hash, hash"),
    "INSERT OR IGNORE INTO " COPY(
        "2, terminal, 1, 2, 0, operator, kind, key_id, body, body_hash, hash, hash"),
    "INSERT INTO " COPY("2, terminal, 1, 2, 0, operator, kind, key_id, body, body_hash, hash, "
                        "hash") " AND true ON CONFLICT(entry) DO UPDATE SET at_ms = 0",
    "INSERT INTO " COPY(
        "4, terminal, 1, NULL, 0, operator, kind, key_id, body, body_hash, hash, hash"),
};

static void check_nothing_changed(struct test_store *test)
{
    assert_int_equal(raw_number(test, "SELECT count(*) FROM journal"), 3);
    check_body(test, 1, LITERAL("one"));
    check_body(test, 2, LITERAL("two"));
    check_body(test, 3, LITERAL("three"));
    assert_int_equal(problems(test), 0);
}

static void append_three(struct test_store *test)
{
    (void)append(test, LITERAL("one"));
    (void)append(test, LITERAL("two"));
    (void)append(test, LITERAL("three"));
}

static void another_connection_cannot_change_an_entry(void **state)
{
    struct test_store *test = *state;
    sqlite3 *raw = NULL;
    append_three(test);
    raw = raw_open(test);
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        assert_row(raw_run(raw, attacks[i]) == SQLITE_CONSTRAINT, attacks[i]);
    }
    (void)sqlite3_close(raw);
    check_nothing_changed(test);
}

static void the_own_connection_cannot_change_an_entry(void **state)
{
    static const char *const more[] = {
        "ATTACH ':memory:' AS other", "DROP TABLE journal", "DROP TRIGGER journal_update",
        "ALTER TABLE journal RENAME TO old", "VACUUM"};
    struct test_store *test = *state;
    append_three(test);
    for (size_t i = 0; i < COUNT_OF(attacks); i++) {
        assert_row(raw_run(test->store->database, attacks[i]) != SQLITE_OK, attacks[i]);
    }
    for (size_t i = 0; i < COUNT_OF(more); i++) {
        assert_row(raw_run(test->store->database, more[i]) != SQLITE_OK, more[i]);
    }
    check_nothing_changed(test);
}

static void a_stray_commit_keeps_nothing(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    int64_t entry = 0;
    append_three(test);
    assert_int_equal(
        raw_run(test->store->database, "INSERT INTO counter(name, value) VALUES('x', 1)"),
        SQLITE_CONSTRAINT);
    assert_true(store_begin(test->store, &error));
    assert_true(journal_append(
        test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, june, LITERAL("four"), &entry, &error));
    assert_int_equal(raw_run(test->store->database, "COMMIT"), SQLITE_CONSTRAINT);
    /* SQLite has rolled back; what the program still wants to write is refused as well. */
    assert_false(journal_append(
        test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, june, LITERAL("four"), &entry, &error));
    assert_false(store_commit(test->store, &error));
    assert_int_equal(raw_number(test, "SELECT count(*) FROM counter WHERE name = 'x'"), 0);
    check_nothing_changed(test);
    assert_int_equal(append(test, LITERAL("four")), 4);
}

static void writing_into_a_body_by_the_own_connection_is_refused_or_found(void **state)
{
    struct test_store *test = *state;
    sqlite3_blob *blob = NULL;
    struct error error = {0};
    append_three(test);
    assert_int_equal(
        sqlite3_blob_open(test->store->database, "main", "journal", "body", 2, 1, &blob),
        SQLITE_OK);
    assert_int_equal(sqlite3_blob_write(blob, "x", 1, 0), SQLITE_OK);
    assert_int_not_equal(sqlite3_blob_close(blob), SQLITE_OK);
    check_nothing_changed(test);
    assert_true(store_begin(test->store, &error));
    assert_int_equal(
        sqlite3_blob_open(test->store->database, "main", "journal", "body", 2, 1, &blob),
        SQLITE_OK);
    assert_int_equal(sqlite3_blob_write(blob, "x", 1, 0), SQLITE_OK);
    assert_int_equal(sqlite3_blob_close(blob), SQLITE_OK);
    assert_true(store_commit(test->store, &error));
    assert_int_equal(problems(test), 1);
}

static void writing_into_a_body_from_outside_is_found(void **state)
{
    struct test_store *test = *state;
    struct buffer body = buffer_open(64);
    struct entry_header header;
    struct error error = {0};
    append_three(test);
    raw_flip(test, "body", 2, 14);
    assert_false(journal_read(test->store, 2, &header, &body, &error));
    assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
    assert_int_equal(problems(test), 1);
    check_body(test, 3, LITERAL("three"));
    buffer_close(&body);
}

static void a_body_put_in_the_place_of_another_does_not_open(void **state)
{
    struct test_store *test = *state;
    struct buffer body = buffer_open(64);
    struct entry_header header;
    struct error error = {0};
    append_three(test);
    raw_tamper(
        test,
        "UPDATE journal SET body = (SELECT body FROM journal WHERE entry = 1) WHERE entry = 2");
    assert_false(journal_read(test->store, 2, &header, &body, &error));
    assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
    raw_tamper(test, "UPDATE journal SET body = NULL WHERE entry = 2");
    assert_false(journal_read(test->store, 2, &header, &body, &error));
    assert_int_equal(error.fault, FAULT_JOURNAL_BODY);
    raw_tamper(test, "UPDATE journal SET operator = 'somebody else' WHERE entry = 1");
    assert_false(journal_read(test->store, 1, &header, &body, &error));
    assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
    buffer_close(&body);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(what_was_appended_reads_back),
        WITH(the_order_holds_over_transactions_and_openings),
        WITH(each_comes_in_order_from_where_it_is_wanted),
        WITH(an_entry_that_is_not_there_is_a_fault),
        WITH(a_body_may_be_as_large_as_its_limit_and_no_larger),
        WITH(nothing_is_appended_without_a_key),
        cmocka_unit_test(kinds_have_names),
        WITH(another_connection_cannot_change_an_entry),
        WITH(the_own_connection_cannot_change_an_entry),
        WITH(a_stray_commit_keeps_nothing),
        WITH(writing_into_a_body_by_the_own_connection_is_refused_or_found),
        WITH(writing_into_a_body_from_outside_is_found),
        WITH(a_body_put_in_the_place_of_another_does_not_open),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
