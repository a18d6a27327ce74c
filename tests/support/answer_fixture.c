#include "tests/support/answer_fixture.h"

#include <stdio.h>
#include <stdlib.h>

static void must(bool done, const struct error *error)
{
    if (!done) {
        (void)fprintf(stderr, "answers: %s\n", error_name(error->fault));
        abort();
    }
}

static struct slice text_of(const char *text)
{
    return text == NULL ? (struct slice){NULL, 0} : slice_of(text);
}

static struct date date_of(const char *text)
{
    struct date date = DATE_NONE;
    if (text != NULL && !date_from_digits(slice_of(text), &date)) {
        abort();
    }
    return date;
}

static void fill_result(const struct given_answer *given, struct qualification *result)
{
    result->texts[ANSWER_INSURER_NUMBER] = text_of(given->insurer_number);
    result->texts[ANSWER_SYMBOL] = text_of(given->symbol);
    result->texts[ANSWER_NUMBER] = text_of(given->number);
    result->texts[ANSWER_BRANCH] = text_of(given->branch);
    result->texts[ANSWER_KANA_NAME] = text_of(given->kana);
    result->dates[ANSWER_BIRTH_DATE] = date_of(given->birth);
    result->dates[ANSWER_ACQUIRED_DATE] = date_of(given->acquired);
    result->dates[ANSWER_LOST_DATE] = date_of(given->lost);
    result->sex = given->sex;
    result->loss_reason = given->loss_reason;
    result->card_class = given->card_class;
}

struct answer test_answer(const struct given_answer *given)
{
    struct answer answer = answer_empty();
    answer.asked_by = given->asked_by;
    answer.delivery = given->delivery;
    answer.validity = given->validity;
    answer.confirmed_for = date_of(given->confirmed_for);
    answer.qualification_count = given->nobody ? 0 : 1;
    if (!given->nobody) {
        fill_result(given, &answer.qualifications[0]);
    }
    answer.echo.present = given->echo;
    if (given->echo) {
        answer.echo.identifiers.insurer_number = text_of(given->echo_insurer);
        answer.echo.identifiers.symbol = text_of(given->echo_symbol);
        answer.echo.identifiers.number = text_of(given->echo_number);
        answer.echo.birth = date_of(given->echo_birth);
    }
    return answer;
}

static void
add_answer(struct test_store *test, struct bulk_writer *writer, const struct given_answer *given)
{
    struct buffer row = buffer_open(LIMIT_BODY_BYTES);
    struct answer answer = test_answer(given);
    struct visit_reference reference;
    struct error error = {0};
    if (given->visit != 0) {
        must(visits_reference(test->store, given->visit, &reference, &error), &error);
    }
    must(
        answers_pack_row(
            given->visit == 0 ? NULL : &reference, NULL, given->finding, &answer, &row, &error),
        &error);
    must(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error), &error);
    buffer_close(&row);
}

int64_t test_answers(struct test_store *test, const struct given_answer *given, size_t count)
{
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    int64_t bulk = 0;
    must(
        bulk_open(
            test->store, BULK_ANSWERS, (struct slice){NULL, 0}, slice_of("answers"), &writer,
            &error),
        &error);
    bulk = bulk_entry(writer);
    for (size_t i = 0; i < count; i++) {
        add_answer(test, writer, &given[i]);
    }
    must(bulk_close(writer, (struct slice){NULL, 0}, &error), &error);
    return bulk;
}
