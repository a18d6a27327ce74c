#include "engine/law/rulebook_flips.h"

#include "tests/engine/law/chain.h"

struct told {
    char text[512];
};

/* "fact=value>outcome by RULE;" for each flip. */
static void tell(void *context, const struct flip *flip)
{
    struct told *told = context;
    size_t used = strlen(told->text);
    (void)snprintf(
        told->text + used, sizeof told->text - used, "%s=%s>%s by %s;", fact_name(flip->fact),
        domain_value_name(fact_domain(flip->fact), flip->value),
        flip->ruling->table->outcomes[0].values[flip->outcome].name, flip->ruling->rule->id);
}

static struct told
flips(const struct rulebook *book, const char *table, const struct facts *facts, struct date visit)
{
    struct told told = {""};
    rulebook_flips(
        book, rulebook_find_table(book, table), facts, visit, month(2026, 5), 0, tell, &told);
    return told;
}

static void each_fact_that_would_change_the_outcome_is_told(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct facts facts = {{0}};
    (void)state;
    assert_string_equal(
        flips(book, "path", &facts, day(2026, 4, 1)).text, "verbal=unchanged>current by P-01;");
    facts.values[FACT_VERBAL] = VERBAL_UNCHANGED;
    assert_string_equal(
        flips(book, "path", &facts, day(2026, 4, 1)).text,
        "verbal=unrecorded>held by P-03;verbal=changed>held by P-03;");
    rulebook_close(book);
}

static void facts_of_earlier_tables_count_too(void **state)
{
    struct rulebook *book = chain_book();
    const struct facts facts = {{0}};
    (void)state;
    assert_string_equal(
        flips(book, "path", &facts, day(2026, 4, 1)).text,
        "verbal=unchanged>current by PA-1;outage=confirmed>current by PA-1;"
        "given_up=yes>unknown by PA-3;");
    assert_string_equal(
        flips(book, "proof", &facts, day(2026, 4, 1)).text, "outage=confirmed>yes by PR-1;");
    rulebook_close(book);
}

static void where_nothing_rules_everything_that_would_is_told(void **state)
{
    struct rulebook *book = chain_book();
    struct facts facts = {{0}};
    (void)state;
    facts.values[FACT_OUTAGE] = OUTAGE_NOT_CONFIRMED;
    assert_string_equal(
        flips(book, "proof", &facts, day(2023, 7, 10)).text,
        "outage=unrecorded>no by PR-2;outage=confirmed>yes by PR-1;");
    rulebook_close(book);
}

static void impossible_and_unruled_neighbours_are_not_told(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct facts facts = {{0}};
    (void)state;
    facts.values[FACT_VERBAL] = VERBAL_UNCHANGED;
    facts.values[FACT_GIVEN_UP] = FLAG_YES;
    assert_string_equal(
        flips(book, "path", &facts, day(2026, 4, 1)).text, "verbal=unrecorded>held by P-04;");
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fact_that_would_change_the_outcome_is_told),
        cmocka_unit_test(facts_of_earlier_tables_count_too),
        cmocka_unit_test(where_nothing_rules_everything_that_would_is_told),
        cmocka_unit_test(impossible_and_unruled_neighbours_are_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
