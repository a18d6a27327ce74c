#include "engine/storage/twins.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/situation.h"
#include "engine/storage/inside.h"

enum {
    TWINS_MOST = 4096 /* visits of a day at one facility */
};

struct looking {
    struct store *store;
    struct part_cache *cache;
    struct visit_row own;
    struct arena arena; /* of the visit's own person */
    struct evidence evidence;
    struct visit_row *others;
    size_t count;
};

static bool take_other(void *taker, const struct visit_row *row)
{
    struct looking *looking = taker;
    if (row->id != looking->own.id) {
        looking->others[looking->count++] = *row;
    }
    return looking->count < TWINS_MOST;
}

static bool has_same(const struct visit_row *left, const struct visit_row *right, size_t print)
{
    return print_is_some(left->prints + print) &&
           memcmp(left->prints + print, right->prints + print, FINGERPRINT_BYTES) == 0;
}

static bool have_other_charts(const struct visit_row *left, const struct visit_row *right)
{
    return print_is_some(left->prints + PRINT_CHART) &&
           print_is_some(right->prints + PRINT_CHART) && !has_same(left, right, PRINT_CHART);
}

/* A doubtful name will do: whoever is asked looks at the people. */
static bool is_same_person(const struct evidence *left, const struct evidence *right)
{
    struct person here = situation_person(left);
    struct person there = situation_person(right);
    enum resemblance names = person_names(&here, &there);
    return person_births(&here, &there) == RESEMBLANCE_EQUAL &&
           (names == RESEMBLANCE_EQUAL || names == RESEMBLANCE_DOUBTFUL) &&
           person_sexes(&here, &there) != RESEMBLANCE_DIFFERENT;
}

static bool is_twin(
    const struct looking *looking,
    const struct visit_row *other,
    bool *is_one,
    struct error *error)
{
    struct arena arena = arena_open(LIMIT_BODY_BYTES);
    struct evidence evidence;
    bool done = true;
    *is_one = has_same(&looking->own, other, PRINT_NUMBERS);
    if (!*is_one) {
        done =
            visits_merged_evidence(looking->store, looking->cache, other, &arena, &evidence, error);
        *is_one = done && is_same_person(&looking->evidence, &evidence);
    }
    arena_close(&arena);
    return done;
}

static bool names_somebody(const struct evidence *evidence)
{
    return evidence_has(evidence, FIELD_BIRTH_DATE);
}

static bool look_through(struct looking *looking, int64_t *twin, struct error *error)
{
    const struct interval day = {looking->own.day, looking->own.day};
    if (!visits_merged_evidence(
            looking->store, looking->cache, &looking->own, &looking->arena, &looking->evidence,
            error)) {
        return false;
    }
    if (!names_somebody(&looking->evidence)) {
        return true;
    }
    if (!visits_each(looking->store, 0, day, take_other, looking, error)) {
        return false;
    }
    for (size_t i = 0; i < looking->count && *twin == 0; i++) {
        bool is_one = false;
        if (!have_other_charts(&looking->own, &looking->others[i]) &&
            !is_twin(looking, &looking->others[i], &is_one, error)) {
            return false;
        }
        *twin = is_one ? looking->others[i].id : 0;
    }
    return true;
}

bool twins_find(struct store *store, int64_t visit, int64_t *twin, struct error *error)
{
    struct looking looking = {.store = store, .arena = arena_open(LIMIT_BODY_BYTES)};
    bool done = visits_get_counting(store, visit, &looking.own, error) &&
                part_cache_open(store, &looking.cache, error);
    *twin = 0;
    looking.others = calloc(TWINS_MOST, sizeof *looking.others);
    if (done && looking.others == NULL) {
        done = error_set(error, FAULT_MEMORY);
    }
    done = done && look_through(&looking, twin, error);
    free(looking.others);
    part_cache_close(looking.cache);
    arena_close(&looking.arena);
    return done;
}

bool twins_find_chart(
    struct store *store,
    int64_t visit,
    struct slice chart_number,
    int64_t *twin,
    struct error *error)
{
    struct visit_row row;
    uint8_t print[FINGERPRINT_BYTES];
    *twin = 0;
    if (!visits_get_counting(store, visit, &row, error) ||
        !print_code(vault_fingerprinter(store), "chart", chart_number, print, error) ||
        (print_is_some(print) && !visits_find(store, row.day, PRINT_CHART, print, twin, error))) {
        return false;
    }
    *twin = *twin == visit ? 0 : *twin;
    return true;
}
