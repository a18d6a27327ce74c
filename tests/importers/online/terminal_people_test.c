/* People of the double's script, and what the reader makes of each. */
#include "tests/importers/online/exchange.h"

static const struct answer *answer_at(const struct reading *reading, size_t index)
{
    assert_true(reading->done);
    assert_true(index < reading->count);
    return &reading->answers[index];
}

static enum matching match(const struct exchange *exchange, const struct reading *reading, size_t i)
{
    return matching_of_person(answer_at(reading, i), &exchange->people[i], true);
}

#define TARO_WITH(lines)                                                                           \
    "person taro\n  insurer 06130017\n  symbol 架空１\n  number 1234567\n  birth 19800101\n" lines

static void ask_taro(struct exchange *exchange, const char *people, struct reading *reading)
{
    exchange_open_with(exchange, "", people);
    exchange->count = 1;
    exchange_batch(exchange, reading);
    exchange_close(exchange);
    assert_true(reading->done);
}

static void every_validity_comes_through(void **state)
{
    static const struct {
        const char *people;
        unsigned validity;
    } rows[] = {
        {TARO_WITH("validity 2\n"), VALIDITY_INVALID},
        {TARO_WITH("validity 3\n"), VALIDITY_INVALID_NEWER},
        {TARO_WITH("validity 4\n"), VALIDITY_NOT_FOUND},
        {TARO_WITH("validity 5\n"), VALIDITY_SEVERAL},
        {TARO_WITH("validity 6\n"), VALIDITY_UNREGISTERED},
        {TARO_WITH("validity 8\n"), VALIDITY_UNKNOWN_CODE},
        {TARO_WITH("validity -\n"), VALIDITY_ABSENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange exchange;
        struct reading reading;
        ask_taro(&exchange, rows[i].people, &reading);
        assert_row(answer_at(&reading, 0)->validity == rows[i].validity, rows[i].people);
        reading_close(&reading);
    }
}

static void oddities_of_a_person_hold_that_person(void **state)
{
    static const struct {
        const char *people;
        unsigned delivery;
    } rows[] = {
        {TARO_WITH("status 2\n code X1\n"), DELIVERY_PERSON_ERROR},
        {TARO_WITH("status 7\n"), DELIVERY_UNKNOWN_CODE},
        {TARO_WITH("status -\n"), DELIVERY_UNKNOWN_CODE},
        {TARO_WITH("unit QualificationValidity 1\n"), DELIVERY_UNKNOWN_CODE},
        {TARO_WITH("result\n Birthdate 19800231\n"), DELIVERY_UNKNOWN_CODE},
        {TARO_WITH("result\n again Birthdate 19800101\n"), DELIVERY_UNKNOWN_CODE},
        {TARO_WITH("result\n Sex1 5\n"), DELIVERY_UNKNOWN_CODE},
        {TARO_WITH("result\n InsuredCardClassification 77\n"), DELIVERY_ANSWERED},
        {TARO_WITH("code S1\n message 期限が近い\n"), DELIVERY_ANSWERED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange exchange;
        struct reading reading;
        ask_taro(&exchange, rows[i].people, &reading);
        assert_row(answer_at(&reading, 0)->delivery == rows[i].delivery, rows[i].people);
        reading_close(&reading);
    }
}

static void echoed_keys_that_differ_are_named(void **state)
{
    static const struct {
        const char *people;
        enum matching expected;
    } rows[] = {
        {TARO_WITH("echo Birthdate 19800102\n"), MATCHING_BIRTH},
        {TARO_WITH("echo InsuredIdentificationNumber 1234568\n"), MATCHING_NUMBER},
        {TARO_WITH("echo InsuredCardSymbol 架空２\n"), MATCHING_SYMBOL},
        {TARO_WITH("echo InsurerNumber   138016\n"), MATCHING_INSURER_NUMBER},
        {TARO_WITH("echo InsuredBranchNumber 02\n"), MATCHING_BRANCH},
        {TARO_WITH("echo ArbitraryIdentifier Q9\n"), MATCHING_IDENTIFIER},
        {TARO_WITH("echo ArbitraryIdentifier -\n"), MATCHING_NO_KEYS},
        {TARO_WITH("echo InsuredCardSymbol -\n"), MATCHING_RIGHT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange exchange;
        struct reading reading;
        ask_taro(&exchange, rows[i].people, &reading);
        assert_row(match(&exchange, &reading, 0) == rows[i].expected, rows[i].people);
        reading_close(&reading);
    }
}

static void a_result_of_somebody_else_is_read_as_it_stands(void **state)
{
    struct exchange exchange;
    struct reading reading;
    const struct qualification *result = &reading.answers[0].qualifications[0];
    (void)state;
    ask_taro(
        &exchange,
        TARO_WITH("result\n Birthdate 19800102\n Name 資格　●郎\n NameKana ｼｶｸ ●ﾛｳ\n"
                  " InsuredPartialContributionRatio 010\n"
                  " ElderlyRecipientCertificateInfo/ElderlyRecipientContributionRatio 020\n"),
        &reading);
    assert_int_equal(result->dates[ANSWER_BIRTH_DATE].days, 3653);
    assert_text(result->texts[ANSWER_NAME], "資格　●郎");
    assert_text(result->texts[ANSWER_SHARE_RATIO], "010");
    assert_text(result->texts[ANSWER_ELDERLY_RATIO], "020");
    reading_close(&reading);
}

static void a_character_that_the_centre_lacks_comes_as_a_dot(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    exchange_open_with(&exchange, "encoding shift_jis\n", TARO_WITH("result\n Name 𠮷田　太郎\n"));
    exchange.count = 1;
    exchange_batch(&exchange, &reading);
    assert_text(answer_at(&reading, 0)->qualifications[0].texts[ANSWER_NAME], "●田　太郎");
    exchange_close_result(&exchange, &reading);
}

static void insurance_and_assistance_are_two_qualifications(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    ask_taro(
        &exchange,
        TARO_WITH("result\n Name 資格　太郎\nresult\n InsuredCardClassification A1\n"
                  " InsurerNumber -\n PublicExpenseNumber 12130019\n BeneficiaryNumber 0000017\n"
                  " InsuredIdentificationNumber -\n InsurerName -\n"
                  " WelfareOfficeName 架空福祉事務所\n"),
        &reading);
    assert_int_equal(answer_at(&reading, 0)->qualification_count, 2);
    assert_int_equal(answer_at(&reading, 0)->qualifications[0].card_class, CARD_CLASS_ORDINARY);
    assert_int_equal(answer_at(&reading, 0)->qualifications[1].card_class, CARD_CLASS_ASSISTANCE);
    assert_text(answer_at(&reading, 0)->qualifications[1].texts[ANSWER_NUMBER], "0000017");
    reading_close(&reading);
}

static void a_silent_person_has_no_unit(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    ask_taro(&exchange, TARO_WITH("silent\n"), &reading);
    assert_int_equal(reading.count, 0);
    assert_int_equal(reading.message.counts, MESSAGE_COUNTS_AGREE);
    reading_close(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_validity_comes_through),
        cmocka_unit_test(oddities_of_a_person_hold_that_person),
        cmocka_unit_test(echoed_keys_that_differ_are_named),
        cmocka_unit_test(a_result_of_somebody_else_is_read_as_it_stands),
        cmocka_unit_test(a_character_that_the_centre_lacks_comes_as_a_dot),
        cmocka_unit_test(insurance_and_assistance_are_two_qualifications),
        cmocka_unit_test(a_silent_person_has_no_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
