/*
 * The first byte chooses a fate and what the visits say; up to a NUL comes a text that goes into all of
 * it; the rest is taken as one receipt.
 *
 * A draft changes HO, SN and CO rows only and says so; in what it writes there is nothing that JIS does
 * not have; drafting once more changes nothing; after a trouble the bytes are the receipt's own.
 * A split that is made is one that its proof accepts.
 */
#include <string.h>

#include "exporters/receipt_split.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/rules_fixture.h"

enum {
    PLENTY = 64 * 1024 * 1024
};

static const struct rulebook *rules(void)
{
    static struct rulebook *book = NULL;
    if (book == NULL) {
        book = test_rules_load();
    }
    return book;
}

static struct receipt_visits visits_of(uint8_t choice, struct slice text)
{
    struct receipt_visits visits = {
        .pairing = PAIRING_SURE,
        .scheme = (choice & 0x10U) != 0 ? SCHEME_ELDERLY : SCHEME_EMPLOYEE,
        .identifiers =
            {slice_of((choice & 0x20U) != 0 ? "138057" : "06132013"), text, text,
             slice_of((choice & 0x40U) != 0 ? "3" : "")},
        .rule = "CP",
    };
    for (size_t i = 0; i < CLAIM_TEXT_COUNT; i++) {
        visits.texts[i] = text;
    }
    if ((choice & 0x80U) != 0) {
        visits.identifiers.number = slice_of("12");
        visits.texts[CLAIM_TEXT_CONTACT_DATE] = slice_of("20260619");
    }
    return visits;
}

static struct receipt_rewrite draft(
    const struct receipt *receipt,
    const struct receipt_visits *visits,
    enum receipt_fate fate,
    struct arena *arena)
{
    struct month month;
    struct receipt_choices choices = {.unknown_sn = visits->scheme == SCHEME_ELDERLY};
    struct receipt_rewrite rewrite;
    struct receipt_terms terms;
    struct receipt_key key;
    struct error error;
    struct overlay_order order = {
        .receipt = receipt,
        .key = &key,
        .visits = visits,
        .terms = &terms,
        .choices = &choices,
        .fate = fate,
    };
    require(month_make(2026, 6, &month));
    terms = receipt_terms_of(rules(), month);
    require(receipt_read_key(receipt, slice_of("12"), arena, &key, &error));
    order.type = receipt_type_of(rules(), &key, visits);
    require(receipt_overlay(&order, arena, &rewrite, &error));
    return rewrite;
}

static bool may_change(const struct receipt_row *row)
{
    return receipt_row_is(row, RECORD_HO) || receipt_row_is(row, RECORD_SN) ||
           receipt_row_is(row, RECORD_CO) || receipt_row_is(row, RECORD_TK) ||
           receipt_row_is(row, RECORD_RE);
}

/* The rows that may not change are the same, in the same order. */
static void compare(const struct receipt *before, const struct receipt *after)
{
    size_t at = 0;
    for (size_t i = 0; i < before->count; i++) {
        if (may_change(&before->rows[i])) {
            continue;
        }
        while (at < after->count && may_change(&after->rows[at])) {
            at++;
        }
        require(at < after->count);
        require(slice_equal(before->rows[i].text, after->rows[at].text));
        at++;
    }
    while (at < after->count && may_change(&after->rows[at])) {
        at++;
    }
    require(at == after->count);
}

static void check(
    const struct receipt *receipt,
    const struct receipt_visits *visits,
    enum receipt_fate fate,
    struct arena *arena)
{
    struct receipt_rewrite first = draft(receipt, visits, fate, arena);
    struct receipt_rewrite second;
    struct receipt after;
    struct error error;
    if (first.trouble.trouble != TROUBLE_NONE || first.change_count == 0) {
        require(first.bytes.data == receipt->bytes.data && first.change_count == 0);
        return;
    }
    require(receipt_open(receipt->layout, first.bytes, receipt->line, arena, &after, &error));
    compare(receipt, &after);
    second = draft(&after, visits, fate, arena);
    require(second.trouble.trouble == TROUBLE_NONE && second.change_count == 0);
}

/* Days 10 and 12, and day 30: a split that is made is proved. */
static void check_split(const struct receipt *receipt, struct arena *arena)
{
    static const uint32_t first = UINT32_C(1) << 9 | UINT32_C(1) << 11;
    static const uint32_t second = UINT32_C(1) << 29;
    struct receipt parts[SPLIT_PARTS];
    struct receipt_split split;
    struct receipt_key key;
    struct error error;
    struct split_order order = {
        .receipt = receipt,
        .key = &key,
        .classes = slice_of("12 21 40 80"),
        .days = {first, second},
    };
    require(receipt_read_key(receipt, slice_of("12"), arena, &key, &error));
    if (!month_is_some(key.month)) {
        return;
    }
    require(receipt_split(&order, arena, &split, &error));
    if (split.reason != SPLIT_REASON_NONE) {
        return;
    }
    for (size_t i = 0; i < SPLIT_PARTS; i++) {
        require(receipt_open(
            receipt->layout, split.parts[i].bytes, receipt->line, arena, &parts[i], &error));
    }
    require(receipt_split_holds(receipt, &parts[0], &parts[1]));
}

/* Rows end as rows of a receipt do: another one, or GO, always follows. */
static struct slice whole_rows(struct slice bytes)
{
    size_t end = bytes.size;
    while (end > 0 && bytes.data[end - 1] != '\n') {
        end--;
    }
    return slice_part(bytes, 0, end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = slice_part((struct slice){data, size}, 1, size);
    struct slice text = slice_part(rest, 0, slice_find_byte(rest, '\0'));
    struct slice bytes = whole_rows(slice_part(rest, text.size + 1, rest.size));
    uint8_t choice = size == 0 ? 0 : data[0];

    static const enum receipt_fate fates[] = {FATE_CURRENT, FATE_PAST, FATE_UNKNOWN};
    struct receipt_visits visits = visits_of(choice, text);
    const struct receipt_layout *layout = NULL;
    for (size_t i = 0; (layout = receipt_layout_at(i)) != NULL; i++) {
        struct arena arena = arena_open(PLENTY);
        struct receipt receipt;
        struct error error;
        if (receipt_open(layout, bytes, 2, &arena, &receipt, &error)) {
            check(&receipt, &visits, fates[choice % 3], &arena);
            check_split(&receipt, &arena);
        }
        arena_close(&arena);
    }
    return 0;
}
