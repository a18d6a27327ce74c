/* Whole exports: what comes out, what is refused, and what a failing disk leaves. */
#include "exporters/receipt_export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/exporters/export_fixture.h"
#include "tests/exporters/odd_disk.h"
#include "tests/support/power_cut.h"
#include "tests/support/recording_disk.h"

#define HEAD "IR,1,13,1,1234567,,架空医院,202607,00,03-0000-0000\n"
#define RECEIPT(number, ho)                                                                        \
    "RE," number ",1112,202606,資格　太郎,1,19800131,,,,,,,00" number                              \
    ",,,,,,,,,,,,,,,,,,,,,,,シカク　タロウ,\n" ho "SY,8830417,20260601,1,,,01,\n"                  \
    "SI,11,1,111000110,,291,1\n"
#define HO "HO,01130012,12,345,1,100,,,,,,,,,\n"
#define NEW_HO "HO,06132013,12,345,1,100,,,,,,,,,\n"
#define FILE4                                                                                      \
    HEAD RECEIPT("1", HO) RECEIPT("2", HO) RECEIPT("3", HO) RECEIPT("4", HO) "GO,4,400,99\n"

static void
counts_are(const struct export_fixture *f, int64_t unchanged, int64_t changed, int64_t withheld)
{
    assert_int_equal(f->result.counts[OUTCOME_UNCHANGED], unchanged);
    assert_int_equal(f->result.counts[OUTCOME_CHANGED], changed);
    assert_int_equal(f->result.counts[OUTCOME_WITHHELD], withheld);
    assert_int_equal(f->result.counts[OUTCOME_MOVED], 0);
    assert_int_equal(f->result.receipts, unchanged + changed + withheld);
}

static void an_overlay_of_nothing_is_the_file(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4 "\x1a");
    assert_true(export_fixture_run(f));
    export_fixture_holds(f, f->target, FILE4 "\x1a");
    counts_are(f, 4, 0, 0);
    assert_int_equal(f->result.unnamed, 4);
    assert_int_equal(f->told, 4);
    assert_int_equal(f->asked, 8);
    export_fixture_is_clean(f);
}

static void one_is_changed_one_withheld_and_the_rest_counts_on(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4);
    export_fixture_current(f, 1, "06132013");
    export_fixture_current(f, 2, "01130012");
    f->visits[2].held = true;
    assert_true(export_fixture_run(f));
    export_fixture_holds(
        f, f->target,
        HEAD RECEIPT("1", NEW_HO) "RE,2,1112,202606,資格　太郎,1,19800131,,,,,,,003"
                                  ",,,,,,,,,,,,,,,,,,,,,,,シカク　タロウ,\n" HO
                                  "SY,8830417,20260601,1,,,01,\nSI,11,1,111000110,,291,1\n"
                                  "RE,3,1112,202606,資格　太郎,1,19800131,,,,,,,004"
                                  ",,,,,,,,,,,,,,,,,,,,,,,シカク　タロウ,\n" HO
                                  "SY,8830417,20260601,1,,,01,\nSI,11,1,111000110,,291,1\n"
                                  "GO,3,300,99\n");
    counts_are(f, 2, 1, 1);
    assert_int_equal(f->result.renumbered, 2);
    assert_int_equal(f->result.changes, 1);
    assert_int_equal(f->result.before.points, 400);
    assert_int_equal(f->result.after.points, 300);
    assert_int_equal(f->result.payer, PAYER_FUND);
    assert_string_equal(f->result.facility, "1311234567");
    export_fixture_lists(
        f, "区分,レセプト番号,カルテ番号,受診,行,レコード,項目,元の値,新しい値,規則,理由\n"
           "変更,1,001,V1,3,HO,保険者番号,01130012,06132013,RC-21 / "
           "CP-01,確認できた保険者の番号を書く\n"
           "月遅れ,2,002,V2,6,,,,,RC-06 / CP-01,保留・回答待ち・10割の受診がある\n");
}

