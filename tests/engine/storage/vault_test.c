/* Keys of months: made once, evicted, rolled back, swapped, destroyed. */
#include "engine/storage/vault.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/journal.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"

static int make_store(void **state)
{
    return test_store_setup(state, 4);
}

static struct month month(int number)
{
    struct month made = MONTH_NONE;
    assert_true(month_make(2020 + number / 12, number % 12 + 1, &made));
    return made;
}

static int64_t append_in(struct test_store *test, struct month about)
{
    struct error error = {0};
    int64_t entry = 0;
    assert_true(journal_append(
        test->store, ENTRY_DAY_REPORTED, RETAIN_CARE, about, LITERAL("body"), &entry, &error));
    return entry;
}

static int64_t append(struct test_store *test, struct month about)
{
    struct error error = {0};
    int64_t entry = 0;
    assert_true(store_begin(test->store, &error));
    entry = append_in(test, about);
    assert_true(store_commit(test->store, &error));
    return entry;
}

static enum fault read_entry(struct test_store *test, int64_t entry)
{
    struct buffer body = buffer_open(64);
    struct entry_header header;
    struct error error = {.fault = FAULT_NONE};
    if (journal_read(test->store, entry, &header, &body, &error)) {
        assert_text(buffer_slice(&body), "body");
    }
    buffer_close(&body);
    return error.fault;
}

static void a_key_is_named_by_class_and_month(void **state)
{
    (void)state;
    assert_int_equal(vault_key_id(RETAIN_CARE, month(0)), 2202001);
    assert_int_equal(vault_key_id(RETAIN_CARE, month(79)), 2202608);
    assert_int_equal(vault_key_id(RETAIN_HOUSEKEEPING, month(83)), 1202612);
}

static void each_month_has_one_key_for_each_class(void **state)
{
    struct test_store *test = *state;
    for (int round = 0; round < 2; round++) {
        (void)append(test, month(1));
        (void)append(test, month(2));
        test_store_reopen(test);
        (void)append(test, month(1));
    }
    assert_int_equal(raw_number(test, "SELECT count(*) FROM vault WHERE name LIKE 'data/%'"), 2);
}

static void sealers_are_the_same_as_long_as_the_key_is_open(void **state)
{
    struct test_store *test = *state;
    struct sealer *one = NULL;
    struct sealer *two = NULL;
    struct error error = {0};
    int64_t id = vault_key_id(RETAIN_CARE, month(1));
    (void)append(test, month(1));
    assert_true(vault_sealer(test->store, id, false, &one, &error));
    assert_true(vault_sealer(test->store, id, false, &two, &error));
    assert_ptr_equal(one, two);
}

static void more_months_than_are_kept_open_all_read_back(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    const int months = STORE_KEYS + 10;
    assert_true(store_begin(test->store, &error));
    for (int i = 0; i < 2 * months; i++) {
        assert_int_equal(append_in(test, month(i % months)), i + 1);
        assert_true(test->store->key_count <= STORE_KEYS);
    }
    assert_true(store_commit(test->store, &error));
    for (int i = 0; i < 2 * months; i++) {
        assert_int_equal(read_entry(test, i + 1), FAULT_NONE);
    }
    assert_int_equal(test->store->key_count, STORE_KEYS);
    assert_int_equal(
        raw_number(test, "SELECT count(*) FROM vault WHERE name LIKE 'data/%'"), months);
}

/* What a key seals that was never kept could never be opened again. */
static void a_key_made_in_a_transaction_that_was_rolled_back_is_made_anew(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    (void)append_in(test, month(5));
    store_rollback(test->store);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM vault WHERE name LIKE 'data/%'"), 0);
    assert_int_equal(append(test, month(5)), 1);
    test_store_reopen(test);
    assert_int_equal(read_entry(test, 1), FAULT_NONE);
}

static void a_key_made_by_a_commit_that_failed_is_made_anew(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    (void)append_in(test, month(5));
    /* Somebody commits behind the program's back: SQLite rolls back. */
    assert_int_not_equal(raw_run(test->store->database, "COMMIT"), SQLITE_OK);
    assert_false(store_commit(test->store, &error));
    assert_int_equal(append(test, month(5)), 1);
    test_store_reopen(test);
    assert_int_equal(read_entry(test, 1), FAULT_NONE);
}

static void two_that_are_open_at_once_share_the_key_of_a_month(void **state)
{
    struct test_store *test = *state;
    struct test_store second = *test;
    struct store_options options = {0};
    struct error error = {0};
    char folder[512];
    (void)snprintf(folder, sizeof folder, "%s/store", test->world.folder);
    options = (struct store_options){.folder = folder, .world = &test->world.world};
    assert_true(store_open(&options, &second.store, &error));
    assert_true(vault_unlock_key_file(second.store, slice_of(test->key_file), "second", &error));
    (void)append(test, month(3));
    (void)append(&second, month(3));
    (void)append(&second, month(4));
    (void)append(test, month(4));
    for (int64_t entry = 1; entry <= 4; entry++) {
        assert_int_equal(read_entry(test, entry), FAULT_NONE);
        assert_int_equal(read_entry(&second, entry), FAULT_NONE);
    }
    store_close(second.store);
}

static void a_destroyed_key_says_which_month_is_gone(void **state)
{
    struct test_store *test = *state;
    struct sealer *sealer = NULL;
    struct error error = {0};
    (void)append(test, month(7));
    raw_do(test, "DELETE FROM vault WHERE name = 'data/2202008'");
    test_store_reopen(test);
    assert_int_equal(read_entry(test, 1), FAULT_KEY_DESTROYED);
    assert_false(vault_sealer(test->store, 2202008, false, &sealer, &error));
    assert_string_equal(error.arguments[0], "202008");
}

