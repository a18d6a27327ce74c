/*
 * Troubles: what keeps a receipt from being written, as data (receipt_troubles.def).
 *
 * A receipt in trouble is withheld and listed; the export goes on.  Not for faults, which stop.
 */
#ifndef EXPORTERS_RECEIPT_TROUBLE_H
#define EXPORTERS_RECEIPT_TROUBLE_H

#include "engine/foundation/date.h"

enum trouble {
    TROUBLE_NONE,
#define TROUBLE(trouble, kind, name, japanese, english) TROUBLE_##trouble,
#include "exporters/receipt_troubles.def"
#undef TROUBLE
    TROUBLE_COUNT
};

enum trouble_kind {
    TROUBLE_OF_WRITING,
    TROUBLE_OF_CLAIM
};

/* A field in both languages. */
struct field_label {
    const char *japanese;
    const char *english;
};

/* One that cannot be written, and where it stands. */
struct refused_character {
    struct field_label field;
    uint32_t character;
};

enum {
    REFUSED_CHARACTERS = 64 /* of one receipt that are told */
};

struct receipt_trouble {
    enum trouble trouble;
    struct field_label field;
    uint32_t character;                      /* of UNWRITABLE: the first */
    const struct refused_character *refused; /* of UNWRITABLE: all, field by field; may be NULL */
    size_t refused_count;
    struct date day;    /* of NOT_IN_FORCE, FILLER */
    struct month month; /* of SUBMITTED: 請求年月 */
    size_t size;        /* of TOO_LONG, in the unit of the limit */
    size_t limit;
    int64_t visit; /* of TWIN: the other patient's */
};

enum {
    TROUBLE_TEXT = 4096
};

/* NONE is of neither: not to be asked. */
enum trouble_kind trouble_kind(enum trouble trouble);

/* Whether it was claimed already: nothing is to be done for a later month. */
bool trouble_is_claimed(enum trouble trouble);

/* "unwritable" */
const char *trouble_name(enum trouble trouble);

/* "U+9AD9 髙": how a character is named, also where it cannot be shown. */
enum {
    CHARACTER_TEXT = 24
};

void character_write(uint32_t character, char text[CHARACTER_TEXT]);

/* One sentence; of UNWRITABLE one for each field, with all its characters. */
void trouble_render(
    const struct receipt_trouble *trouble,
    enum language language,
    char text[TROUBLE_TEXT]);

#endif
