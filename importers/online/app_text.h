/*
 * Text of the マイナ資格確認アプリ (資格確認限定型): what an operator copied from its screen or saved.
 *
 * The app has no format for other programs; these are lines of a word, a tab, blank or colon, and a value.
 * One person to a text.  Nothing is added: what the screen does not show stays absent.  Taken in only as
 * the evidence of whoever saw the screen and says so (decision 14).
 */
#ifndef IMPORTERS_ONLINE_APP_TEXT_H
#define IMPORTERS_ONLINE_APP_TEXT_H

#include "engine/foundation/arena.h"
#include "engine/law/rulebook.h"
#include "engine/vocabulary/answer.h"

/* Whether the beginning of a file is such a text: three of its words at the beginning of lines. */
bool app_text_recognise(struct slice beginning);

/*
 * Reads a text in UTF-8 or CP932; the texts of the answer are copied to the arena.  day is the day of
 * confirmation where the text has none (DATE_NONE: none given).  The book says which scheme an insurer
 * number is of, which decides what must be there: name, kana, birth date; insurer number and number
 * but for 医療扶助, which shows neither; the symbol but for 後期高齢者医療, which has none.
 *
 * The answer is asked_by card, answered, and valid, unless its own dates or words (app_keys.def) say otherwise: then without
 * a validity, which holds.  Faults: APP_... with file and line, TABLE_INDIVIDUAL_NUMBERS, MEMORY.
 */
bool app_text_read(
    struct slice text,
    const char *name,
    const struct rulebook *book,
    struct date day,
    unsigned card_class,
    struct arena *arena,
    struct answer *answer,
    struct error *error) MUST_CHECK;

#endif
