#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/law/rule_value.h"

static struct rule_node text_node(const char *text)
{
    return (struct rule_node){
        .kind = RULE_NODE_TEXT, .file = "a.yaml", .line = 3, .column = 7, .text = slice_of(text)};
}

static void a_day_is_ten_characters_and_exists(void **state)
{
    static const char *const wrong[] = {"2026-02-29",  "2026-3-01",  "20260301",      "2026/03/01",
                                        "2026-03-01 ", "",           "open",          "2026-03",
                                        "2026-13-01",  "1799-12-31", "令和8年3月1日", "2026-0a-01"};
    struct date date = DATE_NONE;
    struct error error;
    struct rule_node node = text_node("2024-02-29");
    (void)state;
    assert_true(rule_value_date(&node, &date, &error));
    assert_int_equal(date_civil(date).day, 29);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        node = text_node(wrong[i]);
        assert_false(rule_value_date(&node, &date, &error));
        assert_int_equal(error.fault, FAULT_RULE_DATE);
        assert_string_equal(error.arguments[0], wrong[i]);
        assert_int_equal(error.place.line, 3);
        assert_int_equal(error.place.column, 7);
    }
}

static void an_end_may_be_open_or_not_given(void **state)
{
    struct date date = {0};
    struct month month = {0};
    struct error error;
    const struct rule_node open = text_node("open");
    const struct rule_node march = text_node("2026-03");
    (void)state;
    assert_true(rule_value_last_date(&open, &date, &error));
    assert_false(date_is_some(date));
    date.days = 0;
    assert_true(rule_value_last_date(NULL, &date, &error));
    assert_false(date_is_some(date));
    assert_true(rule_value_last_month(&open, &month, &error));
    assert_false(month_is_some(month));
    assert_true(rule_value_last_month(&march, &month, &error));
    assert_int_equal(month.months, (2026 - 1970) * 12 + 2);
    assert_false(rule_value_last_date(&march, &date, &error));
}

static void a_month_is_seven_characters_and_exists(void **state)
{
    static const char *const wrong[] = {"2026-00", "2026-13", "202603", "2026-03-01", "", "open"};
    struct month month = MONTH_NONE;
    struct error error;
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct rule_node node = text_node(wrong[i]);
        assert_false(rule_value_month(&node, &month, &error));
        assert_int_equal(error.fault, FAULT_RULE_MONTH);
    }
}

static void a_rough_date_is_a_year_a_month_or_a_day(void **state)
{
    static const char *const good[] = {"2026", "2026-03", "2026-03-31"};
    static const char *const wrong[] = {"2026-02-30", "26", "2026-13", "about 2026", ""};
    struct arena arena = arena_open(LIMIT_RULEBOOK_BYTES);
    const char *text = NULL;
    struct error error;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        const struct rule_node node = text_node(good[i]);
        assert_true(rule_value_rough_date(&node, &arena, &text, &error));
        assert_string_equal(text, good[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct rule_node node = text_node(wrong[i]);
        assert_false(rule_value_rough_date(&node, &arena, &text, &error));
        assert_int_equal(error.fault, FAULT_RULE_DATE);
    }
    assert_true(rule_value_rough_date(NULL, &arena, &text, &error));
    assert_string_equal(text, "");
    arena_close(&arena);
}

static void a_text_is_one_line_without_control_characters(void **state)
{
    struct arena arena = arena_open(LIMIT_RULEBOOK_BYTES);
    const char *text = NULL;
    struct error error;
    struct rule_node node = text_node("一文。\n");
    (void)state;
    assert_true(rule_value_text(&node, &arena, &text, &error));
    assert_string_equal(text, "一文。");
    node = text_node("二\n文");
    assert_false(rule_value_text(&node, &arena, &text, &error));
    node = text_node("");
    assert_false(rule_value_text(&node, &arena, &text, &error));
    assert_int_equal(error.fault, FAULT_RULE_TEXT_EXPECTED);
    assert_true(rule_value_text_or_empty(&node, &arena, &text, &error));
    node.text = (struct slice){(const uint8_t *)"a\0b", 3};
    assert_false(rule_value_text_or_empty(&node, &arena, &text, &error));
    arena_close(&arena);
}

static void a_text_has_a_limit(void **state)
{
    struct arena arena = arena_open(LIMIT_RULEBOOK_BYTES);
    static char long_text[LIMIT_RULE_TEXT + 2];
    const char *text = NULL;
    struct error error;
    struct rule_node node;
    (void)state;
    memset(long_text, 'a', LIMIT_RULE_TEXT + 1);
    node = text_node(long_text);
    assert_false(rule_value_text(&node, &arena, &text, &error));
    long_text[LIMIT_RULE_TEXT] = '\0';
    node = text_node(long_text);
    assert_true(rule_value_text(&node, &arena, &text, &error));
    arena_close(&arena);
}

static void a_name_is_short_and_plain(void **state)
{
    static const char *const good[] = {"CP-00", "insurer.scheme", "30", "phone_portal"};
    static const char *const wrong[] = {"", "a b", "経路", "a:b", "a/b"};
    char long_name[LIMIT_RULE_NAME + 2] = "";
    struct rule_node node;
    struct error error;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        node = text_node(good[i]);
        assert_true(rule_value_is_name(&node, &error));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        node = text_node(wrong[i]);
        assert_false(rule_value_is_name(&node, &error));
        assert_int_equal(error.fault, FAULT_RULE_NAME_EXPECTED);
    }
    memset(long_name, 'a', LIMIT_RULE_NAME + 1);
    node = text_node(long_name);
    assert_false(rule_value_is_name(&node, &error));
    long_name[LIMIT_RULE_NAME] = '\0';
    node = text_node(long_name);
    assert_true(rule_value_is_name(&node, &error));
}

static void words_that_do_not_fit_into_a_fault_are_left_out(void **state)
{
    char words[12] = "";
    (void)state;
    rule_words_add(words, sizeof words, "one");
    rule_words_add(words, sizeof words, "two");
    rule_words_add(words, sizeof words, "three");
    rule_words_add(words, sizeof words, "4");
    assert_string_equal(words, "one, two, 4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_ten_characters_and_exists),
        cmocka_unit_test(an_end_may_be_open_or_not_given),
        cmocka_unit_test(a_month_is_seven_characters_and_exists),
        cmocka_unit_test(a_rough_date_is_a_year_a_month_or_a_day),
        cmocka_unit_test(a_text_is_one_line_without_control_characters),
        cmocka_unit_test(a_text_has_a_limit),
        cmocka_unit_test(a_name_is_short_and_plain),
        cmocka_unit_test(words_that_do_not_fit_into_a_fault_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
