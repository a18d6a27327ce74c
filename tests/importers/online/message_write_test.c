#include <string.h>

#include "tests/importers/online/message_support.h"

static struct date birth_of(const char *digits)
{
    struct date date = DATE_NONE;
    assert_true(date_from_digits(slice_of(digits), &date));
    return date;
}

static struct message_inquiry taro(void)
{
    return (struct message_inquiry){
        .identifiers = {LITERAL("138016"), LITERAL("記号１・ｱ"), LITERAL("1234567"), LITERAL("1")},
        .birth = birth_of("19800229"),
        .arbitrary_identifier = LITERAL("Q-1"),
    };
}

static struct message_request request_in(enum message_encoding encoding)
{
    return (struct message_request){
        .encoding = encoding,
        .institution_code = LITERAL("1312345678"),
        .file_identifier = LITERAL("F.1"),
        .confirmed_for = birth_of("20260331"),
    };
}

#define WRITTEN(encoding, search)                                                                  \
    DECLARED(encoding)                                                                             \
    "\n<XmlMsg>\n<MessageHeader>\n"                                                                \
    "<QualificationConfirmationDate>20260331</QualificationConfirmationDate>\n"                    \
    "<MedicalInstitutionCode>1312345678</MedicalInstitutionCode>\n"                                \
    "<ArbitraryFileIdentifier>F.1</ArbitraryFileIdentifier>\n"                                     \
    "</MessageHeader>\n<MessageBody>\n" search "</MessageBody>\n</XmlMsg>\n"
#define WRITTEN_TARO                                                                               \
    "<QualificationConfirmSearchInfo>\n"                                                           \
    "<InsurerNumber>00138016</InsurerNumber>\n"                                                    \
    "<InsuredCardSymbol>記号１・ｱ</InsuredCardSymbol>\n"                                     \
    "<InsuredIdentificationNumber>1234567</InsuredIdentificationNumber>\n"                         \
    "<InsuredBranchNumber>01</InsuredBranchNumber>\n"                                              \
    "<Birthdate>19800229</Birthdate>\n"                                                            \
    "<LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>\n"   \
    "<ArbitraryIdentifier>Q-1</ArbitraryIdentifier>\n"                                             \
    "</QualificationConfirmSearchInfo>\n"

static void a_single_inquiry_is_written_as_observed(void **state)
{
    struct message_request request = request_in(MESSAGE_UTF8);
    struct message_inquiry inquiry = taro();
    struct buffer bytes = buffer_open(4096);
    struct error error;
    (void)state;
    assert_true(message_write_single(&request, &inquiry, &bytes, &error));
    assert_text(buffer_slice(&bytes), WRITTEN("UTF-8", WRITTEN_TARO));
    buffer_close(&bytes);
}

static void shift_jis_is_the_same_message_in_other_bytes(void **state)
{
    struct message_request request = request_in(MESSAGE_SHIFT_JIS);
    struct message_inquiry inquiry = taro();
    struct buffer bytes = buffer_open(4096);
    struct buffer expected = in_cp932(WRITTEN("Shift_JIS", WRITTEN_TARO));
    struct error error;
    (void)state;
    assert_true(message_write_single(&request, &inquiry, &bytes, &error));
    assert_slice(buffer_slice(&bytes), buffer_slice(&expected));
    buffer_close(&bytes);
    buffer_close(&expected);
}

static void a_batch_repeats_the_person_without_a_wrapper(void **state)
{
    struct message_request request = request_in(MESSAGE_UTF8);
    struct message_inquiry people[2] = {taro(), taro()};
    struct buffer bytes = buffer_open(4096);
    struct error error;
    (void)state;
    assert_true(message_write_batch(&request, people, 2, &bytes, &error));
    assert_text(buffer_slice(&bytes), WRITTEN("UTF-8", WRITTEN_TARO WRITTEN_TARO));
    buffer_close(&bytes);
}

static void a_fetch_holds_institution_and_reception_number(void **state)
{
    struct message_request request = request_in(MESSAGE_UTF8);
    struct buffer bytes = buffer_open(4096);
    struct error error;
    (void)state;
    assert_true(message_write_fetch(&request, LITERAL("R-77"), &bytes, &error));
    assert_text(
        buffer_slice(&bytes),
        DECLARED("UTF-8") "\n<XmlMsg>\n<MessageHeader>\n"
                          "<MedicalInstitutionCode>1312345678</MedicalInstitutionCode>\n"
                          "</MessageHeader>\n<MessageBody>\n"
                          "<ReceptionNumber>R-77</ReceptionNumber>\n"
                          "</MessageBody>\n</XmlMsg>\n");
    assert_false(message_write_fetch(&request, (struct slice){NULL, 0}, &bytes, &error));
    assert_string_equal(error.arguments[0], "ReceptionNumber");
    buffer_close(&bytes);
}

