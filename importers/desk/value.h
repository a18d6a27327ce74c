/*
 * Reading one value of a field as people and files write it: the canonical form of field.h, or what is
 * wrong with it.
 *
 * Full width, blanks at the ends and every way to write a date are normal.  Nothing is guessed: what
 * was repaired (a leading zero that a spreadsheet took away) is said.  Does not know what values mean
 * together (engine/law).
 */
#ifndef IMPORTERS_DESK_VALUE_H
#define IMPORTERS_DESK_VALUE_H

#include "engine/foundation/date.h"
#include "engine/vocabulary/field.h"
#include "engine/vocabulary/finding.h"

/* What a reader has to be told. */
struct value_rules {
    /* The fillers of unknown claims (rulebook: unknown.insurer ...): never an insurer's number. */
    const struct slice *fillers;
    size_t filler_count;

    /*
     * Values went through a spreadsheet: an insurer number of 5 or 7 digits whose check digit is right
     * gets its zero back, a telephone number of 9 or 10 digits that does not begin with one too.
     */
    bool restores_zeros;

    /* What is said to have happened (field_is_of_the_past) did not happen after this day. */
    bool knows_today;
    struct date today;
};

/*
 * text points into bytes, into the text that was read, or at a constant: it lives as long as the first
 * two do, and the struct may not be copied.
 */
struct value {
    struct slice text;  /* size 0: nothing was given, or the word for that */
    bool zero_restored; /* also a branch of one digit: 1 became 01 */
    uint8_t bytes[LIMIT_FIELD_BYTES];
};

/*
 * FINDING_NONE, or:
 *   ROW_ENCODING           not well-formed UTF-8
 *   ROW_VALUE              not of the field's kind: no word of its domain, kanji in kana, control
 *                          characters, no date
 *   ROW_DATE               a date that does not exist
 *   ROW_FUTURE             a day to come, of something that has happened (value_read alone)
 *   ROW_LENGTH             too long or too short; symbols and numbers are counted as on receipts, in
 *                          bytes of Shift_JIS
 *   ROW_CHECK_DIGIT        of an insurer number
 *   ROW_FILLED_NUMBER      a filler
 *   ROW_INDIVIDUAL_NUMBER  twelve digits that pass the check of an individual number: not to be kept
 */
enum finding value_read(
    enum field field,
    struct slice text,
    const struct value_rules *rules,
    struct value *value);

/* FINDING_ROW_FUTURE, or FINDING_NONE: of a value that was read. */
enum finding value_check_day(enum field field, struct slice text, const struct value_rules *rules);

/*
 * The same for whoever reads a million of them: with kind and domain at hand, of text that is known to
 * be well-formed UTF-8.
 */
enum finding value_read_kind(
    enum field_kind kind,
    enum domain domain,
    struct slice text,
    const struct value_rules *rules,
    struct value *value);

#endif
