#include "engine/vocabulary/evidence.h"

#include "engine/foundation/packed.h"
#include "tests/support/check.h"

static void read_body(struct slice body, struct evidence *evidence)
{
    struct packed_reader reader;
    struct slice bytes;
    uint32_t tag = 0;
    enum packed_step step = PACKED_FIELD;
    assert_true(packed_open(&reader, body));
    while ((step = packed_next(&reader, &tag, &bytes)) == PACKED_FIELD) {
        evidence_take(evidence, tag, bytes);
    }
    assert_int_equal(step, PACKED_END);
}

static void nothing_is_given_at_first(void **state)
{
    struct evidence evidence = {0};
    (void)state;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        assert_false(evidence_has(&evidence, (enum field)i));
    }
    assert_int_equal(evidence_choice(&evidence, FIELD_BROUGHT), BROUGHT_UNRECORDED);
}

static void every_field_reads_back_from_a_body(void **state)
{
    struct evidence written = {0};
    struct evidence read = {0};
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    struct error error;
    (void)state;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        written.values[i] = slice_of(field_name((enum field)i));
    }
    assert_true(packed_begin(&body, 1, &error));
    assert_true(evidence_write(&written, &body, &error));
    read_body(buffer_slice(&body), &read);
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        assert_slice(read.values[i], written.values[i]);
    }
    buffer_close(&body);
}

static void an_empty_value_is_given_and_an_absent_one_is_not(void **state)
{
    struct evidence written = {.values[FIELD_SYMBOL] = LITERAL("")};
    struct evidence read = {0};
    struct buffer body = buffer_open(64);
    struct error error;
    (void)state;
    assert_true(packed_begin(&body, 1, &error));
    assert_true(evidence_write(&written, &body, &error));
    read_body(buffer_slice(&body), &read);
    assert_true(evidence_has(&read, FIELD_SYMBOL));
    assert_int_equal(read.values[FIELD_SYMBOL].size, 0);
    assert_false(evidence_has(&read, FIELD_NUMBER));
    buffer_close(&body);
}

static void choices_are_their_names_and_nothing_else(void **state)
{
    struct evidence evidence = {
        .values = {[FIELD_BROUGHT] = LITERAL("card"), [FIELD_SEX] = LITERAL("男")}};
    (void)state;
    assert_int_equal(evidence_choice(&evidence, FIELD_BROUGHT), BROUGHT_CARD);
    assert_int_equal(evidence_choice(&evidence, FIELD_SEX), SEX_UNRECORDED);
    assert_int_equal(evidence_choice(&evidence, FIELD_VERBAL), VERBAL_UNRECORDED);
}

static void unknown_tags_are_passed_over_and_later_values_count(void **state)
{
    struct evidence evidence = {0};
    (void)state;
    evidence_take(&evidence, 126, LITERAL("x"));
    evidence_take(&evidence, 1000, LITERAL("x"));
    evidence_take(&evidence, field_tag(FIELD_NUMBER), LITERAL("1"));
    evidence_take(&evidence, field_tag(FIELD_NUMBER), LITERAL("2"));
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        assert_int_equal(evidence_has(&evidence, (enum field)i), i == FIELD_NUMBER);
    }
    assert_text(evidence.values[FIELD_NUMBER], "2");
}

static void an_overlay_replaces_what_it_gives_and_keeps_the_rest(void **state)
{
    struct evidence evidence = {
        .values = {
            [FIELD_NAME] = LITERAL("A"),
            [FIELD_KANA_NAME] = LITERAL("1"),
            [FIELD_BRANCH] = LITERAL("01")}};
    const struct evidence newer = {.values = {[FIELD_KANA_NAME] = LITERAL("2")}};
    struct arena arena = arena_open(4096);
    struct error error;
    (void)state;
    assert_true(evidence_overlay(&evidence, &newer, &arena, &error));
    assert_text(evidence.values[FIELD_NAME], "A");
    assert_text(evidence.values[FIELD_KANA_NAME], "2");
    assert_text(evidence.values[FIELD_BRANCH], "01");
    arena_close(&arena);
}

static void newer_numbers_take_an_older_symbol_and_branch_away(void **state)
{
    struct evidence evidence = {
        .values = {
            [FIELD_INSURER_NUMBER] = LITERAL("06130488"),
            [FIELD_SYMBOL] = LITERAL("A"),
            [FIELD_NUMBER] = LITERAL("1"),
            [FIELD_BRANCH] = LITERAL("01")}};
    const struct evidence newer = {
        .values = {
            [FIELD_INSURER_NUMBER] = LITERAL("39280003"), [FIELD_NUMBER] = LITERAL("12345678")}};
    struct arena arena = arena_open(4096);
    struct error error;
    (void)state;
    assert_true(evidence_overlay(&evidence, &newer, &arena, &error));
    assert_text(evidence.values[FIELD_INSURER_NUMBER], "39280003");
    assert_text(evidence.values[FIELD_NUMBER], "12345678");
    assert_false(evidence_has(&evidence, FIELD_SYMBOL));
    assert_false(evidence_has(&evidence, FIELD_BRANCH));
    arena_close(&arena);
}

static void a_body_that_is_full_is_a_fault(void **state)
{
    const struct evidence evidence = {.values[FIELD_SYMBOL] = LITERAL("12345678")};
    struct buffer body = buffer_open(8);
    struct error error;
    (void)state;
    assert_false(evidence_write(&evidence, &body, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    buffer_close(&body);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_given_at_first),
        cmocka_unit_test(every_field_reads_back_from_a_body),
        cmocka_unit_test(an_empty_value_is_given_and_an_absent_one_is_not),
        cmocka_unit_test(choices_are_their_names_and_nothing_else),
        cmocka_unit_test(unknown_tags_are_passed_over_and_later_values_count),
        cmocka_unit_test(an_overlay_replaces_what_it_gives_and_keeps_the_rest),
        cmocka_unit_test(newer_numbers_take_an_older_symbol_and_branch_away),
        cmocka_unit_test(a_body_that_is_full_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
