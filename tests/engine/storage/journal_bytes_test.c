/*
 * Every byte of every column of a small journal is changed in turn, and every bit of its numbers: the
 * check finds each, and names the entry (or, where its own name was changed, the gap that it left).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/storage/journal_check.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"

enum {
    ENTRIES = 4,
    BYTES = 512,
    NUMBER_BITS = 63
};

struct fixture {
    struct test_store test;
    sqlite3 *raw; /* without triggers and without syncs */
};

static int make_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    test_store_open(&f->test, 3);
    for (int i = 0; i < ENTRIES; i++) {
        struct error error = {0};
        int64_t entry = 0;
        assert_true(store_begin(f->test.store, &error));
        assert_true(journal_append(
            f->test.store, ENTRY_DAY_REPORTED, RETAIN_CARE, MONTH_NONE, LITERAL("a body"), &entry,
            &error));
        assert_true(store_commit(f->test.store, &error));
    }
    f->raw = raw_open(&f->test);
    assert_int_equal(
        raw_run(
            f->raw, "PRAGMA synchronous = OFF; DROP TRIGGER journal_insert;"
                    "DROP TRIGGER journal_update; DROP TRIGGER journal_delete;"),
        SQLITE_OK);
    *state = f;
    return 0;
}

static int drop_fixture(void **state)
{
    struct fixture *f = *state;
    (void)sqlite3_close(f->raw);
    test_store_close(&f->test);
    free(f);
    return 0;
}

/* ---- what is found ---- */

struct named {
    int64_t seq;
    bool itself;
    bool next;
    int64_t problems;
};

static void take(void *taker, const struct chain_finding *finding)
{
    struct named *named = taker;
    named->problems++;
    named->itself = named->itself || finding->seq == named->seq;
    named->next = named->next || finding->seq == named->seq + 1;
}

static struct named check(struct fixture *f, int64_t seq)
{
    struct named named = {.seq = seq};
    struct chain_report report;
    struct error error = {0};
    if (!journal_check(f->test.store, (struct slice){NULL, 0}, take, &named, &report, &error)) {
        fail_msg("entry %d: %s", (int)seq, error_name(error.fault));
    }
    assert_int_equal(report.problems, named.problems);
    return named;
}

/* A column that says which entry it is: a change of it may show as a gap before the next one only. */
static bool is_name(const char *column)
{
    return strcmp(column, "terminal") == 0 || strcmp(column, "incarnation") == 0 ||
           strcmp(column, "seq") == 0 || strcmp(column, "entry") == 0;
}

static void check_found(struct fixture *f, const char *column, int64_t seq, int where)
{
    struct named named = check(f, seq);
    if (named.problems == 0 ||
        !(named.itself || (is_name(column) && (named.next || seq == ENTRIES)))) {
        fail_msg(
            "entry %d, %s, place %d: %d problems, named %d", (int)seq, column, where,
            (int)named.problems, named.itself);
    }
}

/* ---- changes ---- */

static sqlite3_stmt *
prepare(struct fixture *f, const char *before, const char *column, const char *after)
{
    sqlite3_stmt *statement = NULL;
    char sql[128];
    (void)snprintf(sql, sizeof sql, "%s%s%s", before, column, after);
    assert_int_equal(sqlite3_prepare_v2(f->raw, sql, -1, &statement, NULL), SQLITE_OK);
    return statement;
}

static sqlite3_stmt *reading(struct fixture *f, const char *column)
{
    return prepare(f, "SELECT ", column, " FROM journal WHERE entry = ?1");
}

static sqlite3_stmt *writing(struct fixture *f, const char *column)
{
    return prepare(f, "UPDATE journal SET ", column, " = ?1 WHERE entry = ?2");
}

static void put(struct fixture *f, const char *column, int64_t seq, const uint8_t *bytes, int size)
{
    bool is_text = strcmp(column, "terminal") == 0 || strcmp(column, "operator") == 0;
    sqlite3_stmt *statement = writing(f, column);
    (void)sqlite3_bind_int64(statement, 2, seq);
    if (is_text) {
        (void)sqlite3_bind_text(statement, 1, (const char *)bytes, size, SQLITE_STATIC);
    } else {
        (void)sqlite3_bind_blob(statement, 1, bytes, size, SQLITE_STATIC);
    }
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    assert_int_equal(sqlite3_changes(f->raw), 1);
    (void)sqlite3_finalize(statement);
}

