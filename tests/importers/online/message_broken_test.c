#include <stdlib.h>
#include <string.h>

#include "tests/importers/online/message_support.h"

struct broken {
    const char *what;
    struct slice bytes;
    enum fault fault;
    uint64_t line;
    uint64_t column;
};

#define BROKEN(what, text, fault, line, column)                                                    \
    {                                                                                              \
        what, {(const uint8_t *)(text), sizeof(text) - 1}, fault, line, column                     \
    }

static const struct broken broken_rows[] = {
    BROKEN("nothing", "", FAULT_MESSAGE_XML, 1, 1),
    BROKEN("cut", UTF8 "\n<XmlMsg>\n<MessageHead", FAULT_MESSAGE_XML, 3, 1),
    BROKEN("wrong end", UTF8 "\n<XmlMsg></Other>", FAULT_MESSAGE_XML, 2, 11),
    BROKEN("NUL", UTF8 "\n<Xml\0Msg>", FAULT_MESSAGE_NUL, 2, 5),
    BROKEN("0x1A at the end", MESSAGE(HEADER, OK_STATUS) "\n\x1A", FAULT_MESSAGE_XML, 2, 1),
    BROKEN(
        "bytes that are no UTF-8",
        UTF8 "\n<XmlMsg>資\x8E\x91</XmlMsg>",
        FAULT_MESSAGE_ENCODING_BYTES,
        2,
        10),
    BROKEN(
        "bytes that are no CP932",
        DECLARED("Shift_JIS") "\n<XmlMsg>\x8E\x91\xFF</XmlMsg>",
        FAULT_MESSAGE_ENCODING_BYTES,
        2,
        10),
    BROKEN(
        "UTF-8 that says Shift_JIS",
        DECLARED("Shift_JIS") "<XmlMsg><MessageHeader/>資格</XmlMsg>",
        FAULT_MESSAGE_ENCODING_BYTES,
        1,
        1),
    BROKEN("UTF-16", "\xFF\xFE<\0X\0", FAULT_MESSAGE_ENCODING_UNKNOWN, 1, 1),
    BROKEN("EUC", DECLARED("EUC-JP") "<X/>", FAULT_MESSAGE_ENCODING_UNKNOWN, 1, 1),
    BROKEN(
        "mark and Shift_JIS",
        "\xEF\xBB\xBF" DECLARED("Shift_JIS") "<X/>",
        FAULT_MESSAGE_ENCODING_DISAGREES,
        1,
        1),
    BROKEN(
        "own mark disagrees",
        MESSAGE("\n" ELEMENT("CharacterCodeIdentifier", "1"), OK_STATUS),
        FAULT_MESSAGE_ENCODING_DISAGREES,
        2,
        27),
    BROKEN(
        "unknown own mark",
        MESSAGE("\n" ELEMENT("CharacterCodeIdentifier", "2"), OK_STATUS),
        FAULT_MESSAGE_ENCODING_DISAGREES,
        2,
        27),
    BROKEN("DTD", UTF8 "\n<!DOCTYPE X [<!ENTITY a 'b'>]><X/>", FAULT_MESSAGE_DTD, 2, 13),
    BROKEN("entity", UTF8 "\n<XmlMsg>&a;</XmlMsg>", FAULT_MESSAGE_DTD, 2, 9),
    BROKEN("other root", UTF8 "\n<html/>", FAULT_MESSAGE_SHAPE, 2, 1),
    BROKEN("no header", UTF8 "<XmlMsg/>", FAULT_MESSAGE_SHAPE, 0, 0),
    BROKEN(
        "two headers",
        UTF8 "\n<XmlMsg><MessageHeader/><MessageHeader/></XmlMsg>",
        FAULT_MESSAGE_TWICE,
        2,
        25),
    BROKEN(
        "header value twice",
        MESSAGE(HEADER "\n" ELEMENT("SegmentOfResult", "1"), OK_STATUS),
        FAULT_MESSAGE_TWICE,
        2,
        1),
    BROKEN(
        "two reception numbers",
        MESSAGE(ELEMENT("ReceptionNumber", "1"), "\n" ELEMENT("ReceptionNumber", "2")),
        FAULT_MESSAGE_TWICE,
        2,
        19),
    BROKEN(
        "acceptance without a number",
        MESSAGE(HEADER, ELEMENT("ReceptionDateTime", "2")),
        FAULT_MESSAGE_VALUE,
        0,
        0),
    BROKEN(
        "date of the file",
        MESSAGE("\n" ELEMENT("QualificationConfirmationDate", "x"), ""),
        FAULT_MESSAGE_VALUE,
        2,
        33),
    BROKEN(
        "count of the file",
        MESSAGE("\n" ELEMENT("NumberOfError", "-1"), ""),
        FAULT_MESSAGE_VALUE,
        2,
        18),
    BROKEN(
        "nested in the header",
        MESSAGE("\n" ELEMENT("ErrorCode", "<b/>"), ""),
        FAULT_MESSAGE_VALUE,
        2,
        12),
    BROKEN("mixed kinds", MESSAGE(HEADER, UNIT(OK_STATUS) OK_STATUS), FAULT_MESSAGE_MIXED, 0, 0),
    BROKEN(
        "fault after a good person",
        MESSAGE(HEADER, UNIT(OK_STATUS)) "\n<XmlMsg/>",
        FAULT_MESSAGE_XML,
        2,
        1),
    BROKEN(
        "too deep",
        UTF8 "\n<XmlMsg><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
        FAULT_MESSAGE_DEPTH,
        2,
        54),
};

