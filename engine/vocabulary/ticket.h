/*
 * Tickets: what a 受診券, 利用券, セット券, 施術券 or 医療券 says, as values in canonical text.
 *
 * A ticket comes as a row of a table or as one person of a settlement archive; both fill the same
 * fields (ticket_fields.def).  Reading values is importers/tickets, what a ticket is worth is
 * engine/law.  Slices are borrowed from whoever filled it.
 */
#ifndef ENGINE_VOCABULARY_TICKET_H
#define ENGINE_VOCABULARY_TICKET_H

#include "engine/foundation/date.h"
#include "engine/vocabulary/domain.h"
#include "engine/vocabulary/insurer.h"
#include "engine/vocabulary/person.h"

/* How a value is read, and the text that is kept. */
enum ticket_form {
    TICKET_FORM_KIND,    /* the name of a TICKET_KIND */
    TICKET_FORM_SERIAL,  /* 11 half-width digits */
    TICKET_FORM_DATE,    /* YYYYMMDD */
    TICKET_FORM_BIRTH,   /* the same; noted when its era had no such year */
    TICKET_FORM_MONTH,   /* YYYYMM */
    TICKET_FORM_INSURER, /* 8 half-width digits, padded with zeros; the check digit may be wrong */
    TICKET_FORM_EIGHT,   /* 8 half-width digits, padded with zeros */
    TICKET_FORM_SEVEN,   /* 7 half-width digits, padded with zeros */
    TICKET_FORM_NUMBER,  /* symbol or number as written, at most 20 characters */
    TICKET_FORM_BRANCH,  /* 2 half-width digits */
    TICKET_FORM_CODE,    /* half-width ASCII, at most 20 */
    TICKET_FORM_KANA,    /* as written */
    TICKET_FORM_TEXT,    /* as written */
    TICKET_FORM_SEX,     /* the name of a SEX */
    TICKET_FORM_YEN,     /* digits */
    TICKET_FORM_RATE, /* digits as written: six are three of percent and three behind the point */
    TICKET_FORM_COMBINED,  /* the name of a COMBINED */
    TICKET_FORM_CONSIGNED, /* the name of a CONSIGNED */
    TICKET_FORM_COUNT
};

enum ticket_field {
#define TICKET_FIELD(tag, field, name, form, japanese) TICKET_##field,
#define TICKET_HEADING(field, word)
#include "engine/vocabulary/ticket_fields.def"
#undef TICKET_FIELD
#undef TICKET_HEADING
    TICKET_FIELD_COUNT
};

/* The number of a family stands in packed rows for ever. */
enum ticket_family {
    TICKET_FAMILY_NONE = 0,
    TICKET_FAMILY_CHECKUP = 1,   /* 受診券 利用券 セット券 */
    TICKET_FAMILY_TREATMENT = 2, /* 施術券 医療券 */
    TICKET_FAMILY_ARCHIVE = 3    /* one person of a 標準様式 archive */
};

enum {
    TICKET_SERIAL_DIGITS = 11,
    TICKET_REPAIRS = 32 /* noted for one row; more are counted only */
};

/* What the reader changed in a value, or found about it: "row_zero_restored" and the field's name. */
struct ticket_repair {
    struct slice finding; /* the name of a finding */
    struct slice column;  /* the name of a field, or a path in an archive */
};

struct ticket {
    enum ticket_family family;
    uint64_t line;      /* of the file where it begins; of the entry in an archive */
    struct slice entry; /* name of the entry in an archive; else empty */
    struct slice values[TICKET_FIELD_COUNT]; /* data NULL: not given */
    size_t repair_count;
    struct ticket_repair repairs[TICKET_REPAIRS];
};

const char *ticket_field_name(enum ticket_field field);
const char *ticket_field_label(enum ticket_field field);
enum ticket_form ticket_field_form(enum ticket_field field);

/* Whose value names are kept; DOMAIN_NONE of other forms. */
enum domain ticket_form_domain(enum ticket_form form);

/* By label or further heading, exactly; fold the width and take blanks out first. */
bool ticket_field_read(struct slice heading, enum ticket_field *field) MUST_CHECK;

/* DATE_NONE when it is not given. */
struct date ticket_date(const struct ticket *ticket, enum ticket_field field);
struct month ticket_month(const struct ticket *ticket, enum ticket_field field);

/* The number within its domain, 0 when it is not given: of KIND, SEX, COMBINED, CONSIGNED. */
unsigned ticket_choice(const struct ticket *ticket, enum ticket_field field);

/* Whether there is a number or a name: a document of an archive may be there for what was found in it alone. */
bool ticket_names_somebody(const struct ticket *ticket);

struct identifiers ticket_identifiers(const struct ticket *ticket);
struct person ticket_person(const struct ticket *ticket);

/* The fiscal year (April to March) of a day. */
int fiscal_year_of(struct date day);

/*
 * The year that the first two digits of the number name, in the century of about; false without a
 * number of 11 digits.  Fiscal years go from April to March.
 */
bool ticket_fiscal_year(const struct ticket *ticket, struct date about, int *year) MUST_CHECK;

/* YY and a kind digit, then zeros: what many people share, never a key (reference tickets.md 1.2). */
bool ticket_serial_is_placeholder(struct slice serial);

/* Packed fields without a format byte.  values_only leaves out line, entry and repairs. */
bool ticket_write(
    const struct ticket *ticket,
    bool values_only,
    struct buffer *row,
    struct error *error) MUST_CHECK;

/* False when the row is broken; unknown tags are passed over. */
bool ticket_read(struct slice row, struct ticket *ticket) MUST_CHECK;

#endif