static int get(struct fixture *f, const char *column, int64_t seq, uint8_t bytes[BYTES])
{
    sqlite3_stmt *statement = reading(f, column);
    int size = 0;
    (void)sqlite3_bind_int64(statement, 1, seq);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    size = sqlite3_column_bytes(statement, 0);
    assert_in_range(size, 1, BYTES);
    memcpy(bytes, sqlite3_column_blob(statement, 0), (size_t)size);
    (void)sqlite3_finalize(statement);
    return size;
}

static void every_changed_byte_is_found(void **state)
{
    static const char *const columns[] = {"body", "body_hash", "prev_hash",
                                          "hash", "terminal",  "operator"};
    struct fixture *f = *state;
    int changes = 0;
    for (size_t c = 0; c < COUNT_OF(columns); c++) {
        for (int64_t seq = 1; seq <= ENTRIES; seq++) {
            uint8_t bytes[BYTES];
            int size = get(f, columns[c], seq, bytes);
            for (int i = 0; i < size; i++) {
                bytes[i] ^= 1;
                put(f, columns[c], seq, bytes, size);
                check_found(f, columns[c], seq, i);
                bytes[i] ^= 1;
                changes++;
            }
            /* One byte less, and one more. */
            put(f, columns[c], seq, bytes, size - 1);
            check_found(f, columns[c], seq, size);
            bytes[size] = 'x';
            put(f, columns[c], seq, bytes, size + 1);
            check_found(f, columns[c], seq, size + 1);
            put(f, columns[c], seq, bytes, size);
        }
    }
    assert_int_equal(check(f, 1).problems, 0);
    print_message("%d bytes\n", changes);
}

/* ---- numbers ---- */

static int64_t number(struct fixture *f, const char *column, int64_t entry)
{
    sqlite3_stmt *statement = reading(f, column);
    int64_t value = 0;
    (void)sqlite3_bind_int64(statement, 1, entry);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    value = sqlite3_column_int64(statement, 0);
    (void)sqlite3_finalize(statement);
    return value;
}

/* False when the change would give two entries one name, which the file itself refuses. */
static bool set_number(struct fixture *f, const char *column, int64_t entry, int64_t value)
{
    sqlite3_stmt *statement = writing(f, column);
    int code = 0;
    (void)sqlite3_bind_int64(statement, 1, value);
    (void)sqlite3_bind_int64(statement, 2, entry);
    code = sqlite3_step(statement);
    assert_true(code == SQLITE_DONE || code == SQLITE_CONSTRAINT);
    (void)sqlite3_finalize(statement);
    return code == SQLITE_DONE;
}

static void every_changed_bit_of_a_number_is_found(void **state)
{
    static const char *const columns[] = {"entry", "incarnation", "seq", "at_ms", "kind", "key_id"};
    struct fixture *f = *state;
    int changes = 0;
    for (size_t c = 0; c < COUNT_OF(columns); c++) {
        bool is_entry = strcmp(columns[c], "entry") == 0;
        for (int64_t seq = 1; seq <= ENTRIES; seq++) {
            int64_t was = number(f, columns[c], seq);
            for (int bit = 0; bit <= NUMBER_BITS; bit++) {
                int64_t now = (int64_t)((uint64_t)was ^ UINT64_C(1) << bit);
                if (set_number(f, columns[c], seq, now)) {
                    check_found(f, columns[c], seq, bit);
                    assert_true(set_number(f, columns[c], is_entry ? now : seq, was));
                    changes++;
                }
            }
        }
    }
    assert_int_equal(check(f, 1).problems, 0);
    print_message("%d bits\n", changes);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_fixture, drop_fixture)
    const struct CMUnitTest tests[] = {
        WITH(every_changed_byte_is_found),
        WITH(every_changed_bit_of_a_number_is_found),
    };
#undef WITH
    if (access("/dev/shm", W_OK) == 0) {
        (void)setenv("TMPDIR", "/dev/shm", 1);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
