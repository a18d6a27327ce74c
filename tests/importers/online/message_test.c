#include "importers/online/message.h"

#include <stdio.h>
#include <string.h>

#include "tests/importers/online/message_support.h"

static struct date day(const char *digits)
{
    struct date date = DATE_NONE;
    assert_true(date_from_digits(slice_of(digits), &date));
    return date;
}

static void a_batch_result_gives_header_echo_and_qualification(void **state)
{
    struct reading reading;
    const struct answer *answer = &reading.answers[0];
    (void)state;
    reading_open_text(&reading, MESSAGE(HEADER, UNIT(SEARCH OK_STATUS RESULT(TARO))));
    assert_true(reading.done);
    assert_int_equal(reading.message.kind, MESSAGE_BATCH_RESULT);
    assert_int_equal(reading.message.delivery, DELIVERY_ANSWERED);
    assert_int_equal(reading.message.units, 1);
    assert_int_equal(reading.message.counts, MESSAGE_COUNTS_ABSENT);
    assert_text(reading.message.texts[MESSAGE_INSTITUTION_CODE], "1312345678");
    assert_text(reading.message.texts[MESSAGE_FILE_IDENTIFIER], "F-1");
    assert_null(reading.message.texts[MESSAGE_ERROR_CODE].data);
    assert_int_equal(reading.count, 1);
    assert_int_equal(reading.units[0].oddities, 0);
    assert_int_equal(answer->asked_by, ASKED_BY_NUMBER);
    assert_int_equal(answer->delivery, DELIVERY_ANSWERED);
    assert_int_equal(answer->validity, VALIDITY_VALID);
    assert_int_equal(answer->confirmed_for.days, day("20260331").days);
    assert_true(answer->echo.present);
    assert_text(answer->echo.identifiers.symbol, "記号");
    assert_text(answer->echo.arbitrary_identifier, "Q1");
    assert_int_equal(answer->echo.birth.days, day("19800101").days);
    assert_int_equal(answer->qualification_count, 1);
    assert_int_equal(answer->qualifications[0].card_class, CARD_CLASS_ORDINARY);
    assert_int_equal(answer->qualifications[0].sex, SEX_MALE);
    assert_text(answer->qualifications[0].texts[ANSWER_KANA_NAME], "ｼｶｸ ﾀﾛｳ");
    reading_close(&reading);
}

static void an_acceptance_gives_the_reception_number_and_nobody(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading,
        MESSAGE(
            ELEMENT("MedicalInstitutionCode", "1312345678"),
            ELEMENT("ReceptionNumber", "R-77") ELEMENT("ReceptionDateTime", "20260401120001")));
    assert_true(reading.done);
    assert_int_equal(reading.message.kind, MESSAGE_ACCEPTANCE);
    assert_text(reading.message.texts[MESSAGE_RECEPTION_NUMBER], "R-77");
    assert_text(reading.message.texts[MESSAGE_RECEPTION_AT], "20260401120001");
    assert_int_equal(reading.count, 0);
    reading_close(&reading);
}

static void a_header_alone_says_processing_or_error(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, MESSAGE(ELEMENT("ReceptionNumber", "R-77") ELEMENT("SegmentOfResult", "2"), ""));
    assert_true(reading.done);
    assert_int_equal(reading.message.kind, MESSAGE_BATCH_RESULT);
    assert_int_equal(reading.message.delivery, DELIVERY_PROCESSING);
    reading_close(&reading);

    reading_open_text(
        &reading, MESSAGE(ELEMENT("SegmentOfResult", "9") ELEMENT("ErrorCode", "E-1"), ""));
    assert_true(reading.done);
    assert_int_equal(reading.message.kind, MESSAGE_BARE);
    assert_int_equal(reading.message.delivery, DELIVERY_FILE_ERROR);
    assert_text(reading.message.texts[MESSAGE_ERROR_CODE], "E-1");
    reading_close(&reading);
}

