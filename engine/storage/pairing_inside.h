/*
 * Inside pairing: the index of visits, and the candidates of one receipt.
 */
#ifndef ENGINE_STORAGE_PAIRING_INSIDE_H
#define ENGINE_STORAGE_PAIRING_INSIDE_H

#include "engine/law/reconcile.h"
#include "engine/storage/pairing.h"

enum {
    PAIRING_DAYS = 62 /* visits of one person in one month, with room for twice a day */
};

/* One visit of the index; found under its chart number and under its person. */
struct paired_visit {
    int64_t id;
    struct date day;
    bool used;        /* a receipt was paired with it */
    bool has_receipt; /* and that is its person's */
    bool has_chart;
    bool stale;     /* without a verdict that holds */
    unsigned wants; /* receipts that it could be part of */
};

/* Whose receipt is claimed with some numbers, and one of its visits. */
struct claimant {
    uint8_t chart[FINGERPRINT_BYTES];
    uint8_t person[FINGERPRINT_BYTES];
    int64_t visit;
};

/* Those of the receipts that were announced, by print_insured of the numbers. */
struct pairing_claims {
    struct keyed *rows; /* payload: place in claimants */
    struct claimant *claimants;
    size_t count;
    size_t room;
    bool is_sorted;
};

struct pairing {
    struct store *store;
    const struct rulebook *book;
    struct part_cache *cache;
    struct verdict_reader *reader;
    struct month first;
    struct month last;
    struct paired_visit *visits;
    struct keyed *by_chart; /* payload: place in visits */
    struct keyed *by_person;
    size_t count;
    size_t charts;
    size_t persons;
    size_t capacity;
    bool full;
    struct pairing_claims claims;
};

struct candidates {
    struct paired_visit *visits[PAIRING_DAYS];
    size_t count;
    bool too_many;
};

/* The candidates of a receipt in order of their days, and how sure they are (PAIRING_...). */
bool pairing_find_all(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct candidates *candidates,
    unsigned *sure,
    struct error *error) MUST_CHECK;

/* Notes what the visits of an announced receipt are claimed with. */
bool pairing_note_claim(
    struct pairing *pairing,
    const struct receipt_key *key,
    const struct candidates *candidates,
    struct error *error) MUST_CHECK;

/*
 * A visit of another announced receipt, with another chart number or another person, that is claimed
 * in the same month with the same insurer, symbol, number and branch; 0: none.
 */
bool pairing_find_twin(
    struct pairing *pairing,
    const struct receipt_key *key,
    const struct identifiers *identifiers,
    int64_t *visit,
    struct error *error) MUST_CHECK;

#endif
