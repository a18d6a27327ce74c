/* What is odd about one person's part, and what becomes of that person and of the others. */
#include <stdio.h>

#include "tests/importers/online/message_support.h"

static bool has(const struct message_unit *unit, enum message_oddity oddity)
{
    return (unit->oddities & 1U << oddity) != 0;
}

static void every_known_code_is_read_and_every_other_one_is_unknown(void **state)
{
    static const struct {
        const char *code;
        unsigned validity;
    } rows[] = {
        {"1", VALIDITY_VALID},         {"2", VALIDITY_INVALID},      {"3", VALIDITY_INVALID_NEWER},
        {"4", VALIDITY_NOT_FOUND},     {"5", VALIDITY_SEVERAL},      {"6", VALIDITY_UNREGISTERED},
        {"0", VALIDITY_UNKNOWN_CODE},  {"7", VALIDITY_UNKNOWN_CODE}, {"01", VALIDITY_UNKNOWN_CODE},
        {"１", VALIDITY_UNKNOWN_CODE}, {" 1 ", VALIDITY_VALID},      {"", VALIDITY_ABSENT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reading reading;
        char text[2048];
        (void)snprintf(
            text, sizeof text,
            MESSAGE(
                HEADER,
                ELEMENT("ProcessingResultStatus", "1") ELEMENT("QualificationValidity", "%s")),
            rows[i].code);
        reading_open_text(&reading, text);
        assert_row(reading.done, rows[i].code);
        assert_row(reading.answers[0].validity == rows[i].validity, rows[i].code);
        assert_row(reading.answers[0].delivery == DELIVERY_ANSWERED, rows[i].code);
        assert_row(
            has(&reading.units[0], MESSAGE_ODDITY_CODE) ==
                (rows[i].validity == VALIDITY_UNKNOWN_CODE),
            rows[i].code);
        reading_close(&reading);
    }
}

static void an_unknown_code_that_has_no_word_holds_the_answer(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, MESSAGE(HEADER, OK_STATUS RESULT(ELEMENT("Sex1", "8") ELEMENT("Name", "資格"))));
    assert_true(reading.done);
    assert_int_equal(reading.answers[0].delivery, DELIVERY_UNKNOWN_CODE);
    assert_true(has(&reading.units[0], MESSAGE_ODDITY_CODE_HOLDS));
    assert_string_equal(reading.units[0].element, "Sex1");
    reading_close(&reading);
}

static void what_stands_twice_in_a_person_spoils_that_person_only(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, MESSAGE(
                      HEADER, UNIT(OK_STATUS ELEMENT("QualificationValidity", "2"))
                                  UNIT(SEARCH OK_STATUS RESULT(TARO)) UNIT(OK_STATUS SEARCH SEARCH)
                                      UNIT(OK_STATUS RESULT(TARO ELEMENT("Birthdate", "")))));
    assert_true(reading.done);
    assert_int_equal(reading.count, 4);
    assert_int_equal(reading.answers[0].delivery, DELIVERY_UNKNOWN_CODE);
    assert_int_equal(reading.answers[0].validity, VALIDITY_VALID);
    assert_true(has(&reading.units[0], MESSAGE_ODDITY_TWICE));
    assert_int_equal(reading.answers[1].delivery, DELIVERY_ANSWERED);
    assert_int_equal(reading.answers[2].delivery, DELIVERY_UNKNOWN_CODE);
    assert_string_equal(reading.units[2].element, "QualificationConfirmSearchInfo");
    assert_int_equal(reading.answers[3].delivery, DELIVERY_UNKNOWN_CODE);
    reading_close(&reading);
}

static void an_impossible_date_spoils_and_a_blank_one_is_none(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading,
        MESSAGE(
            HEADER, UNIT(OK_STATUS RESULT(ELEMENT("InsuredCardExpirationDate", "20260231")))
                        UNIT(OK_STATUS RESULT(ELEMENT("InsuredCardExpirationDate", "  ") TARO))));
    assert_true(reading.done);
    assert_int_equal(reading.answers[0].delivery, DELIVERY_UNKNOWN_CODE);
    assert_true(has(&reading.units[0], MESSAGE_ODDITY_DATE));
    assert_string_equal(reading.units[0].element, "InsuredCardExpirationDate");
    assert_int_equal(reading.answers[1].delivery, DELIVERY_ANSWERED);
    assert_false(date_is_some(reading.answers[1].qualifications[0].dates[ANSWER_VALID_TO_DATE]));
    reading_close(&reading);
}

