/* RE: type and ratio where they follow the insurance; and the payer in an IR of the receipt's own. */
#include "exporters/overlay_inside.h"

/* The 検索番号 of a returned claim, where only its HR has it; empty when there is nothing to do. */
static struct slice search_number(const struct overlay *overlay)
{
    const struct receipt *receipt = overlay->order->receipt;
    size_t row = receipt_find_row(receipt, RECORD_HR, 0);
    struct receipt_place place;
    if (row == receipt->count || overlay->order->key->search_number.size > 0 ||
        !receipt_place_of(receipt->layout, RECEIPT_RE_SEARCH, &place)) {
        return (struct slice){NULL, 0};
    }
    return receipt_item(receipt, &receipt->rows[row], RECEIPT_HR_SEARCH);
}

static bool change_type(struct overlay *overlay, struct error *error)
{
    const struct receipt_type *type = &overlay->order->type;
    struct slice search = search_number(overlay);
    struct overlay_value values[3];
    struct record record;
    size_t count = 0;
    if (type->fate == TYPE_FOLLOWS) {
        values[count++] = (struct overlay_value){RECEIPT_RE_TYPE, slice_of(type->type)};
        values[count++] = (struct overlay_value){RECEIPT_RE_RATIO, slice_of(type->ratio)};
    }
    if (search.size > 0) {
        values[count++] = (struct overlay_value){RECEIPT_RE_SEARCH, search};
    }
    if (count == 0) {
        return true;
    }
    overlay->person_row = receipt_find_row(overlay->order->receipt, RECORD_RE, 0);
    if (!overlay_part(overlay, overlay->person_row, &record)) {
        return true;
    }
    return overlay_replace(
        overlay, overlay->person_row, &record, values, count, &overlay->person_text, error);
}

static bool change_payer(struct overlay *overlay, struct error *error)
{
    const struct receipt *receipt = overlay->order->receipt;
    struct overlay_value value = {RECEIPT_OWN_PAYER, {NULL, 0}};
    struct receipt_place place;
    struct record record;
    size_t row = receipt_find_row(receipt, RECORD_IR, 0);
    if (overlay->order->payer == NULL || row == receipt->count ||
        !receipt_place_of(receipt->layout, RECEIPT_OWN_PAYER, &place)) {
        return true;
    }
    overlay->own_row = row;
    value.raw = slice_of(overlay->order->payer);
    if (!overlay_part(overlay, row, &record)) {
        return true;
    }
    return overlay_replace(overlay, row, &record, &value, 1, &overlay->own_text, error);
}

bool overlay_make_person(struct overlay *overlay, struct error *error)
{
    return change_payer(overlay, error) &&
           (overlay_stopped(overlay) || change_type(overlay, error));
}
