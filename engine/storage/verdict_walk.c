#include "engine/storage/verdict_walk.h"

#include <stdlib.h>
#include <string.h>

enum {
    WALK_BLOCK = 256,
    WALK_ARENA = 1024 * 1024
};

struct walk {
    struct store *store;
    const struct verdict_walk_order *order;
    verdict_walker *take;
    void *taker;
    struct part_cache *cache;
    struct verdict_reader *reader;
    struct arena arena;
    /* the block, and where the next one begins */
    struct visit_row visits[WALK_BLOCK];
    struct verdict_row verdicts[WALK_BLOCK];
    size_t count;
    int64_t after;
};

/* ---- blocks of all visits ---- */

static bool add_visit(void *taker, const struct visit_row *visit)
{
    struct walk *walk = taker;
    walk->visits[walk->count] = *visit;
    walk->verdicts[walk->count] = (struct verdict_row){.visit = 0};
    walk->after = visit->id;
    walk->count++;
    return walk->count < WALK_BLOCK;
}

/* Verdicts come in the order of the visits, with some missing on either side. */
static bool add_verdict(void *taker, const struct verdict_row *row)
{
    struct walk *walk = taker;
    size_t low = 0;
    size_t high = walk->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (walk->visits[middle].id < row->visit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < walk->count && walk->visits[low].id == row->visit) {
        walk->verdicts[low] = *row;
    }
    return true;
}

static bool next_of_all(struct walk *walk, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    if (!visits_each(walk->store, walk->after, always, add_visit, walk, error)) {
        return false;
    }
    return walk->count == 0 || verdicts_each(
                                   walk->store, walk->visits[0].id, walk->after, add_verdict,
                                   walk, error);
}

/* ---- blocks of open ones ---- */

static bool add_open(void *taker, int64_t visit, struct date day, unsigned path)
{
    struct walk *walk = taker;
    (void)day;
    (void)path;
    walk->visits[walk->count] = (struct visit_row){.id = visit};
    walk->after = visit;
    walk->count++;
    return walk->count < WALK_BLOCK;
}

static bool next_of_open(struct walk *walk, struct error *error)
{
    size_t kept = 0;
    if (!verdicts_open_work(walk->store, walk->after, add_open, walk, error)) {
        return false;
    }
    for (size_t i = 0; i < walk->count; i++) {
        struct visit_row visit;
        bool has_visit = false;
        bool has_verdict = false;
        if (!visits_get(walk->store, walk->visits[i].id, &visit, &has_visit, error) ||
            !verdicts_get(
                walk->store, walk->visits[i].id, &walk->verdicts[kept], &has_verdict, error)) {
            return false;
        }
        if (has_visit && has_verdict) {
            walk->visits[kept] = visit;
            kept++;
        }
    }
    walk->count = kept;
    return true;
}

/* ---- items ---- */

static bool give(struct walk *walk, size_t index, struct error *error)
{
    struct verdict_record record = {.verdict = {.problem = ""}};
    struct evidence evidence = {.values = {{NULL, 0}}};
    struct verdict_walk_item item = {
        .visit = &walk->visits[index],
        .has_verdict = walk->verdicts[index].visit != 0,
        .record = &record,
        .evidence = &evidence,
    };
    arena_reset(&walk->arena);
    if (item.has_verdict &&
        !verdicts_open(
            walk->reader, &walk->verdicts[index], &walk->arena, &record, error)) {
        return false;
    }
    if (walk->order->with_evidence &&
        !visits_merged_evidence(
            walk->store, walk->cache, item.visit, &walk->arena, &evidence, error)) {
        return false;
    }
    return walk->take(walk->taker, &item, error);
}

static bool walk_all(struct walk *walk, struct error *error)
{
    for (;;) {
        int64_t before = walk->after;
        walk->count = 0;
        if (!(walk->order->open_only ? next_of_open(walk, error) : next_of_all(walk, error))) {
            return false;
        }
        for (size_t i = 0; i < walk->count; i++) {
            if (!give(walk, i, error)) {
                return false;
            }
        }
        if (walk->after == before) {
            return true;
        }
    }
}

bool verdict_walk(
    struct store *store,
    const struct verdict_walk_order *order,
    verdict_walker *take,
    void *taker,
    struct error *error)
{
    struct walk *walk = calloc(1, sizeof *walk);
    bool done = false;
    if (walk == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    walk->store = store;
    walk->order = order;
    walk->take = take;
    walk->taker = taker;
    walk->arena = arena_open(WALK_ARENA);
    done = part_cache_open(store, &walk->cache, error) &&
           verdict_reader_open(store, walk->cache, &walk->reader, error) && walk_all(walk, error);
    verdict_reader_close(walk->reader);
    part_cache_close(walk->cache);
    arena_close(&walk->arena);
    free(walk);
    return done;
}
