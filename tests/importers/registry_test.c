#include "importers/registry.h"

#include <stdio.h>

#include "tests/importers/table_support.h"

struct row {
    const char *name;
    struct slice bytes;
    enum file_kind kind;
};

#define ROW(name, text, kind)                                                                      \
    {                                                                                              \
        name, {(const uint8_t *)(text), sizeof(text) - 1}, FILE_KIND_##kind                        \
    }

static const struct row rows[] = {
    ROW("captures", "受診日,カルテ番号,持参したもの\n20260331,1,カード\n", CAPTURES),
    ROW("captures by names", "visit_date\tchart_number\n20260331\t1\n", CAPTURES),
    ROW("captures without a visit date", "カルテ番号,カナ氏名,生年月日\n", CAPTURES),
    ROW("captures below titles", "一覧\n\n出力日,2026/4/1\n受診日,カルテ番号\n", CAPTURES),
    ROW("captures below a damaged title", "一覧\0\n受診日,カルテ番号\n", CAPTURES),
    ROW("captures with an open quote", "受診日,カルテ番号\n20260331,\"1\n", CAPTURES),
    ROW("captures with numbers",
        "受診日,カルテ番号,氏名,生年月日,保険者番号,記号,番号,枝番,性別\n",
        CAPTURES),
    ROW("answers", "資格確認日,資格有効性,保険者番号,被保険者証番号,生年月日\n", ANSWERS),
    ROW("answers with names",
        "\xEF\xBB\xBF資格確認日,照会区分,資格有効性,保険者番号,記号,番号,枝番,生年月日,性別,氏名\n",
        ANSWERS),
    ROW("message", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg></XmlMsg>", MESSAGE),
    ROW("message with a BOM", "\xEF\xBB\xBF\r\n<XmlMsg>", MESSAGE),
    ROW("receipts", "IR,1,13,1,1234567,,\x8E\x91\x8A\x69,202604,00,\r\nRE,1,\r\n", RECEIPTS),
    ROW("gzip", "\x1F\x8B\x08\0", PACKED),
    ROW("workbook", "PK\x03\x04xxxx", PACKED),
    ROW("UTF-16 that is no table", "\xFF\xFEx\0", UTF16),
    ROW("UTF-16 without a mark", "\xD7\x53,\0,\0,\0,\0", UTF16),
    ROW("captures in UTF-16",
        "\xFF\xFE\xD7\x53\x3A\x8A\xE5\x65\t\0\xAB\x30\xEB\x30\xC6\x30\x6A\x75\xF7\x53\r\0\n\0",
        CAPTURES),
    ROW("empty", "", EMPTY),
    ROW("a letter", "資格 太郎 様\n\nいつもお世話になっております。\n", UNKNOWN),
    ROW("another table", "a,b,c\n1,2,3\n", UNKNOWN),
    ROW("zeros",
        "\x7F"
        "ELF\x01\x02\x03xxxxxxxxxxxxxxxxxxxxxxxxxx\0x",
        UNKNOWN),
};

static void files_are_recognised_by_content(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum file_kind kind = FILE_KIND_UNKNOWN;
        struct error error;
        assert_true(registry_kind_of(rows[i].bytes, &kind, &error));
        assert_row(kind == rows[i].kind, rows[i].name);
    }
}

static void the_encoding_makes_no_difference(void **state)
{
    struct buffer bytes = in_cp932("受診日,カルテ番号,備考\r\n");
    enum file_kind kind = FILE_KIND_UNKNOWN;
    struct error error;
    (void)state;
    assert_true(registry_kind_of(buffer_slice(&bytes), &kind, &error));
    assert_int_equal(kind, FILE_KIND_CAPTURES);
    buffer_close(&bytes);
}

static void the_name_makes_no_difference(void **state)
{
    struct test_store test;
    enum file_kind kind = FILE_KIND_UNKNOWN;
    struct error error;
    (void)state;
    test_world_open(&test.world, 3);
    put_file(&test, "RECEIPTC.UKE", rows[0].bytes);
    assert_true(registry_recognise(
        &test.world.world.disk, test_path(&test.world, "RECEIPTC.UKE"), &kind, &error));
    assert_int_equal(kind, FILE_KIND_CAPTURES);
    assert_false(registry_recognise(
        &test.world.world.disk, test_path(&test.world, "nowhere"), &kind, &error));
    assert_int_equal(error.fault, FAULT_FILE_MISSING);
    test_world_close(&test.world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_recognised_by_content),
        cmocka_unit_test(the_encoding_makes_no_difference),
        cmocka_unit_test(the_name_makes_no_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
