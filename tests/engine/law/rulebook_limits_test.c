/* Every limit of a rule file: the most that is allowed, and one more. */
#include "tests/engine/law/book.h"

enum {
    LONG_TEXT = 1024 * 1024
};

/* A text that grows; the tests run one after another. */
static char text[LONG_TEXT];
static size_t used;

static void start(const char *first)
{
    used = strlen(first);
    memcpy(text, first, used + 1);
}

/* Appends the piece with the number in the place of each '#'. */
static void add(const char *piece, size_t number)
{
    for (; *piece != '\0'; piece++) {
        assert_true(used + 32 < sizeof text);
        if (*piece == '#') {
            used += (size_t)snprintf(text + used, 32, "%zu", number);
        } else {
            text[used++] = *piece;
        }
    }
    text[used] = '\0';
}

static void assert_loads(void)
{
    rulebook_close(book_with(text));
}

static void assert_too_many(uint64_t line, uint64_t column, int limit)
{
    const char *const texts[] = {BOOK_SOURCES, text};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    char wanted[32];
    assert_false(load(texts, 2, &book, &error));
    assert_fault_at(&error, FAULT_RULE_TOO_MANY, "b.yaml", line, column);
    (void)snprintf(wanted, sizeof wanted, "%d", limit);
    assert_string_equal(error.arguments[0], wanted);
}

#define HEAD "table: t\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\n"
#define RULE                                                                                       \
    "  - {id: R-#, says: s, from: 2021-10-01, until: open, when: {}, then: {o: a}, "               \
    "source: S1, reviewed: 2026-11-21, state: enacted, grade: primary}\n"

static void make_rules(size_t rules, size_t impossible)
{
    start(HEAD "facts: {}\noutcome: {o: {a: x}}\nimpossible:\n");
    for (size_t i = 0; i < impossible; i++) {
        add("  - {id: X-#, says: s, when: {}}\n", i);
    }
    add("rules:\n", 0);
    for (size_t i = 0; i < rules; i++) {
        add(RULE, i);
    }
}

static void a_table_has_at_most_so_many_rows(void **state)
{
    (void)state;
    make_rules(LIMIT_TABLE_RULES - 2, 2);
    assert_loads();
    make_rules(LIMIT_TABLE_RULES - 2, 3);
    assert_too_many(12, 3, LIMIT_TABLE_RULES);
}

static void make_facts(size_t count)
{
    static const enum fact two_valued[] = {
        FACT_GIVEN_UP,    FACT_PERSON_CONFIRMED, FACT_LEAD_CONFIRMED, FACT_PAST_DESPITE_NEWER,
        FACT_VISITS_HELD, FACT_TYPE_CHANGE,      FACT_CARRIED_ITEMS,  FACT_WRITABLE,
    };

    start("table: a\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\nfacts:\n");
    for (size_t i = 0; i < sizeof two_valued / sizeof two_valued[0]; i++) {
        used += (size_t)snprintf(
            text + used, sizeof text - used, "  %s: [no, yes]\n", fact_name(two_valued[i]));
    }
    for (size_t i = sizeof two_valued / sizeof two_valued[0]; i < count; i++) {
        add("  d#: [v]\n", i);
    }
    add("outcome: {o: {a: x}}\nrules:\n" RULE, 0);
}

/* A table that derives the facts d8 to d17 of one value each, in two files. */
static void a_table_has_at_most_so_many_facts(void **state)
{
    static const char five[] =
        HEAD "facts: {}\noutcome: {d8: {v: x}, d9: {v: x}, d10: {v: x}, d11: {v: x}, d12: {v: x}}\n"
             "derives: [d8, d9, d10, d11, d12]\n"
             "rules:\n"
             "  - id: F-1\n    says: s\n    from: 2021-10-01\n    until: open\n    when: {}\n"
             "    then: {d8: v, d9: v, d10: v, d11: v, d12: v}\n" BOOK_TAIL;
    static const char more[] =
        "table: u\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\nfacts: {}\n"
        "outcome: {d13: {v: x}, d14: {v: x}, d15: {v: x}, d16: {v: x}, d17: {v: x}}\n"
        "derives: [d13, d14, d15, d16, d17]\n"
        "rules:\n"
        "  - id: G-1\n    says: s\n    from: 2021-10-01\n    until: open\n    when: {}\n"
        "    then: {d13: v, d14: v, d15: v, d16: v, d17: v}\n" BOOK_TAIL;
    const char *const texts[] = {BOOK_SOURCES, text, five, more};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    (void)state;
    make_facts(LIMIT_TABLE_FACTS);
    rulebook_close(book_of(texts, 4));
    make_facts(LIMIT_TABLE_FACTS + 1);
    assert_false(load(texts, 4, &book, &error));
    assert_fault_at(&error, FAULT_RULE_TOO_MANY, "b.yaml", 6, 3);
}

static void make_fields(size_t count)
{
    start(HEAD "facts: {}\noutcome:\n");
    for (size_t i = 0; i < count; i++) {
        add("  o#: {a: x}\n", i);
    }
    add("rules:\n  - {id: R-#, says: s, from: 2021-10-01, until: open, when: {}, then: {", 1);
    for (size_t i = 0; i < count; i++) {
        add("o#: a, ", i);
    }
    add("}, source: S#, reviewed: 2026-11-21, state: enacted, grade: primary}\n", 1);
}

