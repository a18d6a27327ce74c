/* For the helpers of tests that are not tests themselves: what has to work, or the program ends. */
#ifndef TESTS_SUPPORT_MUST_H
#define TESTS_SUPPORT_MUST_H

#include <stdio.h>
#include <stdlib.h>

#include "engine/foundation/error.h"

static inline void must(bool done, const struct error *error, const char *what)
{
    if (!done) {
        char text[600];
        error_render(error, LANGUAGE_ENGLISH, text, sizeof text);
        (void)fprintf(stderr, "%s: %s\n", what, text);
        abort();
    }
}

#endif
