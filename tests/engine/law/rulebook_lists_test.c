#include "tests/engine/law/book.h"

static const char list[] = "parameters:\n"
                           "  - name: comment.past.code\n"
                           "    value: \"820000245\"\n"
                           "    from: 2023-08-01\n"
                           "    until: 2026-05-31\n"
                           "    source: S1 別紙\n"
                           "    reviewed: 2026-11-21\n"
                           "    grade: primary\n"
                           "  - name: comment.past.code\n"
                           "    key: \"\"\n"
                           "    value: \"820000999\"\n"
                           "    says: 改定後のコード\n"
                           "    english: code after the revision\n"
                           "    from: 2026-06-01\n"
                           "    until: open\n"
                           "    source: [S1, S2 p.1]\n"
                           "    reviewed: 2026-11-21\n"
                           "    grade: recalled\n"
                           "  - name: insurer.scheme\n"
                           "    key: \"01\"\n"
                           "    value: 010\n"
                           "    from: 2021-10-01\n"
                           "    until: open\n"
                           "    source: S2\n"
                           "    reviewed: 2026-11-21\n"
                           "    grade: secondary\n";

static const struct broken parameters[] = {
    {"an unknown key of a parameter is refused", "    value: \"820000245\"\n",
     "    value: \"820000245\"\n    state: enacted\n", FAULT_RULE_KEY_UNKNOWN, 4, 5},
    {"a parameter has a value", "    value: 010\n", "", FAULT_RULE_KEY_MISSING, 19, 5},
    {"a parameter has a source", "    source: S2\n", "", FAULT_RULE_KEY_MISSING, 19, 5},
    {"an unknown source of a parameter is refused", "source: S2\n", "source: S3\n",
     FAULT_RULE_SOURCE_UNKNOWN, 24, 13},
    {"a first day of a parameter exists", "from: 2021-10-01", "from: 2021-09-31", FAULT_RULE_DATE,
     22, 11},
    {"from after until of a parameter is refused", "until: 2026-05-31", "until: 2023-07-31",
     FAULT_RULE_FROM_AFTER_UNTIL, 5, 12},
    {"rows of one name and key do not share a day", "until: 2026-05-31", "until: 2026-06-01",
     FAULT_RULE_PARAMETER_OVERLAP, 9, 11},
    {"an open row leaves no day to a later one", "until: 2026-05-31", "until: open",
     FAULT_RULE_PARAMETER_OVERLAP, 9, 11},
    {"an unknown grade of a parameter is refused", "grade: secondary", "grade: fair",
     FAULT_RULE_WORD_UNKNOWN, 26, 12},
    {"parameters stand alone in their file", "parameters:\n", "settings: {}\nparameters:\n",
     FAULT_RULE_KEY_UNKNOWN, 1, 1},
};

static void parameter_is_refused(void **state)
{
    assert_broken(list, *state);
}

static const struct broken sources[] = {
    {"an unknown key of a source is refused", "    issuer: 協会\n", "    isuer: 協会\n",
     FAULT_RULE_KEY_UNKNOWN, 12, 5},
    {"a source has a title", "    title: 解説\n", "", FAULT_RULE_KEY_MISSING, 10, 5},
    {"a source says how much of it was seen", "    seen: second_hand\n", "", FAULT_RULE_KEY_MISSING,
     10, 5},
    {"a word for seen is one of three", "seen: excerpt", "seen: some", FAULT_RULE_WORD_UNKNOWN, 9,
     11},
    {"a source stands once", "id: S2", "id: S1", FAULT_RULE_ID_TWICE, 10, 9},
    {"the day of a source exists", "date: 2023-07-10", "date: 2023-07-32", FAULT_RULE_DATE, 6, 11},
    {"the id of a source has no blank", "id: S2", "id: S 2", FAULT_RULE_NAME_EXPECTED, 10, 9},
    {"an empty title is none", "title: 解説", "title: \"\"", FAULT_RULE_TEXT_EXPECTED, 11, 12},
};

static void source_is_refused(void **state)
{
    const struct broken *broken = *state;
    char edited[BOOK_TEXT];
    const char *const texts[] = {edited};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    edit(BOOK_SOURCES, broken->old, broken->with, edited);
    assert_false(load(texts, 1, &book, &error));
    assert_fault_at(&error, broken->fault, "a.yaml", broken->line, broken->column);
}

