/*
 * What kind of bytes a table's are: only for delimited.c.
 */
#ifndef IMPORTERS_DELIMITED_GUESS_H
#define IMPORTERS_DELIMITED_GUESS_H

#include "importers/delimited.h"

/*
 * UTF-8 when all of it is, else CP932 when all of it is, else whichever has fewer bad bytes.  Of bytes
 * that do not reach to the end of the file only whole lines are looked at.
 */
enum delimited_encoding delimited_guess_encoding(struct slice bytes, bool to_end);

/* Tab or comma: of which there are more outside quotes in the first rows; comma when in doubt. */
uint8_t delimited_guess_delimiter(struct slice bytes);

/* Refuses what is no table for sure: TABLE_EMPTY, TABLE_PACKED, TABLE_UTF16. */
bool delimited_guess_table(struct slice head, struct error *error) MUST_CHECK;

#endif
