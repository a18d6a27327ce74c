/* CO or TK: the comments of a past or unknown claim, before the first row of the treatment. */
#include "engine/foundation/date_read.h"
#include "engine/vocabulary/field.h"
#include "exporters/overlay_inside.h"

/* A comment as it is to stand there. */
struct comment {
    enum term term; /* that gave the code */
    struct slice code;
    struct slice text; /* raw */
};

/* The record of a comment on a whole receipt, and its items: CO, or TK for pharmacies. */
struct comment_items {
    enum receipt_record record;
    enum receipt_item code;
    enum receipt_item text;
};

struct comments {
    struct comment_items items;
    struct comment list[OVERLAY_COMMENTS];
    size_t count;
    size_t limit; /* bytes of a text */
};

struct text_row {
    enum field field;
    bool needed;
    bool splits; /* may stand in several rows */
};

/* Decision 13: which items of a declaration an unknown claim cannot do without. */
static const struct text_row text_rows[CLAIM_TEXT_COUNT] = {
    [CLAIM_TEXT_KANA] = {FIELD_DECLARED_KANA, true, false},
    [CLAIM_TEXT_SCHEME] = {FIELD_DECLARED_SCHEME, false, false},
    [CLAIM_TEXT_INSURER] = {FIELD_DECLARED_INSURER, false, false},
    [CLAIM_TEXT_EMPLOYER] = {FIELD_DECLARED_EMPLOYER, false, false},
    [CLAIM_TEXT_ADDRESS_1] = {FIELD_DECLARED_ADDRESS_1, true, true},
    [CLAIM_TEXT_ADDRESS_2] = {FIELD_DECLARED_ADDRESS_2, false, true},
    [CLAIM_TEXT_CONTACT] = {FIELD_DECLARED_CONTACT, true, false},
    [CLAIM_TEXT_CONTACT_DATE] = {FIELD_CONTACT_DATE, true, false},
};

struct field_label overlay_text_label(enum claim_text text)
{
    enum field field = text_rows[text].field;
    return (struct field_label){field_label(field), field_name(field)};
}

static bool stop_text(struct overlay *overlay, enum trouble trouble, enum claim_text text)
{
    *overlay->trouble =
        (struct receipt_trouble){.trouble = trouble, .field = overlay_text_label(text)};
    return true;
}

static struct comment_items items_of(const struct overlay *overlay)
{
    enum receipt_record record = receipt_layout_comment(overlay->order->receipt->layout);
    return record == RECORD_TK
               ? (struct comment_items){RECORD_TK, RECEIPT_TK_CODE, RECEIPT_TK_TEXT}
               : (struct comment_items){RECORD_CO, RECEIPT_COMMENT_CODE, RECEIPT_COMMENT_TEXT};
}

/* ---- what is wanted ---- */

/* A comment whose code is in force; false after a trouble. */
static bool
add(struct overlay *overlay, struct comments *comments, enum term term, struct slice text)
{
    const char *code = receipt_term(overlay->order->terms, term, overlay->trouble);
    if (overlay_stopped(overlay)) {
        return false;
    }
    comments->list[comments->count++] = (struct comment){term, slice_of(code), text};
    return true;
}

/* Room for one more; else the text was too long for any number of rows that a person would read. */
static bool has_room(struct overlay *overlay, const struct comments *comments, enum claim_text text)
{
    if (comments->count < OVERLAY_COMMENTS) {
        return true;
    }
    stop_text(overlay, TROUBLE_TOO_LONG, text);
    overlay->trouble->size = OVERLAY_COMMENTS + 1;
    overlay->trouble->limit = OVERLAY_COMMENTS;
    return false;
}