static const char *value_on(const struct rulebook *book, const char *name, struct date on)
{
    const struct rule_parameter *row = rulebook_find_parameter(book, name, "", on);
    return row == NULL ? NULL : row->value;
}

static void a_parameter_holds_from_its_first_to_its_last_day(void **state)
{
    struct rulebook *book = book_with(list);
    (void)state;
    assert_null(value_on(book, "comment.past.code", day(2023, 7, 31)));
    assert_string_equal(value_on(book, "comment.past.code", day(2023, 8, 1)), "820000245");
    assert_string_equal(value_on(book, "comment.past.code", day(2026, 5, 31)), "820000245");
    assert_string_equal(value_on(book, "comment.past.code", day(2026, 6, 1)), "820000999");
    assert_string_equal(value_on(book, "comment.past.code", day(2199, 1, 1)), "820000999");
    assert_null(value_on(book, "comment.past", day(2026, 6, 1)));
    assert_null(value_on(book, "insurer.scheme", day(2026, 6, 1)));
    assert_null(value_on(book, "zzz", day(2026, 6, 1)));
    rulebook_close(book);
}

static void a_key_tells_rows_of_one_name_apart_and_numbers_stay_text(void **state)
{
    struct rulebook *book = book_with(list);
    const struct rule_parameter *row =
        rulebook_find_parameter(book, "insurer.scheme", "01", day(2026, 6, 1));
    (void)state;
    assert_non_null(row);
    assert_string_equal(row->value, "010");
    assert_string_equal(row->key, "01");
    assert_int_equal(row->grade, RULE_GRADE_SECONDARY);
    assert_string_equal(row->citations[0].source->title, "解説");
    assert_int_equal(rulebook_parameter_count(book), 3);
    assert_string_equal(rulebook_parameter(book, 1)->english, "code after the revision");
    assert_string_equal(rulebook_parameter(book, 0)->says, "");
    rulebook_close(book);
}

static void a_source_keeps_what_its_file_says(void **state)
{
    struct rulebook *book = book_with(list);
    const struct rule_source *source = rulebook_source(book, 0);
    (void)state;
    assert_int_equal(rulebook_source_count(book), 2);
    assert_string_equal(source->number, "保発第1号");
    assert_string_equal(source->date, "2023-07-10");
    assert_string_equal(source->in_force, "2023-09");
    assert_string_equal(source->link, "");
    assert_int_equal(source->seen, SOURCE_SEEN_EXCERPT);
    assert_string_equal(rulebook_source(book, 1)->date, "");
    rulebook_close(book);
}

static void lists_of_several_files_come_together(void **state)
{
    static const char more[] = "parameters:\n"
                               "  - name: comment.past.code\n"
                               "    value: \"1\"\n"
                               "    from: 2023-07-01\n"
                               "    until: 2023-07-31\n"
                               "    source: S1\n"
                               "    reviewed: 2026-11-21\n"
                               "    grade: inferred\n";
    const char *const texts[] = {more, list, BOOK_SOURCES};
    struct rulebook *book = book_of(texts, 3);
    (void)state;
    assert_int_equal(rulebook_parameter_count(book), 4);
    assert_string_equal(value_on(book, "comment.past.code", day(2023, 7, 31)), "1");
    rulebook_close(book);
}

int main(void)
{
    enum {
        PARAMETERS = sizeof parameters / sizeof parameters[0],
        SOURCES = sizeof sources / sizeof sources[0]
    };
    struct CMUnitTest parameter_tests[PARAMETERS];
    struct CMUnitTest source_tests[SOURCES];
    const struct CMUnitTest others[] = {
        cmocka_unit_test(a_parameter_holds_from_its_first_to_its_last_day),
        cmocka_unit_test(a_key_tells_rows_of_one_name_apart_and_numbers_stay_text),
        cmocka_unit_test(a_source_keeps_what_its_file_says),
        cmocka_unit_test(lists_of_several_files_come_together),
    };
    fill_tests(parameter_tests, parameters, PARAMETERS, parameter_is_refused);
    fill_tests(source_tests, sources, SOURCES, source_is_refused);
    return cmocka_run_group_tests(parameter_tests, NULL, NULL) +
           cmocka_run_group_tests(source_tests, NULL, NULL) +
           cmocka_run_group_tests(others, NULL, NULL);
}
