/* Ways into the vault, the right ones and all the wrong ones. */
#include <stdio.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/vault.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"

#define PASSPHRASE "資格を確かめる十三文字"
#define OTHER "another passphrase"

static int make_store(void **state)
{
    return test_store_setup(state, 6);
}

static bool
change(struct test_store *test, const char *add, const char *remove, struct error *error)
{
    bool done = false;
    assert_true(store_begin(test->store, error));
    done = add != NULL
               ? vault_add_operator(
                     test->store, add,
                     strcmp(add, "hanako") == 0 ? LITERAL(OTHER) : LITERAL(PASSPHRASE), error)
               : vault_remove_operator(test->store, remove, error);
    if (!done) {
        store_rollback(test->store);
        return false;
    }
    return store_commit(test->store, error);
}

static void add(struct test_store *test, const char *name)
{
    struct error error = {0};
    assert_true(change(test, name, NULL, &error));
}

/* A locked store, as a new process has it. */
static void lock(struct test_store *test)
{
    test_store_reopen(test);
    vault_close(test->store);
}

static enum fault unlock(struct test_store *test, const char *name, struct slice passphrase)
{
    struct error error = {.fault = FAULT_NONE};
    bool done = vault_unlock_operator(test->store, name, passphrase, &error);
    assert_int_equal(done, error.fault == FAULT_NONE);
    assert_int_equal(done, vault_is_unlocked(test->store));
    return error.fault;
}

static enum fault unlock_by_file(struct test_store *test, const char *text)
{
    struct error error = {.fault = FAULT_NONE};
    bool done = vault_unlock_key_file(test->store, slice_of(text), "timer", &error);
    assert_int_equal(done, error.fault == FAULT_NONE);
    return error.fault;
}

/* ---- operators ---- */

static void an_operator_comes_in_by_name_and_passphrase(void **state)
{
    struct test_store *test = *state;
    add(test, "sato");
    lock(test);
    assert_int_equal(unlock(test, "sato", LITERAL(PASSPHRASE)), FAULT_NONE);
    assert_string_equal(vault_operator(test->store), "sato");
    lock(test);
    assert_int_equal(unlock(test, "sato", LITERAL(OTHER)), FAULT_WRONG_PASSPHRASE);
    assert_int_equal(unlock(test, "nobody", LITERAL(PASSPHRASE)), FAULT_WRONG_PASSPHRASE);
    assert_int_equal(unlock(test, "sato", (struct slice){NULL, 0}), FAULT_WRONG_PASSPHRASE);
}

static void a_wrong_passphrase_leaves_the_open_session_as_it_is(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    add(test, "sato");
    assert_false(vault_unlock_operator(test->store, "sato", LITERAL(OTHER), &error));
    assert_true(vault_is_unlocked(test->store));
    assert_string_equal(vault_operator(test->store), "tester");
    add(test, "hanako");
    lock(test);
    assert_int_equal(unlock(test, "hanako", LITERAL(OTHER)), FAULT_NONE);
}

static void rows_of_operators_that_changed_places_open_nothing(void **state)
{
    struct test_store *test = *state;
    add(test, "sato");
    add(test, "hanako");
    raw_do(
        test, "CREATE TABLE kept AS SELECT * FROM vault WHERE name LIKE 'operator/%';"
              "DELETE FROM vault WHERE name LIKE 'operator/%';"
              "INSERT INTO vault SELECT CASE name WHEN 'operator/sato' THEN 'operator/hanako'"
              " ELSE 'operator/sato' END, salt, cost, sealed, open_part FROM kept;"
              "DROP TABLE kept;");
    lock(test);
    assert_int_equal(unlock(test, "sato", LITERAL(OTHER)), FAULT_WRONG_PASSPHRASE);
    assert_int_equal(unlock(test, "hanako", LITERAL(PASSPHRASE)), FAULT_WRONG_PASSPHRASE);
}

static void a_row_without_a_cost_is_a_broken_store(void **state)
{
    struct test_store *test = *state;
    add(test, "sato");
    raw_do(test, "UPDATE vault SET cost = 0 WHERE name = 'operator/sato'");
    lock(test);
    assert_int_equal(unlock(test, "sato", LITERAL(PASSPHRASE)), FAULT_STORE_BROKEN);
}

