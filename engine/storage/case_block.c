#include "engine/storage/case_block.h"

#include <stdlib.h>

void case_block_close(struct case_block *block)
{
    free(block->pointers);
    free(block->answers);
}

/* Room for one more; false when there is no memory. */
static bool grow(void **rows, size_t count, size_t *capacity, size_t size)
{
    size_t wanted = *capacity == 0 ? CASES_BLOCK : 2 * *capacity;
    void *grown = NULL;
    if (count < *capacity) {
        return true;
    }
    grown = realloc(*rows, wanted * size);
    if (grown == NULL) {
        return false;
    }
    *rows = grown;
    *capacity = wanted;
    return true;
}

/* ---- sweeps ---- */

struct sweep {
    struct case_block *block;
    size_t at; /* the visit that rows come for now */
    bool no_memory;
};

/* The place of a visit in the block; false when it is not in it. */
static bool find_visit(struct sweep *sweep, int64_t visit)
{
    const struct case_block *block = sweep->block;
    while (sweep->at < block->count && block->visits[sweep->at].id < visit) {
        sweep->at++;
    }
    return sweep->at < block->count && block->visits[sweep->at].id == visit;
}

static bool take_pointer(void *taker, const struct evidence_pointer *pointer)
{
    struct sweep *sweep = taker;
    struct case_block *block = sweep->block;
    void *rows = block->pointers;
    if (!find_visit(sweep, pointer->visit)) {
        return true;
    }
    sweep->no_memory =
        !grow(&rows, block->pointer_count, &block->pointer_capacity, sizeof *pointer);
    block->pointers = rows;
    if (sweep->no_memory) {
        return false;
    }
    block->pointers[block->pointer_count] = *pointer;
    block->pointer_count++;
    return true;
}

static bool take_answer(void *taker, const struct answer_row *row)
{
    struct sweep *sweep = taker;
    struct case_block *block = sweep->block;
    void *rows = block->answers;
    if (!find_visit(sweep, row->visit)) {
        return true;
    }
    sweep->no_memory = !grow(&rows, block->answer_count, &block->answer_capacity, sizeof *row);
    block->answers = rows;
    if (sweep->no_memory) {
        return false;
    }
    block->answers[block->answer_count] = *row;
    block->answer_count++;
    return true;
}

static bool take_history(void *taker, int64_t visit, const struct inquiry_history *history)
{
    struct sweep *sweep = taker;
    if (find_visit(sweep, visit)) {
        sweep->block->histories[sweep->at] = *history;
    }
    return true;
}

bool case_block_load(struct store *store, struct case_block *block, struct error *error)
{
    struct sweep sweeps[] = {{.block = block}, {.block = block}, {.block = block}};
    int64_t first = 0;
    int64_t last = 0;
    block->pointer_count = 0;
    block->answer_count = 0;
    block->pointers_end = 0;
    block->answers_end = 0;
    if (block->count == 0) {
        return true;
    }
    first = block->visits[0].id;
    last = block->visits[block->count - 1].id;
    for (size_t i = 0; i < block->count; i++) {
        block->histories[i] = (struct inquiry_history){0};
    }
    if (!visits_each_pointer(store, first, last, take_pointer, &sweeps[0], error) ||
        !answers_of_visits(store, first, last, take_answer, &sweeps[1], error) ||
        !inquiries_of_visits(store, first, last, take_history, &sweeps[2], error)) {
        return false;
    }
    return !(sweeps[0].no_memory || sweeps[1].no_memory) || error_set(error, FAULT_MEMORY);
}

void case_block_move(struct case_block *block, size_t index)
{
    int64_t visit = block->visits[index].id;
    block->pointers_from = block->pointers_end;
    while (block->pointers_end < block->pointer_count &&
           block->pointers[block->pointers_end].visit == visit) {
        block->pointers_end++;
    }
    block->answers_from = block->answers_end;
    while (block->answers_end < block->answer_count &&
           block->answers[block->answers_end].visit == visit) {
        block->answers_end++;
    }
}
