/* The files of a golden store (tests/golden/README.md), put into a test's world. */
#ifndef TESTS_SUPPORT_GOLDEN_STORE_H
#define TESTS_SUPPORT_GOLDEN_STORE_H

#include "tests/support/store_fixture.h"

/* Copies the store of a folder into a fresh world and takes its keys; opens nothing. */
void golden_store_open(struct test_store *test, const char *folder);

/* What the store says after its views were made anew; close the buffer. */
struct buffer golden_store_says(struct test_store *test);

#endif
