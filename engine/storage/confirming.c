#include "engine/storage/confirming.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/aliases.h"
#include "engine/storage/cases.h"
#include "engine/storage/deciding.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/verdicts.h"
#include "engine/storage/visit_tags.h"

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

/* Asked again, the service mostly says the same once more. */
static bool says_the_same(const struct answer_row *left, const struct answer_row *right)
{
    return print_is_some(left->prints + ANSWER_PRINT_NUMBERS) &&
           print_is_some(left->prints + ANSWER_PRINT_PERSON) &&
           memcmp(left->prints, right->prints, ANSWER_PRINTS) == 0;
}

struct looked_for {
    int64_t visit;
    bool found;
};

static bool look_for(void *taker, int64_t visit)
{
    struct looked_for *looked_for = taker;
    looked_for->found = looked_for->found || visit == looked_for->visit;
    return !looked_for->found;
}

/* Whether deciding would make another verdict: one that is the same as before is not written again. */
static bool
is_stale(struct store *store, const struct visit_row *visit, bool *stale, struct error *error)
{
    const struct interval day = {visit->day, visit->day};
    struct looked_for looked_for = {.visit = visit->id};
    struct rulebook *book = NULL;
    struct rulebook_identity identity;
    bool done = rulebooks_load(store, &book, &identity, error) &&
                deciding_stale(store, book, day, look_for, &looked_for, error);
    rulebook_close(book);
    *stale = looked_for.found;
    return done;
}

/* Whoever looked at the verdict has looked at what counts. */
static bool was_seen(
    struct store *store,
    int64_t decided_with,
    const struct visit_case *visit_case,
    bool *seen,
    struct error *error)
{
    struct answer_row before;
    bool found = false;
    bool stale = false;
    *seen = decided_with == (visit_case->has_answer ? visit_case->answer.id : 0);
    if (*seen) {
        return true;
    }
    if (!answers_get(store, decided_with, &before, &found, error)) {
        return false;
    }
    *seen = found && visit_case->has_answer && says_the_same(&before, &visit_case->answer);
    if (!*seen) {
        if (!is_stale(store, &visit_case->visit, &stale, error)) {
            return false;
        }
        *seen = !stale;
    }
    return true;
}

static bool find_answer(
    struct store *store,
    struct case_gatherer *gatherer,
    int64_t visit,
    struct visit_case *visit_case,
    struct confirmation *confirmation,
    struct error *error)
{
    int64_t decided_with = 0;
    bool seen = false;
    if (!answer_of_verdict(store, cases_cache(gatherer), visit, &decided_with, error) ||
        !cases_of_visit(gatherer, visit, visit_case, error) ||
        !was_seen(store, decided_with, visit_case, &seen, error)) {
        return false;
    }
    if (!seen) {
        return error_set_number(error, FAULT_ANSWER_NEWER, visit);
    }
    confirmation->found = visit_case->has_answer;
    return !visit_case->has_answer ||
           (makes_pair(store, cases_cache(gatherer), visit_case, &confirmation->pair, error) &&
            visits_reference_row(
                store, visit_case->answer.entry, visit_case->answer.row, &confirmation->answer,
                error));
}

bool confirming_answer(
    struct store *store,
    int64_t visit,
    struct confirmation *confirmation,
    struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    struct case_gatherer *gatherer = NULL;
    struct visit_case *visit_case = calloc(1, sizeof *visit_case); /* large: not for the stack */
    bool done = false;
    *confirmation = (struct confirmation){.found = false};
    if (visit_case == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    done = cases_open(store, always, &gatherer, error) &&
           find_answer(store, gatherer, visit, visit_case, confirmation, error);
    cases_close(gatherer);
    free(visit_case);
    return done;
}

/* ---- what is covered ---- */

struct named {
    bool is_named;
    struct visit_reference answer;
};

static bool take_named(void *into, uint32_t tag, struct slice bytes)
{
    struct named *named = into;
    if (tag != VISIT_TAG_ANSWER) {
        return true;
    }
    named->is_named = true;
    return reference_read(bytes, &named->answer);
}

static bool covers(
    struct store *store,
    struct part_cache *cache,
    const struct visit_case *visit_case,
    bool *is_covered,
    struct error *error)
{
    const struct evidence_pointer *said = &visit_case->confirmed;
    const struct answer_row *answer = &visit_case->answer;
    struct named named = {.is_named = false};
    struct answer_row before;
    struct slice fields;
    int64_t id = 0;
    bool found = false;
    if (!part_cache_read(cache, said->entry, said->row, &fields, error)) {
        return false;
    }
    if (!packed_each(fields, take_named, &named)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, said->entry);
    }
    if (!named.is_named) {
        *is_covered = answer->entry < said->entry;
        return true;
    }
    if (!visits_resolve(store, &named.answer, &id, error) ||
        !answers_get(store, id, &before, &found, error)) {
        return false;
    }
    *is_covered = id == answer->id || (found && says_the_same(&before, answer));
    return true;
}

bool confirming_settle(
    struct store *store,
    struct part_cache *cache,
    struct visit_case *visit_case,
    struct error *error)
{
    struct situation *situation = &visit_case->situation;
    bool is_covered = true;
    bool done = !visit_case->has_answer ||
                evidence_choice(&situation->evidence, FIELD_PERSON_CONFIRMED) != YES_NO_YES ||
                covers(store, cache, visit_case, &is_covered, error);
    situation->confirmed_other = !is_covered;
    return done;
}