static void unknown_symbol_and_branch_are_left_out_and_consent_is_said(void **state)
{
    struct message_request request = request_in(MESSAGE_UTF8);
    struct message_inquiry inquiry = taro();
    struct buffer bytes = buffer_open(4096);
    struct error error;
    (void)state;
    request.file_identifier = (struct slice){NULL, 0};
    inquiry.identifiers.symbol = (struct slice){NULL, 0};
    inquiry.identifiers.branch = (struct slice){NULL, 0};
    inquiry.limit_consent = true;
    assert_true(message_write_single(&request, &inquiry, &bytes, &error));
    assert_true(buffer_append_byte(&bytes, 0, &error));
    assert_null(strstr((const char *)bytes.data, "ArbitraryFileIdentifier"));
    assert_null(strstr((const char *)bytes.data, "InsuredCardSymbol"));
    assert_null(strstr((const char *)bytes.data, "InsuredBranchNumber"));
    assert_non_null(strstr((const char *)bytes.data, "ConsFlg>1</"));
    buffer_close(&bytes);
}

/* The trail byte of 表 is a backslash, that of 畦 is no mark of XML either. */
static void marks_of_xml_are_escaped_in_both_encodings(void **state)
{
    static const char symbol[] = "<表>&\"畦'";
    (void)state;
    for (unsigned encoding = 0; encoding < 2; encoding++) {
        struct message_request request = request_in(encoding);
        struct message_inquiry inquiry = taro();
        struct buffer bytes = buffer_open(4096);
        struct buffer answer = buffer_open(4096);
        struct reading reading;
        struct error error;
        inquiry.identifiers.symbol = slice_of(symbol);
        assert_true(message_write_single(&request, &inquiry, &bytes, &error));
        reading_open(&reading, buffer_slice(&bytes));
        assert_true(reading.done);
        assert_text(reading.answers[0].echo.identifiers.symbol, symbol);
        assert_text(reading.answers[0].echo.identifiers.insurer_number, "00138016");
        reading_close(&reading);
        buffer_close(&bytes);
        buffer_close(&answer);
    }
}

#define BYTES(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

static const struct {
    const char *what;
    enum message_encoding encoding;
    struct identifiers identifiers;
    struct slice identifier;
    enum message_inquiry_fault fault;
    const char *element;
} refused_rows[] = {
    {"wrong check digit",
     MESSAGE_UTF8,
     {BYTES("06130012"), {0}, BYTES("1"), {0}},
     BYTES("Q"),
     MESSAGE_INQUIRY_INSURER_NUMBER,
     "InsurerNumber"},
    {"no insurer",
     MESSAGE_UTF8,
     {{0}, {0}, BYTES("1"), {0}},
     BYTES("Q"),
     MESSAGE_INQUIRY_INSURER_NUMBER,
     "InsurerNumber"},
    {"no number",
     MESSAGE_UTF8,
     {BYTES("06130017"), {0}, {0}, {0}},
     BYTES("Q"),
     MESSAGE_INQUIRY_NUMBER_MISSING,
     "InsuredIdentificationNumber"},
    {"symbol of 21",
     MESSAGE_UTF8,
     {BYTES("06130017"), BYTES("あいうえおかきくけこさしすせそたちつてとな"), BYTES("1"), {0}},
     BYTES("Q"),
     MESSAGE_INQUIRY_SYMBOL_TOO_LONG,
     "InsuredCardSymbol"},
    {"number of 21",
     MESSAGE_UTF8,
     {BYTES("06130017"), {0}, BYTES("123456789012345678901"), {0}},
     BYTES("Q"),
     MESSAGE_INQUIRY_NUMBER_TOO_LONG,
     "InsuredIdentificationNumber"},
    {"branch of 3",
     MESSAGE_UTF8,
     {BYTES("06130017"), {0}, BYTES("1"), BYTES("001")},
     BYTES("Q"),
     MESSAGE_INQUIRY_BRANCH,
     "InsuredBranchNumber"},
    {"not in Shift_JIS",
     MESSAGE_SHIFT_JIS,
     {BYTES("06130017"), BYTES("記𠮷"), BYTES("1"), {0}},
     BYTES("Q"),
     MESSAGE_INQUIRY_SYMBOL_NOT_WRITABLE,
     "InsuredCardSymbol"},
    {"control character",
     MESSAGE_UTF8,
     {BYTES("06130017"), {0}, BYTES("1\x1A"), {0}},
     BYTES("Q"),
     MESSAGE_INQUIRY_NUMBER_NOT_WRITABLE,
     "InsuredIdentificationNumber"},
    {"not UTF-8",
     MESSAGE_UTF8,
     {BYTES("06130017"), BYTES("\xFF"), BYTES("1"), {0}},
     BYTES("Q"),
     MESSAGE_INQUIRY_SYMBOL_NOT_WRITABLE,
     "InsuredCardSymbol"},
    {"no identifier",
     MESSAGE_UTF8,
     {BYTES("06130017"), {0}, BYTES("1"), {0}},
     {0},
     MESSAGE_INQUIRY_IDENTIFIER,
     "ArbitraryIdentifier"},
    {"identifier with a mark",
     MESSAGE_UTF8,
     {BYTES("06130017"), {0}, BYTES("1"), {0}},
     BYTES("<Q>"),
     MESSAGE_INQUIRY_IDENTIFIER,
     "ArbitraryIdentifier"},
};

