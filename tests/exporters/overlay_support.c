#include "tests/exporters/overlay_support.h"

#include <stdlib.h>
#include <string.h>

#include "engine/vocabulary/jis.h"
#include "tests/support/rules_fixture.h"
#include "tests/support/uke_fixture.h"

int make_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->book = test_rules_load();
    f->arena = arena_open(64 * 1024 * 1024);
    f->text = buffer_open(1024 * 1024);
    *state = f;
    return 0;
}

int drop_fixture(void **state)
{
    struct fixture *f = *state;
    rulebook_close(f->book);
    arena_close(&f->arena);
    buffer_close(&f->text);
    free(f);
    return 0;
}

struct receipt_visits numbers(const char *insurer, const char *symbol, const char *number)
{
    return (struct receipt_visits){
        .pairing = PAIRING_SURE,
        .scheme = SCHEME_EMPLOYEE,
        .count = 1,
        .identifiers = {slice_of(insurer), slice_of(symbol), slice_of(number), {NULL, 0}},
        .rule = "CP-01",
    };
}

struct receipt_visits declared(void)
{
    return (struct receipt_visits){
        .pairing = PAIRING_SURE,
        .scheme = SCHEME_EMPLOYEE,
        .texts =
            {[CLAIM_TEXT_KANA] = LITERAL("ｼｶｸ ﾀﾛｳ"),
             [CLAIM_TEXT_ADDRESS_1] = LITERAL("架空県1-2"),
             [CLAIM_TEXT_CONTACT] = LITERAL("03-0000-0000"),
             [CLAIM_TEXT_CONTACT_DATE] = LITERAL("20260619")},
        .rule = "CP-02",
    };
}

void overlay_bytes(
    struct fixture *f,
    const struct receipt *receipt,
    const struct receipt_visits *visits,
    enum receipt_fate fate)
{
    struct receipt_key key;
    struct receipt_terms terms;
    struct error error;
    struct overlay_order order = {
        .receipt = receipt,
        .key = &key,
        .visits = visits,
        .terms = &terms,
        .choices = &f->choices,
        .fate = fate,
    };
    assert_true(receipt_read_key(receipt, slice_of("12"), &f->arena, &key, &error));
    terms = receipt_terms_of(f->book, key.month);
    assert_true(receipt_overlay(&order, &f->arena, &f->rewrite, &error));
}

static void decode(struct fixture *f)
{
    struct slice bytes = f->rewrite.bytes;
    struct error error;
    buffer_clear(&f->text);
    while (bytes.size > 0) {
        struct line line = line_first(bytes);
        size_t bad = 0;
        assert_int_equal(line.end_size, 2);
        assert_true(jis_decode_cp932(line.text, &f->text, &bad, &error));
        assert_true(buffer_append_text(&f->text, "\n", &error));
        bytes = slice_part(bytes, line.text.size + line.end_size, bytes.size);
    }
}

void becomes(
    struct fixture *f,
    const char *before,
    const struct receipt_visits *visits,
    enum receipt_fate fate,
    const char *after)
{
    struct receipt receipt = uke_receipt(before, &f->arena);
    overlay_bytes(f, &receipt, visits, fate);
    assert_int_equal(f->rewrite.trouble.trouble, TROUBLE_NONE);
    decode(f);
    assert_text(buffer_slice(&f->text), after);
    if (strcmp(before, after) == 0) {
        assert_int_equal(f->rewrite.change_count, 0);
        assert_ptr_equal(f->rewrite.bytes.data, receipt.bytes.data);
    } else {
        assert_true(f->rewrite.change_count > 0);
    }
}

void is_in_trouble(
    struct fixture *f,
    const char *before,
    const struct receipt_visits *visits,
    enum receipt_fate fate,
    enum trouble trouble)
{
    struct receipt receipt = uke_receipt(before, &f->arena);
    overlay_bytes(f, &receipt, visits, fate);
    assert_string_equal(trouble_name(f->rewrite.trouble.trouble), trouble_name(trouble));
    assert_ptr_equal(f->rewrite.bytes.data, receipt.bytes.data);
    assert_int_equal(f->rewrite.change_count, 0);
}