static void keys_that_changed_places_do_not_open(void **state)
{
    struct test_store *test = *state;
    (void)append(test, month(1));
    (void)append(test, month(2));
    raw_do(
        test, "CREATE TABLE kept AS SELECT * FROM vault WHERE name LIKE 'data/%';"
              "UPDATE vault SET sealed = (SELECT sealed FROM kept WHERE kept.name <> vault.name)"
              " WHERE name LIKE 'data/%'; DROP TABLE kept;");
    test_store_reopen(test);
    assert_int_equal(read_entry(test, 1), FAULT_SEAL_BROKEN);
    assert_int_equal(read_entry(test, 2), FAULT_SEAL_BROKEN);
}

static void a_key_of_another_store_does_not_open(void **state)
{
    struct test_store *test = *state;
    struct test_store other;
    char sealed[256];
    char sql[400];
    test_store_open(&other, 5);
    (void)append(test, month(1));
    (void)append(&other, month(1));
    raw_text(
        &other, "SELECT hex(sealed) FROM vault WHERE name = 'data/2202002'", sealed, sizeof sealed);
    (void)snprintf(
        sql, sizeof sql, "UPDATE vault SET sealed = x'%s' WHERE name = 'data/2202002'", sealed);
    raw_do(test, sql);
    test_store_reopen(test);
    assert_int_equal(read_entry(test, 1), FAULT_SEAL_BROKEN);
    test_store_close(&other);
}

static void a_row_of_the_wrong_size_is_a_broken_store(void **state)
{
    static const char *const changes[] = {
        "UPDATE vault SET sealed = x'00' WHERE name LIKE 'data/%'",
        "UPDATE vault SET salt = x'00' WHERE name LIKE 'data/%'",
        "UPDATE vault SET open_part = zeroblob(33) WHERE name LIKE 'data/%'",
        "UPDATE vault SET cost = 24 WHERE name LIKE 'data/%'",
        "UPDATE vault SET cost = -1 WHERE name LIKE 'data/%'"};
    struct test_store *test = *state;
    (void)append(test, month(1));
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        raw_do(test, "CREATE TABLE kept AS SELECT * FROM vault");
        raw_do(test, changes[i]);
        test_store_reopen(test);
        assert_row(read_entry(test, 1) == FAULT_STORE_BROKEN, changes[i]);
        raw_do(test, "DELETE FROM vault; INSERT INTO vault SELECT * FROM kept; DROP TABLE kept;");
    }
    test_store_reopen(test);
    assert_int_equal(read_entry(test, 1), FAULT_NONE);
}

static void a_locked_store_gives_no_key(void **state)
{
    struct test_store *test = *state;
    struct sealer *sealer = NULL;
    uint8_t signature[SIGNATURE_BYTES];
    struct error error = {0};
    (void)append(test, month(1));
    vault_close(test->store);
    assert_false(vault_is_unlocked(test->store));
    assert_false(vault_sealer(test->store, 2202002, false, &sealer, &error));
    assert_int_equal(error.fault, FAULT_NOT_UNLOCKED);
    assert_false(vault_sign(test->store, LITERAL("x"), signature, &error));
    assert_int_equal(error.fault, FAULT_NOT_UNLOCKED);
}

static void closing_wipes_the_store_key(void **state)
{
    static const uint8_t zeros[KEY_BYTES];
    struct test_store *test = *state;
    struct vault_kept kept;
    vault_keep(test->store, &kept);
    assert_memory_not_equal(kept.key, zeros, KEY_BYTES);
    vault_close(test->store);
    assert_memory_equal(test->store->store_key, zeros, KEY_BYTES);
    assert_int_equal(test->store->key_count, 0);
    assert_null(test->store->printer);
}

static void signatures_verify_with_the_public_key_of_the_terminal(void **state)
{
    struct test_store *test = *state;
    uint8_t signature[SIGNATURE_BYTES];
    uint8_t key[SIGNING_KEY_BYTES];
    struct error error = {0};
    bool found = false;
    assert_true(vault_sign(test->store, LITERAL("a head"), signature, &error));
    vault_close(test->store);
    assert_true(vault_public_key(test->store, test->store->terminal, key, &found, &error));
    assert_true(found);
    assert_true(signing_verify(key, LITERAL("a head"), signature));
    assert_false(signing_verify(key, LITERAL("a heat"), signature));
    assert_true(vault_public_key(test->store, "nobody", key, &found, &error));
    assert_false(found);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_named_by_class_and_month),
        WITH(each_month_has_one_key_for_each_class),
        WITH(sealers_are_the_same_as_long_as_the_key_is_open),
        WITH(more_months_than_are_kept_open_all_read_back),
        WITH(a_key_made_in_a_transaction_that_was_rolled_back_is_made_anew),
        WITH(a_key_made_by_a_commit_that_failed_is_made_anew),
        WITH(two_that_are_open_at_once_share_the_key_of_a_month),
        WITH(a_destroyed_key_says_which_month_is_gone),
        WITH(keys_that_changed_places_do_not_open),
        WITH(a_key_of_another_store_does_not_open),
        WITH(a_row_of_the_wrong_size_is_a_broken_store),
        WITH(a_locked_store_gives_no_key),
        WITH(closing_wipes_the_store_key),
        WITH(signatures_verify_with_the_public_key_of_the_terminal),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
