#include "engine/storage/return_body.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "engine/vocabulary/domain.h"

enum {
    RETURN_FORMAT = 1
};

/* The first four are of both kinds of entry. */
enum return_tag {
    RETURN_TAG_PRINT = 1,
    RETURN_TAG_STATE = 2,
    RETURN_TAG_RECEIPT = 3,
    RETURN_TAG_TREATED = 4,
    RETURN_TAG_RETURNED = 5,
    RETURN_TAG_CLASS = 6,
    RETURN_TAG_REASON = 7,
    RETURN_TAG_TEXT = 8,
    RETURN_TAG_SEARCH = 9,
    RETURN_TAG_VISIT = 10,
    RETURN_TAG_INSURER = 11,
    RETURN_TAG_SYMBOL = 12,
    RETURN_TAG_NUMBER = 13,
    RETURN_TAG_BRANCH = 14,
    RETURN_TAG_PUBLIC = 15,
    RETURN_TAG_CLOSED = 16,
    RETURN_TAG_CLAIM = 17,
    RETURN_TAG_HOW = 18,
    RETURN_TAG_EXACT = 19,
    RETURN_TAG_KIND = 20
};

struct return_reading {
    struct store *store;
    struct return_body *into;
    bool has_print;
    struct error *error;
    bool failed; /* of the store, with error filled */
};

/* ---- writing ---- */

static bool add_visits(
    struct store *store,
    const struct returned_claim *claim,
    struct buffer *body,
    struct error *error)
{
    for (size_t i = 0; i < claim->visit_count; i++) {
        struct visit_reference reference;
        char text[REFERENCE_TEXT];
        if (!visits_reference(store, claim->visits[i], &reference, error)) {
            return false;
        }
        reference_write(&reference, text);
        if (!packed_add_text(body, RETURN_TAG_VISIT, text, error)) {
            return false;
        }
    }
    return true;
}

static bool
add_claimed(const struct returned_claim *claim, struct buffer *body, struct error *error)
{
    const struct identifiers *claimed = &claim->claimed;
    return packed_add(body, RETURN_TAG_INSURER, claimed->insurer_number, error) &&
           packed_add(body, RETURN_TAG_SYMBOL, claimed->symbol, error) &&
           packed_add(body, RETURN_TAG_NUMBER, claimed->number, error) &&
           packed_add(body, RETURN_TAG_BRANCH, claimed->branch, error) &&
           packed_add_number(body, RETURN_TAG_PUBLIC, claim->has_public ? 1 : 0, error);
}

/* Which claim it was, where that is known. */
static bool add_claim(const struct returned_claim *claim, struct buffer *body, struct error *error)
{
    const struct slice print = {claim->claim, FINGERPRINT_BYTES};
    const struct slice exact = {claim->exact, FINGERPRINT_BYTES};
    return !print_is_some(claim->claim) ||
           (packed_add(body, RETURN_TAG_CLAIM, print, error) &&
            packed_add(body, RETURN_TAG_EXACT, exact, error) &&
            (claim->kind == RECEIPT_KIND_NONE ||
             packed_add_text(body, RETURN_TAG_KIND, receipt_kind_name(claim->kind), error)));
}

/* What never went is not open: there is nothing for people to do about it. */
static bool add_how(const struct returned_claim *claim, struct buffer *body, struct error *error)
{
    return packed_add_text(
               body, RETURN_TAG_HOW, domain_value_name(DOMAIN_RETURN_HOW, claim->how), error) &&
           (claim->how != RETURN_HOW_NOT_SENT ||
            packed_add_number(body, RETURN_TAG_STATE, RETURN_NOT_SENT, error));
}

bool return_body_pack(
    struct store *store,
    const struct returned_claim *claim,
    struct buffer *body,
    struct error *error)
{
    struct slice print = {claim->print, FINGERPRINT_BYTES};
    return packed_begin(body, RETURN_FORMAT, error) &&
           packed_add(body, RETURN_TAG_PRINT, print, error) &&
           packed_add_number(body, RETURN_TAG_RECEIPT, claim->receipt, error) &&
           packed_add_number(body, RETURN_TAG_TREATED, claim->treated.months, error) &&
           packed_add_number(body, RETURN_TAG_RETURNED, claim->returned.months, error) &&
           packed_add(body, RETURN_TAG_CLASS, claim->class_code, error) &&
           packed_add(body, RETURN_TAG_REASON, claim->reason, error) &&
           packed_add(body, RETURN_TAG_TEXT, claim->text, error) &&
           packed_add(body, RETURN_TAG_SEARCH, claim->search, error) &&
           add_claim(claim, body, error) && add_claimed(claim, body, error) &&
           add_how(claim, body, error) && add_visits(store, claim, body, error);
}

