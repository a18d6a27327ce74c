/*
 * Cells of lists that people open in a spreadsheet: quoting, formulas, encodings.
 *
 * Never for receipt files, which know no quotes.
 */
#ifndef EXPORTERS_CSV_CELL_H
#define EXPORTERS_CSV_CELL_H

#include "engine/foundation/bytes.h"

enum csv_encoding {
    CSV_UTF8,
    CSV_CP932
};

/*
 * Appends a row of cells (UTF-8) and CR LF.  A cell with a comma, a quote or a line end is quoted; one
 * that a spreadsheet would take for a formula (= + - @, tab) gets an apostrophe before it.  What CP932
 * does not hold becomes its code in brackets, 【U+20BB7】: these lists are for reading only.
 */
bool csv_append_row(
    const struct slice *cells,
    size_t count,
    enum csv_encoding encoding,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

#endif
