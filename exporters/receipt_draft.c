#include "exporters/receipt_draft.h"

#include <string.h>

#include "exporters/export_inside.h"

enum {
    NUMBER_LINES = 3 /* insurer, symbol and number are said even where they must be empty */
};

/* ---- an empty receipt ---- */

static bool put_row(
    const struct receipt_layout *layout,
    enum receipt_record record,
    struct buffer *bytes,
    struct error *error)
{
    const struct receipt_form *form = receipt_form_of(layout, slice_of(receipt_record_id(record)));
    struct slice items[LIMIT_RECORD_ITEMS] = {{NULL, 0}};
    require(form != NULL && form->items > 0);
    items[0] = slice_of(form->id);
    return record_write(items, form->items, bytes, error) &&
           buffer_append(bytes, slice_of("\r\n"), error);
}

static bool open_empty(
    const struct receipt_layout *layout,
    struct arena *arena,
    struct receipt *receipt,
    struct error *error)
{
    struct buffer bytes = buffer_open(LIMIT_LINE_BYTES);
    struct slice kept = {NULL, 0};
    bool done = put_row(layout, RECORD_RE, &bytes, error) &&
                put_row(layout, RECORD_HO, &bytes, error) &&
                arena_copy(arena, buffer_slice(&bytes), &kept, error) &&
                receipt_open(layout, kept, 1, arena, receipt, error);
    buffer_close(&bytes);
    return done;
}

static bool lay_over(
    const struct draft_order *order,
    struct arena *arena,
    struct receipt_rewrite *rewrite,
    struct error *error)
{
    struct receipt_terms terms = receipt_terms_of(order->decider->book, order->key->month);
    struct receipt empty;
    const struct overlay_order overlay = {
        .receipt = &empty,
        .key = order->key,
        .visits = order->visits,
        .terms = &terms,
        .choices = order->choices,
        .fate = export_fate_of(order->visits),
        .type = {.fate = TYPE_STAYS},
    };
    *rewrite = (struct receipt_rewrite){.bytes = {NULL, 0}};
    return overlay.fate == FATE_WITHHOLD || (open_empty(order->layout, arena, &empty, error) &&
                                             receipt_overlay(&overlay, arena, rewrite, error));
}

/* ---- lines ---- */

static const struct receipt_change *find_change(
    const struct receipt_rewrite *rewrite,
    enum receipt_item item)
{
    for (size_t i = 0; i < rewrite->change_count; i++) {
        if (rewrite->changes[i].item == item) {
            return &rewrite->changes[i];
        }
    }
    return NULL;
}

static struct draft_line
number_line(const struct draft_order *order, const struct receipt_rewrite *rewrite, size_t place)
{
    static const enum receipt_item items[NUMBER_LINES] = {
        RECEIPT_HO_INSURER, RECEIPT_HO_SYMBOL, RECEIPT_HO_NUMBER};
    const struct receipt_change *change = find_change(rewrite, items[place]);
    struct draft_line line = {
        .record = RECORD_HO, .item = items[place], .rule = order->visits->rule};
    if (change != NULL) {
        line.text = change->new_text;
    }
    return line;
}

/* A new record as the items of it that a person types. */
static struct draft_line record_line(
    const struct receipt_layout *layout,
    const struct receipt_change *change)
{
    struct draft_line line = {
        .record = change->record, .row = change->new_text, .rule = change->rule};
    struct record record;
    if (!record_read(change->new_text, &record)) {
        return line;
    }
    if (change->record == RECORD_SN) {
        line.item = RECEIPT_SN_BRANCH;
    } else {
        bool is_remark = change->record == RECORD_TK;
        line.item = is_remark ? RECEIPT_TK_TEXT : RECEIPT_COMMENT_TEXT;
        line.code = receipt_layout_item(
            layout, &record, is_remark ? RECEIPT_TK_CODE : RECEIPT_COMMENT_CODE);
    }
    line.text = receipt_layout_item(layout, &record, line.item);
    return line;
}

static bool list_lines(
    const struct draft_order *order,
    const struct receipt_rewrite *rewrite,
    struct arena *arena,
    struct receipt_draft *draft,
    struct error *error)
{
    struct draft_line *lines =
        arena_take(arena, (NUMBER_LINES + rewrite->change_count) * sizeof *lines, error);
    if (lines == NULL) {
        return false;
    }
    for (size_t i = 0; i < NUMBER_LINES; i++) {
        lines[draft->count++] = number_line(order, rewrite, i);
    }
    for (size_t i = 0; i < rewrite->change_count; i++) {
        if (rewrite->changes[i].item == RECEIPT_WHOLE_RECORD) {
            lines[draft->count++] = record_line(order->layout, &rewrite->changes[i]);
        }
    }
    draft->lines = lines;
    return true;
}

bool receipt_draft_make(
    const struct draft_order *order,
    struct arena *arena,
    struct receipt_draft *draft,
    struct error *error)
{
    struct receipt_prospect prospect = {.without_receipt = true};
    struct receipt_rewrite rewrite;
    memset(draft, 0, sizeof *draft);
    if (!lay_over(order, arena, &rewrite, error)) {
        return false;
    }
    prospect.writable = rewrite.trouble.trouble != TROUBLE_UNWRITABLE;
    draft->ruling = receipt_decide(
        order->decider, order->key, order->visits, &prospect, month_add(order->key->month, 1));
    /* What the rules hold back for another reason is not told of what could not be drafted. */
    if (draft->ruling.fate != FATE_WITHHOLD || !prospect.writable) {
        draft->trouble = rewrite.trouble;
    }
    draft->is_withheld = rewrite.trouble.trouble != TROUBLE_NONE ||
                         draft->ruling.fate == FATE_WITHHOLD ||
                         draft->ruling.fate != export_fate_of(order->visits);
    return draft->is_withheld || list_lines(order, &rewrite, arena, draft, error);
}

/* ---- names ---- */

static uint8_t upper(uint8_t letter)
{
    return letter >= 'a' && letter <= 'z' ? (uint8_t)(letter - 'a' + 'A') : letter;
}

static bool ends_in(struct slice name, struct slice ending)
{
    size_t from = name.size - ending.size;
    if (ending.size == 0 || name.size <= ending.size || name.data[from - 1] != '.') {
        return false;
    }
    for (size_t i = 0; i < ending.size; i++) {
        if (upper(name.data[from + i]) != upper(ending.data[i])) {
            return false;
        }
    }
    return true;
}

bool draft_name_is_a_claims(const struct rulebook *book, struct slice name, struct date day)
{
    const struct rule_parameter *row =
        rulebook_find_parameter(book, "receipt.file.endings", "", day);
    struct slice endings = slice_of(row == NULL ? "" : row->value);
    while (name.size > 0 && name.data[name.size - 1] == '/') {
        name.size--;
    }
    while (endings.size > 0) {
        size_t end = slice_find_byte(endings, ' ');
        if (ends_in(name, slice_part(endings, 0, end))) {
            return true;
        }
        endings = slice_part(endings, end + 1, endings.size);
    }
    return false;
}