static void what_cannot_be_asked_is_refused_with_element_and_person(void **state)
{

    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused_rows); i++) {
        struct message_request request = request_in(refused_rows[i].encoding);
        struct message_inquiry people[2] = {taro(), taro()};
        struct buffer bytes = buffer_open(4096);
        struct error error;
        people[1].identifiers = refused_rows[i].identifiers;
        people[1].arbitrary_identifier = refused_rows[i].identifier;
        assert_row(
            message_check(&people[1], refused_rows[i].encoding) == refused_rows[i].fault,
            refused_rows[i].what);
        assert_row(!message_write_batch(&request, people, 2, &bytes, &error), refused_rows[i].what);
        assert_row(error.fault == FAULT_MESSAGE_CANNOT_WRITE, refused_rows[i].what);
        assert_string_equal(error.arguments[0], refused_rows[i].element);
        assert_string_equal(error.arguments[1], "2");
        buffer_close(&bytes);
    }
}

static void what_one_encoding_lacks_the_other_may_have(void **state)
{
    struct message_inquiry inquiry = taro();
    (void)state;
    inquiry.identifiers.symbol = LITERAL("記𠮷");
    assert_int_equal(message_check(&inquiry, MESSAGE_UTF8), MESSAGE_INQUIRY_RIGHT);
    inquiry.birth = DATE_NONE;
    assert_int_equal(message_check(&inquiry, MESSAGE_UTF8), MESSAGE_INQUIRY_BIRTH_MISSING);
}

static void a_header_that_is_not_in_its_form_is_refused(void **state)
{
    struct message_inquiry inquiry = taro();
    struct message_request requests[3];
    static const char *const elements[] = {
        "MedicalInstitutionCode", "ArbitraryFileIdentifier", "QualificationConfirmationDate"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        requests[i] = request_in(MESSAGE_UTF8);
    }
    requests[0].institution_code = LITERAL("131234567");
    requests[1].file_identifier = LITERAL("a b");
    requests[2].confirmed_for = DATE_NONE;
    for (size_t i = 0; i < COUNT_OF(requests); i++) {
        struct buffer bytes = buffer_open(4096);
        struct error error;
        assert_false(message_write_single(&requests[i], &inquiry, &bytes, &error));
        assert_string_equal(error.arguments[0], elements[i]);
        assert_string_equal(error.arguments[1], "0");
        buffer_close(&bytes);
    }
}

static void a_full_buffer_is_a_fault(void **state)
{
    struct message_request request = request_in(MESSAGE_UTF8);
    struct message_inquiry inquiry = taro();
    (void)state;
    for (size_t limit = 0; limit < sizeof WRITTEN("UTF-8", WRITTEN_TARO) - 1; limit++) {
        struct buffer bytes = buffer_open(limit);
        struct error error;
        assert_false(message_write_single(&request, &inquiry, &bytes, &error));
        assert_int_equal(error.fault, FAULT_TOO_BIG);
        buffer_close(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_inquiry_is_written_as_observed),
        cmocka_unit_test(shift_jis_is_the_same_message_in_other_bytes),
        cmocka_unit_test(a_batch_repeats_the_person_without_a_wrapper),
        cmocka_unit_test(a_fetch_holds_institution_and_reception_number),
        cmocka_unit_test(unknown_symbol_and_branch_are_left_out_and_consent_is_said),
        cmocka_unit_test(marks_of_xml_are_escaped_in_both_encodings),
        cmocka_unit_test(what_cannot_be_asked_is_refused_with_element_and_person),
        cmocka_unit_test(what_one_encoding_lacks_the_other_may_have),
        cmocka_unit_test(a_header_that_is_not_in_its_form_is_refused),
        cmocka_unit_test(a_full_buffer_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
