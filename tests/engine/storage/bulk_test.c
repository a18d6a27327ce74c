/* Bulks: sizes of parts, bytes and rows read back, what was cut off, what goes on beside. */
#include "engine/storage/bulk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/bulk_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/part_cache.h"
#include "engine/storage/views.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

/* A kind of rows that no view is made of. */
static const enum bulk_kind BULK_NOISE = (enum bulk_kind)90;

static int make_store(void **state)
{
    return test_store_setup(state, 51);
}

static const struct slice no_content = {NULL, 0};

static struct bulk_writer *begin(struct test_store *test, struct slice content)
{
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    assert_true(
        bulk_open(test->store, BULK_NOISE, content, LITERAL("RECEIPTC.UKE"), &writer, &error));
    return writer;
}

static void close_bulk(struct bulk_writer *writer)
{
    struct error error = {0};
    assert_true(bulk_close(writer, no_content, &error));
}

/* Noise, or text that shrinks, the same for the same number. */
static void fill(uint8_t *bytes, size_t size, unsigned number)
{
    uint64_t state = number * UINT64_C(0x9E3779B97F4A7C15) + 1;
    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes[i] = number % 2 == 0 ? (uint8_t)(state >> 24) : (uint8_t)('A' + i % 7);
    }
}

static bool take_raw(void *taker, struct slice bytes, struct error *error)
{
    return buffer_append(taker, bytes, error);
}

/* ---- raw bytes ---- */

static void check_raw(struct test_store *test, size_t size, unsigned number, size_t piece)
{
    uint8_t *bytes = malloc(size + 1);
    struct buffer back = buffer_open((size_t)1 << 24);
    struct error error = {0};
    struct bulk_writer *writer = begin(test, no_content);
    int64_t bulk = bulk_entry(writer);
    assert_non_null(bytes);
    fill(bytes, size, number);
    for (size_t at = 0; at < size; at += piece) {
        size_t left = size - at;
        assert_true(
            bulk_add_raw(writer, (struct slice){bytes + at, left < piece ? left : piece}, &error));
    }
    close_bulk(writer);
    assert_true(bulk_read_raw(test->store, bulk, take_raw, &back, &error));
    assert_slice(buffer_slice(&back), ((struct slice){bytes, size}));
    buffer_close(&back);
    free(bytes);
}

static void raw_bytes_read_back_as_they_were(void **state)
{
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 1000000};
    struct test_store *test = *state;
    for (unsigned i = 0; i < COUNT_OF(sizes); i++) {
        check_raw(test, sizes[i], i, 4096);
        check_raw(test, sizes[i], i + 1, 100000);
    }
    /* More than one group of parts. */
    check_raw(test, 3000000, 2, 1000000);
}

static void raw_bytes_that_were_changed_do_not_read_back(void **state)
{
    struct test_store *test = *state;
    struct buffer back = buffer_open((size_t)1 << 20);
    struct error error = {0};
    check_raw(test, 100000, 2, 4096);
    raw_flip(test, "body", 3, 20000);
    assert_false(bulk_read_raw(test->store, 1, take_raw, &back, &error));
    assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
    buffer_close(&back);
}

static bool refuse(void *taker, struct slice bytes, struct error *error)
{
    (void)taker;
    (void)bytes;
    return error_set(error, FAULT_CANCELLED);
}

static void whoever_takes_raw_bytes_may_end_it(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    check_raw(test, 100000, 2, 4096);
    assert_false(bulk_read_raw(test->store, 1, refuse, NULL, &error));
    assert_int_equal(error.fault, FAULT_CANCELLED);
}

/* ---- rows ---- */

static void add_row(struct bulk_writer *writer, unsigned number, size_t size)
{
    uint8_t *bytes = malloc(size + 1);
    struct error error = {0};
    assert_non_null(bytes);
    fill(bytes, size, number);
    assert_true(bulk_add_row(writer, (struct slice){bytes, size}, MONTH_NONE, &error));
    free(bytes);
}

