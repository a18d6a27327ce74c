#include "tests/support/every_claim.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/exports.h"
#include "engine/storage/returns.h"
#include "engine/storage/submissions.h"
#include "engine/storage/written_claims.h"
#include "tests/support/must.h"

static struct date day(const char *digits)
{
    struct date date = DATE_NONE;
    if (!date_from_digits(slice_of(digits), &date)) {
        abort();
    }
    return date;
}

void every_claim_export(struct test_store *test, int64_t source)
{
    uint8_t hash[HASH_BYTES];
    const struct export_note note = {
        .source = source, .month = month_of(day("20260401")), .hash = hash, .unchanged = 1};
    struct written_file file = {
        .payer = PAYER_FUND, .month = note.month, .kind = RECEIPT_KIND_MEDICAL};
    struct written_claim claims[2];
    struct error error = {0};
    memset(hash, 0x5A, sizeof hash);
    test_store_begin(test);
    must(exports_note(test->store, &note, &file.export, &error), &error, "export");
    memset(claims, 0x5B, sizeof claims);
    for (size_t i = 0; i < 2; i++) {
        claims[i].month = month_of(day("20260301"));
        claims[i].exact[0] = (uint8_t)i;
        claims[i].out = i == 0;
    }
    must(written_note(test->store, &file, claims, 2, &error), &error, "claims");
    test_store_commit(test);
}

void every_claim_submit(struct test_store *test, int64_t visit)
{
    const struct submission submission = {
        .payer = PAYER_FUND,
        .month = month_of(day("20260401")),
        .kind = RECEIPT_KIND_MEDICAL,
        .day = day("20260408"),
    };
    struct returned_claim claim = {
        .receipt = 1,
        .treated = month_of(day("20260301")),
        .returned = month_of(day("20260501")),
        .class_code = slice_of("1"),
        .reason = slice_of("L0001"),
        .text = slice_of("架空の理由"),
        .search = slice_of("202604000000000001"),
        .kind = RECEIPT_KIND_MEDICAL,
        .visits = {visit},
        .visit_count = 1,
    };
    struct error error = {0};
    bool added = false;
    test_store_begin(test);
    must(submissions_note(test->store, &submission, &error), &error, "submission");
    for (uint8_t i = 1; i <= 2; i++) {
        memset(claim.print, i, sizeof claim.print);
        memset(claim.claim, 0x59 + i, sizeof claim.claim); /* the second one was written */
        memset(claim.exact, 0x69 + i, sizeof claim.exact);
        must(returns_note(test->store, &claim, &added, &error) && added, &error, "return");
    }
    must(returns_reclaimed(test->store, &claim, &error), &error, "re-claim");
    test_store_commit(test);
}
