/* A receipt as a whole: what is told of which record before it goes out. */
#include "engine/law/receipt_whole.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

enum {
    FINDINGS = 8
};

struct told {
    struct receipt_finding findings[FINDINGS];
    size_t count;
};

static bool take(void *context, const struct receipt_finding *finding, struct error *error)
{
    struct told *told = context;
    (void)error;
    assert_true(told->count < FINDINGS);
    assert_int_equal(finding->receipt, 4);
    assert_slice(finding->chart, slice_of("00101"));
    told->findings[told->count] = *finding;
    told->findings[told->count++].chart = (struct slice){NULL, 0};
    return true;
}

#define RE(type, birth) "RE,4," type ",202603,A,1," birth ",,,,,,,00101,,,,,,,,,,,,,,,,,,,,,,,,\r\n"
#define HO "HO,06132013,1,2,1,100,,,,,,,,,\r\n"
#define SY "SY,8830417,20260301,1,,,01,\r\n"
#define SI "SI,11,1,111000110,,110,1\r\n"

struct sample {
    const char *rows;
    bool is_rewritten;
    struct receipt_finding wanted; /* FINDING_NONE: nothing is told */
};

static struct told check(enum receipt_kind kind, const struct sample *sample)
{
    struct rulebook *book = test_rules_load();
    struct arena arena = arena_open(LIMIT_RECEIPT_BYTES);
    struct told told = {.count = 0};
    const struct receipt_listener listener = {&told, take};
    struct receipt_key key;
    struct receipt receipt;
    struct error error = {0};
    struct receipt_whole_order order = {
        .book = book, .receipt = &receipt, .key = &key, .is_rewritten = sample->is_rewritten};
    assert_true(receipt_month(slice_of("202604"), &order.claim_month));
    assert_true(receipt_open(
        receipt_layout_of(kind, slice_of("202604")), slice_of(sample->rows), 10, &arena, &receipt,
        &error));
    assert_true(receipt_read_key(&receipt, slice_of(""), &arena, &key, &error));
    assert_true(receipt_whole_check(&order, &listener, &error));
    arena_close(&arena);
    rulebook_close(book);
    return told;
}

static void each_finding_names_record_item_and_line(void **state)
{
    static const struct sample samples[] = {
        {RE("1112", "19800101") HO SY SI, false, {.finding = FINDING_NONE}},
        {RE("1112", "19800101") HO SI,
         false,
         {.finding = FINDING_RECEIPT_NEEDS, .record = RECORD_SY, .line = 10}},
        {RE("1112", "19800101") HO SY "CO,99,1,810000001,\r\n",
         false,
         {.finding = FINDING_RECEIPT_NEEDS, .record = RECORD_SI, .line = 10}},
        {RE("1112", "19800101") HO SY "TO,11,1,710010001,1\r\n", false, {.finding = FINDING_NONE}},
        {RE("1112", "20260331") HO "SY,8830417,20260331,1,,,01,\r\n" SI,
         false,
         {.finding = FINDING_NONE}},
        {RE("1112", "20260401") HO SI "SY,8830417,,1,,,01,\r\n",
         false,
         {.finding = FINDING_RECEIPT_DATE_ORDER,
          .record = RECORD_RE,
          .item = RECEIPT_RE_BIRTH,
          .line = 10}},
        {RE("1112", "19800101") HO "SY,8830417,20260401,1,,,01,\r\n" SI,
         false,
         {.finding = FINDING_RECEIPT_DATE_ORDER,
          .record = RECORD_SY,
          .item = RECEIPT_SY_BEGUN,
          .line = 12}},
        {RE("1112", "19800102") HO "SY,8830417,19800101,1,,,01,\r\n" SI,
         false,
         {.finding = FINDING_RECEIPT_DATE_ORDER,
          .record = RECORD_SY,
          .item = RECEIPT_SY_BEGUN,
          .line = 12}},
        {RE("1122", "19800101") HO SY SI,
         false,
         {.finding = FINDING_RECEIPT_TYPE_PAYERS,
          .record = RECORD_RE,
          .item = RECEIPT_RE_TYPE,
          .line = 10}},
        {RE("1122", "19800101") HO "KO,19136019,0001234,,1,100,,,,,,\r\n" SY SI,
         false,
         {.finding = FINDING_NONE}},
        {RE("1212", "19800101") "KO,19136018,0001234,,1,100,,,,,,\r\n" SY SI,
         false,
         {.finding = FINDING_RECEIPT_INSURER,
          .record = RECORD_KO,
          .item = RECEIPT_KO_PAYER,
          .line = 11}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct receipt_finding *wanted = &samples[i].wanted;
        struct told told = check(RECEIPT_KIND_MEDICAL, &samples[i]);
        if (told.count != (wanted->finding == FINDING_NONE ? 0 : 1)) {
            fail_msg("sample %zu: %zu findings", i, told.count);
        }
        assert_int_equal(told.findings[0].finding, wanted->finding);
        assert_int_equal(told.findings[0].record, wanted->record);
        assert_int_equal(told.findings[0].item, wanted->item);
        assert_int_equal(told.findings[0].line, wanted->line);
    }
}

/* Fillers of unknown claims and of disasters are excepted by the path only, other such digits never. */
static void the_digits_of_a_filler_are_excepted_by_the_path(void **state)
{
    static const struct {
        const char *insurer;
        enum finding unnamed;
    } insurers[] = {
        {"77777777", FINDING_RECEIPT_FILLER}, {"77777779", FINDING_RECEIPT_FILLER},
        {"99999999", FINDING_RECEIPT_FILLER}, {"66666666", FINDING_RECEIPT_INSURER},
        {"06132013", FINDING_NONE},
    };

    char rows[512];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(insurers); i++) {
        struct sample sample = {.rows = rows, .is_rewritten = true};
        struct told told;
        (void)snprintf(
            rows, sizeof rows, "%sHO,%s,,5,1,100,,,,,,,,,\r\n%s%s", RE("1112", "19800101"),
            insurers[i].insurer, SY, SI);
        told = check(RECEIPT_KIND_MEDICAL, &sample);
        assert_int_equal(told.count, 0);
        sample.is_rewritten = false;
        told = check(RECEIPT_KIND_MEDICAL, &sample);
        assert_int_equal(told.count, insurers[i].unnamed == FINDING_NONE ? 0 : 1);
        assert_int_equal(told.findings[0].finding, insurers[i].unnamed);
    }
}

