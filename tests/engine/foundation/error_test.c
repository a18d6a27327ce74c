#include "engine/foundation/error.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/text.h"
#include "tests/support/check.h"

static void setting_an_error_starts_it_anew_and_says_false(void **state)
{
    struct error error = {.fault = FAULT_MEMORY, .argument_count = 3, .place.line = 9};
    (void)state;
    assert_false(error_set_text(&error, FAULT_FILE_BROKEN, "why"));
    assert_int_equal(error.fault, FAULT_FILE_BROKEN);
    assert_int_equal(error.argument_count, 1);
    assert_string_equal(error.arguments[0], "why");
    assert_int_equal(error.place.line, 0);
    assert_false(error_set_number(&error, FAULT_TOO_BIG, INT64_MIN));
    assert_string_equal(error.arguments[0], "-9223372036854775808");
    assert_false(error_set(&error, FAULT_MEMORY));
    assert_int_equal(error.argument_count, 0);
}

static void a_place_may_be_added_and_keeps_its_file(void **state)
{
    struct error error;
    (void)state;
    error_set(&error, FAULT_FILE_MISSING);
    assert_false(error_set_place(&error, "a.csv", 0, 0));
    assert_false(error_set_place(&error, NULL, 3, 4));
    assert_string_equal(error.place.file, "a.csv");
    assert_int_equal(error.place.line, 3);
    assert_int_equal(error.place.column, 4);
}

static void a_message_begins_with_as_much_of_the_place_as_is_known(void **state)
{
    char text[256];
    struct error error;
    (void)state;
    error_set(&error, FAULT_FILE_MISSING);
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    assert_string_equal(text, "no such file; check its name and place");
    error_set_place(&error, "a.csv", 0, 0);
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    assert_string_equal(text, "a.csv: no such file; check its name and place");
    error_set_place(&error, NULL, 12, 0);
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    assert_string_equal(text, "a.csv:12: no such file; check its name and place");
    error_set_place(&error, NULL, 12, 5);
    error_render(&error, LANGUAGE_JAPANESE, text, sizeof text);
    assert_string_equal(text, "a.csv:12:5: ファイルがありません。名前と場所を確かめてください。");
    error_set(&error, FAULT_FILE_MISSING);
    error_set_place(&error, NULL, 7, 0);
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    assert_string_equal(text, "7: no such file; check its name and place");
}

static void arguments_stand_where_their_marks_are(void **state)
{
    static const struct {
        const char *wording;
        const char *filled;
    } rows[] = {
        {"", ""},
        {"plain", "plain"},
        {"{1}", "one"},
        {"{2} before {1}", "two before one"},
        {"{1}{1}", "oneone"},
        {"{3}", ""},
        {"{9}", ""},
        {"{0} {10} {a} { {1", "{0} {10} {a} { {1"},
        {"{{1}}", "{one}"},
        {"（{1}）", "（one）"},
    };

    const char *const arguments[] = {"one", "two"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[64];
        wording_fill(rows[i].wording, arguments, COUNT_OF(arguments), text, sizeof text);
        assert_string_equal(text, rows[i].filled);
    }
}

static void an_argument_is_not_searched_for_marks(void **state)
{
    const char *const arguments[] = {"{2}", "two"};
    char text[64];
    (void)state;
    wording_fill("{1} {2}", arguments, COUNT_OF(arguments), text, sizeof text);
    assert_string_equal(text, "{2} two");
}

/* Whatever the size, the message is cut: its beginning, whole characters, nothing after the cut. */
static void a_message_that_does_not_fit_is_cut_at_a_character(void **state)
{
    static const char wording[] = "資格{1}確認x{2}。{1}";
    const char *const arguments[] = {"太郎y", "z"};
    char whole[128];
    (void)state;
    wording_fill(wording, arguments, COUNT_OF(arguments), whole, sizeof whole);
    assert_string_equal(whole, "資格太郎y確認xz。太郎y");
    for (size_t size = 1; size <= sizeof whole; size++) {
        char text[128];
        struct slice cut;
        memset(text, 0x7F, sizeof text);
        wording_fill(wording, arguments, COUNT_OF(arguments), text, size);
        cut = slice_of(text);
        assert_true(cut.size < size);
        assert_true(slice_starts(slice_of(whole), text));
        assert_int_equal(text_find_bad(cut), cut.size);
        assert_true(strlen(whole) < size || size - cut.size <= 3);
    }
}

static void a_long_wording_is_cut_at_a_character(void **state)
{
    char wording[2048] = "a";
    char whole[2048];
    (void)state;
    for (size_t i = 1; i + 4 < sizeof wording; i += 3) {
        memcpy(wording + i, "資", sizeof "資");
    }
    wording_fill(wording, NULL, 0, whole, sizeof whole);
    assert_string_equal(whole, wording);
    for (size_t size = 500; size < 530; size++) {
        char text[2048];
        wording_fill(wording, NULL, 0, text, size);
        assert_true(slice_starts(slice_of(whole), text));
        assert_int_equal(text_find_bad(slice_of(text)), strlen(text));
    }
}

