/*
 * A bounded arena: memory that belongs to one file, case or export and goes all at once.
 *
 * Not for secrets (fixed buffers, wiped) and not for things that outlive their file.
 */
#ifndef ENGINE_FOUNDATION_ARENA_H
#define ENGINE_FOUNDATION_ARENA_H

#include "engine/foundation/bytes.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used;
    size_t limit;
};

/* An empty arena that may hold limit bytes in all.  Takes no memory yet. */
struct arena arena_open(size_t limit);
void arena_close(struct arena *arena);

/* Forgets everything but keeps the newest block for use again. */
void arena_reset(struct arena *arena);

/*
 * Zeroed memory, aligned for any type; lives until arena_reset or arena_close.
 * NULL with TOO_BIG or MEMORY when there is none.
 */
void *arena_take(struct arena *arena, size_t size, struct error *error) MUST_CHECK;

/* A copy of the bytes inside the arena. */
bool arena_copy(struct arena *arena, struct slice from, struct slice *to, struct error *error)
    MUST_CHECK;

/* A copy with a final NUL; the NUL is not part of a slice made of it.  NULL on a fault. */
char *arena_copy_text(struct arena *arena, struct slice from, struct error *error) MUST_CHECK;

#endif
