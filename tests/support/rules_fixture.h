/*
 * The rulebook of the tree (TOTSUGO_RULES names its folder), for tests that need the real law.
 */
#ifndef TESTS_SUPPORT_RULES_FIXTURE_H
#define TESTS_SUPPORT_RULES_FIXTURE_H

#include "engine/law/rulebook.h"

/* Close it with rulebook_close; aborts when the rules do not load. */
struct rulebook *test_rules_load(void);

#endif
