/* Fillers are nobody's numbers, however they got in. */
#include "engine/law/filler.h"

#include "engine/law/situation.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

static void a_filler_is_never_a_usable_number(void **state)
{
    static const struct {
        const char *insurer;
        const char *number;
        bool filler;
    } rows[] = {
        {"06132013", "101", false},        {"77777777", "101", true},
        {"77777779", "101", true},         {"７７７７７７７９", "101", true},
        {"99999999", "101", true},         {"06132013", "777777777", true},
        {"39131016", "77777777", true},    {"06132013", "７７７７７７７７７", true},
        {"06132013", "999999999", true},   {"06132013", "7777777", false},
        {"06132013", "7777777777", false},
    };
    const struct date day = {20542}; /* 2026-03-30 */
    struct rulebook *book = test_rules_load();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct identifiers identifiers = {
            .insurer_number = slice_of(rows[i].insurer), .number = slice_of(rows[i].number)};
        assert_row(filler_stands_in(book, &identifiers, day) == rows[i].filler, rows[i].number);
        assert_row(
            (situation_numbers(book, &identifiers, day) == NUMBERS_USABLE) == !rows[i].filler,
            rows[i].insurer);
    }
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_filler_is_never_a_usable_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
