/* The visits of a receipt one by one, for returned claims and for the worksheet (pairing.h). */
#include "engine/storage/pairing_inside.h"

bool pairing_candidates(
    struct pairing *pairing,
    const struct receipt_key *key,
    int64_t *visits,
    size_t room,
    size_t *count,
    unsigned *sure,
    struct error *error)
{
    struct candidates candidates = {.count = 0};
    *count = 0;
    if (!pairing_find_all(pairing, key, &candidates, sure, error)) {
        return false;
    }
    for (size_t i = 0; i < candidates.count && i < room; i++) {
        visits[(*count)++] = candidates.visits[i]->id;
    }
    return true;
}

static bool read_day(
    struct pairing *pairing,
    const struct paired_visit *visit,
    struct arena *arena,
    struct receipt_day *day,
    struct error *error)
{
    struct verdict_row row;
    struct verdict_record record;
    bool found = false;
    *day = (struct receipt_day){.day = visit->day, .visit = visit->id, .path = PATH_UNDECIDED};
    if (!verdicts_get(pairing->store, visit->id, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return true;
    }
    if (!verdicts_open(pairing->reader, &row, arena, &record, error)) {
        return false;
    }
    day->path = record.verdict.path;
    day->identifiers = record.verdict.identifiers;
    return true;
}

bool pairing_days(
    struct pairing *pairing,
    const struct receipt_key *key,
    struct arena *arena,
    struct receipt_day *days,
    size_t room,
    size_t *count,
    struct error *error)
{
    struct candidates candidates = {.count = 0};
    unsigned sure = PAIRING_NONE;
    *count = 0;
    if (!pairing_find_all(pairing, key, &candidates, &sure, error)) {
        return false;
    }
    for (size_t i = 0; i < candidates.count && i < room; i++) {
        if (!read_day(pairing, candidates.visits[i], arena, &days[i], error)) {
            return false;
        }
        *count = i + 1;
    }
    return true;
}
