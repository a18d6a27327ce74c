/* The bytes that answers came in (answers.h). */
#include "engine/storage/answers.h"
#include "engine/storage/bulk.h"

struct cutting {
    struct answer_place place;
    int64_t at;
    struct buffer *bytes;
};

static bool cut(void *taker, struct slice bytes, struct error *error)
{
    struct cutting *cutting = taker;
    int64_t size = (int64_t)bytes.size;
    int64_t first = cutting->place.first - cutting->at;
    int64_t end = first + cutting->place.size;
    cutting->at += size;
    if (cutting->place.size == 0) {
        return buffer_append(cutting->bytes, bytes, error);
    }
    first = first < 0 ? 0 : first;
    end = end > size ? size : end;
    return end <= first ||
           buffer_append(
               cutting->bytes, slice_part(bytes, (size_t)first, (size_t)(end - first)), error);
}

bool answers_raw(
    struct store *store,
    struct part_cache *cache,
    const struct answer_row *row,
    struct buffer *bytes,
    struct error *error)
{
    struct cutting cutting = {.bytes = bytes};
    return answers_place(cache, row, &cutting.place, error) &&
           bulk_read_raw(store, row->bulk, cut, &cutting, error);
}
