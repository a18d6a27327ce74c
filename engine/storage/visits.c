/* Capturing and applying visits; reading them is visit_read.c, matching bulks visit_match.c. */
#include "engine/storage/visits.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/aliases.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"
#include "engine/storage/visit_tags.h"

/* ---- rows of the view ---- */

static bool insert_visit(struct store *store, struct visit_row *row, struct error *error)
{
    static const char *const sql = "INSERT INTO visit(day, entry, row, bulk, gone, keys, content)"
                                   " VALUES(?1, ?2, ?3, ?4, 0, ?5, ?6)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, row->day.days);
    sql_bind_number(statement, 2, row->entry);
    sql_bind_number(statement, 3, row->row);
    sql_bind_number(statement, 4, row->bulk);
    sql_bind_bytes(statement, 5, (struct slice){row->prints, sizeof row->prints});
    sql_bind_number(statement, 6, row->content);
    if (!sql_run(store, statement, error)) {
        return false;
    }
    row->id = sqlite3_last_insert_rowid(store->database);
    return true;
}

bool visit_add_evidence(
    struct store *store,
    int64_t visit,
    int64_t entry,
    int64_t row,
    struct error *error)
{
    static const char *const sql = "INSERT INTO evidence(visit, entry, row) VALUES(?1, ?2, ?3)";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit, entry, row), error);
}

static bool set_prints(
    struct store *store,
    int64_t visit,
    const uint8_t prints[VISIT_PRINTS],
    struct error *error)
{
    static const char *const sql = "UPDATE visit SET keys = ?2 WHERE id = ?1";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, visit);
    sql_bind_bytes(statement, 2, (struct slice){prints, VISIT_PRINTS});
    return sql_run(store, statement, error);
}

/* ---- bodies ---- */

struct capture_body {
    bool has_visit;
    bool has_answer;
    struct visit_reference visit;
    struct visit_reference answer;
    struct evidence evidence;
};

static bool take_capture_field(void *into, uint32_t tag, struct slice bytes)
{
    struct capture_body *capture = into;
    if (tag == VISIT_TAG_REFERENCE) {
        capture->has_visit = true;
        return reference_read(bytes, &capture->visit);
    }
    if (tag == VISIT_TAG_ANSWER) {
        capture->has_answer = true;
        return reference_read(bytes, &capture->answer);
    }
    evidence_take(&capture->evidence, tag, bytes);
    return true;
}

static bool read_capture(struct slice body, struct capture_body *capture)
{
    memset(capture, 0, sizeof *capture);
    return packed_read(body, VISIT_FORMAT, take_capture_field, capture);
}

static struct date visit_day(const struct evidence *evidence)
{
    struct date day = DATE_NONE;
    return date_from_digits(evidence->values[FIELD_VISIT_DATE], &day) ? day : DATE_NONE;
}

bool visits_pack_row(const struct evidence *evidence, struct buffer *row, struct error *error)
{
    return evidence_write(evidence, row, error);
}

/* Nothing where there is no reference. */
static bool add_reference(
    struct buffer *body,
    enum visit_tag tag,
    const struct visit_reference *reference,
    struct error *error)
{
    char text[REFERENCE_TEXT];
    if (reference == NULL) {
        return true;
    }
    reference_write(reference, text);
    return packed_add_text(body, tag, text, error);
}

static bool append_capture(
    struct store *store,
    const struct visit_reference *visit,
    enum capture capture,
    const struct evidence *evidence,
    const struct visit_reference *answer,
    struct month about,
    int64_t *entry,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_PART_BYTES);
    bool done = packed_begin(&body, VISIT_FORMAT, error) &&
                add_reference(&body, VISIT_TAG_REFERENCE, visit, error) &&
                add_reference(&body, VISIT_TAG_ANSWER, answer, error);
    done = done && packed_add_text(&body, VISIT_TAG_CAPTURE, capture_name(capture), error) &&
           evidence_write(evidence, &body, error) &&
           journal_append(
               store, ENTRY_VISIT_CAPTURED, RETAIN_CARE, about, buffer_slice(&body), entry, error);
    buffer_close_wiped(&body);
    return done;
}

/* ---- capturing ---- */

bool visits_add(
    struct store *store,
    int64_t visit,
    enum capture capture,
    const struct evidence *evidence,
    struct error *error)
{
    return visits_add_confirming(store, visit, capture, evidence, NULL, error);
}

bool visits_add_confirming(
    struct store *store,
    int64_t visit,
    enum capture capture,
    const struct evidence *evidence,
    const struct visit_reference *answer,
    struct error *error)
{
    struct visit_reference reference;
    struct visit_row row;
    int64_t entry = 0;
    return visits_get_counting(store, visit, &row, error) &&
           visits_reference(store, visit, &reference, error) &&
           append_capture(
               store, &reference, capture, evidence, answer, month_of(row.day), &entry, error);
}

