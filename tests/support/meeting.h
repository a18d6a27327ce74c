/*
 * Meetings: a visit whose answer has another name, and what a person says about it.
 */
#ifndef TESTS_SUPPORT_MEETING_H
#define TESTS_SUPPORT_MEETING_H

#include "engine/storage/confirming.h"
#include "tests/support/answer_fixture.h"

/* A visit and its answer; a test changes what it is about. */
struct meeting {
    const char *day;
    const char *chart;
    const char *desk_kana;
    const char *desk_name;
    const char *desk_birth;
    const char *desk_number;
    const char *desk_sex;
    struct given_answer answer;
};

extern const struct meeting meeting_usual;

/* The visit alone; returns it. */
int64_t meeting_capture(struct test_store *test, const struct meeting *meeting);

/* The visit with its answer, decided. */
int64_t meeting_make(struct test_store *test, const struct meeting *meeting);

/* PERSON_CONFIRMED as the act of a person says it; whether there was a pair to confirm. */
bool meeting_say(struct test_store *test, int64_t visit, const char *word);

/* "field=value" as a capture that names no answer. */
void meeting_add(struct test_store *test, int64_t visit, const char *pair);

/* Decides; the path of the visit. */
unsigned meeting_path(struct test_store *test, int64_t visit);

#endif
