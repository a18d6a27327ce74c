#include "importers/registry.h"

#include <stdlib.h>

#include "importers/desk/capture_table.h"
#include "importers/gunzip.h"
#include "importers/online/answer_table.h"
#include "importers/online/app_text.h"
#include "importers/receipts/agency_table.h"
#include "importers/receipts/uke.h"
#include "importers/tickets/archive.h"
#include "importers/tickets/ticket_table.h"
#include "importers/wide.h"

static bool is_message(struct slice beginning)
{
    struct slice text = beginning;
    if (slice_starts(text, "\xEF\xBB\xBF")) {
        text = slice_part(text, 3, text.size);
    }
    while (text.size > 0 &&
           (text.data[0] == ' ' || (text.data[0] >= '\t' && text.data[0] <= '\r'))) {
        text = slice_part(text, 1, text.size);
    }
    return slice_starts(text, "<?xml") || slice_starts(text, "<XmlMsg");
}

static const struct {
    const struct table_kind *table;
    enum file_kind kind;
} tables[] = {
    {&capture_table_kind, FILE_KIND_CAPTURES},
    {&answer_table_kind, FILE_KIND_ANSWERS},
    {&checkup_table_kind, FILE_KIND_CHECKUP_TICKETS},
    {&treatment_table_kind, FILE_KIND_TREATMENT_TICKETS},
    {&agency_table_kind, FILE_KIND_AGENCY},
};

const struct table_kind *registry_table(enum file_kind kind)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (tables[i].kind == kind) {
            return tables[i].table;
        }
    }
    return NULL;
}

/* The kind that knows most of a row's headings, the first of several; each knows some of the others'. */
static enum file_kind heading_kind(struct delimited *table, const struct delimited_row *row)
{
    enum file_kind found = FILE_KIND_UNKNOWN;
    unsigned most = TABLE_HEADINGS_LEAST - 1;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        unsigned count = table_count_headings(tables[i].table, table, row);
        if (count > most) {
            most = count;
            found = tables[i].kind;
        }
    }
    return found;
}

/* Titles count, comments do not. */
static bool first_heading(struct delimited *table, enum file_kind *kind, struct error *error)
{
    struct delimited_row row;
    unsigned titles = 0;
    while (*kind == FILE_KIND_UNKNOWN && titles <= LIMIT_CSV_TITLE_ROWS) {
        switch (delimited_next(table, &row, error)) {
        case DELIMITED_ROW:
            *kind = heading_kind(table, &row);
            titles += table_is_comment(&row) ? 0 : 1;
            break;
        case DELIMITED_DAMAGED:
            titles++;
            break;
        case DELIMITED_END:
            return true;
        case DELIMITED_FAULT:
            return false;
        }
    }
    return true;
}

/* What delimited_open refuses is recognised by that. */
static bool refused_kind(enum fault fault, enum file_kind *kind)
{
    *kind = fault == FAULT_TABLE_EMPTY    ? FILE_KIND_EMPTY
            : fault == FAULT_TABLE_PACKED ? FILE_KIND_PACKED
            : fault == FAULT_TABLE_UTF16  ? FILE_KIND_UTF16
                                          : FILE_KIND_UNKNOWN;
    return *kind != FILE_KIND_UNKNOWN;
}

static bool table_kind_of(struct slice beginning, enum file_kind *kind, struct error *error)
{
    struct delimited *table = NULL;
    struct error found;
    bool done = false;
    if (!delimited_open(
            delimited_source_of(&beginning), (struct delimited_sink){0}, "", &table, &found)) {
        done = refused_kind(found.fault, kind);
    } else {
        done = first_heading(table, kind, &found);
    }
    if (!done) {
        *error = found;
    }
    delimited_close(table);
    return done;
}

/* Of UTF-16 tables alone are read. */
static bool wide_kind_of(struct slice beginning, enum file_kind *kind, struct error *error)
{
    struct buffer text = buffer_open(2 * beginning.size + 1);
    bool done =
        wide_decode(beginning, &text, error) && table_kind_of(buffer_slice(&text), kind, error);
    buffer_close_wiped(&text);
    *kind = *kind == FILE_KIND_UNKNOWN ? FILE_KIND_UTF16 : *kind;
    return done;
}

bool registry_kind_of(struct slice beginning, enum file_kind *kind, struct error *error)
{
    enum receipt_kind receipts = RECEIPT_KIND_NONE;
    *kind = FILE_KIND_UNKNOWN;
    if (wide_has_mark(beginning)) {
        return wide_kind_of(beginning, kind, error);
    }
    if (is_message(beginning)) {
        *kind = FILE_KIND_MESSAGE;
        return true;
    }
    if (archive_is_one(beginning)) {
        *kind = FILE_KIND_ARCHIVE;
        return true;
    }
    if (uke_recognise(slice_part(beginning, 0, UKE_BEGINNING_BYTES), &receipts)) {
        *kind = receipts == RECEIPT_KIND_RETURNED ? FILE_KIND_RETURNED : FILE_KIND_RECEIPTS;
        return true;
    }
    if (app_text_recognise(beginning)) {
        *kind = FILE_KIND_APP;
        return true;
    }
    return table_kind_of(beginning, kind, error);
}

static bool read_beginning(
    const struct disk_port *disk,
    const char *path,
    uint8_t *bytes,
    size_t *size,
    struct error *error)
{
    int handle = -1;
    size_t got = 1;
    bool done = true;
    *size = 0;
    if (!disk->open(disk->context, path, &handle, error)) {
        return false;
    }
    while (done && got > 0 && *size < REGISTRY_BYTES) {
        done =
            disk->read(disk->context, handle, bytes + *size, REGISTRY_BYTES - *size, &got, error);
        *size += done ? got : 0;
    }
    disk->close(disk->context, handle);
    return done;
}

bool registry_recognise(
    const struct disk_port *disk,
    const char *path,
    enum file_kind *kind,
    struct error *error)
{
    uint8_t *bytes = malloc(REGISTRY_BYTES);
    struct gunzip *gunzip = NULL;
    size_t size = 0;
    bool done = false;
    *kind = FILE_KIND_UNKNOWN;
    if (bytes == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    done = gunzip_open(disk, &gunzip, error) &&
           read_beginning(gunzip_port(gunzip), path, bytes, &size, error) &&
           registry_kind_of((struct slice){bytes, size}, kind, error);
    gunzip_close(gunzip);
    bytes_wipe(bytes, REGISTRY_BYTES);
    free(bytes);
    if (!done && error->place.file[0] == '\0') {
        error_set_place(error, path, error->place.line, error->place.column);
    }
    return done;
}
