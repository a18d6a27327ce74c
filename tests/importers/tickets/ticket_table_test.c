/* People here are invented and look it; insurer numbers carry a right check digit. */
#include "importers/tickets/ticket_table.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "engine/foundation/text.h"
#include "engine/storage/tickets.h"
#include "engine/storage/views.h"
#include "tests/importers/table_support.h"
#include "tests/support/raw_store.h"

#define HEADING "券種別,整理番号,有効期限,保険者番号,記号,番号,氏名カナ,生年月日,性別\n"
#define TARO "受診券,25100000011,20260331,06130488,港１,123,シカク　タロウ,19600101,男\n"
#define TARO_OTHER "受診券,25100000011,20260331,06130488,港１,999,シカク　タロウ,19600101,男\n"
#define HANAKO "セット券,25500000012,,138016,,456,カクニン　ハナコ,S30.2.3,2\n"
#define TREATMENT_HEADING                                                                          \
    "交付番号,福祉事務所名,公費負担者番号,受給者番号,対象年月,氏名カナ,生年月日,性別\n"
#define JIRO "17,見本福祉事務所,12136016,1234566,202601,フジョ　ジロウ,19500101,男\n"

static const struct slice fillers[1] = {{(const uint8_t *)"77777777", 8}};

static const struct value_rules rules = {
    .fillers = fillers,
    .filler_count = 1,
    .restores_zeros = true};

static bool import_checkup(
    struct store *store,
    const char *path,
    struct table_report **report,
    struct error *error)
{
    return table_import(store, path, &checkup_table_kind, &rules, report, error);
}

static bool import_treatment(
    struct store *store,
    const char *path,
    struct table_report **report,
    struct error *error)
{
    return table_import(store, path, &treatment_table_kind, &rules, report, error);
}

static int open_store(void **state)
{
    struct test_store *test = malloc(sizeof *test);
    if (test == NULL) {
        return 1;
    }
    test_store_open(test, 7);
    *state = test;
    return 0;
}

static int close_store(void **state)
{
    test_store_close(*state);
    free(*state);
    return 0;
}

/* The outcome, and the number of conflicts. */
static uint64_t check_with(
    struct test_store *test,
    importer *import,
    const char *name,
    struct slice bytes,
    const char *shown)
{
    struct outcome outcome;
    uint64_t conflicts = 0;
    outcome_of(&outcome, test, import, name, bytes);
    assert_string_equal(outcome.shown, shown);
    conflicts = outcome.report == NULL ? 0 : outcome.report->conflicts;
    outcome_close(&outcome);
    return conflicts;
}

static uint64_t
check(struct test_store *test, const char *name, struct slice bytes, const char *shown)
{
    return check_with(test, import_checkup, name, bytes, shown);
}

/* ---- what is in the store ---- */

struct found {
    struct ticket_row rows[8];
    size_t count;
};

static bool take_ticket(void *taker, const struct ticket_row *row)
{
    struct found *found = taker;
    assert_true(found->count < COUNT_OF(found->rows));
    found->rows[found->count] = *row;
    found->count++;
    return true;
}

static struct found tickets_of(struct test_store *test)
{
    struct found found = {.count = 0};
    struct error error;
    assert_true(tickets_each(test->store, 0, take_ticket, &found, &error));
    return found;
}

static void check_value(
    struct test_store *test,
    const struct ticket_row *row,
    enum ticket_field field,
    const char *expected)
{
    struct part_cache *cache = NULL;
    struct ticket ticket;
    struct error error;
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(tickets_open(cache, row, &ticket, &error));
    assert_text(ticket.values[field], expected);
    part_cache_close(cache);
}

/* ---- rows ---- */

