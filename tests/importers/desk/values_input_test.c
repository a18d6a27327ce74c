/* People here are invented and look it; insurer numbers carry a right check digit. */
#include "importers/desk/values_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/check.h"

static const struct slice filler = {(const uint8_t *)"77777777", 8};

static const struct value_rules rules = {
    .fillers = &filler,
    .filler_count = 1,
    .restores_zeros = false};

struct reading {
    struct values_input input;
    struct error error;
    bool done;
};

static void read_lines(struct reading *reading, enum capture capture, struct slice lines)
{
    reading->error = (struct error){.fault = FAULT_NONE};
    reading->done = values_input_read(lines, capture, &rules, &reading->input, &reading->error);
}

static struct slice value_of(const struct reading *reading, enum field field)
{
    return reading->input.evidence.values[field];
}

static void lines_become_evidence(void **state)
{
    static struct reading reading;
    (void)state;
    read_lines(
        &reading, CAPTURE_NUMBER,
        LITERAL("\xEF\xBB\xBF"
                "受診日=令和8年3月31日\r\n\r\nカルテ番号＝１００１\nnumbers_from=資格確認書\n"
                " 保険者番号 = 06130488 \nsymbol=港・1\n番号=1=2\nフリガナ=シカク　タロウ\n枝番=\n"
                "birth_date=S55.1.1"));
    assert_true(reading.done);
    assert_false(reading.input.is_refused);
    assert_int_equal(reading.input.problem_count, 0);
    assert_text(value_of(&reading, FIELD_VISIT_DATE), "20260331");
    assert_text(value_of(&reading, FIELD_CHART_NUMBER), "1001");
    assert_text(value_of(&reading, FIELD_NUMBERS_FROM), "certificate");
    assert_text(value_of(&reading, FIELD_INSURER_NUMBER), "06130488");
    assert_text(value_of(&reading, FIELD_SYMBOL), "港・1");
    assert_text(value_of(&reading, FIELD_NUMBER), "1=2");
    assert_text(value_of(&reading, FIELD_KANA_NAME), "シカク　タロウ");
    assert_text(value_of(&reading, FIELD_BIRTH_DATE), "19800101");
    assert_false(evidence_has(&reading.input.evidence, FIELD_BRANCH));
    values_input_close(&reading.input);
}

static void nothing_is_evidence_of_nothing(void **state)
{
    static struct reading reading;
    (void)state;
    read_lines(&reading, CAPTURE_VISIT, LITERAL(""));
    assert_true(reading.done);
    assert_false(reading.input.is_refused);
    values_input_close(&reading.input);
}

static void every_bad_line_is_told_by_its_number_and_no_value(void **state)
{
    static const struct {
        uint64_t line;
        uint64_t column;
        enum finding finding;
        const char *name;
    } expected[] = {
        {1, 1, FINDING_LINE_NO_NAME, ""},
        {2, 3, FINDING_LINE_UNKNOWN_NAME, ""},
        {4, 6, FINDING_ROW_DATE, "生年月日"},
        {5, 8, FINDING_ROW_CHECK_DIGIT, "保険者番号"},
        {6, 1, FINDING_LINE_NOT_ASKED, "窓口で受けた負担割合"},
        {7, 4, FINDING_ROW_INDIVIDUAL_NUMBER, "番号"},
        {8, 6, FINDING_ROW_VALUE, "カナ氏名"},
    };

    static struct reading reading;
    (void)state;
    read_lines(
        &reading, CAPTURE_NUMBER,
        LITERAL("資格 太郎\n  主治医=資格 太郎\nカルテ番号=1\n生年月日=20260231\n保険者番号= "
                "　06130489\n"
                "負担割合=3割\n番号=123456789018\nカナ氏名=資格 太郎\n"));
    assert_true(reading.done);
    assert_true(reading.input.is_refused);
    assert_int_equal(reading.input.problem_count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const struct table_finding *problem = &reading.input.problems[i];
        assert_int_equal(problem->line, expected[i].line);
        assert_int_equal(problem->column, expected[i].column);
        assert_int_equal(problem->finding, expected[i].finding);
        assert_string_equal(problem->name, expected[i].name);
        assert_true(problem->refuses);
    }
    assert_text(value_of(&reading, FIELD_CHART_NUMBER), "1");
    assert_false(evidence_has(&reading.input.evidence, FIELD_NUMBER));
    values_input_close(&reading.input);
}

static void a_restored_zero_is_said_and_refuses_nothing(void **state)
{
    static struct reading reading;
    (void)state;
    read_lines(&reading, CAPTURE_NUMBER, LITERAL("枝番=1\n保険者番号=6130488\n"));
    assert_true(reading.done);
    assert_int_equal(reading.input.problem_count, 2);
    assert_int_equal(reading.input.problems[0].finding, FINDING_ROW_ZERO_RESTORED);
    assert_false(reading.input.problems[0].refuses);
    /* Nobody loses a zero by typing. */
    assert_int_equal(reading.input.problems[1].finding, FINDING_ROW_LENGTH);
    assert_text(value_of(&reading, FIELD_BRANCH), "01");
    values_input_close(&reading.input);
}

