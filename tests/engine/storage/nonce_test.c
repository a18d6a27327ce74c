/*
 * No nonce is used twice under one key: not by copies of a store that go on, each by itself, and not by
 * sheer number.  Counters would repeat in a copy; random nonces do not, up to a bound.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/storage/backup.h"
#include "engine/storage/incarnation.h"
#include "engine/storage/inside.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

enum {
    COPIES = 4,
    CAPTURES = 40,
    SEALS = 4096,
    KEY_NAME = 80,
    IDENTITY = 160
};

/* Something that was sealed: under which key, with which nonce, and what it is. */
struct seal {
    char key[KEY_NAME];
    uint8_t nonce[NONCE_BYTES];
    uint8_t hash[HASH_BYTES];
    char identity[IDENTITY];
};

struct seals {
    struct seal rows[SEALS];
    size_t count;
};

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    struct error error = {0};
    assert_non_null(test);
    test_store_open(test, 181);
    /* One seed in all copies would give them one row of nonces. */
    test->world.world.random = random_real();
    test_store_reopen(test);
    assert_true(store_begin(test->store, &error));
    assert_true(incarnation_note(test->store, &error));
    assert_true(store_commit(test->store, &error));
    for (unsigned i = 1; i <= CAPTURES; i++) {
        assert_true(tagged_capture(test->store, i, i, &error));
    }
    *state = test;
    return 0;
}

/* ---- what was sealed ---- */

static void take_rows(struct seals *seals, sqlite3 *raw, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(raw, sql, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        struct seal *seal = &seals->rows[seals->count++];
        struct slice sealed = {
            sqlite3_column_blob(statement, 1), (size_t)sqlite3_column_bytes(statement, 1)};
        struct error error = {0};
        assert_true(seals->count < SEALS && sealed.size > SEAL_OVERHEAD);
        (void)snprintf(seal->key, KEY_NAME, "%s", (const char *)sqlite3_column_text(statement, 0));
        memcpy(seal->nonce, sealed.data, NONCE_BYTES);
        assert_true(hash_bytes(sealed, seal->hash, &error));
        (void)snprintf(
            seal->identity, IDENTITY, "%s", (const char *)sqlite3_column_text(statement, 2));
    }
    (void)sqlite3_finalize(statement);
}

/* Operators' rows are sealed under keys of their own, the rest under the store key. */
static void take_seals(struct seals *seals, const struct test_store *test)
{
    sqlite3 *raw = raw_open(test);
    take_rows(
        seals, raw,
        "SELECT 'data/' || key_id, body, terminal || incarnation || '.' || seq FROM journal");
    take_rows(
        seals, raw,
        "SELECT CASE WHEN cost > 0 OR name IN ('key_file', 'recovery') THEN name"
        " ELSE 'store' END, sealed, name FROM vault");
    (void)sqlite3_close(raw);
}

static int compare_nonces(const void *left, const void *right)
{
    const struct seal *a = left;
    const struct seal *b = right;
    int keys = strcmp(a->key, b->key);
    return keys != 0 ? keys : memcmp(a->nonce, b->nonce, NONCE_BYTES);
}

static int compare_identities(const void *left, const void *right)
{
    return strcmp(((const struct seal *)left)->identity, ((const struct seal *)right)->identity);
}

/* The same bytes in two copies are one thing sealed once. */
static size_t count_repeated(struct seals *seals)
{
    size_t repeated = 0;
    qsort(seals->rows, seals->count, sizeof seals->rows[0], compare_nonces);
    for (size_t i = 1; i < seals->count; i++) {
        repeated += compare_nonces(&seals->rows[i - 1], &seals->rows[i]) == 0 &&
                            memcmp(seals->rows[i - 1].hash, seals->rows[i].hash, HASH_BYTES) != 0
                        ? 1
                        : 0;
    }
    return repeated;
}

/* Entries of one terminal, incarnation and number that are not the same entry. */
static size_t count_two_of_one_name(struct seals *seals)
{
    size_t found = 0;
    qsort(seals->rows, seals->count, sizeof seals->rows[0], compare_identities);
    for (size_t i = 1; i < seals->count; i++) {
        found += strncmp(seals->rows[i].key, "data/", 5) == 0 &&
                         compare_identities(&seals->rows[i - 1], &seals->rows[i]) == 0 &&
                         memcmp(seals->rows[i - 1].hash, seals->rows[i].hash, HASH_BYTES) != 0
                     ? 1
                     : 0;
    }
    return found;
}

/* ---- copies ---- */

/* By "restore", or as somebody copies a file. */
static void open_copy(const struct test_store *test, struct test_store *copy, bool by_hand)
{
    char backup[LIMIT_PATH];
    char folder[LIMIT_PATH];
    struct error error = {0};
    memset(copy, 0, sizeof *copy);
    test_world_open(&copy->world, 182);
    copy->world.world.random = random_real();
    memcpy(copy->key_file, test->key_file, sizeof copy->key_file);
    (void)snprintf(folder, sizeof folder, "%s", test_path(&copy->world, "store"));
    (void)snprintf(backup, sizeof backup, "%s", test_path(&test->world, "backup"));
    if (by_hand) {
        struct buffer bytes = raw_file(raw_path(test, "totsugo.db"));
        assert_int_equal(mkdir(folder, S_IRWXU), 0);
        raw_put_file(raw_path(copy, "totsugo.db"), buffer_slice(&bytes));
        buffer_close(&bytes);
    } else {
        assert_true(backup_restore(&copy->world.world, backup, folder, &error));
    }
    test_store_reopen(copy);
}