static void two_spellings_of_one_thing_must_agree(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading,
        MESSAGE(
            HEADER, UNIT(OK_STATUS RESULT(ELEMENT("PublicExpenseNumber", "12130019")
                                              ELEMENT("InsurerNumber", "12130019")))
                        UNIT(OK_STATUS RESULT(ELEMENT("PublicExpenseNumber", "12130019")
                                                  ELEMENT("InsurerNumber", "06130017")))));
    assert_int_equal(reading.answers[0].delivery, DELIVERY_ANSWERED);
    assert_int_equal(reading.answers[0].qualifications[0].card_class, CARD_CLASS_ASSISTANCE);
    assert_int_equal(reading.answers[1].delivery, DELIVERY_UNKNOWN_CODE);
    assert_true(has(&reading.units[1], MESSAGE_ODDITY_DISAGREES));
    reading_close(&reading);
}

static void a_success_keeps_its_message_and_reference_number(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, MESSAGE(
                      HEADER, UNIT(OK_STATUS ELEMENT("ProcessingResultCode", "S-3") ELEMENT(
                                  "ProcessingResultMessage", "証明書の期限が近い &amp; 注意")
                                       ELEMENT("ReferenceNumber", "C-100"))
                                  UNIT(OK_STATUS ELEMENT("ReferenceNumber", "C-1")
                                           ELEMENT("ReferenceNumber", "C-2"))));
    assert_text(reading.answers[0].result_code, "S-3");
    assert_text(reading.answers[0].result_message, "証明書の期限が近い & 注意");
    assert_text(reading.answers[0].reference_number, "C-100");
    assert_true(has(&reading.units[1], MESSAGE_ODDITY_SEVERAL_REFERENCES));
    reading_close(&reading);
}

static void more_results_than_there_is_room_for_are_counted(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading,
        MESSAGE(
            HEADER, OK_STATUS RESULT(TARO) RESULT(TARO) RESULT(TARO) RESULT(TARO) RESULT(TARO)));
    assert_true(reading.done);
    assert_int_equal(reading.answers[0].qualification_count, 5);
    assert_true(has(&reading.units[0], MESSAGE_ODDITY_MANY_RESULTS));
    reading_close(&reading);
}

static void elements_inside_a_value_spoil_it(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, MESSAGE(HEADER, OK_STATUS RESULT(ELEMENT("Name", "資格<b>　太郎</b>"))));
    assert_true(reading.done);
    assert_int_equal(reading.answers[0].delivery, DELIVERY_UNKNOWN_CODE);
    assert_true(has(&reading.units[0], MESSAGE_ODDITY_NESTED));
    reading_close(&reading);
}

static void a_value_that_is_too_long_spoils_its_person(void **state)
{
    char text[LIMIT_FIELD_BYTES * 2];
    struct reading reading;
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        (void)snprintf(
            text, sizeof text, MESSAGE(HEADER, OK_STATUS RESULT(ELEMENT("Name", "%0*d"))),
            (int)(LIMIT_FIELD_BYTES + over), 7);
        reading_open_text(&reading, text);
        assert_true(reading.done);
        assert_int_equal(has(&reading.units[0], MESSAGE_ODDITY_TOO_LONG), over == 1);
        reading_close(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_code_is_read_and_every_other_one_is_unknown),
        cmocka_unit_test(an_unknown_code_that_has_no_word_holds_the_answer),
        cmocka_unit_test(what_stands_twice_in_a_person_spoils_that_person_only),
        cmocka_unit_test(an_impossible_date_spoils_and_a_blank_one_is_none),
        cmocka_unit_test(two_spellings_of_one_thing_must_agree),
        cmocka_unit_test(a_success_keeps_its_message_and_reference_number),
        cmocka_unit_test(more_results_than_there_is_room_for_are_counted),
        cmocka_unit_test(elements_inside_a_value_spoil_it),
        cmocka_unit_test(a_value_that_is_too_long_spoils_its_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
