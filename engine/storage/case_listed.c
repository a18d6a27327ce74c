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
    listed->rows = NULL;
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
        if (listed->rows == NULL) {
            return error_set(error, FAULT_MEMORY);
        }
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

/* ---- considering ---- */

bool case_listed_consider(
    const struct case_listed *listed,
    const struct visit_row *visit,
    struct choosing *choosing,
    struct error *error)
{
    const uint8_t *print = visit->prints + PRINT_NUMBERS;
    size_t at = listed->count;
    if (print_is_some(print)) {
        at = reconcile_find(listed->rows, listed->count, print);
    }
    for (; at < listed->count && memcmp(listed->rows[at].key, print, RECONCILE_KEY_BYTES) == 0;
         at++) {
        struct answer_row row;
        bool found = false;
        if (!answers_get(listed->store, listed->rows[at].id, &row, &found, error)) {
            return false;
        }
        if (found) {
            choosing_consider(choosing, &row);
        }
    }
    return true;
}
