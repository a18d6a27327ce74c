#include "tests/support/claims_fixture.h"

#include <string.h>

#include "engine/storage/exports.h"
#include "engine/storage/submissions.h"
#include "engine/vocabulary/domain.h"
#include "tests/support/check.h"
#include "tests/support/must.h"

struct month claims_month(const char *digits)
{
    struct month made = MONTH_NONE;
    assert_true(month_from_digits(slice_of(digits), &made));
    return made;
}

struct receipt_key claims_key(const char *insurer)
{
    struct receipt_key made = {
        .month = claims_month("202603"),
        .chart_number = slice_of("00101"),
        .identifiers = {.insurer_number = slice_of(insurer)},
    };
    assert_true(date_from_digits(slice_of("19800101"), &made.birth));
    return made;
}

struct written_claim claims_made(struct test_store *test, const struct receipt_key *of, bool out)
{
    struct written_claim made = {.out = out};
    struct error error = {0};
    bool known = false;
    must(written_claim_of(test->store, of, &made, &known, &error), &error, "claim");
    assert_true(known);
    return made;
}

void claims_write(
    struct test_store *test,
    const char *claim_month,
    const struct written_claim *claims,
    size_t count)
{
    static const uint8_t hash[HASH_BYTES] = {1};
    const struct export_note note = {.month = claims_month(claim_month), .hash = hash};
    struct written_file file = {
        .payer = PAYER_FUND, .month = note.month, .kind = RECEIPT_KIND_MEDICAL};
    struct error error = {0};
    test_store_begin(test);
    must(exports_note(test->store, &note, &file.export, &error), &error, "export");
    must(written_note(test->store, &file, claims, count, &error), &error, "claims");
    test_store_commit(test);
}

void claims_write_one(struct test_store *test, const char *claim_month)
{
    const struct receipt_key one = claims_key("06132013");
    const struct written_claim made = claims_made(test, &one, true);
    claims_write(test, claim_month, &made, 1);
}

void claims_submit(struct test_store *test, unsigned payer, const char *claim_month)
{
    const struct submission act = {
        .payer = payer,
        .month = claims_month(claim_month),
        .kind = RECEIPT_KIND_MEDICAL,
        .day = month_first_day(claims_month(claim_month)),
    };
    struct error error = {0};
    test_store_begin(test);
    must(submissions_note(test->store, &act, &error), &error, "submission");
    test_store_commit(test);
}

void claims_take_back(struct test_store *test, unsigned payer, const char *claim_month)
{
    const struct submission act = {
        .payer = payer, .month = claims_month(claim_month), .kind = RECEIPT_KIND_MEDICAL};
    struct error error = {0};
    test_store_begin(test);
    must(submissions_take_back(test->store, &act, &error), &error, "taking back");
    test_store_commit(test);
}

/* Which claim a return is of. */
static void name(struct test_store *test, const struct receipt_key *of, struct returned_claim *made)
{
    const struct written_claim which = claims_made(test, of, true);
    made->treated = of->month;
    made->returned = MONTH_NONE;
    made->kind = RECEIPT_KIND_MEDICAL;
    memcpy(made->claim, which.claim, sizeof made->claim);
    memcpy(made->exact, which.exact, sizeof made->exact);
}

static struct returned_claim come_back(
    struct test_store *test,
    uint8_t print,
    const char *insurer,
    enum receipt_kind kind,
    struct month processed)
{
    const struct receipt_key one = claims_key(insurer);
    struct returned_claim made = {.how = RETURN_HOW_FILE};
    struct error error = {0};
    bool added = false;
    name(test, &one, &made);
    made.kind = kind;
    made.returned = processed;
    memset(made.print, print, sizeof made.print);
    test_store_begin(test);
    must(returns_note(test->store, &made, &added, &error) && added, &error, "return");
    test_store_commit(test);
    return made;
}

struct returned_claim claims_come_back_of(
    struct test_store *test,
    uint8_t print,
    const char *insurer,
    enum receipt_kind kind)
{
    return come_back(test, print, insurer, kind, MONTH_NONE);
}

struct returned_claim
claims_come_back_processed(struct test_store *test, uint8_t print, const char *processed)
{
    return come_back(test, print, "06132013", RECEIPT_KIND_MEDICAL, claims_month(processed));
}

struct returned_claim claims_come_back(struct test_store *test, uint8_t print)
{
    return claims_come_back_of(test, print, "06132013", RECEIPT_KIND_MEDICAL);
}

void claims_again(struct test_store *test, const struct returned_claim *returned)
{
    struct error error = {0};
    test_store_begin(test);
    must(returns_reclaimed(test->store, returned, &error), &error, "re-claim");
    test_store_commit(test);
}

void claims_tell(struct test_store *test, unsigned how, const char *claim_month)
{
    const struct receipt_key one = claims_key("06132013");
    struct returned_claim made = {.how = how};
    struct error error = {0};
    name(test, &one, &made);
    test_store_begin(test);
    must(
        returns_note_by_hand(test->store, &made, claims_month(claim_month), &error), &error,
        "return");
    test_store_commit(test);
}

static bool
take_open(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    struct claims_open_returns *open = taker;
    (void)error;
    if (claim->state == RETURN_CLAIMED) {
        return true;
    }
    *open = (struct claims_open_returns){open->count + 1, entry, claim->how};
    return true;
}

struct claims_open_returns claims_open(struct test_store *test)
{
    struct claims_open_returns open = {0};
    struct error error = {0};
    must(returns_each_left(test->store, take_open, &open, &error), &error, "list");
    return open;
}

void claims_close(struct test_store *test, int64_t entry)
{
    struct error error = {0};
    test_store_begin(test);
    must(returns_close(test->store, entry, RETURN_CLOSED_NOT_OURS, &error), &error, "close");
    test_store_commit(test);
}

const char *claims_submitted(struct test_store *test, struct receipt_key of, enum receipt_kind kind)
{
    static char text[DATE_TEXT];
    struct month found = MONTH_NONE;
    struct error error = {0};
    must(written_submitted(test->store, &of, kind, &found, &error), &error, "search");
    text[0] = '\0';
    if (month_is_some(found)) {
        month_write(found, text);
    }
    return text;
}

const char *claims_held(struct test_store *test)
{
    return claims_submitted(test, claims_key("06132013"), RECEIPT_KIND_MEDICAL);
}
