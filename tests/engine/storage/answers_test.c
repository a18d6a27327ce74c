/* Answers as rows: codes, fingerprints, findings; which of them are seen. */
#include "engine/storage/answers.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/answer_fixture.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct given_answer valid = {
    .asked_by = ASKED_BY_NUMBER,
    .delivery = DELIVERY_ANSWERED,
    .validity = VALIDITY_VALID,
    .confirmed_for = "20260301",
    .insurer_number = "06130017",
    .symbol = "12",
    .number = "0034",
    .branch = "01",
    .kana = "シカク タロウ",
    .birth = "19800401",
    .sex = SEX_MALE,
    .acquired = "20200401",
    .lost = "20260401",
    .card_class = CARD_CLASS_ORDINARY,
};

static int make_store(void **state)
{
    return test_store_setup(state, 81);
}

static struct answer_row get(struct test_store *test, int64_t id)
{
    struct answer_row row;
    struct error error = {0};
    bool found = false;
    assert_true(answers_get(test->store, id, &row, &found, &error));
    assert_true(found);
    return row;
}

static int64_t visit(struct test_store *test, const char *chart)
{
    char pair[64];
    (void)snprintf(pair, sizeof pair, "chart_number=%s", chart);
    return test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", pair, "insurer_number=06130017", "symbol=12", "number=34",
            "birth_date=19800401", "kana_name=シカク タロウ", "sex=male"));
}

/* Those of 医療扶助 find their visits in a list as those of an insurance do. */
static void an_answer_about_assistance_alone_has_fingerprints(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    struct answer_row insurance;
    struct answer_row assistance;
    (void)test_answers(test, &given, 1);
    insurance = get(test, 1);
    given.card_class = CARD_CLASS_ASSISTANCE;
    (void)test_answers(test, &given, 1);
    assistance = get(test, 2);
    assert_true(print_is_some(assistance.prints + ANSWER_PRINT_NUMBERS));
    assert_memory_equal(insurance.prints, assistance.prints, ANSWER_PRINTS);
    assert_int_equal(assistance.codes.zeros, 2);
    assert_int_equal(assistance.codes.assistance_results, 1);
}

/* ---- codes ---- */

static void every_code_fits_into_its_four_bits(void **state)
{
    static const enum domain domains[] = {
        DOMAIN_ASKED_BY, DOMAIN_DELIVERY, DOMAIN_VALIDITY, DOMAIN_LOSS_REASON, DOMAIN_CARD_CLASS};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(domains); i++) {
        assert_true(domain_size(domains[i]) <= 16);
    }
}

static void check_codes(struct test_store *test, const struct given_answer *given)
{
    struct answer answer = test_answer(given);
    struct answer_codes wanted = answer_codes_of(&answer);
    struct answer_row row;
    (void)test_answers(test, given, 1);
    row = get(test, raw_number(test, "SELECT max(id) FROM answer"));
    assert_int_equal(row.codes.asked_by, wanted.asked_by);
    assert_int_equal(row.codes.delivery, wanted.delivery);
    assert_int_equal(row.codes.validity, wanted.validity);
    assert_int_equal(row.codes.loss_reason, wanted.loss_reason);
    assert_int_equal(row.codes.card_class, wanted.card_class);
    assert_int_equal(row.codes.insurance_results, wanted.insurance_results);
    assert_int_equal(row.codes.assistance_results, wanted.assistance_results);
    assert_int_equal(row.codes.branch, wanted.branch);
    assert_int_equal(row.codes.zeros, wanted.zeros);
}

static void codes_are_the_same_out_of_the_view(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    for (given.validity = 0; given.validity < domain_size(DOMAIN_VALIDITY); given.validity++) {
        check_codes(test, &given);
    }
    given = valid;
    for (given.loss_reason = 0; given.loss_reason < domain_size(DOMAIN_LOSS_REASON);
         given.loss_reason++) {
        check_codes(test, &given);
    }
    given = valid;
    for (given.card_class = 0; given.card_class < domain_size(DOMAIN_CARD_CLASS);
         given.card_class++) {
        check_codes(test, &given);
    }
    given = valid;
    given.asked_by = ASKED_BY_CARD;
    given.delivery = DELIVERY_UNKNOWN_CODE;
    given.branch = "99";
    given.number = "0000000000000000000000000000";
    check_codes(test, &given);
    given.branch = NULL;
    given.nobody = true;
    check_codes(test, &given);
}

