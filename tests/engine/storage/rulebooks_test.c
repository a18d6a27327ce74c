/* Adopted rulebooks: which one is in use, its bytes, what changes its hash. */
#include "engine/storage/rulebooks.h"

#include <string.h>

#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

static int make_store(void **state)
{
    return test_store_setup(state, 111);
}

static struct rule_file file(const char *name, const char *bytes)
{
    return (struct rule_file){.name = name, .bytes = slice_of(bytes)};
}

static bool adopt(struct test_store *test, const struct rule_file *files, size_t count)
{
    struct error error = {0};
    bool adopted = false;
    assert_true(store_begin(test->store, &error));
    assert_true(rulebooks_adopt(test->store, files, count, &adopted, &error));
    assert_true(store_commit(test->store, &error));
    return adopted;
}

static void hash_of(const struct rule_file *files, size_t count, uint8_t hash[HASH_BYTES])
{
    struct error error = {0};
    assert_true(rulebooks_hash(files, count, hash, &error));
}

static void the_hash_is_over_names_and_bytes_in_order_of_names(void **state)
{
    const struct rule_file one[] = {file("a.yaml", "1"), file("b.yaml", "2")};
    const struct rule_file turned[] = {file("b.yaml", "2"), file("a.yaml", "1")};
    const struct rule_file other[][2] = {
        {file("a.yaml", "1"), file("b.yaml", "3")}, {file("a.yaml", "2"), file("b.yaml", "1")},
        {file("a.yaml", "1"), file("c.yaml", "2")}, {file("a.yaml", "12"), file("b.yaml", "")},
        {file("a.yam", "l1"), file("b.yaml", "2")},
    };
    uint8_t wanted[HASH_BYTES];
    uint8_t hash[HASH_BYTES];
    (void)state;
    hash_of(one, 2, wanted);
    hash_of(turned, 2, hash);
    assert_memory_equal(hash, wanted, HASH_BYTES);
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        hash_of(other[i], 2, hash);
        assert_memory_not_equal(hash, wanted, HASH_BYTES);
    }
    hash_of(one, 1, hash);
    assert_memory_not_equal(hash, wanted, HASH_BYTES);
    hash_of(NULL, 0, hash);
}

static void the_newest_adopted_one_is_in_use(void **state)
{
    struct test_store *test = *state;
    const struct rule_file one[] = {file("a.yaml", "1")};
    const struct rule_file two[] = {file("a.yaml", "2")};
    struct rulebook_identity identity;
    uint8_t hash[HASH_BYTES];
    struct error error = {0};
    assert_true(rulebooks_current(test->store, &identity, &error));
    assert_int_equal(identity.entry, 0);
    assert_true(adopt(test, one, 1));
    assert_false(adopt(test, one, 1));
    assert_true(adopt(test, two, 1));
    assert_true(adopt(test, one, 1));
    test_store_reopen(test);
    assert_true(rulebooks_current(test->store, &identity, &error));
    assert_int_equal(identity.entry, 3);
    hash_of(one, 1, hash);
    assert_memory_equal(identity.hash, hash, HASH_BYTES);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM journal WHERE kind = 4"), 3);
}

static void without_one_nothing_loads(void **state)
{
    struct test_store *test = *state;
    struct rulebook *book = NULL;
    struct rulebook_identity identity;
    struct error error = {0};
    assert_false(rulebooks_load(test->store, &book, &identity, &error));
    assert_int_equal(error.fault, FAULT_RULEBOOK_MISSING);
    assert_null(book);
}

static void the_rules_of_the_tree_load_out_of_the_store(void **state)
{
    struct test_store *test = *state;
    struct rulebook *book = NULL;
    struct rulebook_identity identity;
    struct error error = {0};
    test_store_adopt_rules(test, TEST_RULES);
    test_store_reopen(test);
    assert_true(rulebooks_load(test->store, &book, &identity, &error));
    assert_non_null(rulebook_find_table(book, "claim-path"));
    rulebook_close(book);
    assert_string_equal(tagged_store_fault(test), "");
}

static void an_adopted_one_that_does_not_load_says_where(void **state)
{
    struct test_store *test = *state;
    const struct rule_file broken[] = {file("broken.yaml", "table: [\n")};
    struct rulebook *book = NULL;
    struct rulebook_identity identity;
    struct error error = {0};
    assert_true(adopt(test, broken, 1));
    assert_false(rulebooks_load(test->store, &book, &identity, &error));
    assert_int_equal(error.fault, FAULT_RULEBOOK_UNREADABLE);
    assert_string_equal(error.place.file, "");
    assert_int_equal(strncmp(error.arguments[0], "broken.yaml:", 12), 0);
    assert_null(book);
    /* It never stops capturing. */
    assert_true(tagged_capture(test->store, 1, 1, &error));
}

static void more_files_than_are_read_back_are_not_adopted(void **state)
{
    struct test_store *test = *state;
    struct rule_file files[LIMIT_RULE_FILES + 1];
    char names[LIMIT_RULE_FILES + 1][8];
    struct rulebook_identity identity;
    struct error error = {0};
    bool adopted = false;
    for (unsigned i = 0; i <= LIMIT_RULE_FILES; i++) {
        names[i][0] = (char)('a' + i / 10);
        names[i][1] = (char)('0' + i % 10);
        names[i][2] = '\0';
        files[i] = file(names[i], "x");
    }
    assert_true(adopt(test, files, LIMIT_RULE_FILES));
    assert_true(rulebooks_current(test->store, &identity, &error));
    assert_true(store_begin(test->store, &error));
    assert_false(rulebooks_adopt(test->store, files, LIMIT_RULE_FILES + 1, &adopted, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    store_rollback(test->store);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_is_over_names_and_bytes_in_order_of_names),
        WITH(the_newest_adopted_one_is_in_use),
        WITH(without_one_nothing_loads),
        WITH(the_rules_of_the_tree_load_out_of_the_store),
        WITH(an_adopted_one_that_does_not_load_says_where),
        WITH(more_files_than_are_read_back_are_not_adopted),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
