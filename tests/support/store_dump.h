/*
 * What a store says, as text: for comparing two stores, or one store before and after.
 *
 * store_dump opens everything: entries with a digest of their opened bodies, settings, visits with their
 * merged values, answers, verdicts with rules, inquiries, raw files, exports.  It depends on what the
 * journal holds and on how it is read, not on how views are laid out.
 */
#ifndef TESTS_SUPPORT_STORE_DUMP_H
#define TESTS_SUPPORT_STORE_DUMP_H

#include "tests/support/store_fixture.h"

/* Appends the text; the store must be unlocked and its views current. */
void store_dump(struct test_store *test, struct buffer *text);

/*
 * Every row of every table but journal, vault and meta, by a connection of its own: the views as they
 * stand.  *empty is the name of a table without a row, or "".
 */
void views_dump(const struct test_store *test, struct buffer *text, char empty[64]);

#endif