static void good_rows_are_tickets_with_canonical_values(void **state)
{
    struct test_store *test = *state;
    struct found found;
    check(
        test, "a.csv", LITERAL(HEADING TARO HANAKO),
        "2 = 2 new + 0 same + 0 corrected + 0 refused;");
    found = tickets_of(test);
    assert_int_equal(found.count, 2);
    check_value(test, &found.rows[0], TICKET_KIND, "checkup");
    check_value(test, &found.rows[0], TICKET_SERIAL, "25100000011");
    check_value(test, &found.rows[1], TICKET_KIND, "set");
    check_value(test, &found.rows[1], TICKET_INSURER, "00138016");
    check_value(test, &found.rows[1], TICKET_BIRTH, "19550203");
    check_value(test, &found.rows[1], TICKET_SEX, "female");
}

static void every_row_keeps_its_line_and_its_repairs(void **state)
{
    struct test_store *test = *state;
    struct part_cache *cache = NULL;
    struct found found;
    struct ticket ticket;
    struct error error;
    check(
        test, "a.csv",
        LITERAL("一覧\n" HEADING TARO
                "受診券,'25100000013,46112,6130488,港１,124,シカク　ジロウ,19600101,男\n"),
        "2 = 2 new + 0 same + 0 corrected + 0 refused; 4:2 row_repaired 整理番号 (in);"
        " 4:3 row_serial_date 有効期限 (in); 4:4 row_zero_restored 保険者番号 (in);");
    found = tickets_of(test);
    assert_true(part_cache_open(test->store, &cache, &error));
    assert_true(tickets_open(cache, &found.rows[1], &ticket, &error));
    assert_int_equal(ticket.line, 4);
    assert_int_equal(ticket.repair_count, 3);
    for (size_t i = 0; i < 3; i++) {
        static const char *const names[][2] = {
            {"row_zero_restored", "insurer"},
            {"row_repaired", "serial"},
            {"row_serial_date", "expiry"}};
        bool seen = false;
        for (size_t k = 0; k < 3; k++) {
            seen = seen || (slice_equal_text(ticket.repairs[k].finding, names[i][0]) &&
                            slice_equal_text(ticket.repairs[k].column, names[i][1]));
        }
        assert_true(seen);
    }
    part_cache_close(cache);
}

static void rows_that_lost_digits_stay_out(void **state)
{
    check(
        *state, "a.csv",
        LITERAL(HEADING TARO "受診券,2.51E+10,,06130488,港１,124,シカク　ジロウ,19600101,男\n"
                             "受診券,8100000001,,06130488,港１,125,シカク　サブロウ,19600101,男\n"
                             "受診券,25100000014,,06130488,港１,,,19600101,男\n"
                             "受診券,25100000015,,06130488,港１,126,シカク　シロウ,,男\n"),
        "5 = 1 new + 0 same + 0 corrected + 4 refused; 3:2 row_scientific 整理番号;"
        " 4:2 row_serial 整理番号; 5:7 row_missing 氏名カナ; 6:8 row_missing 生年月日;");
}

/* ---- what converters and spreadsheets put around the rows ---- */

/* More lines of comments than there may be titles. */
static void comments_are_no_rows(void **state)
{
    check(
        *state, "a.csv",
        LITERAL("#\n#\n#\n#\n#\n#\n#\n#\n#\n# 見本,見本\n" HEADING "#" TARO HANAKO "# end\n"),
        "1 = 1 new + 0 same + 0 corrected + 0 refused;");
}

static void empty_cells_at_the_end_of_a_line_mean_nothing(void **state)
{
    check(
        *state, "a.csv",
        LITERAL("券種別,整理番号,有効期限,保険者番号,記号,番号,氏名カナ,生年月日,性別,,\n" TARO
                "セット券,25500000012,,138016,,456,カクニン　ハナコ,S30.2.3,2,,,,\n"
                "受診券,25100000013,,06130488,港１,124,シカク　ジロウ,19600101,男,x\n"
                "受診券,25100000014,,06130488,港１,125,シカク　サブロウ,19600101\n"),
        "4 = 2 new + 0 same + 0 corrected + 2 refused; 4:0 row_columns;"
        " 5:0 row_columns;");
}

