#include "importers/tickets/ticket_value.h"

#include "tests/support/check.h"

static const struct slice fillers[1] = {{(const uint8_t *)"77777777", 8}};

struct row {
    enum ticket_form form;
    const char *written;
    enum finding refused;
    const char *kept;
    enum finding noted;
};

static void check_rows(const struct row *rows, size_t count)
{
    const struct value_rules rules = {
        .fillers = fillers, .filler_count = 1, .restores_zeros = true};
    for (size_t i = 0; i < count; i++) {
        struct ticket_value value;
        enum finding finding =
            ticket_value_read(rows[i].form, slice_of(rows[i].written), &rules, &value);
        if (finding != rows[i].refused ||
            (finding == FINDING_NONE &&
             (!slice_equal_text(value.text, rows[i].kept) ||
              (rows[i].noted == FINDING_NONE) != (value.note_count == 0) ||
              (rows[i].noted != FINDING_NONE && value.notes[0] != rows[i].noted)))) {
            fail_msg(
                "%s: %s, \"%.*s\", %zu notes", rows[i].written, finding_name(finding),
                (int)value.text.size, (const char *)value.text.data, value.note_count);
        }
    }
}

/* Reference tickets.md section 6: what can be undone without loss is undone and said. */
static void what_a_spreadsheet_did_is_undone_and_said(void **state)
{
    static const struct row rows[] = {
        {TICKET_FORM_SERIAL, "25100000011", FINDING_NONE, "25100000011", FINDING_NONE},
        {TICKET_FORM_SERIAL, "２５１００００００１１", FINDING_NONE, "25100000011", FINDING_NONE},
        {TICKET_FORM_SERIAL, "=\"25100000011\"", FINDING_NONE, "25100000011", FINDING_ROW_REPAIRED},
        {TICKET_FORM_SERIAL, "'25100000011", FINDING_NONE, "25100000011", FINDING_ROW_REPAIRED},
        {TICKET_FORM_SERIAL, "25100000011.0", FINDING_NONE, "25100000011", FINDING_ROW_REPAIRED},
        {TICKET_FORM_SERIAL, "25-1-00000011", FINDING_NONE, "25100000011", FINDING_ROW_REPAIRED},
        {TICKET_FORM_SERIAL, "25 1 00000011", FINDING_NONE, "25100000011", FINDING_ROW_REPAIRED},
        {TICKET_FORM_SERIAL, "25−1−00000011", FINDING_NONE, "25100000011", FINDING_ROW_REPAIRED},
        {TICKET_FORM_SERIAL, "２５１－００００００１１", FINDING_NONE, "25100000011",
         FINDING_ROW_REPAIRED},
        {TICKET_FORM_SERIAL, "25100000000", FINDING_NONE, "25100000000", FINDING_ROW_SERIAL_SHARED},
        {TICKET_FORM_INSURER, "138016", FINDING_NONE, "00138016", FINDING_NONE},
        {TICKET_FORM_INSURER, "6130488", FINDING_NONE, "06130488", FINDING_ROW_ZERO_RESTORED},
        {TICKET_FORM_INSURER, "06130489", FINDING_NONE, "06130489", FINDING_ROW_CHECK_DIGIT},
        {TICKET_FORM_SEVEN, "123455", FINDING_NONE, "0123455", FINDING_ROW_ZERO_RESTORED},
        {TICKET_FORM_EIGHT, "12136012", FINDING_NONE, "12136012", FINDING_ROW_CHECK_DIGIT},
        {TICKET_FORM_BRANCH, "1", FINDING_NONE, "01", FINDING_ROW_ZERO_RESTORED},
        {TICKET_FORM_NUMBER, "港－１", FINDING_NONE, "港－１", FINDING_NONE},
        {TICKET_FORM_NUMBER, "1234.0", FINDING_NONE, "1234", FINDING_ROW_REPAIRED},
        {TICKET_FORM_YEN, "1,000円", FINDING_NONE, "1000", FINDING_NONE},
        {TICKET_FORM_RATE, "050000", FINDING_NONE, "050000", FINDING_NONE},
        {TICKET_FORM_RATE, "３０％", FINDING_NONE, "30", FINDING_NONE},
        {TICKET_FORM_RATE, "半分", FINDING_ROW_VALUE, NULL, FINDING_NONE},
    };
    (void)state;
    check_rows(rows, COUNT_OF(rows));
}

static void every_way_to_write_a_day_gives_the_day(void **state)
{
    static const struct row rows[] = {
        {TICKET_FORM_DATE, "1952/1/1", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_DATE, "1952-01-01", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_DATE, "昭和２７年１月１日", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_DATE, "S27.1.1", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_DATE, "S270101", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_DATE, "3270101", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_DATE, "18994", FINDING_NONE, "19520101", FINDING_ROW_SERIAL_DATE},
        {TICKET_FORM_DATE, "46112", FINDING_NONE, "20260331", FINDING_ROW_SERIAL_DATE},
        {TICKET_FORM_DATE, "平成32年3月31日", FINDING_NONE, "20200331", FINDING_NONE},
        {TICKET_FORM_DATE, "270101", FINDING_ROW_VALUE, NULL, FINDING_NONE},
        {TICKET_FORM_DATE, "1952/2/30", FINDING_ROW_DATE, NULL, FINDING_NONE},
        {TICKET_FORM_MONTH, "2026年1月", FINDING_NONE, "202601", FINDING_NONE},
        {TICKET_FORM_MONTH, "202613", FINDING_ROW_VALUE, NULL, FINDING_NONE},
    };
    (void)state;
    check_rows(rows, COUNT_OF(rows));
}

