#include "exporters/receipt_export.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/receipt_rules.h"
#include "engine/law/receipt_whole.h"
#include "exporters/export_inside.h"

enum {
    ARENA_BYTES = 6 * LIMIT_RECEIPT_BYTES,
    NOTES_BYTES = LIMIT_RECEIPTS * (int)sizeof(struct export_note),
    SUMS_BYTES = LIMIT_RECEIPTS * (int)sizeof(uint64_t)
};

/* ---- both readings ---- */

static bool take_bytes(void *context, struct slice bytes, struct error *error)
{
    struct export *export = context;
    return receipt_file_push(export->file, bytes, error);
}

bool export_read_source(
    struct export *export,
    const struct receipt_taker *taker,
    struct error *error)
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

static bool refuse_returned(struct error *error)
{
    error_set(error, FAULT_RECEIPT_RETURNED);
    return error_set_place(error, NULL, 1, 1);
}

static bool take_head(struct export *export, const struct receipt_head *head)
{
    struct receipt_export_result *result = export->result;
    result->kind = head->kind;
    result->claim_month = head->claim_month;
    result->payer = receipt_payer_of(export->order->decider->book, head->payer, head->claim_month);
    memcpy(result->facility, head->facility, sizeof result->facility);
    memcpy(export->code, head->payer, sizeof export->code);
    export->layout = head->layout;
    export->decider.claim_month = head->claim_month;
    export->decider.payer = result->payer;
    return true;
}

static bool decide_head(void *context, const struct receipt_head *head, struct error *error)
{
    struct export *export = context;
    struct receipt_head month;
    if (export_is_reclaim(export)) {
        return export_begin_reclaim(export, head, &month, error) && take_head(export, &month);
    }
    return head->kind == RECEIPT_KIND_RETURNED ? refuse_returned(error) : take_head(export, head);
}

static void count(struct export *export, const struct receipt_decided *decided)
{
    struct receipt_export_result *result = export->result;
    enum trouble trouble = decided->rewrite->trouble.trouble;
    result->receipts++;
    result->counts[decided->outcome]++;
    result->changes += (int64_t)decided->rewrite->change_count;
    for (size_t i = 0; i < SPLIT_PARTS && decided->outcome == OUTCOME_SPLIT; i++) {
        result->changes += (int64_t)decided->pieces[i].rewrite.change_count;
        result->split_moved += decided->pieces[i].moves ? 1 : 0;
    }
    result->unnamed += decided->ruling->fate == FATE_PASS ? 1 : 0;
    result->troubled +=
        trouble != TROUBLE_NONE && trouble_kind(trouble) == TROUBLE_OF_WRITING ? 1 : 0;
}

static bool
decide_finding(void *context, const struct receipt_finding *finding, struct error *error)
{
    struct export *export = context;
    const struct receipt_export_order *order = export->order;
    export->result->findings++;
    return order->found == NULL || order->found(order->context, finding, error);
}

static bool check_whole(struct export *export, const struct receipt *receipt, struct error *error)
{
    const struct export_decider *decider = &export->decider;
    const struct receipt_listener listener = {export, decide_finding};
    const struct receipt_whole_order order = {
        .book = export->order->decider->book,
        .receipt = receipt,
        .key = &decider->key,
        .claim_month = decider->claim_month,
        .is_rewritten = decider->ruling.fate != FATE_PASS,
    };
    return receipt_whole_check(&order, &listener, error);
}

/* What goes out, by the numbers that go out. */
static bool check_rules(struct export *export, const struct receipt *receipt, struct error *error)
{
    const struct export_decider *decider = &export->decider;
    enum receipt_fate fate = decider->ruling.fate;
    const struct receipt_listener listener = {export, decide_finding};
    if (decider->decided.outcome == OUTCOME_WITHHELD || fate == FATE_SPLIT) {
        /* the halves of a split were checked before they were any */
        return true;
    }
    return check_whole(export, receipt, error) &&
           (fate == FATE_UNKNOWN ||
            receipt_rules_check(
                export->order->decider->book, receipt, &decider->key,
                fate == FATE_PASS ? &decider->key.identifiers : &decider->visits.identifiers,
                &listener, error));
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
    if (!check_rules(export, receipt, error)) {
        return false;
    }
    return order->told == NULL || order->told(order->context, &export->decider.decided, error);
}

/* A file whose totals are wrong may lack receipts: it is not exported. */
static bool decide_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    struct export *export = context;
    export->result->before = (struct receipt_total){tail->count, tail->points};
    export->result->counted = tail->counted;
    if (!tail->has_totals || export->order->accept_totals || export_is_reclaim(export) ||
        (tail->count == tail->counted.count && tail->points == tail->counted.points)) {
        return true;
    }
    error_set_number(error, FAULT_RECEIPT_TOTAL, tail->count);
    error_add_number(error, tail->points);
    error_add_number(error, tail->counted.count);
    error_add_number(error, tail->counted.points);
    return error_set_place(error, NULL, tail->line, 1);
}

/* ---- before it: which receipts there are ---- */

static bool announce_head(void *context, const struct receipt_head *head, struct error *error)
{
    (void)context;
    (void)head;
    (void)error;
    return true;
}

static bool announce_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct export *export = context;
    return export_announce(&export->decider, receipt, error);
}

static bool no_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    (void)context;
    (void)tail;
    (void)error;
    return true;
}

static bool announce_all(struct export *export, struct error *error)
{
    const struct receipt_taker taker = {export, announce_head, announce_receipt, no_tail, NULL};
    return export->order->announced == NULL || export_read_source(export, &taker, error);
}

/* ---- two files ---- */