static void a_rendered_error_is_cut_like_its_wording(void **state)
{
    char whole[512];
    struct error error;
    (void)state;
    error_set_text(&error, FAULT_FILE_BROKEN, "理由");
    error_set_place(&error, "資格.csv", 3, 4);
    error_render(&error, LANGUAGE_JAPANESE, whole, sizeof whole);
    for (size_t size = 1; size <= sizeof whole; size++) {
        char text[512];
        error_render(&error, LANGUAGE_JAPANESE, text, size);
        assert_true(strlen(text) < size);
        assert_true(slice_starts(slice_of(whole), text));
        assert_int_equal(text_find_bad(slice_of(text)), strlen(text));
    }
}

static void arguments_that_are_too_many_or_too_long_are_cut(void **state)
{
    char longer[LIMIT_ERROR_ARGUMENT * 2] = "a";
    struct error error;
    (void)state;
    for (size_t i = 1; i + 4 < sizeof longer; i += 3) {
        memcpy(longer + i, "資", sizeof "資");
    }
    error_set(&error, FAULT_FILE_BROKEN);
    for (int i = 0; i < LIMIT_ERROR_ARGUMENTS + 2; i++) {
        assert_false(error_add_text(&error, longer));
    }
    assert_int_equal(error.argument_count, LIMIT_ERROR_ARGUMENTS);
    for (int i = 0; i < LIMIT_ERROR_ARGUMENTS; i++) {
        struct slice argument = slice_of(error.arguments[i]);
        assert_true(argument.size >= LIMIT_ERROR_ARGUMENT - 3);
        assert_int_equal(text_find_bad(argument), argument.size);
    }
}

static void every_fault_says_something_in_both_languages(void **state)
{
    (void)state;
    for (int fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++) {
        struct error error;
        char japanese[1024];
        char english[1024];
        error_set(&error, (enum fault)fault);
        for (int i = 1; i <= LIMIT_ERROR_ARGUMENTS; i++) {
            error_add_number(&error, 1000 + i);
        }
        error_render(&error, LANGUAGE_JAPANESE, japanese, sizeof japanese);
        error_render(&error, LANGUAGE_ENGLISH, english, sizeof english);
        assert_row(strlen(japanese) > 5 && strlen(english) > 5, error_name(error.fault));
        assert_row(strcmp(japanese, english) != 0, error_name(error.fault));
        assert_row(text_find_bad(slice_of(japanese)) == strlen(japanese), error_name(error.fault));
        assert_row(
            text_find_beyond_ascii(slice_of(english), 0) == strlen(english),
            error_name(error.fault));
        for (int i = 1; i <= LIMIT_ERROR_ARGUMENTS; i++) {
            char number[16];
            (void)snprintf(number, sizeof number, "%d", 1000 + i);
            assert_row(
                (strstr(japanese, number) == NULL) == (strstr(english, number) == NULL),
                error_name(error.fault));
        }
    }
}

static void names_of_faults_are_different(void **state)
{
    (void)state;
    for (int i = 0; i < FAULT_COUNT; i++) {
        for (int k = i + 1; k < FAULT_COUNT; k++) {
            assert_string_not_equal(error_name((enum fault)i), error_name((enum fault)k));
        }
    }
    assert_string_equal(error_name(FAULT_DISK_FULL), "DISK_FULL");
}

static void a_line_end_or_escape_of_an_argument_breaks_no_line(void **state)
{
    struct error error;
    char text[200];
    const char *const arguments[] = {"a\nb\x1B[2J"};
    (void)state;
    error_set(&error, FAULT_FILE_MISSING);
    error_set_place(&error, "x\ny\x7F.csv", 2, 0);
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    assert_string_equal(text, "x?y?.csv:2: no such file; check its name and place");
    wording_fill("{1}\n", arguments, 1, text, sizeof text);
    assert_string_equal(text, "a?b?[2J\n");
}

static void the_kind_says_what_to_do_next(void **state)
{
    struct error error;
    (void)state;
    error_set(&error, FAULT_FILE_MISSING);
    assert_int_equal(error_kind(&error), ERROR_LOOK_AT_INPUT);
    error_set(&error, FAULT_TOO_BIG);
    assert_int_equal(error_kind(&error), ERROR_TOO_BIG);
    error_set(&error, FAULT_DISK_FULL);
    assert_int_equal(error_kind(&error), ERROR_LOOK_AT_MACHINE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_an_error_starts_it_anew_and_says_false),
        cmocka_unit_test(a_place_may_be_added_and_keeps_its_file),
        cmocka_unit_test(a_message_begins_with_as_much_of_the_place_as_is_known),
        cmocka_unit_test(arguments_stand_where_their_marks_are),
        cmocka_unit_test(an_argument_is_not_searched_for_marks),
        cmocka_unit_test(a_message_that_does_not_fit_is_cut_at_a_character),
        cmocka_unit_test(a_long_wording_is_cut_at_a_character),
        cmocka_unit_test(a_rendered_error_is_cut_like_its_wording),
        cmocka_unit_test(arguments_that_are_too_many_or_too_long_are_cut),
        cmocka_unit_test(every_fault_says_something_in_both_languages),
        cmocka_unit_test(names_of_faults_are_different),
        cmocka_unit_test(a_line_end_or_escape_of_an_argument_breaks_no_line),
        cmocka_unit_test(the_kind_says_what_to_do_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