static void a_card_answer_in_scrambled_order_gives_two_qualifications(void **state)
{
    struct reading reading;
    const struct answer *answer = &reading.answers[0];
    (void)state;
    reading_open_text(
        &reading, UTF8 "<XmlMsg><MessageBody><ResultList>" RESULT(TARO)
                      RESULT(ELEMENT("WelfareOfficeName", "架空福祉事務所")
                                 ELEMENT("BeneficiaryNumber", "0000017")
                                     ELEMENT("PublicExpenseNumber", "12130019") ELEMENT(
                                         "InsuredCardClassification",
                                         "A1")) "</ResultList>" OK_STATUS
                                                "</MessageBody><MessageHeader>" HEADER ELEMENT(
                                                    "ReferenceClassification", "1") "</"
                                                                                    "MessageHea"
                                                                                    "der></"
                                                                                    "XmlMsg>");
    assert_true(reading.done);
    assert_int_equal(reading.message.kind, MESSAGE_SINGLE_RESULT);
    assert_int_equal(answer->asked_by, ASKED_BY_CARD);
    assert_int_equal(answer->delivery, DELIVERY_ANSWERED);
    assert_false(answer->echo.present);
    assert_int_equal(answer->qualification_count, 2);
    assert_int_equal(answer->qualifications[1].card_class, CARD_CLASS_ASSISTANCE);
    assert_text(answer->qualifications[1].texts[ANSWER_INSURER_NUMBER], "12130019");
    assert_text(answer->qualifications[1].texts[ANSWER_NUMBER], "0000017");
    assert_text(answer->qualifications[1].texts[ANSWER_INSURER_NAME], "架空福祉事務所");
    reading_close(&reading);
}

static void both_encodings_give_the_same_answer(void **state)
{
    static const char text[] =
        DECLARED("Shift_JIS") "<XmlMsg><MessageHeader>" ELEMENT("SegmentOfResult", "1")
            ELEMENT("CharacterCodeIdentifier", "1") "</MessageHeader><MessageBody>" OK_STATUS
                                                    "<ResultList>" RESULT(TARO ELEMENT(
                                                        "InsuredName",
                                                        "髙田①")) "</ResultList></MessageBody>"
                                                                  "</XmlMsg>";
    struct buffer bytes = in_cp932(text);
    struct reading reading;
    (void)state;
    reading_open(&reading, buffer_slice(&bytes));
    assert_true(reading.done);
    assert_int_equal(reading.message.encoding, MESSAGE_SHIFT_JIS);
    assert_text(reading.answers[0].qualifications[0].texts[ANSWER_NAME], "資格　太郎");
    assert_text(reading.answers[0].qualifications[0].texts[ANSWER_KANA_NAME], "ｼｶｸ ﾀﾛｳ");
    assert_text(reading.answers[0].qualifications[0].texts[ANSWER_INSURED_NAME], "髙田①");
    reading_close(&reading);
    buffer_close(&bytes);
}

static void a_mark_and_other_line_ends_are_ordinary(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, "\xEF\xBB\xBF" UTF8 "\r\n<XmlMsg>\r\n<MessageHeader>\r\n" HEADER
                  "\r\n</MessageHeader>\r\n<MessageBody>" OK_STATUS "</MessageBody></XmlMsg>\r\n");
    assert_true(reading.done);
    assert_int_equal(reading.answers[0].validity, VALIDITY_VALID);
    reading_close(&reading);
}

static void unknown_codes_of_class_and_loss_stay_with_the_qualification(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, MESSAGE(
                      HEADER, OK_STATUS RESULT(ELEMENT("InsuredCardClassification", "11")
                                                   ELEMENT("ReasonOfLoss", "42"))));
    assert_true(reading.done);
    assert_int_equal(reading.answers[0].delivery, DELIVERY_ANSWERED);
    assert_int_equal(reading.answers[0].qualifications[0].card_class, CARD_CLASS_UNKNOWN_CODE);
    assert_int_equal(reading.answers[0].qualifications[0].loss_reason, LOSS_REASON_UNKNOWN_CODE);
    assert_text(reading.answers[0].qualifications[0].texts[ANSWER_CARD_CLASS_CODE], "11");
    reading_close(&reading);
}

