/*
 * Rows of a bulk that belong to a visit which is there already (visits_match_bulk in visits.h).
 *
 * All visits are read once per pass, keyed by day and chart (or local) number; a pass holds those
 * whose fingerprint falls into it, so memory does not grow with the number of visits.  Within a group
 * the visit that is not of this bulk, else the first row, stays; the others become part of it.
 *
 * The desk goes on meanwhile and cannot see rows whose bulk has no end yet.  What was captured since
 * the reading began is looked at once more in the transaction of the end, when nobody else can write.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/law/reconcile.h"
#include "engine/storage/inside.h"
#include "engine/storage/visit_tags.h"
#include "engine/storage/visits.h"

enum match_kind {
    MATCH_SAME = 1,
    MATCH_CORRECTS = 2
};

struct matching {
    struct store *store;
    struct bulk_writer *writer;
    struct bulk_matching *result;
    unsigned passes;
    unsigned pass;
    struct keyed *rows;
    size_t count;
    size_t capacity;
    bool full;
    int64_t late; /* the visit that is looked at once more */
};

/* Day and number in one key; rows without a number never match. */
static bool make_key(const struct visit_row *row, uint8_t key[RECONCILE_KEY_BYTES])
{
    const uint8_t *print = row->prints + PRINT_CHART;
    uint32_t day = (uint32_t)row->day.days;
    if (!print_is_some(print)) {
        print = row->prints + PRINT_LOCAL;
    }
    if (!print_is_some(print)) {
        return false;
    }
    memcpy(key, print, RECONCILE_KEY_BYTES);
    for (unsigned i = 0; i < 4; i++) {
        key[i] ^= (uint8_t)(day >> (8 * i));
    }
    return true;
}

static bool collect(void *taker, const struct visit_row *row)
{
    struct matching *matching = taker;
    struct keyed keyed = {.id = row->id};
    if (!make_key(row, keyed.key) ||
        reconcile_pass_of(keyed.key, matching->passes) != matching->pass) {
        return true;
    }
    if (matching->count == matching->capacity) {
        matching->full = true;
        return false;
    }
    keyed.payload = row->content & ~INT64_C(1);
    keyed.payload |= row->bulk == bulk_entry(matching->writer) ? 1 : 0;
    matching->rows[matching->count] = keyed;
    matching->count++;
    return true;
}

static bool write_match(
    struct matching *matching,
    int64_t visit,
    int64_t into,
    enum match_kind kind,
    struct error *error)
{
    struct buffer line = buffer_open(LIMIT_FIELD_BYTES);
    struct visit_reference reference;
    char text[REFERENCE_TEXT];
    bool done = visits_reference(matching->store, visit, &reference, error);
    if (done) {
        reference_write(&reference, text);
        done = packed_add_text(&line, 1, text, error) &&
               visits_reference(matching->store, into, &reference, error);
    }
    if (done) {
        reference_write(&reference, text);
        done = packed_add_text(&line, 2, text, error) && packed_add_number(&line, 3, kind, error) &&
               bulk_add_match(matching->writer, buffer_slice(&line), error);
    }
    buffer_close(&line);
    return done;
}

/* The payload of a row: its content print, and in the lowest bit whether it is of this bulk. */
static bool is_mine(const struct keyed *row)
{
    return (row->payload & 1) != 0;
}

/* One group of rows with the same day and number, ordered by id. */
static bool match_group(struct matching *matching, size_t from, size_t end, struct error *error)
{
    const struct keyed *rows = matching->rows;
    size_t keeper = from;
    int64_t content = 0;
    while (keeper < end && is_mine(&rows[keeper])) {
        keeper++;
    }
    keeper = keeper == end ? from : keeper;
    content = rows[keeper].payload | 1;
    for (size_t i = from; i < end; i++) {
        bool same = (rows[i].payload | 1) == content;
        if (i == keeper || !is_mine(&rows[i])) {
            continue;
        }
        if (!write_match(
                matching, rows[i].id, rows[keeper].id, same ? MATCH_SAME : MATCH_CORRECTS, error)) {
            return false;
        }
        content = rows[i].payload | 1;
        matching->result->same += same ? 1 : 0;
        matching->result->corrected += same ? 0 : 1;
    }
    return true;
}

