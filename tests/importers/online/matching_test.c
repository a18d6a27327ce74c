#include "importers/online/matching.h"

#include <stdio.h>
#include <string.h>

#include "tests/importers/online/message_support.h"

static struct date day(const char *digits)
{
    struct date date = DATE_NONE;
    assert_true(digits == NULL || date_from_digits(slice_of(digits), &date));
    return date;
}

static struct slice text(const char *value)
{
    return value == NULL ? (struct slice){NULL, 0} : slice_of(value);
}

struct keys {
    const char *what;
    const char *insurer_number;
    const char *symbol;
    const char *number;
    const char *branch;
    const char *birth;
    const char *identifier;
    enum matching expected;
};

static void every_echoed_key_that_is_there_must_agree(void **state)
{
    static const struct keys rows[] = {
        {"all", "00138016", "記１", "1234567", "01", "19800101", "Q1", MATCHING_RIGHT},
        {"padded with blanks", "  138016", "記1", "１２３４５６７", "1", "19800101", "Q1",
         MATCHING_RIGHT},
        {"identifier only", NULL, NULL, NULL, NULL, NULL, "Q1", MATCHING_RIGHT},
        {"no identifier", "138016", "記1", "1234567", "01", "19800101", NULL, MATCHING_NO_KEYS},
        {"other identifier", "138016", "記1", "1234567", "01", "19800101", "Q2",
         MATCHING_IDENTIFIER},
        {"other insurer", "06130017", NULL, NULL, NULL, NULL, "Q1", MATCHING_INSURER_NUMBER},
        {"no insurer number", "x", NULL, NULL, NULL, NULL, "Q1", MATCHING_INSURER_NUMBER},
        {"other symbol", "138016", "記2", NULL, NULL, NULL, "Q1", MATCHING_SYMBOL},
        {"other number", "138016", NULL, "1234568", NULL, NULL, "Q1", MATCHING_NUMBER},
        {"number with a zero", "138016", NULL, "01234567", NULL, NULL, "Q1", MATCHING_NUMBER},
        {"other branch", "138016", NULL, NULL, "02", NULL, "Q1", MATCHING_BRANCH},
        {"other birth", "138016", NULL, NULL, NULL, "19800102", "Q1", MATCHING_BIRTH},
    };
    const struct message_inquiry asked = {
        .identifiers = {LITERAL("138016"), LITERAL("記１"), LITERAL("1234567"), LITERAL("1")},
        .birth = day("19800101"),
        .arbitrary_identifier = LITERAL("Q1"),
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct answer answer = answer_empty();
        answer.echo.present = true;
        answer.echo.identifiers = (struct identifiers){
            text(rows[i].insurer_number), text(rows[i].symbol), text(rows[i].number),
            text(rows[i].branch)};
        answer.echo.birth = day(rows[i].birth);
        answer.echo.arbitrary_identifier = text(rows[i].identifier);
        assert_row(matching_of_person(&answer, &asked, true) == rows[i].expected, rows[i].what);
    }
}

static void a_single_answer_without_echo_is_known_by_its_file_alone(void **state)
{
    struct answer answer = answer_empty();
    const struct message_inquiry asked = {.birth = DATE_NONE, .arbitrary_identifier = LITERAL("Q")};
    (void)state;
    assert_int_equal(matching_of_person(&answer, &asked, false), MATCHING_RIGHT);
    assert_int_equal(matching_of_person(&answer, &asked, true), MATCHING_NO_KEYS);
}

static void a_branch_that_was_not_asked_for_is_no_disagreement(void **state)
{
    struct answer answer = answer_empty();
    const struct message_inquiry asked = {.birth = DATE_NONE, .arbitrary_identifier = LITERAL("Q")};
    (void)state;
    answer.echo.present = true;
    answer.echo.arbitrary_identifier = LITERAL("Q");
    answer.echo.identifiers.branch = LITERAL("01");
    assert_int_equal(matching_of_person(&answer, &asked, true), MATCHING_RIGHT);
}

static void every_key_of_the_file_that_is_there_must_agree(void **state)
{
    static const struct {
        const char *header;
        enum matching expected;
    } rows[] = {
        {"", MATCHING_RIGHT},
        {ELEMENT("MedicalInstitutionCode", "1312345678") ELEMENT("ReceptionNumber", "R") ELEMENT(
             "ArbitraryFileIdentifier", "F") ELEMENT("QualificationConfirmationDate", "20260331"),
         MATCHING_RIGHT},
        {ELEMENT("MedicalInstitutionCode", "1312345679"), MATCHING_INSTITUTION},
        {ELEMENT("ArbitraryFileIdentifier", "G"), MATCHING_FILE_IDENTIFIER},
        {ELEMENT("ReceptionNumber", "S"), MATCHING_RECEPTION_NUMBER},
        {ELEMENT("QualificationConfirmationDate", "20260330"), MATCHING_CONFIRMED_FOR},
    };
    const struct matching_file asked = {
        LITERAL("1312345678"), LITERAL("F"), LITERAL("R"), day("20260331")};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reading reading;
        char bytes[1024];
        (void)snprintf(bytes, sizeof bytes, MESSAGE("%s", ""), rows[i].header);
        reading_open_text(&reading, bytes);
        assert_true(reading.done);
        assert_row(matching_of_file(&reading.message, &asked) == rows[i].expected, rows[i].header);
        reading_close(&reading);
    }
}

static void every_wording_is_there_in_both_languages(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MATCHING_COUNT; i++) {
        assert_true(strlen(matching_wording(i, LANGUAGE_JAPANESE)) > 0);
        assert_true(strlen(matching_wording(i, LANGUAGE_ENGLISH)) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_echoed_key_that_is_there_must_agree),
        cmocka_unit_test(a_single_answer_without_echo_is_known_by_its_file_alone),
        cmocka_unit_test(a_branch_that_was_not_asked_for_is_no_disagreement),
        cmocka_unit_test(every_key_of_the_file_that_is_there_must_agree),
        cmocka_unit_test(every_wording_is_there_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
