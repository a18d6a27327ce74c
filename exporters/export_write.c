/* The second reading: receipts are decided once more and written, with what moved in from the other file. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exporters/export_inside.h"

static bool changed_meanwhile(const struct export *export, struct error *error)
{
    error_set(error, FAULT_RECEIPT_CHANGED);
    return error_set_place(error, export->order->source, 0, 0);
}

static bool same_note(const struct export_note *one, const struct export_note *other)
{
    return one->read_sum == other->read_sum && one->written_sum == other->written_sum &&
           one->outcome == other->outcome;
}

/* Decides once more and sees that it comes out as before. */
static bool decide_again(struct export *export, const struct receipt *receipt, struct error *error)
{
    struct export_note before;
    struct export_note now;
    struct slice kept = slice_part(
        buffer_slice(&export->notes), (size_t) export->seen * sizeof before, sizeof before);
    export->seen++;
    if (!export_decide(&export->decider, receipt, &now, error)) {
        return false;
    }
    if (kept.size != sizeof before) {
        return changed_meanwhile(export, error);
    }
    memcpy(&before, kept.data, sizeof before);
    return same_note(&before, &now) || changed_meanwhile(export, error);
}

/* The last line of a file may have no end: it gets one, that of its other lines, where something follows. */
static void note_end(struct export *export, struct slice bytes)
{
    static const char crlf[] = "\r\n";
    size_t first = slice_find_byte(bytes, '\n');
    bool ended = bytes.size == 0 || bytes.data[bytes.size - 1] == '\n';
    bool bare = first < bytes.size && first > 0 && bytes.data[first - 1] != '\r';
    export->missing_end = ended ? (struct slice){NULL, 0} : slice_of(bare ? crlf + 1 : crlf);
}

static bool end_line(struct export *export, struct error *error)
{
    struct slice end = export->missing_end;
    size_t size = export->sums.size;
    uint64_t sum = 0;
    if (end.size == 0) {
        return true;
    }
    export->missing_end = (struct slice){NULL, 0};
    if (size == 0) {
        export->expected.head_sum = bytes_sum(export->expected.head_sum, end);
    } else {
        memcpy(&sum, export->sums.data + size - sizeof sum, sizeof sum);
        sum = bytes_sum(sum, end);
        memcpy(export->sums.data + size - sizeof sum, &sum, sizeof sum);
    }
    return safe_file_write(&export->target, end, error);
}

static bool write_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct export *export = context;
    struct slice bytes = export_is_reclaim(export) ? export->order->reclaim_head : head->bytes;
    export->expected.head_sum = bytes_sum(BYTES_SUM, bytes);
    note_end(export, bytes);
    return safe_file_write(&export->target, bytes, error);
}

static bool write_bytes(struct export *export, struct slice bytes, struct error *error)
{
    uint64_t sum = bytes_sum(BYTES_SUM, bytes);
    if (!end_line(export, error)) {
        return false;
    }
    note_end(export, bytes);
    export->expected.receipts++;
    return buffer_append(&export->sums, (struct slice){(const uint8_t *)&sum, sizeof sum}, error) &&
           safe_file_write(&export->target, bytes, error);
}

/* After one that was left out numbers count on from the last that went out (decision 1). */
static bool write_numbered(
    struct export *export,
    int64_t number,
    const struct receipt *receipt,
    struct slice bytes,
    struct error *error)
{
    struct buffer claim = buffer_open((size_t)LIMIT_RECEIPT_BYTES * 2);
    struct buffer renumbered = buffer_open((size_t)LIMIT_RECEIPT_BYTES * 2);
    bool done = true;
    if (export_is_reclaim(export)) {
        done = export_put_reclaim(export, receipt, bytes, &claim, error);
        bytes = buffer_slice(&claim);
    }
    if (done && export->renumbers && number != export->number + 1) {
        number = export->number + 1;
        export->result->renumbered++;
        done = receipt_renumber(receipt, bytes, number, &renumbered, error);
        bytes = buffer_slice(&renumbered);
    }
    export->number = number > 0 ? number : export->number + 1;
    done = done && write_bytes(export, bytes, error);
    buffer_close_wiped(&renumbered);
    buffer_close_wiped(&claim);
    return done;
}

static bool write_receipt(
    struct export *export,
    const struct export_decider *decider,
    const struct receipt *receipt,
    struct error *error)
{
    (void)receipt_add_total(receipt, &export->result->after);
    return write_numbered(export, decider->key.number, receipt, decider->rewrite.bytes, error);
}

