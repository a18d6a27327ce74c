#include "exporters/receipt_export.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exporters/export_inside.h"
#include "exporters/receipt_patch.h"

enum {
    ARENA_BYTES = 6 * LIMIT_RECEIPT_BYTES,
    NOTES_BYTES = LIMIT_RECEIPTS * (int)sizeof(struct export_note),
    SUMS_BYTES = LIMIT_RECEIPTS * (int)sizeof(uint64_t)
};

struct export
{
    const struct receipt_export_order *order;
    struct receipt_export_result *result;
    struct export_decider decider;
    struct receipt_file *file;
    struct buffer notes; /* struct export_note for each receipt */

    /* the second reading */
    const struct receipt_layout *layout;
    struct safe_file target;
    struct receipt_patch patch;
    struct buffer sums; /* of what was written, for each receipt that went out */
    struct export_expected expected;
    int64_t seen;
    int64_t number; /* of the receipt that went out last */
    bool renumbers; /* one was withheld before */
};

/* ---- both readings ---- */

static bool take_bytes(void *context, struct slice bytes, struct error *error)
{
    struct export *export = context;
    return receipt_file_push(export->file, bytes, error);
}

static bool
read_source(struct export *export, const struct receipt_taker *taker, struct error *error)
{
    const struct receipt_export_order *order = export->order;
    bool done = false;
    if (!receipt_file_open(taker, &export->file, error)) {
        return false;
    }
    done = disk_stream(order->disk, order->source, take_bytes, export, error) &&
           receipt_file_end(export->file, error);
    receipt_file_close(export->file);
    if (!done && error->place.file[0] == '\0') {
        error_set_place(error, order->source, error->place.line, error->place.column);
    }
    return done;
}

/* ---- the first reading ---- */

static bool decide_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct export *export = context;
    struct receipt_export_result *result = export->result;
    if (head->kind == RECEIPT_KIND_RETURNED) {
        error_set_text(
            error, FAULT_RECEIPT_KIND, receipt_kind_label(head->kind, LANGUAGE_JAPANESE));
        error_add_text(error, receipt_kind_label(head->kind, LANGUAGE_ENGLISH));
        return error_set_place(error, NULL, 1, 1);
    }
    result->claim_month = head->claim_month;
    result->payer = receipt_payer_of(export->order->decider->book, head->payer, head->claim_month);
    memcpy(result->facility, head->facility, sizeof result->facility);
    export->decider.claim_month = head->claim_month;
    export->decider.payer = result->payer;
    return true;
}

static void count(struct export *export, const struct receipt_decided *decided)
{
    struct receipt_export_result *result = export->result;
    result->receipts++;
    result->counts[decided->outcome]++;
    result->changes += (int64_t)decided->rewrite->change_count;
    result->unnamed += decided->ruling->fate == FATE_PASS ? 1 : 0;
    result->troubled += decided->rewrite->trouble.trouble != TROUBLE_NONE ? 1 : 0;
}

static bool decide_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct export *export = context;
    const struct receipt_export_order *order = export->order;
    struct export_note note;
    if (!export_decide(&export->decider, receipt, &note, error) ||
        !buffer_append(
            &export->notes, (struct slice){(const uint8_t *)&note, sizeof note}, error)) {
        return false;
    }
    count(export, &export->decider.decided);
    return order->told == NULL || order->told(order->context, &export->decider.decided, error);
}

/* A file whose totals are wrong may lack receipts: it is not exported. */
static bool decide_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    struct export *export = context;
    export->result->before = (struct receipt_total){tail->count, tail->points};
    export->result->counted = tail->counted;
    if (!tail->has_totals || export->order->accept_totals ||
        (tail->count == tail->counted.count && tail->points == tail->counted.points)) {
        return true;
    }
    error_set_number(error, FAULT_RECEIPT_TOTAL, tail->count);
    error_add_number(error, tail->points);
    error_add_number(error, tail->counted.count);
    error_add_number(error, tail->counted.points);
    return error_set_place(error, NULL, tail->line, 1);
}

static bool
decide_finding(void *context, const struct receipt_finding *finding, struct error *error)
{
    struct export *export = context;
    const struct receipt_export_order *order = export->order;
    export->result->findings++;
    return order->found == NULL || order->found(order->context, finding, error);
}

/* ---- the second reading ---- */

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

static bool write_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct export *export = context;
    export->layout = head->layout;
    export->expected.head_sum = bytes_sum(BYTES_SUM, head->bytes);
    return safe_file_write(&export->target, head->bytes, error);
}

