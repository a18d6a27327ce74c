/*
 * The part of a store with every kind of entry that sites without receipts have: tickets, and verdicts
 * about them.  Inside every_kind.
 */
#ifndef TESTS_SUPPORT_EVERY_TICKET_H
#define TESTS_SUPPORT_EVERY_TICKET_H

#include "tests/support/store_fixture.h"

/* The same ticket twice, and another one with its number. */
void every_ticket_keep(struct test_store *test);

/* Decides the visits as a site for check-ups would; the site is a clinic again afterwards. */
void every_ticket_decide(struct test_store *test);

#endif
