/* One document of an archive: what was read is text, what is odd has a name. */
#include "engine/foundation/text.h"
#include "importers/tickets/archive_check.h"
#include "tests/fuzz/fuzz.h"

enum {
    PLENTY = 4 * 1024 * 1024
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct document document; /* large */
    struct arena arena = arena_open(PLENTY);
    struct error error;
    if (document_read((struct slice){data, size}, &arena, &document, &error)) {
        archive_check(NULL, &document);
        for (unsigned i = 0; i < TICKET_FIELD_COUNT; i++) {
            require(text_find_bad(document.ticket.values[i]) == document.ticket.values[i].size);
        }
        for (size_t i = 0; i < document.finding_count && i < DOCUMENT_FINDINGS; i++) {
            require(document.findings[i].finding != FINDING_NONE);
        }
    }
    arena_close(&arena);
    return 0;
}
