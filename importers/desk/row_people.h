/*
 * Whom the rows of one file are about: two rows with the same chart (or local) number and day are about
 * one visit, and so about one person.  Where they name two, nobody can tell which one is right.
 *
 * Only sums of values are kept, 24 bytes a row; a name counts as folded for comparing.  Not for rows of
 * different files: a later file may correct an earlier one.
 */
#ifndef IMPORTERS_DESK_ROW_PEOPLE_H
#define IMPORTERS_DESK_ROW_PEOPLE_H

#include "engine/vocabulary/evidence.h"

struct row_people;

bool row_people_open(struct row_people **people, struct error *error) MUST_CHECK;
void row_people_close(struct row_people *people);

/*
 * Takes a row with its day and number; *other whether an earlier one of the same visit names another
 * person: another birth date, another sex, or another kana name.  What one of them does not say is no
 * difference; the row then adds it, unless it is of another person.
 */
bool row_people_take(
    struct row_people *people,
    const struct evidence *evidence,
    bool *other,
    struct error *error) MUST_CHECK;

#endif
