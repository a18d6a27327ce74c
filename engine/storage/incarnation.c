#include "engine/storage/incarnation.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "engine/storage/journal.h"
#include "engine/storage/meta.h"

enum {
    INCARNATION_FORMAT = 1,
    INCARNATION_TAG_NUMBER = 1
};

static bool identify(struct store *store, char identity[META_VALUE], struct error *error)
{
    char path[LIMIT_PATH];
    struct stat status;
    if (!path_join(path, sizeof path, store->folder, "totsugo.db", error)) {
        return false;
    }
    if (stat(path, &status) != 0) {
        error_set(error, FAULT_FILE_MISSING);
        return error_set_place(error, path, 0, 0);
    }
    (void)snprintf(
        identity, META_VALUE, "%" PRIuMAX ":%" PRIuMAX, (uintmax_t)status.st_dev,
        (uintmax_t)status.st_ino);
    return true;
}

bool incarnation_note(struct store *store, struct error *error)
{
    char identity[META_VALUE];
    return identify(store, identity, error) && meta_put(store, "file", identity, error);
}

int64_t incarnation_number(const struct store *store)
{
    return store->incarnation;
}

enum {
    STEP_BYTES = 4
};

static bool append_begun(struct store *store, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    int64_t entry = 0;
    bool done = packed_begin(&body, INCARNATION_FORMAT, error) &&
                packed_add_number(&body, INCARNATION_TAG_NUMBER, store->incarnation, error) &&
                journal_append(
                    store, ENTRY_INCARNATION_BEGUN, RETAIN_HOUSEKEEPING, MONTH_NONE,
                    buffer_slice(&body), &entry, error);
    buffer_close(&body);
    return done;
}

/*
 * Above the old one, and by chance: two copies of one store know nothing of each other, and the next
 * number would be the same for both.
 */
static bool next_number(struct store *store, int64_t *number, struct error *error)
{
    uint8_t bytes[STEP_BYTES];
    int64_t step = 0;
    if (!vault_random(store, bytes, sizeof bytes, error)) {
        return false;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        step = step << 8 | bytes[i];
    }
    *number = store->incarnation + 1 + step;
    return true;
}

static bool begin_next(struct store *store, const char *identity, struct error *error)
{
    char number[24];
    int64_t old = store->incarnation;
    int64_t next = 0;
    if (!next_number(store, &next, error) || !store_begin(store, error)) {
        return false;
    }
    store->incarnation = next;
    journal_forget_end(store);
    (void)snprintf(number, sizeof number, "%" PRId64, store->incarnation);
    if (meta_put(store, "incarnation", number, error) && meta_put(store, "file", identity, error) &&
        append_begun(store, error) && store_commit(store, error)) {
        return true;
    }
    store->incarnation = old;
    store_rollback(store);
    return false;
}

/* Another process may have begun it since this one opened the store. */
static bool read_number(struct store *store, struct error *error)
{
    char number[META_VALUE];
    return meta_get(store, "incarnation", number, error) &&
           (slice_read_number(slice_of(number), &store->incarnation) ||
            error_set_text(error, FAULT_STORE_BROKEN, "incarnation"));
}

bool incarnation_settle(struct store *store, bool *begun, struct error *error)
{
    char identity[META_VALUE];
    char noted[META_VALUE];
    *begun = false;
    if (!identify(store, identity, error) || !meta_get(store, "file", noted, error)) {
        return false;
    }
    if (strcmp(identity, noted) == 0) {
        return read_number(store, error);
    }
    *begun = true;
    return begin_next(store, identity, error);
}
