#include "engine/storage/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/reconcile.h"
#include "engine/storage/deciding.h"
#include "engine/storage/inside.h"
#include "engine/storage/pairing_inside.h"
#include "engine/storage/pairing_sum.h"

/* ---- the index ---- */

static void add_key(struct keyed *rows, size_t *count, const uint8_t *print, size_t place)
{
    if (print_is_some(print)) {
        memcpy(rows[*count].key, print, RECONCILE_KEY_BYTES);
        rows[*count].id = (int64_t)place;
        rows[*count].payload = (int64_t)place;
        *count += 1;
    }
}

static bool collect(void *taker, const struct visit_row *row)
{
    struct pairing *pairing = taker;
    if (pairing->count == pairing->capacity) {
        pairing->full = true;
        return false;
    }
    pairing->visits[pairing->count] = (struct paired_visit){
        .id = row->id,
        .day = row->day,
        .has_chart = print_is_some(row->prints + PRINT_CHART),
    };
    add_key(pairing->by_chart, &pairing->charts, row->prints + PRINT_CHART, pairing->count);
    add_key(pairing->by_person, &pairing->persons, row->prints + PRINT_PERSON, pairing->count);
    pairing->count++;
    return true;
}

static struct interval days_of(const struct pairing *pairing)
{
    return (struct interval){month_first_day(pairing->first), month_last_day(pairing->last)};
}

static bool
count_visits(struct store *store, struct interval days, int64_t *count, struct error *error)
{
    static const char *const sql =
        "SELECT count(*) FROM visit WHERE gone = 0 AND day BETWEEN ?1 AND ?2";
    return sql_query_numbers(
        store, sql, SQL_NUMBERS(days.first.days, days.last.days), count, error);
}

/* Visits are indexed in the order of their ids. */
static bool mark_stale(void *taker, int64_t visit)
{
    struct pairing *pairing = taker;
    size_t low = 0;
    size_t high = pairing->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pairing->visits[middle].id < visit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < pairing->count && pairing->visits[low].id == visit) {
        pairing->visits[low].stale = true;
    }
    return true;
}