/* Captures in the months that have a key already, and in one that has none. */
static void go_on(struct test_store *test, bool is_copy)
{
    static const char *const new_month[] = {"visit_date=20260901", "chart_number=1", NULL};
    struct error error = {0};
    bool begun = false;
    assert_true(incarnation_settle(test->store, &begun, &error));
    assert_int_equal(begun, is_copy);
    for (unsigned i = 1; i <= CAPTURES; i++) {
        assert_true(tagged_capture(test->store, 1000 + i, 1000 + i, &error));
    }
    (void)test_capture(test, CAPTURE_VISIT, new_month);
    assert_true(store_begin(test->store, &error));
    assert_true(vault_make_recovery_key(test->store, test->recovery_key, &error));
    assert_true(store_commit(test->store, &error));
}

static void copies_that_go_on_never_use_a_nonce_twice(void **state)
{
    static struct seals seals;
    struct test_store *test = *state;
    struct test_store copies[COPIES];
    struct error error = {0};
    seals.count = 0;
    assert_true(backup_write(test->store, test_path(&test->world, "backup"), &error));
    for (unsigned i = 0; i < COPIES; i++) {
        open_copy(test, &copies[i], i % 2 == 1);
        go_on(&copies[i], true);
        take_seals(&seals, &copies[i]);
        assert_string_equal(tagged_store_fault(&copies[i]), "");
    }
    go_on(test, false);
    take_seals(&seals, test);
    assert_true(seals.count > (COPIES + 1) * 2 * CAPTURES);
    assert_int_equal(count_repeated(&seals), 0);
    assert_int_equal(count_two_of_one_name(&seals), 0);
    for (unsigned i = 0; i < COPIES; i++) {
        test_store_close(&copies[i]);
    }
}

/* The check can fail: copies that draw the same numbers are found. */
static void the_check_finds_copies_that_draw_the_same_numbers(void **state)
{
    static struct seals seals;
    struct test_store *test = *state;
    seals.count = 0;
    for (unsigned i = 0; i < 2; i++) {
        struct test_store copy;
        struct test_world seeded;
        open_copy(test, &copy, true);
        test_world_open(&seeded, 183);
        copy.world.random = seeded.random;
        copy.world.world.random =
            (struct random_port){&copy.world.random, seeded.world.random.fill};
        test_store_reopen(&copy);
        copy.world.clock.now_ms += i;
        go_on(&copy, true);
        take_seals(&seals, &copy);
        test_world_close(&seeded);
        test_store_close(&copy);
    }
    assert_true(count_repeated(&seals) > 0);
}

/* ---- the bound ---- */

static void keys_seal_no_more_than_their_bound(void **state)
{
    const struct tagged_file file = {.name = 1, .first_chart = 500, .first_tag = 500, .rows = 3};
    struct test_store *test = *state;
    static struct tagged_seen seen;
    struct error error = {0};
    int64_t entries = raw_number(test, "SELECT max(entry) FROM journal");
    assert_true(test->store->entry_limit == LIMIT_JOURNAL_ENTRIES);
    test->store->entry_limit = entries + 1;
    assert_true(tagged_capture(test->store, 900, 900, &error));
    assert_false(tagged_capture(test->store, 901, 901, &error));
    assert_int_equal(error.fault, FAULT_JOURNAL_FULL);
    test->store->entry_limit = entries + 3;
    assert_false(tagged_import(test->store, &file, NULL, NULL, &error));
    assert_int_equal(error.fault, FAULT_JOURNAL_FULL);
    assert_true(raw_number(test, "SELECT max(entry) FROM journal") <= entries + 3);
    assert_true(tagged_look(test->store, &seen, &error));
    assert_int_equal(seen.times[900], 1);
    assert_int_equal(seen.times[901], 0);
    assert_int_equal(seen.times[500], 0);
    assert_string_equal(tagged_store_fault(test), "");
}

/* Each body is sealed once, under one key: the entries of a file bound what any of its keys sealed. */
static void no_key_seals_more_bodies_than_there_are_entries(void **state)
{
    struct test_store *test = *state;
    assert_true(
        raw_number(
            test, "SELECT max(n) FROM (SELECT count(*) AS n FROM journal GROUP BY key_id)") <=
        raw_number(test, "SELECT max(entry) FROM journal"));
    assert_int_equal(raw_number(test, "SELECT count(*) - max(entry) FROM journal"), 0);
}

static bool no_random(void *context, uint8_t *bytes, size_t size, struct error *error)
{
    (void)context;
    memset(bytes, 0, size);
    return error_set(error, FAULT_RANDOM);
}

static void nothing_is_sealed_without_random_bytes(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    test->world.world.random = (struct random_port){NULL, no_random};
    test_store_reopen(test);
    assert_false(tagged_capture(test->store, 900, 900, &error));
    assert_int_equal(error.fault, FAULT_RANDOM);
    test->world.world.random = random_real();
    test_store_reopen(test);
    assert_true(tagged_capture(test->store, 900, 900, &error));
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(copies_that_go_on_never_use_a_nonce_twice),
        WITH(the_check_finds_copies_that_draw_the_same_numbers),
        WITH(keys_seal_no_more_than_their_bound),
        WITH(no_key_seals_more_bodies_than_there_are_entries),
        WITH(nothing_is_sealed_without_random_bytes),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
