#include "engine/foundation/circled.h"

#include "engine/foundation/text.h"
#include "tests/support/check.h"

static void what_stands_inside_comes_out(void **state)
{
    static const struct {
        const char *circled;
        const char *inside;
    } rows[] = {
        {"①", "1"},   {"⑨", "9"},   {"⑩", "10"},  {"⑳", "20"},  {"⑴", "1"},   {"⒇", "20"},
        {"⓪", "0"},   {"㉑", "21"}, {"㉟", "35"}, {"㊱", "36"}, {"㊿", "50"}, {"❶", "1"},
        {"❿", "10"},  {"⓫", "11"},  {"⓴", "20"},  {"⓵", "1"},   {"⓾", "10"},  {"Ⓐ", "A"},
        {"Ⓩ", "Z"},   {"ⓐ", "A"},   {"ⓩ", "Z"},   {"⒜", "A"},   {"⒵", "Z"},   {"㈠", "一"},
        {"㈱", "株"}, {"㉃", "至"}, {"㊀", "一"}, {"㊞", "印"}, {"㊤", "上"}, {"㊰", "夜"},
        {"㋐", "ア"}, {"㋛", "シ"}, {"㋾", "ヲ"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint8_t inside[CIRCLED_TEXT];
        size_t at = 0;
        uint32_t character = 0;
        assert_true(text_next(slice_of(rows[i].circled), &at, &character));
        assert_text(((struct slice){inside, circled_inside(character, inside)}), rows[i].inside);
    }
}

static void other_characters_have_no_inside(void **state)
{
    static const uint32_t others[] = {0,      'A',    0x245F, 0x2488, 0x24FF, 0x2775, 0x2780,
                                      0x321F, 0x3244, 0x3250, 0x3260, 0x327F, 0x32C0, 0x32CF,
                                      0x32FF, 0x25CB, 0x25CF, 0x4E00, 0x1F100};
    uint8_t inside[CIRCLED_TEXT];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_int_equal(circled_inside(others[i], inside), 0);
    }
}

static void whatever_comes_out_is_well_formed(void **state)
{
    uint8_t inside[CIRCLED_TEXT];
    (void)state;
    for (uint32_t character = 0; character <= 0xFFFF; character++) {
        struct slice text = {inside, circled_inside(character, inside)};
        assert_true(text.size <= CIRCLED_TEXT);
        assert_int_equal(text_find_bad(text), text.size);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_inside_comes_out),
        cmocka_unit_test(other_characters_have_no_inside),
        cmocka_unit_test(whatever_comes_out_is_well_formed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
