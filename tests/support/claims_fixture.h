/*
 * A claim of one person in one month, on its way: written into files, submitted, come back.  The tests of
 * written claims and of returns share it.  A failure ends the test.  Months are YYYYMM.
 */
#ifndef TESTS_SUPPORT_CLAIMS_FIXTURE_H
#define TESTS_SUPPORT_CLAIMS_FIXTURE_H

#include "engine/storage/returns.h"
#include "engine/storage/written_claims.h"
#include "tests/support/store_fixture.h"

struct month claims_month(const char *digits);

/* Of chart number 00101 in 2026-03; where none is named below, of 06132013 and medical. */
struct receipt_key claims_key(const char *insurer);
struct written_claim claims_made(struct test_store *test, const struct receipt_key *of, bool out);

/* A file for the fund with these claims. */
void claims_write(
    struct test_store *test,
    const char *claim_month,
    const struct written_claim *claims,
    size_t count);
void claims_write_one(struct test_store *test, const char *claim_month);

void claims_submit(struct test_store *test, unsigned payer, const char *claim_month);
void claims_take_back(struct test_store *test, unsigned payer, const char *claim_month);

/* In a file of returned claims; print tells the receipts of such files apart. */
struct returned_claim claims_come_back_of(
    struct test_store *test,
    uint8_t print,
    const char *insurer,
    enum receipt_kind kind);
struct returned_claim
claims_come_back_processed(struct test_store *test, uint8_t print, const char *processed);
struct returned_claim claims_come_back(struct test_store *test, uint8_t print);

void claims_again(struct test_store *test, const struct returned_claim *returned);

/* What a person tells about it, after it was submitted with that month. */
void claims_tell(struct test_store *test, unsigned how, const char *claim_month);

void claims_close(struct test_store *test, int64_t entry);

struct claims_open_returns {
    size_t count;
    int64_t last; /* entry */
    unsigned how; /* of the last */
};

/* Those that were not claimed again. */
struct claims_open_returns claims_open(struct test_store *test);

/* "2026-04", or "" where it is free to go.  Overwritten by the next call. */
const char *
claims_submitted(struct test_store *test, struct receipt_key of, enum receipt_kind kind);
const char *claims_held(struct test_store *test);

#endif