static bool match_pass(struct matching *matching, struct error *error)
{
    matching->count = 0;
    matching->full = false;
    if (!visits_each_with(
            matching->store, bulk_entry(matching->writer), collect, matching, error)) {
        return false;
    }
    if (matching->full) {
        return error_set_number(error, FAULT_TOO_BIG, (int64_t)matching->capacity);
    }
    reconcile_sort(matching->rows, matching->count);
    for (size_t from = 0; from < matching->count;) {
        size_t end = reconcile_group_end(matching->rows, matching->count, from);
        if (end - from > 1 && !match_group(matching, from, end, error)) {
            return false;
        }
        from = end;
    }
    return true;
}

/* ---- what was captured meanwhile ---- */

static bool add_number(struct buffer *numbers, int64_t number, struct error *error)
{
    return buffer_append(numbers, (struct slice){(const uint8_t *)&number, sizeof number}, error);
}

/* Visits that were opened at the desk, or got another number there, after an entry. */
static bool
list_late(struct store *store, int64_t since, struct buffer *visits, struct error *error)
{
    static const char *const sql =
        "SELECT id FROM visit WHERE bulk = 0 AND entry > ?1"
        " UNION SELECT visit FROM evidence WHERE entry > ?1 AND row = -1";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, since);
    while (sql_rows_next(&rows, error)) {
        if (!add_number(visits, sql_number(rows.statement, 0), error)) {
            sql_rows_stop(&rows);
            return false;
        }
    }
    return sql_rows_close(&rows);
}

static bool count_row(void *taker, const struct visit_row *row)
{
    struct matching *matching = taker;
    (void)row;
    matching->capacity++;
    return true;
}

/* Rows that are part of the visit already were matched by the first look. */
static bool collect_late(void *taker, const struct visit_row *row)
{
    const struct matching *matching = taker;
    return row->gone == matching->late ? true : collect(taker, row);
}

/* The rows of the bulk with the day and number of a visit, and that visit, as one group. */
static bool match_one(struct matching *matching, const struct visit_row *visit, struct error *error)
{
    int64_t bulk = bulk_entry(matching->writer);
    uint8_t key[RECONCILE_KEY_BYTES];
    size_t from = 0;
    size_t end = 0;
    bool done = true;
    if (!make_key(visit, key)) {
        return true;
    }
    matching->count = 0;
    matching->capacity = 1;
    matching->late = visit->id;
    if (!visits_each_of_bulk(matching->store, bulk, visit->day, count_row, matching, error)) {
        return false;
    }
    matching->rows = calloc(matching->capacity, sizeof *matching->rows);
    done = (matching->rows != NULL || error_set(error, FAULT_MEMORY)) &&
           visits_each_of_bulk(matching->store, bulk, visit->day, collect_late, matching, error);
    if (done) {
        (void)collect(matching, visit);
        reconcile_sort(matching->rows, matching->count);
        from = reconcile_find(matching->rows, matching->count, key);
        end = reconcile_group_end(matching->rows, matching->count, from);
        done = match_group(matching, from, end, error);
    }
    free(matching->rows);
    return done;
}

static bool match_each(
    struct store *store,
    struct bulk_writer *writer,
    struct slice visits,
    struct error *error)
{
    struct bulk_matching uncounted = {0};
    struct matching matching = {
        .store = store, .writer = writer, .result = &uncounted, .passes = 1};
    for (; visits.size > 0; visits = slice_part(visits, sizeof(int64_t), visits.size)) {
        struct visit_row visit;
        int64_t id = 0;
        bool found = false;
        memcpy(&id, visits.data, sizeof id);
        if (!visits_get(store, id, &visit, &found, error) ||
            (found && visit.gone == 0 && !match_one(&matching, &visit, error))) {
            return false;
        }
    }
    return true;
}

static bool
match_late(struct store *store, struct bulk_writer *writer, int64_t since, struct error *error)
{
    struct buffer visits = buffer_open(SIZE_MAX / 2);
    bool done = list_late(store, since, &visits, error) &&
                match_each(store, writer, buffer_slice(&visits), error);
    buffer_close(&visits);
    return done;
}