static void the_cost_of_a_passphrase_is_at_its_floor(void **state)
{
    struct test_store *test = *state;
    add(test, "sato");
    assert_int_equal(
        raw_number(test, "SELECT cost FROM vault WHERE name = 'operator/sato'"), SCRYPT_COST_FLOOR);
    assert_int_equal(
        raw_number(
            test, "SELECT count(DISTINCT salt) FROM vault WHERE name IN"
                  " ('operator/sato', 'key_file', 'recovery')"),
        3);
}

static void a_short_passphrase_is_refused(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    assert_false(vault_add_operator(test->store, "sato", LITERAL("twelve chars"), &error));
    assert_int_equal(error.fault, FAULT_PASSPHRASE_SHORT);
    store_rollback(test->store);
}

static void names_are_letters_and_digits_and_nobody_else_s(void **state)
{
    static const struct {
        const char *name;
        enum fault fault;
    } rows[] = {
        {"", FAULT_OPERATOR_NAME},
        {"佐藤", FAULT_OPERATOR_NAME},
        {"a b", FAULT_OPERATOR_NAME},
        {"a/b", FAULT_OPERATOR_NAME},
        {"a%", FAULT_OPERATOR_NAME},
        {"123456789012345678901234567890123", FAULT_OPERATOR_NAME},
        {"init", FAULT_OPERATOR_EXISTS},
        {"recovery", FAULT_OPERATOR_EXISTS},
        {"timer", FAULT_OPERATOR_EXISTS},
        {"sato", FAULT_OPERATOR_EXISTS},
    };
    struct test_store *test = *state;
    struct error error = {0};
    add(test, "sato");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_false(change(test, rows[i].name, NULL, &error));
        assert_row(error.fault == rows[i].fault, rows[i].name);
    }
    add(test, "a-B_c.1");
    add(test, "12345678901234567890123456789012");
}

static bool take_name(void *taker, const char *name)
{
    char *all = taker;
    size_t size = strlen(all);
    (void)snprintf(all + size, 64 - size, "%s ", name);
    return true;
}

static bool take_none(void *taker, const char *name)
{
    (void)taker;
    (void)name;
    return false;
}

static void a_removed_operator_comes_in_no_more_and_the_last_one_stays(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    char all[64] = "";
    add(test, "sato");
    add(test, "hanako");
    assert_true(vault_each_operator(test->store, take_name, all, &error));
    assert_string_equal(all, "hanako sato ");
    assert_true(vault_each_operator(test->store, take_none, NULL, &error));
    assert_false(change(test, NULL, "nobody", &error));
    assert_int_equal(error.fault, FAULT_OPERATOR_MISSING);
    assert_true(change(test, NULL, "sato", &error));
    assert_false(change(test, NULL, "hanako", &error));
    assert_int_equal(error.fault, FAULT_OPERATOR_LAST);
    lock(test);
    assert_int_equal(unlock(test, "sato", LITERAL(PASSPHRASE)), FAULT_WRONG_PASSPHRASE);
    assert_int_equal(unlock(test, "hanako", LITERAL(OTHER)), FAULT_NONE);
}

static void nobody_is_removed_by_who_is_not_in(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    add(test, "sato");
    add(test, "hanako");
    lock(test);
    assert_false(change(test, NULL, "sato", &error));
    assert_int_equal(error.fault, FAULT_NOT_UNLOCKED);
}

/* ---- the key file ---- */

static void the_key_file_opens_its_own_store_only(void **state)
{
    struct test_store *test = *state;
    struct test_store other;
    test_store_open(&other, 7);
    lock(test);
    assert_int_equal(unlock_by_file(test, other.key_file), FAULT_WRONG_KEY_FILE);
    assert_false(vault_is_unlocked(test->store));
    assert_int_equal(unlock_by_file(test, test->key_file), FAULT_NONE);
    assert_string_equal(vault_operator(test->store), "timer");
    test_store_close(&other);
}

