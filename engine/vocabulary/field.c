#include "engine/vocabulary/field.h"

struct field_row {
    uint32_t tag;
    const char *name;
    enum field_kind kind;
    enum domain domain;
    const char *japanese;
};

struct heading_row {
    enum field field;
    const char *word;
};

struct capture_row {
    const char *name;
    const char *japanese;
};

struct asks_row {
    enum capture capture;
    enum field field;
    enum capture_need need;
};

static const struct field_row field_rows[FIELD_COUNT] = {
#define FIELD(tag, field, name, kind, domain, japanese)                                            \
    [FIELD_##field] = {tag, name, kind, DOMAIN_##domain, japanese},
#define HEADING(field, word)
#include "engine/vocabulary/fields.def"
#undef FIELD
#undef HEADING
};

static const struct heading_row heading_rows[] = {
#define FIELD(tag, field, name, kind, domain, japanese)
#define HEADING(field, word) {FIELD_##field, word},
#include "engine/vocabulary/fields.def"
#undef FIELD
#undef HEADING
};

static const struct capture_row capture_rows[CAPTURE_COUNT] = {
#define CAPTURE(capture, name, japanese) [CAPTURE_##capture] = {name, japanese},
#define ASKS(capture, field, need)
#include "engine/vocabulary/captures.def"
#undef CAPTURE
#undef ASKS
};

static const struct asks_row asks_rows[] = {
#define CAPTURE(capture, name, japanese)
#define ASKS(capture, field, need) {CAPTURE_##capture, FIELD_##field, need},
#include "engine/vocabulary/captures.def"
#undef CAPTURE
#undef ASKS
};

enum {
    HEADING_COUNT = sizeof heading_rows / sizeof heading_rows[0],
    ASKS_COUNT = sizeof asks_rows / sizeof asks_rows[0]
};

/* By tag, one more than the field; tags are below 128 so that they take one byte in a body. */
static const uint8_t field_by_tag[128] = {
#define FIELD(tag, field, name, kind, domain, japanese) [tag] = FIELD_##field + 1,
#define HEADING(field, word)
#include "engine/vocabulary/fields.def"
#undef FIELD
#undef HEADING
};

static const struct field_row *row_of(enum field field)
{
    require(field < FIELD_COUNT);
    return &field_rows[field];
}

uint32_t field_tag(enum field field)
{
    return row_of(field)->tag;
}

const char *field_name(enum field field)
{
    return row_of(field)->name;
}

const char *field_label(enum field field)
{
    return row_of(field)->japanese;
}

enum field_kind field_kind(enum field field)
{
    return row_of(field)->kind;
}

enum domain field_domain(enum field field)
{
    return row_of(field)->domain;
}

bool field_is_personal(enum field field)
{
    switch (field_kind(field)) {
    case KIND_CHOICE:
        return field == FIELD_SEX;
    case KIND_DATE:
        /* a card and its certificate end on a birthday */
        return field == FIELD_BIRTH_DATE || field == FIELD_CARD_UNTIL ||
               field == FIELD_CERTIFICATE_UNTIL;
    case KIND_CODE:
        return field == FIELD_CHART_NUMBER;
    case KIND_KANA:
    case KIND_TEXT:
    case KIND_INSURER:
    case KIND_NUMBER:
    case KIND_BRANCH:
    case KIND_PHONE:
        return true;
    }
    return true;
}

bool field_is_of_the_past(enum field field)
{
    return field == FIELD_BIRTH_DATE || field == FIELD_CONTACT_DATE || field == FIELD_PHONE_DATE ||
           field == FIELD_SETTLED_DATE;
}

bool field_of_tag(uint32_t tag, enum field *field)
{
    if (tag >= sizeof field_by_tag || field_by_tag[tag] == 0) {
        return false;
    }
    *field = (enum field)(field_by_tag[tag] - 1);
    return true;
}

bool field_read(struct slice word, enum field *field)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (slice_equal_text(word, field_rows[i].name) ||
            slice_equal_text(word, field_rows[i].japanese)) {
            *field = (enum field)i;
            return true;
        }
    }
    for (unsigned i = 0; i < HEADING_COUNT; i++) {
        if (slice_equal_text(word, heading_rows[i].word)) {
            *field = heading_rows[i].field;
            return true;
        }
    }
    return false;
}

const char *capture_name(enum capture capture)
{
    require(capture < CAPTURE_COUNT);
    return capture_rows[capture].name;
}

const char *capture_label(enum capture capture)
{
    require(capture < CAPTURE_COUNT);
    return capture_rows[capture].japanese;
}

bool capture_find(struct slice name, enum capture *capture)
{
    for (unsigned i = 0; i < CAPTURE_COUNT; i++) {
        if (slice_equal_text(name, capture_rows[i].name)) {
            *capture = (enum capture)i;
            return true;
        }
    }
    return false;
}

bool capture_asks(enum capture capture, unsigned index, enum field *field, enum capture_need *need)
{
    for (unsigned i = 0; i < ASKS_COUNT; i++) {
        if (asks_rows[i].capture != capture) {
            continue;
        }
        if (index == 0) {
            *field = asks_rows[i].field;
            *need = asks_rows[i].need;
            return true;
        }
        index--;
    }
    return false;
}