static void add_pieces(
    struct overlay *overlay,
    struct comments *comments,
    enum claim_text text,
    struct slice raw)
{
    if (raw.size > comments->limit && !text_rows[text].splits) {
        stop_text(overlay, TROUBLE_TOO_LONG, text);
        overlay->trouble->size = raw.size;
        overlay->trouble->limit = comments->limit;
        return;
    }
    while (raw.size > 0 && has_room(overlay, comments, text)) {
        struct slice piece = value_piece(raw, comments->limit);
        if (!add(overlay, comments, receipt_term_of_text(text), piece)) {
            return;
        }
        raw = slice_part(raw, piece.size, raw.size);
    }
}

/* The date as it is written on paper: 令和8年6月19日, made full width afterwards. */
static struct slice
contact_date(struct overlay *overlay, struct slice text, char wareki[WAREKI_TEXT])
{
    struct date date;
    if (!date_read(text, &date) || !date_write_wareki(date, wareki)) {
        stop_text(overlay, TROUBLE_VALUE, CLAIM_TEXT_CONTACT_DATE);
        return (struct slice){NULL, 0};
    }
    return slice_of(wareki);
}

static bool add_text(
    struct overlay *overlay,
    struct comments *comments,
    enum claim_text text,
    struct error *error)
{
    struct slice value = slice_trim(overlay->order->visits->texts[text]);
    struct slice raw = {NULL, 0};
    char wareki[WAREKI_TEXT];
    if (value.size == 0) {
        return !text_rows[text].needed || stop_text(overlay, TROUBLE_MISSING, text);
    }
    if (text == CLAIM_TEXT_CONTACT_DATE) {
        value = contact_date(overlay, value, wareki);
    }
    if (overlay_stopped(overlay)) {
        return true;
    }
    if (!value_full(
            value, overlay_text_label(text), overlay->arena, &raw, overlay->trouble, error)) {
        return false;
    }
    if (!overlay_stopped(overlay)) {
        add_pieces(overlay, comments, text, raw);
    }
    return true;
}

/* The limit of the layout where it is known, else that of the rules. */
static void read_limit(struct overlay *overlay, struct comments *comments)
{
    const struct receipt_layout *layout = overlay->order->receipt->layout;
    struct receipt_place place = {.bytes = 0};
    int64_t limit = 0;
    const char *value = "";
    if (receipt_place_of(layout, comments->items.text, &place) && place.bytes > 0) {
        comments->limit = place.bytes;
        return;
    }
    value = receipt_term(overlay->order->terms, TERM_COMMENT_BYTES, overlay->trouble);
    if (overlay_stopped(overlay)) {
        return;
    }
    /* A full-width character takes two bytes. */
    if (!slice_read_number(slice_of(value), &limit) || limit < 2) {
        overlay_stop(overlay, TROUBLE_VALUE, comments->items.text);
        return;
    }
    comments->limit = (size_t)limit;
}

static bool want_unknown(struct overlay *overlay, struct comments *comments, struct error *error)
{
    if (!add(overlay, comments, TERM_UNKNOWN_CODE, (struct slice){NULL, 0})) {
        return true;
    }
    read_limit(overlay, comments);
    for (unsigned text = 0; text < CLAIM_TEXT_COUNT && !overlay_stopped(overlay); text++) {
        if (!add_text(overlay, comments, (enum claim_text)text, error)) {
            return false;
        }
    }
    return true;
}

static bool want(struct overlay *overlay, struct comments *comments, struct error *error)
{
    if (overlay->order->fate == FATE_UNKNOWN) {
        return want_unknown(overlay, comments, error);
    }
    if (overlay->order->fate == FATE_PAST) {
        (void)add(overlay, comments, TERM_PAST_CODE, (struct slice){NULL, 0});
    }
    return true;
}

/* ---- what is there ---- */

static bool is_ours(const struct receipt_terms *terms, struct slice code)
{
    for (unsigned term = TERM_CODE_KANA; term <= TERM_UNKNOWN_CODE; term++) {
        if (terms->rows[term] != NULL && slice_equal_text(code, terms->rows[term]->value)) {
            return true;
        }
    }
    return false;
}

