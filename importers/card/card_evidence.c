#include "importers/card/card_evidence.h"

#include "engine/law/certificate.h"
#include "engine/vocabulary/individual_number.h"

struct writing {
    struct arena *arena;
    struct evidence *evidence;
    struct error *error;
};

static bool put_text(const struct writing *writing, enum field field, const char *text)
{
    struct slice value = slice_of(text);
    if (value.size == 0 || individual_number_is_in(value)) {
        return true;
    }
    return arena_copy(writing->arena, value, &writing->evidence->values[field], writing->error);
}

static bool put_choice(const struct writing *writing, enum field field, unsigned value)
{
    return value == 0 || put_text(writing, field, domain_value_name(field_domain(field), value));
}

static bool put_date(const struct writing *writing, enum field field, struct date date)
{
    char digits[DATE_TEXT];
    if (!date_is_some(date)) {
        return true;
    }
    date_write_digits(date, digits);
    return put_text(writing, field, digits);
}

unsigned card_certificate_state(
    const struct card_reading *reading,
    const struct rulebook *book,
    struct date day)
{
    const struct interval covers = {reading->certificate.first, reading->certificate.last};
    if (reading->kind != CHIP_KIND_CARD) {
        return CERTIFICATE_STATE_UNRECORDED;
    }
    switch (reading->found) {
    case CARD_CERTIFICATE_READ:
        return certificate_state(book, covers, day);
    case CARD_CERTIFICATE_NONE:
        return CERTIFICATE_STATE_NONE;
    case CARD_CERTIFICATE_BROKEN:
        return CERTIFICATE_STATE_BROKEN;
    case CARD_CERTIFICATE_CLOSED:
        break;
    }
    return CERTIFICATE_STATE_UNRECORDED;
}

static unsigned brought_of(unsigned kind)
{
    return kind == CHIP_KIND_CARD    ? BROUGHT_CARD
           : kind == CHIP_KIND_PHONE ? BROUGHT_PHONE
                                     : BROUGHT_UNRECORDED;
}

static bool
put_certificate(const struct writing *writing, const struct card_reading *reading, unsigned state)
{
    bool is_read = reading->kind == CHIP_KIND_CARD && reading->found == CARD_CERTIFICATE_READ;
    return put_choice(writing, FIELD_CERTIFICATE_STATE, state) &&
           put_date(
               writing, FIELD_CERTIFICATE_UNTIL, is_read ? reading->certificate.last : DATE_NONE) &&
           put_choice(writing, FIELD_CERTIFICATE_CHAIN, is_read ? reading->certificate.chain : 0) &&
           put_choice(
               writing, FIELD_CARD_TROUBLE,
               state == CERTIFICATE_STATE_EXPIRED ? CARD_TROUBLE_CERTIFICATE_EXPIRED : 0);
}

static bool put_person(const struct writing *writing, const struct card_reading *reading)
{
    return !reading->has_person || (put_text(writing, FIELD_NAME, reading->name) &&
                                    put_text(writing, FIELD_CARD_ADDRESS, reading->address) &&
                                    put_date(writing, FIELD_BIRTH_DATE, reading->birth) &&
                                    put_choice(writing, FIELD_SEX, reading->sex));
}

bool card_evidence(
    const struct card_reading *reading,
    const struct rulebook *book,
    struct date day,
    struct arena *arena,
    struct evidence *evidence,
    struct error *error)
{
    const struct writing writing = {arena, evidence, error};
    unsigned identity = reading->pin == CARD_SECRET_RIGHT ? IDENTITY_METHOD_PIN : 0;
    return put_choice(&writing, FIELD_CHIP_KIND, reading->kind) &&
           put_choice(&writing, FIELD_BROUGHT, brought_of(reading->kind)) &&
           put_choice(&writing, FIELD_IDENTITY_METHOD, identity) &&
           put_choice(&writing, FIELD_PIN_STATE, reading->pin_state) &&
           put_date(&writing, FIELD_CARD_UNTIL, reading->card_last) &&
           put_certificate(&writing, reading, card_certificate_state(reading, book, day)) &&
           put_person(&writing, reading);
}
