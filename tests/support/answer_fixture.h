/*
 * Answers of the service for tests: made from a few values and put into the store as one bulk.
 */
#ifndef TESTS_SUPPORT_ANSWER_FIXTURE_H
#define TESTS_SUPPORT_ANSWER_FIXTURE_H

#include "engine/storage/answers.h"
#include "tests/support/store_fixture.h"

/* Texts that are NULL are absent. */
struct given_answer {
    int64_t visit; /* 0: of a list */
    enum finding finding;
    unsigned asked_by;
    unsigned delivery;
    unsigned validity;
    const char *confirmed_for; /* YYYYMMDD */
    bool nobody;               /* no result */
    const char *insurer_number;
    const char *symbol;
    const char *number;
    const char *branch;
    const char *kana;
    const char *birth;
    unsigned sex;
    const char *acquired;
    const char *lost;
    unsigned loss_reason;
    unsigned card_class;
    bool echo; /* the keys that were asked with are given back */
    const char *echo_insurer;
    const char *echo_symbol;
    const char *echo_number;
    const char *echo_birth;
};

/* The answer itself; its texts are those of given. */
struct answer test_answer(const struct given_answer *given);

/* Several as one bulk; returns its number. */
int64_t test_answers(struct test_store *test, const struct given_answer *given, size_t count);

#endif
