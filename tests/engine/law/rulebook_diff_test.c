#include "engine/law/rulebook_diff.h"

#include "tests/engine/law/book.h"

static const char parameters[] =
    "parameters:\n"
    "  - {name: code, value: \"1\", from: 2023-08-01, until: 2026-03-31, source: S1, "
    "reviewed: 2026-11-21, grade: primary}\n"
    "  - {name: code, value: \"2\", from: 2026-04-01, until: open, source: S1, "
    "reviewed: 2026-11-21, grade: primary}\n"
    "  - {name: code, key: x, value: \"3\", from: 2026-04-01, until: open, source: S1, "
    "reviewed: 2026-11-21, grade: primary}\n"
    "  - {name: months, value: \"3\", from: 2021-10-01, until: open, source: S1, "
    "reviewed: 2026-11-21, grade: primary}\n"
    "  - {name: old, value: \"9\", from: 2021-10-01, until: 2026-03-31, source: S1, "
    "reviewed: 2026-11-21, grade: primary}\n";

static struct rulebook *whole_book(const char *table)
{
    const char *const texts[] = {BOOK_SOURCES, table, parameters};
    return book_of(texts, 3);
}

/* What was told, as a line of words. */
struct told {
    char text[512];
};

static const char *name_of(const struct law_row *row)
{
    return row->rule != NULL ? row->rule->id : row->parameter != NULL ? row->parameter->value : "-";
}

static void tell_row(void *context, const struct law_row *row)
{
    struct told *told = context;
    strcat(told->text, name_of(row));
    strcat(told->text, " ");
}

static void tell_change(void *context, const struct law_change *change)
{
    static const char *const marks[] = {"went", "came", "replaced"};
    struct told *told = context;
    strcat(told->text, marks[change->kind]);
    strcat(told->text, ":");
    strcat(told->text, name_of(&change->before));
    strcat(told->text, ":");
    strcat(told->text, name_of(&change->after));
    strcat(told->text, " ");
}

static struct told law_on(const struct rulebook *book, struct date on)
{
    struct told told = {""};
    rulebook_at(book, on, tell_row, &told);
    return told;
}

static struct told
changed_between(const struct rulebook *book, struct date first, struct date second)
{
    struct told told = {""};
    rulebook_diff(book, first, second, tell_change, &told);
    return told;
}

static void the_law_of_a_day_is_what_is_in_force(void **state)
{
    struct rulebook *book = whole_book(BOOK_TABLE);
    (void)state;
    assert_string_equal(law_on(book, day(2021, 9, 30)).text, "");
    assert_string_equal(law_on(book, day(2021, 10, 1)).text, "P-01 P-02 P-04 3 9 ");
    assert_string_equal(law_on(book, day(2026, 3, 31)).text, "P-01 P-02 P-04 1 3 9 ");
    assert_string_equal(law_on(book, day(2026, 4, 1)).text, "P-01 P-03 P-04 2 3 3 ");
    rulebook_close(book);
}

static void between_two_days_rules_go_come_and_replace_each_other(void **state)
{
    struct rulebook *book = whole_book(BOOK_TABLE);
    (void)state;
    assert_string_equal(
        changed_between(book, day(2026, 3, 31), day(2026, 4, 1)).text,
        "replaced:P-02:P-03 replaced:1:2 came:-:3 went:9:- ");
    assert_string_equal(
        changed_between(book, day(2026, 4, 1), day(2026, 3, 31)).text,
        "replaced:P-03:P-02 replaced:2:1 went:3:- came:-:9 ");
    assert_string_equal(changed_between(book, day(2026, 4, 1), day(2026, 4, 2)).text, "");
    assert_string_equal(
        changed_between(book, day(2021, 9, 30), day(2021, 10, 1)).text,
        "came:-:P-01 came:-:P-02 came:-:P-04 came:-:3 came:-:9 ");
    rulebook_close(book);
}

static void a_rule_that_nothing_follows_went(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    (void)state;
    edit(
        BOOK_TABLE, "from: 2026-04-01\n    until: open\n    when: {verbal: [unrecorded, changed]",
        "from: 2026-04-01\n    until: open\n    when: {verbal: [unchanged]", edited);
    book = whole_book(edited);
    assert_string_equal(
        changed_between(book, day(2026, 3, 31), day(2026, 4, 1)).text,
        "went:P-02:- came:-:P-03 replaced:1:2 came:-:3 went:9:- ");
    rulebook_close(book);
}

static void announced_rules_are_never_in_force(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    (void)state;
    edit(BOOK_TABLE, "state: provisional", "state: announced", edited);
    book = whole_book(edited);
    assert_string_equal(law_on(book, day(2026, 3, 31)).text, "P-01 P-04 1 3 9 ");
    rulebook_close(book);
}

static void the_other_axis_only_has_to_leave_it_open(void **state)
{
    struct rulebook *book = book_with(BOOK_BY_CLAIM);
    (void)state;
    assert_string_equal(law_on(book, day(2023, 8, 31)).text, "F-1 F-2 ");
    assert_string_equal(law_on(book, day(2023, 9, 1)).text, "F-2 ");
    rulebook_close(book);
}

static const char by_month[] = "table: filing\n"
                               "question: 請求できるか\n"
                               "axis: claim_month\n"
                               "floor: 2023-07\n"
                               "facts: {}\n"
                               "outcome: {filing: {wait: 待つ, open: 可}}\n"
                               "rules:\n"
                               "  - id: F-1\n"
                               "    says: 8月請求までは待つ\n"
                               "    from: 2023-07\n"
                               "    until: 2023-08\n"
                               "    when: {}\n"
                               "    then: {filing: wait}\n" BOOK_TAIL "  - id: F-2\n"
                               "    says: 9月請求から出せる\n"
                               "    from: 2023-09\n"
                               "    until: open\n"
                               "    when: {}\n"
                               "    then: {filing: open}\n" BOOK_TAIL "  - id: F-3\n"
                               "    says: 10月31日からの受診\n"
                               "    from: 2023-09\n"
                               "    until: open\n"
                               "    visits_from: 2023-10-31\n"
                               "    when: {}\n"
                               "    then: {filing: open}\n" BOOK_TAIL;

static void on_the_claim_month_a_day_stands_for_its_month(void **state)
{
    struct rulebook *book = book_with(by_month);
    (void)state;
    assert_string_equal(law_on(book, day(2023, 8, 31)).text, "F-1 ");
    assert_string_equal(law_on(book, day(2023, 9, 1)).text, "F-2 ");
    assert_string_equal(law_on(book, day(2023, 9, 30)).text, "F-2 ");
    assert_string_equal(law_on(book, day(2023, 10, 1)).text, "F-2 F-3 ");
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_law_of_a_day_is_what_is_in_force),
        cmocka_unit_test(between_two_days_rules_go_come_and_replace_each_other),
        cmocka_unit_test(a_rule_that_nothing_follows_went),
        cmocka_unit_test(announced_rules_are_never_in_force),
        cmocka_unit_test(the_other_axis_only_has_to_leave_it_open),
        cmocka_unit_test(on_the_claim_month_a_day_stands_for_its_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
