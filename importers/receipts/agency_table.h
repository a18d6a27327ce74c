/*
 * What the payment agency found out about a claim (資格確認結果連絡書: 振替, 分割, 枝番特定), as a table or typed by hand.
 *
 * The numbers in it are those of later withdrawals, and evidence for later visits (seen_numbers.h).  A
 * claim that was split has a row for each insurer, with the day from which it holds.
 */
#ifndef IMPORTERS_RECEIPTS_AGENCY_TABLE_H
#define IMPORTERS_RECEIPTS_AGENCY_TABLE_H

#include "importers/desk/value.h"
#include "importers/table.h"

/* For whoever recognises files. */
extern const struct table_kind agency_table_kind;

/*
 * One row typed by hand: lines "heading=value", UTF-8.  *column is the place in agency_columns.def of
 * what is wrong or missing and *finding why; FINDING_NONE: it is kept.  Takes the role "import".
 */
bool agency_note(
    struct store *store,
    struct slice lines,
    const struct value_rules *rules,
    unsigned *column,
    enum finding *finding,
    struct error *error) MUST_CHECK;

/* Its heading. */
const char *agency_column_label(unsigned column);

#endif