/* Reads the head and no more. */
static bool peek_head(void *context, const struct receipt_head *head, struct error *error)
{
    return decide_head(context, head, error) && error_set(error, FAULT_CANCELLED);
}

static bool no_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    (void)context;
    (void)receipt;
    (void)error;
    return true;
}

static bool peek(struct export *export, struct error *error)
{
    const struct receipt_taker taker = {export, peek_head, no_receipt, no_tail, NULL};
    return export_read_source(export, &taker, error) || error->fault == FAULT_CANCELLED;
}

/* Files that belong beside each other: one institution, month, kind and edition, two payers. */
static bool fit_together(const struct export *one, const struct export *other)
{
    const struct receipt_export_result *a = one->result;
    const struct receipt_export_result *b = other->result;
    return a->kind == b->kind && one->layout == other->layout && month_is_some(a->claim_month) &&
           month_compare(a->claim_month, b->claim_month) == 0 &&
           strcmp(a->facility, b->facility) == 0 && a->payer != b->payer &&
           a->payer != PAYER_UNRECORDED && b->payer != PAYER_UNRECORDED;
}

static void put_beside(struct export *export, struct export *other)
{
    export->other = other;
    export->decider.other_payer = other->result->payer;
    export->decider.other_code = other->code;
}

static bool pair(struct export *one, struct export *other, struct error *error)
{
    if (!peek(one, error) || !peek(other, error)) {
        return false;
    }
    if (!fit_together(one, other)) {
        error_set(error, FAULT_EXPORT_PAIR);
        return error_set_place(error, other->order->source, 1, 1);
    }
    put_beside(one, other);
    put_beside(other, one);
    return true;
}

/* ---- the run ---- */

static bool decide_all(struct export *export, struct error *error)
{
    const struct receipt_taker taker = {
        export, decide_head, decide_receipt, decide_tail, decide_finding};
    struct receipt_export_result *result = export->result;
    int64_t sum = 0;
    if (!export_read_source(export, &taker, error)) {
        return false;
    }
    for (size_t i = 0; i < OUTCOME_COUNT; i++) {
        sum += result->counts[i];
    }
    require(sum == result->receipts);
    return true;
}

static bool read_back(struct export *export, struct error *error)
{
    return export_read_back(
               export->order->disk, export->target.temporary, &export->expected, error) ||
           error_set_place(error, export->target.path, error->place.line, error->place.column);
}

/* The list gets its name first: a new receipt file is never without its list. */
static bool name_all(struct export *export, struct error *error)
{
    return receipt_patch_keep(&export->patch, error) && safe_file_keep(&export->target, error);
}

static bool for_each(
    struct export *exports,
    size_t count,
    bool (*step)(struct export *export, struct error *error),
    struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!step(&exports[i], error)) {
            return false;
        }
    }
    return true;
}

/* Lists of a file that got no name, and one of two files alone, say what is not so. */
static void undo_names(struct export *exports, size_t count)
{
    bool is_whole = true;
    for (size_t i = 0; i < count; i++) {
        is_whole = is_whole && exports[i].target.is_kept;
    }
    for (size_t i = 0; i < count && !is_whole; i++) {
        safe_file_undo(&exports[i].target);
        receipt_patch_undo(&exports[i].patch);
    }
}

static bool keep_all(struct export *exports, size_t count, struct error *error)
{
    bool done = for_each(exports, count, name_all, error);
    if (!done) {
        undo_names(exports, count);
    }
    return done;
}

/* Nothing is named before everything is written and read back. */
static bool run(struct export *exports, size_t count, struct error *error)
{
    if ((count > 1 && !pair(&exports[0], &exports[1], error)) ||
        !for_each(exports, count, announce_all, error) ||
        !for_each(exports, count, decide_all, error)) {
        return false;
    }
    return exports[0].order->target == NULL ||
           (for_each(exports, count, export_write, error) &&
            for_each(exports, count, read_back, error) && keep_all(exports, count, error));
}

static bool open_export(
    const struct receipt_export_order *order,
    struct receipt_export_result *result,
    struct export *export,
    struct error *error)
{
    *export = (struct export){
        .order = order,
        .result = result,
        .decider = {.order = order, .arena = arena_open(ARENA_BYTES)},
        .notes = buffer_open(NOTES_BYTES),
        .sums = buffer_open(SUMS_BYTES),
    };
    *result = (struct receipt_export_result){.claim_month = MONTH_NONE};
    if (order->target != NULL && strcmp(order->source, order->target) == 0) {
        error_set(error, FAULT_FILE_EXISTS);
        return error_set_place(error, order->target, 0, 0);
    }
    return true;
}

static void close_export(struct export *export)
{
    if (export->order == NULL) {
        return;
    }
    receipt_patch_drop(&export->patch);
    if (export->order->target != NULL && export->target.disk != NULL) {
        safe_file_drop(&export->target);
    }
    buffer_close(&export->notes);
    buffer_close(&export->sums);
    arena_close(&export->decider.arena);
}

bool receipt_export_run_all(
    const struct receipt_export_order *orders,
    struct receipt_export_result *results,
    size_t count,
    struct error *error)
{
    struct export *exports = calloc(count, sizeof *exports); /* large: not for the stack */
    bool done = true;
    require(count >= 1 && count <= RECEIPT_EXPORT_FILES);
    if (exports == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    for (size_t i = 0; done && i < count; i++) {
        done = open_export(&orders[i], &results[i], &exports[i], error);
    }
    done = done && run(exports, count, error);
    for (size_t i = 0; i < count; i++) {
        close_export(&exports[i]);
    }
    free(exports);
    return done;
}

bool receipt_export_run(
    const struct receipt_export_order *order,
    struct receipt_export_result *result,
    struct error *error)
{
    return receipt_export_run_all(order, result, 1, error);
}
