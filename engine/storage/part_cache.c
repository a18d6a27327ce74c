#include "engine/storage/part_cache.h"

#include <stdlib.h>

#include "engine/storage/bulk.h"

struct open_body {
    int64_t entry;
    uint64_t used; /* larger: more recently */
    struct buffer body;
    bool is_part;
    struct slice *rows; /* of a part */
    size_t row_count;
};

struct part_cache {
    struct store *store;
    uint64_t uses;
    struct open_body bodies[PART_CACHE_BODIES];
};

bool part_cache_open(struct store *store, struct part_cache **cache, struct error *error)
{
    struct part_cache *made = calloc(1, sizeof *made);
    *cache = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    for (size_t i = 0; i < PART_CACHE_BODIES; i++) {
        made->bodies[i].body = buffer_open(LIMIT_BODY_BYTES + 1);
    }
    return true;
}

static void forget(struct open_body *body)
{
    body->entry = 0;
    free(body->rows);
    body->rows = NULL;
    body->row_count = 0;
    bytes_wipe(body->body.data, body->body.size);
    buffer_clear(&body->body);
}

void part_cache_close(struct part_cache *cache)
{
    if (cache == NULL) {
        return;
    }
    for (size_t i = 0; i < PART_CACHE_BODIES; i++) {
        forget(&cache->bodies[i]);
        buffer_close(&cache->bodies[i].body);
    }
    free(cache);
}

/* Where each row of a part begins. */
static bool index_rows(struct open_body *body, struct error *error)
{
    struct bulk_part part;
    struct slice bytes;
    struct slice row;
    size_t count = 0;
    bool broken = false;
    if (!bulk_part_read(buffer_slice(&body->body), &part) || part.count < 0 ||
        (uint64_t)part.count > part.bytes.size) {
        return error_set_number(error, FAULT_JOURNAL_BODY, body->entry);
    }
    body->rows = calloc((size_t)part.count + 1, sizeof *body->rows);
    if (body->rows == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    bytes = part.bytes;
    while (count < (size_t)part.count && bulk_next_row(&bytes, &row, &broken)) {
        body->rows[count++] = row;
    }
    body->row_count = count;
    return count == (size_t)part.count || error_set_number(error, FAULT_JOURNAL_BODY, body->entry);
}

static struct open_body *oldest(struct part_cache *cache)
{
    struct open_body *found = &cache->bodies[0];
    for (size_t i = 1; i < PART_CACHE_BODIES; i++) {
        if (cache->bodies[i].used < found->used) {
            found = &cache->bodies[i];
        }
    }
    return found;
}

static struct open_body *find(struct part_cache *cache, int64_t entry, struct error *error)
{
    struct open_body *body = NULL;
    struct entry_header header;
    for (size_t i = 0; i < PART_CACHE_BODIES; i++) {
        if (cache->bodies[i].entry == entry) {
            return &cache->bodies[i];
        }
    }
    body = oldest(cache);
    forget(body);
    if (!journal_read(cache->store, entry, &header, &body->body, error)) {
        forget(body);
        return NULL;
    }
    body->entry = entry;
    body->is_part = header.kind == ENTRY_BULK_PART;
    if (body->is_part && !index_rows(body, error)) {
        forget(body);
        return NULL;
    }
    return body;
}

bool part_cache_read(
    struct part_cache *cache,
    int64_t entry,
    int64_t row,
    struct slice *fields,
    struct error *error)
{
    struct open_body *body = find(cache, entry, error);
    if (body == NULL) {
        return false;
    }
    cache->uses++;
    body->used = cache->uses;
    if (!body->is_part && row == ROW_WHOLE_BODY && body->body.size > 0) {
        *fields = slice_part(buffer_slice(&body->body), 1, body->body.size);
        return true;
    }
    if (body->is_part && row >= 0 && (size_t)row < body->row_count) {
        *fields = body->rows[row];
        return true;
    }
    return error_set_number(error, FAULT_JOURNAL_BODY, entry);
}