static void a_list_is_written_in_english_too(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4);
    f->order.language = LANGUAGE_ENGLISH;
    f->order.patch_utf8 = NULL;
    export_fixture_current(f, 3, "01130012");
    f->visits[3].identifiers.number = slice_of("①");
    assert_true(export_fixture_run(f));
    assert_false(export_fixture_has(f, f->patch));
    export_fixture_holds(
        f, f->patch932,
        "kind,receipt number,chart number,visit,line,record,item,old value,new value,rule,reason\n"
        "withheld,3,003,V3,10,,,,,RC-14 / CP-01,\"the number holds the character U+2460 ①, which a "
        "receipt cannot; enter a substitute\"\n");
    assert_int_equal(f->result.troubled, 1);
}

static void when_all_are_withheld_the_file_is_empty_and_not_the_old_one(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4);
    assert_true(export_fixture_run(f));
    for (int64_t number = 1; number <= 4; number++) {
        export_fixture_current(f, number, "01130012");
        f->visits[number].held = true;
    }
    assert_true(export_fixture_run(f));
    export_fixture_holds(f, f->target, HEAD "GO,0,0,99\n");
    counts_are(f, 0, 0, 4);
}

/* Neither one that passes, nor one that is changed, nor one whose visits hold it anyway. */
static void what_was_submitted_before_does_not_go_out_again(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4);
    export_fixture_current(f, 2, "06132013");
    export_fixture_current(f, 3, "01130012");
    f->visits[3].held = true;
    for (int64_t number = 1; number <= 3; number++) {
        assert_true(month_make(2026, 6, &f->submitted[number]));
    }
    assert_true(export_fixture_run(f));
    counts_are(f, 1, 0, 3);
    assert_int_equal(f->result.unnamed, 1);
    assert_int_equal(f->result.changes, 0);
    assert_int_equal(f->result.troubled, 0);
    assert_int_equal(f->result.after.points, 100);
    f->order.language = LANGUAGE_ENGLISH;
    f->submitted[1] = f->submitted[2] = MONTH_NONE;
    assert_true(month_make(2026, 6, &f->submitted[4]));
    assert_true(export_fixture_run(f));
    counts_are(f, 1, 1, 2);
    assert_int_equal(f->trouble, TROUBLE_SUBMITTED);
    assert_string_equal(f->reason, "submitted");
}

static void the_list_says_when_it_was_submitted(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4);
    assert_true(month_make(2026, 6, &f->submitted[1]));
    assert_true(export_fixture_run(f));
    export_fixture_lists(
        f, "区分,レセプト番号,カルテ番号,受診,行,レコード,項目,元の値,新しい値,規則,理由\n"
           "請求済み,1,001,,2,,,,,,2026-06 に請求済みです。返戻・取下げの記録がなければ出せません。"
           "返戻のファイルは totsugo import、紙の返戻・取下げは totsugo submitted returned "
           "で記録できます。"
           "戻っていなければ、レセコンでこのファイルから外してください。\n");
}

static void deciding_alone_writes_nothing(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4);
    export_fixture_current(f, 1, "06132013");
    f->order.target = NULL;
    assert_true(export_fixture_run(f));
    counts_are(f, 3, 1, 0);
    assert_int_equal(f->asked, 4);
    assert_false(export_fixture_has(f, f->target));
    assert_false(export_fixture_has(f, f->patch));
}

static void without_leave_unnamed_receipts_stay_behind(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4);
    f->decider.unnamed_pass = false;
    assert_true(export_fixture_run(f));
    counts_are(f, 0, 0, 4);
    assert_string_equal(f->reason, "unnamed");
    f->decider.unnamed_pass = true;
}

static void before_the_codes_existed_a_receipt_is_withheld(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(
        f, HEAD "RE,1,1112,202110,資格　太郎,1,19800131,,,,,,,001\n" HO "GO,1,100,99\n");
    export_fixture_current(f, 1, "01130012");
    f->visits[1].paths = PATHS_PAST;
    assert_true(export_fixture_run(f));
    counts_are(f, 0, 0, 1);
    assert_int_equal(f->trouble, TROUBLE_NOT_IN_FORCE);
    export_fixture_lists(
        f, "区分,レセプト番号,カルテ番号,受診,行,レコード,項目,元の値,新しい値,規則,理由\n"
           "月遅れ,1,001,V1,2,,,,,RC-22 / CP-01,2021-10-01 "
           "の診療には「旧資格情報のコメントコード」がありません。この日の請求には使えません。\n");
}

