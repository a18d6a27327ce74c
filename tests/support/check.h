/*
 * What every test file includes: cmocka with what it needs before it, and checks for slices.
 */
#ifndef TESTS_SUPPORT_CHECK_H
#define TESTS_SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/foundation/bytes.h"

/* A literal as a slice; zero bytes inside it count. */
#define LITERAL(text) ((struct slice){(const uint8_t *)(text), sizeof(text) - 1})

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define assert_slice(actual, expected) check_slice((actual), (expected), __FILE__, __LINE__)
#define assert_text(actual, expected) check_slice((actual), slice_of(expected), __FILE__, __LINE__)

/* For rows of a table: says which row it was. */
#define assert_row(condition, row)                                                                 \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fail_msg("row %s: %s", (row), #condition);                                             \
        }                                                                                          \
    } while (0)

static inline void
check_slice(struct slice actual, struct slice expected, const char *file, int line)
{
    if (!slice_equal(actual, expected)) {
        print_error(
            "\"%.*s\" is not \"%.*s\"\n", (int)actual.size,
            actual.data == NULL ? "" : (const char *)actual.data, (int)expected.size,
            expected.data == NULL ? "" : (const char *)expected.data);
        _fail(file, line);
    }
}

#endif