static void a_name_twice_is_a_fault(void **state)
{
    static struct reading reading;
    (void)state;
    read_lines(&reading, CAPTURE_NUMBER, LITERAL("番号=1\n\n被保険者番号=1\n"));
    assert_false(reading.done);
    assert_int_equal(reading.error.fault, FAULT_VALUES_TWICE);
    assert_int_equal(reading.error.place.line, 3);
    assert_int_equal(reading.error.place.column, 1);
    assert_string_equal(reading.error.arguments[0], "番号");
    values_input_close(&reading.input);
}

static void other_encodings_are_a_fault(void **state)
{
    static struct reading reading;
    (void)state;
    read_lines(&reading, CAPTURE_NUMBER, LITERAL("番号=1\n\x94\xD4\x8D\x86=2\n"));
    assert_false(reading.done);
    assert_int_equal(reading.error.fault, FAULT_VALUES_ENCODING);
    assert_int_equal(reading.error.place.line, 2);
    assert_int_equal(reading.error.place.column, 1);
    values_input_close(&reading.input);
}

static void more_problems_than_there_is_room_for_still_refuse(void **state)
{
    static struct reading reading;
    struct buffer lines = buffer_open(LIMIT_LINE_BYTES);
    struct error error;
    (void)state;
    for (int i = 0; i < 3 * VALUES_PROBLEMS; i++) {
        assert_true(buffer_append_text(&lines, "x\n", &error));
    }
    read_lines(&reading, CAPTURE_NUMBER, buffer_slice(&lines));
    assert_true(reading.done);
    assert_true(reading.input.is_refused);
    assert_int_equal(reading.input.problem_count, VALUES_PROBLEMS);
    values_input_close(&reading.input);
    buffer_close(&lines);
}

/* ---- from a file descriptor ---- */

static void read_pipe(struct reading *reading, struct slice bytes)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fflush(file), 0);
    rewind(file);
    reading->done = values_input_read_from(
        fileno(file), CAPTURE_NUMBER, &rules, &reading->input, &reading->error);
    assert_int_equal(fclose(file), 0);
}

static void lines_come_from_a_descriptor(void **state)
{
    static struct reading reading;
    (void)state;
    read_pipe(&reading, LITERAL("カルテ番号=1001\n番号=1234567\n"));
    assert_true(reading.done);
    assert_text(value_of(&reading, FIELD_NUMBER), "1234567");
    values_input_close(&reading.input);
}

static void too_much_is_refused(void **state)
{
    static struct reading reading;
    struct buffer bytes = buffer_open(VALUES_BYTES + 1);
    struct error error;
    (void)state;
    assert_true(buffer_reserve(&bytes, VALUES_BYTES + 1, &error));
    memset(bytes.data, '\n', VALUES_BYTES + 1);
    read_pipe(&reading, (struct slice){bytes.data, VALUES_BYTES});
    assert_true(reading.done);
    values_input_close(&reading.input);
    read_pipe(&reading, (struct slice){bytes.data, VALUES_BYTES + 1});
    assert_false(reading.done);
    assert_int_equal(reading.error.fault, FAULT_TOO_BIG);
    values_input_close(&reading.input);
    buffer_close(&bytes);
}

static void a_descriptor_that_cannot_be_read_is_a_fault(void **state)
{
    static struct reading reading;
    (void)state;
    assert_false(
        values_input_read_from(-1, CAPTURE_NUMBER, &rules, &reading.input, &reading.error));
    assert_int_equal(reading.error.fault, FAULT_FILE_BROKEN);
    values_input_close(&reading.input);
}

static void what_a_capture_needs_is_asked_for(void **state)
{
    static struct reading reading;
    enum field missing = FIELD_VISIT_DATE;
    (void)state;
    read_lines(
        &reading, CAPTURE_NUMBER, LITERAL("番号の出所=聞き取り\n番号=1\n生年月日=S55.1.1\n"));
    assert_true(values_missing(CAPTURE_NUMBER, &reading.input.evidence, &missing));
    assert_int_equal(missing, FIELD_INSURER_NUMBER);
    assert_false(values_missing(CAPTURE_RESOLVE, &reading.input.evidence, &missing));
    values_input_close(&reading.input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_evidence),
        cmocka_unit_test(nothing_is_evidence_of_nothing),
        cmocka_unit_test(every_bad_line_is_told_by_its_number_and_no_value),
        cmocka_unit_test(a_restored_zero_is_said_and_refuses_nothing),
        cmocka_unit_test(a_name_twice_is_a_fault),
        cmocka_unit_test(other_encodings_are_a_fault),
        cmocka_unit_test(more_problems_than_there_is_room_for_still_refuse),
        cmocka_unit_test(lines_come_from_a_descriptor),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(a_descriptor_that_cannot_be_read_is_a_fault),
        cmocka_unit_test(what_a_capture_needs_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
