/* SN: the branch of the insured, at the side of HO. */
#include "exporters/overlay_inside.h"

/* What becomes of the record. */
enum check_act {
    CHECK_STAYS,
    CHECK_SETS,   /* the branch, or none; a record that is not there is made */
    CHECK_CLEARS, /* the branch, where there is a record */
    CHECK_GOES
};

static bool is_insurance(const struct receipt *receipt, const struct receipt_row *row)
{
    return receipt_code(RECEIPT_SN_BEARER, receipt_item(receipt, row, RECEIPT_SN_BEARER)) ==
           BEARER_INSURANCE;
}

/* Finds the one record of the insurance; trouble when there are two. */
static void find_record(struct overlay *overlay)
{
    const struct receipt *receipt = overlay->order->receipt;
    size_t found = 0;
    for (size_t row = receipt_find_row(receipt, RECORD_SN, 0); row < receipt->count;
         row = receipt_find_row(receipt, RECORD_SN, row + 1)) {
        if (!is_insurance(receipt, &receipt->rows[row])) {
            continue;
        }
        overlay->check_row = row;
        found++;
    }
    if (found > 1) {
        overlay_stop_record(overlay, TROUBLE_RECORD_TWICE, RECORD_SN);
    }
}

static bool is_there(const struct overlay *overlay)
{
    return overlay->check_row < overlay->order->receipt->count;
}

/*
 * An unknown claim has no branch, and no record unless the site says so.  The elderly have none.  A
 * branch that nobody knows stays as it is while the numbers stay: it belongs to them.
 */
static enum check_act act_of(const struct overlay *overlay)
{
    const struct receipt_visits *visits = overlay->order->visits;
    if (overlay->order->fate == FATE_UNKNOWN) {
        return overlay->order->choices->unknown_sn ? CHECK_SETS : CHECK_GOES;
    }
    if (visits->scheme == SCHEME_ELDERLY) {
        return CHECK_CLEARS;
    }
    if (visits->identifiers.branch.size > 0) {
        return CHECK_SETS;
    }
    return overlay->numbers_change ? CHECK_CLEARS : CHECK_STAYS;
}

/* Items 4, 5, 6 and 8 are filled in after the claim, by whoever examines it. */
static bool has_examiner_items(const struct overlay *overlay, const struct record *record)
{
    return overlay_item(overlay, record, RECEIPT_SN_INSURER).size > 0 ||
           overlay_item(overlay, record, RECEIPT_SN_SYMBOL).size > 0 ||
           overlay_item(overlay, record, RECEIPT_SN_NUMBER).size > 0 ||
           overlay_item(overlay, record, RECEIPT_SN_RECIPIENT).size > 0;
}

static size_t row_after_payers(const struct receipt *receipt)
{
    size_t after = 0;
    for (size_t row = 0; row < receipt->count; row++) {
        const struct receipt_form *form = receipt->rows[row].form;
        if (form != NULL && form->section == SECTION_PAYER) {
            after = row + 1;
        }
    }
    return after;
}

static bool insert(struct overlay *overlay, struct slice branch, struct error *error)
{
    const struct receipt_terms *terms = overlay->order->terms;
    struct overlay_value values[3];
    values[0] = (struct overlay_value){
        RECEIPT_SN_BEARER, slice_of(receipt_term(terms, TERM_SN_BEARER, overlay->trouble))};
    if (overlay_stopped(overlay)) {
        return true;
    }
    values[1] = (struct overlay_value){
        RECEIPT_SN_VERIFICATION,
        slice_of(receipt_term(terms, TERM_SN_VERIFICATION, overlay->trouble))};
    values[2] = (struct overlay_value){RECEIPT_SN_BRANCH, branch};
    if (overlay_stopped(overlay)) {
        return true;
    }
    overlay->check_at = row_after_payers(overlay->order->receipt);
    if (!overlay_row(overlay, RECORD_SN, values, 3, &overlay->check_new, error)) {
        return false;
    }
    return overlay_stopped(overlay) ||
           overlay_note_row(
               overlay, overlay->check_at, RECORD_SN, (struct slice){NULL, 0}, overlay->check_new,
               overlay->order->visits->rule, error);
}

static bool remove_record(struct overlay *overlay, struct error *error)
{
    overlay->check_removed = true;
    return overlay_note_row(
        overlay, overlay->check_row, RECORD_SN,
        overlay->order->receipt->rows[overlay->check_row].text, (struct slice){NULL, 0},
        overlay->order->visits->rule, error);
}

/* A branch goes into the record of a claim; the rest of it stays. */
static bool
change_record(struct overlay *overlay, enum check_act act, struct slice branch, struct error *error)
{
    struct overlay_value value = {RECEIPT_SN_BRANCH, branch};
    struct record record;
    if (!overlay_part(overlay, overlay->check_row, &record)) {
        return true;
    }
    if (has_examiner_items(overlay, &record) &&
        (overlay->numbers_change || act == CHECK_GOES ||
         !slice_equal(overlay_item(overlay, &record, RECEIPT_SN_BRANCH), branch))) {
        return overlay_stop_record(overlay, TROUBLE_EXAMINER_ITEMS, RECORD_SN);
    }
    if (act == CHECK_GOES) {
        return remove_record(overlay, error);
    }
    return overlay_replace(
        overlay, overlay->check_row, &record, &value, 1, &overlay->check_text, error);
}

bool overlay_make_check(struct overlay *overlay, struct error *error)
{
    struct slice known = overlay->order->visits->identifiers.branch;
    struct slice branch = {NULL, 0};
    enum check_act act = act_of(overlay);
    uint8_t digits[2];
    find_record(overlay);
    if (overlay_stopped(overlay) || act == CHECK_STAYS) {
        return true;
    }
    if (act == CHECK_SETS && overlay->order->fate != FATE_UNKNOWN) {
        if (!value_branch(known, digits)) {
            return overlay_stop(overlay, TROUBLE_VALUE, RECEIPT_SN_BRANCH);
        }
        if (!arena_copy(overlay->arena, (struct slice){digits, sizeof digits}, &branch, error)) {
            return false;
        }
    }
    if (is_there(overlay)) {
        return change_record(overlay, act, branch, error);
    }
    return act != CHECK_SETS || insert(overlay, branch, error);
}
