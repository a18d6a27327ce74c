/* HO: insurer number, symbol and number, in the width that the receipt's own HO has. */
#include <string.h>

#include "engine/foundation/fold.h"
#include "exporters/overlay_inside.h"

/* What HO is to say. */
struct wanted {
    struct slice insurer; /* raw, of INSURER_DIGITS bytes */
    struct slice symbol;  /* UTF-8; empty: none */
    struct slice number;  /* UTF-8 */
};

static bool same_text(struct slice left, struct slice right)
{
    return (left.size == 0 && right.size == 0) ||
           number_resemblance(left, right) == RESEMBLANCE_EQUAL;
}

/* ---- what is wanted ---- */

static bool want_insurer(struct overlay *overlay, struct slice *insurer, struct error *error)
{
    struct insurer_number number;
    char padded[INSURER_TEXT];
    if (insurer_read(overlay->order->visits->identifiers.insurer_number, &number) !=
        INSURER_RIGHT) {
        return overlay_stop(overlay, TROUBLE_VALUE, RECEIPT_HO_INSURER);
    }
    insurer_pad(&number, ' ', padded);
    return arena_copy(overlay->arena, slice_of(padded), insurer, error);
}

static bool want_confirmed(struct overlay *overlay, struct wanted *wanted, struct error *error)
{
    const struct identifiers *identifiers = &overlay->order->visits->identifiers;
    if (overlay->order->visits->twin != 0) {
        overlay_stop(overlay, TROUBLE_TWIN, RECEIPT_HO_NUMBER);
        overlay->trouble->visit = overlay->order->visits->twin;
        return true;
    }
    wanted->symbol = slice_trim(identifiers->symbol);
    wanted->number = slice_trim(identifiers->number);
    if (value_is_masked(wanted->symbol)) {
        return overlay_stop(overlay, TROUBLE_MASKED, RECEIPT_HO_SYMBOL);
    }
    if (value_is_masked(wanted->number)) {
        return overlay_stop(overlay, TROUBLE_MASKED, RECEIPT_HO_NUMBER);
    }
    if (wanted->number.size == 0) {
        return overlay_stop(overlay, TROUBLE_MISSING, RECEIPT_HO_NUMBER);
    }
    if (wanted->symbol.size == 0 &&
        receipt_terms_need_symbol(overlay->order->terms, identifiers->insurer_number)) {
        return overlay_stop(overlay, TROUBLE_SYMBOL, RECEIPT_HO_SYMBOL);
    }
    return want_insurer(overlay, &wanted->insurer, error);
}

/* The filler that the site has chosen must be one that the rules of the day know. */
static const char *filler_of(struct overlay *overlay)
{
    const struct receipt_terms *terms = overlay->order->terms;
    const char *chosen = overlay->order->choices->unknown_insurer;
    const char *standard = receipt_term(terms, TERM_UNKNOWN_INSURER, overlay->trouble);
    const struct rule_parameter *other = terms->rows[TERM_UNKNOWN_INSURER_OTHER];
    if (overlay_stopped(overlay) || chosen == NULL || chosen[0] == '\0' ||
        strcmp(chosen, standard) == 0) {
        return standard;
    }
    if (other != NULL && strcmp(chosen, other->value) == 0) {
        return other->value;
    }
    overlay_stop(overlay, TROUBLE_FILLER, RECEIPT_HO_INSURER);
    overlay->trouble->day = terms->day;
    return "";
}

static void want_filler(struct overlay *overlay, struct wanted *wanted)
{
    bool elderly = overlay->order->visits->scheme == SCHEME_ELDERLY;
    wanted->insurer = slice_of(filler_of(overlay));
    wanted->symbol = (struct slice){NULL, 0};
    if (overlay_stopped(overlay)) {
        return;
    }
    wanted->number = slice_of(receipt_term(
        overlay->order->terms, elderly ? TERM_UNKNOWN_NUMBER_ELDERLY : TERM_UNKNOWN_NUMBER,
        overlay->trouble));
    if (!overlay_stopped(overlay) && wanted->insurer.size != INSURER_DIGITS) {
        overlay_stop(overlay, TROUBLE_VALUE, RECEIPT_HO_INSURER);
    }
}

/* ---- widths ---- */

static enum value_width own_width(struct slice symbol, struct slice number)
{
    enum value_width one = value_width_of(symbol);
    enum value_width other = value_width_of(number);
    if (one == WIDTH_NONE) {
        return other;
    }
    return other == WIDTH_NONE || other == one ? one : WIDTH_MIXED;
}

struct pair {
    struct slice symbol;
    struct slice number;
};

static bool encode_half(
    struct overlay *overlay,
    const struct wanted *wanted,
    struct pair *raw,
    bool *fits,
    struct error *error)
{
    bool symbol_fits = false;
    bool number_fits = false;
    bool done = value_half(wanted->symbol, overlay->arena, &raw->symbol, &symbol_fits, error) &&
                value_half(wanted->number, overlay->arena, &raw->number, &number_fits, error);
    *fits = symbol_fits && number_fits;
    return done;
}