static void a_table_has_at_most_so_many_outcomes(void **state)
{
    (void)state;
    make_fields(LIMIT_OUTCOME_FIELDS);
    assert_loads();
    make_fields(LIMIT_OUTCOME_FIELDS + 1);
    assert_too_many(7, 3, LIMIT_OUTCOME_FIELDS);
}

static void make_values(size_t count)
{
    start(HEAD "facts: {}\noutcome:\n  o:\n");
    for (size_t i = 0; i < count; i++) {
        add(i == 0 ? "    a: x#\n" : "    v#: x\n", i);
    }
    add("rules:\n" RULE, 1);
}

static void an_outcome_has_at_most_so_many_values(void **state)
{
    (void)state;
    make_values(LIMIT_FACT_VALUES);
    assert_loads();
    make_values(LIMIT_FACT_VALUES + 1);
    assert_too_many(8, 5, LIMIT_FACT_VALUES);
}

static void make_citations(size_t count)
{
    start(HEAD "facts: {}\noutcome: {o: {a: x}}\nrules:\n  - id: R\n    says: s\n"
               "    from: 2021-10-01\n    until: open\n    when: {}\n    then: {o: a}\n"
               "    reviewed: 2026-11-21\n    state: enacted\n    grade: primary\n    source:\n");
    for (size_t i = 0; i < count; i++) {
        add("      - S1 p.#\n", i);
    }
}

static void a_rule_cites_at_most_so_many_places(void **state)
{
    (void)state;
    make_citations(LIMIT_RULE_CITATIONS);
    assert_loads();
    make_citations(LIMIT_RULE_CITATIONS + 1);
    assert_too_many(18, 7, LIMIT_RULE_CITATIONS);
}

static void make_parameters(size_t count)
{
    start("parameters:\n");
    for (size_t i = 0; i < count; i++) {
        add("  - {name: p#, value: x, from: 2021-10-01, until: open, source: S1, "
            "reviewed: 2026-11-21, grade: primary}\n",
            i);
    }
}

static void a_book_has_at_most_so_many_parameters(void **state)
{
    (void)state;
    make_parameters(LIMIT_PARAMETERS);
    assert_loads();
    make_parameters(LIMIT_PARAMETERS + 1);
    assert_too_many(2, 3, LIMIT_PARAMETERS);
}

static void make_sources(size_t count)
{
    start("sources:\n");
    for (size_t i = 0; i < count; i++) {
        add("  - {id: T#, title: t, issuer: i, seen: whole}\n", i);
    }
}

/* The book of the tests has two sources already. */
static void a_book_has_at_most_so_many_sources(void **state)
{
    (void)state;
    make_sources(LIMIT_SOURCES - 2);
    assert_loads();
    make_sources(LIMIT_SOURCES - 1);
    assert_too_many(2, 3, LIMIT_SOURCES);
}

/* Five derived facts of ten values each, the last of as many as asked for. */
static void make_product(char *deriving, size_t size, size_t last)
{
    static const char ten[] =
        "v0: x, v1: x, v2: x, v3: x, v4: x, v5: x, v6: x, v7: x, v8: x, v9: x";
    static const char all[] = "v0, v1, v2, v3, v4, v5, v6, v7, v8, v9";
    const char *const extra = last > 10 ? ", v10" : "";
    (void)snprintf(
        deriving, size,
        HEAD "facts: {}\noutcome: {e1: {%s}, e2: {%s}, e3: {%s}, e4: {%s}, e5: {%s%s}}\n"
             "derives: [e1, e2, e3, e4, e5]\nrules:\n"
             "  - id: E-1\n    says: s\n    from: 2021-10-01\n    until: open\n    when: {}\n"
             "    then: {e1: v0, e2: v0, e3: v0, e4: v0, e5: v0}\n" BOOK_TAIL,
        ten, ten, ten, ten, ten, last > 10 ? ", v10: x" : "");
    used = (size_t)snprintf(
        text, sizeof text,
        "table: u\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\nfacts:\n  e1: [%s]\n"
        "  e2: [%s]\n  e3: [%s]\n  e4: [%s]\n  e5: [%s%s]\noutcome: {o: {a: x}}\nrules:\n",
        all, all, all, all, all, extra);
    add(RULE, 1);
}

static void a_table_has_at_most_so_many_situations(void **state)
{
    char deriving[2048];
    const char *const texts[] = {BOOK_SOURCES, text, deriving};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    (void)state;
    make_product(deriving, sizeof deriving, 10);
    book = book_of(texts, 3);
    assert_int_equal(rulebook_find_table(book, "u")->situations, LIMIT_TABLE_SITUATIONS);
    rulebook_close(book);
    make_product(deriving, sizeof deriving, 11);
    assert_false(load(texts, 3, &book, &error));
    assert_fault_at(&error, FAULT_RULE_SITUATIONS, "b.yaml", 10, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_at_most_so_many_rows),
        cmocka_unit_test(a_table_has_at_most_so_many_facts),
        cmocka_unit_test(a_table_has_at_most_so_many_outcomes),
        cmocka_unit_test(an_outcome_has_at_most_so_many_values),
        cmocka_unit_test(a_rule_cites_at_most_so_many_places),
        cmocka_unit_test(a_book_has_at_most_so_many_parameters),
        cmocka_unit_test(a_book_has_at_most_so_many_sources),
        cmocka_unit_test(a_table_has_at_most_so_many_situations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
