#include "engine/vocabulary/receipt_layout.h"

#include "engine/vocabulary/domain.h"

/* Forms and layouts are numbered so that rows can name them. */
enum form_number {
#define FORM(form, record, section, items) FORM_##form,
#include "engine/vocabulary/receipt_layouts.def"
    FORM_COUNT
};

/* Items count on through the table; FORM_FIRST is the place of a form's first one. */
enum place_number {
#define FORM(form, record, section, items)                                                         \
    FORM_FIRST_##form, FORM_BEFORE_##form = FORM_FIRST_##form - 1,
#define ITEM(form, item, position, mode, bytes, need, source) PLACE_##form##_##item,
#include "engine/vocabulary/receipt_layouts.def"
    PLACE_COUNT
};

enum layout_number {
#define LAYOUT(layout, kind, month_digits, since, japanese) LAYOUT_##layout,
#include "engine/vocabulary/receipt_layouts.def"
    LAYOUT_COUNT
};

struct receipt_layout {
    enum receipt_kind kind;
    size_t month_digits;
    int64_t since; /* claim month, YYYYMM */
    const char *name;
};

struct kind_row {
    const char *name;
    enum receipt_record head;
    const char *score;
    enum receipt_record first;
    enum receipt_record comment;
    const char *type;
    const char *japanese;
    const char *english;
};

struct label_row {
    enum receipt_record record;
    const char *id;
    const char *japanese;
    const char *english;
};