/* ---- refused as a whole ---- */

static void refused(struct export_fixture *f, enum fault fault)
{
    assert_false(export_fixture_run(f));
    assert_string_equal(error_name(f->error.fault), error_name(fault));
    export_fixture_is_clean(f);
}

static void a_file_whose_totals_are_wrong_is_not_exported(void **state)
{
    struct export_fixture *f = *state;
    char text[512];
    export_fixture_begin(f, HEAD RECEIPT("1", HO) "GO,2,100,99\n");
    refused(f, FAULT_RECEIPT_TOTAL);
    assert_int_equal(f->error.place.line, 6);
    assert_string_equal(f->error.place.file, f->source);
    error_render(&f->error, LANGUAGE_JAPANESE, text, sizeof text);
    assert_non_null(strstr(text, "2件・100点"));
    assert_non_null(strstr(text, "1件・100点"));
    assert_false(export_fixture_has(f, f->target));
    f->order.accept_totals = true;
    assert_true(export_fixture_run(f));
    export_fixture_holds(f, f->target, HEAD RECEIPT("1", HO) "GO,1,100,99\n");
}

static void visits_that_change_meanwhile_stop_the_export(void **state)
{
    struct export_fixture *f = *state;
    for (int64_t at = 5; at <= 8; at++) {
        export_fixture_begin(f, FILE4);
        f->change_at = at;
        refused(f, FAULT_RECEIPT_CHANGED);
        assert_false(export_fixture_has(f, f->target));
    }
}

static void a_file_is_not_written_over_itself(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, FILE4);
    f->order.target = f->source;
    refused(f, FAULT_FILE_EXISTS);
    export_fixture_holds(f, f->source, FILE4);
}

static void a_file_with_a_fault_is_not_exported(void **state)
{
    struct export_fixture *f = *state;
    export_fixture_begin(f, HEAD RECEIPT("1", HO));
    refused(f, FAULT_RECEIPT_CUT);
    assert_string_equal(f->error.place.file, f->source);
    assert_int_equal(f->error.place.line, 5);
    assert_false(export_fixture_has(f, f->target));
}

/* ---- disks ---- */

#define OLD HEAD RECEIPT("1", HO) "GO,1,100,99\n"

/* An older export stands there; the new one changes a receipt. */
static void begin_over_old(struct export_fixture *f)
{
    export_fixture_begin(f, OLD);
    assert_true(export_fixture_run(f));
    export_fixture_current(f, 1, "06132013");
}

/* Whether the new number stands in a file. */
static bool names_new(const char *path)
{
    struct disk_port disk = disk_real();
    struct buffer found;
    struct error error;
    bool is_new = false;
    assert_true(disk_read_all(&disk, path, 100000, &found, &error));
    for (size_t at = 0; !is_new && at < found.size; at++) {
        is_new = slice_starts(slice_part(buffer_slice(&found), at, 8), "06132013");
    }
    buffer_close(&found);
    return is_new;
}

static void is_old_or_new(struct export_fixture *f, bool is_new)
{
    export_fixture_holds(f, f->target, is_new ? HEAD RECEIPT("1", NEW_HO) "GO,1,100,99\n" : OLD);
}

static bool is_there(const char *path)
{
    struct disk_port disk = disk_real();
    return disk.exists(NULL, path);
}

static void any_call_may_fail_and_the_old_file_stays(void **state)
{
    struct export_fixture *f = *state;
    struct odd_disk odd;
    struct disk_port port;
    bool done = false;
    odd_disk_open(&odd);
    port = odd_disk_port(&odd);
    for (int64_t at = 1; !done; at++) {
        begin_over_old(f);
        odd.calls = 0;
        odd.fail_at = at;
        f->order.disk = &port;
        done = export_fixture_run(f);
        assert_int_equal(odd.opened, 0);
        export_fixture_is_clean(f);
        /* Only the sync of its folder comes after the name. */
        is_old_or_new(f, done || names_new(f->target));
        assert_true(names_new(f->target) || !is_there(f->patch) || !names_new(f->patch));
        assert_true(at < 1000);
    }
}

