/*
 * Captures in bulk: a table of which each row is what was written down about one visit.
 *
 * Headings are the names, labels and aliases of fields.def; a row may hold values of several captures
 * at once, and needs a visit date and a chart number or local number.  docs/formats/tables.md is the
 * format.  A row whose visit is there already is the same, or corrects it; nothing is doubled.
 */
#ifndef IMPORTERS_DESK_CAPTURE_TABLE_H
#define IMPORTERS_DESK_CAPTURE_TABLE_H

#include "importers/desk/value.h"
#include "importers/table.h"

/* For whoever recognises files. */
extern const struct table_kind capture_table_kind;

#endif
