#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/law/rule_node.h"

static bool
read(struct slice bytes, struct arena *arena, const struct rule_node **root, struct error *error)
{
    *arena = arena_open(LIMIT_RULEBOOK_BYTES);
    *error = (struct error){.fault = FAULT_NONE};
    return rule_node_read("a.yaml", bytes, arena, root, error);
}

static void assert_refused(struct slice bytes, enum fault fault, uint64_t line, uint64_t column)
{
    const struct rule_node *root = NULL;
    struct arena arena;
    struct error error;
    char text[512];
    assert_false(read(bytes, &arena, &root, &error));
    error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
    if (error.fault != fault || error.place.line != line || error.place.column != column) {
        fail_msg("wanted %d:%d: %s, got %s", (int)line, (int)column, error_name(fault), text);
    }
    assert_string_equal(error.place.file, "a.yaml");
    arena_close(&arena);
}

static void assert_text_refused(const char *text, enum fault fault, uint64_t line, uint64_t column)
{
    assert_refused(slice_of(text), fault, line, column);
}

static void what_looks_like_a_number_or_a_truth_stays_text(void **state)
{
    const char *const wanted[] = {"010", "no", "2021-10-01", "1e3", "~", "", "0x1F", "yes "};
    const struct rule_node *root = NULL;
    struct arena arena;
    struct error error;
    size_t at = 0;
    (void)state;
    assert_true(read(
        slice_of("- 010\n- no\n- 2021-10-01\n- 1e3\n- ~\n-\n- 0x1F\n- 'yes '\n"), &arena, &root,
        &error));
    assert_int_equal(root->kind, RULE_NODE_LIST);
    assert_int_equal(root->count, 8);
    for (const struct rule_node *node = root->first; node != NULL; node = node->next) {
        assert_true(slice_equal_text(node->text, wanted[at++]));
    }
    arena_close(&arena);
}

static void a_mapping_keeps_its_keys_in_order_with_their_places(void **state)
{
    const struct rule_node *root = NULL;
    struct arena arena;
    struct error error;
    (void)state;
    assert_true(read(slice_of("b: 1\n語: {x: [p, q]}\n"), &arena, &root, &error));
    assert_int_equal(root->kind, RULE_NODE_MAP);
    assert_true(slice_equal_text(root->first->key->text, "b"));
    assert_true(slice_equal_text(root->first->text, "1"));
    assert_null(root->first->next->next);
    assert_true(slice_equal_text(root->last->key->text, "語"));
    assert_int_equal(root->last->first->last->line, 2);
    assert_int_equal(root->last->first->last->column, 12);
    arena_close(&arena);
}

static void byte_order_mark_crlf_and_a_missing_last_line_end_are_normal(void **state)
{
    const struct rule_node *root = NULL;
    struct arena arena;
    struct error error;
    (void)state;
    assert_true(read(
        slice_of("\xEF\xBB\xBF"
                 "a: 1\r\nb: 2"),
        &arena, &root, &error));
    assert_true(slice_equal_text(root->first->key->text, "a"));
    assert_true(slice_equal_text(root->last->text, "2"));
    arena_close(&arena);
}

static void anchors_aliases_tags_and_directives_are_refused(void **state)
{
    (void)state;
    assert_text_refused("a: &x 1\n", FAULT_RULE_NOT_PLAIN, 1, 4);
    assert_text_refused("a: 1\nb: *x\n", FAULT_RULE_NOT_PLAIN, 2, 4);
    assert_text_refused("a: &x {b: c}\n", FAULT_RULE_NOT_PLAIN, 1, 4);
    assert_text_refused("a: &x [b]\n", FAULT_RULE_NOT_PLAIN, 1, 4);
    assert_text_refused("a: !!str 1\n", FAULT_RULE_NOT_PLAIN, 1, 4);
    assert_text_refused("a: !x [1]\n", FAULT_RULE_NOT_PLAIN, 1, 4);
    assert_text_refused("a: !x {b: 1}\n", FAULT_RULE_NOT_PLAIN, 1, 4);
    assert_text_refused("%YAML 1.1\n---\na: 1\n", FAULT_RULE_NOT_PLAIN, 1, 1);
    assert_text_refused("%TAG !e! tag:e.com:\n---\na: 1\n", FAULT_RULE_NOT_PLAIN, 1, 1);
}

static void a_second_document_is_refused(void **state)
{
    (void)state;
    assert_text_refused("---\na: 1\n---\nb: 2\n", FAULT_RULE_NOT_PLAIN, 3, 1);
}

static void an_empty_file_is_no_rule_file(void **state)
{
    (void)state;
    assert_text_refused("", FAULT_RULE_FILE_KIND, 1, 1);
    assert_text_refused("# nothing\n", FAULT_RULE_FILE_KIND, 1, 1);
}

