/* The table of layouts: that every kind and edition hangs together, and has what the overlay needs. */
#include "engine/vocabulary/receipt_layout.h"

#include <string.h>

#include "tests/support/check.h"

/* Every row of the table: positions within the record, each once, the item's own record. */
static void the_forms_hang_together(void **state)
{
    const struct receipt_layout *layout = NULL;
    (void)state;
    for (size_t l = 0; (layout = receipt_layout_at(l)) != NULL; l++) {
        for (unsigned record = 1; record < RECORD_COUNT; record++) {
            const char *id = receipt_record_id((enum receipt_record)record);
            const struct receipt_form *form = receipt_form_of(layout, slice_of(id));
            struct receipt_place place;
            bool seen[LIMIT_RECORD_ITEMS + 1] = {false};
            for (size_t i = 0; form != NULL && receipt_form_item(form, i, &place); i++) {
                assert_row(place.position >= 2, id);
                assert_row(form->items == 0 || place.position <= form->items, id);
                assert_row(!seen[place.position], id);
                seen[place.position] = true;
                assert_row(place.source <= SOURCE_INFERRED, id);
            }
            assert_row(form == NULL || form->record == (enum receipt_record)record, id);
        }
    }
}

static void an_item_stands_in_the_record_that_it_is_said_to(void **state)
{
    const struct receipt_layout *layout = NULL;
    (void)state;
    for (size_t l = 0; (layout = receipt_layout_at(l)) != NULL; l++) {
        for (unsigned item = 1; item < RECEIPT_ITEM_COUNT; item++) {
            struct receipt_place place;
            if (receipt_place_of(layout, (enum receipt_item)item, &place)) {
                assert_int_equal(place.item, item);
                assert_int_equal(
                    place.form->record, receipt_item_record(layout, (enum receipt_item)item));
            }
        }
    }
}

static void everything_has_its_words(void **state)
{
    (void)state;
    for (unsigned item = 1; item < RECEIPT_ITEM_COUNT; item++) {
        assert_true(receipt_item_label((enum receipt_item)item, LANGUAGE_JAPANESE)[0] != '\0');
        assert_true(receipt_item_label((enum receipt_item)item, LANGUAGE_ENGLISH)[0] != '\0');
    }
    for (unsigned record = 1; record < RECORD_COUNT; record++) {
        assert_int_equal(strlen(receipt_record_id((enum receipt_record)record)), RECORD_ID_BYTES);
        assert_true(receipt_record_label((enum receipt_record)record, LANGUAGE_ENGLISH)[0] != '\0');
    }
}

/* What pairing and overlay cannot do without. */
static void every_kind_of_claim_has_what_is_changed(void **state)
{
    static const enum receipt_item needed[] = {
        RECEIPT_HEAD_PAYER,     RECEIPT_HEAD_FACILITY, RECEIPT_HEAD_MONTH, RECEIPT_RE_NUMBER,
        RECEIPT_RE_TYPE,        RECEIPT_RE_MONTH,      RECEIPT_RE_NAME,    RECEIPT_RE_SEX,
        RECEIPT_RE_BIRTH,       RECEIPT_RE_RATIO,      RECEIPT_RE_KANA,    RECEIPT_HO_INSURER,
        RECEIPT_HO_SYMBOL,      RECEIPT_HO_NUMBER,     RECEIPT_HO_DAYS,    RECEIPT_HO_POINTS,
        RECEIPT_HO_DESK_AMOUNT, RECEIPT_KO_PAYER,      RECEIPT_KO_POINTS};
    const struct receipt_layout *layout = NULL;
    (void)state;
    for (size_t l = 0; (layout = receipt_layout_at(l)) != NULL; l++) {
        const char *comment = receipt_record_id(receipt_layout_comment(layout));
        struct receipt_place place;
        if (receipt_layout_kind(layout) == RECEIPT_KIND_RETURNED) {
            continue;
        }
        for (size_t i = 0; i < COUNT_OF(needed); i++) {
            assert_row(
                receipt_place_of(layout, needed[i], &place),
                receipt_item_label(needed[i], LANGUAGE_ENGLISH));
        }
        assert_row(receipt_form_of(layout, slice_of(comment)) != NULL, comment);
        assert_row(receipt_form_of(layout, slice_of("HR")) != NULL, "HR");
    }
}

struct place_row {
    enum receipt_kind kind;
    enum receipt_item item;
    size_t position;
    size_t items;
};

