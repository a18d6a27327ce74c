#include "engine/law/reconcile.h"

#include <stdlib.h>
#include <string.h>

/* The first bytes as a number that orders as they do: keys nearly always differ there. */
static uint64_t head_of(const uint8_t key[RECONCILE_KEY_BYTES])
{
    return (uint64_t)key[0] << 56 | (uint64_t)key[1] << 48 | (uint64_t)key[2] << 40 |
           (uint64_t)key[3] << 32 | (uint64_t)key[4] << 24 | (uint64_t)key[5] << 16 |
           (uint64_t)key[6] << 8 | (uint64_t)key[7];
}

static int compare_keys(const uint8_t *left, const uint8_t *right)
{
    uint64_t a = head_of(left);
    uint64_t b = head_of(right);
    return a < b ? -1 : a > b ? 1 : memcmp(left, right, RECONCILE_KEY_BYTES);
}

static int compare_keyed(const void *left, const void *right)
{
    const struct keyed *a = left;
    const struct keyed *b = right;
    int order = compare_keys(a->key, b->key);
    if (order != 0) {
        return order;
    }
    return a->id < b->id ? -1 : a->id > b->id ? 1 : 0;
}

void reconcile_sort(struct keyed *rows, size_t count)
{
    if (count > 1) {
        qsort(rows, count, sizeof *rows, compare_keyed);
    }
}

size_t reconcile_group_end(const struct keyed *rows, size_t count, size_t from)
{
    size_t end = from + 1;
    while (end < count && memcmp(rows[end].key, rows[from].key, RECONCILE_KEY_BYTES) == 0) {
        end++;
    }
    return end;
}

/* The first row of low to high whose key is not below; high when all are. */
static size_t lower_bound(const struct keyed *rows, size_t low, size_t high, const uint8_t *key)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(rows[middle].key, key) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t
reconcile_find(const struct keyed *rows, size_t count, const uint8_t key[RECONCILE_KEY_BYTES])
{
    size_t low = lower_bound(rows, 0, count, key);
    if (low < count && memcmp(rows[low].key, key, RECONCILE_KEY_BYTES) == 0) {
        return low;
    }
    return count;
}

static size_t first_bytes(const uint8_t key[RECONCILE_KEY_BYTES])
{
    return (size_t)key[0] << 8 | key[1];
}

void reconcile_index(const struct keyed *rows, size_t count, struct keyed_heads *heads)
{
    size_t at = 0;
    for (size_t head = 0; head < RECONCILE_HEADS; head++) {
        heads->starts[head] = at;
        while (at < count && first_bytes(rows[at].key) == head) {
            at++;
        }
    }
    heads->starts[RECONCILE_HEADS] = count;
}

size_t reconcile_find_by_head(
    const struct keyed *rows,
    const struct keyed_heads *heads,
    const uint8_t key[RECONCILE_KEY_BYTES])
{
    const size_t *range = &heads->starts[first_bytes(key)];
    size_t low = lower_bound(rows, range[0], range[1], key);
    if (low < range[1] && memcmp(rows[low].key, key, RECONCILE_KEY_BYTES) == 0) {
        return low;
    }
    return heads->starts[RECONCILE_HEADS];
}

unsigned reconcile_passes(int64_t total, int64_t pass_rows)
{
    unsigned passes = 1;
    require(pass_rows > 0);
    while (passes < 0x8000 && total / passes > pass_rows) {
        passes *= 2;
    }
    return passes;
}

unsigned reconcile_pass_of(const uint8_t key[RECONCILE_KEY_BYTES], unsigned passes)
{
    /* The last two bytes, so that the order within a pass still runs over the whole first byte. */
    unsigned bits = (unsigned)key[RECONCILE_KEY_BYTES - 2] << 8 | key[RECONCILE_KEY_BYTES - 1];
    return bits % passes;
}
