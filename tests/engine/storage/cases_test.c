/* Cases: what is gathered about a visit, and that the short way to it agrees with the long one. */
#include "engine/storage/cases.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/inquiries.h"
#include "engine/storage/inside.h"
#include "tests/support/answer_fixture.h"
#include "tests/support/check.h"
#include "tests/support/power_cut.h"
#include "tests/support/raw_store.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define PERSON "birth_date=19800401", "kana_name=シカク タロウ", "sex=male"

static const struct interval always = {{INT32_MIN}, {INT32_MIN}};

static const struct given_answer valid = {
    .asked_by = ASKED_BY_NUMBER,
    .delivery = DELIVERY_ANSWERED,
    .validity = VALIDITY_VALID,
    .confirmed_for = "20260301",
    .insurer_number = "06130017",
    .symbol = "12",
    .number = "34",
    .branch = "01",
    .kana = "シカク タロウ",
    .birth = "19800401",
    .sex = SEX_MALE,
    .card_class = CARD_CLASS_ORDINARY,
};

static int make_store(void **state)
{
    return test_store_setup(state, 91);
}

static int64_t numbered(struct test_store *test, const char *chart, const char *number)
{
    char chart_pair[64];
    char number_pair[64];
    (void)snprintf(chart_pair, sizeof chart_pair, "chart_number=%s", chart);
    (void)snprintf(number_pair, sizeof number_pair, "number=%s", number);
    return test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", chart_pair, "insurer_number=06130017", "symbol=12", number_pair,
            "numbers_from=heard", PERSON));
}

static struct case_gatherer *open_cases(struct test_store *test)
{
    struct case_gatherer *gatherer = NULL;
    struct error error = {0};
    assert_true(cases_open(test->store, always, &gatherer, &error));
    return gatherer;
}

static void check_case(
    struct test_store *test,
    int64_t visit,
    void (*check)(const struct visit_case *visit_case))
{
    struct case_gatherer *gatherer = open_cases(test);
    static struct visit_case visit_case;
    struct error error = {0};
    assert_true(cases_of_visit(gatherer, visit, &visit_case, &error));
    assert_int_equal(visit_case.visit.id, visit);
    check(&visit_case);
    cases_close(gatherer);
}

/* ---- numbers by source ---- */

static void has_three_sources(const struct visit_case *visit_case)
{
    const struct typed_numbers *typed = visit_case->situation.typed;
    assert_true(typed[SOURCE_OLD_CARD].given);
    assert_text(typed[SOURCE_OLD_CARD].identifiers.number, "1");
    assert_text(typed[SOURCE_OLD_CARD].identifiers.symbol, "9");
    assert_true(typed[SOURCE_HEARD].given);
    assert_text(typed[SOURCE_HEARD].identifiers.number, "3");
    assert_int_equal(typed[SOURCE_HEARD].identifiers.symbol.size, 0);
    assert_true(typed[SOURCE_INSURER].given);
    assert_text(typed[SOURCE_INSURER].identifiers.number, "4");
    assert_false(typed[SOURCE_CERTIFICATE].given);
    assert_text(visit_case->situation.evidence.values[FIELD_NUMBER], "4");
    assert_false(visit_case->has_answer);
    assert_false(visit_case->situation.answer.given);
}

static void the_newest_numbers_of_each_source_are_kept(void **state)
{
    struct test_store *test = *state;
    int64_t visit = test_capture(
        test, CAPTURE_DOCUMENT,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "brought=old_card", "insurer_number=06130017",
            "symbol=9", "number=1"));
    (void)test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "numbers_from=heard",
            "insurer_number=06130017", "symbol=9", "number=2"));
    (void)test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "numbers_from=heard",
            "insurer_number=06130017", "number=3"));
    (void)test_capture(
        test, CAPTURE_VISIT,
        PAIRS("visit_date=20260301", "chart_number=1", "insurer_phone=confirmed", "number=4"));
    check_case(test, visit, has_three_sources);
}

static void is_refuted(const struct visit_case *visit_case)
{
    assert_true(visit_case->situation.typed[SOURCE_HEARD].refuted);
    assert_false(visit_case->situation.typed[SOURCE_RECORDS].refuted);
}

static void is_not_refuted(const struct visit_case *visit_case)
{
    assert_false(visit_case->situation.typed[SOURCE_HEARD].refuted);
}

