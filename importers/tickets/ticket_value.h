/*
 * Reading one value of a ticket as files hold it after spreadsheets had their way with it.
 *
 * What can be undone without loss is undone and said: ="0123", a leading apostrophe, a trailing .0, full
 * width, hyphens and blanks inside numbers, lost leading zeros of fixed-width numbers, a day as the
 * spreadsheet counts them.  What lost digits (2.41E+10) is refused; a number of a ticket is never padded,
 * because 10 digits may as well be a typing error.
 */
#ifndef IMPORTERS_TICKETS_TICKET_VALUE_H
#define IMPORTERS_TICKETS_TICKET_VALUE_H

#include "engine/vocabulary/ticket.h"
#include "importers/desk/value.h"

enum {
    TICKET_VALUE_NOTES = 4
};

/* text points into value, into the text that was read, or at a constant; the struct may not be copied. */
struct ticket_value {
    struct slice text; /* size 0: nothing was given */
    size_t note_count;
    enum finding notes[TICKET_VALUE_NOTES]; /* taken in, and said */
    struct value value;
    uint8_t bytes[LIMIT_FIELD_BYTES];
};

/*
 * FINDING_NONE, or why the row is refused: those of value.h, ROW_SCIENTIFIC, ROW_SERIAL.  The text is
 * well-formed UTF-8.  rules gives the fillers.
 */
enum finding ticket_value_read(
    enum ticket_form form,
    struct slice text,
    const struct value_rules *rules,
    struct ticket_value *value);

#endif
