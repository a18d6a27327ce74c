#include "engine/vocabulary/domain.h"

#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/foundation/text.h"
#include "tests/support/check.h"

static void values_are_numbered_from_0_in_each_domain(void **state)
{
    (void)state;
    assert_int_equal(VISIT_KIND_UNRECORDED, 0);
    assert_int_equal(VISIT_KIND_FIRST, 1);
    assert_int_equal(BROUGHT_UNRECORDED, 0);
    assert_int_equal(BROUGHT_CARD, 1);
    assert_int_equal(VALIDITY_ABSENT, 0);
    assert_int_equal(domain_size(DOMAIN_VISIT_KIND), 3);
    assert_int_equal(domain_size(DOMAIN_SEX), 4);
    assert_string_equal(domain_value_name(DOMAIN_VISIT_KIND, VISIT_KIND_REPEAT), "repeat");
    assert_string_equal(domain_value_name(DOMAIN_BROUGHT, BROUGHT_CARD), "card");
}

static void sizes_add_up_to_all_values(void **state)
{
    unsigned total = 0;
    (void)state;
    for (int i = DOMAIN_NONE + 1; i < DOMAIN_COUNT; i++) {
        assert_true(domain_size((enum domain)i) >= 2);
        total += domain_size((enum domain)i);
    }
    assert_int_equal(total, DOMAIN_VALUES);
}

static void every_domain_is_found_by_its_name_only(void **state)
{
    (void)state;
    for (int i = DOMAIN_NONE + 1; i < DOMAIN_COUNT; i++) {
        enum domain found = DOMAIN_NONE;
        assert_true(domain_find(slice_of(domain_name((enum domain)i)), &found));
        assert_int_equal(found, i);
        assert_row(
            strlen(domain_label((enum domain)i, LANGUAGE_JAPANESE)) > 0 &&
                strlen(domain_label((enum domain)i, LANGUAGE_ENGLISH)) > 0,
            domain_name((enum domain)i));
    }
}

static void what_is_no_domain_is_not_found(void **state)
{
    enum domain found = DOMAIN_SEX;
    (void)state;
    assert_false(domain_find(LITERAL("none"), &found));
    assert_false(domain_find(LITERAL(""), &found));
    assert_false(domain_find(LITERAL("Sex"), &found));
    assert_false(domain_find(LITERAL("性別"), &found));
    assert_int_equal(found, DOMAIN_SEX);
}

static void every_value_is_read_by_name_and_both_labels(void **state)
{
    (void)state;
    for (int i = DOMAIN_NONE + 1; i < DOMAIN_COUNT; i++) {
        enum domain domain = (enum domain)i;
        for (unsigned value = 0; value < domain_size(domain); value++) {
            const char *name = domain_value_name(domain, value);
            const char *japanese = domain_value_label(domain, value, LANGUAGE_JAPANESE);
            const char *english = domain_value_label(domain, value, LANGUAGE_ENGLISH);
            unsigned found = 1000;
            assert_row(domain_value_find(domain, slice_of(name), &found) && found == value, name);
            found = 1000;
            assert_row(domain_value_read(domain, slice_of(name), &found) && found == value, name);
            found = 1000;
            assert_row(
                domain_value_read(domain, slice_of(japanese), &found) && found == value, name);
            found = 1000;
            assert_row(
                domain_value_read(domain, slice_of(english), &found) && found == value, name);
        }
    }
}

struct word {
    int value; /* place among all values */
    const char *word;
};

static const struct word words[] = {
#define DOMAIN(domain, name, japanese, english)
#define VALUE(domain, value, name, japanese, english)
#define WORD(domain, value, word) {domain##_##value##_AT, word},
#include "engine/vocabulary/domains.def"
#undef DOMAIN
#undef VALUE
#undef WORD
};

static enum domain domain_at(int place)
{
    int before = 0;
    for (int i = DOMAIN_NONE + 1; i < DOMAIN_COUNT; i++) {
        before += (int)domain_size((enum domain)i);
        if (place < before) {
            return (enum domain)i;
        }
    }
    fail();
    return DOMAIN_NONE;
}

static int first_place(enum domain domain)
{
    int before = 0;
    for (int i = DOMAIN_NONE + 1; i < (int)domain; i++) {
        before += (int)domain_size((enum domain)i);
    }
    return before;
}

static void every_further_word_is_read_as_its_value_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        enum domain domain = domain_at(words[i].value);
        unsigned found = 1000;
        assert_row(domain_value_read(domain, slice_of(words[i].word), &found), words[i].word);
        assert_row((int)found == words[i].value - first_place(domain), words[i].word);
        assert_row(!domain_value_find(domain, slice_of(words[i].word), &found), words[i].word);
    }
}

static void words_are_as_width_folding_leaves_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        struct folded folded;
        assert_true(fold_width(slice_of(words[i].word), &folded));
        assert_text(folded_slice(&folded), words[i].word);
    }
}

static void names_are_ascii_words(void **state)
{
    (void)state;
    for (int i = DOMAIN_NONE + 1; i < DOMAIN_COUNT; i++) {
        enum domain domain = (enum domain)i;
        for (unsigned value = 0; value < domain_size(domain); value++) {
            const char *name = domain_value_name(domain, value);
            assert_row(
                name[0] != '\0' &&
                    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name),
                name);
        }
    }
}

static void a_value_of_another_domain_is_not_read(void **state)
{
    unsigned value = 77;
    (void)state;
    assert_false(domain_value_read(DOMAIN_SEX, LITERAL("card"), &value));
    assert_false(domain_value_find(DOMAIN_SEX, LITERAL("男"), &value));
    assert_false(domain_value_read(DOMAIN_SEX, LITERAL(""), &value));
    assert_false(domain_value_read(DOMAIN_SEX, LITERAL("男 "), &value));
    assert_false(domain_value_read(DOMAIN_SEX, LITERAL("MALE"), &value));
    assert_int_equal(value, 77);
    assert_true(domain_value_read(DOMAIN_SEX, LITERAL("男"), &value));
    assert_int_equal(value, SEX_MALE);
    assert_true(domain_value_read(DOMAIN_SEX, LITERAL("2"), &value));
    assert_int_equal(value, SEX_FEMALE);
    assert_true(domain_value_read(DOMAIN_BROUGHT, LITERAL("マイナ保険証"), &value));
    assert_int_equal(value, BROUGHT_CARD);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_numbered_from_0_in_each_domain),
        cmocka_unit_test(sizes_add_up_to_all_values),
        cmocka_unit_test(every_domain_is_found_by_its_name_only),
        cmocka_unit_test(what_is_no_domain_is_not_found),
        cmocka_unit_test(every_value_is_read_by_name_and_both_labels),
        cmocka_unit_test(every_further_word_is_read_as_its_value_and_no_other),
        cmocka_unit_test(words_are_as_width_folding_leaves_them),
        cmocka_unit_test(names_are_ascii_words),
        cmocka_unit_test(a_value_of_another_domain_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
