#include "tests/engine/law/chain.h"

static void assert_refused(
    const char *const *texts,
    size_t count,
    enum fault fault,
    const char *file,
    uint64_t line,
    uint64_t column)
{
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    assert_false(load(texts, count, &book, &error));
    assert_fault_at(&error, fault, file, line, column);
}

static void a_derived_fact_has_the_values_of_the_outcome(void **state)
{
    struct rulebook *book = chain_book();
    const struct table_fact *fact = &rulebook_find_table(book, "path")->facts[0];
    (void)state;
    assert_ptr_equal(fact->from, rulebook_find_table(book, "basis"));
    assert_string_equal(table_fact_name(fact), "basis");
    assert_int_equal(fact->size, 3);
    assert_string_equal(table_fact_value_name(fact, 0), "confirmed");
    assert_string_equal(table_fact_value_label(fact, 1, LANGUAGE_JAPANESE), "聞き取り");
    assert_string_equal(table_fact_value_label(fact, 1, LANGUAGE_ENGLISH), "heard");
    rulebook_close(book);
}

static void a_derived_fact_is_listed_with_its_whole_domain(void **state)
{
    char edited[BOOK_TEXT];
    const char *const texts[] = {CHAIN_PATH, edited, CHAIN_PROOF, BOOK_SOURCES};
    (void)state;
    edit(CHAIN_BASIS, "proof: [no, yes]", "proof: [yes]", edited);
    assert_refused(texts, 4, FAULT_RULE_FACT_INCOMPLETE, "b.yaml", 6, 10);
}

static void a_fact_that_no_table_derives_is_refused(void **state)
{
    char edited[BOOK_TEXT];
    const char *const texts[] = {CHAIN_PATH, CHAIN_BASIS, edited, BOOK_SOURCES};
    (void)state;
    edit(CHAIN_PROOF, "derives: proof\n", "", edited);
    assert_refused(texts, 4, FAULT_RULE_FACT_UNKNOWN, "b.yaml", 6, 3);
}

static void two_tables_do_not_derive_the_same_fact(void **state)
{
    char edited[BOOK_TEXT];
    const char *const texts[] = {CHAIN_PROOF, edited, BOOK_SOURCES};
    (void)state;
    edit(CHAIN_PROOF, "table: proof", "table: proof2", edited);
    assert_refused(texts, 3, FAULT_RULE_FACT_TWICE, "b.yaml", 9, 10);
}

static void a_table_stands_once(void **state)
{
    const char *const texts[] = {BOOK_SOURCES, BOOK_TABLE, BOOK_TABLE};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    (void)state;
    assert_false(load(texts, 3, &book, &error));
    assert_fault_at(&error, FAULT_RULE_ID_TWICE, "c.yaml", 1, 8);
    assert_string_equal(error.arguments[1], "b.yaml:1");
}

static void an_id_stands_once_in_the_whole_book(void **state)
{
    char edited[BOOK_TEXT];
    const char *const in_two_files[] = {CHAIN_PATH, CHAIN_BASIS, edited, BOOK_SOURCES};
    const char *const in_one_file[] = {BOOK_SOURCES, edited};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    (void)state;
    edit(CHAIN_PROOF, "id: PR-2", "id: BA-1", edited);
    assert_false(load(in_two_files, 4, &book, &error));
    assert_fault_at(&error, FAULT_RULE_ID_TWICE, "c.yaml", 21, 9);
    assert_string_equal(error.arguments[0], "BA-1");
    assert_string_equal(error.arguments[1], "b.yaml:13");
    edit(BOOK_TABLE, "id: P-02", "id: P-X1", edited);
    assert_refused(in_one_file, 2, FAULT_RULE_ID_TWICE, "b.yaml", 12, 9);
}

static void a_table_that_uses_its_own_outcome_is_a_cycle(void **state)
{
    char edited[BOOK_TEXT];
    const char *const texts[] = {edited, BOOK_SOURCES};
    (void)state;
    edit(CHAIN_PROOF, "facts:\n", "facts:\n  proof: [yes, no]\n", edited);
    assert_refused(texts, 2, FAULT_RULE_CYCLE, "a.yaml", 6, 3);
}

static void tables_that_need_each_other_are_a_cycle(void **state)
{
    char edited[BOOK_TEXT];
    char path[BOOK_TEXT];
    const char *const texts[] = {path, CHAIN_BASIS, edited, BOOK_SOURCES};
    (void)state;
    edit(CHAIN_PATH, "rules:\n", "derives: path\nrules:\n", path);
    edit(CHAIN_PROOF, "facts:\n", "facts:\n  path: [held, current, unknown]\n", edited);
    assert_refused(texts, 4, FAULT_RULE_CYCLE, "a.yaml", 6, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_derived_fact_has_the_values_of_the_outcome),
        cmocka_unit_test(a_derived_fact_is_listed_with_its_whole_domain),
        cmocka_unit_test(a_fact_that_no_table_derives_is_refused),
        cmocka_unit_test(two_tables_do_not_derive_the_same_fact),
        cmocka_unit_test(a_table_stands_once),
        cmocka_unit_test(an_id_stands_once_in_the_whole_book),
        cmocka_unit_test(a_table_that_uses_its_own_outcome_is_a_cycle),
        cmocka_unit_test(tables_that_need_each_other_are_a_cycle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
