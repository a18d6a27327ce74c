/*
 * Pairing: which visits a receipt is made of, and what their verdicts say together.
 *
 * By chart number and birth date, and sex unless it is not set; else, where one side has no chart
 * number, by kana name, birth date and sex; a visit that the chart number was taken off does not come
 * back that way.  Two candidates are told, never chosen from (decision 8): neither two visits' people
 * for one receipt, nor two receipts for one visit.
 */
#ifndef ENGINE_STORAGE_PAIRING_H
#define ENGINE_STORAGE_PAIRING_H

#include "engine/storage/verdicts.h"
#include "engine/vocabulary/claim.h"

struct pairing;

/*
 * Reads the visits of the months first to last into an index of fingerprints, and finds those whose
 * verdict is no longer what it would be: they count as held.
 */
bool pairing_open(
    struct store *store,
    const struct rulebook *book,
    struct month first,
    struct month last,
    struct pairing **pairing,
    struct error *error) MUST_CHECK;
void pairing_close(struct pairing *pairing);

/*
 * Says that there is such a receipt among those that are to be paired.  All of them are told before
 * the first pairing_visits: a visit that two receipts for outpatients could be made of is of neither,
 * and numbers and branch of one person that two people's receipts would carry are told (twin).
 */
bool pairing_announce(struct pairing *pairing, const struct receipt_key *key, struct error *error)
    MUST_CHECK;

/*
 * What the visits of a receipt say.  Texts live in the arena.  PAIRING_NONE: no visit was recorded;
 * that is not a finding by itself.
 */
bool pairing_visits(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct arena *arena,
    struct receipt_visits *visits,
    struct error *error) MUST_CHECK;

/* The same of the visits on some days alone, which is what one of two insurers is claimed with. */
bool pairing_visits_between(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct interval days,
    struct arena *arena,
    struct receipt_visits *visits,
    struct error *error) MUST_CHECK;

/*
 * The visits that a receipt would be paired with, in order of their days: at most room of them.
 * Returns how sure that is, in *sure: PAIRING_SURE, or else the visits are candidates only.
 */
bool pairing_candidates(
    struct pairing *pairing,
    const struct receipt_key *key,
    int64_t *visits,
    size_t room,
    size_t *count,
    unsigned *sure,
    struct error *error) MUST_CHECK;

/* Visits that were paired and have no verdict, or one that no longer holds; one of them in *visit. */
int64_t pairing_stale(const struct pairing *pairing, int64_t *visit);

/* The same visits, each with what its verdict says: whose day it is.  Texts live in the arena. */
bool pairing_days(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct arena *arena,
    struct receipt_day *days,
    size_t room,
    size_t *count,
    struct error *error) MUST_CHECK;

/*
 * Visits of the months that no receipt of their person was paired with, for the report: calls take
 * with each.
 */
typedef bool unpaired_taker(void *taker, int64_t visit, struct date day, unsigned path);
bool pairing_unpaired(
    struct pairing *pairing,
    unpaired_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

#endif
