#include "engine/vocabulary/field.h"

#include <string.h>

#include "engine/foundation/fold.h"
#include "tests/support/check.h"

static void every_field_is_found_by_tag_name_and_label(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        enum field field = (enum field)i;
        enum field found = FIELD_COUNT;
        assert_row(field_of_tag(field_tag(field), &found) && found == field, field_name(field));
        found = FIELD_COUNT;
        assert_row(
            field_read(slice_of(field_name(field)), &found) && found == field, field_name(field));
        found = FIELD_COUNT;
        assert_row(
            field_read(slice_of(field_label(field)), &found) && found == field, field_name(field));
    }
}

static void tags_take_one_byte_and_are_given_once(void **state)
{
    bool given[128] = {false};
    (void)state;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        uint32_t tag = field_tag((enum field)i);
        assert_row(tag > 0 && tag < 128, field_name((enum field)i));
        assert_row(!given[tag], field_name((enum field)i));
        given[tag] = true;
    }
}

/* They stand in bodies for ever. */
static void tags_do_not_change(void **state)
{
    static const struct {
        enum field field;
        uint32_t tag;
    } rows[] = {
        {FIELD_VISIT_DATE, 1},
        {FIELD_CHART_NUMBER, 2},
        {FIELD_BROUGHT, 5},
        {FIELD_KANA_NAME, 10},
        {FIELD_NAME, 11},
        {FIELD_BIRTH_DATE, 12},
        {FIELD_SEX, 13},
        {FIELD_INSURER_NUMBER, 20},
        {FIELD_SYMBOL, 21},
        {FIELD_NUMBER, 22},
        {FIELD_BRANCH, 23},
        {FIELD_DOCUMENT_EXPIRY, 30},
        {FIELD_DECLARATION_PAPER, 40},
        {FIELD_VERBAL, 50},
        {FIELD_SHARE_CHARGED, 60},
        {FIELD_PAYER_CHOICE, 70},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(field_tag(rows[i].field) == rows[i].tag, field_name(rows[i].field));
    }
}

static void unknown_tags_and_words_are_not_found(void **state)
{
    enum field found = FIELD_SEX;
    (void)state;
    assert_false(field_of_tag(0, &found));
    assert_false(field_of_tag(127, &found));
    assert_false(field_of_tag(128, &found));
    assert_false(field_of_tag(UINT32_MAX, &found));
    assert_false(field_read(LITERAL(""), &found));
    assert_false(field_read(LITERAL("性"), &found));
    assert_false(field_read(LITERAL("Sex"), &found));
    assert_int_equal(found, FIELD_SEX);
}

struct heading {
    enum field field;
    const char *word;
};

static const struct heading headings[] = {
#define FIELD(tag, field, name, kind, domain, japanese)
#define HEADING(field, word) {FIELD_##field, word},
#include "engine/vocabulary/fields.def"
#undef FIELD
#undef HEADING
};

static void every_further_heading_is_read_as_its_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(headings); i++) {
        enum field found = FIELD_COUNT;
        assert_row(
            field_read(slice_of(headings[i].word), &found) && found == headings[i].field,
            headings[i].word);
    }
}

static void headings_and_labels_are_as_width_folding_leaves_them(void **state)
{
    struct folded folded;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(headings); i++) {
        assert_true(fold_width(slice_of(headings[i].word), &folded));
        assert_text(folded_slice(&folded), headings[i].word);
    }
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        assert_true(fold_width(slice_of(field_label((enum field)i)), &folded));
        assert_text(folded_slice(&folded), field_label((enum field)i));
    }
}

static void exactly_choices_have_a_domain(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        enum field field = (enum field)i;
        assert_row(
            (field_kind(field) == KIND_CHOICE) == (field_domain(field) != DOMAIN_NONE),
            field_name(field));
    }
}

static void every_capture_is_found_by_its_name(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CAPTURE_COUNT; i++) {
        enum capture found = CAPTURE_COUNT;
        assert_true(capture_find(slice_of(capture_name((enum capture)i)), &found));
        assert_int_equal(found, i);
        assert_true(strlen(capture_label((enum capture)i)) > 0);
    }
    {
        enum capture found = CAPTURE_VISIT;
        assert_false(capture_find(LITERAL("no_such_capture"), &found));
        assert_false(capture_find(LITERAL(""), &found));
    }
}

static void a_capture_asks_for_each_field_once_and_then_ends(void **state)
{
    (void)state;
    for (unsigned i = 0; i < CAPTURE_COUNT; i++) {
        bool asked[FIELD_COUNT] = {false};
        unsigned index = 0;
        enum field field = FIELD_VISIT_DATE;
        enum capture_need need = CAPTURE_OPTIONAL;
        while (capture_asks((enum capture)i, index, &field, &need)) {
            assert_row(!asked[field], capture_name((enum capture)i));
            asked[field] = true;
            index++;
        }
        assert_row(index > 0, capture_name((enum capture)i));
        assert_false(capture_asks((enum capture)i, index + 1, &field, &need));
    }
}

static void the_order_and_need_of_a_number_capture_are_as_in_the_table(void **state)
{
    enum field field = FIELD_VISIT_DATE;
    enum capture_need need = CAPTURE_OPTIONAL;
    (void)state;
    assert_true(capture_asks(CAPTURE_NUMBER, 0, &field, &need));
    assert_int_equal(field, FIELD_NUMBERS_FROM);
    assert_int_equal(need, CAPTURE_NEEDED);
    assert_true(capture_asks(CAPTURE_NUMBER, 2, &field, &need));
    assert_int_equal(field, FIELD_SYMBOL);
    assert_int_equal(need, CAPTURE_OPTIONAL);
    assert_true(capture_asks(CAPTURE_NUMBER, 5, &field, &need));
    assert_int_equal(field, FIELD_BIRTH_DATE);
    assert_int_equal(need, CAPTURE_NEEDED);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_found_by_tag_name_and_label),
        cmocka_unit_test(tags_take_one_byte_and_are_given_once),
        cmocka_unit_test(tags_do_not_change),
        cmocka_unit_test(unknown_tags_and_words_are_not_found),
        cmocka_unit_test(every_further_heading_is_read_as_its_field),
        cmocka_unit_test(headings_and_labels_are_as_width_folding_leaves_them),
        cmocka_unit_test(exactly_choices_have_a_domain),
        cmocka_unit_test(every_capture_is_found_by_its_name),
        cmocka_unit_test(a_capture_asks_for_each_field_once_and_then_ends),
        cmocka_unit_test(the_order_and_need_of_a_number_capture_are_as_in_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
