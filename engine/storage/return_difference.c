/* How a returned receipt differs from what its visits say now (returns.h). */
#include "engine/foundation/fold.h"
#include "engine/storage/returns.h"
#include "engine/storage/verdicts.h"

static bool same_text(struct slice one, struct slice other)
{
    return (one.size == 0 && other.size == 0) ||
           number_resemblance(one, other) == RESEMBLANCE_EQUAL;
}

static unsigned compare(const struct identifiers *claimed, const struct identifiers *now)
{
    if (claimed->number.size == 0 || now->number.size == 0) {
        return CLAIM_DIFFERENCE_UNRECORDED;
    }
    if (!insurer_same(claimed->insurer_number, now->insurer_number)) {
        return CLAIM_DIFFERENCE_INSURER;
    }
    if (!same_text(claimed->symbol, now->symbol) || !same_text(claimed->number, now->number)) {
        return CLAIM_DIFFERENCE_NUMBERS;
    }
    return same_text(claimed->branch, now->branch) ? CLAIM_DIFFERENCE_UNRECORDED
                                                   : CLAIM_DIFFERENCE_BRANCH;
}

/* The numbers with which the last visit would be claimed now; empty when that is not decided. */
static bool find_now(
    struct store *store,
    const struct returned_claim *claim,
    struct verdict_reader *reader,
    struct arena *arena,
    struct identifiers *now,
    struct error *error)
{
    struct verdict_row row;
    struct verdict_record record;
    bool found = false;
    *now = (struct identifiers){.number = {NULL, 0}};
    if (claim->visit_count == 0) {
        return true;
    }
    if (!verdicts_get(store, claim->visits[claim->visit_count - 1], &row, &found, error)) {
        return false;
    }
    if (!found || !verdict_is_claimable(row.path)) {
        return true;
    }
    if (!verdicts_open(reader, &row, arena, &record, error)) {
        return false;
    }
    *now = record.verdict.identifiers;
    return true;
}

bool returns_difference(
    struct store *store,
    const struct returned_claim *claim,
    unsigned *difference,
    struct error *error)
{
    struct arena arena = arena_open(LIMIT_PART_BYTES);
    struct part_cache *cache = NULL;
    struct verdict_reader *reader = NULL;
    struct identifiers now;
    bool done = part_cache_open(store, &cache, error) &&
                verdict_reader_open(store, cache, &reader, error) &&
                find_now(store, claim, reader, &arena, &now, error);
    *difference = done ? compare(&claim->claimed, &now) : CLAIM_DIFFERENCE_UNRECORDED;
    verdict_reader_close(reader);
    part_cache_close(cache);
    arena_close(&arena);
    return done;
}
