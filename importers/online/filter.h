/*
 * A program of the site's own that encrypts or decrypts: bytes in by standard input, bytes out by
 * standard output, exit code 0.  No shell, no arguments, no environment but PATH.
 */
#ifndef IMPORTERS_ONLINE_FILTER_H
#define IMPORTERS_ONLINE_FILTER_H

#include "engine/foundation/bytes.h"
#include "engine/foundation/error.h"

/*
 * Appends what the program at path gives out.  Faults: FILTER_MISSING when it cannot be run;
 * FILTER_FAILED when it ends otherwise than with 0, gives nothing or takes longer than
 * LIMIT_FILTER_MS; TOO_BIG; MEMORY.
 */
bool filter_run(const char *path, struct slice in, struct buffer *out, struct error *error)
    MUST_CHECK;

#endif
