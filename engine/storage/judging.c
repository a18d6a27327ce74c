#include "engine/storage/judging.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/deciding.h"

enum {
    JUDGING_ARENA = 64 * 1024 * 1024,     /* far above the values of a block */
    JUDGING_ROWS_BYTES = 16 * 1024 * 1024 /* far above its verdicts */
};

bool judging_open(
    const struct decider *decider,
    const struct fingerprinter *printer,
    struct judging_block **block,
    struct error *error)
{
    struct judging_block *made = calloc(1, sizeof *made);
    *block = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->decider = decider;
    made->arena = arena_open(JUDGING_ARENA);
    made->rows = buffer_open(JUDGING_ROWS_BYTES);
    made->row = buffer_open(LIMIT_PART_BYTES);
    return fingerprinter_copy(printer, &made->printer, error);
}

void judging_close(struct judging_block *block)
{
    if (block != NULL) {
        fingerprinter_close(block->printer);
        arena_close(&block->arena);
        buffer_close_wiped(&block->rows);
        buffer_close_wiped(&block->row);
        free(block);
    }
}

void judging_clear(struct judging_block *block)
{
    arena_reset(&block->arena);
    buffer_clear(&block->rows);
    memset(block->counts, 0, sizeof block->counts);
    block->count = 0;
    block->judged_count = 0;
}

static bool keep(struct judging_block *block, size_t index, int64_t digest, struct error *error)
{
    const struct verdict_row *old = &block->old[index];
    const struct visit_row *visit = &block->cases[index].visit;
    if (old->visit != 0 && old->digest == digest) {
        return true;
    }
    if (!buffer_append(&block->rows, buffer_slice(&block->row), error)) {
        return false;
    }
    block->judged[block->judged_count] =
        (struct judged){visit->id, month_of(visit->day), old->visit != 0, block->rows.size};
    block->judged_count++;
    return true;
}

static bool judge(struct judging_block *block, size_t index, struct error *error)
{
    const struct visit_case *visit_case = &block->cases[index];
    struct verdict verdict;
    struct decision decision;
    int64_t digest = 0;
    buffer_clear(&block->row);
    if (!deciding_verdict(block->decider, visit_case, &verdict, &decision, error) ||
        !verdicts_pack_row(
            block->printer, &block->references[index],
            visit_case->has_answer ? visit_case->answer.id : 0, &verdict, &decision, &block->row,
            &digest, error)) {
        return false;
    }
    block->counts[verdict.path]++;
    return keep(block, index, digest, error);
}

bool judging_run(void *block, struct error *error)
{
    struct judging_block *judging = block;
    for (size_t i = 0; i < judging->count; i++) {
        if (!judge(judging, i, error)) {
            return false;
        }
    }
    return true;
}

struct slice judging_row(const struct judging_block *block, size_t index)
{
    size_t from = index == 0 ? 0 : block->judged[index - 1].end;
    return slice_part(buffer_slice(&block->rows), from, block->judged[index].end - from);
}