/* ---- all of them ---- */

bool visits_match_bulk(
    struct store *store,
    struct bulk_writer *writer,
    struct bulk_matching *result,
    struct error *error)
{
    struct matching matching = {.store = store, .writer = writer, .result = result};
    int64_t total = 0;
    int64_t since = 0;
    bool done = bulk_flush_rows(writer, error) && journal_last(store, &since, error) &&
                sql_query_number(store, "SELECT count(*) FROM visit", &total, error);
    *result = (struct bulk_matching){0};
    if (!done) {
        return false;
    }
    matching.passes = reconcile_passes(total, LIMIT_MATCH_PASS_ROWS);
    /* Fingerprints spread evenly; a pass that is a quarter fuller than expected is not chance. */
    matching.capacity = (size_t)(total / matching.passes + total / matching.passes / 4 + 1024);
    matching.rows = calloc(matching.capacity, sizeof *matching.rows);
    done = matching.rows != NULL || error_set(error, FAULT_MEMORY);
    while (done && matching.pass < matching.passes) {
        done = match_pass(&matching, error);
        matching.pass++;
    }
    free(matching.rows);
    bulk_look_again(writer, match_late, since);
    return done;
}

/* ---- applying ---- */

struct match {
    struct visit_reference visit;
    struct visit_reference into;
    int64_t kind;
};

static bool read_match(struct slice line, struct match *match)
{
    struct packed_reader reader = {line.data, line.data + line.size, VISIT_FORMAT};
    uint32_t tag = 0;
    struct slice bytes;
    enum packed_step step = PACKED_FIELD;
    bool right = true;
    while (right && (step = packed_next(&reader, &tag, &bytes)) == PACKED_FIELD) {
        right = tag == 1   ? reference_read(bytes, &match->visit)
                : tag == 2 ? reference_read(bytes, &match->into)
                           : tag != 3 || packed_number(bytes, &match->kind);
    }
    return right && step == PACKED_END &&
           (match->kind == MATCH_SAME || match->kind == MATCH_CORRECTS);
}

/* Rows with the same values are settled as their part comes, corrections at the bulk's end. */
static bool
apply_line(struct store *store, struct slice line, enum match_kind wanted, struct error *error)
{
    struct match match = {.kind = 0};
    int64_t visit = 0;
    int64_t into = 0;
    if (!read_match(line, &match)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, 0);
    }
    if (wanted == MATCH_CORRECTS && match.kind != MATCH_CORRECTS) {
        return true;
    }
    if (!visits_resolve(store, &match.visit, &visit, error) ||
        !visits_resolve(store, &match.into, &into, error)) {
        return false;
    }
    return wanted == MATCH_CORRECTS ? visit_apply_correction(store, visit, into, error)
                                    : visit_apply_same(store, visit, into, error);
}

static bool
apply_lines(struct store *store, struct slice bytes, enum match_kind wanted, struct error *error)
{
    struct slice line;
    bool broken = false;
    while (bulk_next_row(&bytes, &line, &broken)) {
        if (!apply_line(store, line, wanted, error)) {
            return false;
        }
    }
    return !broken || error_set_number(error, FAULT_JOURNAL_BODY, 0);
}

bool visits_apply_match_part(struct store *store, const struct bulk_part *part, struct error *error)
{
    return apply_lines(store, part->bytes, MATCH_SAME, error);
}

static bool apply_corrections(struct store *store, int64_t entry, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct entry_header header;
    struct bulk_part part = {0};
    bool done = journal_read(store, entry, &header, &body, error) &&
                (bulk_part_read(buffer_slice(&body), &part) ||
                 error_set_number(error, FAULT_JOURNAL_BODY, entry)) &&
                apply_lines(store, part.bytes, MATCH_CORRECTS, error);
    buffer_close_wiped(&body);
    return done;
}

bool visits_apply_corrections(struct store *store, int64_t bulk, struct error *error)
{
    int64_t entry = bulk;
    for (;;) {
        if (!bulk_next_part(store, bulk, BULK_MATCHES, &entry, error)) {
            return false;
        }
        if (entry == 0) {
            return true;
        }
        if (!apply_corrections(store, entry, error)) {
            return false;
        }
    }
}