static void a_full_disk_keeps_the_old_file(void **state)
{
    struct export_fixture *f = *state;
    bool done = false;
    for (int64_t room = 0; !done; room += 23) {
        struct odd_disk odd;
        struct disk_port port;
        begin_over_old(f);
        odd_disk_open(&odd);
        odd.room = room;
        port = odd_disk_port(&odd);
        f->order.disk = &port;
        done = export_fixture_run(f);
        export_fixture_is_clean(f);
        is_old_or_new(f, done);
        if (!done) {
            assert_int_equal(f->error.fault, FAULT_DISK_FULL);
            assert_true(f->error.place.file[0] != '\0');
        }
        assert_true(room < 5000);
    }
}

static void what_reads_back_otherwise_gets_no_name(void **state)
{
    struct export_fixture *f = *state;
    bool done = false;
    for (int64_t read = 1; !done; read++) {
        struct odd_disk odd;
        struct disk_port port;
        begin_over_old(f);
        odd_disk_open(&odd);
        odd.spoil_at = read;
        port = odd_disk_port(&odd);
        f->order.disk = &port;
        done = export_fixture_run(f) && odd.reads < read;
        export_fixture_is_clean(f);
        if (!done && f->error.fault == FAULT_READ_BACK_DIFFERS) {
            is_old_or_new(f, false);
        }
        assert_true(read < 100);
    }
    is_old_or_new(f, true);
}

static void a_power_cut_leaves_a_whole_file_and_never_a_new_one_without_its_list(void **state)
{
    struct export_fixture *f = *state;
    struct recording recording;
    struct recording_disk recorder;
    struct disk_port port;
    uint64_t seed = 5;
    begin_over_old(f);
    recording_open(&recording, f->world.folder);
    port = recording_disk_open(&recorder, &recording);
    f->order.disk = &port;
    assert_true(export_fixture_run(f));
    for (size_t cut = 0; cut < recording.count * 20; cut++) {
        struct test_world left;
        struct buffer found;
        struct error error;
        test_world_open(&left, 3);
        power_cut_leave(&recording, cut / 20, power_cut_random(&seed), left.folder);
        assert_true(
            disk_read_all(&left.world.disk, test_path(&left, "out.UKE"), 100000, &found, &error));
        assert_true(found.size > 100);
        assert_memory_equal(found.data + found.size - 13, "GO,1,100,99\r\n", 13);
        buffer_close(&found);
        assert_true(
            !names_new(test_path(&left, "out.UKE")) || names_new(test_path(&left, "patch.csv")));
        test_world_close(&left);
    }
    recording_close(&recording);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_overlay_of_nothing_is_the_file),
        cmocka_unit_test(one_is_changed_one_withheld_and_the_rest_counts_on),
        cmocka_unit_test(a_list_is_written_in_english_too),
        cmocka_unit_test(when_all_are_withheld_the_file_is_empty_and_not_the_old_one),
        cmocka_unit_test(what_was_submitted_before_does_not_go_out_again),
        cmocka_unit_test(the_list_says_when_it_was_submitted),
        cmocka_unit_test(deciding_alone_writes_nothing),
        cmocka_unit_test(without_leave_unnamed_receipts_stay_behind),
        cmocka_unit_test(before_the_codes_existed_a_receipt_is_withheld),
        cmocka_unit_test(a_file_whose_totals_are_wrong_is_not_exported),
        cmocka_unit_test(visits_that_change_meanwhile_stop_the_export),
        cmocka_unit_test(a_file_is_not_written_over_itself),
        cmocka_unit_test(a_file_with_a_fault_is_not_exported),
        cmocka_unit_test(any_call_may_fail_and_the_old_file_stays),
        cmocka_unit_test(a_full_disk_keeps_the_old_file),
        cmocka_unit_test(what_reads_back_otherwise_gets_no_name),
        cmocka_unit_test(a_power_cut_leaves_a_whole_file_and_never_a_new_one_without_its_list),
    };
    return cmocka_run_group_tests(tests, export_fixture_make, export_fixture_drop);
}