static bool encode_full(
    struct overlay *overlay,
    const struct wanted *wanted,
    struct pair *raw,
    struct error *error)
{
    if (!value_full_number(
            wanted->symbol, overlay_label(RECEIPT_HO_SYMBOL), overlay->arena, &raw->symbol,
            overlay->trouble, error)) {
        return false;
    }
    return overlay_stopped(overlay) || value_full_number(
                                           wanted->number, overlay_label(RECEIPT_HO_NUMBER),
                                           overlay->arena, &raw->number, overlay->trouble, error);
}

/* Both in the width of the receipt's own; full width when that is mixed, none, or does not do. */
static bool encode_pair(
    struct overlay *overlay,
    const struct wanted *wanted,
    enum value_width own,
    struct pair *raw,
    struct error *error)
{
    bool fits = false;
    if (own == WIDTH_HALF && !encode_half(overlay, wanted, raw, &fits, error)) {
        return false;
    }
    return fits || encode_full(overlay, wanted, raw, error);
}

static bool too_long(struct overlay *overlay, enum receipt_item item, size_t size, size_t limit)
{
    if (limit == 0 || size <= limit) {
        return false;
    }
    overlay_stop(overlay, TROUBLE_TOO_LONG, item);
    overlay->trouble->size = size;
    overlay->trouble->limit = limit;
    return true;
}

static void check_lengths(struct overlay *overlay, const struct pair *raw)
{
    const struct receipt *receipt = overlay->order->receipt;
    struct receipt_place symbol = {.bytes = 0};
    struct receipt_place number = {.bytes = 0};
    require(
        receipt_place_of(receipt->layout, RECEIPT_HO_SYMBOL, &symbol) &&
        receipt_place_of(receipt->layout, RECEIPT_HO_NUMBER, &number));
    if (too_long(overlay, RECEIPT_HO_SYMBOL, raw->symbol.size, symbol.bytes) ||
        too_long(overlay, RECEIPT_HO_NUMBER, raw->number.size, number.bytes)) {
        return;
    }
    (void)too_long(
        overlay, RECEIPT_HO_NUMBER, value_length(raw->symbol) + value_length(raw->number),
        receipt_form_together(number.form, RECEIPT_HO_NUMBER));
}

/* ---- the record ---- */

static bool change_record(
    struct overlay *overlay,
    const struct record *record,
    const struct wanted *wanted,
    struct error *error)
{
    const struct identifiers *old = &overlay->order->key->identifiers;
    struct pair raw = {
        overlay_item(overlay, record, RECEIPT_HO_SYMBOL),
        overlay_item(overlay, record, RECEIPT_HO_NUMBER)};
    struct slice insurer = overlay_item(overlay, record, RECEIPT_HO_INSURER);
    bool numbers_stay =
        same_text(old->symbol, wanted->symbol) && same_text(old->number, wanted->number);
    bool insurer_stays =
        slice_equal(insurer, wanted->insurer) || insurer_same(insurer, wanted->insurer);
    struct overlay_value values[3];
    if (!numbers_stay) {
        enum value_width own = own_width(raw.symbol, raw.number);
        if (!encode_pair(overlay, wanted, own, &raw, error)) {
            return false;
        }
        if (!overlay_stopped(overlay)) {
            check_lengths(overlay, &raw);
        }
    }
    if (overlay_stopped(overlay)) {
        return true;
    }
    overlay->numbers_change = !numbers_stay || !insurer_stays;
    values[0] =
        (struct overlay_value){RECEIPT_HO_INSURER, insurer_stays ? insurer : wanted->insurer};
    values[1] = (struct overlay_value){RECEIPT_HO_SYMBOL, raw.symbol};
    values[2] = (struct overlay_value){RECEIPT_HO_NUMBER, raw.number};
    return overlay_replace(
        overlay, overlay->insurance_row, record, values, 3, &overlay->insurance_text, error);
}

bool overlay_make_numbers(struct overlay *overlay, struct error *error)
{
    const struct receipt *receipt = overlay->order->receipt;
    size_t count = receipt_count_rows(receipt, RECORD_HO);
    struct wanted wanted = {.insurer = {NULL, 0}};
    struct record record;
    if (count != 1) {
        return overlay_stop_record(
            overlay, count == 0 ? TROUBLE_NO_RECORD : TROUBLE_RECORD_TWICE, RECORD_HO);
    }
    overlay->insurance_row = receipt_find_row(receipt, RECORD_HO, 0);
    if (!overlay_part(overlay, overlay->insurance_row, &record)) {
        return true;
    }
    if (overlay->order->fate == FATE_UNKNOWN) {
        want_filler(overlay, &wanted);
    } else if (!want_confirmed(overlay, &wanted, error)) {
        return false;
    }
    return overlay_stopped(overlay) || change_record(overlay, &record, &wanted, error);
}
