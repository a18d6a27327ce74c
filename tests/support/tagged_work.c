#include "tests/support/tagged_work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/journal_check.h"
#include "engine/storage/views.h"
#include "engine/vocabulary/evidence.h"
#include "tests/support/raw_store.h"

enum {
    ROW_PADDING = 900
};

/* The values of one capture. */
struct row_values {
    char chart[16];
    char day[16];
    char tag[16];
    char padding[ROW_PADDING + 1];
    struct evidence evidence;
};

static void fill_values(struct row_values *values, unsigned chart, unsigned tag, unsigned padding)
{
    struct evidence *evidence = &values->evidence;
    memset(evidence, 0, sizeof *evidence);
    (void)snprintf(values->chart, sizeof values->chart, "C%06u", chart);
    (void)snprintf(values->day, sizeof values->day, "202603%02u", chart % 28 + 1);
    (void)snprintf(values->tag, sizeof values->tag, "%u", tag);
    memset(values->padding, 'a', sizeof values->padding - 1);
    values->padding[padding < ROW_PADDING ? padding : ROW_PADDING] = '\0';
    evidence->values[FIELD_VISIT_DATE] = slice_of(values->day);
    evidence->values[FIELD_CHART_NUMBER] = slice_of(values->chart);
    evidence->values[FIELD_BIRTH_DATE] = slice_of("19800401");
    evidence->values[FIELD_INSURER_NUMBER] = slice_of("06130017");
    evidence->values[FIELD_NUMBER] = slice_of(values->tag);
    if (padding > 0) {
        evidence->values[FIELD_DECLARED_ADDRESS_1] = slice_of(values->padding);
    }
}

bool tagged_capture(struct store *store, unsigned chart, unsigned tag, struct error *error)
{
    struct row_values values;
    int64_t visit = 0;
    bool opened = false;
    fill_values(&values, chart, tag, 0);
    if (!store_begin(store, error)) {
        return false;
    }
    if (!visits_capture(store, CAPTURE_NUMBER, &values.evidence, &visit, &opened, error)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, error);
}

/* ---- files ---- */

static void content_of(const struct tagged_file *file, uint8_t content[FINGERPRINT_BYTES])
{
    memset(content, 0x5A, FINGERPRINT_BYTES);
    memcpy(content, &file->name, sizeof file->name);
}

/* Bytes that do not shrink, the same each time. */
static void raw_piece(const struct tagged_file *file, size_t offset, uint8_t *bytes, size_t size)
{
    uint64_t state = (file->name + 1) * UINT64_C(0x9E3779B97F4A7C15) + offset;
    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes[i] = (uint8_t)(state >> 24);
    }
}

static bool add_raw(struct bulk_writer *writer, const struct tagged_file *file, struct error *error)
{
    uint8_t bytes[4096];
    for (size_t offset = 0; offset < file->raw_bytes; offset += sizeof bytes) {
        size_t left = file->raw_bytes - offset;
        size_t size = left < sizeof bytes ? left : sizeof bytes;
        raw_piece(file, offset, bytes, size);
        if (!bulk_add_raw(writer, (struct slice){bytes, size}, error)) {
            return false;
        }
    }
    return true;
}

static bool
add_row(struct bulk_writer *writer, const struct tagged_file *file, unsigned i, struct error *error)
{
    struct row_values values;
    struct buffer row = buffer_open(LIMIT_PART_BYTES);
    struct month month = MONTH_NONE;
    bool done = false;
    fill_values(&values, file->first_chart + i, file->first_tag + i, file->row_bytes);
    done = month_from_digits(slice_part(slice_of(values.day), 0, 6), &month) &&
           visits_pack_row(&values.evidence, &row, error) &&
           bulk_add_row(writer, buffer_slice(&row), month, error);
    buffer_close(&row);
    return done;
}

