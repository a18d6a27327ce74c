#include "tests/importers/desk/capture_table_support.h"

#include <stdlib.h>

#include "importers/desk/capture_table.h"

static const struct slice fillers[2] = {
    {(const uint8_t *)"77777777", 8},
    {(const uint8_t *)"77777779", 8}};

bool import_captures(
    struct store *store,
    const char *path,
    struct table_report **report,
    struct error *error)
{
    const struct value_rules rules = {
        .fillers = fillers, .filler_count = 2, .restores_zeros = true};
    return table_import(store, path, &capture_table_kind, &rules, report, error);
}

int open_store(void **state)
{
    struct test_store *test = malloc(sizeof *test);
    if (test == NULL) {
        return 1;
    }
    test_store_open(test, 7);
    *state = test;
    return 0;
}

int close_store(void **state)
{
    test_store_close(*state);
    free(*state);
    return 0;
}

void check(struct test_store *test, const char *name, struct slice bytes, const char *shown)
{
    struct outcome outcome;
    outcome_of(&outcome, test, import_captures, name, bytes);
    assert_string_equal(outcome.shown, shown);
    outcome_close(&outcome);
}

/* ---- what is in the store ---- */

static bool take_visit(void *taker, const struct visit_row *row)
{
    struct visits *visits = taker;
    assert_true(visits->count < COUNT_OF(visits->rows));
    visits->rows[visits->count] = *row;
    visits->count++;
    return true;
}

struct visits visits_of(struct test_store *test)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    struct visits visits = {.count = 0};
    struct error error;
    assert_true(visits_each(test->store, 0, always, take_visit, &visits, &error));
    return visits;
}

void check_value(
    struct test_store *test,
    const struct visit_row *visit,
    enum field field,
    const char *expected)
{
    struct part_cache *cache = NULL;
    struct arena arena = arena_open(1024 * 1024);
    struct evidence evidence;
    struct error error;
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(visits_merged_evidence(test->store, cache, visit, &arena, &evidence, &error));
    if (expected == NULL) {
        assert_false(evidence_has(&evidence, field));
    } else {
        assert_text(evidence.values[field], expected);
    }
    part_cache_close(cache);
    arena_close(&arena);
}
