/* The bytes are taken as an archive; each of its files as a document. */
#include <string.h>

#include "importers/tickets/archive.h"
#include "importers/tickets/archive_check.h"
#include "tests/fuzz/fuzz.h"

enum {
    PLENTY = 4 * 1024 * 1024
};

struct seen {
    struct arena arena;
    struct archive_totals totals;
};

static bool take(void *context, const char *name, struct slice bytes, struct error *error)
{
    static struct document document; /* large */
    struct seen *seen = context;
    require(strstr(name, "../") == NULL && name[0] != '/' && strchr(name, '\\') == NULL);
    arena_reset(&seen->arena);
    if (!document_read(bytes, &seen->arena, &document, error)) {
        return error->fault == FAULT_TOO_BIG || error->fault == FAULT_MEMORY;
    }
    archive_check(NULL, &document);
    archive_totals_add(&seen->totals, &document);
    archive_totals_check(&seen->totals, &document);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seen seen = {.arena = arena_open(PLENTY)};
    const struct archive_taker taker = {&seen, take};
    struct error error;
    bool done = archive_each((struct slice){data, size}, &taker, &error);
    require(done || error_name(error.fault)[0] != '\0');
    arena_close(&seen.arena);
    return 0;
}