bool return_body_pack_settled(
    const uint8_t print[FINGERPRINT_BYTES],
    enum return_state state,
    unsigned reason,
    struct buffer *body,
    struct error *error)
{
    return packed_begin(body, RETURN_FORMAT, error) &&
           packed_add(body, RETURN_TAG_PRINT, (struct slice){print, FINGERPRINT_BYTES}, error) &&
           packed_add_number(body, RETURN_TAG_STATE, state, error) &&
           (reason == RETURN_CLOSED_UNRECORDED ||
            packed_add_text(
                body, RETURN_TAG_CLOSED, domain_value_name(DOMAIN_RETURN_CLOSED, reason), error));
}

/* ---- reading ---- */

static bool take_visit(struct return_reading *reading, struct slice bytes)
{
    struct returned_claim *claim = &reading->into->claim;
    struct visit_reference reference;
    int64_t visit = 0;
    if (claim->visit_count == RETURN_VISITS || !reference_read(bytes, &reference)) {
        return false;
    }
    if (!visits_resolve(reading->store, &reference, &visit, reading->error)) {
        reading->failed = true;
        return false;
    }
    claim->visits[claim->visit_count++] = visit;
    return true;
}

static bool take_fingerprint(struct slice bytes, uint8_t print[FINGERPRINT_BYTES])
{
    if (bytes.size != FINGERPRINT_BYTES) {
        return false;
    }
    memcpy(print, bytes.data, FINGERPRINT_BYTES);
    return true;
}

static bool take_print(struct return_reading *reading, struct slice bytes)
{
    reading->has_print = take_fingerprint(bytes, reading->into->claim.print);
    return reading->has_print;
}

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct return_reading *reading = into;
    struct returned_claim *claim = &reading->into->claim;
    switch (tag) {
    case RETURN_TAG_PRINT:
        return take_print(reading, bytes);
    case RETURN_TAG_STATE:
        return packed_number(bytes, &reading->into->state);
    case RETURN_TAG_RECEIPT:
        return packed_number(bytes, &claim->receipt);
    case RETURN_TAG_TREATED:
        return packed_int32(bytes, &claim->treated.months);
    case RETURN_TAG_RETURNED:
        return packed_int32(bytes, &claim->returned.months);
    case RETURN_TAG_CLASS:
        claim->class_code = bytes;
        return true;
    case RETURN_TAG_REASON:
        claim->reason = bytes;
        return true;
    case RETURN_TAG_TEXT:
        claim->text = bytes;
        return true;
    case RETURN_TAG_SEARCH:
        claim->search = bytes;
        return true;
    case RETURN_TAG_VISIT:
        return take_visit(reading, bytes);
    case RETURN_TAG_INSURER:
        claim->claimed.insurer_number = bytes;
        return true;
    case RETURN_TAG_SYMBOL:
        claim->claimed.symbol = bytes;
        return true;
    case RETURN_TAG_NUMBER:
        claim->claimed.number = bytes;
        return true;
    case RETURN_TAG_BRANCH:
        claim->claimed.branch = bytes;
        return true;
    case RETURN_TAG_CLAIM:
        return take_fingerprint(bytes, claim->claim);
    case RETURN_TAG_EXACT:
        return take_fingerprint(bytes, claim->exact);
    case RETURN_TAG_KIND:
        claim->kind = receipt_kind_find(bytes);
        return true;
    case RETURN_TAG_PUBLIC:
        return packed_flag(bytes, &claim->has_public);
    case RETURN_TAG_HOW:
        return domain_value_find(DOMAIN_RETURN_HOW, bytes, &claim->how);
    default:
        return true;
    }
}

bool return_body_read(
    struct store *store,
    int64_t entry,
    struct slice body,
    struct return_body *read,
    struct error *error)
{
    struct return_reading reading = {.store = store, .into = read, .error = error};
    *read = (struct return_body){.claim = {.treated = MONTH_NONE, .returned = MONTH_NONE}};
    if (packed_read(body, RETURN_FORMAT, take_field, &reading) && reading.has_print) {
        return true;
    }
    return reading.failed ? false : error_set_number(error, FAULT_JOURNAL_BODY, entry);
}