/* By local number, unless the visit that has it has another chart number. */
static bool find_by_local(
    struct store *store,
    struct date day,
    const uint8_t prints[VISIT_PRINTS],
    int64_t *visit,
    struct error *error)
{
    struct visit_row row;
    bool found = false;
    if (!visits_find(store, day, PRINT_LOCAL, prints + PRINT_LOCAL, visit, error)) {
        return false;
    }
    if (*visit == 0 || !print_is_some(prints + PRINT_CHART)) {
        return true;
    }
    if (!visits_get(store, *visit, &row, &found, error)) {
        return false;
    }
    if (print_is_some(row.prints + PRINT_CHART)) {
        *visit = 0;
    }
    return true;
}

/*
 * The visit that the evidence belongs to: by chart number, else by local number.  A local number is
 * given again on the next day and mistyped on this one; it never joins two chart numbers.
 */
static bool find_own(
    struct store *store,
    const struct evidence *evidence,
    struct date day,
    int64_t *visit,
    struct error *error)
{
    uint8_t prints[VISIT_PRINTS];
    *visit = 0;
    if (!prints_of_evidence(vault_fingerprinter(store), evidence, prints, error)) {
        return false;
    }
    if (print_is_some(prints + PRINT_CHART) &&
        !visits_find(store, day, PRINT_CHART, prints + PRINT_CHART, visit, error)) {
        return false;
    }
    return *visit != 0 || !print_is_some(prints + PRINT_LOCAL) ||
           find_by_local(store, day, prints, visit, error);
}

static bool find_opened(struct store *store, int64_t entry, int64_t *visit, struct error *error)
{
    static const char *const sql = "SELECT id FROM visit WHERE entry = ?1 AND bulk = 0";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, entry);
    switch (sql_step(store, statement, error)) {
    case SQL_FAULT:
        return false;
    case SQL_DONE:
        return error_set_number(error, FAULT_JOURNAL_BODY, entry);
    case SQL_ROW:
        break;
    }
    *visit = sql_number(statement, 0);
    (void)sqlite3_reset(statement);
    return true;
}

bool visits_capture(
    struct store *store,
    enum capture capture,
    const struct evidence *evidence,
    int64_t *visit,
    bool *opened,
    struct error *error)
{
    struct date day = visit_day(evidence);
    int64_t entry = 0;
    require(store->in_transaction);
    if (!store->unlocked) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!date_is_some(day) || (!evidence_has(evidence, FIELD_CHART_NUMBER) &&
                               !evidence_has(evidence, FIELD_LOCAL_NUMBER))) {
        return error_set(error, FAULT_VISIT_NEEDS_NUMBER);
    }
    if (!find_own(store, evidence, day, visit, error)) {
        return false;
    }
    *opened = *visit == 0;
    if (!*opened) {
        return visits_add(store, *visit, capture, evidence, error);
    }
    if (!append_capture(store, NULL, capture, evidence, NULL, month_of(day), &entry, error)) {
        return false;
    }
    return find_opened(store, entry, visit, error);
}

/* ---- applying ---- */

