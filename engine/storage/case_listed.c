#include "engine/storage/case_listed.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/reconcile.h"
#include "engine/storage/inside.h"

bool case_listed_open(struct store *store, struct case_listed *listed, struct error *error)
{
    int64_t total = 0;
    *listed = (struct case_listed){.store = store};
    if (!sql_query_number(store, "SELECT count(*) FROM answer WHERE visit = 0", &total, error)) {
        return false;
    }
    listed->passes = reconcile_passes(total, LIMIT_MATCH_PASS_ROWS);
    /* Fingerprints spread evenly, but not exactly. */
    listed->capacity = (size_t)(total / listed->passes + total / listed->passes / 4 + 1024);
    return true;
}

void case_listed_close(struct case_listed *listed)
{
    free(listed->rows);
    free(listed->heads);
    free(listed->answers);
    free(listed->wants);
    *listed = (struct case_listed){.store = listed->store};
}

bool case_listed_covers(const struct case_listed *listed, const struct visit_row *visit)
{
    return reconcile_pass_of(visit->prints + PRINT_NUMBERS, listed->passes) == listed->pass;
}

/* ---- reading ---- */

struct collecting {
    struct case_listed *listed;
    const uint8_t *numbers; /* only these; NULL: all */
};

static bool collect(void *taker, int64_t id, const uint8_t numbers[FINGERPRINT_BYTES])
{
    const struct collecting *collecting = taker;
    struct case_listed *listed = collecting->listed;
    struct keyed *keyed = NULL;
    if (!print_is_some(numbers) || reconcile_pass_of(numbers, listed->passes) != listed->pass ||
        (collecting->numbers != NULL &&
         memcmp(numbers, collecting->numbers, FINGERPRINT_BYTES) != 0)) {
        return true;
    }
    listed->full = listed->count == listed->capacity;
    if (listed->full) {
        return false;
    }
    keyed = &listed->rows[listed->count];
    memcpy(keyed->key, numbers, RECONCILE_KEY_BYTES);
    keyed->id = id;
    keyed->payload = 0;
    listed->count++;
    return true;
}

static bool read_into(struct collecting *collecting, struct error *error)
{
    struct case_listed *listed = collecting->listed;
    if (listed->rows == NULL) {
        listed->rows = calloc(listed->capacity, sizeof *listed->rows);
        listed->heads = calloc(1, sizeof *listed->heads);
    }
    if (listed->rows == NULL || listed->heads == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    listed->count = 0;
    listed->full = false;
    if (!answers_each_listed(listed->store, collect, collecting, error)) {
        return false;
    }
    if (listed->full) {
        return error_set_number(error, FAULT_TOO_BIG, (int64_t)listed->capacity);
    }
    reconcile_sort(listed->rows, listed->count);
    reconcile_index(listed->rows, listed->count, listed->heads);
    return true;
}

bool case_listed_read(struct case_listed *listed, struct error *error)
{
    struct collecting collecting = {listed, NULL};
    return read_into(&collecting, error);
}

bool case_listed_read_of(
    struct case_listed *listed,
    const struct visit_row *visit,
    struct error *error)
{
    struct collecting collecting = {listed, visit->prints + PRINT_NUMBERS};
    listed->pass = reconcile_pass_of(collecting.numbers, listed->passes);
    return read_into(&collecting, error);
}

/* ---- of a block ---- */

enum {
    SWEEP_GAP = 8 /* rows passed over in a sweep cost less than a question for each */
};

static bool resize(void **rows, size_t size)
{
    void *resized = realloc(*rows, size);
    if (resized == NULL) {
        return false;
    }
    *rows = resized;
    return true;
}

static bool grow(struct case_listed *listed, struct error *error)
{
    size_t wanted = listed->want_capacity == 0 ? CASES_BLOCK : 2 * listed->want_capacity;
    void *answers = listed->answers;
    void *wants = listed->wants;
    bool done = true;
    if (listed->want_count < listed->want_capacity) {
        return true;
    }
    done = resize(&answers, wanted * sizeof *listed->answers) &&
           resize(&wants, wanted * sizeof *listed->wants);
    listed->answers = answers;
    listed->wants = wants;
    listed->want_capacity = done ? wanted : listed->want_capacity;
    return done || error_set(error, FAULT_MEMORY);
}

static bool
want_answers(struct case_listed *listed, const struct visit_row *visit, struct error *error)
{
    const uint8_t *print = visit->prints + PRINT_NUMBERS;
    size_t at = listed->count;
    if (print_is_some(print)) {
        at = reconcile_find_by_head(listed->rows, listed->heads, print);
    }
    for (; at < listed->count && memcmp(listed->rows[at].key, print, RECONCILE_KEY_BYTES) == 0;
         at++) {
        if (!grow(listed, error)) {
            return false;
        }
        listed->wants[listed->want_count] =
            (struct listed_want){listed->rows[at].id, listed->want_count};
        listed->answers[listed->want_count].id = 0;
        listed->want_count++;
    }
    return true;
}

static int compare_wants(const void *left, const void *right)
{
    const struct listed_want *a = left;
    const struct listed_want *b = right;
    return a->id < b->id ? -1 : a->id > b->id ? 1 : 0;
}

struct sweep {
    struct case_listed *listed;
    size_t at;
};

/* One answer may be wanted by several visits. */
static bool take_wanted(void *taker, const struct answer_row *row)
{
    struct sweep *sweep = taker;
    const struct case_listed *listed = sweep->listed;
    while (sweep->at < listed->want_count && listed->wants[sweep->at].id < row->id) {
        sweep->at++;
    }
    for (size_t i = sweep->at; i < listed->want_count && listed->wants[i].id == row->id; i++) {
        listed->answers[listed->wants[i].place] = *row;
    }
    return true;
}

/* A list mostly stands in the order of the visits, so that neighbours are wanted together. */
static bool sweep_wanted(struct case_listed *listed, struct error *error)
{
    const struct listed_want *wants = listed->wants;
    struct sweep sweep = {listed, 0};
    size_t from = 0;
    while (from < listed->want_count) {
        size_t end = from + 1;
        while (end < listed->want_count && wants[end].id - wants[end - 1].id <= SWEEP_GAP) {
            end++;
        }
        if (!answers_between(
                listed->store, wants[from].id, wants[end - 1].id, take_wanted, &sweep, error)) {
            return false;
        }
        from = end;
    }
    return true;
}

bool case_listed_load(
    struct case_listed *listed,
    const struct visit_row *visits,
    size_t count,
    struct error *error)
{
    require(count <= CASES_BLOCK);
    listed->want_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!want_answers(listed, &visits[i], error)) {
            return false;
        }
        listed->ends[i] = listed->want_count;
    }
    if (listed->want_count > 1) {
        qsort(listed->wants, listed->want_count, sizeof *listed->wants, compare_wants);
    }
    return sweep_wanted(listed, error);
}

void case_listed_consider(const struct case_listed *listed, size_t index, struct choosing *choosing)
{
    for (size_t i = index == 0 ? 0 : listed->ends[index - 1]; i < listed->ends[index]; i++) {
        if (listed->answers[i].id != 0) {
            choosing_consider(choosing, &listed->answers[i]);
        }
    }
}
