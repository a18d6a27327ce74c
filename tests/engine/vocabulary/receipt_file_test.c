/* Whole files: what passes, what is odd, what is refused and where. */
#include "engine/vocabulary/receipt_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/uke_fixture.h"

#define HEAD "IR,1,13,1,1234567,,架空医院,202607,00,03-0000-0000\n"
#define ONE                                                                                           \
    "RE,1,1112,202606,資格　太郎,1,19800131\nHO,01130012,１,２,2,300\nSY,8830417,20260601,1\n" \
    "SI,11,1,111000110,,291,1\n"
#define TWO "RE,2,1112,202606,資格　花子,2,19790228\nHO,06132013,1,2,1,200\nKO,51130011,,,1,200\n"
#define TAIL "GO,3,500,99\n"
#define WHOLE HEAD ONE TWO TAIL

static bool read_bytes(struct uke_log *log, struct slice bytes, struct error *error)
{
    uke_log_open(log);
    memset(error, 0, sizeof *error);
    return uke_log_read(log, bytes, 7, error);
}

static void parts_laid_together_are_the_file(void **state)
{
    static const char *const ends[] = {"\r\n", "\n"};
    static const char *const closes[] = {"", "\x1a", "\x1a\r\n", "\r\n\r\n"};
    static const size_t pieces[] = {1, 2, 61, 100000};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ends) * COUNT_OF(closes) * COUNT_OF(pieces); i++) {
        struct buffer bytes = uke_bytes(WHOLE, ends[i % COUNT_OF(ends)]);
        struct uke_log log;
        struct error error;
        const char *close = closes[i / COUNT_OF(ends) % COUNT_OF(closes)];
        size_t piece = pieces[i / COUNT_OF(ends) / COUNT_OF(closes)];
        assert_true(buffer_append_text(&bytes, close, &error));
        uke_log_open(&log);
        assert_true(uke_log_read(&log, buffer_slice(&bytes), piece, &error));
        assert_slice(buffer_slice(&log.bytes), buffer_slice(&bytes));
        assert_int_equal(log.receipts, 2);
        assert_int_equal(log.lines[0], 2);
        assert_int_equal(log.lines[1], 6);
        assert_int_equal(log.finding_count, 0);
        assert_int_equal(log.tail.count, 3);
        assert_int_equal(log.tail.points, 500);
        assert_int_equal(log.tail.counted.count, 3);
        assert_int_equal(log.tail.counted.points, 500);
        assert_int_equal(log.tail.receipts, 2);
        uke_log_close(&log);
        buffer_close(&bytes);
    }
}

static void the_last_line_end_may_be_missing(void **state)
{
    static const char *const lasts[] = {"GO,3,500,99", "GO,3,500,99\x1a", "GO,3,500"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lasts); i++) {
        struct buffer bytes = uke_bytes(HEAD ONE TWO, "\r\n");
        struct uke_log log;
        struct error error;
        assert_true(buffer_append_text(&bytes, lasts[i], &error));
        assert_true(read_bytes(&log, buffer_slice(&bytes), &error));
        assert_slice(buffer_slice(&log.bytes), buffer_slice(&bytes));
        assert_int_equal(log.tail.points, 500);
        uke_log_close(&log);
        buffer_close(&bytes);
    }
}

static void the_head_says_whose_file_it_is(void **state)
{
    struct buffer bytes = uke_bytes(HEAD TAIL, "\r\n");
    struct uke_log log;
    struct error error;
    char month[DATE_TEXT];
    (void)state;
    assert_true(read_bytes(&log, buffer_slice(&bytes), &error));
    month_write(log.head.claim_month, month);
    assert_string_equal(month, "2026-07");
    assert_string_equal(log.head.payer, "1");
    assert_string_equal(log.head.facility, "1311234567");
    assert_int_equal(log.head.kind, RECEIPT_KIND_MEDICAL);
    assert_int_equal(log.tail.receipts, 0);
    assert_int_equal(log.finding_count, 2); /* GO says 3 and 500 */
    uke_log_close(&log);
    buffer_close(&bytes);
}

