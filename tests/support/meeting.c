#include "tests/support/meeting.h"

#include <stdio.h>

#include "tests/support/check.h"

const struct meeting meeting_usual = {
    .day = "20260302",
    .chart = "1",
    .desk_kana = "シカク タロウ",
    .desk_birth = "19800401",
    .desk_number = "34",
    .desk_sex = "male",
    .answer =
        {.asked_by = ASKED_BY_NUMBER,
         .delivery = DELIVERY_ANSWERED,
         .validity = VALIDITY_VALID,
         .insurer_number = "06130017",
         .symbol = "12",
         .number = "34",
         .kana = "トツゴウ タロウ",
         .birth = "19800401",
         .sex = SEX_MALE,
         .acquired = "20200401",
         .card_class = CARD_CLASS_ORDINARY},
};

int64_t meeting_capture(struct test_store *test, const struct meeting *meeting)
{
    const struct {
        const char *field;
        const char *value;
    } values[] = {
        {"visit_date", meeting->day},
        {"chart_number", meeting->chart},
        {"kana_name", meeting->desk_kana},
        {"name", meeting->desk_name},
        {"birth_date", meeting->desk_birth},
        {"number", meeting->desk_number},
        {"insurer_number", "06130017"},
        {"symbol", "12"},
        {"sex", meeting->desk_sex},
        {"numbers_from", "records"},
        {"visit_kind", "repeat"},
        {"brought", "card"},
    };

    char texts[COUNT_OF(values)][80];
    const char *pairs[COUNT_OF(values) + 1] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        if (values[i].value != NULL) {
            (void)snprintf(texts[i], sizeof texts[i], "%s=%s", values[i].field, values[i].value);
            pairs[count++] = texts[i];
        }
    }
    return test_capture(test, CAPTURE_NUMBER, pairs);
}

/* The visit with its answer, decided. */
int64_t meeting_make(struct test_store *test, const struct meeting *meeting)
{
    struct given_answer answer = meeting->answer;
    struct deciding_result result;
    struct error error = {0};
    int64_t visit = meeting_capture(test, meeting);
    answer.visit = visit;
    answer.confirmed_for = meeting->day;
    (void)test_answers(test, &answer, 1);
    assert_true(deciding_run(test->store, &result, &error));
    return visit;
}

/* As the act of a person does it; whether there was a pair to confirm. */
bool meeting_say(struct test_store *test, int64_t visit, const char *word)
{
    char pair[40];
    const char *const pairs[] = {pair, NULL};
    struct confirmation about;
    struct evidence evidence;
    struct error error = {0};
    (void)snprintf(pair, sizeof pair, "person_confirmed=%s", word);
    evidence = test_evidence(pairs);
    assert_true(confirming_answer(test->store, visit, &about, &error));
    assert_true(store_begin(test->store, &error));
    assert_true(visits_add_confirming(
        test->store, visit, CAPTURE_RESOLVE, &evidence, about.found ? &about.answer : NULL,
        &error));
    assert_true(store_commit(test->store, &error));
    return about.pair;
}

void meeting_add(struct test_store *test, int64_t visit, const char *pair)
{
    const char *const pairs[] = {pair, NULL};
    struct evidence evidence = test_evidence(pairs);
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    assert_true(visits_add(test->store, visit, CAPTURE_RESOLVE, &evidence, &error));
    assert_true(store_commit(test->store, &error));
}

unsigned meeting_path(struct test_store *test, int64_t visit)
{
    struct deciding_result result;
    struct verdict_row row;
    struct error error = {0};
    bool found = false;
    assert_true(deciding_run(test->store, &result, &error));
    assert_true(verdicts_get(test->store, visit, &row, &found, &error));
    assert_true(found);
    return row.path;
}
