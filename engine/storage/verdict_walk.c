#include "engine/storage/verdict_walk.h"

#include <stdlib.h>
#include <string.h>

enum {
    WALK_BLOCK = 64,
    WALK_ARENA = WALK_BLOCK * LIMIT_PART_BYTES /* of a whole block */
};

struct walk {
    struct store *store;
    const struct verdict_walk_order *order;
    verdict_walker *take;
    void *taker;
    struct part_cache *cache;
    struct verdict_reader *reader;
    struct arena arena;
    /* the block, its texts in the arena */
    struct visit_row visits[WALK_BLOCK];
    struct verdict_row verdicts[WALK_BLOCK];
    struct verdict_record records[WALK_BLOCK];
    struct evidence evidence[WALK_BLOCK];
    size_t count;
    int64_t after;       /* where the next block begins */
    struct error *error; /* of the captures that are being read */
    bool failed;
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

/* The place of a visit in the block; false when it is not in it. */
static bool find_place(const struct walk *walk, int64_t visit, size_t *place)
{
    size_t low = 0;
    size_t high = walk->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (walk->visits[middle].id < visit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *place = low;
    return low < walk->count && walk->visits[low].id == visit;
}

static bool add_verdict(void *taker, const struct verdict_row *row)
{
    struct walk *walk = taker;
    size_t place = 0;
    if (find_place(walk, row->visit, &place)) {
        walk->verdicts[place] = *row;
    }
    return true;
}

static bool next_of_all(struct walk *walk, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    if (!visits_each(walk->store, walk->after, always, add_visit, walk, error)) {
        return false;
    }
    return walk->count == 0 ||
           verdicts_each(walk->store, walk->visits[0].id, walk->after, add_verdict, walk, error);
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

/* ---- what stands in the journal ---- */

static bool overlay(struct walk *walk, size_t index, int64_t entry, int64_t row)
{
    struct evidence evidence;
    return visits_read_evidence(walk->cache, entry, row, &evidence, walk->error) &&
           evidence_overlay(&walk->evidence[index], &evidence, &walk->arena, walk->error);
}

static bool add_capture(void *taker, const struct evidence_pointer *pointer)
{
    struct walk *walk = taker;
    size_t place = 0;
    if (find_place(walk, pointer->visit, &place)) {
        walk->failed = !overlay(walk, place, pointer->entry, pointer->row);
    }
    return !walk->failed;
}

static bool read_evidence(struct walk *walk, struct error *error)
{
    walk->error = error;
    walk->failed = false;
    for (size_t i = 0; i < walk->count; i++) {
        if (!overlay(walk, i, walk->visits[i].entry, walk->visits[i].row)) {
            return false;
        }
    }
    return visits_each_pointer(
               walk->store, walk->visits[0].id, walk->visits[walk->count - 1].id, add_capture, walk,
               error) &&
           !walk->failed;
}

static bool read_records(struct walk *walk, struct error *error)
{
    for (size_t i = 0; i < walk->count; i++) {
        walk->evidence[i] = (struct evidence){.values = {{NULL, 0}}};
        walk->records[i] = (struct verdict_record){.verdict = {.problem = ""}};
        if (walk->verdicts[i].visit != 0 &&
            !verdicts_open(
                walk->reader, &walk->verdicts[i], &walk->arena, &walk->records[i], error)) {
            return false;
        }
    }
    return true;
}

/* Everything about the next block, under one lock. */
static bool read_block(struct walk *walk, struct error *error)
{
    bool done = false;
    walk->count = 0;
    arena_reset(&walk->arena);
    if (!store_begin_read(walk->store, error)) {
        return false;
    }
    done = (walk->order->open_only ? next_of_open(walk, error) : next_of_all(walk, error)) &&
           read_records(walk, error) &&
           (!walk->order->with_evidence || walk->count == 0 || read_evidence(walk, error));
    store_end_read(walk->store);
    return done;
}

static bool give(struct walk *walk, size_t index, struct error *error)
{
    const struct verdict_walk_item item = {
        .visit = &walk->visits[index],
        .has_verdict = walk->verdicts[index].visit != 0,
        .record = &walk->records[index],
        .evidence = &walk->evidence[index],
    };
    return walk->take(walk->taker, &item, error);
}

static bool walk_all(struct walk *walk, struct error *error)
{
    for (;;) {
        int64_t before = walk->after;
        if (!read_block(walk, error)) {
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
