/* Files of every kind: what they are known by, where receipts begin, where totals stand. */
#include <stdlib.h>

#include "tests/support/check.h"
#include "tests/support/uke_fixture.h"

struct kind_file {
    const char *name;
    const char *text;
    enum receipt_kind kind;
    int64_t receipts;
    int64_t rows;
    int64_t points; /* as counted */
    bool has_totals;
};

#define DENTAL_ONE                                                                                 \
    "IR,1,13,3,1234567,,202607,,01\nRE,1,3112,202606,資格　太郎,1,19800131\n"                 \
    "HO,01130012,１,２,2,300\nHS,20260601\nSS,41,1,301000110\n"
#define PHARMACY_ONE "RE,1,4112,202606,資格　太郎,1,19800131\nHO,01130012,１,２,2,300\nSH,1\nCZ,1\n"
#define NURSING_ONE                                                                                \
    "RE,1,6112,202606,資格　太郎,シカク　タロウ,1,19800131\nHO,01130012,１,２,2,30000\nRJ,1\n"
#define RETURN "HR,202608,1,01,L0001,架空の理由,,,,202607000000000001,\n"

static const struct kind_file files[] = {
    {"dental", "UK,1,13,3,1234567,,架空歯科,202607,01,00\n" DENTAL_ONE "GO,1,300,99\n",
     RECEIPT_KIND_DENTAL, 1, 5, 300, true},
    {"dental of 2019",
     "UK,1,13,3,1234567,,架空歯科,43102,01,00\nIR,1,13,3,1234567,,43102,,\n"
     "RE,1,3112,43101,資格　太郎,1,3550131\nHO,01130012,１,２,2,300\nGO,1,300,99\n",
     RECEIPT_KIND_DENTAL, 1, 3, 300, true},
    {"pharmacy", "YK,1,13,4,1234567,架空薬局,202607,00,\n" PHARMACY_ONE "GO,1,300,99\n",
     RECEIPT_KIND_PHARMACY, 1, 4, 300, true},
    {"nurses, GO in front", "HM,1,13,6,1234567,架空訪問看護,202607,\nGO\n" NURSING_ONE,
     RECEIPT_KIND_NURSING, 1, 3, 30000, false},
    {"nurses, nobody", "HM,1,13,6,1234567,架空訪問看護,202607,\nGO\n", RECEIPT_KIND_NURSING, 0, 0,
     0, false},
    {"nurses, GO behind", "HM,1,13,6,1234567,架空訪問看護,202607,\n" NURSING_ONE "GO\n",
     RECEIPT_KIND_NURSING, 1, 3, 30000, false},
    {"DPC",
     "IR,1,13,1,1234567,,架空病院,202607,00,\nRE,1,1111,202606,資格　太郎,1,19800131\n"
     "HO,01130012,１,２,2,300\nBU,1\nSB,1\nGO,1,300,99\n",
     RECEIPT_KIND_DPC, 1, 4, 300, true},
    {"returned",
     "HI,1,202608,13\nRE,3,1112,202606,資格　太郎,1,19800131\nHO,01130012,１,２,2,300\n"
     "1,1,0,RE,3\n" RETURN "HG,1,300,99\n",
     RECEIPT_KIND_RETURNED, 1, 4, 300, true},
    {"returned, dental", "HI,1,202608,13\n" DENTAL_ONE RETURN DENTAL_ONE RETURN "HG,2,600,99\n",
     RECEIPT_KIND_RETURNED, 2, 12, 600, true},
};

static void every_kind_is_read_to_the_byte(void **state)
{
    static const char *const closes[] = {"", "\x1a", "\x1a\r\n"};
    static const size_t pieces[] = {1, 7, 100000};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files) * 9; i++) {
        const struct kind_file *file = &files[i / 9];
        struct buffer bytes = uke_bytes(file->text, "\r\n");
        struct uke_log log;
        struct error error;
        assert_true(buffer_append_text(&bytes, closes[i % 3], &error));
        uke_log_open(&log);
        assert_row(uke_log_read(&log, buffer_slice(&bytes), pieces[i / 3 % 3], &error), file->name);
        assert_slice(buffer_slice(&log.bytes), buffer_slice(&bytes));
        assert_row(log.tail.kind == file->kind, file->name);
        assert_row(log.receipts == file->receipts, file->name);
        assert_row(log.rows == file->rows, file->name);
        assert_row(log.tail.counted.points == file->points, file->name);
        assert_row(log.tail.has_totals == file->has_totals, file->name);
        assert_row(log.finding_count == 0, file->name);
        uke_log_close(&log);
        buffer_close(&bytes);
    }
}

static void returned_claims_are_read_as_the_claims_they_were(void **state)
{
    static const struct {
        const char *type;
        enum receipt_kind kind;
    } rows[] = {
        {"1112", RECEIPT_KIND_MEDICAL},
        {"4112", RECEIPT_KIND_PHARMACY},
        {"6112", RECEIPT_KIND_NURSING},
        {"9999", RECEIPT_KIND_RETURNED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer bytes = uke_bytes("HI,1,202608,13\nRE,1,", "\r\n");
        struct buffer rest = uke_bytes(",202606\nHO,01130012,1,2,2,300\nHG,1,300,99\n", "\r\n");
        struct uke_log log;
        struct error error;
        assert_true(buffer_append_text(&bytes, rows[i].type, &error));
        assert_true(buffer_append(&bytes, buffer_slice(&rest), &error));
        uke_log_open(&log);
        assert_true(uke_log_read(&log, buffer_slice(&bytes), 1000, &error));
        assert_row(log.claims == rows[i].kind, rows[i].type);
        uke_log_close(&log);
        buffer_close(&rest);
        buffer_close(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read_to_the_byte),
        cmocka_unit_test(returned_claims_are_read_as_the_claims_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