static bool add_rows(
    struct bulk_writer *writer,
    const struct tagged_file *file,
    bool (*between)(void *context, struct error *error),
    void *context,
    struct error *error)
{
    for (unsigned i = 0; i < file->rows + file->twice; i++) {
        if (!add_row(writer, file, i % file->rows, error)) {
            return false;
        }
        if (between != NULL && i == file->rows / 2 &&
            (!bulk_flush_rows(writer, error) || !between(context, error))) {
            return false;
        }
    }
    return true;
}

bool tagged_import(
    struct store *store,
    const struct tagged_file *file,
    bool (*between)(void *context, struct error *error),
    void *context,
    struct error *error)
{
    uint8_t content[FINGERPRINT_BYTES];
    struct bulk_matching matching;
    struct bulk_writer *writer = NULL;
    int64_t bulk = 0;
    content_of(file, content);
    if (!bulk_find(store, BULK_CAPTURES, (struct slice){content, sizeof content}, &bulk, error)) {
        return false;
    }
    if (bulk != 0) {
        return true;
    }
    if (!bulk_abandon_open(store, BULK_CAPTURES, error) ||
        !bulk_open(
            store, BULK_CAPTURES, (struct slice){content, sizeof content}, slice_of("a file"),
            &writer, error)) {
        return false;
    }
    if (!add_raw(writer, file, error) || !add_rows(writer, file, between, context, error) ||
        !visits_match_bulk(store, writer, &matching, error)) {
        bulk_cancel(writer);
        return false;
    }
    return bulk_close(writer, (struct slice){NULL, 0}, error);
}

/* ---- looking ---- */

struct visit_list {
    struct visit_row *rows;
    size_t count;
    size_t capacity;
};

static bool take_visit(void *taker, const struct visit_row *row)
{
    struct visit_list *list = taker;
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 256 : 2 * list->capacity;
        list->rows = realloc(list->rows, list->capacity * sizeof *list->rows);
        if (list->rows == NULL) {
            abort();
        }
    }
    list->rows[list->count++] = *row;
    return true;
}

static bool take_evidence(
    void *taker,
    int64_t entry,
    int64_t row,
    const struct evidence *evidence,
    struct error *error)
{
    struct tagged_seen *seen = taker;
    int64_t tag = 0;
    (void)entry;
    (void)row;
    (void)error;
    if (slice_read_number(evidence->values[FIELD_NUMBER], &tag) && tag < TAGS) {
        seen->times[tag]++;
    }
    return true;
}

bool tagged_look(struct store *store, struct tagged_seen *seen, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    struct visit_list list = {0};
    struct part_cache *cache = NULL;
    bool done = part_cache_open(store, &cache, error) &&
                visits_each(store, 0, always, take_visit, &list, error);
    memset(seen, 0, sizeof *seen);
    for (size_t i = 0; done && i < list.count; i++) {
        done = visits_each_evidence(store, cache, &list.rows[i], take_evidence, seen, error);
    }
    seen->visits = (int64_t)list.count;
    free(list.rows);
    part_cache_close(cache);
    return done;
}

static void ignore(void *taker, const struct chain_finding *finding)
{
    (void)taker;
    (void)finding;
}

const char *tagged_store_fault(struct test_store *test)
{
    struct chain_report report;
    struct error error = {0};
    uint8_t before[HASH_BYTES];
    uint8_t after[HASH_BYTES];
    char text[64];
    raw_text(test, "PRAGMA integrity_check", text, sizeof text);
    if (strcmp(text, "ok") != 0) {
        return "integrity_check";
    }
    if (!journal_check(test->store, (struct slice){NULL, 0}, ignore, NULL, &report, &error) ||
        report.problems != 0) {
        return "chain";
    }
    if (!views_digest(test->store, before, &error) || !views_rebuild(test->store, &error) ||
        !views_digest(test->store, after, &error)) {
        return "rebuild";
    }
    return memcmp(before, after, HASH_BYTES) == 0 ? "" : "views differ";
}
