/* A receipt of several insurers: whose each day is, the two receipts, and whether both may go out. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/law/receipt_rules.h"
#include "engine/law/receipt_whole.h"
#include "exporters/export_inside.h"

static const char classes_name[] = "receipt.split.classes";
static const char type_last_name[] = "receipt.type.last";

enum {
    DAYS_ROOM = 62,
    TYPE_LAST = 3, /* place of the digit that says insured, family, ages */
    TYPE_SIZE = 4
};

/* The visits of the receipt, day by day, and where the second insurer begins. */
struct sides {
    struct receipt_day days[DAYS_ROOM];
    size_t count;
    size_t second;
    uint32_t masks[SPLIT_PARTS];
};

static bool stop(struct export_decider *decider, enum split_reason reason)
{
    decider->split_reason = reason;
    return false;
}

/* ---- the days ---- */

static bool is_whole(const struct identifiers *identifiers)
{
    struct insurer_number number;
    return insurer_read(identifiers->insurer_number, &number) == INSURER_RIGHT &&
           slice_trim(identifiers->number).size > 0 && slice_trim(identifiers->branch).size > 0;
}

static bool check_day(struct export_decider *decider, const struct sides *sides, size_t i)
{
    const struct receipt_day *day = &sides->days[i];
    if (day->path != PATH_CURRENT) {
        return stop(decider, SPLIT_REASON_PATHS);
    }
    if (!is_whole(&day->identifiers)) {
        return stop(decider, SPLIT_REASON_IDENTIFIERS);
    }
    return i == 0 || date_compare(day->day, sides->days[i - 1].day) != 0 ||
           stop(decider, SPLIT_REASON_DAY_TWICE);
}

/* The second insurer's days come after all of the first's. */
static bool find_second(struct export_decider *decider, struct sides *sides)
{
    struct slice first = sides->days[0].identifiers.insurer_number;
    struct slice second = {NULL, 0};
    sides->second = sides->count;
    for (size_t i = 0; i < sides->count; i++) {
        bool is_first = insurer_same(sides->days[i].identifiers.insurer_number, first);
        if (is_first && sides->second < sides->count) {
            return stop(decider, SPLIT_REASON_TURNS);
        }
        if (!is_first && sides->second == sides->count) {
            sides->second = i;
            second = sides->days[i].identifiers.insurer_number;
        }
        if (!is_first && !insurer_same(sides->days[i].identifiers.insurer_number, second)) {
            return stop(decider, SPLIT_REASON_SIDES);
        }
        sides->masks[is_first ? 0 : 1] |= UINT32_C(1)
                                          << (unsigned)(date_civil(sides->days[i].day).day - 1);
    }
    return sides->second < sides->count || stop(decider, SPLIT_REASON_SIDES);
}

static bool check_days(struct export_decider *decider, struct sides *sides)
{
    struct slice own = decider->key.identifiers.insurer_number;
    if (sides->count == 0 || sides->count == DAYS_ROOM) {
        return stop(decider, SPLIT_REASON_VISIT_DAYS);
    }
    for (size_t i = 0; i < sides->count; i++) {
        if (!check_day(decider, sides, i)) {
            return false;
        }
    }
    return find_second(decider, sides) &&
           (insurer_same(sides->days[0].identifiers.insurer_number, own) ||
            insurer_same(sides->days[sides->second].identifiers.insurer_number, own) ||
            stop(decider, SPLIT_REASON_INSURER));
}

/* ---- what the two must have in common ---- */

/*
 * 本人・家族 of both days is what the receipt says already, or an age that no insurer changes: then
 * レセプト種別 is the same.  Ages whose share an insurer tells are a doubt.
 */
