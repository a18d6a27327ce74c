/*
 * What a file is, by its content and never by its name.
 *
 * Recognising is not reading: a file that is recognised may still be damaged, which its reader says.
 */
#ifndef IMPORTERS_REGISTRY_H
#define IMPORTERS_REGISTRY_H

#include "importers/table.h"

enum file_kind {
    FILE_KIND_UNKNOWN,
    FILE_KIND_CAPTURES,          /* desk/capture_table.h */
    FILE_KIND_ANSWERS,           /* online/answer_table.h */
    FILE_KIND_MESSAGE,           /* online/message.h */
    FILE_KIND_APP,               /* online/app_text.h */
    FILE_KIND_RECEIPTS,          /* receipts/uke.h; of any kind */
    FILE_KIND_RETURNED,          /* receipts/returned.h */
    FILE_KIND_CHECKUP_TICKETS,   /* tickets/ticket_table.h */
    FILE_KIND_TREATMENT_TICKETS, /* the same */
    FILE_KIND_AGENCY,            /* receipts/agency_table.h */
    FILE_KIND_ARCHIVE,           /* tickets/archive_import.h */
    FILE_KIND_PACKED,            /* what no reader takes: to be unpacked or saved as CSV first */
    FILE_KIND_UTF16,             /* no table, or without a mark: to be saved in UTF-8 first */
    FILE_KIND_EMPTY
};

enum {
    REGISTRY_BYTES = 64 * 1024
};

/* By the first REGISTRY_BYTES of a file, or all of it where it is shorter. */
bool registry_kind_of(struct slice beginning, enum file_kind *kind, struct error *error) MUST_CHECK;

/* The table that a kind of file is; NULL when it is none. */
const struct table_kind *registry_table(enum file_kind kind);

/* Reads the beginning of a file.  Faults: the disk's, MEMORY. */
bool registry_recognise(
    const struct disk_port *disk,
    const char *path,
    enum file_kind *kind,
    struct error *error) MUST_CHECK;

#endif
