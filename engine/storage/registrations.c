#include "engine/storage/registrations.h"

struct last_said {
    int64_t entry;
    unsigned value;
};

static bool
note(void *taker, int64_t entry, int64_t row, const struct evidence *evidence, struct error *error)
{
    struct last_said *last = taker;
    (void)row;
    (void)error;
    if (evidence_has(evidence, FIELD_INSURANCE_USE)) {
        *last = (struct last_said){entry, evidence_choice(evidence, FIELD_INSURANCE_USE)};
    }
    return true;
}

bool registrations_entry(
    struct store *store,
    struct part_cache *cache,
    const struct visit_row *visit,
    int64_t *entry,
    struct error *error)
{
    struct last_said last = {0, 0};
    if (!visits_each_evidence(store, cache, visit, note, &last, error)) {
        return false;
    }
    *entry = last.entry;
    return true;
}

struct counting {
    struct store *store;
    struct part_cache *cache;
    int64_t *counts;
    struct error *error;
    bool failed;
};

static bool count_one(void *taker, const struct visit_row *visit)
{
    struct counting *counting = taker;
    struct last_said last = {0, 0};
    counting->failed = !visits_each_evidence(
        counting->store, counting->cache, visit, note, &last, counting->error);
    counting->counts[last.value]++;
    return !counting->failed;
}

bool registrations_count(
    struct store *store,
    struct interval days,
    int64_t counts[INSURANCE_USE_DONE + 1],
    struct error *error)
{
    struct counting counting = {.store = store, .counts = counts, .error = error};
    bool done = false;
    for (unsigned i = 0; i <= INSURANCE_USE_DONE; i++) {
        counts[i] = 0;
    }
    if (!part_cache_open(store, &counting.cache, error)) {
        return false;
    }
    done = visits_each(store, 0, days, count_one, &counting, error) && !counting.failed;
    part_cache_close(counting.cache);
    return done;
}