static void a_key_stands_once_and_is_a_text(void **state)
{
    (void)state;
    assert_text_refused("a: 1\nb: 2\na: 3\n", FAULT_RULE_KEY_TWICE, 3, 1);
    assert_text_refused("a: {x: 1, y: 2, x: 3}\n", FAULT_RULE_KEY_TWICE, 1, 17);
    assert_text_refused("a: 1\n? [b]\n: 2\n", FAULT_RULE_TEXT_EXPECTED, 2, 3);
}

static void a_file_is_not_nested_deeper_than_it_needs(void **state)
{
    (void)state;
    assert_text_refused("[[[[[[[[[1]]]]]]]]]", FAULT_RULE_DEPTH, 1, 9);
}

static void broken_yaml_is_told_with_its_place(void **state)
{
    (void)state;
    assert_text_refused("a: 1\n  b: 2\n", FAULT_RULE_YAML, 2, 4);
    assert_text_refused("a: [1, 2\nb: 3\n", FAULT_RULE_YAML, 2, 2);
    assert_text_refused("a: 'open\n", FAULT_RULE_YAML, 2, 1);
    assert_text_refused("a: \"\\xZZ\"\n", FAULT_RULE_YAML, 1, 7);
}

static void bytes_that_are_not_utf8_are_told_with_their_place(void **state)
{
    (void)state;
    assert_text_refused("a: 1\nbあ: \x93\xFA\n", FAULT_RULE_ENCODING, 2, 5);
    assert_refused(
        (struct slice){
            (const uint8_t *)"\xFF\xFE"
                             "a\0",
            4},
        FAULT_RULE_ENCODING, 1, 1);
}

static void control_characters_are_refused(void **state)
{
    (void)state;
    assert_refused((struct slice){(const uint8_t *)"a: 1\nb: \0\n", 10}, FAULT_RULE_YAML, 2, 4);
    assert_text_refused("a: \x1B[31m\n", FAULT_RULE_YAML, 1, 4);
}

static void a_file_that_is_too_big_is_refused(void **state)
{
    uint8_t *bytes = malloc(LIMIT_RULE_FILE_BYTES + 1);
    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'a', LIMIT_RULE_FILE_BYTES + 1);
    assert_refused((struct slice){bytes, LIMIT_RULE_FILE_BYTES + 1}, FAULT_FILE_TOO_BIG, 0, 0);
    free(bytes);
}

static void a_mapping_with_too_many_keys_is_refused(void **state)
{
    char text[8192] = "";
    size_t used = 0;
    (void)state;
    for (int i = 0; i <= LIMIT_RULE_ENTRIES; i++) {
        text[used++] = (char)('a' + i / 26);
        text[used++] = (char)('a' + i % 26);
        memcpy(text + used, ": 1\n", 5);
        used += 4;
    }
    assert_text_refused(text, FAULT_RULE_TOO_MANY, LIMIT_RULE_ENTRIES + 1, 5);
}

static void texts_that_could_play_with_a_terminal_are_not_plain(void **state)
{
    (void)state;
    assert_true(rule_text_is_plain(slice_of("資格確認書 p.3")));
    assert_true(rule_text_is_plain(slice_of("")));
    assert_false(rule_text_is_plain(slice_of("a\nb")));
    assert_false(rule_text_is_plain(slice_of("\x1B[0m")));
    assert_false(rule_text_is_plain(slice_of("\xC2\x9B"
                                             "0m")));
    assert_false(rule_text_is_plain((struct slice){(const uint8_t *)"a\0b", 3}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_looks_like_a_number_or_a_truth_stays_text),
        cmocka_unit_test(a_mapping_keeps_its_keys_in_order_with_their_places),
        cmocka_unit_test(byte_order_mark_crlf_and_a_missing_last_line_end_are_normal),
        cmocka_unit_test(anchors_aliases_tags_and_directives_are_refused),
        cmocka_unit_test(a_second_document_is_refused),
        cmocka_unit_test(an_empty_file_is_no_rule_file),
        cmocka_unit_test(a_key_stands_once_and_is_a_text),
        cmocka_unit_test(a_file_is_not_nested_deeper_than_it_needs),
        cmocka_unit_test(broken_yaml_is_told_with_its_place),
        cmocka_unit_test(bytes_that_are_not_utf8_are_told_with_their_place),
        cmocka_unit_test(control_characters_are_refused),
        cmocka_unit_test(a_file_that_is_too_big_is_refused),
        cmocka_unit_test(a_mapping_with_too_many_keys_is_refused),
        cmocka_unit_test(texts_that_could_play_with_a_terminal_are_not_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
