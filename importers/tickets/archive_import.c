#include "importers/tickets/archive_import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/bulk.h"
#include "engine/storage/tickets.h"
#include "engine/storage/vault.h"
#include "engine/vocabulary/individual_number.h"
#include "importers/tickets/archive.h"
#include "importers/tickets/archive_check.h"
#include "importers/tickets/archive_pairs.h"

static const char reader_name[] = "archive 1";

enum {
    ARENA_BYTES = 4 * 1024 * 1024
};

struct import {
    struct store *store;
    const struct rulebook *book;
    struct archive_report *report;
    struct bulk_writer *writer; /* NULL while counting, and when the file was there */
    struct archive_totals totals;
    struct archive_pairs *pairs;
    bool counting;   /* the first of two passes */
    bool has_claims; /* results alone are rows only where there are none */
    struct document document;
    struct arena arena;
    struct buffer row;
    uint64_t number;
};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* ---- what is told ---- */

static void tell(struct import *import, const char *entry)
{
    struct archive_report *report = import->report;
    const struct document *document = &import->document;
    report->finding_total += document->finding_count;
    for (size_t i = 0; i < document->finding_count && i < DOCUMENT_FINDINGS; i++) {
        struct archive_finding *to = NULL;
        if (report->finding_count == LIMIT_TABLE_FINDINGS) {
            return;
        }
        to = &report->findings[report->finding_count];
        report->finding_count++;
        to->finding = document->findings[i].finding;
        (void)snprintf(to->entry, sizeof to->entry, "%s", entry);
        (void)snprintf(to->element, sizeof to->element, "%s", document->findings[i].element);
    }
}

static void count(struct import *import)
{
    struct archive_report *report = import->report;
    report->documents++;
    switch (import->document.kind) {
    case DOCUMENT_CHECKUP_CLAIM:
    case DOCUMENT_GUIDANCE_CLAIM:
        report->claims++;
        break;
    case DOCUMENT_RESULT:
        report->results++;
        break;
    case DOCUMENT_INDEX:
    case DOCUMENT_SUMMARY:
        report->others++;
        break;
    case DOCUMENT_SCHEMA:
        report->schemas++;
        break;
    case DOCUMENT_UNKNOWN:
        report->unknown++;
        break;
    }
}

/* ---- one document ---- */

static void keep_findings(struct document *document)
{
    struct ticket *ticket = &document->ticket;
    for (size_t i = 0; i < document->finding_count && i < DOCUMENT_FINDINGS; i++) {
        ticket->repairs[i] = (struct ticket_repair){
            slice_of(finding_name(document->findings[i].finding)),
            slice_of(document->findings[i].element)};
        ticket->repair_count = i + 1;
    }
}

_Static_assert((int)DOCUMENT_FINDINGS <= (int)TICKET_REPAIRS, "findings are kept as repairs");

static bool is_row(const struct import *import)
{
    const struct document *document = &import->document;
    switch (document->kind) {
    case DOCUMENT_CHECKUP_CLAIM:
    case DOCUMENT_GUIDANCE_CLAIM:
        return true;
    case DOCUMENT_RESULT:
        return !import->has_claims || document->finding_count > 0;
    case DOCUMENT_INDEX:
    case DOCUMENT_SUMMARY:
    case DOCUMENT_UNKNOWN:
        return document->finding_count > 0;
    case DOCUMENT_SCHEMA:
        break;
    }
    return false;
}

/* What is not a claim stands in a row for its findings alone, without anybody's values. */
static void strip_values(struct import *import)
{
    struct document *document = &import->document;
    bool is_ticket = document->kind == DOCUMENT_CHECKUP_CLAIM ||
                     document->kind == DOCUMENT_GUIDANCE_CLAIM ||
                     (document->kind == DOCUMENT_RESULT && !import->has_claims);
    if (!is_ticket) {
        memset(document->ticket.values, 0, sizeof document->ticket.values);
    }
}

static bool keep_row(struct import *import, const char *name, struct error *error)
{
    struct document *document = &import->document;
    struct date day;
    if (!is_row(import)) {
        return true;
    }
    strip_values(import);
    keep_findings(document);
    document->ticket.entry = slice_of(name);
    document->ticket.line = import->number;
    day = ticket_date(&document->ticket, TICKET_EXAM_DAY);
    import->report->rows++;
    buffer_clear(&import->row);
    return import->writer == NULL || (ticket_write(&document->ticket, false, &import->row, error) &&
                                      bulk_add_row(
                                          import->writer, buffer_slice(&import->row),
                                          date_is_some(day) ? month_of(day) : MONTH_NONE, error));
}

/* The entry as it came, led by its name and size. */
static bool
keep_bytes(struct import *import, const char *name, struct slice bytes, struct error *error)
{
    char head[ARCHIVE_ENTRY_NAME + 32];
    (void)snprintf(head, sizeof head, "%.*s %zu\n", ARCHIVE_ENTRY_NAME, name, bytes.size);
    return import->writer == NULL || (bulk_add_raw(import->writer, slice_of(head), error) &&
                                      bulk_add_raw(import->writer, bytes, error));
}

static void look(struct import *import)
{
    struct document *document = &import->document;
    archive_check(import->book, document);
    archive_pairs_check(import->pairs, import->number, document);
    if (document->kind == DOCUMENT_INDEX || document->kind == DOCUMENT_SUMMARY) {
        archive_totals_check(&import->totals, document);
    } else if (document->kind == DOCUMENT_UNKNOWN && document->finding_count == 0) {
        document_note(document, FINDING_ARCHIVE_UNKNOWN, "");
    }
}

