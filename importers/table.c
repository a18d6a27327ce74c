#include "importers/table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/vault.h"
#include "importers/gunzip.h"
#include "importers/table_inside.h"
#include "importers/wide.h"

enum {
    TAG_READ = 20, /* tags of the bulk's end (bulk.h) */
    TAG_REFUSED = 21
};

/* ---- passes over the file ---- */

static bool
read_hashed(void *context, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct table_import *import = context;
    return import->disk->read(import->disk->context, import->handle, bytes, size, got, error) &&
           hasher_add(import->hasher, (struct slice){bytes, *got}, error);
}

bool table_open_file(struct table_import *import, struct error *error)
{
    return import->disk->open(import->disk->context, import->path, &import->handle, error) &&
           hasher_open(&import->hasher, error);
}

bool table_begin_pass(struct table_import *import, struct delimited_sink sink, struct error *error)
{
    return table_open_file(import, error) && delimited_open(
                                                 (struct delimited_source){import, read_hashed},
                                                 sink, import->path, &import->file, error);
}

void table_end_pass(struct table_import *import)
{
    delimited_close(import->file);
    hasher_close(import->hasher);
    if (import->handle >= 0) {
        import->disk->close(import->disk->context, import->handle);
    }
    import->file = NULL;
    import->hasher = NULL;
    import->handle = -1;
}

/* ---- the bulk ---- */

static struct slice base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slice_of(slash != NULL ? slash + 1 : path);
}

static bool close_bulk(struct table_import *import, struct error *error)
{
    struct table_report *report = import->report;
    struct bulk_writer *writer = import->writer;
    struct buffer fields = buffer_open(LIMIT_FIELD_BYTES);
    bool done = true;
    report->added = report->read - report->refused;
    if (import->kind->match != NULL) {
        done = import->kind->match(import->context, import->store, writer, report, error);
        report->added -= done ? report->same + report->corrected : 0;
    }
    done = done && packed_add_number(&fields, TAG_READ, (int64_t)report->read, error) &&
           packed_add_number(&fields, TAG_REFUSED, (int64_t)report->refused, error);
    if (done) {
        import->writer = NULL;
        done = bulk_close(writer, buffer_slice(&fields), error);
    }
    buffer_close(&fields);
    return done;
}

static bool write_bulk(struct table_import *import, struct slice content, struct error *error)
{
    const enum bulk_kind kind = import->kind->bulk;
    struct error ignored;
    bool abandoned = false;
    if (!bulk_open(import->store, kind, content, base_name(import->path), &import->writer, error)) {
        return false;
    }
    import->report->bulk = bulk_entry(import->writer);
    if (bulk_write_behind(import->writer, error) && table_read_rows(import, error) &&
        close_bulk(import, error)) {
        return true;
    }
    bulk_cancel(import->writer);
    import->writer = NULL;
    /* What was written so far is passed over for ever; if not now, then by the next import. */
    abandoned = bulk_abandon_open(import->store, kind, &ignored);
    (void)abandoned;
    return false;
}

static bool read_again(struct table_import *import, struct error *error)
{
    import->report->was_there = true;
    if (!table_read_rows(import, error)) {
        return false;
    }
    import->report->same = import->report->read - import->report->refused;
    return true;
}

static bool import_surveyed(struct table_import *import, struct error *error)
{
    uint8_t content[FINGERPRINT_BYTES];
    const struct slice print = {content, sizeof content};
    if (!bulk_abandon_open(import->store, import->kind->bulk, error) ||
        !bulk_content(import->store, import->hash, import->kind->reader, content, error) ||
        !bulk_find(import->store, import->kind->bulk, print, &import->report->bulk, error)) {
        return false;
    }
    return import->report->bulk != 0 ? read_again(import, error) : write_bulk(import, print, error);
}

static bool import_file(struct table_import *import, struct error *error)
{
    bool done = false;
    if (!vault_is_unlocked(import->store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!table_survey(import, error) || !store_take_role(import->store, "import", error)) {
        return false;
    }
    done = import_surveyed(import, error);
    store_leave_role(import->store);
    return done;
}

/* ---- one import ---- */

/* The file's bytes unpacked, and in a narrow encoding. */
static bool
open_ports(struct table_import *import, const struct disk_port *disk, struct error *error)
{
    if (import->kind->may_be_packed) {
        if (!gunzip_open(disk, &import->gunzip, error)) {
            return false;
        }
        disk = gunzip_port(import->gunzip);
    }
    if (!wide_open(disk, &import->wide, error)) {
        return false;
    }
    import->disk = wide_port(import->wide);
    return true;
}

bool table_open_import(
    struct store *store,
    const struct disk_port *disk,
    const char *path,
    const struct table_kind *kind,
    const struct value_rules *rules,
    struct table_import **import,
    struct error *error)
{
    struct table_import *made = calloc(1, sizeof *made);
    *import = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    made->path = path;
    made->kind = kind;
    made->handle = -1;
    if (!table_report_make(&made->report, error) || !open_ports(made, disk, error)) {
        return false;
    }
    made->context = kind->open(kind, rules, error);
    return made->context != NULL;
}

void table_close_import(struct table_import *import)
{
    if (import != NULL) {
        import->kind->close(import->context);
        wide_close(import->wide);
        gunzip_close(import->gunzip);
        free(import);
    }
}

bool table_import(
    struct store *store,
    const char *path,
    const struct table_kind *kind,
    const struct value_rules *rules,
    struct table_report **report,
    struct error *error)
{
    const struct disk_port *disk = &store_world(store)->disk;
    struct table_import *import = NULL;
    bool done = table_open_import(store, disk, path, kind, rules, &import, error) &&
                import_file(import, error);
    *report = import != NULL ? import->report : NULL;
    if (!done) {
        free(*report);
        *report = NULL;
    }
    require(!done || table_report_adds_up(*report));
    table_close_import(import);
    return done;
}