static void lines_may_end_in_a_return_alone(void **state)
{
    check(
        *state, "a.csv",
        LITERAL("券種別,整理番号,有効期限,保険者番号,記号,番号,氏名カナ,生年月日,性別\r"
                "受診券,25100000011,20260331,06130488,港１,123,シカク　タロウ,19600101,男\r"
                "受診券,25100000013,,06130488,港１,124,シカク　ジロウ,19600231,男\r"),
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:8 row_date 生年月日;");
}

static void the_charges_of_the_converter_are_kept_in_parts(void **state)
{
    struct test_store *test = *state;
    struct found found;
    check(
        test, "a.csv",
        LITERAL("受診者保険者番号,受診者被保険者記号,受診者被保険者番号,受診者氏名,受診者生年月日,"
                "受診券整理番号,"
                "窓口負担区分基本,窓口負担額基本,窓口負担率基本,窓口負担上限額人間ドック,窓口負担_"
                "詳細\n"
                "06130488,港１,123,シカク　タロウ,19600101,25100000011,2,001000,,006520,30%\n"),
        "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    found = tickets_of(test);
    check_value(test, &found.rows[0], TICKET_CHARGE_KIND_BASIC, "2");
    check_value(test, &found.rows[0], TICKET_CHARGE_AMOUNT_BASIC, "001000");
    check_value(test, &found.rows[0], TICKET_CHARGE_RATE_BASIC, "");
    check_value(test, &found.rows[0], TICKET_CHARGE_CEILING_DOCK, "006520");
    check_value(test, &found.rows[0], TICKET_CHARGE_DETAIL, "30%");
}

/* ---- again, and at odds ---- */

static void the_same_file_twice_changes_nothing(void **state)
{
    struct test_store *test = *state;
    int64_t entries = 0;
    check(
        test, "a.csv", LITERAL(HEADING TARO HANAKO),
        "2 = 2 new + 0 same + 0 corrected + 0 refused;");
    entries = entries_of(test);
    check(
        test, "b.csv", LITERAL(HEADING TARO HANAKO),
        "2 = 0 new + 2 same + 0 corrected + 0 refused;");
    assert_int_equal(entries_of(test), entries);
}

static void the_same_row_in_another_file_is_the_same(void **state)
{
    check(*state, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    assert_int_equal(
        check(
            *state, "b.csv", LITERAL(HEADING HANAKO TARO TARO),
            "3 = 1 new + 2 same + 0 corrected + 0 refused;"),
        0);
}

static void one_number_with_other_values_is_a_conflict_and_both_are_held(void **state)
{
    struct test_store *test = *state;
    struct found found;
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    assert_int_equal(
        check(
            test, "b.csv", LITERAL(HEADING TARO_OTHER TARO_OTHER),
            "2 = 1 new + 1 same + 0 corrected + 0 refused;"),
        1);
    found = tickets_of(test);
    assert_int_equal(found.count, 3);
    assert_memory_equal(found.rows[0].prints, found.rows[1].prints, FINGERPRINT_BYTES);
    assert_true(found.rows[0].content != found.rows[1].content);
}

/* YY100000000 stands on every ticket without a number. */
static void the_shared_number_is_no_key(void **state)
{
    struct test_store *test = *state;
    static const uint8_t none[FINGERPRINT_BYTES] = {0};
    struct found found;
    assert_int_equal(
        check(
            test, "a.csv",
            LITERAL(HEADING "受診券,25100000000,,06130488,港１,124,シカク　ジロウ,19600101,男\n"
                            "受診券,25100000000,,06130488,港１,125,シカク　サブロウ,19610101,男\n"),
            "2 = 2 new + 0 same + 0 corrected + 0 refused; 2:2 row_serial_shared 整理番号 (in);"
            " 3:2 row_serial_shared 整理番号 (in);"),
        0);
    found = tickets_of(test);
    assert_memory_not_equal(found.rows[0].prints, found.rows[1].prints, FINGERPRINT_BYTES);
    assert_memory_equal(found.rows[0].prints + TICKET_PRINT_SERIAL, none, FINGERPRINT_BYTES);
}

/* 受給者番号 names no person: two rows with the same one and other 交付番号 are two tickets. */
static void the_number_of_a_recipient_is_no_key(void **state)
{
    assert_int_equal(
        check_with(
            *state, import_treatment, "a.csv",
            LITERAL(TREATMENT_HEADING JIRO
                    "18,見本福祉事務所,12136016,1234566,202602,フジョ　ハナコ,19510101,女\n"),
            "2 = 2 new + 0 same + 0 corrected + 0 refused;"),
        0);
}

/* ---- UTF-16 ---- */

/* As spreadsheets save "Unicode text": a mark, UTF-16, tabs. */
static struct slice in_utf16(const char *text, bool is_big, uint8_t *to)
{
    struct slice rest = slice_of(text);
    size_t at = 0;
    size_t used = 2;
    uint32_t character = 0;
    memcpy(to, is_big ? "\xFE\xFF" : "\xFF\xFE", 2);
    while (text_next(rest, &at, &character)) {
        character = character == ',' ? '\t' : character;
        assert_true(character < 0x10000);
        to[used] = (uint8_t)(is_big ? character >> 8 : character);
        to[used + 1] = (uint8_t)(is_big ? character : character >> 8);
        used += 2;
    }
    return (struct slice){to, used};
}

static void unicode_text_of_a_spreadsheet_is_read(void **state)
{
    struct test_store *test = *state;
    uint8_t bytes[2048];
    check(
        test, "a.txt", in_utf16(HEADING TARO HANAKO, false, bytes),
        "2 = 2 new + 0 same + 0 corrected + 0 refused;");
    check(
        test, "b.txt", in_utf16(HEADING TARO HANAKO, true, bytes),
        "2 = 0 new + 2 same + 0 corrected + 0 refused;");
    check(
        test, "c.csv", LITERAL(HEADING HANAKO TARO),
        "2 = 0 new + 2 same + 0 corrected + 0 refused;");
    check_value(test, &tickets_of(test).rows[0], TICKET_KANA, "シカク　タロウ");
}

static void half_a_character_refuses_its_row_alone(void **state)
{
    struct test_store *test = *state;
    uint8_t bytes[2048];
    struct slice file = in_utf16(HEADING TARO HANAKO, false, bytes);
    memcpy(bytes + file.size - 4, "\x42\xD8", 2); /* in the place of the sex of the last row */
    check(
        test, "a.txt", file,
        "2 = 1 new + 0 same + 0 corrected + 1 refused; 3:9 row_encoding 性別;");
}

/* Numbers of individuals are looked for in the text, not in the bytes. */
static void an_individual_number_is_found_in_utf16(void **state)
{
    struct test_store *test = *state;
    uint8_t bytes[2048];
    check(
        test, "a.txt",
        in_utf16(
            HEADING
            "受診券,25100000011,20260331,06130488,港１,123456789018,シカク　タロウ,19600101,男\n",
            false, bytes),
        "1 = 0 new + 0 same + 0 corrected + 1 refused; 2:6 row_individual_number 番号;");
}

/* ---- gzip ---- */

static size_t pack(const char *text, uint8_t *to, size_t room)
{
    z_stream stream = {0};
    size_t size = 0;
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)strlen(text);
    stream.next_out = to;
    stream.avail_out = (uInt)room;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size = room - stream.avail_out;
    (void)deflateEnd(&stream);
    return size;
}

static void every_member_of_a_gzip_file_is_read(void **state)
{
    struct test_store *test = *state;
    uint8_t bytes[2048];
    size_t size = pack(HEADING TARO, bytes, sizeof bytes);
    size += pack(HANAKO, bytes + size, sizeof bytes - size);
    check(
        test, "a.csv.gz", (struct slice){bytes, size},
        "2 = 2 new + 0 same + 0 corrected + 0 refused;");
    check(
        test, "a.csv", LITERAL(HEADING TARO HANAKO),
        "2 = 0 new + 2 same + 0 corrected + 0 refused;");
}

static void a_cut_or_damaged_gzip_file_is_refused_whole(void **state)
{
    struct test_store *test = *state;
    uint8_t bytes[2048];
    size_t size = pack(HEADING TARO HANAKO, bytes, sizeof bytes);
    int64_t entries = entries_of(test);
    check(test, "a.gz", (struct slice){bytes, size - 1}, "FAULT GZIP_CUT 0:0");
    check(test, "b.gz", (struct slice){bytes, size / 2}, "FAULT GZIP_CUT 0:0");
    bytes[size - 8] ^= 1; /* the checksum */
    check(test, "c.gz", (struct slice){bytes, size}, "FAULT GZIP_DAMAGED 0:0");
    assert_int_equal(entries_of(test), entries);
}

static void a_gzip_bomb_is_refused(void **state)
{
    struct test_store *test = *state;
    char *text = malloc(8 * 1024 * 1024 + 1);
    static uint8_t bytes[65536];
    size_t size = 0;
    assert_non_null(text);
    memset(text, '\n', 8 * 1024 * 1024);
    text[8 * 1024 * 1024] = '\0';
    size = pack(text, bytes, sizeof bytes);
    check(test, "a.gz", (struct slice){bytes, size}, "FAULT GZIP_BOMB 0:0 1073741824");
    free(text);
}

static void views_made_anew_are_the_same(void **state)
{
    struct test_store *test = *state;
    uint8_t before[HASH_BYTES];
    uint8_t after[HASH_BYTES];
    struct error error;
    check(
        test, "a.csv", LITERAL(HEADING TARO HANAKO),
        "2 = 2 new + 0 same + 0 corrected + 0 refused;");
    check(
        test, "b.csv", LITERAL(HEADING TARO_OTHER),
        "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    assert_true(views_digest(test->store, before, &error));
    assert_true(views_rebuild(test->store, &error));
    assert_true(views_digest(test->store, after, &error));
    assert_memory_equal(before, after, HASH_BYTES);
}

/* A file of the program before tickets has no place for them; opening it makes one, rebuilding fills it. */
static void a_store_of_the_first_version_gets_its_tickets_back(void **state)
{
    struct test_store *test = *state;
    struct error error;
    check(test, "a.csv", LITERAL(HEADING TARO), "1 = 1 new + 0 same + 0 corrected + 0 refused;");
    raw_do(test, "DROP TABLE ticket; PRAGMA user_version = 1;");
    test_store_reopen(test);
    assert_int_equal(tickets_of(test).count, 0);
    assert_int_equal(raw_number(test, "PRAGMA user_version"), STORE_SCHEMA_VERSION);
    assert_true(views_rebuild(test->store, &error));
    assert_int_equal(tickets_of(test).count, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_store, close_store)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(good_rows_are_tickets_with_canonical_values),
        TEST(every_row_keeps_its_line_and_its_repairs),
        TEST(rows_that_lost_digits_stay_out),
        TEST(comments_are_no_rows),
        TEST(empty_cells_at_the_end_of_a_line_mean_nothing),
        TEST(lines_may_end_in_a_return_alone),
        TEST(the_charges_of_the_converter_are_kept_in_parts),
        TEST(the_same_file_twice_changes_nothing),
        TEST(the_same_row_in_another_file_is_the_same),
        TEST(one_number_with_other_values_is_a_conflict_and_both_are_held),
        TEST(the_shared_number_is_no_key),
        TEST(the_number_of_a_recipient_is_no_key),
        TEST(unicode_text_of_a_spreadsheet_is_read),
        TEST(half_a_character_refuses_its_row_alone),
        TEST(an_individual_number_is_found_in_utf16),
        TEST(every_member_of_a_gzip_file_is_read),
        TEST(a_cut_or_damaged_gzip_file_is_refused_whole),
        TEST(a_gzip_bomb_is_refused),
        TEST(views_made_anew_are_the_same),
        TEST(a_store_of_the_first_version_gets_its_tickets_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
