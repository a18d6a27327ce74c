/*
 * The answers of the terminal double: trees out of a request and the script, then bytes.
 */
#ifndef TESTS_DOUBLES_TERMINAL_ANSWER_H
#define TESTS_DOUBLES_TERMINAL_ANSWER_H

#include "tests/doubles/terminal_request.h"

/* One request on its way to an answer. */
struct terminal_case {
    const struct script *script;
    enum terminal_kind kind;
    unsigned long which; /* of its kind in this run */
    const struct request *request;
    const struct request *people; /* a fetch: what it is about; NULL: none known */
    enum terminal_kind asked;     /* a fetch: of that kind */
    const char *pull;             /* of what sort a pull is */
    bool is_at_once;              /* the answer is the result, no reception number */
    const char *reception;        /* number of the acceptance or fetch */
    const char *now;              /* YYYYMMDDhhmmss */
    bool is_processing;
};

/* NULL when the script does not say so. */
const char *terminal_case_fault(const struct terminal_case *one, enum terminal_fault fault);

/* The bytes of the answer, in their encoding. */
void terminal_answer(const struct terminal_case *one, struct double_text *bytes);

#endif
