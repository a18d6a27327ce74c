/* Joining by fingerprint: what is found is what a look at every row finds. */
#include "engine/law/reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

enum {
    ROWS = 600
};

/* Few different bytes, so that heads, whole keys and halves of keys are shared. */
static void make_key(unsigned number, uint8_t key[RECONCILE_KEY_BYTES])
{
    memset(key, 0, RECONCILE_KEY_BYTES);
    key[0] = (uint8_t)(number % 3 == 2 ? 255 : number % 3);
    key[1] = (uint8_t)(number % 5 == 4 ? 255 : number % 5);
    key[2] = (uint8_t)(number % 2);
    key[RECONCILE_KEY_BYTES - 1] = (uint8_t)(number % 7);
}

static size_t look_at_every_row(const struct keyed *rows, size_t count, const uint8_t *key)
{
    size_t at = 0;
    while (at < count && memcmp(rows[at].key, key, RECONCILE_KEY_BYTES) != 0) {
        at++;
    }
    return at;
}

static void check_counts(const struct keyed *rows, size_t count, struct keyed_heads *heads)
{
    reconcile_index(rows, count, heads);
    for (unsigned number = 0; number < 2 * 3 * 5 * 7; number++) {
        uint8_t key[RECONCILE_KEY_BYTES];
        size_t expected = 0;
        make_key(number, key);
        expected = look_at_every_row(rows, count, key);
        assert_int_equal(reconcile_find(rows, count, key), expected);
        assert_int_equal(reconcile_find_by_head(rows, heads, key), expected);
    }
}

static void the_first_row_of_a_key_is_found_with_and_without_heads(void **state)
{
    static const size_t counts[] = {0, 1, 2, 17, 200, ROWS};
    struct keyed_heads *heads = calloc(1, sizeof *heads);
    (void)state;
    assert_non_null(heads);
    for (size_t c = 0; c < COUNT_OF(counts); c++) {
        static struct keyed rows[ROWS];
        for (size_t i = 0; i < counts[c]; i++) {
            make_key((unsigned)(i * 11 % 97 * 2), rows[i].key);
            rows[i].id = (int64_t)(counts[c] - i);
        }
        reconcile_sort(rows, counts[c]);
        check_counts(rows, counts[c], heads);
    }
    free(heads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_row_of_a_key_is_found_with_and_without_heads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
