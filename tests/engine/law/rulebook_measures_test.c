#include "tests/engine/law/book.h"

#define MEASURES                                                                                   \
    "measures:\n"                                                                                  \
    "  - name: end.one\n"                                                                          \
    "    says: 取扱いの終わり\n"                                                            \
    "    last: 2026-03-31\n"                                                                       \
    "    source: [S1 p.4, S2]\n"                                                                   \
    "    reviewed: 2026-11-21\n"                                                                   \
    "    grade: primary\n"

static void shared_table(char table[BOOK_TEXT])
{
    static char once[BOOK_TEXT];
    edit(BOOK_TABLE, "until: 2026-03-31", "until: end.one", once);
    edit(once, "from: 2026-04-01", "from: after end.one", table);
}

static bool
load_with(const char *measures, const char *table, struct rulebook **book, struct error *error)
{
    const char *const texts[] = {BOOK_SOURCES, table, measures};
    return load(texts, 3, book, error);
}

static void rules_end_and_begin_with_the_measure(void **state)
{
    struct rulebook *book = NULL;
    struct error error;
    char table[BOOK_TEXT];
    const struct rule *ends = NULL;
    (void)state;
    shared_table(table);
    assert_true(load_with(MEASURES, table, &book, &error));
    ends = rulebook_find_rule(book, "P-02");
    assert_int_equal(date_compare(ends->days.last, day(2026, 3, 31)), 0);
    assert_ptr_equal(ends->measure, rulebook_measure(book, 0));
    assert_int_equal(
        date_compare(rulebook_find_rule(book, "P-03")->days.first, day(2026, 4, 1)), 0);
    assert_null(rulebook_find_rule(book, "P-01")->measure);
    assert_int_equal(rulebook_measure_count(book), 1);
    rulebook_close(book);
}

static void its_sources_stand_behind_those_of_the_rule_and_none_twice(void **state)
{
    struct rulebook *book = NULL;
    struct error error;
    char table[BOOK_TEXT];
    const struct rule *ends = NULL;
    (void)state;
    shared_table(table);
    assert_true(load_with(MEASURES, table, &book, &error));
    ends = rulebook_find_rule(book, "P-02");
    assert_int_equal(ends->citation_count, 2);
    assert_string_equal(ends->citations[0].page, "p.4");
    assert_string_equal(ends->citations[1].source->id, "S2");
    rulebook_close(book);
}

static void one_date_extends_them_all(void **state)
{
    struct rulebook *book = NULL;
    struct error error;
    char table[BOOK_TEXT];
    char later[BOOK_TEXT];
    (void)state;
    shared_table(table);
    edit(MEASURES, "last: 2026-03-31", "last: 2026-09-30", later);
    assert_true(load_with(later, table, &book, &error));
    assert_int_equal(
        date_compare(rulebook_find_rule(book, "P-02")->days.last, day(2026, 9, 30)), 0);
    assert_int_equal(
        date_compare(rulebook_find_rule(book, "P-03")->days.first, day(2026, 10, 1)), 0);
    rulebook_close(book);
}

static const struct broken broken[] = {
    {"an end that no measure has", "until: end.one", "until: end.two", FAULT_RULE_MEASURE_UNKNOWN,
     30, 12},
    {"a start that no measure has", "after end.one", "after end.two", FAULT_RULE_MEASURE_UNKNOWN,
     39, 11},
    {"an end that is no day", "until: end.one", "until: 2026-02-30", FAULT_RULE_DATE, 30, 12},
    {"a start that is a bare name", "from: after end.one", "from: end.one", FAULT_RULE_DATE, 39,
     11},
};

static void a_name_without_a_measure_is_refused_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct rulebook *book = NULL;
        struct error error = {.fault = FAULT_NONE};
        char table[BOOK_TEXT];
        char edited[BOOK_TEXT];
        shared_table(table);
        edit(table, broken[i].old, broken[i].with, edited);
        assert_false(load_with(MEASURES, edited, &book, &error));
        assert_fault_at(&error, broken[i].fault, "b.yaml", broken[i].line, broken[i].column);
    }
}

static const struct broken lists[] = {
    {"a measure without a source", "    source: [S1 p.4, S2]\n", "", FAULT_RULE_KEY_MISSING, 2, 5},
    {"an unknown source", "[S1 p.4, S2]", "[S9]", FAULT_RULE_SOURCE_UNKNOWN, 5, 14},
    {"a last day that does not exist", "2026-03-31", "2026-03-32", FAULT_RULE_DATE, 4, 11},
    {"an open end", "last: 2026-03-31", "last: open", FAULT_RULE_DATE, 4, 11},
    {"an unknown key", "    says:", "    sais:", FAULT_RULE_KEY_UNKNOWN, 3, 5},
};

static void a_broken_measure_is_refused_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct rulebook *book = NULL;
        struct error error = {.fault = FAULT_NONE};
        char edited[BOOK_TEXT];
        edit(MEASURES, lists[i].old, lists[i].with, edited);
        assert_false(load_with(edited, BOOK_TABLE, &book, &error));
        assert_fault_at(&error, lists[i].fault, "c.yaml", lists[i].line, lists[i].column);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_end_and_begin_with_the_measure),
        cmocka_unit_test(its_sources_stand_behind_those_of_the_rule_and_none_twice),
        cmocka_unit_test(one_date_extends_them_all),
        cmocka_unit_test(a_name_without_a_measure_is_refused_at_its_place),
        cmocka_unit_test(a_broken_measure_is_refused_at_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