static bool has_settled_type(const struct export_decider *decider)
{
    const struct receipt_key *key = &decider->key;
    const struct rule_parameter *row = NULL;
    char digit[2] = {'\0', '\0'};
    bool insured = false;
    if (key->type.size != TYPE_SIZE || !month_is_some(key->month)) {
        return false;
    }
    digit[0] = (char)key->type.data[TYPE_LAST];
    row = rulebook_find_parameter(
        decider->order->decider->book, type_last_name, digit, month_first_day(key->month));
    if (row == NULL || strcmp(row->value, "preschool") == 0) {
        return row != NULL;
    }
    insured = strcmp(row->value, "insured") == 0;
    for (size_t i = 0; i < SPLIT_PARTS; i++) {
        unsigned relation = decider->pieces[i].visits.relation;
        if (relation != (insured ? RELATION_INSURED : RELATION_FAMILY) ||
            decider->pieces[i].visits.terms_differ) {
            return false;
        }
    }
    return insured || strcmp(row->value, "family") == 0;
}

static bool has_same_type(struct export_decider *decider, const struct receipt *receipt)
{
    struct slice type = receipt_item(
        receipt, &receipt->rows[receipt_find_row(receipt, RECORD_RE, 0)], RECEIPT_RE_TYPE);
    return slice_equal(type, decider->key.type) || stop(decider, SPLIT_REASON_TYPE);
}

/* ---- one piece ---- */

static bool count_finding(void *context, const struct receipt_finding *finding, struct error *error)
{
    size_t *count = context;
    (void)finding;
    (void)error;
    *count += 1;
    return true;
}

/* The rules of the table, for the piece as for any receipt. */
static bool may_go_out(
    struct export_decider *decider,
    const struct receipt_key *key,
    const struct receipt_piece *piece)
{
    struct receipt_prospect prospect = {
        .writable = piece->rewrite.trouble.trouble == TROUBLE_NONE,
        .file_payer = piece->moves ? decider->other_payer : decider->payer,
    };
    struct receipt_ruling ruling = receipt_decide(
        decider->order->decider, key, &piece->visits, &prospect, decider->claim_month);
    bool has_payer = decider->payer != PAYER_UNRECORDED && piece->visits.payer != PAYER_UNRECORDED;
    if (piece->rewrite.trouble.trouble == TROUBLE_SYMBOL) {
        return stop(decider, SPLIT_REASON_IDENTIFIERS);
    }
    return (ruling.fate == FATE_CURRENT && prospect.writable && has_payer) ||
           stop(decider, SPLIT_REASON_SIDE_WITHHELD);
}

/* Lines of what was changed in the piece are those of the source; what the split did comes first. */
static bool join_changes(
    struct export_decider *decider,
    const struct receipt *source,
    const struct split_part *part,
    struct receipt_piece *piece,
    struct error *error)
{
    const struct receipt_rewrite *rewrite = &piece->rewrite;
    size_t count = part->change_count + rewrite->change_count;
    struct receipt_change *changes = arena_take(&decider->arena, count * sizeof *changes, error);
    if (changes == NULL) {
        return false;
    }
    memcpy(changes, part->changes, part->change_count * sizeof *changes);
    for (size_t i = 0; i < rewrite->change_count; i++) {
        struct receipt_change *change = &changes[part->change_count + i];
        size_t row = (size_t)(rewrite->changes[i].line - source->line);
        *change = rewrite->changes[i];
        change->line = source->line + (row < part->count ? part->sources[row] : source->count);
    }
    piece->rewrite.changes = changes;
    piece->rewrite.change_count = count;
    return true;
}

/* The part with its own insurer's numbers, as the overlay writes those of any receipt. */
static bool overlay_piece(
    struct export_decider *decider,
    const struct receipt *opened,
    const struct receipt_key *key,
    struct receipt_piece *piece,
    struct error *error)
{
    const struct rulebook *book = decider->order->decider->book;
    struct receipt_terms terms = receipt_terms_of(book, key->month);
    const struct overlay_order order = {
        .receipt = opened,
        .key = key,
        .visits = &piece->visits,
        .terms = &terms,
        .choices = &decider->order->choices,
        .fate = FATE_CURRENT,
        .type = receipt_type_of(book, key, &piece->visits),
        .payer = piece->moves ? decider->other_code : NULL,
    };
    return receipt_overlay(&order, &decider->arena, &piece->rewrite, error);
}