static void era_files_are_read_as_their_edition(void **state)
{
    struct buffer bytes = uke_bytes(
        "IR,1,13,1,1234567,,,43102,00\nRE,1,1112,43101,資格　太郎,1,3550131\n"
        "HO,01130012,1,2,1,300\nSY,8830417,4310105,1\nGO,1,300,99\n",
        "\r\n");
    struct uke_log log;
    struct error error;
    (void)state;
    assert_true(read_bytes(&log, buffer_slice(&bytes), &error));
    assert_int_equal(receipt_layout_month_digits(log.head.layout), 5);
    assert_int_equal(log.finding_count, 0);
    uke_log_close(&log);
    buffer_close(&bytes);
}

struct odd_row {
    const char *text;
    const char *finding;
    uint64_t line;
    uint64_t column;
};

static void what_is_odd_about_a_row_is_told_with_its_place(void **state)
{
    static const struct odd_row rows[] = {
        {HEAD "RE,1,1112,202606,資格,1,19800231\nHO,01130012,１,２,2,300\nGO,1,300,99\n",
         "receipt_date", 2, 23},
        {HEAD "RE,1,1112,202613,資格,1,19800131\nHO,01130012,１,２,2,300\nGO,1,300,99\n",
         "receipt_date", 2, 11},
        {HEAD "RE,1,1112,202606,資格,1,19800131\nHO,,１,２,2,300\nGO,1,300,99\n", "receipt_missing",
         3, 4},
        {HEAD "RE,1,1112,202606,資格,1,19800131\nHO,        ,１,２,2,300\nGO,1,300,99\n",
         "receipt_missing", 3, 4},
        {HEAD "RE,1,1112,202606,資格,1,19800131\nHO,01130012,１,２,2\nGO,1,0,99\n",
         "receipt_missing", 3, 18},
        {HEAD "RE,1,1112,202606,資格,1,19800131\nHO,01130012,１,２,2,3x\nGO,1,0,99\n",
         "receipt_value", 3, 1},
        {HEAD "RE,1,1112,202606,資格,1,19800131\nHO,01130012,１,２,2,300,,,,,,,,,,,\nGO,1,300,99\n",
         "receipt_columns", 3, 32},
        {HEAD "RE,2,1112,202606,資格,1,19800131\nHO,01130012,１,２,2,300\n"
              "RE,2,1112,202606,資格,1,19800131\nHO,01130012,１,２,2,300\nGO,2,600,99\n",
         "receipt_number_order", 4, 4},
        {HEAD "RE,1,1112,202606,資格,1,19800131\nSY,8830417,20260601\nGO,0,0,99\n",
         "receipt_no_payer", 2, 1},
        {HEAD "RE,1,1112,202606,資格,1,19800131\nHO,01130012,１,２,2,300\nHO,06132013,１,２,2,300\n"
              "GO,1,300,99\n",
         "receipt_two_insurers", 2, 1},
        {HEAD ONE "GO,2,300,99\n", "receipt_go_count", 6, 1},
        {HEAD ONE "GO,1,301,99\n", "receipt_go_points", 6, 1},
        {HEAD ONE "GO,1,300,01\n", "receipt_volumes", 6, 1},
        {"IR,1,13,1,1234567,,,202607,01\n" ONE "GO,1,300,99\n", "receipt_volumes", 1, 1},
        {HEAD ONE "CO,01,1,810000001,あ\"い\nGO,1,300,99\n", "receipt_control", 6, 20},
        {HEAD ONE "CO,01,1,810000001,あ\tい\nGO,1,300,99\n", "receipt_control", 6, 20},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer bytes = uke_bytes(rows[i].text, "\r\n");
        struct uke_log log;
        struct error error;
        assert_row(read_bytes(&log, buffer_slice(&bytes), &error), rows[i].finding);
        assert_int_equal(log.finding_count, 1);
        assert_string_equal(finding_name(log.findings[0].finding), rows[i].finding);
        assert_int_equal(log.findings[0].line, rows[i].line);
        assert_int_equal(log.findings[0].column, rows[i].column);
        assert_slice(buffer_slice(&log.bytes), buffer_slice(&bytes));
        uke_log_close(&log);
        buffer_close(&bytes);
    }
}

