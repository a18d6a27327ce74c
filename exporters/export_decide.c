/* One receipt: what its visits say, what it would become, and what the rules say to that. */
#include <string.h>

#include "exporters/export_inside.h"

enum receipt_fate export_fate_of(const struct receipt_visits *visits)
{
    if (visits->pairing != PAIRING_SURE) {
        return FATE_WITHHOLD;
    }
    switch (visits->paths) {
    case PATHS_CURRENT:
        return FATE_CURRENT;
    case PATHS_PAST:
        return FATE_PAST;
    case PATHS_UNKNOWN:
        return FATE_UNKNOWN;
    default:
        return FATE_WITHHOLD;
    }
}

bool export_moves(const struct export_decider *decider, const struct receipt_visits *visits)
{
    return decider->other_payer != PAYER_UNRECORDED && visits->payer == decider->other_payer &&
           decider->payer != decider->other_payer;
}

static bool moves(const struct export_decider *decider)
{
    return export_moves(decider, &decider->visits);
}

/* The receipt as it would go out: whether that can be written is one of the facts of the table. */
static bool
draft(struct export_decider *decider, const struct receipt *receipt, struct error *error)
{
    struct receipt_terms terms =
        receipt_terms_of(decider->order->decider->book, decider->key.month);
    struct overlay_order order = {
        .receipt = receipt,
        .key = &decider->key,
        .visits = &decider->visits,
        .terms = &terms,
        .choices = &decider->order->choices,
        .fate = export_fate_of(&decider->visits),
        .type = receipt_type_of(decider->order->decider->book, &decider->key, &decider->visits),
        .payer = moves(decider) ? decider->other_code : NULL,
    };
    decider->rewrite = (struct receipt_rewrite){.bytes = receipt->bytes};
    if (export_lacks_own_head(decider, receipt)) {
        const char *id = receipt_record_id(RECORD_IR);
        decider->rewrite.trouble =
            (struct receipt_trouble){.trouble = TROUBLE_NO_RECORD, .field = {id, id}};
        return true;
    }
    return order.fate == FATE_WITHHOLD ||
           receipt_overlay(&order, &decider->arena, &decider->rewrite, error);
}

static bool is_about_writing(const struct receipt_ruling *ruling)
{
    return strcmp(ruling->reason, "unwritable") == 0;
}

static enum receipt_outcome outcome_of(const struct export_decider *decider)
{
    switch (decider->ruling.fate) {
    case FATE_CURRENT:
    case FATE_PAST:
    case FATE_UNKNOWN:
        /* The rules let it out; what could not be drafted stays behind all the same. */
        if (decider->rewrite.trouble.trouble != TROUBLE_NONE ||
            decider->ruling.fate != export_fate_of(&decider->visits)) {
            return OUTCOME_WITHHELD;
        }
        if (moves(decider)) {
            return OUTCOME_MOVED;
        }
        return decider->rewrite.change_count == 0 ? OUTCOME_UNCHANGED : OUTCOME_CHANGED;
    case FATE_PASS:
        return OUTCOME_UNCHANGED;
    case FATE_SPLIT:
        return decider->split == SPLIT_PROVED ? OUTCOME_SPLIT : OUTCOME_WITHHELD;
    case FATE_WITHHOLD:
        break;
    }
    return OUTCOME_WITHHELD;
}

/* What was drafted in vain is forgotten, so that nobody shows it; the trouble only if it counted. */
static void settle(struct export_decider *decider, const struct receipt *receipt)
{
    enum receipt_outcome outcome = outcome_of(decider);
    bool ruled_out = decider->ruling.fate == FATE_WITHHOLD;
    if (outcome != OUTCOME_CHANGED && outcome != OUTCOME_MOVED) {
        decider->rewrite.bytes = receipt->bytes;
        decider->rewrite.changes = NULL;
        decider->rewrite.change_count = 0;
    }
    if (outcome != OUTCOME_WITHHELD || (ruled_out && !is_about_writing(&decider->ruling))) {
        decider->rewrite.trouble = (struct receipt_trouble){.trouble = TROUBLE_NONE};
    }
    decider->decided = (struct receipt_decided){
        .outcome = outcome,
        .key = &decider->key,
        .visits = &decider->visits,
        .ruling = &decider->ruling,
        .rewrite = &decider->rewrite,
        .bytes = receipt->bytes,
        .split_reason = decider->split_reason,
        .split_line = decider->split_line,
        .pieces = outcome == OUTCOME_SPLIT ? decider->pieces : NULL,
    };
}

