#include "engine/foundation/arena.h"

#include <stdlib.h>
#include <string.h>

enum {
    ARENA_BLOCK_BYTES = 32 * 1024
};

/* Larger sizes could wrap around when they are rounded up and a block's head is added. */
static const size_t largest_size = SIZE_MAX / 2;

struct arena_block {
    struct arena_block *next;
    size_t size;
    size_t used;
    max_align_t bytes[];
};

struct arena arena_open(size_t limit)
{
    return (struct arena){.limit = limit};
}

static void free_blocks(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_close(struct arena *arena)
{
    free_blocks(arena->blocks);
    *arena = (struct arena){0};
}

void arena_reset(struct arena *arena)
{
    arena->used = 0;
    if (arena->blocks != NULL) {
        free_blocks(arena->blocks->next);
        arena->blocks->next = NULL;
        arena->blocks->used = 0;
    }
}

static bool add_block(struct arena *arena, size_t size, struct error *error)
{
    size_t bytes = size > ARENA_BLOCK_BYTES ? size : ARENA_BLOCK_BYTES;
    struct arena_block *block = malloc(sizeof *block + bytes);
    if (block == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    block->next = arena->blocks;
    block->size = bytes;
    block->used = 0;
    arena->blocks = block;
    return true;
}

void *arena_take(struct arena *arena, size_t size, struct error *error)
{
    const size_t unit = sizeof(max_align_t);
    uint8_t *memory = NULL;
    if (size > arena->limit || arena->used > arena->limit - size || size > largest_size) {
        error_set_number(error, FAULT_TOO_BIG, (int64_t)arena->limit);
        return NULL;
    }
    size = size == 0 ? unit : (size + unit - 1) / unit * unit;
    if (arena->blocks == NULL || arena->blocks->size - arena->blocks->used < size) {
        if (!add_block(arena, size, error)) {
            return NULL;
        }
    }
    require(arena->blocks != NULL);
    memory = (uint8_t *)arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += size;
    arena->used += size;
    memset(memory, 0, size);
    return memory;
}

bool arena_copy(struct arena *arena, struct slice from, struct slice *to, struct error *error)
{
    uint8_t *copy = arena_take(arena, from.size, error);
    if (copy == NULL) {
        return false;
    }
    if (from.size > 0) {
        memcpy(copy, from.data, from.size);
    }
    *to = (struct slice){copy, from.size};
    return true;
}

char *arena_copy_text(struct arena *arena, struct slice from, struct error *error)
{
    char *copy = arena_take(arena, from.size + 1, error);
    if (copy != NULL && from.size > 0) {
        memcpy(copy, from.data, from.size);
    }
    return copy;
}