static void a_vendor_character_is_told_and_carried(void **state)
{
    struct buffer bytes = uke_bytes(HEAD "RE,1,1112,202606,資格", "\r\n");
    struct uke_log log;
    struct error error;
    char text[512];
    (void)state;
    assert_true(buffer_append_text(&bytes, "\xf0\x40", &error));
    assert_true(buffer_append_text(
        &bytes, ",1,19800131\r\nHO,01130012,1,2,2,300\r\nGO,1,300,99\r\n", &error));
    assert_true(read_bytes(&log, buffer_slice(&bytes), &error));
    assert_int_equal(log.finding_count, 1);
    receipt_finding_render(&log.findings[0], "a.UKE", LANGUAGE_JAPANESE, text, sizeof text);
    assert_string_equal(
        text, "a.UKE:2:20: RE 氏名 に外字（読めない文字）があります。そのまま残します");
    receipt_finding_render(&log.findings[0], "a.UKE", LANGUAGE_ENGLISH, text, sizeof text);
    assert_non_null(strstr(text, "RE name"));
    assert_slice(buffer_slice(&log.bytes), buffer_slice(&bytes));
    uke_log_close(&log);
    buffer_close(&bytes);
}

static void unknown_records_are_carried_through(void **state)
{
    struct buffer bytes =
        uke_bytes(HEAD "NI,何か\n" ONE "X9,,,\n1,1,0,HO,01130012\n11,2\n" TWO TAIL, "\r\n");
    struct uke_log log;
    struct error error;
    (void)state;
    assert_true(read_bytes(&log, buffer_slice(&bytes), &error));
    assert_int_equal(log.finding_count, 0);
    assert_int_equal(log.rows, 10);
    assert_slice(buffer_slice(&log.bytes), buffer_slice(&bytes));
    uke_log_close(&log);
    buffer_close(&bytes);
}

struct bad_row {
    const char *name;
    struct slice bytes;
    enum fault fault;
    uint64_t line;
    uint64_t column;
};

#define IR "IR,1,13,1,1234567,,,202607,00\r\n"
#define RE "RE,1,1112,202606,\x8e\x91,1,19800131\r\nHO,01130012,1,2,2,300\r\n"
#define GO "GO,1,300,99\r\n"
#define BYTES(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