static void what_is_no_key_file_opens_nothing(void **state)
{
    struct test_store *test = *state;
    char text[KEY_FILE_TEXT + 8];
    lock(test);
    for (size_t i = 0; i < strlen(test->key_file); i++) {
        (void)snprintf(text, sizeof text, "%s", test->key_file);
        text[i] = text[i] == 'A' ? 'B' : 'A';
        if (i + 2 < strlen(test->key_file)) { /* the last character has bits to spare */
            assert_int_equal(unlock_by_file(test, text), FAULT_WRONG_KEY_FILE);
        }
        text[i] = '\0';
        if (i + 1 < strlen(test->key_file)) {
            assert_int_equal(unlock_by_file(test, text), FAULT_WRONG_KEY_FILE);
        }
    }
    (void)snprintf(text, sizeof text, "%s0", test->key_file);
    assert_int_equal(unlock_by_file(test, text), FAULT_WRONG_KEY_FILE);
    assert_int_equal(unlock_by_file(test, test->recovery_key), FAULT_WRONG_KEY_FILE);
    assert_false(vault_is_unlocked(test->store));
}

static void a_new_key_file_takes_the_place_of_the_old_one(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    char text[KEY_FILE_TEXT];
    char old[KEY_FILE_TEXT];
    (void)snprintf(old, sizeof old, "%s", test->key_file);
    assert_true(store_begin(test->store, &error));
    assert_true(vault_make_key_file(test->store, text, &error));
    assert_true(store_commit(test->store, &error));
    assert_int_equal(unlock_by_file(test, old), FAULT_WRONG_KEY_FILE);
    assert_int_equal(unlock_by_file(test, text), FAULT_NONE);
}

static void a_name_that_is_too_long_leaves_the_store_locked(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    lock(test);
    assert_false(vault_unlock_key_file(
        test->store, slice_of(test->key_file), "123456789012345678901234567890123", &error));
    assert_int_equal(error.fault, FAULT_OPERATOR_NAME);
    assert_false(vault_is_unlocked(test->store));
}

/* ---- recovery ---- */

static void the_recovery_key_opens_however_it_is_typed(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    char typed[2 * RECOVERY_KEY_TEXT];
    size_t size = 0;
    lock(test);
    for (const char *c = test->recovery_key; *c != '\0'; c++) {
        char low = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        typed[size++] = *c == '-' ? ' ' : low;
    }
    assert_true(vault_unlock_recovery(test->store, (struct slice){(uint8_t *)typed, size}, &error));
    assert_string_equal(vault_operator(test->store), "recovery");
    lock(test);
    typed[0] = typed[0] == '2' ? '3' : '2';
    assert_false(
        vault_unlock_recovery(test->store, (struct slice){(uint8_t *)typed, size}, &error));
    assert_int_equal(error.fault, FAULT_WRONG_RECOVERY_KEY);
    assert_false(vault_unlock_recovery(test->store, LITERAL("1234"), &error));
    assert_int_equal(error.fault, FAULT_WRONG_RECOVERY_KEY);
    assert_false(vault_is_unlocked(test->store));
}

static void ways_that_were_never_made_or_were_taken_out_are_closed(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    lock(test);
    raw_do(test, "DELETE FROM vault WHERE name IN ('key_file', 'recovery')");
    assert_int_equal(unlock_by_file(test, test->key_file), FAULT_WRONG_KEY_FILE);
    assert_false(vault_unlock_recovery(test->store, slice_of(test->recovery_key), &error));
    assert_int_equal(error.fault, FAULT_WRONG_RECOVERY_KEY);
}

/* ---- the keyring ---- */

static void a_kept_store_key_opens_its_own_store_only(void **state)
{
    struct test_store *test = *state;
    struct vault_kept kept;
    assert_int_equal(unlock_by_file(test, test->key_file), FAULT_NONE);
    vault_keep(test->store, &kept);
    lock(test);
    assert_true(vault_unlock_kept(test->store, &kept));
    assert_string_equal(vault_operator(test->store), "timer");
    lock(test);
    kept.key[31] ^= 1;
    assert_false(vault_unlock_kept(test->store, &kept));
    assert_false(vault_is_unlocked(test->store));
}

static void changed(struct test_store *test, const char *name, const char *passphrase)
{
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    assert_true(
        passphrase == NULL
            ? vault_remove_operator(test->store, name, &error)
            : vault_change_passphrase(test->store, name, slice_of(passphrase), &error));
    assert_true(store_commit(test->store, &error));
}