static void the_state_of_the_file_goes_before_that_of_the_person(void **state)
{
    static const struct {
        const char *segment;
        const char *status;
        unsigned delivery;
    } rows[] = {
        {"1", "1", DELIVERY_ANSWERED},     {"1", "2", DELIVERY_PERSON_ERROR},
        {"1", "7", DELIVERY_UNKNOWN_CODE}, {"1", "", DELIVERY_UNKNOWN_CODE},
        {"2", "1", DELIVERY_PROCESSING},   {"9", "1", DELIVERY_FILE_ERROR},
        {"5", "1", DELIVERY_UNKNOWN_CODE}, {"", "1", DELIVERY_UNKNOWN_CODE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reading reading;
        char text[2048];
        (void)snprintf(
            text, sizeof text,
            MESSAGE(
                ELEMENT("SegmentOfResult", "%s"), UNIT(ELEMENT("ProcessingResultStatus", "%s")
                                                           ELEMENT("QualificationValidity", "1"))),
            rows[i].segment, rows[i].status);
        reading_open_text(&reading, text);
        assert_true(reading.done);
        assert_row(reading.answers[0].delivery == rows[i].delivery, rows[i].segment);
        reading_close(&reading);
    }
}

static void numbers_stay_text_as_written(void **state)
{
    struct reading reading;
    const struct qualification *result = &reading.answers[0].qualifications[0];
    struct date from = DATE_NONE;
    (void)state;
    reading_open_text(
        &reading,
        MESSAGE(
            HEADER,
            OK_STATUS RESULT(
                ELEMENT("InsurerNumber", "  138016")
                    ELEMENT("InsuredPartialContributionRatio", "010") ELEMENT(
                        "ElderlyRecipientCertificateInfo",
                        ELEMENT("ElderlyRecipientContributionRatio", "020")
                            ELEMENT("ElderlyRecipientValidStartDate", "20250801")
                                ELEMENT("ElderlyRecipientValidEndDate", ""))
                        ELEMENT(
                            "LimitApplicationCertificateRelatedInfo",
                            ELEMENT("LimitApplicationCertificateClassificationFlag", "A03")))));
    assert_true(reading.done);
    assert_text(result->texts[ANSWER_INSURER_NUMBER], "  138016");
    assert_text(result->texts[ANSWER_SHARE_RATIO], "010");
    assert_text(result->texts[ANSWER_ELDERLY_RATIO], "020");
    assert_true(date_make(2025, 8, 1, &from));
    assert_true(date_compare(result->dates[ANSWER_ELDERLY_FROM_DATE], from) == 0);
    assert_false(date_is_some(result->dates[ANSWER_ELDERLY_TO_DATE]));
    assert_text(result->texts[ANSWER_LIMIT_CLASS], "A03");
    assert_null(result->texts[ANSWER_SYMBOL].data);
    assert_int_equal(reading.message.unknown_elements, 0);
    reading_close(&reading);
}

static void the_second_sex_counts_where_there_is_no_first(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, MESSAGE(
                      HEADER, UNIT(OK_STATUS RESULT(ELEMENT("Sex2", "2"))) UNIT(
                                  OK_STATUS RESULT(ELEMENT("Sex2", "2") ELEMENT("Sex1", "1")))));
    assert_int_equal(reading.answers[0].qualifications[0].sex, SEX_FEMALE);
    assert_int_equal(reading.answers[1].qualifications[0].sex, SEX_MALE);
    reading_close(&reading);
}

static void unknown_elements_are_counted_and_passed_over(void **state)
{
    struct reading reading;
    (void)state;
    reading_open_text(
        &reading, MESSAGE(
                      HEADER ELEMENT("Brandnew", ELEMENT("SegmentOfResult", "9")),
                      ELEMENT("Extra", OK_STATUS)
                          UNIT(OK_STATUS RESULT(TARO ELEMENT("Mood", "good"))
                                   ELEMENT("Wrapping", ELEMENT("QualificationValidity", "2")))));
    assert_true(reading.done);
    assert_int_equal(reading.message.unknown_elements, 4);
    assert_int_equal(reading.message.kind, MESSAGE_BATCH_RESULT);
    assert_int_equal(reading.message.delivery, DELIVERY_ANSWERED);
    assert_int_equal(reading.answers[0].validity, VALIDITY_VALID);
    assert_int_equal(reading.units[0].oddities, 0);
    reading_close(&reading);
}