static void rows_keep_their_order_and_parts_their_size(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test, no_content);
    struct part_cache *cache = NULL;
    struct error error = {0};
    int64_t bulk = bulk_entry(writer);
    int64_t entry = bulk;
    unsigned seen = 0;
    const unsigned rows = 3000;
    for (unsigned i = 0; i < rows; i++) {
        add_row(writer, i, i % 97);
    }
    assert_int_equal(bulk_row_count(writer), rows);
    close_bulk(writer);
    assert_true(part_cache_open(test->store, &cache, &error));
    for (;;) {
        struct slice row;
        int64_t count = 0;
        char sql[80];
        assert_true(bulk_next_part(test->store, bulk, BULK_ROWS, &entry, &error));
        if (entry == 0) {
            break;
        }
        (void)snprintf(sql, sizeof sql, "SELECT first FROM part WHERE entry = %d", (int)entry);
        assert_int_equal(raw_number(test, sql), seen);
        while (part_cache_read(cache, entry, count, &row, &error)) {
            uint8_t expected[128];
            fill(expected, seen % 97, seen);
            assert_slice(row, ((struct slice){expected, seen % 97}));
            count++;
            seen++;
        }
        (void)snprintf(sql, sizeof sql, "SELECT count FROM part WHERE entry = %d", (int)entry);
        assert_int_equal(raw_number(test, sql), count);
    }
    assert_int_equal(seen, rows);
    part_cache_close(cache);
    assert_true(
        raw_number(
            test, "SELECT max(length(body)) FROM journal JOIN part ON part.entry = journal.entry") <
        LIMIT_PART_BYTES + 200);
    assert_int_equal(raw_number(test, "SELECT rows FROM bulk"), rows);
}

static void a_row_larger_than_a_part_stands_alone(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test, no_content);
    add_row(writer, 0, 10);
    add_row(writer, 1, (size_t)3 * LIMIT_PART_BYTES);
    add_row(writer, 2, 10);
    close_bulk(writer);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM part"), 3);
    assert_int_equal(raw_number(test, "SELECT sum(count) FROM part"), 3);
}

static void a_part_is_sealed_under_the_latest_month_of_its_rows(void **state)
{
    static const char *const months[] = {"202602", "202605", "202603"};
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test, no_content);
    struct error error = {0};
    for (size_t i = 0; i < COUNT_OF(months); i++) {
        struct month month = MONTH_NONE;
        assert_true(month_from_digits(slice_of(months[i]), &month));
        assert_true(bulk_add_row(writer, LITERAL("x"), month, &error));
    }
    close_bulk(writer);
    assert_int_equal(
        raw_number(
            test, "SELECT key_id FROM journal JOIN part ON part.entry = journal.entry LIMIT 1"),
        2202605);
}

/* ---- whole, cut off, abandoned ---- */

static int64_t find(struct test_store *test, struct slice content)
{
    struct error error = {0};
    int64_t bulk = 0;
    assert_true(bulk_find(test->store, BULK_NOISE, content, &bulk, &error));
    return bulk;
}

static void a_file_counts_only_when_its_end_is_there(void **state)
{
    struct test_store *test = *state;
    struct slice content = LITERAL("0123456789abcdef");
    struct bulk_writer *writer = begin(test, content);
    int64_t bulk = bulk_entry(writer);
    struct error error = {0};
    add_row(writer, 1, 50);
    assert_true(bulk_flush_rows(writer, &error));
    assert_int_equal(find(test, content), 0);
    close_bulk(writer);
    assert_int_equal(find(test, content), bulk);
    assert_int_equal(find(test, LITERAL("0123456789abcdeF")), 0);
    assert_true(bulk_find(test->store, BULK_CAPTURES, content, &bulk, &error));
    assert_int_equal(bulk, 0);
}

