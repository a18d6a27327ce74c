/* CO: the comments of a past or unknown claim, before the first row of the treatment. */
#include "engine/foundation/date_read.h"
#include "engine/vocabulary/field.h"
#include "exporters/overlay_inside.h"

/* A comment as it is to stand there. */
struct comment {
    enum term term; /* that gave the code */
    struct slice code;
    struct slice text; /* raw */
};

struct comments {
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

static struct field_label label_of(enum claim_text text)
{
    enum field field = text_rows[text].field;
    return (struct field_label){field_label(field), field_name(field)};
}

static bool stop_text(struct overlay *overlay, enum trouble trouble, enum claim_text text)
{
    *overlay->trouble = (struct receipt_trouble){.trouble = trouble, .field = label_of(text)};
    return true;
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
    if (!value_full(value, label_of(text), overlay->arena, &raw, overlay->trouble, error)) {
        return false;
    }
    if (!overlay_stopped(overlay)) {
        add_pieces(overlay, comments, text, raw);
    }
    return true;
}

static void read_limit(struct overlay *overlay, struct comments *comments)
{
    int64_t limit = 0;
    const char *value = receipt_term(overlay->order->terms, TERM_COMMENT_BYTES, overlay->trouble);
    if (overlay_stopped(overlay)) {
        return;
    }
    /* A full-width character takes two bytes. */
    if (!slice_read_number(slice_of(value), &limit) || limit < 2) {
        overlay_stop(overlay, TROUBLE_VALUE, RECEIPT_COMMENT_TEXT);
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
    size_t seen = 0;
    *same = true;
    for (size_t row = receipt_find_row(receipt, RECORD_CO, 0); row < receipt->count;
         row = receipt_find_row(receipt, RECORD_CO, row + 1)) {
        struct slice code = receipt_item(receipt, &receipt->rows[row], RECEIPT_COMMENT_CODE);
        struct slice text = receipt_item(receipt, &receipt->rows[row], RECEIPT_COMMENT_TEXT);
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

static size_t row_before_treatment(const struct receipt *receipt)
{
    size_t after = 0;
    for (size_t row = 0; row < receipt->count; row++) {
        const struct receipt_form *form = receipt->rows[row].form;
        if (form != NULL && form->section >= SECTION_DETAIL) {
            return row;
        }
        after = form != NULL ? row + 1 : after;
    }
    return after;
}

static bool
write_rows(struct overlay *overlay, const struct comments *comments, struct error *error)
{
    struct overlay_value values[4] = {
        {RECEIPT_COMMENT_CLASS, {NULL, 0}}, {RECEIPT_COMMENT_BEARER, {NULL, 0}}};
    values[0].raw =
        slice_of(receipt_term(overlay->order->terms, TERM_COMMENT_CLASS, overlay->trouble));
    values[1].raw =
        slice_of(receipt_term(overlay->order->terms, TERM_COMMENT_BEARER, overlay->trouble));
    overlay->comments_at = row_before_treatment(overlay->order->receipt);
    for (size_t i = 0; i < comments->count && !overlay_stopped(overlay); i++) {
        struct slice *row = &overlay->comments[i];
        values[2] = (struct overlay_value){RECEIPT_COMMENT_CODE, comments->list[i].code};
        values[3] = (struct overlay_value){RECEIPT_COMMENT_TEXT, comments->list[i].text};
        if (!overlay_row(overlay, RECORD_CO, values, 4, row, error) ||
            !overlay_note_row(
                overlay, overlay->comments_at, RECORD_CO, (struct slice){NULL, 0}, *row,
                receipt_term_parameter(comments->list[i].term), error)) {
            return false;
        }
        overlay->comment_count++;
    }
    return true;
}

bool overlay_make_comments(struct overlay *overlay, struct error *error)
{
    struct comments comments = {.count = 0};
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
                : overlay_stop_record(overlay, TROUBLE_COMMENTS_DIFFER, RECORD_CO);
}
