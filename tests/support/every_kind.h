/*
 * A small store with every kind of journal entry that there is: captures, corrections, acts on held visits,
 * bulks of every kind, matched, corrected and abandoned ones, answers, inquiries through all their
 * states, verdicts and later ones, exports, accesses, keys, settings, rulebooks, another incarnation.
 */
#ifndef TESTS_SUPPORT_EVERY_KIND_H
#define TESTS_SUPPORT_EVERY_KIND_H

#include "tests/support/store_fixture.h"

/* A passphrase of the operator "clerk" whom it adds. */
extern const char *const every_kind_passphrase;

/* Fills a store that is open and unlocked; rules is a folder of rule files. */
void every_kind_fill(struct test_store *test, const char *rules);

/* The name of a kind of entries.def of which the store has no entry; NULL when it has all. */
const char *every_kind_missing(const struct test_store *test);

#endif