static void a_month_of_treatment_after_the_claim_is_told(void **state)
{
    const struct sample sample = {
        .rows = "RE,4,1112,202605,A,1,19800101,,,,,,,00101,,,,,,,,,,,,,,,,,,,,,,,,\r\n" HO SY SI};
    struct told told = check(RECEIPT_KIND_MEDICAL, &sample);
    (void)state;
    assert_int_equal(told.count, 1);
    assert_int_equal(told.findings[0].finding, FINDING_RECEIPT_DATE_ORDER);
    assert_int_equal(told.findings[0].item, RECEIPT_RE_MONTH);
}

static void kinds_whose_needs_nobody_read_are_not_looked_at(void **state)
{
    const struct sample sample = {
        .rows = "RE,4,4112,202603,A,1,19800101,,,,,,,,,,,,,,,,,,,,,,,,,,,,,00101,,,,,,\r\n" HO};
    struct told told = check(RECEIPT_KIND_PHARMACY, &sample);
    (void)state;
    assert_int_equal(told.count, 0);
}

/* HO is 1 in 負担者種別, the first public payer 2. */
static void assistance_at_a_pharmacy_has_a_verification_of_its_own(void **state)
{
    static const struct {
        const char *checks;
        size_t findings;
    } samples[] = {
        {"", 1},
        {"SN,1,01,,,,03,,\r\n", 1},
        {"SN,1,01,,,,03,,\r\nSN,2,01,,,,,,\r\n", 0},
    };

    char rows[512];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct sample sample = {.rows = rows};
        struct told told;
        (void)snprintf(
            rows, sizeof rows,
            "RE,4,4122,202603,A,1,19800101,,,,,,,,,,,,,,,,,,,,,,,,,,,,,00101,,,,,,\r\n"
            "HO,06132013,1,2,1,100,,,,,,,,\r\nKO,12130019,0001234,,1,100,,,,\r\n%s",
            samples[i].checks);
        told = check(RECEIPT_KIND_PHARMACY, &sample);
        assert_int_equal(told.count, samples[i].findings);
        if (told.count > 0) {
            assert_int_equal(told.findings[0].finding, FINDING_RECEIPT_NEEDS);
            assert_int_equal(told.findings[0].record, RECORD_SN);
            assert_int_equal(told.findings[0].line, 12);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_finding_names_record_item_and_line),
        cmocka_unit_test(the_digits_of_a_filler_are_excepted_by_the_path),
        cmocka_unit_test(a_month_of_treatment_after_the_claim_is_told),
        cmocka_unit_test(assistance_at_a_pharmacy_has_a_verification_of_its_own),
        cmocka_unit_test(kinds_whose_needs_nobody_read_are_not_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
