/*
 * Lists of answers: a table in which another tool has written down what the qualification service
 * said, one qualification of one person to a row.
 *
 * The format is our own (docs/formats/tables.md).  Codes are those of the service's lists (codes.def) or
 * words of the domains; an unknown one is UNKNOWN_CODE, never guessed, and blank dates stay blank.
 * Answers of a list find their visits by the numbers in them.  A row is one qualification, or, where the
 * service found nobody, several or said nothing, the numbers that were asked with (an echo).
 */
#ifndef IMPORTERS_ONLINE_ANSWER_TABLE_H
#define IMPORTERS_ONLINE_ANSWER_TABLE_H

#include "importers/table.h"

/* For whoever recognises files. */
extern const struct table_kind answer_table_kind;

#endif
