/*
 * Captured fields: what can be written down at the desk, and which capture asks for which.
 *
 * The tables are fields.def and captures.def.  This module knows names, labels, kinds and words; it
 * does not read values (importers/desk) and does not decide (engine/law).
 */
#ifndef ENGINE_VOCABULARY_FIELD_H
#define ENGINE_VOCABULARY_FIELD_H

#include "engine/vocabulary/domain.h"

/* How a value is read, and its canonical form in evidence and bodies (always UTF-8 text). */
enum field_kind {
    KIND_CHOICE,  /* the name of a domain value: "card" */
    KIND_DATE,    /* YYYYMMDD */
    KIND_CODE,    /* chart or local number: half width, 1 to 20 printable ASCII characters */
    KIND_KANA,    /* as written; folded only for comparing */
    KIND_TEXT,    /* as written, blanks at the ends removed */
    KIND_INSURER, /* 6 or 8 half-width digits with a right check digit; never the seven-filled one */
    KIND_NUMBER,  /* symbol or number: as written, blanks at the ends removed, at most 38 bytes */
    KIND_BRANCH,  /* 2 half-width digits */
    KIND_PHONE    /* half-width digits and hyphens */
};

enum field {
#define FIELD(tag, field, name, kind, domain, japanese) FIELD_##field,
#define HEADING(field, word)
#include "engine/vocabulary/fields.def"
#undef FIELD
#undef HEADING
    FIELD_COUNT
};

enum capture {
#define CAPTURE(capture, name, japanese) CAPTURE_##capture,
#define ASKS(capture, field, need)
#include "engine/vocabulary/captures.def"
#undef CAPTURE
#undef ASKS
    CAPTURE_COUNT
};

enum capture_need {
    CAPTURE_OPTIONAL,
    CAPTURE_NEEDED
};

uint32_t field_tag(enum field field);
const char *field_name(enum field field);
const char *field_label(enum field field); /* the Japanese word; English readers get the name */
enum field_kind field_kind(enum field field);
enum domain field_domain(enum field field); /* DOMAIN_NONE unless the kind is KIND_CHOICE */

/* Tells who somebody is or is insured with: never an argument of a command (decision 40). */
bool field_is_personal(enum field field);

/* The day of something that has happened when it is recorded: never a day to come. */
bool field_is_of_the_past(enum field field);

bool field_of_tag(uint32_t tag, enum field *field) MUST_CHECK;

/* By name, label or further heading, exactly; fold the width first. */
bool field_read(struct slice word, enum field *field) MUST_CHECK;

const char *capture_name(enum capture capture);
const char *capture_label(enum capture capture);
bool capture_find(struct slice name, enum capture *capture) MUST_CHECK;

/* The index-th field that a capture asks for; false after the last. */
bool capture_asks(enum capture capture, unsigned index, enum field *field, enum capture_need *need)
    MUST_CHECK;

#endif