static void a_broken_file_is_one_fault_with_its_place_and_nobody_is_handed_over(void **state)
{

    (void)state;
    for (size_t i = 0; i < COUNT_OF(broken_rows); i++) {
        struct reading reading;
        reading_open(&reading, broken_rows[i].bytes);
        assert_row(!reading.done && reading.count == 0, broken_rows[i].what);
        if (reading.error.fault != broken_rows[i].fault ||
            reading.error.place.line != broken_rows[i].line ||
            reading.error.place.column != broken_rows[i].column) {
            char text[512];
            error_render(&reading.error, LANGUAGE_ENGLISH, text, sizeof text);
            fail_msg("row %s: %s: %s", broken_rows[i].what, error_name(reading.error.fault), text);
        }
        assert_string_equal(reading.error.place.file, "answer.xml");
        reading_close(&reading);
    }
}

static void a_long_tag_or_comment_is_refused(void **state)
{
    size_t size = 2 * LIMIT_XML_TOKEN_BYTES;
    char *text = malloc(size);
    struct reading reading;
    (void)state;
    assert_non_null(text);
    memset(text, 'x', size);
    memcpy(text, "<!--", 4);
    reading_open(&reading, (struct slice){(const uint8_t *)text, size});
    assert_false(reading.done);
    assert_int_equal(reading.error.fault, FAULT_TOO_BIG);
    reading_close(&reading);
    free(text);
}

static void every_cut_of_a_file_is_seen_as_unfinished(void **state)
{
    static const char shift_jis[] =
        DECLARED("Shift_JIS") "<XmlMsg><MessageHeader/>" RESULT(TARO) "</XmlMsg>";
    struct buffer files[] = {in_cp932(shift_jis), buffer_open(1024 * 1024)};
    struct error error;
    (void)state;
    assert_true(buffer_append_text(&files[1], MESSAGE(HEADER, OK_STATUS RESULT(TARO)), &error));
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        for (size_t size = 0; size < files[i].size; size++) {
            if (message_is_whole((struct slice){files[i].data, size})) {
                fail_msg("file %zu cut at %zu", i, size);
            }
        }
        assert_true(message_is_whole(buffer_slice(&files[i])));
        buffer_close(&files[i]);
    }
}

static void what_is_broken_otherwise_counts_as_whole(void **state)
{
    (void)state;
    assert_true(message_is_whole(LITERAL("no XML at all")));
    assert_true(message_is_whole(LITERAL("<a></b>")));
    assert_true(message_is_whole(LITERAL("<!DOCTYPE a [<!ENTITY b 'c'>]><a>")));
    assert_true(message_is_whole(LITERAL("<a>\xFF\xFF\xFF\xFF</a>")));
    assert_true(message_is_whole(LITERAL("<a>\0</a>")));
    assert_false(message_is_whole(LITERAL("<a></a>\0\0\0")));
}

static void text_of_a_rejection_is_read_in_either_encoding(void **state)
{
    static const struct {
        struct slice bytes;
        const char *text;
    } rows[] = {
        {{(const uint8_t *)"\x83\x47\x83\x89\x81\x5B", 6}, "エラー"},
        {{(const uint8_t *)"\xEF\xBB\xBF"
                           "エラー",
          12},
         "エラー"},
        {{(const uint8_t *)"E001", 4}, "E001"},
        {{(const uint8_t *)"\xFF\xFF", 2}, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer text = buffer_open(64);
        struct error error;
        assert_true(message_append_opaque(rows[i].bytes, &text, &error));
        assert_text(buffer_slice(&text), rows[i].text);
        buffer_close(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_file_is_one_fault_with_its_place_and_nobody_is_handed_over),
        cmocka_unit_test(a_long_tag_or_comment_is_refused),
        cmocka_unit_test(every_cut_of_a_file_is_seen_as_unfinished),
        cmocka_unit_test(what_is_broken_otherwise_counts_as_whole),
        cmocka_unit_test(text_of_a_rejection_is_read_in_either_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
