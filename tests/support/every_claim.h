/*
 * The part of a store with every kind of entry that is about claims on their way: what was exported,
 * submitted and came back.  Inside every_kind.
 */
#ifndef TESTS_SUPPORT_EVERY_CLAIM_H
#define TESTS_SUPPORT_EVERY_CLAIM_H

#include "tests/support/store_fixture.h"

/* A file made from that bulk, with two claims, of which one stayed behind. */
void every_claim_export(struct test_store *test, int64_t source);

/* The claims go to the payer; two come back, and one of them is claimed again. */
void every_claim_submit(struct test_store *test, int64_t visit);

#endif