static void what_was_cut_off_is_abandoned_and_read_anew(void **state)
{
    struct test_store *test = *state;
    struct slice content = LITERAL("0123456789abcdef");
    struct bulk_writer *writer = begin(test, content);
    struct error error = {0};
    add_row(writer, 1, 50);
    assert_true(bulk_flush_rows(writer, &error));
    bulk_cancel(writer);
    bulk_cancel(NULL);
    test_store_reopen(test);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM bulk WHERE state = 0"), 1);
    assert_true(bulk_abandon_open(test->store, BULK_CAPTURES, &error));
    assert_int_equal(raw_number(test, "SELECT count(*) FROM bulk WHERE state = 0"), 1);
    assert_true(bulk_abandon_open(test->store, BULK_NOISE, &error));
    assert_int_equal(raw_number(test, "SELECT count(*) FROM bulk WHERE state = 2"), 1);
    assert_true(bulk_abandon_open(test->store, BULK_NOISE, &error));
    close_bulk(begin(test, content));
    assert_true(find(test, content) != 0);
    assert_string_equal(tagged_store_fault(test), "");
}

static void rows_of_an_abandoned_file_of_captures_are_gone(void **state)
{
    const struct tagged_file file = {.name = 1, .first_tag = 100, .rows = 50, .raw_bytes = 100};
    struct test_store *test = *state;
    struct tagged_seen seen;
    struct error error = {0};
    int64_t visits = 0;
    struct bulk_writer *writer = NULL;
    struct buffer row = buffer_open(1000);
    const char *const pairs[] = {"visit_date=20260301", "chart_number=1", "number=7", NULL};
    const struct evidence evidence = test_evidence(pairs);
    assert_true(visits_pack_row(&evidence, &row, &error));
    assert_true(
        bulk_open(test->store, BULK_CAPTURES, no_content, LITERAL("x.csv"), &writer, &error));
    assert_true(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error));
    assert_true(bulk_flush_rows(writer, &error));
    bulk_cancel(writer);
    assert_true(tagged_look(test->store, &seen, &error));
    assert_int_equal(seen.visits, 0);
    assert_true(tagged_import(test->store, &file, NULL, NULL, &error));
    assert_true(tagged_look(test->store, &seen, &error));
    assert_int_equal(seen.visits, 50);
    assert_int_equal(seen.times[7], 0);
    assert_true(counter_get(test->store, "visits", &visits, &error));
    assert_int_equal(visits, 50);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM visit"), 50);
    assert_string_equal(tagged_store_fault(test), "");
    buffer_close(&row);
}

static void the_same_file_twice_changes_nothing(void **state)
{
    const struct tagged_file file = {
        .name = 1, .first_tag = 100, .rows = 50, .twice = 5, .raw_bytes = 100};
    struct test_store *test = *state;
    struct error error = {0};
    int64_t entries = 0;
    assert_true(tagged_import(test->store, &file, NULL, NULL, &error));
    entries = raw_number(test, "SELECT count(*) FROM journal");
    assert_true(tagged_import(test->store, &file, NULL, NULL, &error));
    assert_int_equal(raw_number(test, "SELECT count(*) FROM journal"), entries);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM visit WHERE gone = 0"), 50);
}

/* Two programs that both believe to be the only one. */
static void a_bulk_that_somebody_abandoned_takes_no_more_and_has_no_end(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test, LITERAL("content"));
    struct error error = {0};
    add_row(writer, 1, 50);
    assert_true(bulk_flush_rows(writer, &error));
    assert_true(bulk_abandon_open(test->store, BULK_NOISE, &error));
    add_row(writer, 2, 50);
    assert_false(bulk_flush_rows(writer, &error));
    assert_int_equal(error.fault, FAULT_STORE_REFUSED);
    bulk_cancel(writer);
    writer = begin(test, LITERAL("content"));
    assert_true(bulk_abandon_open(test->store, BULK_NOISE, &error));
    assert_false(bulk_close(writer, no_content, &error));
    assert_int_equal(error.fault, FAULT_STORE_REFUSED);
    assert_int_equal(find(test, LITERAL("content")), 0);
    assert_string_equal(tagged_store_fault(test), "");
}

static void no_transaction_stays_open_between_calls(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test, no_content);
    uint8_t *bytes = calloc(1, 100000);
    struct error error = {0};
    assert_non_null(bytes);
    for (unsigned i = 0; i < 40; i++) {
        fill(bytes, 100000, 2 * i);
        assert_true(bulk_add_raw(writer, (struct slice){bytes, 100000}, &error));
        add_row(writer, i, 3000);
        assert_false(test->store->in_transaction);
        assert_true(tagged_capture(test->store, i, i + 1, &error));
    }
    close_bulk(writer);
    free(bytes);
    assert_string_equal(tagged_store_fault(test), "");
}