static void numbers_that_the_service_does_not_call_valid_are_refuted(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    int64_t visit = numbered(test, "1", "34");
    (void)test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "numbers_from=records",
            "insurer_number=06130017", "symbol=12", "number=35"));
    given.visit = visit;
    given.validity = VALIDITY_NOT_FOUND;
    (void)test_answers(test, &given, 1);
    check_case(test, visit, is_not_refuted);
    given.validity = VALIDITY_INVALID;
    (void)test_answers(test, &given, 1);
    check_case(test, visit, is_refuted);
    given.validity = VALIDITY_VALID;
    (void)test_answers(test, &given, 1);
    check_case(test, visit, is_not_refuted);
}

/* ---- lists ---- */

static void has_answer(const struct visit_case *visit_case)
{
    assert_true(visit_case->has_answer);
    assert_int_equal(visit_case->situation.answer.number_match, MATCH_EQUAL);
    assert_int_equal(visit_case->situation.answer.name_match, MATCH_EQUAL);
}

static void has_none(const struct visit_case *visit_case)
{
    assert_false(visit_case->has_answer);
}

static void is_doubtful(const struct visit_case *visit_case)
{
    assert_true(visit_case->has_answer);
    assert_int_equal(visit_case->situation.answer.number_match, MATCH_DOUBTFUL);
}

static void an_answer_of_a_list_is_joined_by_its_numbers(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    int64_t one = numbered(test, "1", "34");
    int64_t two = numbered(test, "2", "35");
    given.symbol = "１２";
    (void)test_answers(test, &given, 1);
    check_case(test, one, has_answer);
    check_case(test, two, has_none);
}

static void leading_zeros_are_joined_and_leave_a_doubt(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    int64_t visit = numbered(test, "1", "0034");
    given.number = "00034";
    (void)test_answers(test, &given, 1);
    check_case(test, visit, is_doubtful);
    given.number = "0034";
    (void)test_answers(test, &given, 1);
    check_case(test, visit, has_answer);
}

static void is_torn(const struct visit_case *visit_case)
{
    assert_true(visit_case->has_answer);
    assert_int_equal(visit_case->situation.answer.validity, VALIDITY_SEVERAL);
    assert_int_equal(visit_case->situation.answer.insurance_results, RESULTS_SEVERAL);
}

static void rows_of_a_list_that_contradict_each_other_are_several(void **state)
{
    struct test_store *test = *state;
    struct given_answer given[2] = {valid, valid};
    int64_t visit = numbered(test, "1", "34");
    given[1].validity = VALIDITY_INVALID;
    (void)test_answers(test, given, 2);
    check_case(test, visit, is_torn);
}

static void is_spoiled(const struct visit_case *visit_case)
{
    assert_false(visit_case->has_answer);
    assert_true(visit_case->spoiled);
    assert_int_equal(visit_case->situation.answer.delivery, DELIVERY_PERSON_ERROR);
}

static void an_answer_with_a_finding_is_for_a_person(void **state)
{
    struct test_store *test = *state;
    struct given_answer given = valid;
    int64_t visit = numbered(test, "1", "34");
    given.visit = visit;
    given.finding = FINDING_ANSWER_KEYS_DIFFER;
    (void)test_answers(test, &given, 1);
    check_case(test, visit, is_spoiled);
}

/* ---- asking ---- */

static void is_asked(const struct visit_case *visit_case)
{
    assert_true(visit_case->situation.asked);
    assert_int_equal(visit_case->failed_attempts, 0);
    assert_true(visit_case->last_asked_ms > 0);
}

static void is_not_asked(const struct visit_case *visit_case)
{
    assert_false(visit_case->situation.asked);
    assert_int_equal(visit_case->last_asked_ms, 0);
}

static void has_failed(const struct visit_case *visit_case)
{
    assert_false(visit_case->situation.asked);
    assert_int_equal(visit_case->failed_attempts, 1);
}

static void an_inquiry_under_way_shows(void **state)
{
    struct test_store *test = *state;
    const struct inquiry_move nothing = {.answers = 0};
    struct error error = {0};
    int64_t visit = numbered(test, "1", "34");
    struct inquiry_plan plan = {.key = "202603310001", .visits = &visit, .count = 1};
    int64_t inquiry = 0;
    struct date day = DATE_NONE;
    assert_true(date_from_digits(LITERAL("20260301"), &day));
    check_case(test, visit, is_not_asked);
    assert_true(store_begin(test->store, &error));
    plan.day = day;
    assert_true(inquiries_begin(test->store, &plan, LITERAL("<xml>"), &inquiry, &error));
    assert_true(store_commit(test->store, &error));
    check_case(test, visit, is_asked);
    assert_true(store_begin(test->store, &error));
    assert_true(inquiries_move(test->store, inquiry, INQUIRY_REJECTED, &nothing, &error));
    assert_true(store_commit(test->store, &error));
    check_case(test, visit, has_failed);
}

