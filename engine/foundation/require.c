#include "engine/foundation/require.h"

#include <stdio.h>
#include <stdlib.h>

void require_failed(const char *condition, const char *file, int line)
{
    (void)fprintf(stderr, "totsugo: internal error: %s (%s:%d)\n", condition, file, line);
    abort();
}