static void counts_must_add_up(void **state)
{
    static const struct {
        const char *counts;
        enum message_counts expected;
    } rows[] = {
        {"", MESSAGE_COUNTS_ABSENT},
        {ELEMENT("NumberOfProcessingResult", "2") ELEMENT("NumberOfNormalProcessing", "1")
             ELEMENT("NumberOfError", "1"),
         MESSAGE_COUNTS_AGREE},
        {ELEMENT("NumberOfProcessingResult", "3") ELEMENT("NumberOfNormalProcessing", "2")
             ELEMENT("NumberOfError", "1"),
         MESSAGE_COUNTS_DISAGREE},
        {ELEMENT("NumberOfProcessingResult", "2") ELEMENT("NumberOfNormalProcessing", "2")
             ELEMENT("NumberOfError", "1"),
         MESSAGE_COUNTS_DISAGREE},
        {ELEMENT("NumberOfProcessingResult", "2"), MESSAGE_COUNTS_AGREE},
        {ELEMENT("NumberOfNormalProcessing", "1") ELEMENT("NumberOfError", "0"),
         MESSAGE_COUNTS_DISAGREE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reading reading;
        char text[2048];
        (void)snprintf(
            text, sizeof text, MESSAGE(HEADER "%s", UNIT(OK_STATUS) UNIT(OK_STATUS)),
            rows[i].counts);
        reading_open_text(&reading, text);
        assert_row(reading.done, rows[i].counts);
        assert_row(reading.message.counts == rows[i].expected, rows[i].counts);
        reading_close(&reading);
    }
}

static bool count_units(
    void *context,
    const struct message *message,
    const struct message_unit *unit,
    struct error *error)
{
    uint64_t *count = context;
    (void)error;
    *count += 1;
    assert_int_equal(unit->number, *count);
    assert_int_equal(message->units, 10000);
    assert_text(unit->answer->qualifications[0].texts[ANSWER_NAME], "資格　太郎");
    return true;
}

static void ten_thousand_people_take_no_more_memory_than_one(void **state)
{
    static const char person[] = UNIT(SEARCH OK_STATUS RESULT(TARO));
    struct buffer bytes = buffer_open(LIMIT_ANSWER_FILE_BYTES);
    struct arena arena = arena_open(LIMIT_ANSWER_FILE_BYTES);
    struct message message;
    struct error error;
    uint64_t count = 0;
    struct message_taker taker = {&count, count_units};
    (void)state;
    assert_true(buffer_append_text(
        &bytes, "<XmlMsg><MessageHeader>" HEADER "</MessageHeader><MessageBody>", &error));
    for (size_t i = 0; i < 10000; i++) {
        assert_true(buffer_append_text(&bytes, person, &error));
    }
    assert_true(buffer_append_text(&bytes, "</MessageBody></XmlMsg>", &error));
    assert_true(message_read(buffer_slice(&bytes), "a", &arena, &message, &taker, &error));
    assert_int_equal(count, 10000);
    assert_true(arena.used < 1024);
    arena_close(&arena);
    buffer_close(&bytes);
}

static bool refuse_unit(
    void *context,
    const struct message *message,
    const struct message_unit *unit,
    struct error *error)
{
    size_t *count = context;
    (void)message;
    (void)unit;
    *count += 1;
    return error_set(error, FAULT_DISK_FULL);
}

static void a_taker_that_fails_stops_the_reading_with_its_own_fault(void **state)
{
    struct arena arena = arena_open(LIMIT_ANSWER_BYTES);
    struct message message;
    struct error error;
    size_t count = 0;
    struct message_taker taker = {&count, refuse_unit};
    (void)state;
    assert_false(message_read(
        slice_of(MESSAGE(HEADER, UNIT(OK_STATUS) UNIT(OK_STATUS))), "a", &arena, &message, &taker,
        &error));
    assert_int_equal(error.fault, FAULT_DISK_FULL);
    assert_string_equal(error.place.file, "");
    assert_int_equal(count, 1);
    arena_close(&arena);
}

static void every_wording_is_there_in_both_languages(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MESSAGE_ODDITY_COUNT; i++) {
        assert_true(strlen(message_oddity_wording(i, LANGUAGE_JAPANESE)) > 0);
        assert_true(strlen(message_oddity_wording(i, LANGUAGE_ENGLISH)) > 0);
    }
    for (unsigned i = 0; i < MESSAGE_INQUIRY_FAULT_COUNT; i++) {
        assert_true(strlen(message_inquiry_fault_wording(i, LANGUAGE_JAPANESE)) > 0);
        assert_true(strlen(message_inquiry_fault_wording(i, LANGUAGE_ENGLISH)) > 0);
    }
}