static void what_was_kept_ends_with_the_way_in_that_it_came_by(void **state)
{
    struct test_store *test = *state;
    struct vault_kept kept;
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    assert_true(vault_add_operator(test->store, "first", LITERAL("one of two people"), &error));
    assert_true(vault_add_operator(test->store, "second", LITERAL("two of two people"), &error));
    assert_true(store_commit(test->store, &error));
    for (int turn = 0; turn < 2; turn++) {
        assert_true(vault_unlock_operator(
            test->store, "first", slice_of(turn == 0 ? "one of two people" : "another passphrase"),
            &error));
        vault_keep(test->store, &kept);
        changed(test, "second", "somebody else's own");
        lock(test);
        assert_true(vault_unlock_kept(test->store, &kept));
        changed(test, "first", turn == 0 ? "another passphrase" : NULL);
        lock(test);
        assert_false(vault_unlock_kept(test->store, &kept));
        assert_false(vault_is_unlocked(test->store));
    }
}

static void a_changed_passphrase_is_the_only_one(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    assert_true(vault_add_operator(test->store, "first", LITERAL("one of two people"), &error));
    assert_false(vault_change_passphrase(test->store, "first", LITERAL("short"), &error));
    assert_int_equal(error.fault, FAULT_PASSPHRASE_SHORT);
    assert_false(
        vault_change_passphrase(test->store, "nobody", LITERAL("another passphrase"), &error));
    assert_int_equal(error.fault, FAULT_OPERATOR_MISSING);
    assert_true(store_commit(test->store, &error));
    changed(test, "first", "another passphrase");
    lock(test);
    assert_false(vault_unlock_operator(test->store, "first", LITERAL("one of two people"), &error));
    assert_int_equal(error.fault, FAULT_WRONG_PASSPHRASE);
    assert_true(vault_unlock_operator(test->store, "first", LITERAL("another passphrase"), &error));
}

static void the_key_file_stays_while_nobody_has_a_passphrase(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    bool has = false;
    assert_true(store_begin(test->store, &error));
    assert_false(vault_remove_key_file(test->store, &error));
    assert_int_equal(error.fault, FAULT_WAY_LAST);
    assert_true(vault_add_operator(test->store, "first", LITERAL("one of two people"), &error));
    assert_true(vault_remove_key_file(test->store, &error));
    assert_true(vault_has_key_file(test->store, &has, &error));
    assert_false(has);
    assert_false(vault_remove_key_file(test->store, &error));
    assert_int_equal(error.fault, FAULT_KEY_FILE_NONE);
    assert_true(store_commit(test->store, &error));
    assert_int_equal(unlock_by_file(test, test->key_file), FAULT_WRONG_KEY_FILE);
}

static void a_store_without_its_fingerprint_key_does_not_open(void **state)
{
    struct test_store *test = *state;
    lock(test);
    raw_do(test, "DELETE FROM vault WHERE name = 'fingerprint'");
    assert_int_equal(unlock_by_file(test, test->key_file), FAULT_STORE_BROKEN);
    assert_false(vault_is_unlocked(test->store));
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(an_operator_comes_in_by_name_and_passphrase),
        WITH(a_wrong_passphrase_leaves_the_open_session_as_it_is),
        WITH(rows_of_operators_that_changed_places_open_nothing),
        WITH(a_row_without_a_cost_is_a_broken_store),
        WITH(the_cost_of_a_passphrase_is_at_its_floor),
        WITH(a_short_passphrase_is_refused),
        WITH(names_are_letters_and_digits_and_nobody_else_s),
        WITH(a_removed_operator_comes_in_no_more_and_the_last_one_stays),
        WITH(nobody_is_removed_by_who_is_not_in),
        WITH(the_key_file_opens_its_own_store_only),
        WITH(what_is_no_key_file_opens_nothing),
        WITH(a_new_key_file_takes_the_place_of_the_old_one),
        WITH(a_name_that_is_too_long_leaves_the_store_locked),
        WITH(the_recovery_key_opens_however_it_is_typed),
        WITH(ways_that_were_never_made_or_were_taken_out_are_closed),
        WITH(a_kept_store_key_opens_its_own_store_only),
        WITH(what_was_kept_ends_with_the_way_in_that_it_came_by),
        WITH(a_changed_passphrase_is_the_only_one),
        WITH(the_key_file_stays_while_nobody_has_a_passphrase),
        WITH(a_store_without_its_fingerprint_key_does_not_open),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
