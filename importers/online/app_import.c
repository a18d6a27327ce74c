#include "importers/online/app_import.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/bulk.h"
#include "importers/online/app_text.h"

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool content_of(
    struct store *store,
    struct slice bytes,
    int64_t visit,
    uint8_t content[FINGERPRINT_BYTES],
    struct error *error)
{
    uint8_t hash[HASH_BYTES];
    char reader[48];
    (void)snprintf(reader, sizeof reader, "app 1 V%lld", (long long)visit);
    return hash_bytes(bytes, hash, error) && bulk_content(store, hash, reader, content, error);
}

static bool add_row(
    struct store *store,
    struct bulk_writer *writer,
    const struct answer *answer,
    int64_t visit,
    struct error *error)
{
    struct buffer row = buffer_open(LIMIT_PART_BYTES);
    struct visit_reference reference;
    bool done =
        (visit == 0 || visits_reference(store, visit, &reference, error)) &&
        answers_pack_row(visit == 0 ? NULL : &reference, NULL, FINDING_NONE, answer, &row, error) &&
        bulk_add_row(writer, buffer_slice(&row), month_of(answer->confirmed_for), error);
    buffer_close_wiped(&row);
    return done;
}

/* Nobody has seen the screen of a day to come. */
static bool
check_day(struct store *store, const char *path, const struct answer *answer, struct error *error)
{
    struct date today = date_of_utc_ms(world_now_ms(store_world(store)));
    if (date_compare(answer->confirmed_for, today) <= 0) {
        return true;
    }
    error_set(error, FAULT_APP_AHEAD);
    return error_set_place(error, path, 0, 0);
}

static bool keep(
    struct store *store,
    const char *name,
    struct slice bytes,
    const struct answer *answer,
    int64_t visit,
    bool *was_there,
    struct error *error)
{
    uint8_t content[FINGERPRINT_BYTES];
    const struct slice print = {content, sizeof content};
    struct bulk_writer *writer = NULL;
    int64_t bulk = 0;
    if (!content_of(store, bytes, visit, content, error) ||
        !bulk_abandon_open(store, BULK_LISTED, error) ||
        !bulk_find(store, BULK_LISTED, print, &bulk, error)) {
        return false;
    }
    *was_there = bulk != 0;
    if (*was_there) {
        return true;
    }
    if (!bulk_open(store, BULK_LISTED, print, slice_of(name), &writer, error)) {
        return false;
    }
    if (!bulk_add_raw(writer, bytes, error) || !add_row(store, writer, answer, visit, error)) {
        bulk_cancel(writer);
        return false;
    }
    return bulk_close(writer, (struct slice){NULL, 0}, error);
}

bool app_import_file(
    struct store *store,
    const char *path,
    const struct app_import *import,
    bool *was_there,
    struct error *error)
{
    struct arena arena = arena_open(LIMIT_APP_TEXT_BYTES);
    struct buffer bytes;
    struct answer answer;
    bool done = false;
    *was_there = false;
    if (!import->attests) {
        return error_set(error, FAULT_APP_ATTEST);
    }
    if (!disk_read_all(&store_world(store)->disk, path, LIMIT_APP_TEXT_BYTES, &bytes, error)) {
        return false;
    }
    done = app_text_read(
               buffer_slice(&bytes), path, import->book, import->day, import->card_class, &arena,
               &answer, error) &&
           check_day(store, path, &answer, error) && store_take_role(store, "import", error);
    if (done) {
        done = keep(
            store, name_of(path), buffer_slice(&bytes), &answer, import->visit, was_there, error);
        store_leave_role(store);
    }
    buffer_close_wiped(&bytes);
    arena_close(&arena);
    return done;
}
