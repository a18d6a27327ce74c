/*
 * Tickets in bulk: tables of 受診券, 利用券 and セット券, and of 施術券 and 医療券, as insurers and welfare offices
 * hand them out.  docs/formats/tickets.md is the format: headings are those of ticket_fields.def.
 *
 * A row that is there already with the same values is the same; one with the same number of the same
 * insurer and other values is kept beside the first, and both are held when it comes to deciding.
 */
#ifndef IMPORTERS_TICKETS_TICKET_TABLE_H
#define IMPORTERS_TICKETS_TICKET_TABLE_H

#include "importers/desk/value.h"
#include "importers/table.h"

/* For whoever recognises files. */
extern const struct table_kind checkup_table_kind;
extern const struct table_kind treatment_table_kind;

#endif