/* The places in which kinds differ (receipt_format.md, 2), typed again. */
static void each_kind_has_its_own_places(void **state)
{
    static const struct place_row rows[] = {
        {RECEIPT_KIND_MEDICAL, RECEIPT_HEAD_MONTH, 8, 10},
        {RECEIPT_KIND_MEDICAL, RECEIPT_HO_DESK_AMOUNT, 12, 15},
        {RECEIPT_KIND_MEDICAL, RECEIPT_RE_CHART, 14, 38},
        {RECEIPT_KIND_MEDICAL, RECEIPT_COMMENT_CODE, 4, 5},
        {RECEIPT_KIND_DPC, RECEIPT_HO_DESK_AMOUNT, 12, 15},
        {RECEIPT_KIND_DENTAL, RECEIPT_HEAD_VOLUME, 10, 10},
        {RECEIPT_KIND_DENTAL, RECEIPT_OWN_MONTH, 7, 9},
        {RECEIPT_KIND_DENTAL, RECEIPT_RE_MARKS, 14, 27},
        {RECEIPT_KIND_DENTAL, RECEIPT_RE_CHART, 16, 27},
        {RECEIPT_KIND_DENTAL, RECEIPT_HO_DESK_AMOUNT, 11, 14},
        {RECEIPT_KIND_DENTAL, RECEIPT_KO_POINTS, 6, 10},
        {RECEIPT_KIND_DENTAL, RECEIPT_COMMENT_TEXT, 5, 11},
        {RECEIPT_KIND_PHARMACY, RECEIPT_HEAD_MONTH, 7, 9},
        {RECEIPT_KIND_PHARMACY, RECEIPT_RE_CHART, 36, 42},
        {RECEIPT_KIND_PHARMACY, RECEIPT_RE_MARKS, 9, 42},
        {RECEIPT_KIND_PHARMACY, RECEIPT_HO_DESK_AMOUNT, 10, 14},
        {RECEIPT_KIND_PHARMACY, RECEIPT_KO_AMOUNT, 8, 10},
        {RECEIPT_KIND_PHARMACY, RECEIPT_TK_TEXT, 3, 3},
        {RECEIPT_KIND_NURSING, RECEIPT_HEAD_MONTH, 7, 8},
        {RECEIPT_KIND_NURSING, RECEIPT_RE_KANA, 6, 15},
        {RECEIPT_KIND_NURSING, RECEIPT_RE_RATIO, 11, 15},
        {RECEIPT_KIND_NURSING, RECEIPT_HO_DESK_AMOUNT, 9, 12},
        {RECEIPT_KIND_NURSING, RECEIPT_COMMENT_CODE, 2, 4},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct receipt_layout *layout = receipt_layout_of(rows[i].kind, slice_of("202607"));
        struct receipt_place place = {.position = 0};
        const char *label = receipt_item_label(rows[i].item, LANGUAGE_ENGLISH);
        assert_row(receipt_place_of(layout, rows[i].item, &place), label);
        assert_row(place.position == rows[i].position, label);
        assert_row(place.form->items == rows[i].items, label);
    }
}

static void a_kind_shows_in_the_receipt_type(void **state)
{
    (void)state;
    assert_int_equal(receipt_kind_of_type(slice_of("1112")), RECEIPT_KIND_MEDICAL);
    assert_int_equal(receipt_kind_of_type(slice_of("3112")), RECEIPT_KIND_DENTAL);
    assert_int_equal(receipt_kind_of_type(slice_of("4112")), RECEIPT_KIND_PHARMACY);
    assert_int_equal(receipt_kind_of_type(slice_of("6112")), RECEIPT_KIND_NURSING);
    assert_int_equal(receipt_kind_of_type(slice_of("9112")), RECEIPT_KIND_NONE);
    assert_int_equal(receipt_kind_of_type(slice_of("")), RECEIPT_KIND_NONE);
}

static void codes_are_those_of_the_list(void **state)
{
    (void)state;
    assert_true(receipt_code_is_listed(RECEIPT_SN_VERIFICATION, slice_of("01")));
    assert_true(receipt_code_is_listed(RECEIPT_SN_VERIFICATION, slice_of("14")));
    assert_false(receipt_code_is_listed(RECEIPT_SN_VERIFICATION, slice_of("10")));
    assert_false(receipt_code_is_listed(RECEIPT_SN_VERIFICATION, slice_of("0")));
    assert_false(receipt_code_is_listed(RECEIPT_RE_SEX, slice_of("")));
    assert_true(receipt_code_is_listed(RECEIPT_RE_NAME, slice_of("anything")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_forms_hang_together),
        cmocka_unit_test(an_item_stands_in_the_record_that_it_is_said_to),
        cmocka_unit_test(everything_has_its_words),
        cmocka_unit_test(every_kind_of_claim_has_what_is_changed),
        cmocka_unit_test(each_kind_has_its_own_places),
        cmocka_unit_test(a_kind_shows_in_the_receipt_type),
        cmocka_unit_test(codes_are_those_of_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
