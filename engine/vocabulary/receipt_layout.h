/*
 * Layouts of receipt files: which record has which item where, by kind and edition.
 *
 * The table is receipt_layouts.def.  Code asks for an item by its meaning and is told the record and
 * position that this layout gives it; nothing else knows a position.  What is not in the table is
 * carried through untouched.
 */
#ifndef ENGINE_VOCABULARY_RECEIPT_LAYOUT_H
#define ENGINE_VOCABULARY_RECEIPT_LAYOUT_H

#include "engine/foundation/date.h"
#include "engine/vocabulary/record.h"

enum receipt_record {
    RECORD_UNKNOWN,
#define RECORD(record, japanese, english) RECORD_##record,
#include "engine/vocabulary/receipt_layouts.def"
    RECORD_COUNT
};

/* Items by meaning (RECEIPT_HO_NUMBER), the same in all kinds and editions. */
enum receipt_item {
    RECEIPT_WHOLE_RECORD, /* no single item */
#define NAME(item, record, japanese, english) RECEIPT_##item,
#include "engine/vocabulary/receipt_layouts.def"
    RECEIPT_ITEM_COUNT
};

enum receipt_kind {
    RECEIPT_KIND_NONE,
#define KIND(kind, name, head, score, first, comment, type, japanese, english) RECEIPT_KIND_##kind,
#include "engine/vocabulary/receipt_layouts.def"
    RECEIPT_KIND_COUNT
};

/* Where a record stands within its receipt; sections follow one another in this order. */
enum receipt_section {
    SECTION_HEAD,
    SECTION_PERSON,
    SECTION_PAYER,   /* HO, KO */
    SECTION_CHECK,   /* SN, JD, MF */
    SECTION_DISEASE, /* SY, HS */
    SECTION_DETAIL,  /* SI, SS, SH, IY, TO, CO */
    SECTION_NOTE,    /* SJ, TK */
    SECTION_ORGAN,
    SECTION_RETURN, /* HR of a returned claim */
    SECTION_TAIL
};

enum receipt_mode {
    MODE_DIGITS,
    MODE_ALPHANUMERIC, /* half width */
    MODE_KANJI,        /* full width only */
    MODE_EITHER,       /* one of the two, never mixed */
    MODE_MONTH,
    MODE_DATE
};

enum receipt_need {
    NEED_OPTIONAL,
    NEED_REQUIRED
};

/* How far the place of an item can be trusted (docs/formats/receipts.md). */
enum receipt_source {
    SOURCE_SEEN,        /* in files and programs that are in use */
    SOURCE_TRANSCRIBED, /* by somebody who had the official text */
    SOURCE_INFERRED     /* from other kinds; still to be read */
};

/* What the codes of 負担者種別 (SN, JD) mean to us. */
enum receipt_bearer {
    BEARER_OTHER,
    BEARER_INSURANCE
};

/* What the codes of 受診等区分 (JD) mean to us. */
enum receipt_day_code {
    JD_OTHER,
    JD_COUNTS /* as a day of treatment */
};

/* What the codes of 転帰区分 of a disease mean to us. */
enum receipt_disease_end {
    DISEASE_END_OTHER,
    DISEASE_GOES_ON
};

/* What the codes of マルチボリューム識別情報 mean to us: a file that is whole. */
enum receipt_volume {
    VOLUME_PART,
    VOLUME_WHOLE
};

struct receipt_form {
    enum receipt_record record;
    const char *id; /* "HO" */
    enum receipt_section section;
    size_t items; /* 0: not known */
    unsigned number;
    size_t first; /* place of its first item in the table */
};

struct receipt_place {
    const struct receipt_form *form;
    enum receipt_item item;
    size_t position; /* from 1, the record id */
    enum receipt_mode mode;
    size_t bytes; /* 0: not known */
    enum receipt_need need;
    enum receipt_source source;
};

struct receipt_layout; /* one edition of one kind */

/* ---- kinds and editions ---- */

const char *receipt_kind_name(enum receipt_kind kind);
const char *receipt_kind_label(enum receipt_kind kind, enum language language);

/*
 * The kind of a file by its first line; RECEIPT_KIND_NONE when it is no receipt file.  A DPC file
 * looks like a medical one there; see receipt_kind_told_by.
 */
enum receipt_kind receipt_kind_of(struct slice first_line);

/* The kind that this record, which only that kind has, gives away; else RECEIPT_KIND_NONE. */
enum receipt_kind receipt_kind_told_by(struct slice id);

/* The kind of claims with this name; RECEIPT_KIND_NONE for returned ones and whatever else. */
enum receipt_kind receipt_kind_find(struct slice name);

/* The kind of claims with this 点数表; of medical and DPC, which share theirs, the medical one. */
enum receipt_kind receipt_kind_of_score(struct slice score);

/* The record that begins a receipt of this kind. */
enum receipt_record receipt_kind_first(enum receipt_kind kind);

/* The kind of claims that have this レセプト種別; RECEIPT_KIND_NONE when no kind has. */
enum receipt_kind receipt_kind_of_type(struct slice type);

/*
 * The edition of a kind whose claim months are written as this one is, and which is in force then;
 * the newest when there is none.
 */
const struct receipt_layout *receipt_layout_of(enum receipt_kind kind, struct slice claim_month);

/* Every edition of every kind in turn; NULL after the last. */
const struct receipt_layout *receipt_layout_at(size_t index);

enum receipt_kind receipt_layout_kind(const struct receipt_layout *layout);

/* The record of a comment on a whole receipt: CO, or TK for pharmacies. */
enum receipt_record receipt_layout_comment(const struct receipt_layout *layout);

const char *receipt_layout_name(const struct receipt_layout *layout);

/* Digits of a month (5: era and year, 6: western); a date has two more. */
size_t receipt_layout_month_digits(const struct receipt_layout *layout);

/* ---- records and items ---- */

/* NULL when the layout does not have the record. */
const struct receipt_form *receipt_form_of(
    const struct receipt_layout *layout,
    struct slice record_id);

/* Where an item stands in this layout; false when it has no such item. */
bool receipt_place_of(
    const struct receipt_layout *layout,
    enum receipt_item item,
    struct receipt_place *place) MUST_CHECK;

/* An item of a parted row; empty when the layout or the row does not have it. */
struct slice receipt_layout_item(
    const struct receipt_layout *layout,
    const struct record *record,
    enum receipt_item item);

/* The index-th item of a form; false after the last. */
bool receipt_form_item(const struct receipt_form *form, size_t index, struct receipt_place *place)
    MUST_CHECK;

/*
 * The most characters that two items of a form may have together, when one of them is `item`; 0
 * when nothing is said.
 */
size_t receipt_form_together(const struct receipt_form *form, enum receipt_item item);

const char *receipt_record_id(enum receipt_record record);
const char *receipt_record_label(enum receipt_record record, enum language language);
const char *receipt_item_label(enum receipt_item item, enum language language);

/* The record that holds an item; those of the head stand in whatever record begins the file. */
enum receipt_record receipt_item_record(
    const struct receipt_layout *layout,
    enum receipt_item item);

/* The codes that an item may hold, parted by blanks; "" when any may stand there. */
const char *receipt_item_codes(enum receipt_item item);

/* Whether a code is one that the item may hold. */
bool receipt_code_is_listed(enum receipt_item item, struct slice code);

/* What a code of an item means (SEX_MALE, ...); 0 when the table does not say. */
unsigned receipt_code(enum receipt_item item, struct slice code);

/* The first code of an item that means this; "" when none does. */
const char *receipt_code_for(enum receipt_item item, unsigned value);

#endif