static bool fill_index(struct pairing *pairing, struct error *error)
{
    int64_t count = 0;
    if (!count_visits(pairing->store, days_of(pairing), &count, error)) {
        return false;
    }
    pairing->capacity = (size_t)count + 1024; /* visits captured while this runs */
    pairing->visits = calloc(pairing->capacity, sizeof *pairing->visits);
    pairing->by_chart = calloc(pairing->capacity, sizeof *pairing->by_chart);
    pairing->by_person = calloc(pairing->capacity, sizeof *pairing->by_person);
    if (pairing->visits == NULL || pairing->by_chart == NULL || pairing->by_person == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    if (!visits_each(pairing->store, 0, days_of(pairing), collect, pairing, error)) {
        return false;
    }
    if (pairing->full) {
        return error_set(error, FAULT_STORE_BUSY);
    }
    reconcile_sort(pairing->by_chart, pairing->charts);
    reconcile_sort(pairing->by_person, pairing->persons);
    return true;
}

bool pairing_open(
    struct store *store,
    const struct rulebook *book,
    struct month first,
    struct month last,
    struct pairing **pairing,
    struct error *error)
{
    struct pairing *made = calloc(1, sizeof *made);
    *pairing = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    made->book = book;
    made->first = first;
    made->last = last;
    if (!part_cache_open(store, &made->cache, error) ||
        !verdict_reader_open(store, made->cache, &made->reader, error) ||
        !fill_index(made, error) ||
        !deciding_stale(store, book, days_of(made), mark_stale, made, error)) {
        pairing_close(made);
        return false;
    }
    *pairing = made;
    return true;
}

void pairing_close(struct pairing *pairing)
{
    if (pairing != NULL) {
        verdict_reader_close(pairing->reader);
        part_cache_close(pairing->cache);
        free(pairing->visits);
        free(pairing->by_chart);
        free(pairing->by_person);
        free(pairing->claims.rows);
        free(pairing->claims.claimants);
        free(pairing);
    }
}

/* ---- candidates ---- */

static void add_candidates(
    struct pairing *pairing,
    const struct keyed *rows,
    size_t count,
    const uint8_t *print,
    struct month month,
    struct candidates *candidates)
{
    size_t at = reconcile_find(rows, count, print);
    for (; at < count && memcmp(rows[at].key, print, RECONCILE_KEY_BYTES) == 0; at++) {
        struct paired_visit *visit = &pairing->visits[rows[at].payload];
        if (month_compare(month_of(visit->day), month) != 0) {
            continue;
        }
        if (candidates->count == PAIRING_DAYS) {
            candidates->too_many = true;
            return;
        }
        candidates->visits[candidates->count++] = visit;
    }
}

static bool key_prints(
    struct pairing *pairing,
    const struct receipt_key *key,
    uint8_t chart[FINGERPRINT_BYTES],
    uint8_t person[FINGERPRINT_BYTES],
    struct error *error)
{
    struct fingerprinter *printer = vault_fingerprinter(pairing->store);
    return print_code(printer, "chart", key->chart_number, chart, error) &&
           print_person(printer, key->kana, key->birth, key->sex, person, error);
}

static int compare_days(const void *left, const void *right)
{
    const struct paired_visit *const *a = left;
    const struct paired_visit *const *b = right;
    int order = date_compare((*a)->day, (*b)->day);
    return order != 0 ? order : (*a)->id < (*b)->id ? -1 : 1;
}

/* ---- pairing one receipt ---- */

struct chart_history {
    struct fingerprinter *printer;
    const uint8_t *chart;
    bool had; /* that chart number at some time */
};

static bool look_at_chart(
    void *taker,
    int64_t entry,
    int64_t row,
    const struct evidence *evidence,
    struct error *error)
{
    struct chart_history *history = taker;
    uint8_t print[FINGERPRINT_BYTES];
    (void)entry;
    (void)row;
    if (!print_code(
            history->printer, "chart", evidence->values[FIELD_CHART_NUMBER], print, error)) {
        return false;
    }
    history->had = history->had || memcmp(print, history->chart, FINGERPRINT_BYTES) == 0;
    return true;
}

/* A visit without a chart number that had this one: somebody took it off, and that stands. */
static bool was_taken_off(
    struct pairing *pairing,
    const struct paired_visit *visit,
    const uint8_t *chart,
    bool *taken_off,
    struct error *error)
{
    struct chart_history history = {vault_fingerprinter(pairing->store), chart, false};
    struct visit_row row;
    bool found = false;
    if (!visits_get(pairing->store, visit->id, &row, &found, error) ||
        (found && !visits_each_evidence(
                      pairing->store, pairing->cache, &row, look_at_chart, &history, error))) {
        return false;
    }
    *taken_off = history.had;
    return true;
}

/*
 * Without a visit under the chart number: visits of the same person that have no chart number yet,
 * or all of them when the receipt has none.  Other charts of the same person are several candidates,
 * and so is a visit that this chart number was taken off.
 */
static bool find_by_person(
    struct pairing *pairing,
    const struct receipt_key *key,
    const uint8_t *chart,
    const uint8_t *person,
    struct candidates *candidates,
    unsigned *sure,
    struct error *error)
{
    add_candidates(pairing, pairing->by_person, pairing->persons, person, key->month, candidates);
    *sure = candidates->count == 0 ? PAIRING_NONE : PAIRING_SURE;
    for (size_t i = 0; i < candidates->count && print_is_some(chart); i++) {
        const struct paired_visit *visit = candidates->visits[i];
        bool is_other = visit->has_chart;
        if (!is_other && !was_taken_off(pairing, visit, chart, &is_other, error)) {
            return false;
        }
        *sure = is_other ? PAIRING_SEVERAL : *sure;
    }
    return true;
}

static bool find_candidates(
    struct pairing *pairing,
    const struct receipt_key *key,
    const uint8_t *chart,
    const uint8_t *person,
    struct candidates *candidates,
    unsigned *sure,
    struct error *error)
{
    if (print_is_some(chart)) {
        add_candidates(pairing, pairing->by_chart, pairing->charts, chart, key->month, candidates);
    }
    *sure = candidates->count > 0 ? PAIRING_SURE : PAIRING_NONE;
    return candidates->count > 0 || !print_is_some(person) ||
           find_by_person(pairing, key, chart, person, candidates, sure, error);
}

/* Equal, or one of them is not there. */
static bool may_be_same(const uint8_t *one, const uint8_t *other)
{
    return !print_is_some(one) || !print_is_some(other) ||
           memcmp(one, other, FINGERPRINT_BYTES) == 0;
}

/*
 * Two people may share kana, birth date and sex.  Visits that were not found by the receipt's chart
 * number are of one person only when they have one chart, or none, and no two insured numbers.
 */
static bool is_one_person(
    struct pairing *pairing,
    const struct receipt_key *key,
    const struct candidates *candidates,
    bool *one,
    struct error *error)
{
    uint8_t chart[FINGERPRINT_BYTES] = {0};
    uint8_t numbers[FINGERPRINT_BYTES] = {0};
    *one = true;
    if (key->chart_number.size > 0 && candidates->count > 0 && candidates->visits[0]->has_chart) {
        return true;
    }
    for (size_t i = 0; i < candidates->count; i++) {
        struct visit_row row;
        bool found = false;
        if (!visits_get(pairing->store, candidates->visits[i]->id, &row, &found, error)) {
            return false;
        }
        if (!found) {
            continue;
        }
        if (i == 0) {
            memcpy(chart, row.prints + PRINT_CHART, FINGERPRINT_BYTES);
        }
        if (memcmp(chart, row.prints + PRINT_CHART, FINGERPRINT_BYTES) != 0 ||
            !may_be_same(numbers, row.prints + PRINT_NUMBERS)) {
            *one = false;
        }
        if (!print_is_some(numbers)) {
            memcpy(numbers, row.prints + PRINT_NUMBERS, FINGERPRINT_BYTES);
        }
    }
    return true;
}

bool pairing_find_all(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct candidates *candidates,
    unsigned *sure,
    struct error *error)
{
    uint8_t chart[FINGERPRINT_BYTES];
    uint8_t person[FINGERPRINT_BYTES];
    bool one = true;
    *sure = PAIRING_NONE;
    if (!month_is_some(key->month)) {
        return true;
    }
    if (!key_prints(pairing, key, chart, person, error)) {
        return false;
    }
    if (!find_candidates(pairing, key, chart, person, candidates, sure, error) ||
        !is_one_person(pairing, key, candidates, &one, error)) {
        return false;
    }
    if (candidates->too_many || !one) {
        *sure = PAIRING_SEVERAL;
    }
    qsort(candidates->visits, candidates->count, sizeof candidates->visits[0], compare_days);
    return true;
}

bool pairing_announce(struct pairing *pairing, const struct receipt_key *key, struct error *error)
{
    struct candidates candidates = {.count = 0};
    unsigned sure = PAIRING_NONE;
    if (key->inpatient) {
        return true;
    }
    if (!pairing_find_all(pairing, key, &candidates, &sure, error)) {
        return false;
    }
    for (size_t i = 0; i < candidates.count; i++) {
        candidates.visits[i]->wants++;
    }
    return sure != PAIRING_SURE || pairing_note_claim(pairing, key, &candidates, error);
}

bool pairing_visits(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct arena *arena,
    struct receipt_visits *visits,
    struct error *error)
{
    return pairing_visits_between(
        pairing, key, interval_to_last_covered(DATE_NONE, DATE_NONE), arena, visits, error);
}

bool pairing_visits_between(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct interval days,
    struct arena *arena,
    struct receipt_visits *visits,
    struct error *error)
{
    struct candidates candidates = {.count = 0};
    struct summing summing = {
        .store = pairing->store,
        .book = pairing->book,
        .cache = pairing->cache,
        .reader = pairing->reader,
        .key = key,
        .arena = arena,
        .visits = visits,
        .newest = DATE_NONE,
        .counted = DATE_NONE,
    };
    memset(visits, 0, sizeof *visits);
    visits->rule = "";
    if (!pairing_find_all(pairing, key, &candidates, &visits->pairing, error)) {
        return false;
    }
    for (size_t i = 0; i < candidates.count; i++) {
        struct paired_visit *visit = candidates.visits[i];
        if (!interval_covers(days, visit->day)) {
            continue;
        }
        visit->used = true;
        visits->held = visits->held || visit->stale;
        if (visit->wants > 1 && visits->pairing == PAIRING_SURE) {
            visits->pairing = PAIRING_SEVERAL;
        }
        if (!summing_add(&summing, visit->id, visit->day, error)) {
            return false;
        }
        visit->has_receipt = visit->has_receipt || !summing.differs;
    }
    return pairing_find_twin(pairing, key, &visits->identifiers, &visits->twin, error);
}

int64_t pairing_stale(const struct pairing *pairing, int64_t *visit)
{
    int64_t count = 0;
    *visit = 0;
    for (size_t i = 0; i < pairing->count; i++) {
        const struct paired_visit *paired = &pairing->visits[i];
        if (paired->used && paired->stale) {
            *visit = count == 0 ? paired->id : *visit;
            count++;
        }
    }
    return count;
}

bool pairing_unpaired(
    struct pairing *pairing,
    unpaired_taker *take,
    void *taker,
    struct error *error)
{
    for (size_t i = 0; i < pairing->count; i++) {
        struct verdict_row row = {.path = PATH_UNDECIDED};
        bool found = false;
        if (pairing->visits[i].has_receipt) {
            continue;
        }
        if (!verdicts_get(pairing->store, pairing->visits[i].id, &row, &found, error)) {
            return false;
        }
        if (!take(taker, pairing->visits[i].id, pairing->visits[i].day, row.path)) {
            return true;
        }
    }
    return true;
}