static bool apply_opening(
    struct store *store,
    const struct entry_header *header,
    const struct evidence *evidence,
    struct slice fields,
    struct error *error)
{
    struct visit_row row = {
        .day = visit_day(evidence), .entry = header->entry, .row = ROW_WHOLE_BODY};
    if (!date_is_some(row.day)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    return counter_add(store, "visits", 1, error) &&
           prints_of_evidence(store->printer, evidence, row.prints, error) &&
           print_short(store->printer, "content", fields, &row.content, error) &&
           insert_visit(store, &row, error);
}

/* New evidence may complete what a fingerprint needs, so all of them are made again. */
static bool renew(struct store *store, struct visit_row *row, int64_t answer, struct error *error)
{
    struct arena arena = arena_open(LIMIT_BODY_BYTES);
    struct part_cache *cache = NULL;
    struct evidence evidence = {.values = {{NULL, 0}}};
    bool done = part_cache_open(store, &cache, error) &&
                visits_merged_evidence(store, cache, row, &arena, &evidence, error) &&
                prints_of_evidence(store->printer, &evidence, row->prints, error) &&
                set_prints(store, row->id, row->prints, error) &&
                aliases_renew(store, cache, row, &evidence, answer, error);
    part_cache_close(cache);
    arena_close(&arena);
    return done;
}

/* Of a purged visit nothing is left to make them of. */
bool visit_renew_prints(struct store *store, int64_t visit, int64_t answer, struct error *error)
{
    struct visit_row row;
    bool found = false;
    return visits_get(store, visit, &row, &found, error) &&
           (row.gone == VISIT_PURGED || renew(store, &row, answer, error));
}

static bool
apply_further(struct store *store, int64_t visit, int64_t entry, int64_t row, struct error *error)
{
    return visit_add_evidence(store, visit, entry, row, error) &&
           visit_renew_prints(store, visit, 0, error);
}

static bool apply_added(
    struct store *store,
    const struct capture_body *capture,
    int64_t entry,
    struct error *error)
{
    int64_t visit = 0;
    int64_t answer = 0;
    return visits_resolve(store, &capture->visit, &visit, error) &&
           (!capture->has_answer || visits_resolve(store, &capture->answer, &answer, error)) &&
           visit_add_evidence(store, visit, entry, ROW_WHOLE_BODY, error) &&
           visit_renew_prints(store, visit, answer, error);
}

bool visits_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct capture_body capture;
    if (!read_capture(body, &capture)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    if (!capture.has_visit) {
        return apply_opening(
            store, header, &capture.evidence, slice_part(body, 1, body.size), error);
    }
    return apply_added(store, &capture, header->entry, error);
}

static bool take_row_field(void *into, uint32_t tag, struct slice bytes)
{
    evidence_take(into, tag, bytes);
    return true;
}

bool visit_read_row(struct slice fields, struct evidence *evidence)
{
    memset(evidence, 0, sizeof *evidence);
    return packed_each(fields, take_row_field, evidence);
}

bool visits_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    int64_t *base,
    struct error *error)
{
    struct slice bytes = part->bytes;
    struct slice fields;
    bool broken = false;
    int64_t count = 0;
    while (bulk_next_row(&bytes, &fields, &broken)) {
        struct visit_row row = {.entry = header->entry, .row = count, .bulk = part->bulk};
        struct evidence evidence;
        if (!visit_read_row(fields, &evidence)) {
            return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
        }
        row.day = visit_day(&evidence);
        if (!date_is_some(row.day)) {
            return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
        }
        if (!prints_of_evidence(store->printer, &evidence, row.prints, error) ||
            !print_short(store->printer, "content", fields, &row.content, error) ||
            !insert_visit(store, &row, error)) {
            return false;
        }
        *base = count == 0 ? row.id : *base;
        count++;
    }
    return broken ? error_set_number(error, FAULT_JOURNAL_BODY, header->entry)
                  : counter_add(store, "visits", count, error);
}

/* A row may be matched a second time, when its visit was opened after the first look. */
bool visit_set_gone(struct store *store, int64_t visit, int64_t gone, struct error *error)
{
    static const char *const sql = "UPDATE visit SET gone = ?2 WHERE id = ?1 AND gone <> -2";
    struct visit_row row;
    sqlite3_stmt *statement = NULL;
    bool found = false;
    if (!visits_get(store, visit, &row, &found, error) ||
        !sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, visit);
    sql_bind_number(statement, 2, gone);
    return sql_run(store, statement, error) &&
           (row.gone != 0 || counter_add(store, "visits", -1, error));
}

bool visit_set_content(struct store *store, int64_t visit, int64_t content, struct error *error)
{
    static const char *const sql = "UPDATE visit SET content = ?2 WHERE id = ?1 AND gone <> -2";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit, content), error);
}

bool visit_apply_same(struct store *store, int64_t visit, int64_t into, struct error *error)
{
    if (visit == into) {
        return error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    return visit_set_gone(store, visit, into, error);
}

/*
 * At the desk a visit may have become part of another one while the file was read.  A row of the same
 * file that did is named by a match of its own.
 */
static bool
follow_desk(struct store *store, const struct visit_row *row, int64_t *into, struct error *error)
{
    struct visit_row other;
    bool found = false;
    if (!visits_get(store, *into, &other, &found, error)) {
        return false;
    }
    return !found || other.bulk == row->bulk || visit_became(store, *into, into, error);
}

bool visit_apply_correction(struct store *store, int64_t visit, int64_t into, struct error *error)
{
    struct visit_row row;
    bool found = false;
    if (!visits_get(store, visit, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    return follow_desk(store, &row, &into, error) &&
           apply_further(store, into, row.entry, row.row, error) &&
           visit_set_content(store, into, row.content, error);
}

bool visits_drop_bulk(struct store *store, int64_t bulk, struct error *error)
{
    static const char *const sql_count = "SELECT count(*) FROM visit WHERE bulk = ?1 AND gone = 0";
    static const char *const sql_delete = "DELETE FROM visit WHERE bulk = ?1";
    sqlite3_stmt *statement = NULL;
    int64_t count = 0;
    if (!sql_prepare(store, sql_count, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, bulk);
    if (sql_step(store, statement, error) != SQL_ROW) {
        return false;
    }
    count = sql_number(statement, 0);
    (void)sqlite3_reset(statement);
    if (!sql_prepare(store, sql_delete, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, bulk);
    return sql_run(store, statement, error) && counter_add(store, "visits", -count, error);
}
