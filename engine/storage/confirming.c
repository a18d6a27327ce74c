#include "engine/storage/confirming.h"

#include <stdlib.h>

#include "engine/storage/aliases.h"
#include "engine/storage/cases.h"
#include "engine/storage/verdicts.h"

enum {
    CONFIRMING_ARENA = 256 * 1024
};

/* The answer of the verdict that stands; 0: none. */
static bool answer_of_verdict(
    struct store *store,
    struct part_cache *cache,
    int64_t visit,
    int64_t *answer,
    struct error *error)
{
    struct arena arena = arena_open(CONFIRMING_ARENA);
    struct verdict_reader *reader = NULL;
    struct verdict_record record = {.answer = 0};
    struct verdict_row row;
    bool found = false;
    bool done = verdicts_get(store, visit, &row, &found, error) &&
                (!found || (verdict_reader_open(store, cache, &reader, error) &&
                            verdicts_open(reader, &row, &arena, &record, error)));
    verdict_reader_close(reader);
    arena_close(&arena);
    *answer = record.answer;
    return done;
}

static bool makes_pair(
    struct store *store,
    struct part_cache *cache,
    const struct visit_case *visit_case,
    bool *makes,
    struct error *error)
{
    uint8_t pair[FINGERPRINT_BYTES];
    struct answer answer;
    if (!answers_open(cache, &visit_case->answer, &answer, error) ||
        !aliases_pair(store, &visit_case->situation.evidence, &answer, pair, error)) {
        return false;
    }
    *makes = print_is_some(pair) && print_is_some(visit_case->visit.prints + PRINT_CHART);
    return true;
}

static bool find_answer(
    struct store *store,
    struct case_gatherer *gatherer,
    int64_t visit,
    struct visit_case *visit_case,
    bool *found,
    struct error *error)
{
    int64_t decided_with = 0;
    if (!answer_of_verdict(store, cases_cache(gatherer), visit, &decided_with, error) ||
        !cases_of_visit(gatherer, visit, visit_case, error)) {
        return false;
    }
    return !visit_case->has_answer || visit_case->answer.id != decided_with ||
           makes_pair(store, cases_cache(gatherer), visit_case, found, error);
}

bool confirming_answer(
    struct store *store,
    int64_t visit,
    struct visit_reference *answer,
    bool *found,
    struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    struct case_gatherer *gatherer = NULL;
    struct visit_case *visit_case = calloc(1, sizeof *visit_case); /* large: not for the stack */
    bool done = false;
    *found = false;
    if (visit_case == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    done = cases_open(store, always, &gatherer, error) &&
           find_answer(store, gatherer, visit, visit_case, found, error) &&
           (!*found || visits_reference_row(
                           store, visit_case->answer.entry, visit_case->answer.row, answer, error));
    cases_close(gatherer);
    free(visit_case);
    return done;
}
