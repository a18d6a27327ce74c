/* The rule files and the cases of a folder, for tests that look at the rulebook that is shipped. */
#ifndef TESTS_RULES_RULE_FOLDER_H
#define TESTS_RULES_RULE_FOLDER_H

#include "engine/law/rule_cases.h"

struct shipped {
    struct rulebook *book;
    struct rule_cases *cases;
};

/* Ends the program with the rendered fault when anything cannot be read. */
void shipped_open(struct shipped *shipped, const char *folder);
void shipped_close(struct shipped *shipped);

#endif