static void files_that_are_not_what_they_claim_are_refused_with_their_place(void **state)
{
    static const struct bad_row rows[] = {
        {"nothing", BYTES(""), FAULT_RECEIPT_NOT_ONE, 1, 1},
        {"blank", BYTES("\r\n"), FAULT_RECEIPT_NOT_ONE, 1, 1},
        {"no IR", BYTES(RE GO), FAULT_RECEIPT_NOT_ONE, 1, 1},
        {"CSV", BYTES("chart,date\r\n1,2\r\n"), FAULT_RECEIPT_NOT_ONE, 1, 1},
        {"binary",
         BYTES("\x7f"
               "ELF\x02\x01"),
         FAULT_RECEIPT_NOT_ONE, 1, 1},
        {"dental without GO", BYTES("UK,1,13,3,1234567,,,202607,01,00\r\n"), FAULT_RECEIPT_CUT, 1,
         1},
        {"dental, RE without IR", BYTES("UK,1,13,3,1234567,,,202607,01,00\r\n" RE GO),
         FAULT_RECEIPT_ORDER, 2, 1},
        {"two RE in a dental receipt",
         BYTES("UK,1,13,3,1234567,,,202607,01,00\r\nIR,1,13,3,1234567,,202607,,\r\n" RE RE GO),
         FAULT_RECEIPT_ORDER, 5, 1},
        {"BU of DPC in a dental file",
         BYTES("UK,1,13,3,1234567,,,202607,01,00\r\nIR,1,13,3,1234567,,202607,,\r\n" RE
               "BU,1\r\n" GO),
         FAULT_RECEIPT_ORDER, 5, 1},
        {"total of returned claims", BYTES(IR RE "HG,1,300,99\r\n"), FAULT_RECEIPT_ORDER, 4, 1},
        {"two GO of nurses", BYTES("HM,1,13,6,1234567,,202607,\r\nGO\r\nGO\r\n"),
         FAULT_RECEIPT_ORDER, 3, 1},
        {"no GO", BYTES(IR RE), FAULT_RECEIPT_CUT, 3, 1},
        {"cut in a row", BYTES(IR RE "SI,11"), FAULT_RECEIPT_CUT, 4, 1},
        {"cut before the mark", BYTES(IR RE "\x1a"), FAULT_RECEIPT_CUT, 4, 1},
        {"UTF-8 mark", BYTES("\xEF\xBB\xBF" IR RE GO), FAULT_RECEIPT_ENCODING, 1, 1},
        {"UTF-16", BYTES("\xFF\xFEI\0R\0"), FAULT_RECEIPT_ENCODING, 1, 1},
        {"UTF-16 without mark", BYTES("I\0R\0,\0"), FAULT_RECEIPT_ENCODING, 1, 1},
        {"UTF-8", BYTES(IR "RE,1,1112,202606,\xe8\xb3\x87\xe6\xa0\xbc,1\r\n" GO),
         FAULT_RECEIPT_ENCODING, 2, 20},
        {"JIS", BYTES(IR "RE,1,1112,202606,\x1b$B;q\x1b(B,1\r\n" GO), FAULT_RECEIPT_ENCODING, 2,
         18},
        {"bytes", BYTES(IR "RE,1,1112,202606,\x8e\x91\x80,1\r\n" GO), FAULT_RECEIPT_BYTES, 2, 19},
        {"half a character", BYTES(IR "RE,1,1112,202606,\x8e,1\r\n" GO), FAULT_RECEIPT_BYTES, 2,
         18},
        {"NUL", BYTES(IR "RE,1,1112,\0,1\r\n" GO), FAULT_RECEIPT_NUL, 2, 11},
        {"mark within a row", BYTES(IR "RE,1\x1a,1112\r\n" GO), FAULT_RECEIPT_END_MARK, 2, 5},
        {"mark between", BYTES(IR "\x1a\r\n" RE GO), FAULT_RECEIPT_END_MARK, 2, 1},
        {"two files", BYTES(IR RE GO "\x1a" IR RE GO), FAULT_RECEIPT_END_MARK, 5, 1},
        {"two files without mark", BYTES(IR RE GO IR RE GO), FAULT_RECEIPT_ORDER, 5, 1},
        {"receipt after GO", BYTES(IR RE GO RE), FAULT_RECEIPT_ORDER, 5, 1},
        {"CR alone", BYTES("IR,1,13,1,1234567,,,202607,00\rRE,1\rGO,1\r"), FAULT_RECEIPT_LINE_END,
         1, 30},
        {"quotes", BYTES("\"IR\",\"1\"\r\n"), FAULT_RECEIPT_QUOTED, 1, 1},
        {"quoted item", BYTES(IR "RE,\"1\",1112\r\n" GO), FAULT_RECEIPT_QUOTED, 2, 4},
        {"open quote", BYTES(IR "RE,1,\"1112\r\n" GO), FAULT_RECEIPT_QUOTED, 2, 6},
        {"blank row", BYTES(IR RE "\r\n" GO), FAULT_RECEIPT_ROW, 4, 1},
        {"no record", BYTES(IR RE "something\r\n" GO), FAULT_RECEIPT_ROW, 4, 1},
        {"small letters", BYTES(IR RE "si,1\r\n" GO), FAULT_RECEIPT_ROW, 4, 1},
        {"HO before RE", BYTES(IR "HO,01130012,1,2,2,300\r\n" GO), FAULT_RECEIPT_ORDER, 2, 1},
        {"second head", BYTES(IR RE IR GO), FAULT_RECEIPT_ORDER, 4, 1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct uke_log log;
        struct error error;
        assert_row(!read_bytes(&log, rows[i].bytes, &error), rows[i].name);
        if (error.fault != rows[i].fault || error.place.line != rows[i].line ||
            error.place.column != rows[i].column) {
            fail_msg(
                "%s: %s at %u:%u", rows[i].name, error_name(error.fault),
                (unsigned)error.place.line, (unsigned)error.place.column);
        }
        assert_false(log.has_tail);
        uke_log_close(&log);
    }
}

static bool read_repeated(const char *start, const char *again, size_t count, struct error *error)
{
    struct receipt_taker taker;
    struct uke_log log;
    struct receipt_file *file = NULL;
    bool done = true;
    uke_log_open(&log);
    taker = uke_log_taker(&log);
    assert_true(receipt_file_open(&taker, &file, error));
    done = receipt_file_push(file, slice_of(start), error);
    for (size_t i = 0; done && i < count; i++) {
        done = receipt_file_push(file, slice_of(again), error);
    }
    done = done && receipt_file_end(file, error);
    receipt_file_close(file);
    uke_log_close(&log);
    return done;
}

static void endless_lines_rows_and_receipts_are_refused_early(void **state)
{
    static const struct {
        const char *start;
        const char *again;
        enum fault fault;
        uint64_t line;
    } rows[] = {
        {IR "SY,", "aaaaaaaaaaaaaaaa", FAULT_RECEIPT_LINE_LONG, 2},
        {"", "aaaaaaaaaaaaaaaa", FAULT_RECEIPT_LINE_LONG, 1},
        {IR RE "SI,", ",,,,,,,,,,,,,,,,\r\nSI", FAULT_RECEIPT_BIG, 0},
        {IR RE, "SI,1\r\n", FAULT_RECEIPT_BIG, 20003},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error error;
        assert_false(read_repeated(rows[i].start, rows[i].again, 10 * 1024 * 1024 / 16, &error));
        assert_int_equal(error.fault, rows[i].fault);
        if (rows[i].line != 0) {
            assert_int_equal(error.place.line, rows[i].line);
        }
    }
}

static void more_items_than_a_record_may_have_are_refused(void **state)
{
    struct buffer bytes = uke_bytes(HEAD ONE "SI", "\r\n");
    struct uke_log log;
    struct error error;
    (void)state;
    for (size_t i = 0; i < LIMIT_RECORD_ITEMS; i++) {
        assert_true(buffer_append_text(&bytes, ",", &error));
    }
    assert_true(buffer_append_text(&bytes, "\r\n" GO, &error));
    assert_false(read_bytes(&log, buffer_slice(&bytes), &error));
    assert_int_equal(error.fault, FAULT_RECEIPT_ITEMS_MANY);
    assert_int_equal(error.place.line, 6);
    uke_log_close(&log);
    buffer_close(&bytes);
}

static void a_taker_that_stops_stops_the_file(void **state)
{
    struct buffer bytes = uke_bytes(WHOLE, "\r\n");
    struct uke_log log;
    struct error error;
    (void)state;
    uke_log_open(&log);
    log.stop_at = 1;
    assert_false(uke_log_read(&log, buffer_slice(&bytes), 10, &error));
    assert_int_equal(error.fault, FAULT_CANCELLED);
    assert_int_equal(log.receipts, 1);
    uke_log_close(&log);
    buffer_close(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_laid_together_are_the_file),
        cmocka_unit_test(the_last_line_end_may_be_missing),
        cmocka_unit_test(the_head_says_whose_file_it_is),
        cmocka_unit_test(era_files_are_read_as_their_edition),
        cmocka_unit_test(what_is_odd_about_a_row_is_told_with_its_place),
        cmocka_unit_test(a_vendor_character_is_told_and_carried),
        cmocka_unit_test(unknown_records_are_carried_through),
        cmocka_unit_test(files_that_are_not_what_they_claim_are_refused_with_their_place),
        cmocka_unit_test(endless_lines_rows_and_receipts_are_refused_early),
        cmocka_unit_test(more_items_than_a_record_may_have_are_refused),
        cmocka_unit_test(a_taker_that_stops_stops_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