/* Tickets are printed ahead of a change of eras; of a birth date such a year is said. */
static void a_year_that_an_era_did_not_have_is_said_of_births(void **state)
{
    static const struct row rows[] = {
        {TICKET_FORM_BIRTH, "昭和64年1月7日", FINDING_NONE, "19890107", FINDING_NONE},
        {TICKET_FORM_BIRTH, "昭和65年1月1日", FINDING_NONE, "19900101", FINDING_ROW_ERA_YEAR},
        {TICKET_FORM_BIRTH, "Ｓ６５．１．１", FINDING_NONE, "19900101", FINDING_ROW_ERA_YEAR},
        {TICKET_FORM_BIRTH, "S65/01/01", FINDING_NONE, "19900101", FINDING_ROW_ERA_YEAR},
        {TICKET_FORM_BIRTH, "S650101", FINDING_NONE, "19900101", FINDING_ROW_ERA_YEAR},
        {TICKET_FORM_BIRTH, "3650101", FINDING_NONE, "19900101", FINDING_ROW_ERA_YEAR},
        {TICKET_FORM_BIRTH, "平成元年2月1日", FINDING_NONE, "19890201", FINDING_NONE},
        {TICKET_FORM_BIRTH, "3270101", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_BIRTH, "S270101", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_BIRTH, "S27/01/01", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_BIRTH, "昭和27年01月01日", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_BIRTH, "19520101", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_BIRTH, "1952/1/1", FINDING_NONE, "19520101", FINDING_NONE},
        {TICKET_FORM_BIRTH, "18994", FINDING_NONE, "19520101", FINDING_ROW_SERIAL_DATE},
        {TICKET_FORM_BIRTH, "270101", FINDING_ROW_VALUE, NULL, FINDING_NONE},
        {TICKET_FORM_DATE, "昭和65年1月1日", FINDING_NONE, "19900101", FINDING_NONE},
    };
    (void)state;
    check_rows(rows, COUNT_OF(rows));
}

static void what_lost_digits_is_refused(void **state)
{
    static const struct row rows[] = {
        {TICKET_FORM_SERIAL, "2.41E+10", FINDING_ROW_SCIENTIFIC, NULL, FINDING_NONE},
        {TICKET_FORM_SERIAL, "２．５１Ｅ＋１０", FINDING_ROW_SCIENTIFIC, NULL, FINDING_NONE},
        {TICKET_FORM_NUMBER, "1.2E+12", FINDING_ROW_SCIENTIFIC, NULL, FINDING_NONE},
        {TICKET_FORM_SERIAL, "8100000001", FINDING_ROW_SERIAL, NULL, FINDING_NONE},
        {TICKET_FORM_SERIAL, "2510000001A", FINDING_ROW_SERIAL, NULL, FINDING_NONE},
        {TICKET_FORM_SERIAL, "25100000011.5", FINDING_ROW_SERIAL, NULL, FINDING_NONE},
        {TICKET_FORM_INSURER, "77777777", FINDING_ROW_FILLED_NUMBER, NULL, FINDING_NONE},
        {TICKET_FORM_INSURER, "061304880", FINDING_ROW_LENGTH, NULL, FINDING_NONE},
        {TICKET_FORM_NUMBER, "123456789012345678901", FINDING_ROW_LENGTH, NULL, FINDING_NONE},
        {TICKET_FORM_KIND, "回数券", FINDING_ROW_VALUE, NULL, FINDING_NONE},
        {TICKET_FORM_KANA, "資格太郎", FINDING_ROW_VALUE, NULL, FINDING_NONE},
        {TICKET_FORM_SERIAL, "123456789018", FINDING_ROW_INDIVIDUAL_NUMBER, NULL, FINDING_NONE},
    };
    (void)state;
    check_rows(rows, COUNT_OF(rows));
}

static void words_are_kept_by_name(void **state)
{
    static const struct row rows[] = {
        {TICKET_FORM_KIND, "受診券", FINDING_NONE, "checkup", FINDING_NONE},
        {TICKET_FORM_KIND, "５", FINDING_NONE, "set", FINDING_NONE},
        {TICKET_FORM_SEX, "男", FINDING_NONE, "male", FINDING_NONE},
        {TICKET_FORM_COMBINED, "併用", FINDING_NONE, "beside", FINDING_NONE},
        {TICKET_FORM_CONSIGNED, "未委託", FINDING_NONE, "no", FINDING_NONE},
        {TICKET_FORM_TEXT, "", FINDING_NONE, "", FINDING_NONE},
        {TICKET_FORM_TEXT, "=\"\"", FINDING_NONE, "", FINDING_NONE},
    };
    (void)state;
    check_rows(rows, COUNT_OF(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_spreadsheet_did_is_undone_and_said),
        cmocka_unit_test(every_way_to_write_a_day_gives_the_day),
        cmocka_unit_test(a_year_that_an_era_did_not_have_is_said_of_births),
        cmocka_unit_test(what_lost_digits_is_refused),
        cmocka_unit_test(words_are_kept_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
