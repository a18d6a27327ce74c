/* Two people's receipts with one person's numbers and branch (pairing_inside.h). */
#include <stdlib.h>
#include <string.h>

#include "engine/law/situation.h"
#include "engine/storage/inside.h"
#include "engine/storage/pairing_inside.h"

enum {
    CLAIMS_FIRST = 256
};

/* The elderly have no branch: their number is one person's. */
static bool names_one_person(
    const struct pairing *pairing,
    const struct identifiers *identifiers,
    struct month month)
{
    return identifiers->branch.size > 0 ||
           situation_scheme(pairing->book, identifiers->insurer_number, month_first_day(month)) ==
               SCHEME_ELDERLY;
}

static bool print_claim(
    struct pairing *pairing,
    const struct identifiers *identifiers,
    struct month month,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    memset(print, 0, FINGERPRINT_BYTES);
    return !names_one_person(pairing, identifiers, month) ||
           print_insured(vault_fingerprinter(pairing->store), identifiers, month, print, error);
}

static bool make_room(struct pairing_claims *claims, struct error *error)
{
    size_t room = claims->room == 0 ? CLAIMS_FIRST : claims->room * 2;
    struct keyed *rows = NULL;
    struct claimant *claimants = NULL;
    if (claims->count < claims->room) {
        return true;
    }
    rows = realloc(claims->rows, room * sizeof *rows);
    if (rows == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    claims->rows = rows;
    claimants = realloc(claims->claimants, room * sizeof *claimants);
    if (claimants == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    claims->claimants = claimants;
    claims->room = room;
    return true;
}

static bool add_claim(
    struct pairing_claims *claims,
    const uint8_t print[FINGERPRINT_BYTES],
    const struct claimant *claimant,
    struct error *error)
{
    if (!print_is_some(print)) {
        return true;
    }
    if (!make_room(claims, error)) {
        return false;
    }
    memcpy(claims->rows[claims->count].key, print, RECONCILE_KEY_BYTES);
    claims->rows[claims->count].id = (int64_t)claims->count;
    claims->rows[claims->count].payload = (int64_t)claims->count;
    claims->claimants[claims->count] = *claimant;
    claims->count++;
    claims->is_sorted = false;
    return true;
}

static bool note_visit(
    struct pairing *pairing,
    struct month month,
    struct arena *arena,
    const struct claimant *claimant,
    struct error *error)
{
    uint8_t print[FINGERPRINT_BYTES];
    struct verdict_row row;
    struct verdict_record record;
    bool found = false;
    arena_reset(arena);
    if (!verdicts_get(pairing->store, claimant->visit, &row, &found, error)) {
        return false;
    }
    if (!found || !verdict_is_claimable(row.path) || row.path == PATH_UNKNOWN) {
        return true;
    }
    return verdicts_open(pairing->reader, &row, arena, &record, error) &&
           print_claim(pairing, &record.verdict.identifiers, month, print, error) &&
           add_claim(&pairing->claims, print, claimant, error);
}

static bool make_claimant(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct claimant *claimant,
    struct error *error)
{
    struct fingerprinter *printer = vault_fingerprinter(pairing->store);
    claimant->visit = 0;
    return print_code(printer, "chart", key->chart_number, claimant->chart, error) &&
           print_person(printer, key->kana, key->birth, key->sex, claimant->person, error);
}

bool pairing_note_claim(
    struct pairing *pairing,
    const struct receipt_key *key,
    const struct candidates *candidates,
    struct error *error)
{
    struct arena arena = arena_open(LIMIT_BODY_BYTES);
    struct claimant claimant;
    bool done = make_claimant(pairing, key, &claimant, error);
    for (size_t i = 0; done && i < candidates->count; i++) {
        claimant.visit = candidates->visits[i]->id;
        done = note_visit(pairing, key->month, &arena, &claimant, error);
    }
    arena_close(&arena);
    return done;
}

/* Both are known and not the same. */
static bool differ(const uint8_t *one, const uint8_t *other)
{
    return print_is_some(one) && print_is_some(other) && memcmp(one, other, FINGERPRINT_BYTES) != 0;
}

bool pairing_find_twin(
    struct pairing *pairing,
    const struct receipt_key *key,
    const struct identifiers *identifiers,
    int64_t *visit,
    struct error *error)
{
    struct pairing_claims *claims = &pairing->claims;
    uint8_t print[FINGERPRINT_BYTES];
    struct claimant own;
    *visit = 0;
    if (claims->count == 0) {
        return true;
    }
    if (!print_claim(pairing, identifiers, key->month, print, error) ||
        !make_claimant(pairing, key, &own, error)) {
        return false;
    }
    if (!print_is_some(print)) {
        return true;
    }
    if (!claims->is_sorted) {
        reconcile_sort(claims->rows, claims->count);
        claims->is_sorted = true;
    }
    for (size_t at = reconcile_find(claims->rows, claims->count, print);
         at < claims->count && memcmp(claims->rows[at].key, print, RECONCILE_KEY_BYTES) == 0;
         at++) {
        const struct claimant *other = &claims->claimants[claims->rows[at].payload];
        if (differ(own.chart, other->chart) || differ(own.person, other->person)) {
            *visit = other->visit;
            return true;
        }
    }
    return true;
}