/* The pieces of a split receipt that stay in its file, or those that move. */
static bool write_pieces(
    struct export *export,
    const struct export_decider *decider,
    bool moving,
    struct error *error)
{
    for (size_t i = 0; i < SPLIT_PARTS; i++) {
        const struct receipt_piece *piece = &decider->pieces[i];
        if (piece->moves != moving) {
            continue;
        }
        (void)receipt_add_total(&piece->receipt, &export->result->after);
        if (!write_numbered(
                export, decider->key.number, &piece->receipt, piece->rewrite.bytes, error)) {
            return false;
        }
        export->renumbers = true;
        export->result->moved_in += moving ? 1 : 0;
    }
    export->renumbers = true;
    return true;
}

/* What kept it back, and why it could not be split where that was the question. */
static const char *withheld_reason(const struct export *export, char text[TROUBLE_TEXT])
{
    enum language language = export->order->language;
    const struct receipt_decided *decided = &export->decider.decided;
    const char *reason =
        language == LANGUAGE_JAPANESE ? decided->ruling->japanese : decided->ruling->english;
    if (decided->split_reason == SPLIT_REASON_NONE) {
        return reason;
    }
    receipt_decided_reason(decided, language, text);
    return text;
}

static const char *reason_of(const struct export *export, char text[TROUBLE_TEXT])
{
    enum language language = export->order->language;
    const struct receipt_decided *decided = &export->decider.decided;
    const struct receipt_ruling *ruling = decided->ruling;
    const struct rule *rule = NULL;
    if (decided->rewrite->trouble.trouble != TROUBLE_NONE) {
        trouble_render(&decided->rewrite->trouble, language, text);
        return text;
    }
    if (decided->outcome == OUTCOME_WITHHELD) {
        return withheld_reason(export, text);
    }
    rule = rulebook_find_rule(export->order->decider->book, ruling->rule);
    return rule == NULL ? "" : rule_says(rule, language);
}

/* "2/2": its days and points, then each of its changes. */
static bool list_piece(
    struct export *export,
    size_t number,
    const struct patch_subject *whole,
    struct error *error)
{
    bool japanese = export->order->language == LANGUAGE_JAPANESE;
    const struct receipt_piece *piece = &export->decider.pieces[number];
    struct receipt_total total = {0, 0};
    char first[DATE_TEXT];
    char last[DATE_TEXT];
    char text[TROUBLE_TEXT];
    char reason[TROUBLE_TEXT];
    struct patch_subject subject = *whole;
    date_write(piece->days.first, first);
    date_write(piece->days.last, last);
    (void)receipt_add_total(&piece->receipt, &total);
    (void)snprintf(
        text, sizeof text,
        japanese ? "%zu/%d: %s〜%s %" PRId64 "日 %" PRId64 "点%s"
                 : "%zu/%d: %s to %s, %" PRId64 " days, %" PRId64 " points%s",
        number + 1, SPLIT_PARTS, first, last, piece->day_count, total.points,
        !piece->moves ? ""
        : japanese    ? "（もう一方の請求先へ）"
                      : " (into the other payer's file)");
    (void)snprintf(
        reason, sizeof reason, "%s %zu/%d: %s", japanese ? "分割" : "split", number + 1,
        SPLIT_PARTS, whole->reason);
    subject.visits = &piece->visits;
    subject.reason = reason;
    if (!receipt_patch_add_split(&export->patch, &subject, text, error)) {
        return false;
    }
    for (size_t i = 0; i < piece->rewrite.change_count; i++) {
        if (!receipt_patch_add_change(
                &export->patch, &subject, &piece->rewrite.changes[i], error)) {
            return false;
        }
    }
    return true;
}

static bool list_receipt(struct export *export, struct error *error)
{
    const struct receipt_decided *decided = &export->decider.decided;
    char text[TROUBLE_TEXT];
    struct patch_subject subject = {
        .key = decided->key,
        .visits = decided->visits,
        .rule = decided->ruling->rule,
        .reason = reason_of(export, text),
    };
    if (decided->outcome == OUTCOME_WITHHELD) {
        return receipt_patch_add_withheld(
            &export->patch, &subject, trouble_is_claimed(export->decider.rewrite.trouble.trouble),
            error);
    }
    for (size_t i = 0; i < SPLIT_PARTS && decided->outcome == OUTCOME_SPLIT; i++) {
        if (!list_piece(export, i, &subject, error)) {
            return false;
        }
    }
    if (decided->outcome == OUTCOME_MOVED &&
        !receipt_patch_add_moved(&export->patch, &subject, error)) {
        return false;
    }
    for (size_t i = 0; i < decided->rewrite->change_count; i++) {
        if (!receipt_patch_add_change(
                &export->patch, &subject, &decided->rewrite->changes[i], error)) {
            return false;
        }
    }
    return true;
}

