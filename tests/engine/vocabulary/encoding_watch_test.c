#include "engine/vocabulary/encoding_watch.h"

#include <string.h>

#include "tests/support/check.h"

/* One line alone. */
static const char *line_name(struct slice line, bool *fits, size_t *bad)
{
    struct encoding_watch watch = {.beyond_ascii = false};
    const char *name = "as it was";
    *bad = 99;
    *fits = encoding_watch_line(&watch, line, bad, &name);
    return name;
}

static void shift_jis_fits_and_what_does_not_is_named(void **state)
{
    static const struct {
        const char *line;
        bool fits;
        size_t bad;
        const char *name; /* of what does not fit */
    } rows[] = {
        {"plain ASCII", true, 0, NULL},
        {"\x8e\x91\x8a\x69 \xb1\xb2", true, 0, NULL},       /* 資格 and half-width kana */
        {"\xf0\x40", true, 0, NULL},                        /* a vendor's own */
        {"abc\xe8\xb3\x87\xe6\xa0\xbc", false, 7, "UTF-8"}, /* 資格 */
        {"a\x8e", false, 1, NULL},
        {"a\x8e,b", false, 1, NULL},
        {"\x80", false, 0, NULL},
        {"\xa0", false, 0, NULL},
        {"\xff", false, 0, NULL},
        {"\xbb\xf1\xb3\xca\xa4\xce,", true, 0, NULL}, /* EUC-JP that looks right */
        {"\xc3\xe0,", false, 1, NULL},
        {"a\xb0\xe5,", false, 2, "EUC-JP"}, /* 医 */
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool fits = false;
        size_t bad = 0;
        const char *name = line_name(slice_of(rows[i].line), &fits, &bad);
        assert_row(fits == rows[i].fits, rows[i].line);
        if (!fits && rows[i].name != NULL) {
            assert_non_null(name);
            assert_string_equal(name, rows[i].name);
        }
        if (!fits) {
            assert_int_equal(bad, rows[i].bad);
        }
    }
}

static const char *whole_name(const char *const *lines, size_t count)
{
    struct encoding_watch watch = {.beyond_ascii = false};
    for (size_t i = 0; i < count; i++) {
        size_t bad = 0;
        const char *name = NULL;
        assert_true(encoding_watch_line(&watch, slice_of(lines[i]), &bad, &name));
    }
    return encoding_watch_whole(&watch);
}

static void lines_that_fit_by_chance_are_known_all_together(void **state)
{
    static const char *const utf8[] = {"RE,\xe3\x81\x82\xe3\x81\x84,"}; /* あい */
    static const char *const euc[] = {"RE,\xbb\xf1\xb3\xca,", "SY,\xa4\xce\xb3\xca,"};
    static const char *const sjis[] = {"RE,\x8e\x91\x8a\x69,", "RE,\xe3\x81\x82\x60,"};
    static const char *const kana[] = {"RE,\xbc\xb6\xb8,"};
    static const char *const ascii[] = {"RE,1", "GO,1"};
    (void)state;
    assert_string_equal(whole_name(utf8, COUNT_OF(utf8)), "UTF-8");
    assert_string_equal(whole_name(euc, COUNT_OF(euc)), "EUC-JP");
    assert_null(whole_name(sjis, COUNT_OF(sjis)));
    assert_null(whole_name(kana, COUNT_OF(kana)));
    assert_null(whole_name(ascii, COUNT_OF(ascii)));
}

static void marks_at_the_start_tell_unicode(void **state)
{
    (void)state;
    assert_string_equal(encoding_by_mark(LITERAL("\xEF\xBB\xBFIR")), "UTF-8");
    assert_string_equal(encoding_by_mark(LITERAL("\xFF\xFEI\0R\0")), "UTF-16");
    assert_string_equal(encoding_by_mark(LITERAL("\xFE\xFF\0I\0R")), "UTF-16");
    assert_null(encoding_by_mark(LITERAL("IR,1")));
    assert_null(encoding_by_mark(LITERAL("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shift_jis_fits_and_what_does_not_is_named),
        cmocka_unit_test(lines_that_fit_by_chance_are_known_all_together),
        cmocka_unit_test(marks_at_the_start_tell_unicode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