static bool check_numbers(
    struct export_decider *decider,
    const struct receipt_key *key,
    const struct receipt_piece *piece,
    size_t *findings,
    struct error *error)
{
    const struct receipt_listener listener = {findings, count_finding};
    const struct receipt_whole_order order = {
        .book = decider->order->decider->book,
        .receipt = &piece->receipt,
        .key = key,
        .claim_month = decider->claim_month,
        .is_rewritten = true,
    };
    if (!receipt_whole_check(&order, &listener, error)) {
        return false;
    }
    if (*findings > 0) {
        (void)stop(decider, SPLIT_REASON_SIDE_WITHHELD);
        return true;
    }
    return receipt_rules_check(
        decider->order->decider->book, &piece->receipt, key, &piece->visits.identifiers, &listener,
        error);
}

/* Faults return false; a doubt is in the decider. */
static bool make_piece(
    struct export_decider *decider,
    const struct receipt *source,
    const struct split_part *part,
    struct receipt_piece *piece,
    struct error *error)
{
    struct receipt opened;
    struct receipt_key key;
    size_t findings = 0;
    piece->moves = export_moves(decider, &piece->visits);
    if (!receipt_open(source->layout, part->bytes, source->line, &decider->arena, &opened, error) ||
        !receipt_read_key(&opened, export_assistance(decider), &decider->arena, &key, error) ||
        !overlay_piece(decider, &opened, &key, piece, error)) {
        return false;
    }
    key.named_days |= receipt_dated_days(&opened);
    if (!may_go_out(decider, &key, piece)) {
        return true;
    }
    if (!receipt_open(
            source->layout, piece->rewrite.bytes, source->line, &decider->arena, &piece->receipt,
            error) ||
        !receipt_read_key(&piece->receipt, slice_of(""), &decider->arena, &piece->key, error) ||
        !check_numbers(decider, &key, piece, &findings, error)) {
        return false;
    }
    if (findings > 0) {
        if (decider->split_reason == SPLIT_REASON_NONE) {
            (void)stop(decider, SPLIT_REASON_IDENTIFIERS);
        }
        return true;
    }
    return !has_same_type(decider, &piece->receipt) ||
           join_changes(decider, source, part, piece, error);
}

/* ---- the split ---- */

/* Vendor characters that are not carried through would change rows after the proof. */
static bool
check_foreign(struct export_decider *decider, const struct receipt *receipt, struct error *error)
{
    struct receipt_rewrite rewrite = {.bytes = receipt->bytes};
    if (!receipt_settle_foreign(
            receipt, decider->order->choices.foreign, &decider->arena, &rewrite, error)) {
        return false;
    }
    if (rewrite.trouble.trouble != TROUBLE_NONE || rewrite.change_count > 0) {
        (void)stop(decider, SPLIT_REASON_FOREIGN);
    }
    return true;
}

static bool
ask_visits(struct export_decider *decider, const struct sides *sides, struct error *error)
{
    const struct receipt_export_order *order = decider->order;
    for (size_t i = 0; i < SPLIT_PARTS; i++) {
        struct receipt_piece *piece = &decider->pieces[i];
        size_t first = i == 0 ? 0 : sides->second;
        size_t end = i == 0 ? sides->second : sides->count;
        piece->days = (struct interval){sides->days[first].day, sides->days[end - 1].day};
        piece->day_count = (int64_t)(end - first);
        if (!order->visits_between(
                order->context, &decider->key, piece->days, &piece->visits, error)) {
            return false;
        }
        if (piece->visits.count != piece->day_count) {
            (void)stop(decider, SPLIT_REASON_VISIT_DAYS);
        }
    }
    if (decider->split_reason == SPLIT_REASON_NONE && !has_settled_type(decider)) {
        (void)stop(decider, SPLIT_REASON_TYPE);
    }
    return true;
}

