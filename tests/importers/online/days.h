/*
 * Days in the life of a site with a bad line: what the tests of the folder and of the gateway share.
 * Everything comes from a seed.
 */
#ifndef TESTS_IMPORTERS_ONLINE_DAYS_H
#define TESTS_IMPORTERS_ONLINE_DAYS_H

#include <stdio.h>

#include "tests/support/store_fixture.h"

enum {
    DAYS_PEOPLE = 12
};

/* A number below that; the state must not be 0. */
unsigned long days_pick(uint64_t *state, unsigned long below);

/* The people of the double's script, all with a valid qualification. */
void days_write_people(FILE *file);

/* One visit of one of them, today; sometimes with consent to 限度額, so that both ways of asking are used. */
void days_capture(struct test_store *store, uint64_t *state, unsigned long chart);

/* 18:00 of the next day in Japan. */
int64_t days_next_evening(int64_t now_ms);

void days_set(struct test_store *store, enum setting setting, const char *value);

/* sent = answered + waiting + failed, by the counters and by the rows; no visit answered twice. */
void days_check_counts(struct test_store *store);

/* Nothing is on its way, and each visit of the last days has its answer. */
void days_check_all_answered(struct test_store *store);

/* How many inquiries were ever begun. */
unsigned long days_count_begun(const struct test_store *store);

/* The views made anew are the same. */
void days_check_rebuilt(struct test_store *store);

#endif