static const struct label_row record_rows[RECORD_COUNT] = {
    [RECORD_UNKNOWN] = {RECORD_UNKNOWN, "", "", ""},
#define RECORD(record, japanese, english)                                                          \
    [RECORD_##record] = {RECORD_##record, #record, japanese, english},
#include "engine/vocabulary/receipt_layouts.def"
};

static const struct label_row item_rows[RECEIPT_ITEM_COUNT] = {
    [RECEIPT_WHOLE_RECORD] = {RECORD_UNKNOWN, "", "レコード全体", "whole record"},
#define NAME(item, record, japanese, english)                                                      \
    [RECEIPT_##item] = {RECORD_##record, #record, japanese, english},
#include "engine/vocabulary/receipt_layouts.def"
};

static const struct kind_row kind_rows[RECEIPT_KIND_COUNT] = {
    [RECEIPT_KIND_NONE] = {"none", RECORD_UNKNOWN, "", RECORD_UNKNOWN, RECORD_UNKNOWN, "", "", ""},
#define KIND(kind, name, head, score, first, comment, type, japanese, english)                     \
    [RECEIPT_KIND_##kind] = {name, RECORD_##head, score,  RECORD_##first, RECORD_##comment,        \
                             type, japanese,      english},
#include "engine/vocabulary/receipt_layouts.def"
};

static const struct receipt_layout layout_rows[LAYOUT_COUNT] = {
#define LAYOUT(layout, kind, month_digits, since, japanese)                                        \
    [LAYOUT_##layout] = {RECEIPT_KIND_##kind, month_digits, since, japanese},
#include "engine/vocabulary/receipt_layouts.def"
};

/* The form of each record in each layout, counted from 1; 0: the layout does not have it. */
static const uint8_t layout_forms[LAYOUT_COUNT][RECORD_COUNT] = {
#define USES(layout, record, form) [LAYOUT_##layout][RECORD_##record] = FORM_##form + 1,
#include "engine/vocabulary/receipt_layouts.def"
};

static const struct receipt_form form_rows[FORM_COUNT] = {
#define FORM(form, record, section, items)                                                         \
    [FORM_##form] = {RECORD_##record, #record,     SECTION_##section,                              \
                     items,           FORM_##form, (size_t)FORM_FIRST_##form},
#include "engine/vocabulary/receipt_layouts.def"
};

static const struct receipt_place place_rows[PLACE_COUNT] = {
#define ITEM(form, item, position, mode, bytes, need, source)                                      \
    [PLACE_##form##_##item] = {                                                                    \
        &form_rows[FORM_##form], RECEIPT_##item, position, MODE_##mode, bytes, NEED_##need,        \
        SOURCE_##source},
#include "engine/vocabulary/receipt_layouts.def"
};

/* The place of each item in each form, counted from 1. */
static const uint16_t form_places[FORM_COUNT][RECEIPT_ITEM_COUNT] = {
#define ITEM(form, item, position, mode, bytes, need, source)                                      \
    [FORM_##form][RECEIPT_##item] = PLACE_##form##_##item + 1,
#include "engine/vocabulary/receipt_layouts.def"
};

struct together_row {
    enum form_number form;
    enum receipt_item one;
    enum receipt_item other;
    size_t characters;
};

static const struct together_row together_rows[] = {
#define TOGETHER(form, one, other, characters)                                                     \
    {FORM_##form, RECEIPT_##one, RECEIPT_##other, characters},
#include "engine/vocabulary/receipt_layouts.def"
};

struct tells_row {
    enum receipt_kind kind;
    enum receipt_record record;
};

static const struct tells_row tells_rows[] = {
#define TELLS(kind, record) {RECEIPT_KIND_##kind, RECORD_##record},
#include "engine/vocabulary/receipt_layouts.def"
};

struct code_row {
    const char *code;
    enum receipt_item item;
    unsigned value;
};

static const struct code_row code_rows[] = {
#define CODE(item, code, value) {code, RECEIPT_##item, value},
#include "engine/vocabulary/receipt_layouts.def"
};

struct codes_row {
    enum receipt_item item;
    const char *codes;
};

static const struct codes_row codes_rows[] = {
#define CODES(item, list, source) {RECEIPT_##item, list},
#include "engine/vocabulary/receipt_layouts.def"
};

enum {
    SCORE_POSITION = 4 /* of 点数表, the same in every head */
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* ---- kinds and editions ---- */

const char *receipt_kind_name(enum receipt_kind kind)
{
    require(kind < RECEIPT_KIND_COUNT);
    return kind_rows[kind].name;
}

const char *receipt_kind_label(enum receipt_kind kind, enum language language)
{
    require(kind < RECEIPT_KIND_COUNT);
    return language == LANGUAGE_JAPANESE ? kind_rows[kind].japanese : kind_rows[kind].english;
}

static bool is_head_of(const struct kind_row *row, const struct record *record)
{
    return slice_equal_text(record->items[0], record_rows[row->head].id) &&
           (row->score[0] == '\0' ||
            slice_equal_text(record_item(record, SCORE_POSITION), row->score));
}

enum receipt_kind receipt_kind_of(struct slice first_line)
{
    struct record record;
    if (!record_read(first_line, &record)) {
        return RECEIPT_KIND_NONE;
    }
    for (unsigned i = 1; i < RECEIPT_KIND_COUNT; i++) {
        if (is_head_of(&kind_rows[i], &record)) {
            return (enum receipt_kind)i;
        }
    }
    return RECEIPT_KIND_NONE;
}

enum receipt_kind receipt_kind_told_by(struct slice id)
{
    for (size_t i = 0; i < COUNT_OF(tells_rows); i++) {
        if (slice_equal_text(id, record_rows[tells_rows[i].record].id)) {
            return tells_rows[i].kind;
        }
    }
    return RECEIPT_KIND_NONE;
}

enum receipt_kind receipt_kind_find(struct slice name)
{
    for (unsigned i = RECEIPT_KIND_NONE + 1; i < RECEIPT_KIND_RETURNED; i++) {
        if (slice_equal_text(name, kind_rows[i].name)) {
            return (enum receipt_kind)i;
        }
    }
    return RECEIPT_KIND_NONE;
}

enum receipt_kind receipt_kind_of_score(struct slice score)
{
    for (unsigned i = RECEIPT_KIND_NONE + 1; score.size > 0 && i < RECEIPT_KIND_COUNT; i++) {
        if (slice_equal_text(score, kind_rows[i].score)) {
            return (enum receipt_kind)i;
        }
    }
    return RECEIPT_KIND_NONE;
}

enum receipt_record receipt_kind_first(enum receipt_kind kind)
{
    require(kind < RECEIPT_KIND_COUNT);
    return kind_rows[kind].first;
}

enum receipt_kind receipt_kind_of_type(struct slice type)
{
    struct slice digit = slice_part(type, 0, 1);
    for (unsigned i = 1; i < RECEIPT_KIND_COUNT; i++) {
        if (digit.size > 0 && slice_equal_text(digit, kind_rows[i].type)) {
            return (enum receipt_kind)i;
        }
    }
    return RECEIPT_KIND_NONE;
}

static bool is_in_force(const struct receipt_layout *layout, struct slice claim_month)
{
    int64_t month = 0;
    return (layout->month_digits == 0 || layout->month_digits == claim_month.size) &&
           (layout->since == 0 ||
            (slice_read_number(claim_month, &month) && month >= layout->since));
}

const struct receipt_layout *receipt_layout_of(enum receipt_kind kind, struct slice claim_month)
{
    const struct receipt_layout *newest = NULL;
    const struct receipt_layout *fitting = NULL;
    for (size_t i = 0; i < LAYOUT_COUNT; i++) {
        const struct receipt_layout *layout = &layout_rows[i];
        if (layout->kind == kind) {
            newest = layout;
            fitting = is_in_force(layout, claim_month) ? layout : fitting;
        }
    }
    require(newest != NULL);
    return fitting == NULL ? newest : fitting;
}

const struct receipt_layout *receipt_layout_at(size_t index)
{
    return index < LAYOUT_COUNT ? &layout_rows[index] : NULL;
}

enum receipt_kind receipt_layout_kind(const struct receipt_layout *layout)
{
    return layout->kind;
}

enum receipt_record receipt_layout_comment(const struct receipt_layout *layout)
{
    return kind_rows[layout->kind].comment;
}

const char *receipt_layout_name(const struct receipt_layout *layout)
{
    return layout->name;
}

size_t receipt_layout_month_digits(const struct receipt_layout *layout)
{
    return layout->month_digits == 0 ? MONTH_DIGITS : layout->month_digits;
}

/* ---- records and items ---- */

static enum receipt_record record_of(struct slice id)
{
    for (unsigned i = 1; id.size == RECORD_ID_BYTES && i < RECORD_COUNT; i++) {
        if (id.data[0] == (uint8_t)record_rows[i].id[0] &&
            id.data[1] == (uint8_t)record_rows[i].id[1]) {
            return (enum receipt_record)i;
        }
    }
    return RECORD_UNKNOWN;
}

static const struct receipt_form *form_in(
    const struct receipt_layout *layout,
    enum receipt_record record)
{
    unsigned number = layout_forms[layout - layout_rows][record];
    return number == 0 ? NULL : &form_rows[number - 1];
}

const struct receipt_form *receipt_form_of(
    const struct receipt_layout *layout,
    struct slice record_id)
{
    return form_in(layout, record_of(record_id));
}

bool receipt_place_of(
    const struct receipt_layout *layout,
    enum receipt_item item,
    struct receipt_place *place)
{
    const struct receipt_form *form = form_in(layout, receipt_item_record(layout, item));
    unsigned number = form == NULL ? 0 : form_places[form->number][item];
    if (number == 0) {
        return false;
    }
    *place = place_rows[number - 1];
    return true;
}

struct slice receipt_layout_item(
    const struct receipt_layout *layout,
    const struct record *record,
    enum receipt_item item)
{
    struct receipt_place place;
    if (!receipt_place_of(layout, item, &place)) {
        return (struct slice){NULL, 0};
    }
    return record_item(record, place.position);
}

bool receipt_form_item(const struct receipt_form *form, size_t index, struct receipt_place *place)
{
    size_t at = form->first + index;
    if (at >= PLACE_COUNT || place_rows[at].form != form) {
        return false;
    }
    *place = place_rows[at];
    return true;
}

size_t receipt_form_together(const struct receipt_form *form, enum receipt_item item)
{
    for (size_t i = 0; i < COUNT_OF(together_rows); i++) {
        const struct together_row *row = &together_rows[i];
        if ((unsigned)row->form == form->number && (row->one == item || row->other == item)) {
            return row->characters;
        }
    }
    return 0;
}

const char *receipt_record_id(enum receipt_record record)
{
    require(record < RECORD_COUNT);
    return record_rows[record].id;
}

const char *receipt_record_label(enum receipt_record record, enum language language)
{
    require(record < RECORD_COUNT);
    return language == LANGUAGE_JAPANESE ? record_rows[record].japanese
                                         : record_rows[record].english;
}

const char *receipt_item_label(enum receipt_item item, enum language language)
{
    require(item < RECEIPT_ITEM_COUNT);
    return language == LANGUAGE_JAPANESE ? item_rows[item].japanese : item_rows[item].english;
}

enum receipt_record receipt_item_record(const struct receipt_layout *layout, enum receipt_item item)
{
    require(item < RECEIPT_ITEM_COUNT);
    if (layout != NULL && item > RECEIPT_WHOLE_RECORD && item < RECEIPT_RE_NUMBER) {
        return kind_rows[layout->kind].head;
    }
    return item_rows[item].record;
}

const char *receipt_item_codes(enum receipt_item item)
{
    for (size_t i = 0; i < COUNT_OF(codes_rows); i++) {
        if (codes_rows[i].item == item) {
            return codes_rows[i].codes;
        }
    }
    return "";
}

bool receipt_code_is_listed(enum receipt_item item, struct slice code)
{
    struct slice codes = slice_of(receipt_item_codes(item));
    return codes.size == 0 || slice_has_word(codes, code);
}

unsigned receipt_code(enum receipt_item item, struct slice code)
{
    for (size_t i = 0; i < COUNT_OF(code_rows); i++) {
        if (code_rows[i].item == item && slice_equal_text(code, code_rows[i].code)) {
            return code_rows[i].value;
        }
    }
    return 0;
}

const char *receipt_code_for(enum receipt_item item, unsigned value)
{
    for (size_t i = 0; i < COUNT_OF(code_rows); i++) {
        if (code_rows[i].item == item && code_rows[i].value == value) {
            return code_rows[i].code;
        }
    }
    return "";
}
