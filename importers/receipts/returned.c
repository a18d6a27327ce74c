#include "importers/receipts/returned.h"

#include <string.h>

#include "engine/storage/pairing.h"
#include "engine/storage/settings.h"
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
    const struct returned_by_hand_order *by_hand; /* NULL: a file of returned claims */
    unsigned seen[RETURNED_BY_HAND];              /* receipts of the file, for each told number */
    enum receipt_kind kind;                       /* of the file */
    char facility[RECEIPT_FACILITY_TEXT];         /* of the file */
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

/* Whose it is, what it was claimed with, and which visits it is made of. */
static bool read_claim(
    struct returning *returning,
    const struct receipt_key *key,
    struct returned_claim *claim,
    struct error *error)
{
    struct written_claim which;
    bool known = false;
    claim->receipt = key->number;
    claim->treated = key->month;
    claim->claimed = key->identifiers;
    claim->has_public = key->has_public;
    claim->search = claim->search.size > 0 ? claim->search : key->search_number;
    if (!written_claim_of(returning->store, key, &which, &known, error)) {
        return false;
    }
    memcpy(claim->claim, which.claim, sizeof claim->claim);
    memcpy(claim->exact, which.exact, sizeof claim->exact);
    return find_visits(returning, key, claim, error);
}

static void count(struct returning *returning, const struct returned_claim *claim, bool added)
{
    returning->report->receipts++;
    returning->report->added += added ? 1 : 0;
    returning->report->unknown += added && claim->visit_count == 0 ? 1 : 0;
}

static bool hand_over(
    struct returning *returning,
    const struct returned_claim *claim,
    bool added,
    struct error *error)
{
    return returning->tell == NULL || returning->tell(returning->context, claim, added, error);
}

/* Of a file of returned claims: NONE where no receipt says it. */
static enum receipt_kind kind_of(const struct receipt *receipt)
{
    enum receipt_kind kind = receipt_layout_kind(receipt->layout);
    return kind == RECEIPT_KIND_RETURNED ? RECEIPT_KIND_NONE : kind;
}

static bool take_receipt(void *context, const struct receipt *receipt, struct error *error)
{
    struct returning *returning = context;
    struct returned_claim claim = {
        .treated = MONTH_NONE, .returned = MONTH_NONE, .kind = kind_of(receipt)};
    struct receipt_key key;
    bool added = false;
    arena_reset(&returning->arena);
    if (!receipt_read_key(receipt, slice_of(""), &returning->arena, &key, error) ||
        !read_reason(returning, receipt, &claim, error) ||
        !read_claim(returning, &key, &claim, error) ||
        !returns_print(returning->store, receipt->bytes, claim.print, error) ||
        !note(returning, &claim, &added, error)) {
        return false;
    }
    count(returning, &claim, added);
    return hand_over(returning, &claim, added, error);
}

/* ---- by hand ---- */

static bool is_told(const struct returning *returning, int64_t receipt)
{
    bool told = false;
    for (size_t i = 0; i < returning->by_hand->count; i++) {
        told = told || returning->by_hand->receipts[i] == receipt;
    }
    return told;
}

/* What never went has nothing that its visits could be asked about. */
static bool read_by_hand(
    struct returning *returning,
    const struct receipt_key *key,
    struct returned_claim *claim,
    struct error *error)
{
    *claim = (struct returned_claim){
        .how = returning->by_hand->how,
        .treated = MONTH_NONE,
        .returned = MONTH_NONE,
        .kind = returning->kind};
    if (!read_claim(returning, key, claim, error)) {
        return false;
    }
    claim->visit_count = claim->how == RETURN_HOW_NOT_SENT ? 0 : claim->visit_count;
    return true;
}

static bool note_by_hand(
    struct returning *returning,
    const struct receipt_key *key,
    struct month submitted,
    struct error *error)
{
    struct returned_claim claim;
    if (!read_by_hand(returning, key, &claim, error) ||
        !returns_note_by_hand(returning->store, &claim, submitted, error)) {
        return false;
    }
    count(returning, &claim, true);
    return true;
}

/* Before anything is noted: which receipts are there. */
static bool count_told(void *context, const struct receipt *receipt, struct error *error)
{
    struct returning *returning = context;
    struct receipt_key key;
    arena_reset(&returning->arena);
    if (!receipt_read_key(receipt, slice_of(""), &returning->arena, &key, error)) {
        return false;
    }
    for (size_t i = 0; i < returning->by_hand->count; i++) {
        returning->seen[i] += returning->by_hand->receipts[i] == key.number ? 1 : 0;
    }
    return true;
}