static bool make_pieces(
    struct export_decider *decider,
    const struct receipt *receipt,
    const struct receipt_split *split,
    struct error *error)
{
    for (size_t i = 0; i < SPLIT_PARTS && decider->split_reason == SPLIT_REASON_NONE; i++) {
        if (!make_piece(decider, receipt, &split->parts[i], &decider->pieces[i], error)) {
            return false;
        }
    }
    if (decider->split_reason == SPLIT_REASON_NONE &&
        !receipt_split_holds(receipt, &decider->pieces[0].receipt, &decider->pieces[1].receipt)) {
        (void)stop(decider, SPLIT_REASON_PROOF);
    }
    return true;
}

static bool split_by(
    struct export_decider *decider,
    const struct receipt *receipt,
    const struct sides *sides,
    struct error *error)
{
    const struct rule_parameter *classes = rulebook_find_parameter(
        decider->order->decider->book, classes_name, "", month_first_day(decider->key.month));
    struct split_order order = {
        .receipt = receipt,
        .key = &decider->key,
        .classes = slice_of(classes == NULL ? "" : classes->value),
        .days = {sides->masks[0], sides->masks[1]},
    };
    struct receipt_split split;
    if (!receipt_split(&order, &decider->arena, &split, error)) {
        return false;
    }
    decider->split_reason = split.reason;
    decider->split_line = split.line;
    if (split.reason != SPLIT_REASON_NONE) {
        return true;
    }
    return check_foreign(decider, receipt, error) &&
           (decider->split_reason != SPLIT_REASON_NONE || ask_visits(decider, sides, error)) &&
           make_pieces(decider, receipt, &split, error);
}

/* Only where the visits themselves leave nothing open; other reasons come first in the table. */
static bool is_asked(const struct export_decider *decider)
{
    const struct receipt_visits *visits = &decider->visits;
    return decider->order->days_of != NULL && visits->pairing == PAIRING_SURE && !visits->held &&
           !decider->key.inpatient && month_is_some(decider->key.month) &&
           (visits->paths == PATHS_MIXED || visits->insurers == RESULTS_SEVERAL);
}

bool export_split(
    struct export_decider *decider,
    const struct receipt *receipt,
    struct error *error)
{
    const struct receipt_export_order *order = decider->order;
    struct sides sides = {.count = 0};
    bool is_on = order->choices.split_months == SPLIT_MONTHS_PROVED;
    decider->split = is_on ? SPLIT_UNPROVED : SPLIT_HOLD;
    decider->split_reason = SPLIT_REASON_NONE;
    decider->split_line = 0;
    if (!is_asked(decider)) {
        return true;
    }
    if (order->reclaim_head.size > 0) {
        (void)stop(decider, SPLIT_REASON_RETURNED);
        return true;
    }
    memset(decider->pieces, 0, sizeof decider->pieces);
    if (!order->days_of(
            order->context, &decider->key, sides.days, DAYS_ROOM, &sides.count, error)) {
        return false;
    }
    if (check_days(decider, &sides) && !split_by(decider, receipt, &sides, error)) {
        return false;
    }
    if (decider->split_reason == SPLIT_REASON_NONE) {
        decider->split = is_on ? SPLIT_PROVED : SPLIT_HOLD;
        decider->split_reason = is_on ? SPLIT_REASON_NONE : SPLIT_REASON_SETTING;
    }
    return true;
}

void receipt_decided_reason(
    const struct receipt_decided *decided,
    enum language language,
    char text[TROUBLE_TEXT])
{
    bool japanese = language == LANGUAGE_JAPANESE;
    const char *reason = japanese ? decided->ruling->japanese : decided->ruling->english;
    const char *split = split_reason_label(decided->split_reason, language);
    if (decided->split_reason == SPLIT_REASON_NONE) {
        (void)snprintf(text, TROUBLE_TEXT, "%s", reason);
    } else if (decided->split_line == 0) {
        (void)snprintf(
            text, TROUBLE_TEXT, japanese ? "%s。分けない理由: %s" : "%s; not split: %s", reason,
            split);
    } else {
        (void)snprintf(
            text, TROUBLE_TEXT,
            japanese ? "%s。分けない理由: %s（%" PRIu64 "行）"
                     : "%s; not split: %s (line %" PRIu64 ")",
            reason, split, decided->split_line);
    }
}