static void two_insurances_are_several_and_assistance_is_counted_by_itself(void **state)
{
    struct answer answer = test_answer(&valid);
    struct answer_codes codes;
    (void)state;
    answer.qualifications[1] = answer.qualifications[0];
    answer.qualification_count = 2;
    codes = answer_codes_of(&answer);
    assert_int_equal(codes.insurance_results, 2);
    assert_int_equal(codes.card_class, CARD_CLASS_ABSENT);
    assert_null(answer_insurance(&answer));
    answer.qualifications[1].card_class = CARD_CLASS_ASSISTANCE;
    codes = answer_codes_of(&answer);
    assert_int_equal(codes.insurance_results, 1);
    assert_int_equal(codes.assistance_results, 1);
    assert_ptr_equal(answer_insurance(&answer), &answer.qualifications[0]);
    answer.qualification_count = ANSWER_QUALIFICATIONS + 1;
    codes = answer_codes_of(&answer);
    assert_int_equal(codes.insurance_results, 2);
    assert_int_equal(codes.assistance_results, 2);
    assert_null(answer_insurance(&answer));
}

static void leading_zeros_are_counted_after_folding(void **state)
{
    static const struct {
        const char *number;
        unsigned zeros;
    } rows[] = {
        {"", 0},         {"34", 0},  {"034", 1},
        {"００３４", 2}, {"000", 3}, {"0-1", 1},
        {" 0 0 3", 2},   {"１0", 0}, {"000000000000000000", 15},
        {"\xFF", 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(number_zeros(slice_of(rows[i].number)) == rows[i].zeros, rows[i].number);
    }
}

/* ---- rows ---- */

static void an_answer_reads_back_from_its_part(void **state)
{
    struct test_store *test = *state;
    struct part_cache *cache = NULL;
    struct answer answer;
    struct answer_row row;
    struct error error = {0};
    test->world.clock.now_ms = 1775000000000;
    (void)test_answers(test, &valid, 1);
    row = get(test, 1);
    assert_int_equal(row.visit, 0);
    assert_int_equal(row.finding, FINDING_NONE);
    assert_int_equal(row.at_ms, 1775000000000);
    assert_int_equal(row.covers.last.days - row.covers.first.days, 2190);
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(answers_open(cache, &row, &answer, &error));
    assert_text(answer.qualifications[0].texts[ANSWER_NUMBER], "0034");
    assert_text(answer.qualifications[0].texts[ANSWER_KANA_NAME], "シカク タロウ");
    row.row = 1;
    assert_false(answers_open(cache, &row, &answer, &error));
    assert_int_equal(error.fault, FAULT_JOURNAL_BODY);
    part_cache_close(cache);
}

static void check_prints(struct test_store *test, const struct given_answer *given, bool equal)
{
    struct visit_row seen;
    struct answer_row row;
    struct error error = {0};
    bool found = false;
    (void)test_answers(test, given, 1);
    row = get(test, raw_number(test, "SELECT max(id) FROM answer"));
    assert_true(visits_get(test->store, 1, &seen, &found, &error));
    assert_int_equal(
        memcmp(row.prints + ANSWER_PRINT_NUMBERS, seen.prints + PRINT_NUMBERS, FINGERPRINT_BYTES) ==
            0,
        equal);
}

static void an_answer_is_found_by_the_numbers_that_it_is_about(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    (void)visit(test, "1");
    check_prints(test, &given, true);
    given.number = "35";
    check_prints(test, &given, false);
    given.echo = true;
    given.echo_insurer = "06130017";
    given.echo_symbol = "１２";
    given.echo_number = "34";
    given.echo_birth = "19800401";
    check_prints(test, &given, true);
    /* Asked with a card: what it is about is what it names. */
    given.asked_by = ASKED_BY_CARD;
    check_prints(test, &given, false);
    given.number = "34";
    given.echo_number = "35";
    check_prints(test, &given, true);
    given.nobody = true;
    check_prints(test, &given, false);
}

/* ---- which are seen ---- */

struct seen {
    int64_t ids[16];
    size_t count;
    size_t most;
};

static bool take(void *taker, const struct answer_row *row)
{
    struct seen *seen = taker;
    seen->ids[seen->count++] = row->id;
    return seen->count < seen->most;
}

static bool take_listed(void *taker, int64_t id, const uint8_t numbers[FINGERPRINT_BYTES])
{
    struct seen *seen = taker;
    assert_true(print_is_some(numbers));
    seen->ids[seen->count++] = id;
    return seen->count < seen->most;
}

static size_t listed(struct test_store *test)
{
    struct seen seen = {.most = 16};
    struct error error = {0};
    assert_true(answers_each_listed(test->store, take_listed, &seen, &error));
    for (size_t i = 1; i < seen.count; i++) {
        assert_true(seen.ids[i - 1] < seen.ids[i]);
    }
    return seen.count;
}

static size_t of_visit(struct test_store *test, int64_t id)
{
    struct seen seen = {.most = 16};
    struct error error = {0};
    assert_true(answers_of_visits(test->store, id, id, take, &seen, &error));
    return seen.count;
}

static void answers_with_a_finding_are_kept_and_not_used(void **state)
{
    struct test_store *test = *state;
    struct given_answer given[5] = {valid, valid, valid, valid, valid};
    struct seen seen = {.most = 1};
    struct error error = {0};
    int64_t id = visit(test, "1");
    given[0].visit = id;
    given[1].visit = id;
    given[1].finding = FINDING_ANSWER_KEYS_DIFFER;
    given[3].finding = FINDING_ANSWER_KEYS_DIFFER;
    (void)test_answers(test, given, 5);
    assert_int_equal(listed(test), 2);
    assert_int_equal(of_visit(test, id), 2);
    assert_int_equal(of_visit(test, 0), 0);
    assert_int_equal(of_visit(test, 99), 0);
    assert_int_equal(get(test, 2).finding, FINDING_ANSWER_KEYS_DIFFER);
    assert_true(answers_each_listed(test->store, take_listed, &seen, &error));
    assert_int_equal(seen.count, 1);
}

static void answers_count_only_when_their_bulk_is_whole(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    struct buffer row = buffer_open(LIMIT_BODY_BYTES);
    struct answer answer = test_answer(&valid);
    struct visit_reference reference;
    struct error error = {0};
    int64_t id = visit(test, "1");
    assert_true(visits_reference(test->store, id, &reference, &error));
    assert_true(answers_pack_row(&reference, NULL, FINDING_NONE, &answer, &row, &error));
    assert_true(bulk_open(
        test->store, BULK_ANSWERS, (struct slice){NULL, 0}, LITERAL("x"), &writer, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error));
    assert_true(bulk_flush_rows(writer, &error));
    assert_int_equal(listed(test), 0);
    assert_int_equal(of_visit(test, id), 0);
    bulk_cancel(writer);
    assert_true(bulk_abandon_open(test->store, BULK_ANSWERS, &error));
    assert_int_equal(raw_number(test, "SELECT count(*) FROM answer"), 0);
    (void)test_answers(test, &valid, 1);
    assert_int_equal(listed(test), 1);
    assert_string_equal(tagged_store_fault(test), "");
    buffer_close(&row);
}

static void an_answer_about_a_visit_that_is_not_there_is_refused(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = NULL;
    struct buffer row = buffer_open(LIMIT_BODY_BYTES);
    struct answer answer = test_answer(&valid);
    struct visit_reference reference = {"NOWHERE0", 1, 1, ROW_WHOLE_BODY};
    struct error error = {0};
    assert_true(answers_pack_row(&reference, NULL, FINDING_NONE, &answer, &row, &error));
    assert_true(bulk_open(
        test->store, BULK_ANSWERS, (struct slice){NULL, 0}, LITERAL("x"), &writer, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error));
    assert_false(bulk_close(writer, (struct slice){NULL, 0}, &error));
    assert_int_equal(error.fault, FAULT_VISIT_MISSING);
    buffer_close(&row);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_fits_into_its_four_bits),
        WITH(codes_are_the_same_out_of_the_view),
        cmocka_unit_test(two_insurances_are_several_and_assistance_is_counted_by_itself),
        cmocka_unit_test(leading_zeros_are_counted_after_folding),
        WITH(an_answer_reads_back_from_its_part),
        WITH(an_answer_is_found_by_the_numbers_that_it_is_about),
        WITH(an_answer_about_assistance_alone_has_fingerprints),
        WITH(answers_with_a_finding_are_kept_and_not_used),
        WITH(answers_count_only_when_their_bulk_is_whole),
        WITH(an_answer_about_a_visit_that_is_not_there_is_refused),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
