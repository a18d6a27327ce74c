#include "importers/receipts/returned.h"

#include "engine/storage/pairing.h"
#include "engine/storage/written_claims.h"
#include "importers/receipts/uke_keep.h"

enum {
    ARENA_BYTES = 2 * LIMIT_RECEIPT_BYTES
};

struct returning {
    struct store *store;
    struct pairing *pairing;
    struct arena arena; /* texts of the receipt at hand */
    returned_teller *tell;
    void *context;
    struct returned_report *report;
};

/* ---- one receipt ---- */

static bool
read_text(struct returning *returning, struct slice raw, struct slice *text, struct error *error)
{
    return receipt_item_text(raw, &returning->arena, text, error);
}

/* The reason stands in the first HR; further ones say more of the same. */
static bool read_reason(
    struct returning *returning,
    const struct receipt *receipt,
    struct returned_claim *claim,
    struct error *error)
{
    size_t at = receipt_find_row(receipt, RECORD_HR, 0);
    const struct receipt_row *row = &receipt->rows[at];
    if (at == receipt->count) {
        return true;
    }
    if (!receipt_month(receipt_item(receipt, row, RECEIPT_HR_MONTH), &claim->returned)) {
        claim->returned = MONTH_NONE;
    }
    return read_text(
               returning, receipt_item(receipt, row, RECEIPT_HR_CLASS), &claim->class_code,
               error) &&
           read_text(
               returning, receipt_item(receipt, row, RECEIPT_HR_REASON), &claim->reason, error) &&
           read_text(returning, receipt_item(receipt, row, RECEIPT_HR_TEXT), &claim->text, error) &&
           read_text(
               returning, receipt_item(receipt, row, RECEIPT_HR_SEARCH), &claim->search, error);
}

/* Visits only where they are sure: a reason must not open somebody else's. */
static bool find_visits(
    struct returning *returning,
    const struct receipt_key *key,
    struct returned_claim *claim,
    struct error *error)
{
    unsigned sure = PAIRING_NONE;
    if (returning->pairing == NULL) {
        return true;
    }
    if (!pairing_candidates(
            returning->pairing, key, claim->visits, RETURN_VISITS, &claim->visit_count, &sure,
            error)) {
        return false;
    }
    claim->visit_count = sure == PAIRING_SURE ? claim->visit_count : 0;
    return true;
}

static bool note(
    struct returning *returning,
    const struct returned_claim *claim,
    bool *added,
    struct error *error)
{
    if (!store_begin(returning->store, error)) {
        return false;
    }
    if (!returns_note(returning->store, claim, added, error)) {
        store_rollback(returning->store);
        return false;
    }
    return store_commit(returning->store, error);
}

static bool take_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct returning *returning = context;
    struct returned_claim claim = {.treated = MONTH_NONE, .returned = MONTH_NONE};
    struct receipt_key key;
    bool added = false;
    arena_reset(&returning->arena);
    if (!receipt_read_key(receipt, slice_of(""), &returning->arena, &key, error) ||
        !read_reason(returning, receipt, &claim, error) ||
        !find_visits(returning, &key, &claim, error) ||
        !returns_print(returning->store, receipt->bytes, claim.print, error) ||
        !written_claim(returning->store, &key, claim.claim, error)) {
        return false;
    }
    claim.receipt = key.number;
    claim.treated = key.month;
    claim.claimed = key.identifiers;
    claim.has_public = key.has_public;
    claim.search = claim.search.size > 0 ? claim.search : key.search_number;
    if (!note(returning, &claim, &added, error)) {
        return false;
    }
    returning->report->receipts++;
    returning->report->added += added ? 1 : 0;
    returning->report->unknown += added && claim.visit_count == 0 ? 1 : 0;
    return returning->tell == NULL || returning->tell(returning->context, &claim, added, error);
}

/* ---- the file ---- */

static bool take_head(void *context, const struct receipt_head *head, struct error *error)
{
    (void)context;
    (void)head;
    (void)error;
    return true;
}

static bool take_tail(void *context, const struct receipt_tail *tail, struct error *error)
{
    (void)context;
    (void)tail;
    (void)error;
    return true;
}

static bool check_kind(const struct uke_kept *kept, const char *path, struct error *error)
{
    if (kept->summary.kind == RECEIPT_KIND_RETURNED) {
        return true;
    }
    error_set(error, FAULT_RECLAIM_FILES);
    return error_set_place(error, path, 1, 1);
}

bool returned_import(
    struct store *store,
    const struct rulebook *book,
    const char *path,
    returned_teller *tell,
    void *context,
    struct returned_report *report,
    struct error *error)
{
    struct returning returning = {
        .store = store,
        .arena = arena_open(ARENA_BYTES),
        .tell = tell,
        .context = context,
        .report = report,
    };
    const struct receipt_taker taker = {&returning, take_head, take_receipt, take_tail, NULL};
    struct uke_summary summary;
    struct uke_kept kept;
    bool done = false;
    *report = (struct returned_report){0};
    done = uke_keep(store, path, &kept, error) && check_kind(&kept, path, error) &&
           (!month_is_some(kept.first) ||
            pairing_open(store, book, kept.first, kept.last, &returning.pairing, error)) &&
           uke_read(&store_world(store)->disk, path, &taker, &summary, error);
    pairing_close(returning.pairing);
    arena_close(&returning.arena);
    return done;
}
