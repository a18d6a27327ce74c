#include "tests/engine/law/chain.h"

static void no_file_at_all_is_an_empty_book(void **state)
{
    struct rulebook *book = NULL;
    struct error error;
    (void)state;
    assert_true(rulebook_load(NULL, 0, &book, &error));
    assert_int_equal(rulebook_table_count(book), 0);
    assert_int_equal(rulebook_source_count(book), 0);
    assert_int_equal(rulebook_parameter_count(book), 0);
    assert_null(rulebook_find_table(book, "path"));
    assert_null(rulebook_find_rule(book, "P-01"));
    assert_null(rulebook_find_parameter(book, "a", "", day(2026, 1, 1)));
    rulebook_close(book);
    rulebook_close(NULL);
}

static void the_order_of_the_files_does_not_matter(void **state)
{
    const struct rule_file files[] = {
        {"z.yaml", slice_of(BOOK_SOURCES)},
        {"b.yaml", slice_of(CHAIN_PROOF)},
        {"a.yaml", slice_of(CHAIN_BASIS)},
    };
    struct rulebook *book = NULL;
    struct error error;
    (void)state;
    assert_true(rulebook_load(files, 3, &book, &error));
    assert_string_equal(rulebook_table(book, 0)->name, "basis");
    assert_string_equal(rulebook_table(book, 1)->name, "proof");
    assert_int_equal(rulebook_table(book, 1)->number, 1);
    rulebook_close(book);
}

static void a_book_does_not_borrow_from_the_files(void **state)
{
    static char table[BOOK_TEXT] = BOOK_TABLE;
    static char sources[BOOK_TEXT] = BOOK_SOURCES;
    char name[] = "law.yaml";
    const struct rule_file files[] = {{name, slice_of(table)}, {"s.yaml", slice_of(sources)}};
    struct rulebook *book = NULL;
    struct error error;
    (void)state;
    assert_true(rulebook_load(files, 2, &book, &error));
    memset(table, 'x', sizeof table);
    memset(sources, 'x', sizeof sources);
    memset(name, 'x', sizeof name - 1);
    assert_string_equal(rulebook_table(book, 0)->name, "path");
    assert_string_equal(rulebook_table(book, 0)->place.file, "law.yaml");
    assert_string_equal(rulebook_find_rule(book, "P-02")->citations[0].page, "p.4");
    rulebook_close(book);
}

static void a_file_that_is_neither_table_nor_list_is_refused(void **state)
{
    const char *const other[] = {"settings:\n  a: b\n"};
    const char *const text[] = {"hello\n"};
    const char *const list[] = {"sources: S1\n"};
    struct rulebook *book = NULL;
    struct error error;
    (void)state;
    assert_false(load(other, 1, &book, &error));
    assert_fault_at(&error, FAULT_RULE_FILE_KIND, "a.yaml", 1, 1);
    assert_false(load(text, 1, &book, &error));
    assert_fault_at(&error, FAULT_RULE_MAP_EXPECTED, "a.yaml", 1, 1);
    assert_false(load(list, 1, &book, &error));
    assert_fault_at(&error, FAULT_RULE_LIST_EXPECTED, "a.yaml", 1, 10);
}

static void too_many_files_and_tables_are_refused(void **state)
{
    static char texts[LIMIT_TABLES + 1][512];
    static char names[LIMIT_TABLES + 1][32];
    struct rule_file files[LIMIT_RULE_FILES + 1];
    struct rulebook *book = NULL;
    struct error error;
    (void)state;
    for (int i = 0; i <= LIMIT_TABLES; i++) {
        (void)snprintf(names[i], sizeof names[i], "%02d.yaml", i);
        (void)snprintf(
            texts[i], sizeof texts[i],
            "table: t%d\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\nfacts: {}\n"
            "outcome: {o: {a: x}}\nrules: []\n",
            i);
        files[i] = (struct rule_file){names[i], slice_of(texts[i])};
    }
    assert_false(rulebook_load(files, LIMIT_TABLES + 1, &book, &error));
    assert_fault_at(&error, FAULT_RULE_TOO_MANY, "32.yaml", 1, 1);
    assert_false(rulebook_load(files, LIMIT_RULE_FILES + 1, &book, &error));
    assert_int_equal(error.fault, FAULT_RULE_TOO_MANY);
}

static void names_of_outcomes_are_found(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    const struct rule_table *table = rulebook_find_table(book, "path");
    unsigned field = 9;
    unsigned value = 9;
    (void)state;
    assert_true(rule_table_find_outcome(table, "next", &field));
    assert_int_equal(field, 1);
    assert_true(rule_table_find_value(table, field, "ask", &value));
    assert_int_equal(value, 1);
    assert_false(rule_table_find_value(table, field, "held", &value));
    assert_false(rule_table_find_outcome(table, "nxt", &field));
    rulebook_close(book);
}

static void every_rule_is_found_by_its_id(void **state)
{
    struct rulebook *book = chain_book();
    size_t found = 0;
    (void)state;
    for (size_t t = 0; t < rulebook_table_count(book); t++) {
        const struct rule_table *table = rulebook_table(book, t);
        for (size_t r = 0; r < table->rule_count; r++) {
            assert_ptr_equal(rulebook_find_rule(book, table->rules[r].id), &table->rules[r]);
            found++;
        }
    }
    assert_int_equal(found, 11);
    assert_null(rulebook_find_rule(book, "AA"));
    assert_null(rulebook_find_rule(book, "ZZ"));
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_file_at_all_is_an_empty_book),
        cmocka_unit_test(the_order_of_the_files_does_not_matter),
        cmocka_unit_test(a_book_does_not_borrow_from_the_files),
        cmocka_unit_test(a_file_that_is_neither_table_nor_list_is_refused),
        cmocka_unit_test(too_many_files_and_tables_are_refused),
        cmocka_unit_test(names_of_outcomes_are_found),
        cmocka_unit_test(every_rule_is_found_by_its_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