/* ---- the end ---- */

static void the_end_states_what_was_in_it(void **state)
{
    struct test_store *test = *state;
    struct bulk_writer *writer = begin(test, no_content);
    struct buffer fields = buffer_open(64);
    struct buffer body = buffer_open(1000);
    struct entry_header header;
    struct packed_reader reader;
    struct slice bytes;
    struct error error = {0};
    uint8_t hash[HASH_BYTES];
    uint32_t tag = 0;
    int64_t last = 0;
    int64_t number = 0;
    unsigned seen = 0;
    assert_true(packed_add_number(&fields, BULK_TAG_FIRST_FREE, 77, &error));
    assert_true(bulk_add_raw(writer, LITERAL("abc"), &error));
    add_row(writer, 1, 5);
    add_row(writer, 2, 5);
    assert_true(bulk_close(writer, buffer_slice(&fields), &error));
    assert_true(hash_bytes(LITERAL("abc"), hash, &error));
    assert_true(journal_last(test->store, &last, &error));
    assert_true(journal_read(test->store, last, &header, &body, &error));
    assert_int_equal(header.kind, ENTRY_BULK_ENDED);
    assert_true(packed_open(&reader, buffer_slice(&body)));
    while (packed_next(&reader, &tag, &bytes) == PACKED_FIELD) {
        if (tag == BULK_TAG_RAW_HASH) {
            assert_memory_equal(bytes.data, hash, HASH_BYTES);
            seen++;
        } else {
            assert_true(packed_number(bytes, &number));
            seen += tag == BULK_TAG_COUNT && number == 2;
            seen += tag == BULK_TAG_RAW_BYTES && number == 3;
            seen += tag == BULK_TAG_FIRST_FREE && number == 77;
        }
    }
    assert_int_equal(seen, 4);
    buffer_close(&fields);
    buffer_close(&body);
}

static void the_content_of_a_file_is_its_bytes_and_how_it_was_read(void **state)
{
    struct test_store *test = *state;
    struct test_store other;
    uint8_t hash[HASH_BYTES] = {1};
    uint8_t one[FINGERPRINT_BYTES];
    uint8_t two[FINGERPRINT_BYTES];
    struct error error = {0};
    assert_true(bulk_content(test->store, hash, "captures 1", one, &error));
    assert_true(bulk_content(test->store, hash, "captures 1", two, &error));
    assert_memory_equal(one, two, FINGERPRINT_BYTES);
    assert_true(bulk_content(test->store, hash, "captures 2", two, &error));
    assert_memory_not_equal(one, two, FINGERPRINT_BYTES);
    hash[31] = 1;
    assert_true(bulk_content(test->store, hash, "captures 1", two, &error));
    assert_memory_not_equal(one, two, FINGERPRINT_BYTES);
    hash[31] = 0;
    test_store_open(&other, 52);
    assert_true(bulk_content(other.store, hash, "captures 1", two, &error));
    assert_memory_not_equal(one, two, FINGERPRINT_BYTES);
    test_store_close(&other);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(raw_bytes_read_back_as_they_were),
        WITH(raw_bytes_that_were_changed_do_not_read_back),
        WITH(whoever_takes_raw_bytes_may_end_it),
        WITH(rows_keep_their_order_and_parts_their_size),
        WITH(a_row_larger_than_a_part_stands_alone),
        WITH(a_part_is_sealed_under_the_latest_month_of_its_rows),
        WITH(a_file_counts_only_when_its_end_is_there),
        WITH(what_was_cut_off_is_abandoned_and_read_anew),
        WITH(rows_of_an_abandoned_file_of_captures_are_gone),
        WITH(the_same_file_twice_changes_nothing),
        WITH(a_bulk_that_somebody_abandoned_takes_no_more_and_has_no_end),
        WITH(no_transaction_stays_open_between_calls),
        WITH(the_end_states_what_was_in_it),
        WITH(the_content_of_a_file_is_its_bytes_and_how_it_was_read),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
