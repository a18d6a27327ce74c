#include "engine/vocabulary/ticket.h"

#include <string.h>

#include "engine/foundation/packed.h"

enum ticket_tag {
    TAG_FAMILY = 1,
    TAG_LINE = 2,
    TAG_ENTRY = 3,
    TAG_REPAIR = 4 /* repeated: finding NUL column */
};

enum {
    CENTURY = 100,
    FISCAL_MONTH = 4 /* a year of accounts begins in April (財政法 11条) */
};

struct field_row {
    uint32_t tag;
    const char *name;
    enum ticket_form form;
    const char *japanese;
};

struct heading_row {
    enum ticket_field field;
    const char *word;
};

static const struct field_row field_rows[TICKET_FIELD_COUNT] = {
#define TICKET_FIELD(tag, field, name, form, japanese)                                             \
    [TICKET_##field] = {tag, name, form, japanese},
#define TICKET_HEADING(field, word)
#include "engine/vocabulary/ticket_fields.def"
#undef TICKET_FIELD
#undef TICKET_HEADING
};

static const struct heading_row heading_rows[] = {
#define TICKET_FIELD(tag, field, name, form, japanese)
#define TICKET_HEADING(field, word) {TICKET_##field, word},
#include "engine/vocabulary/ticket_fields.def"
#undef TICKET_FIELD
#undef TICKET_HEADING
};

static const struct field_row *row_of(enum ticket_field field)
{
    require(field < TICKET_FIELD_COUNT);
    return &field_rows[field];
}

const char *ticket_field_name(enum ticket_field field)
{
    return row_of(field)->name;
}

const char *ticket_field_label(enum ticket_field field)
{
    return row_of(field)->japanese;
}

enum ticket_form ticket_field_form(enum ticket_field field)
{
    return row_of(field)->form;
}

bool ticket_field_read(struct slice heading, enum ticket_field *field)
{
    for (unsigned i = 0; i < TICKET_FIELD_COUNT; i++) {
        if (slice_equal_text(heading, field_rows[i].japanese)) {
            *field = (enum ticket_field)i;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof heading_rows / sizeof heading_rows[0]; i++) {
        if (slice_equal_text(heading, heading_rows[i].word)) {
            *field = heading_rows[i].field;
            return true;
        }
    }
    return false;
}

/* ---- values ---- */

struct date ticket_date(const struct ticket *ticket, enum ticket_field field)
{
    struct date date = DATE_NONE;
    return date_from_digits(ticket->values[field], &date) ? date : DATE_NONE;
}

struct month ticket_month(const struct ticket *ticket, enum ticket_field field)
{
    struct month month = MONTH_NONE;
    return month_from_digits(ticket->values[field], &month) ? month : MONTH_NONE;
}

enum domain ticket_form_domain(enum ticket_form form)
{
    switch (form) {
    case TICKET_FORM_KIND:
        return DOMAIN_TICKET_KIND;
    case TICKET_FORM_SEX:
        return DOMAIN_SEX;
    case TICKET_FORM_COMBINED:
        return DOMAIN_COMBINED;
    case TICKET_FORM_CONSIGNED:
        return DOMAIN_CONSIGNED;
    case TICKET_FORM_SERIAL:
    case TICKET_FORM_DATE:
    case TICKET_FORM_BIRTH:
    case TICKET_FORM_MONTH:
    case TICKET_FORM_INSURER:
    case TICKET_FORM_EIGHT:
    case TICKET_FORM_SEVEN:
    case TICKET_FORM_NUMBER:
    case TICKET_FORM_BRANCH:
    case TICKET_FORM_CODE:
    case TICKET_FORM_KANA:
    case TICKET_FORM_TEXT:
    case TICKET_FORM_YEN:
    case TICKET_FORM_RATE:
    case TICKET_FORM_COUNT:
        break;
    }
    return DOMAIN_NONE;
}

unsigned ticket_choice(const struct ticket *ticket, enum ticket_field field)
{
    enum domain domain = ticket_form_domain(ticket_field_form(field));
    unsigned value = 0;
    require(domain != DOMAIN_NONE);
    return domain_value_find(domain, ticket->values[field], &value) ? value : 0;
}

bool ticket_names_somebody(const struct ticket *ticket)
{
    return ticket->values[TICKET_SERIAL].size > 0 || ticket->values[TICKET_NUMBER].size > 0 ||
           ticket->values[TICKET_KANA].size > 0;
}

struct identifiers ticket_identifiers(const struct ticket *ticket)
{
    bool is_treatment = ticket->family == TICKET_FAMILY_TREATMENT;
    return (struct identifiers){
        .insurer_number = ticket->values[is_treatment ? TICKET_COMBINED_INSURER : TICKET_INSURER],
        .symbol = ticket->values[TICKET_SYMBOL],
        .number = ticket->values[TICKET_NUMBER],
        .branch = ticket->values[TICKET_BRANCH],
    };
}

struct person ticket_person(const struct ticket *ticket)
{
    return (struct person){
        .kana = ticket->values[TICKET_KANA],
        .name = ticket->values[TICKET_NAME],
        .birth = ticket_date(ticket, TICKET_BIRTH),
        .sex = ticket_choice(ticket, TICKET_SEX),
    };
}

int fiscal_year_of(struct date day)
{
    struct civil civil = date_civil(day);
    return civil.month >= FISCAL_MONTH ? civil.year : civil.year - 1;
}

bool ticket_fiscal_year(const struct ticket *ticket, struct date about, int *year)
{
    struct slice serial = ticket->values[TICKET_SERIAL];
    int64_t two = 0;
    if (serial.size != TICKET_SERIAL_DIGITS || !slice_read_number(slice_part(serial, 0, 2), &two)) {
        return false;
    }
    *year = fiscal_year_of(about) / CENTURY * CENTURY + (int)two;
    return true;
}

bool ticket_serial_is_placeholder(struct slice serial)
{
    if (serial.size != TICKET_SERIAL_DIGITS) {
        return false;
    }
    for (size_t i = 3; i < serial.size; i++) {
        if (serial.data[i] != '0') {
            return false;
        }
    }
    return true;
}

/* ---- packed rows ---- */

static bool
write_repair(const struct ticket_repair *repair, struct buffer *row, struct error *error)
{
    uint8_t bytes[256];
    size_t size = repair->finding.size + 1 + repair->column.size;
    if (size > sizeof bytes) {
        return true; /* a path of an archive that is longer than any we know */
    }
    memcpy(bytes, repair->finding.data, repair->finding.size);
    bytes[repair->finding.size] = 0;
    memcpy(bytes + repair->finding.size + 1, repair->column.data, repair->column.size);
    return packed_add(row, TAG_REPAIR, (struct slice){bytes, size}, error);
}

static bool write_place(const struct ticket *ticket, struct buffer *row, struct error *error)
{
    if (!packed_add_number(row, TAG_LINE, (int64_t)ticket->line, error) ||
        (ticket->entry.size > 0 && !packed_add(row, TAG_ENTRY, ticket->entry, error))) {
        return false;
    }
    for (size_t i = 0; i < ticket->repair_count && i < TICKET_REPAIRS; i++) {
        if (!write_repair(&ticket->repairs[i], row, error)) {
            return false;
        }
    }
    return true;
}

bool ticket_write(
    const struct ticket *ticket,
    bool values_only,
    struct buffer *row,
    struct error *error)
{
    if (!packed_add_number(row, TAG_FAMILY, ticket->family, error) ||
        (!values_only && !write_place(ticket, row, error))) {
        return false;
    }
    for (unsigned i = 0; i < TICKET_FIELD_COUNT; i++) {
        if (ticket->values[i].size > 0 &&
            !packed_add(row, field_rows[i].tag, ticket->values[i], error)) {
            return false;
        }
    }
    return true;
}

static void take_repair(struct ticket *ticket, struct slice bytes)
{
    size_t at = slice_find_byte(bytes, 0);
    if (ticket->repair_count < TICKET_REPAIRS && at < bytes.size) {
        ticket->repairs[ticket->repair_count] =
            (struct ticket_repair){slice_part(bytes, 0, at), slice_part(bytes, at + 1, bytes.size)};
        ticket->repair_count++;
    }
}

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct ticket *ticket = into;
    int64_t number = 0;
    if (tag == TAG_FAMILY || tag == TAG_LINE) {
        if (!packed_number(bytes, &number)) {
            return false;
        }
        if (tag == TAG_LINE) {
            ticket->line = (uint64_t)number;
        } else {
            ticket->family = (enum ticket_family)number;
        }
        return true;
    }
    if (tag == TAG_ENTRY) {
        ticket->entry = bytes;
    } else if (tag == TAG_REPAIR) {
        take_repair(ticket, bytes);
    }
    for (unsigned i = 0; i < TICKET_FIELD_COUNT; i++) {
        if (field_rows[i].tag == tag) {
            ticket->values[i] = bytes;
        }
    }
    return true;
}

bool ticket_read(struct slice row, struct ticket *ticket)
{
    memset(ticket, 0, sizeof *ticket);
    return packed_each(row, take_field, ticket) && ticket->family != TICKET_FAMILY_NONE;
}