/*
 * Looks through the comments that are there.  *none: not one is of these; *same: they are just those
 * that are wanted.
 */
static void
compare(const struct overlay *overlay, const struct comments *comments, bool *none, bool *same)
{
    const struct receipt *receipt = overlay->order->receipt;
    const struct comment_items *items = &comments->items;
    size_t seen = 0;
    *same = true;
    for (size_t row = receipt_find_row(receipt, items->record, 0); row < receipt->count;
         row = receipt_find_row(receipt, items->record, row + 1)) {
        struct slice code = receipt_item(receipt, &receipt->rows[row], items->code);
        struct slice text = receipt_item(receipt, &receipt->rows[row], items->text);
        if (!is_ours(overlay->order->terms, code)) {
            continue;
        }
        *same = *same && seen < comments->count && slice_equal(code, comments->list[seen].code) &&
                slice_equal(text, comments->list[seen].text);
        seen++;
    }
    *none = seen == 0;
    *same = *same && seen == comments->count;
}

/* ---- the rows ---- */

/* Before the first row of the part that the comments stand in. */
static size_t row_for_comments(const struct receipt *receipt, enum receipt_record record)
{
    const struct receipt_form *own =
        receipt_form_of(receipt->layout, slice_of(receipt_record_id(record)));
    size_t after = 0;
    for (size_t row = 0; own != NULL && row < receipt->count; row++) {
        const struct receipt_form *form = receipt->rows[row].form;
        if (form != NULL && form->section >= own->section) {
            return row;
        }
        after = form != NULL ? row + 1 : after;
    }
    return after;
}

/* Items that a layout has in common with the others only in part. */
static size_t add_fixed(struct overlay *overlay, struct overlay_value values[2])
{
    static const enum receipt_item items[] = {RECEIPT_COMMENT_CLASS, RECEIPT_COMMENT_BEARER};

    static const enum term terms[] = {TERM_COMMENT_CLASS, TERM_COMMENT_BEARER};

    const struct receipt_layout *layout = overlay->order->receipt->layout;
    size_t count = 0;
    for (size_t i = 0; i < 2 && receipt_layout_comment(layout) == RECORD_CO; i++) {
        struct receipt_place place;
        if (receipt_place_of(layout, items[i], &place)) {
            values[count++] = (struct overlay_value){
                items[i],
                slice_of(receipt_term(overlay->order->terms, terms[i], overlay->trouble))};
        }
    }
    return count;
}

static bool
write_rows(struct overlay *overlay, const struct comments *comments, struct error *error)
{
    enum receipt_record record = comments->items.record;
    struct overlay_value values[4];
    size_t fixed = add_fixed(overlay, values);
    overlay->comments_at = row_for_comments(overlay->order->receipt, record);
    for (size_t i = 0; i < comments->count && !overlay_stopped(overlay); i++) {
        struct slice *row = &overlay->comments[i];
        values[fixed] = (struct overlay_value){comments->items.code, comments->list[i].code};
        values[fixed + 1] = (struct overlay_value){comments->items.text, comments->list[i].text};
        if (!overlay_row(overlay, record, values, fixed + 2, row, error) ||
            !overlay_note_row(
                overlay, overlay->comments_at, record, (struct slice){NULL, 0}, *row,
                receipt_term_parameter(comments->list[i].term), error)) {
            return false;
        }
        overlay->comment_count++;
    }
    return true;
}

bool overlay_make_comments(struct overlay *overlay, struct error *error)
{
    struct comments comments = {.items = items_of(overlay)};
    bool none = false;
    bool same = false;
    if (!want(overlay, &comments, error)) {
        return false;
    }
    if (overlay_stopped(overlay)) {
        return true;
    }
    compare(overlay, &comments, &none, &same);
    if (same) {
        return true;
    }
    return none ? write_rows(overlay, &comments, error)
                : overlay_stop_record(overlay, TROUBLE_COMMENTS_DIFFER, comments.items.record);
}