static bool take_again(void *context, const struct receipt *receipt, struct error *error)
{
    struct export *export = context;
    enum receipt_outcome outcome = OUTCOME_WITHHELD;
    if (!decide_again(export, receipt, error)) {
        return false;
    }
    if (export->seen == 1 && export->decider.key.number > 0 && !export_is_reclaim(export)) {
        export->number = export->decider.key.number - 1;
    }
    if (!list_receipt(export, error)) {
        return false;
    }
    outcome = export->decider.decided.outcome;
    if (outcome == OUTCOME_WITHHELD || outcome == OUTCOME_MOVED) {
        export->renumbers = true;
        return true;
    }
    return outcome == OUTCOME_SPLIT ? write_pieces(export, &export->decider, false, error)
                                    : write_receipt(export, &export->decider, receipt, error);
}

/* ---- what moves in ---- */

static bool skip_head(void *context, const struct receipt_head *head, struct error *error)
{
    (void)context;
    (void)head;
    (void)error;
    return true;
}

/* A receipt of the other file: those that move are written behind our own. */
static bool take_moved(void *context, const struct receipt *receipt, struct error *error)
{
    struct export *giver = context;
    struct export *export = giver->other;
    if (!decide_again(giver, receipt, error)) {
        return false;
    }
    export->renumbers = true;
    if (giver->decider.decided.outcome == OUTCOME_SPLIT) {
        return write_pieces(export, &giver->decider, true, error);
    }
    if (giver->decider.decided.outcome != OUTCOME_MOVED) {
        return true;
    }
    export->result->moved_in++;
    return write_receipt(export, &giver->decider, receipt, error);
}

static bool end_moved(void *context, const struct receipt_tail *tail, struct error *error)
{
    struct export *giver = context;
    (void)tail;
    return giver->seen == giver->result->receipts || changed_meanwhile(giver, error);
}

static bool move_in(struct export *export, struct error *error)
{
    struct export *giver = export->other;
    const struct receipt_taker taker = {giver, skip_head, take_moved, end_moved, NULL};
    if (giver == NULL ||
        (giver->result->counts[OUTCOME_MOVED] == 0 && giver->result->split_moved == 0)) {
        return true;
    }
    giver->seen = 0;
    return export_read_source(giver, &taker, error) && end_line(export, error);
}

/* ---- the tail ---- */

/* A total that stays as it is keeps its bytes; another one keeps the width of leading zeros. */
static void write_total(struct slice old, int64_t total, char text[32])
{
    (void)snprintf(
        text, 32, "%0*" PRId64,
        old.size > 1 && old.size < 16 && old.data[0] == '0' ? (int)old.size : 1, total);
}

static bool
write_tail_row(struct export *export, const struct receipt_tail *tail, struct error *error)
{
    static const enum receipt_item items[] = {RECEIPT_GO_COUNT, RECEIPT_GO_POINTS};

    const struct receipt_layout *layout = export->layout;
    const int64_t old[] = {tail->count, tail->points};
    const int64_t new[] = {export->result->after.count, export->result->after.points};
    struct record_change changes[2];
    char texts[2][32];
    struct buffer row = buffer_open(LIMIT_LINE_BYTES);
    struct record record;
    size_t used = 0;
    bool done = true;
    require(record_read(tail->row, &record));
    for (size_t i = 0; i < 2 && tail->has_totals; i++) {
        struct receipt_place place = {.position = 0};
        require(receipt_place_of(layout, items[i], &place));
        if (old[i] != new[i]) {
            write_total(record_item(&record, place.position), new[i], texts[i]);
            changes[used++] = (struct record_change){place.position, slice_of(texts[i])};
        }
    }
    done = record_rewrite(&record, changes, used, &row, error) &&
           safe_file_write(&export->target, buffer_slice(&row), error);
    buffer_close(&row);
    return done;
}

static bool write_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    struct export *export = context;
    if (export->seen != export->result->receipts) {
        return changed_meanwhile(export, error);
    }
    if (!move_in(export, error)) {
        return false;
    }
    if (export_is_reclaim(export)) {
        return export_write_reclaim_tail(export, error);
    }
    export->expected.total = export->result->after;
    export->expected.after_sum = bytes_sum(BYTES_SUM, tail->after);
    return write_tail_row(export, tail, error) &&
           safe_file_write(&export->target, tail->after, error);
}

bool export_write(struct export *export, struct error *error)
{
    const struct receipt_export_order *order = export->order;
    const struct receipt_taker taker = {export, write_head, take_again, write_tail, NULL};
    export->seen = 0;
    export->renumbers = export_is_reclaim(export);
    if (!receipt_patch_begin(
            order->disk, order->patch_utf8, order->patch_cp932, order->language, &export->patch,
            error) ||
        !safe_file_begin(order->disk, order->target, &export->target, error) ||
        !export_read_source(export, &taker, error)) {
        return false;
    }
    export->expected.sums = &export->sums;
    export->result->bytes = export->target.size;
    export->result->written = export->expected.receipts;
    return receipt_patch_settle(&export->patch, error) && safe_file_settle(&export->target, error);
}
