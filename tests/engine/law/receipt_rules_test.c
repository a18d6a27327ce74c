/* Symbol and number by 法別番号, and public expense that has ended: what is told of which row. */
#include "engine/law/receipt_rules.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

struct told {
    enum finding finding;
    enum receipt_item item;
    uint64_t line;
    size_t count;
};

static bool take(void *context, const struct receipt_finding *finding, struct error *error)
{
    struct told *told = context;
    (void)error;
    told->finding = finding->finding;
    told->item = finding->item;
    told->line = finding->line;
    told->count++;
    assert_int_equal(finding->receipt, 4);
    assert_slice(finding->chart, slice_of("00101"));
    return true;
}

/* One medical receipt of 2026-03 with an HO, or a KO, as given. */
static struct told check(const char *payer_row, const struct identifiers *identifiers)
{
    char text[512];
    struct rulebook *book = test_rules_load();
    struct arena arena = arena_open(LIMIT_RECEIPT_BYTES);
    struct told told = {.finding = FINDING_NONE};
    const struct receipt_listener listener = {&told, take};
    const struct receipt_layout *layout =
        receipt_layout_of(RECEIPT_KIND_MEDICAL, slice_of("202604"));
    struct receipt_key key;
    struct receipt receipt;
    struct error error = {0};
    (void)snprintf(
        text, sizeof text,
        "RE,4,1112,202603,A,1,19800101,,,,,,,00101,,,,,,,,,,,,,,,,,,,,,,,,\r\n%s\r\n", payer_row);
    assert_true(receipt_open(layout, slice_of(text), 10, &arena, &receipt, &error));
    assert_true(receipt_read_key(&receipt, slice_of(""), &arena, &key, &error));
    assert_true(receipt_rules_check(
        book, &receipt, &key, identifiers == NULL ? &key.identifiers : identifiers, &listener,
        &error));
    arena_close(&arena);
    rulebook_close(book);
    return told;
}

static void symbol_and_number_follow_the_law_number(void **state)
{
    static const struct {
        const char *insurer;
        const char *symbol;
        const char *number;
        enum finding finding;
        enum receipt_item item;
    } samples[] = {
        {"01130012", "1234567", "1234567", FINDING_NONE, RECEIPT_WHOLE_RECORD},
        {"01130012", "１２３４５６７８", "１", FINDING_NONE, RECEIPT_WHOLE_RECORD},
        {"01130012", "123456", "1", FINDING_RECEIPT_FORM, RECEIPT_HO_SYMBOL},
        {"01130012", "123456789", "1", FINDING_RECEIPT_FORM, RECEIPT_HO_SYMBOL},
        {"01130012", "1234567", "12345678", FINDING_RECEIPT_FORM, RECEIPT_HO_NUMBER},
        {"01130012", "", "1", FINDING_RECEIPT_SYMBOL_MISSING, RECEIPT_HO_SYMBOL},
        {"06132013", "公立", "1", FINDING_RECEIPT_FORM, RECEIPT_HO_SYMBOL},
        {"06132013", "1", "123456789", FINDING_NONE, RECEIPT_WHOLE_RECORD},
        {"39131032", "", "12345678", FINDING_NONE, RECEIPT_WHOLE_RECORD},
        {"138057", "", "1", FINDING_NONE, RECEIPT_WHOLE_RECORD},
        {"77777777", "", "777777777", FINDING_NONE, RECEIPT_WHOLE_RECORD},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        const struct identifiers identifiers = {
            slice_of(samples[i].insurer),
            slice_of(samples[i].symbol),
            slice_of(samples[i].number),
            {NULL, 0}};
        struct told told = check("HO,06132013,1,1,1,110,,,,,,,,,", &identifiers);
        assert_int_equal(told.finding, samples[i].finding);
        assert_int_equal(told.count, samples[i].finding == FINDING_NONE ? 0 : 1);
        if (told.count > 0) {
            assert_int_equal(told.item, samples[i].item);
            assert_int_equal(told.line, 11);
        }
    }
}

static void ended_public_expense_is_told_and_other_not(void **state)
{
    struct told told = check("KO,27136019,0001234,,1,110,0,,,,,", NULL);
    (void)state;
    assert_int_equal(told.count, 1);
    assert_int_equal(told.finding, FINDING_RECEIPT_PUBLIC_ENDED);
    assert_int_equal(told.item, RECEIPT_KO_PAYER);
    assert_int_equal(check("KO,12136019,0001234,,1,110,0,,,,,", NULL).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(symbol_and_number_follow_the_law_number),
        cmocka_unit_test(ended_public_expense_is_told_and_other_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