static bool write_bytes(struct export *export, struct slice bytes, struct error *error)
{
    uint64_t sum = bytes_sum(BYTES_SUM, bytes);
    export->expected.receipts++;
    return buffer_append(&export->sums, (struct slice){(const uint8_t *)&sum, sizeof sum}, error) &&
           safe_file_write(&export->target, bytes, error);
}

/* After a withheld one numbers count on from the last that went out (decision 1). */
static bool write_receipt(struct export *export, const struct receipt *receipt, struct error *error)
{
    struct slice bytes = export->decider.rewrite.bytes;
    int64_t number = export->decider.key.number;
    struct buffer renumbered = buffer_open((size_t)LIMIT_RECEIPT_BYTES * 2);
    bool done = true;
    if (export->renumbers && number != export->number + 1) {
        number = export->number + 1;
        export->result->renumbered++;
        done = receipt_renumber(receipt, bytes, number, &renumbered, error);
        bytes = buffer_slice(&renumbered);
    }
    export->number = number > 0 ? number : export->number + 1;
    done = done && write_bytes(export, bytes, error);
    buffer_close_wiped(&renumbered);
    return done;
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
        return language == LANGUAGE_JAPANESE ? ruling->japanese : ruling->english;
    }
    rule = rulebook_find_rule(export->order->decider->book, ruling->rule);
    return rule == NULL ? "" : rule_says(rule, language);
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
        return receipt_patch_add_withheld(&export->patch, &subject, error);
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
    if (!decide_again(export, receipt, error)) {
        return false;
    }
    if (export->seen == 1 && export->decider.key.number > 0) {
        export->number = export->decider.key.number - 1;
    }
    if (!list_receipt(export, error)) {
        return false;
    }
    if (export->decider.decided.outcome == OUTCOME_WITHHELD) {
        export->renumbers = true;
        return true;
    }
    (void)receipt_add_total(receipt, &export->result->after);
    return write_receipt(export, receipt, error);
}

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
    export->expected.total = export->result->after;
    export->expected.after_sum = bytes_sum(BYTES_SUM, tail->after);
    return write_tail_row(export, tail, error) &&
           safe_file_write(&export->target, tail->after, error);
}

/* ---- the run ---- */

static bool decide_all(struct export *export, struct error *error)
{
    const struct receipt_taker taker = {
        export, decide_head, decide_receipt, decide_tail, decide_finding};
    struct receipt_export_result *result = export->result;
    int64_t sum = 0;
    if (!read_source(export, &taker, error)) {
        return false;
    }
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        sum += result->counts[i];
    }
    require(sum == result->receipts);
    return true;
}

static bool write_all(struct export *export, struct error *error)
{
    const struct receipt_export_order *order = export->order;
    const struct receipt_taker taker = {export, write_head, take_again, write_tail, NULL};
    if (!receipt_patch_begin(
            order->disk, order->patch_utf8, order->patch_cp932, order->language, &export->patch,
            error) ||
        !safe_file_begin(order->disk, order->target, &export->target, error) ||
        !read_source(export, &taker, error)) {
        return false;
    }
    export->expected.sums = &export->sums;
    export->result->bytes = export->target.size;
    return receipt_patch_settle(&export->patch, error) && safe_file_settle(&export->target, error);
}

/* The list gets its name first: a new receipt file is never without its list. */
static bool name_all(struct export *export, struct error *error)
{
    if (!export_read_back(
            export->order->disk, export->target.temporary, &export->expected, error)) {
        return error_set_place(error, export->target.path, error->place.line, error->place.column);
    }
    return receipt_patch_keep(&export->patch, error) && safe_file_keep(&export->target, error);
}

bool receipt_export_run(
    const struct receipt_export_order *order,
    struct receipt_export_result *result,
    struct error *error)
{
    struct export export = {
        .order = order,
        .result = result,
        .decider = {.order = order, .arena = arena_open(ARENA_BYTES)},
        .notes = buffer_open(NOTES_BYTES),
        .sums = buffer_open(SUMS_BYTES),
    };
    bool done = false;
    *result = (struct receipt_export_result){.claim_month = MONTH_NONE};
    if (order->target != NULL && strcmp(order->source, order->target) == 0) {
        error_set(error, FAULT_FILE_EXISTS);
        return error_set_place(error, order->target, 0, 0);
    }
    done = decide_all(&export, error) &&
           (order->target == NULL || (write_all(&export, error) && name_all(&export, error)));
    receipt_patch_drop(&export.patch);
    if (order->target != NULL && export.target.disk != NULL) {
        safe_file_drop(&export.target);
    }
    buffer_close(&export.notes);
    buffer_close(&export.sums);
    arena_close(&export.decider.arena);
    return done;
}