static bool take_told(void *context, const struct receipt *receipt, struct error *error)
{
    struct returning *returning = context;
    struct receipt_key key;
    struct month submitted = MONTH_NONE;
    arena_reset(&returning->arena);
    if (!receipt_read_key(receipt, slice_of(""), &returning->arena, &key, error)) {
        return false;
    }
    if (!is_told(returning, key.number)) {
        return true;
    }
    if (!written_submitted(returning->store, &key, returning->kind, &submitted, error)) {
        return false;
    }
    return month_is_some(submitted)
               ? note_by_hand(returning, &key, submitted, error)
               : error_set_number(error, FAULT_RETURN_NOT_SUBMITTED, key.number);
}

/* Once all of them are noted: nobody is told of one that was not. */
static bool tell_told(void *context, const struct receipt *receipt, struct error *error)
{
    struct returning *returning = context;
    struct returned_claim claim;
    struct receipt_key key;
    arena_reset(&returning->arena);
    if (!receipt_read_key(receipt, slice_of(""), &returning->arena, &key, error)) {
        return false;
    }
    return !is_told(returning, key.number) || (read_by_hand(returning, &key, &claim, error) &&
                                               hand_over(returning, &claim, true, error));
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

static bool check_kind(const struct returning *returning, const char *path, struct error *error)
{
    bool returned = returning->kind == RECEIPT_KIND_RETURNED;
    if (returned == (returning->by_hand == NULL)) {
        return true;
    }
    error_set(error, returned ? FAULT_RECEIPT_RETURNED : FAULT_RECLAIM_FILES);
    return error_set_place(error, path, 1, 1);
}

/* Keeps the file and finds the visits of its months. */
static bool open_file(
    struct returning *returning,
    const struct rulebook *book,
    const char *path,
    struct error *error)
{
    struct uke_kept kept;
    *returning->report = (struct returned_report){0};
    returning->arena = arena_open(ARENA_BYTES);
    if (!uke_keep(returning->store, path, &kept, error)) {
        return false;
    }
    returning->kind = kept.summary.kind;
    memcpy(returning->facility, kept.summary.facility, sizeof returning->facility);
    return check_kind(returning, path, error) &&
           (!month_is_some(kept.first) ||
            pairing_open(
                returning->store, book, kept.first, kept.last, &returning->pairing, error));
}

static bool read_file(
    struct returning *returning,
    const char *path,
    bool (*take)(void *, const struct receipt *, struct error *),
    struct error *error)
{
    const struct receipt_taker taker = {returning, take_head, take, take_tail, NULL};
    struct uke_summary summary;
    return uke_read(&store_world(returning->store)->disk, path, &taker, &summary, error);
}

static void close_file(struct returning *returning)
{
    pairing_close(returning->pairing);
    arena_close(&returning->arena);
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
        .store = store, .tell = tell, .context = context, .report = report};
    bool done = open_file(&returning, book, path, error) &&
                read_file(&returning, path, take_receipt, error);
    close_file(&returning);
    return done;
}

/* Of two receipts with one number nobody can say which one is meant. */
static bool check_seen(const struct returning *returning, struct error *error)
{
    for (size_t i = 0; i < returning->by_hand->count; i++) {
        if (returning->seen[i] != 1) {
            error_set_number(error, FAULT_RETURN_NOT_IN_FILE, returning->by_hand->receipts[i]);
            error_add_number(error, returning->seen[i]);
            return error_set_place(error, returning->by_hand->path, 0, 0);
        }
    }
    return true;
}

static bool note_told(struct returning *returning, struct error *error)
{
    if (!read_file(returning, returning->by_hand->path, count_told, error) ||
        !check_seen(returning, error) || !store_begin(returning->store, error)) {
        return false;
    }
    if (!read_file(returning, returning->by_hand->path, take_told, error)) {
        store_rollback(returning->store);
        return false;
    }
    return store_commit(returning->store, error) &&
           read_file(returning, returning->by_hand->path, tell_told, error);
}

/* As an export does: what is told must be about the claims that this store has written. */
static bool check_facility(const struct returning *returning, const char *path, struct error *error)
{
    return settings_check_facility(returning->store, returning->facility, error) ||
           error_set_place(error, path, 1, 1);
}

bool returned_by_hand(
    struct store *store,
    const struct rulebook *book,
    const struct returned_by_hand_order *order,
    returned_teller *tell,
    void *context,
    struct returned_report *report,
    struct error *error)
{
    struct returning returning = {
        .store = store, .tell = tell, .context = context, .report = report, .by_hand = order};
    bool done = false;
    require(order->count <= RETURNED_BY_HAND && order->how != RETURN_HOW_FILE);
    done = open_file(&returning, book, order->path, error) &&
           check_facility(&returning, order->path, error) && note_told(&returning, error);
    close_file(&returning);
    return done;
}