/* What goes out is looked through for vendor characters, whether it was changed or not. */
static bool
settle_foreign(struct export_decider *decider, const struct receipt *receipt, struct error *error)
{
    struct receipt_rewrite *rewrite = &decider->rewrite;
    struct receipt_decided *decided = &decider->decided;
    if (decided->outcome == OUTCOME_WITHHELD || decided->outcome == OUTCOME_SPLIT) {
        return true;
    }
    if (!receipt_settle_foreign(
            receipt, decider->order->choices.foreign, &decider->arena, rewrite, error)) {
        return false;
    }
    if (rewrite->trouble.trouble != TROUBLE_NONE) {
        decided->outcome = OUTCOME_WITHHELD;
        rewrite->bytes = receipt->bytes;
        rewrite->changes = NULL;
        rewrite->change_count = 0;
    } else if (decided->outcome == OUTCOME_UNCHANGED && rewrite->change_count > 0) {
        decided->outcome = OUTCOME_CHANGED;
    }
    return true;
}

/* A receipt that is split is two claims: neither may have been claimed. */
static bool find_submitted(
    struct export_decider *decider,
    const struct receipt *receipt,
    struct month *month,
    struct error *error)
{
    const struct receipt_export_order *order = decider->order;
    if (decider->decided.outcome != OUTCOME_SPLIT) {
        return order->submitted(order->context, receipt, &decider->key, month, error);
    }
    for (size_t i = 0; i < SPLIT_PARTS && !month_is_some(*month); i++) {
        const struct receipt_piece *piece = &decider->pieces[i];
        if (!order->submitted(order->context, &piece->receipt, &piece->key, month, error)) {
            return false;
        }
    }
    return true;
}

/* What was claimed is not claimed again: nothing that the visits say changes that. */
static bool
hold_submitted(struct export_decider *decider, const struct receipt *receipt, struct error *error)
{
    const struct receipt_export_order *order = decider->order;
    struct receipt_rewrite *rewrite = &decider->rewrite;
    enum trouble trouble = order->reclaim_head.size > 0 ? TROUBLE_SETTLED : TROUBLE_SUBMITTED;
    struct month month = MONTH_NONE;
    if (order->submitted == NULL) {
        return true;
    }
    if (!find_submitted(decider, receipt, &month, error)) {
        return false;
    }
    if (!month_is_some(month)) {
        return true;
    }
    *rewrite = (struct receipt_rewrite){
        .bytes = receipt->bytes,
        .trouble = {.trouble = trouble, .month = month},
    };
    decider->ruling = (struct receipt_ruling){
        .fate = FATE_WITHHOLD,
        .rule = "",
        .reason = trouble_name(trouble),
        .japanese = "",
        .english = "",
    };
    decider->decided.outcome = OUTCOME_WITHHELD;
    decider->decided.pieces = NULL;
    return true;
}

struct slice export_assistance(const struct export_decider *decider)
{
    const struct rule_parameter *row = NULL;
    if (month_is_some(decider->claim_month)) {
        row = rulebook_find_parameter(
            decider->order->decider->book, "public.assistance", "",
            month_first_day(decider->claim_month));
    }
    return slice_of(row == NULL ? "" : row->value);
}

bool export_decide(
    struct export_decider *decider,
    const struct receipt *receipt,
    struct export_note *note,
    struct error *error)
{
    const struct receipt_export_order *order = decider->order;
    struct receipt_prospect prospect = {.file_payer = decider->payer};
    arena_reset(&decider->arena);
    decider->visits = (struct receipt_visits){.pairing = PAIRING_NONE};
    if (!receipt_read_key(
            receipt, export_assistance(decider), &decider->arena, &decider->key, error) ||
        !order->visits_of(order->context, &decider->key, &decider->visits, error)) {
        return false;
    }
    if (decider->visits.pairing == PAIRING_SURE) {
        decider->key.named_days |= receipt_dated_days(receipt);
    }
    if (!draft(decider, receipt, error) || !export_split(decider, receipt, error)) {
        return false;
    }
    prospect.split = decider->split;
    if (moves(decider)) {
        prospect.file_payer = decider->other_payer;
    }
    prospect.writable = decider->rewrite.trouble.trouble != TROUBLE_UNWRITABLE;
    decider->ruling = receipt_decide(
        order->decider, &decider->key, &decider->visits, &prospect, decider->claim_month);
    settle(decider, receipt);
    if (!settle_foreign(decider, receipt, error) || !hold_submitted(decider, receipt, error)) {
        return false;
    }
    *note = (struct export_note){
        .read_sum = bytes_sum(BYTES_SUM, receipt->bytes),
        .outcome = decider->decided.outcome,
    };
    note->written_sum = bytes_sum(BYTES_SUM, decider->rewrite.bytes);
    for (size_t i = 0; i < SPLIT_PARTS && note->outcome == OUTCOME_SPLIT; i++) {
        note->written_sum = bytes_sum(note->written_sum, decider->pieces[i].rewrite.bytes);
    }
    return true;
}

bool export_announce(
    struct export_decider *decider,
    const struct receipt *receipt,
    struct error *error)
{
    const struct receipt_export_order *order = decider->order;
    arena_reset(&decider->arena);
    return receipt_read_key(receipt, slice_of(""), &decider->arena, &decider->key, error) &&
           order->announced(order->context, &decider->key, error);
}