/* ---- the short way and the long one ---- */

static const char *const symbols[] = {"12", "１２", "13", "●2", NULL};
static const char *const numbers[] = {"34", "034", "３４", "35", "3●", NULL};
static const char *const names[] = {"シカク タロウ", "シカクタロウ",    "ｼｶｸ ﾀﾛｳ", "シカ● タロウ",
                                    "シヵク タロウ", "ヒョウカ ハナコ", NULL};
static const char *const births[] = {"19800401", "19800402", NULL};

#define PICK(random, list) ((list)[power_cut_random(random) % COUNT_OF(list)])

static int64_t random_visit(struct test_store *test, uint64_t *random, int number)
{
    char texts[6][64];
    const char *pairs[10] = {
        "visit_date=20260301", "insurer_number=06130017", "numbers_from=heard"};
    const char *symbol = PICK(random, symbols);
    const char *insured = PICK(random, numbers);
    const char *name = PICK(random, names);
    const char *birth = PICK(random, births);
    size_t count = 3;
    (void)snprintf(texts[0], sizeof texts[0], "chart_number=%d", number);
    (void)snprintf(texts[1], sizeof texts[1], "symbol=%s", symbol == NULL ? "" : symbol);
    (void)snprintf(texts[2], sizeof texts[2], "number=%s", insured == NULL ? "" : insured);
    (void)snprintf(texts[3], sizeof texts[3], "kana_name=%s", name == NULL ? "" : name);
    (void)snprintf(texts[4], sizeof texts[4], "birth_date=%s", birth == NULL ? "" : birth);
    (void)snprintf(
        texts[5], sizeof texts[5], "sex=%s", power_cut_random(random) % 4 == 0 ? "female" : "male");
    pairs[count++] = texts[0];
    for (size_t i = 1; i < 6; i++) {
        if (texts[i][strlen(texts[i]) - 1] != '=') {
            pairs[count++] = texts[i];
        }
    }
    return test_capture(test, CAPTURE_NUMBER, pairs);
}

static void random_answer(struct test_store *test, uint64_t *random, int64_t visit)
{
    static const unsigned validities[] = {VALIDITY_VALID, VALIDITY_INVALID, VALIDITY_INVALID_NEWER};
    struct given_answer given = valid;
    given.visit = power_cut_random(random) % 2 == 0 ? visit : 0;
    given.asked_by = power_cut_random(random) % 2 == 0 ? ASKED_BY_CARD : ASKED_BY_NUMBER;
    given.validity = PICK(random, validities);
    given.symbol = PICK(random, symbols);
    given.number = PICK(random, numbers);
    given.kana = PICK(random, names);
    given.birth = PICK(random, births);
    given.sex = power_cut_random(random) % 4 == 0 ? SEX_UNSET : SEX_MALE;
    given.insurer_number = power_cut_random(random) % 5 == 0 ? NULL : "06130017";
    given.echo = power_cut_random(random) % 2 == 0;
    given.echo_insurer = "06130017";
    given.echo_symbol = PICK(random, symbols);
    given.echo_number = PICK(random, numbers);
    given.echo_birth = PICK(random, births);
    (void)test_answers(test, &given, 1);
}

static void check_against_the_long_way(
    struct case_gatherer *gatherer,
    const struct visit_case *visit_case)
{
    const struct answer_facts *facts = &visit_case->situation.answer;
    const struct evidence *evidence = &visit_case->situation.evidence;
    const struct identifiers typed = {
        .insurer_number = evidence->values[FIELD_INSURER_NUMBER],
        .symbol = evidence->values[FIELD_SYMBOL],
        .number = evidence->values[FIELD_NUMBER],
        .branch = evidence->values[FIELD_BRANCH],
    };
    struct answer_facts wanted = {0};
    struct answer answer;
    struct error error = {0};
    bool negative =
        facts->validity == VALIDITY_INVALID || facts->validity == VALIDITY_INVALID_NEWER;
    assert_true(answers_open(cases_cache(gatherer), &visit_case->answer, &answer, &error));
    situation_compare(evidence, &typed, &answer, &wanted);
    assert_int_equal(facts->number_match, wanted.number_match);
    assert_int_equal(facts->name_match, wanted.name_match);
    assert_int_equal(facts->birth_match, wanted.birth_match);
    assert_int_equal(facts->sex_match, wanted.sex_match);
    assert_int_equal(
        facts->has_old_numbers,
        negative && answer.qualifications[0].texts[ANSWER_INSURER_NUMBER].size > 0 &&
            answer.qualifications[0].texts[ANSWER_NUMBER].size > 0);
}