static bool take_entry(void *context, const char *name, struct slice bytes, struct error *error)
{
    struct import *import = context;
    bool individual = individual_number_is_in(bytes);
    import->number++;
    arena_reset(&import->arena);
    if (!document_read(bytes, &import->arena, &import->document, error)) {
        return false;
    }
    if (import->counting) {
        archive_totals_add(&import->totals, &import->document);
        import->has_claims = import->totals.claims > 0;
        return archive_pairs_add(import->pairs, import->number, name, &import->document, error);
    }
    count(import);
    if (import->document.kind == DOCUMENT_SCHEMA) {
        return true;
    }
    if (individual) {
        memset(&import->document, 0, sizeof import->document);
        import->document.ticket.family = TICKET_FAMILY_ARCHIVE;
        document_note(&import->document, FINDING_ROW_INDIVIDUAL_NUMBER, name);
        bytes.size = 0;
    } else {
        look(import);
    }
    tell(import, name);
    return keep_bytes(import, name, bytes, error) && keep_row(import, name, error);
}

/* ---- the file ---- */

static bool walk(struct import *import, struct slice file, struct error *error)
{
    const struct archive_taker taker = {import, take_entry};
    import->number = 0;
    return archive_each(file, &taker, error);
}

static bool write_bulk(
    struct import *import,
    struct slice file,
    struct slice content,
    const char *path,
    struct error *error)
{
    struct error ignored;
    bool abandoned = false;
    if (!bulk_open(
            import->store, BULK_TICKETS, content, slice_of(base_name(path)), &import->writer,
            error)) {
        return false;
    }
    import->report->bulk = bulk_entry(import->writer);
    if (walk(import, file, error)) {
        struct bulk_writer *writer = import->writer;
        import->writer = NULL;
        return bulk_close(writer, (struct slice){NULL, 0}, error);
    }
    bulk_cancel(import->writer);
    import->writer = NULL;
    abandoned = bulk_abandon_open(import->store, BULK_TICKETS, &ignored);
    (void)abandoned;
    return false;
}

static bool hash_file(struct slice file, uint8_t hash[HASH_BYTES], struct error *error)
{
    struct hasher *hasher = NULL;
    bool done = hasher_open(&hasher, error) && hasher_add(hasher, file, error) &&
                hasher_finish(hasher, hash, error);
    hasher_close(hasher);
    return done;
}

static bool
import_bytes(struct import *import, struct slice file, const char *path, struct error *error)
{
    uint8_t hash[HASH_BYTES];
    uint8_t content[FINGERPRINT_BYTES];
    const struct slice print = {content, sizeof content};
    import->counting = true;
    if (!archive_pairs_open(&import->pairs, error) || !walk(import, file, error)) {
        return false;
    }
    archive_pairs_settle(import->pairs);
    if (import->totals.claims + import->totals.results == 0) {
        return error_set(error, FAULT_ARCHIVE_NOTHING);
    }
    import->counting = false;
    if (!hash_file(file, hash, error) || !bulk_abandon_open(import->store, BULK_TICKETS, error) ||
        !bulk_content(import->store, hash, reader_name, content, error) ||
        !bulk_find(import->store, BULK_TICKETS, print, &import->report->bulk, error)) {
        return false;
    }
    import->report->was_there = import->report->bulk != 0;
    return import->report->was_there ? walk(import, file, error)
                                     : write_bulk(import, file, print, path, error);
}

static bool import_file(struct import *import, const char *path, struct error *error)
{
    const struct disk_port *disk = &store_world(import->store)->disk;
    struct buffer file;
    bool done = false;
    if (!vault_is_unlocked(import->store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!disk_read_all(disk, path, LIMIT_ARCHIVE_FILE_BYTES, &file, error)) {
        buffer_close_wiped(&file);
        return false;
    }
    if (store_take_role(import->store, "import", error)) {
        done = import_bytes(import, buffer_slice(&file), path, error);
        store_leave_role(import->store);
    }
    buffer_close_wiped(&file);
    return done;
}

/* Faults name the entry where there is one; the archive is named with it. */
static void place_fault(const char *path, struct error *error)
{
    char place[LIMIT_ERROR_FILE];
    if (error->place.file[0] == '\0') {
        (void)error_set_place(error, path, 0, 0);
    } else if (strcmp(error->place.file, path) != 0) {
        (void)snprintf(place, sizeof place, "%.120s(%.120s)", base_name(path), error->place.file);
        (void)error_set_place(error, place, error->place.line, error->place.column);
    }
}

bool archive_import(
    struct store *store,
    const char *path,
    const struct rulebook *book,
    struct archive_report **report,
    struct error *error)
{
    struct import *import = calloc(1, sizeof *import);
    bool done = false;
    *report = calloc(1, sizeof **report);
    if (import == NULL || *report == NULL) {
        free(import);
        free(*report);
        *report = NULL;
        return error_set(error, FAULT_MEMORY);
    }
    import->store = store;
    import->book = book;
    import->report = *report;
    import->arena = arena_open(ARENA_BYTES);
    import->row = buffer_open(LIMIT_PART_BYTES);
    done = import_file(import, path, error);
    archive_pairs_close(import->pairs);
    arena_close(&import->arena);
    buffer_close_wiped(&import->row);
    bytes_wipe(import, sizeof *import);
    free(import);
    if (!done) {
        place_fault(path, error);
        free(*report);
        *report = NULL;
    }
    return done;
}
