/*
 * Reading single rows out of sealed bodies, a few bodies kept open.
 *
 * A pointer of a view is (entry, row): row -1 is the whole body of a single entry, row 0 and up a row
 * of a bulk part.  Reading in journal order opens each body once.
 */
#ifndef ENGINE_STORAGE_PART_CACHE_H
#define ENGINE_STORAGE_PART_CACHE_H

#include "engine/storage/journal.h"

enum {
    PART_CACHE_BODIES = 8,
    ROW_WHOLE_BODY = -1
};

struct part_cache;

bool part_cache_open(struct store *store, struct part_cache **cache, struct error *error)
    MUST_CHECK;
void part_cache_close(struct part_cache *cache);

/*
 * The packed fields at a pointer, without format byte; they live until PART_CACHE_BODIES other bodies
 * were read.  JOURNAL_BODY when there is no such row.
 */
bool part_cache_read(
    struct part_cache *cache,
    int64_t entry,
    int64_t row,
    struct slice *fields,
    struct error *error) MUST_CHECK;

#endif