/* The next case of any block; false after the last. */
static bool next_case(struct case_gatherer *gatherer, struct visit_case *visit_case)
{
    const struct visit_row *visits = NULL;
    struct error error = {0};
    size_t count = 0;
    bool found = false;
    assert_true(cases_next(gatherer, visit_case, &found, &error));
    if (!found) {
        cases_end_block(gatherer);
        assert_true(cases_begin_block(gatherer, &visits, &count, &error));
        assert_true(cases_next(gatherer, visit_case, &found, &error));
        assert_int_equal(found, count > 0);
        assert_true(!found || visits[0].id == visit_case->visit.id);
    }
    return found;
}

static void what_fingerprints_say_is_what_the_values_say(void **state)
{
    struct test_store *test = *state;
    uint64_t random = 12345;
    static struct visit_case visit_case;
    struct case_gatherer *gatherer = NULL;
    unsigned compared = 0;
    for (int i = 1; i <= 400; i++) {
        int64_t visit = random_visit(test, &random, i);
        random_answer(test, &random, visit);
    }
    gatherer = open_cases(test);
    while (next_case(gatherer, &visit_case)) {
        if (visit_case.has_answer) {
            check_against_the_long_way(gatherer, &visit_case);
            compared++;
        }
    }
    assert_true(compared > 150);
    cases_close(gatherer);
}

/* ---- walking ---- */

enum {
    MANY = CASES_BLOCK + CASES_BLOCK / 8 /* more than a block */
};

static void each_visit_comes_once_and_the_same_as_by_itself(void **state)
{
    struct test_store *test = *state;
    static struct visit_case walked;
    static struct visit_case single;
    struct case_gatherer *one = NULL;
    struct case_gatherer *two = NULL;
    struct error error = {0};
    static struct given_answer given[MANY];
    static char texts[MANY][16];
    int64_t count = 0;
    for (int i = 0; i < MANY; i++) {
        char chart[16];
        (void)snprintf(chart, sizeof chart, "%d", i);
        (void)snprintf(texts[i], sizeof texts[i], "%d", 1000 + i);
        (void)numbered(test, chart, texts[i]);
        given[i] = valid;
        given[i].number = texts[i];
    }
    (void)test_answers(test, given, MANY);
    one = open_cases(test);
    two = open_cases(test);
    while (next_case(one, &walked)) {
        count++;
        assert_int_equal(walked.visit.id, count);
        if (count % 50 == 0) {
            assert_true(cases_of_visit(two, count, &single, &error));
            assert_true(walked.has_answer && single.has_answer);
            assert_int_equal(walked.answer.id, single.answer.id);
            assert_memory_equal(
                &walked.situation.answer, &single.situation.answer, sizeof walked.situation.answer);
        }
    }
    assert_int_equal(count, MANY);
    assert_false(cases_of_visit(two, MANY + 1, &single, &error));
    assert_int_equal(error.fault, FAULT_VISIT_MISSING);
    cases_close(one);
    cases_close(two);
    cases_close(NULL);
}

static void without_a_key_there_are_no_cases(void **state)
{
    struct test_store *test = *state;
    struct case_gatherer *gatherer = NULL;
    struct error error = {0};
    vault_close(test->store);
    assert_false(cases_open(test->store, always, &gatherer, &error));
    assert_int_equal(error.fault, FAULT_NOT_UNLOCKED);
    assert_null(gatherer);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(the_newest_numbers_of_each_source_are_kept),
        WITH(numbers_that_the_service_does_not_call_valid_are_refuted),
        WITH(an_answer_of_a_list_is_joined_by_its_numbers),
        WITH(leading_zeros_are_joined_and_leave_a_doubt),
        WITH(rows_of_a_list_that_contradict_each_other_are_several),
        WITH(an_answer_with_a_finding_is_for_a_person),
        WITH(an_inquiry_under_way_shows),
        WITH(what_fingerprints_say_is_what_the_values_say),
        WITH(each_visit_comes_once_and_the_same_as_by_itself),
        WITH(without_a_key_there_are_no_cases),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