static void a_long_file_in_cp932_is_read_to_its_end(void **state)
{
    struct buffer bytes = buffer_open(LIMIT_ANSWER_FILE_BYTES);
    struct buffer person = in_cp932(ELEMENT("Padding", "資格　太郎資格　太郎資格　太郎資格　太郎"));
    struct buffer rest = in_cp932(OK_STATUS RESULT(
        TARO ELEMENT("PersonalFamilyClassification", "2")) "</MessageBody></XmlMsg>");
    struct reading reading;
    struct error error;
    (void)state;
    assert_true(buffer_append_text(
        &bytes,
        DECLARED("Shift_JIS") "<XmlMsg><MessageHeader><SegmentOfResult>1</SegmentOfResult>"
                              "</MessageHeader><MessageBody>",
        &error));
    for (size_t i = 0; i < 1000; i++) {
        assert_true(buffer_append(&bytes, buffer_slice(&person), &error));
    }
    assert_true(buffer_append(&bytes, buffer_slice(&rest), &error));
    reading_open(&reading, buffer_slice(&bytes));
    assert_true(reading.done);
    assert_int_equal(reading.message.unknown_elements, 1000);
    assert_int_equal(reading.answers[0].qualifications[0].relation, RELATION_FAMILY);
    reading_close(&reading);
    buffer_close(&bytes);
    buffer_close(&person);
    buffer_close(&rest);
}

static void a_declaration_may_be_written_in_several_ways(void **state)
{
    static const char *const declarations[] = {
        "", "<?xml version='1.0'?>", "<?xml version='1.0' encoding = 'utf-8' ?>",
        "<?xml version=\"1.0\" encoding=\n\"Utf-8\"?>\r\n"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(declarations); i++) {
        struct reading reading;
        char text[1024];
        (void)snprintf(
            text, sizeof text, "%s<XmlMsg><MessageHeader/><MessageBody/></XmlMsg>",
            declarations[i]);
        reading_open_text(&reading, text);
        assert_row(reading.done && reading.message.encoding == MESSAGE_UTF8, declarations[i]);
        assert_row(reading.message.kind == MESSAGE_BARE, declarations[i]);
        reading_close(&reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_result_gives_header_echo_and_qualification),
        cmocka_unit_test(an_acceptance_gives_the_reception_number_and_nobody),
        cmocka_unit_test(a_header_alone_says_processing_or_error),
        cmocka_unit_test(a_card_answer_in_scrambled_order_gives_two_qualifications),
        cmocka_unit_test(both_encodings_give_the_same_answer),
        cmocka_unit_test(a_mark_and_other_line_ends_are_ordinary),
        cmocka_unit_test(unknown_codes_of_class_and_loss_stay_with_the_qualification),
        cmocka_unit_test(the_state_of_the_file_goes_before_that_of_the_person),
        cmocka_unit_test(numbers_stay_text_as_written),
        cmocka_unit_test(the_second_sex_counts_where_there_is_no_first),
        cmocka_unit_test(unknown_elements_are_counted_and_passed_over),
        cmocka_unit_test(counts_must_add_up),
        cmocka_unit_test(ten_thousand_people_take_no_more_memory_than_one),
        cmocka_unit_test(a_taker_that_fails_stops_the_reading_with_its_own_fault),
        cmocka_unit_test(every_wording_is_there_in_both_languages),
        cmocka_unit_test(a_long_file_in_cp932_is_read_to_its_end),
        cmocka_unit_test(a_declaration_may_be_written_in_several_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
